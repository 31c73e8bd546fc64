"""Recording an access, and deleting what has been kept for long enough."""

from __future__ import annotations

from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from django.db.models.functions import Now

from troth.access_log.guards import LEAST_DAYS
from troth.access_log.kinds import KINDS
from troth.access_log.models import AccessRecord


def record_access(
    *,
    kind: str,
    who: str,
    now: datetime,
    order_number: str = "",
    about: str = "",
    address: str = "",
    detail: str = "",
) -> AccessRecord:
    """Records one access. `address` is where the request came from; only its network is kept.

    Raises KeyError for a kind that `kinds.KINDS` doesn't have. Long text is cut. Nothing personal
    of a shopper may be in `about` or `detail`: an order's number stands for it.
    """
    if kind not in KINDS:
        raise KeyError(kind)
    return AccessRecord.objects.create(
        at=now,
        kind=kind,
        who=_storable_text(who, 150),
        order_number=_storable_text(order_number, 40),
        about=_storable_text(about, 200),
        network=network_of(address),
        detail=_storable_text(detail, 500),
    )


def delete_expired(*, now: datetime, keep_days: int, limit: int = 5000) -> int:
    """Deletes rows that are older than `keep_days`, the oldest first. Returns how many.

    The database refuses rows younger than `LEAST_DAYS` by its own clock, so they are left alone.
    """
    expired = AccessRecord.objects.filter(at__lt=now - timedelta(days=keep_days)).filter(
        at__lt=Now() - timedelta(days=LEAST_DAYS, minutes=1)
    )
    oldest = list(expired.order_by("at", "pk").values_list("pk", flat=True)[:limit])
    deleted, _by_model = AccessRecord.objects.filter(pk__in=oldest).delete()
    return deleted


def network_of(address: str) -> str:
    """The network of an address: /24 of IPv4, /48 of IPv6; empty for what is no address."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return ""
    return str(ip_network(f"{parsed}/{24 if parsed.version == 4 else 48}", strict=False))


def _storable_text(text: str, longest: int) -> str:
    """As it can be stored: PostgreSQL keeps no NUL character."""
    return text.replace("\0", "")[:longest]
