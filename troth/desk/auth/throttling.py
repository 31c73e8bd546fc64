"""How guessing a password is slowed down, without letting anybody lock a colleague out.

Each try is counted where it comes from: a session that confirms who it is; a browser in which this
person has signed in before; else the network address, this account at that address, and this
account from all unknown browsers together. Passkeys are not counted here. The numbers are
`settings.PASSWORD_TRIES`; docs/operations.md says what they mean.
"""

from __future__ import annotations

from collections.abc import Iterable

from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import HttpRequest

from troth.desk.auth.devices import known_device

APP = "troth.desk"


def count_attempt(request: HttpRequest, login: str) -> ratelimit.RateLimitUsage | None:
    """Counts one try with a password. None where there have been too many. A try that was right is
    given back by `rollback()` of what is returned.
    """
    login = login.strip().lower()[:200]
    if request.user.is_authenticated:
        return _consume_limits(request, [("session", str(request.user.pk))])
    if device := known_device(request, login):
        return _consume_limits(request, [("known_device", f"{device}:{login}")])
    address = ratelimit.get_ip(request)
    buckets = [("address", address), ("account_at_address", f"{address}:{login}")]
    return _consume_limits(request, [*buckets, ("account", login)])


def _consume_limits(
    request: HttpRequest, buckets: Iterable[tuple[str, str]]
) -> ratelimit.RateLimitUsage | None:
    """A try counts in the wider buckets only where the narrower ones still took it."""
    taken = ratelimit.RateLimitUsage(usage=[])
    for action, key in buckets:
        used = ratelimit.consume(
            request, app=APP, action=action, config=settings.PASSWORD_TRIES, key=key
        )
        if used is None:
            return None
        taken.usage.extend(used.usage)
    return taken
