"""An order's place in the queue, kept beside its timeline and in the same transaction: clause
`queue`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import F

from troth.event_kinds import EventKind
from troth.orders import confirmations
from troth.orders.models import Event, Line, Order, QueueEntry
from troth.policy.lifecycle import LineState

HELD, RELEASED = EventKind.ORDER_HELD, EventKind.ORDER_RELEASED
_OPENS = (HELD, EventKind.PAYMENT_REVIEW_OPENED)
_CLOSES = (
    RELEASED,
    EventKind.PAYMENT_REVIEW_APPROVED,
    EventKind.PAYMENT_REVIEW_DECLINED,
    EventKind.PAYMENT_REVIEW_EXPIRED,
)
_MOVES_OUT_OR_IN = (
    EventKind.LINE_ARRIVED,
    EventKind.LINE_PROCESSED,
    EventKind.LINE_CANCELLED,
    EventKind.LINE_REQUEUED,
)


def create_turn(order: Order, *, lines: Iterable[Line], before: Iterable[Event]) -> None:
    """The new order's place: by the instant it was placed, for ever."""
    QueueEntry.objects.create(
        order=order,
        placed_at=order.placed_at,
        holds=sum(event.kind in _OPENS for event in before),
        ready_pieces=sum(line.state == LineState.PLACED for line in lines),
    )


def lock_orders(orders: Iterable[int]) -> None:
    """Nobody else decides about these orders for the rest of the transaction. In one order for
    everybody: that in which they were received, so that nobody waits in a ring.
    """
    rows = (
        QueueEntry.objects.select_for_update()
        .filter(order__in=set(orders))
        .order_by("placed_at", "order")
    )
    list(rows.values_list("pk", flat=True))


def update_turn(event: Event) -> None:
    """What an event changes about when its order may go. Called by `record` alone."""
    changes: dict[str, Any] = {}
    if event.kind in _OPENS:
        changes["holds"] = F("holds") + 1
    elif event.kind in _CLOSES:
        changes["holds"] = F("holds") - 1
    elif event.kind in _MOVES_OUT_OR_IN:
        changes["ready_pieces"] = Line.objects.filter(
            order=event.order_id, state=LineState.PLACED
        ).count()
    elif event.kind.startswith(confirmations.PREFIX):
        events = Event.objects.filter(order=event.order_id, kind__startswith=confirmations.PREFIX)
        changes["cancellable_until"] = confirmations.clock_of(events).cancellable_until
    if changes:
        QueueEntry.objects.filter(order=event.order_id).update(**changes)


def replay_turn(events: Iterable[Event]) -> tuple[int, datetime | None]:
    """How many holds are open, and until when the confirmation keeps the order from shipping (None:
    its clock hasn't started, or a bounce stopped it), by the timeline alone.
    """
    timeline = list(events)
    holds = sum((event.kind in _OPENS) - (event.kind in _CLOSES) for event in timeline)
    return holds, confirmations.clock_of(timeline).cancellable_until
