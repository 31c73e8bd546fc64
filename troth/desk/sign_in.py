"""Signing in: allauth's pages, with what is the desk's own about them."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathImage

from troth import clock
from troth.catalog import serials
from troth.network import address_of
from troth.orders.in_force import terms_at

WRONG = _("Please enter a correct username and password. Note that the password is case-sensitive.")
WAITING = (  # where allauth keeps a form that was sent, until the proof is there
    "account_reauthentication_state"
)


def proven_lately(request: HttpRequest) -> bool:
    """Whether a passkey, a code or the password was asked for within the last quarter of an
    hour.
    """
    proofs = get_authentication_records(request, request.user)
    return any(
        time.time() - proof["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT for proof in proofs
    )


def confirmed_lately(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Asks for a proof anew where the last one is older. A form that was sent is kept meanwhile,
    and done after it.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not proven_lately(request):
            request.session.pop(
                WAITING, None
            )  # no proof for one thing does another that was left half-way
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return guarded


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Nobody signs up; no message tells whether an account exists."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": WRONG,
        "too_many_login_attempts": _("Too many tries. Wait five minutes, then try again."),
        "incorrect_password": _("The password is wrong."),
    }

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        return False

    def respond_user_inactive(self, request: HttpRequest, _user: Any) -> HttpResponse:
        messages.error(request, WRONG)
        return redirect("account_login")

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_of(request)

    def is_reauthentication_required(self, **_: Any) -> bool:
        return not proven_lately(self.request)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return methods[::-1]  # passkey, code, password


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Secrets are sealed at rest as serials are."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("That code is wrong, or was used already. Wait for the next one."),
    }

    def encrypt(self, text: str) -> str:
        return serials.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return serials.unseal(encrypted_text)

    def get_totp_issuer(self) -> str:
        return terms_at(clock.now()).file.store.name

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": terms_at(clock.now()).file.store.name}

    def build_totp_svg(self, url: str) -> str:
        picture: str = qrcode.make(url, image_factory=SvgPathImage).to_string(encoding="unicode")
        return picture
