"""Signing in: allauth's pages, with what is the desk's own about them."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathImage

from troth import clock
from troth.access_log.actions import record_access
from troth.catalog import serials
from troth.desk import devices, passwords, throttling
from troth.network import address_of
from troth.orders.policy_versions import terms_at

Answer = TypeVar("Answer", bound=HttpResponseBase)
WRONG = _("Please enter a correct username and password. Note that the password is case-sensitive.")
EXPIRED = _(
    "This first password has expired. Ask whoever runs the store for another: troth staff EMAIL"
    " --reset"
)
MUST_CHANGE = "must_change_password"  # in the session, while the password is one that was printed
WAITING = (  # where allauth keeps a form that was sent, until the proof is there
    "account_reauthentication_state"
)


def has_recent_proof(request: HttpRequest) -> bool:
    """Whether a passkey, a code or the password was asked for within the last quarter of an
    hour.
    """
    proofs = get_authentication_records(request, request.user)
    return any(
        time.time() - proof["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT for proof in proofs
    )


def is_session_over(request: HttpRequest) -> bool:
    """Whether this session at the desk has lasted for its whole time, however busy it was."""
    proofs = get_authentication_records(request, request.user)
    began = min((proof["at"] for proof in proofs), default=time.time())
    return bool(time.time() - began > settings.STAFF_SESSION_HOURS * 3600)


def recent_login_required(view: Callable[..., Answer]) -> Callable[..., Answer]:
    """Asks for a proof anew where the last one is older. A form that was sent is kept meanwhile,
    and done after it.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Answer:
        if not has_recent_proof(request):
            request.session.pop(
                WAITING, None
            )  # no proof for one thing does another that was left half-way
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return guarded


def _record_attempt(request: HttpRequest, kind: str, login: str, detail: str = "") -> None:
    """Records what came of a try. Who types something else for a name may have typed a password:
    it isn't kept.
    """
    user = User.objects.filter(username__iexact=login).first()
    record_access(
        kind=kind,
        who=user.get_username() if user else "",
        address=address_of(request),
        detail=detail,
        now=clock.now(),
    )


class StaffAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Nobody signs up; no message tells whether an account exists."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": WRONG,
        "too_many_login_attempts": _(
            "Too many tries. Wait five minutes, then try again. A passkey works meanwhile, and so"
            " does a browser in which you have signed in before."
        ),
        "incorrect_password": _("The password is wrong."),
    }

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Counts the try with a password; refuses it where there have been too many."""
        login = credentials.get("username", "")
        self._login_failed_rl_usage = throttling.count_attempt(request, login)
        if self._login_failed_rl_usage is None:
            _record_attempt(request, "sign_in_throttled", login)
            raise self.validation_error("too_many_login_attempts")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Records a wrong password."""
        again = request.user.is_authenticated
        kind = "confirmation_failed" if again else "sign_in_failed"
        _record_attempt(request, kind, credentials.get("username", ""), detail="password")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Who it is. A first password that has expired opens nothing, and says so."""
        person = super().authenticate(request, **credentials)
        if person is not None and passwords.is_expired(person, now=clock.now()):
            _record_attempt(
                request, "sign_in_failed", person.get_username(), detail="expired password"
            )
            raise ValidationError(EXPIRED, code="first_password_expired")
        return person

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Remembers the browser; and whose first password it was, until they have changed it."""
        if passwords.must_change(user):
            request.session[MUST_CHANGE] = True
        response: HttpResponse = super().post_login(request, user, **kwargs)
        devices.remember_device(request, response, user)
        return response

    def get_password_change_redirect_url(self, _request: HttpRequest) -> str:
        return reverse("mfa_index")

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        return False

    def respond_user_inactive(self, request: HttpRequest, _user: Any) -> HttpResponse:
        messages.error(request, WRONG)
        return redirect("account_login")

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request)

    def is_reauthentication_required(self, **_: Any) -> bool:
        return not has_recent_proof(self.request)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return methods[::-1]  # passkey, code, password


class StaffMFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Secrets are sealed at rest as serials are."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("That code is wrong, or was used already. Wait for the next one."),
    }

    def encrypt(self, text: str) -> str:
        return serials.encrypt_text(text)

    def decrypt(self, encrypted_text: str) -> str:
        return serials.decrypt_text(encrypted_text)

    def get_totp_issuer(self) -> str:
        return terms_at(clock.now()).file.store.name

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": terms_at(clock.now()).file.store.name}

    def build_totp_svg(self, url: str) -> str:
        picture: str = qrcode.make(url, image_factory=SvgPathImage).to_string(encoding="unicode")
        return picture
