"""Records what allauth and Django tell of signing in and out, factors and passwords."""

from __future__ import annotations

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.signals import (
    authentication_step_completed,
    password_changed,
    user_logged_in,
)
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from troth import clock
from troth.access_log.actions import record_access
from troth.desk.auth import passwords
from troth.desk.sessions import MUST_CHANGE
from troth.http.network import address_of


def _record_event(request: HttpRequest, user: User, kind: str, detail: str = "") -> None:
    record_access(
        kind=kind,
        who=user.get_username(),
        address=address_of(request),
        detail=detail,
        now=clock.now(),
    )


@receiver(user_logged_in)
def _signed_in(request: HttpRequest, user: User, **_: Any) -> None:
    proofs = get_authentication_records(request, user)
    used = [str(proof.get("type") or proof["method"]) for proof in proofs]
    _record_event(request, user, "signed_in", ", ".join(used))


@receiver(user_logged_out)
def _signed_out(request: HttpRequest, user: User | None, **_: Any) -> None:
    if user is not None:
        _record_event(request, user, "signed_out")


@receiver(authentication_step_completed)
def _identity_confirmed(request: HttpRequest, user: User, method: str, **kwargs: Any) -> None:
    if kwargs.get("reauthenticated"):
        _renew_session(request)
        _record_event(request, user, "confirmed", str(kwargs.get("type") or method))


def _renew_session(request: HttpRequest) -> None:
    """After a proof the session goes on under another name: who knew the old one is out."""
    before = request.session.session_key
    request.session.cycle_key()
    stored_sessions = UserSession.objects.filter(session_key=before)
    stored_sessions.update(session_key=request.session.session_key)


@receiver(authentication_failed)
def _wrong_code(
    request: HttpRequest, user: User, authenticator: Any, reauthentication: bool = False, **_: Any
) -> None:
    kind = "confirmation_failed" if reauthentication else "sign_in_failed"
    _record_event(request, user, kind, str(authenticator.type))


@receiver(authenticator_added)
def _factor_added(request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:
    codes = authenticator.type == authenticator.Type.RECOVERY_CODES
    kind = "recovery_codes_made" if codes else "factor_added"
    _record_event(request, user, kind, str(authenticator.type))


@receiver(authenticator_reset)
def _codes_made(request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:
    _record_event(request, user, "recovery_codes_made", str(authenticator.type))


@receiver(authenticator_removed)
def _factor_removed(request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:
    _record_event(request, user, "factor_removed", str(authenticator.type))


@receiver(password_changed)
def _password_changed(request: HttpRequest, user: User, **_: Any) -> None:
    passwords.mark_changed(user)
    request.session.pop(MUST_CHANGE, None)
    _record_event(request, user, "password_changed")
