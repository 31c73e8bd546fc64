"""How staff sign in, and how often anyone may try."""

from __future__ import annotations

from troth.config.base import DEVELOPMENT
from troth.config.browsers import COOKIE_PREFIX

AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "troth.desk.auth.password_rules.NoContextWords"},
    {"NAME": "troth.desk.auth.password_rules.NotBreached"},
]
# A password that the operator's command printed: how long it opens the desk, to change it.
FIRST_PASSWORD_HOURS = 72
LOGIN_URL = "/desk/sign-in/"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/desk/sign-in/"

# Staff sign in with a passkey, or a password and a code (`troth.desk.auth.sign_in`); in development
# the password is enough.
SECOND_FACTOR_REQUIRED = not DEVELOPMENT
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER, MFA_ADAPTER = (
    "troth.desk.auth.sign_in.StaffAccountAdapter",
    "troth.desk.auth.sign_in.StaffMFAAdapter",
)
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
# Posts to the sign-in by address; wrong codes by who has typed the right password ("key").
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/5m/user",
}
# Wrong passwords; `troth.desk.auth.throttling` says which of these count a try.
PASSWORD_TRIES = {
    "session": "5/5m/key",
    "known_device": "5/5m/key,20/h/key",
    "address": "10/m/key",
    "account_at_address": "5/5m/key,20/h/key",
    "account": "100/h/key",
}
DEVICE_COOKIE_NAME = f"{COOKIE_PREFIX}known_device"
DEVICE_COOKIE_AGE = 180 * 24 * 3600
DEVICE_LINK_SECONDS = 30 * 60
# How long a session at the desk lasts, however busy it is.
STAFF_SESSION_HOURS = 12
ACCOUNT_FORMS = {
    "login": "troth.desk.auth.password_forms.SignIn",
    "change_password": "troth.desk.auth.password_forms.ChangePassword",
}
MFA_FORMS = {"activate_totp": "troth.desk.auth.factors.SetUpApp"}
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
