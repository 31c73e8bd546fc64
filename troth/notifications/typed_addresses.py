"""Mail to an address that somebody typed, and nobody has confirmed: a few a day for each address,
for each network that asks, and for the store as a whole.

The counts are rows: they survive a restart and are one count for all processes. Whoever is over a
limit sees the same answer as everybody, so nothing can be learned from it.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from troth.access_log.actions import network_of
from troth.email_addresses import mailbox_of
from troth.notifications.models import MailAllowance

ADDRESS, NETWORK, STORE = "address", "network", "store"
KEPT_FOR = timedelta(days=2)


class _OverLimit(Exception):
    """One of the limits is reached: nothing is counted."""


def allow_mail(*, purpose: str, email: str, network: str, now: datetime) -> bool:
    """Counts one mail for this purpose, and says whether it may be sent. `network` is the address
    of who asks; without one, all such requests are one network.
    """
    limits = settings.TYPED_ADDRESS_LIMITS[purpose]
    keys = {
        ADDRESS: mailbox_of(email),
        NETWORK: network_of(network),
        STORE: "",
    }
    day = now.astimezone(UTC).date()
    try:
        with transaction.atomic():
            for scope, value in keys.items():
                row, _ = MailAllowance.objects.get_or_create(
                    purpose=purpose, scope=scope, key=_scoped_digest(scope, value), day=day
                )
                below = MailAllowance.objects.filter(pk=row.pk, used__lt=limits[scope])
                if not below.update(used=F("used") + 1):
                    raise _OverLimit(scope)
    except _OverLimit as over:
        logging.getLogger(__name__).warning(
            "No mail to a typed address (%s): today's limit by %s is reached", purpose, over
        )
        return False
    return True


def forget_old_counts(*, now: datetime) -> int:
    """Deletes the counts of days that are over. Returns how many."""
    first_kept = (now.astimezone(UTC) - KEPT_FOR).date()
    return MailAllowance.objects.filter(day__lt=first_kept).delete()[0]


def _scoped_digest(scope: str, value: str) -> str:
    """A count holds nobody's address."""
    return salted_hmac(f"troth.mail.{scope}", value, algorithm="sha256").hexdigest()
