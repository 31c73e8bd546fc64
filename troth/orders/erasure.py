"""Being forgotten: the personal part of an order is erased whole, by this one verb, and the
timeline says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from troth.orders.actions import record_event
from troth.orders.guards import ERASED as ERASED
from troth.orders.guards import PERSONAL as PERSONAL
from troth.orders.models import Event, Order, QueueEntry, Recipient
from troth.policy.lifecycle import STILL_TO_COME, TransitionRefused


@transaction.atomic
def erase_recipient(
    *, order: Order, retained: Sequence[dict[str, Any]], now: datetime, by: str
) -> Event | None:
    """Empties the order's recipient, and tells what is `kept`, why and until when. None where it
    was erased already.

    Raises `TransitionRefused` while a piece of it is still to come: it needs an address.
    """
    QueueEntry.objects.select_for_update().get(order=order.pk)
    if order.events.filter(kind=ERASED).exists():
        return None
    if under_way := order.lines.filter(state__in=STILL_TO_COME).first():
        raise TransitionRefused(ERASED, under_way.state)
    Recipient.objects.filter(order=order).update(**dict.fromkeys(PERSONAL, ""))
    return record_event(order=order, kind=ERASED, now=now, by=by, facts={"kept": list(retained)})


def has_pieces_to_come(order: Order) -> bool:
    """Whether a piece of it is still to come."""
    return order.lines.filter(state__in=STILL_TO_COME).exists()
