"""The addresses of signing in, and the record of access, with who may open each."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.urls import reverse_lazy

from troth.desk.auth import access_log_views, views
from troth.desk.pages import open_page, own_page, page
from troth.roles import OWNER

urlpatterns = [
    # Signing in and out is for people whom we don't know yet.
    open_page("sign-in/", account.login, name="account_login"),
    open_page("sign-in/code/", mfa.authenticate, name="mfa_authenticate"),
    open_page("sign-in/passkey/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    # One's own sign-in is for whoever is on the staff, and before the second factor is there.
    own_page(
        "sign-in/again/",
        account.reauthenticate,
        name="account_reauthenticate",
        for_first_password=True,
    ),
    own_page(
        "sign-in/again/code/",
        mfa.reauthenticate,
        name="mfa_reauthenticate",
        for_first_password=True,
    ),
    own_page(
        "sign-in/again/passkey/",
        passkeys.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
        for_first_password=True,
    ),
    own_page("sign-in/mine/", mfa.index, name="mfa_index"),
    own_page("sign-in/mine/app/", totp.activate_totp, name="mfa_activate_totp"),
    own_page("sign-in/mine/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    own_page("sign-in/mine/passkeys/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    own_page(
        "sign-in/mine/passkeys/<int:pk>/remove/",
        passkeys.RemoveWebAuthnView.as_view(success_url=reverse_lazy("mfa_index")),
        name="mfa_remove_webauthn",
    ),
    own_page("sign-in/mine/codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    own_page(
        "sign-in/mine/codes/new/",
        recovery.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    own_page(
        "sign-in/mine/password/",
        views.change_password,
        name="account_change_password",
        for_first_password=True,
    ),
    own_page("sign-in/mine/sessions/", views.sessions_page, name="desk_sessions"),
    own_page(
        "sign-in/mine/sessions/others/end/", views.end_other_sessions, name="desk_sessions_end"
    ),
    own_page("sign-in/mine/sessions/<int:key>/end/", views.end_session, name="desk_session_end"),
    open_page("sign-in/device/<str:token>", views.device_link, name="device_link"),
    open_page("sign-out/", views.SignOut.as_view(), name="sign_out"),
    # The record of access is for an owner alone.
    page("access/", access_log_views.access_log, name="desk_access_log", roles=(OWNER,)),
]
