"""How long a session at the desk lasts, and how recent its last proof must be."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

Answer = TypeVar("Answer", bound=HttpResponseBase)
MUST_CHANGE = "must_change_password"  # in the session, while the password is one that was printed
WAITING = "account_reauthentication_state"  # where allauth stores a form until the proof is there


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
            # A proof for one thing doesn't do another that was left half-way.
            request.session.pop(WAITING, None)
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    return guarded
