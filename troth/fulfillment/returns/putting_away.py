"""What becomes of pieces that came back: sold again once an expert has looked at them, written off,
or promised anew when they are sent again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from troth.catalog.actions import relist_items
from troth.catalog.blocklist import write_off_items
from troth.event_kinds import EventKind
from troth.fulfillment.models import PromiseStatus, ReturnedPiece
from troth.fulfillment.promises import delay_consent, monitoring
from troth.fulfillment.return_models import DAMAGED, MISSING, SOUND
from troth.orders.actions import record_event
from troth.orders.models import Line, Order
from troth.policy.dates import outlook as policy
from troth.policy.dates.calendars import BeyondCalendar
from troth.policy.dates.delay import ship_by_on
from troth.policy.dates.promise import cut_off_on, local_time
from troth.policy.lifecycle import LineState


def settle_returned_pieces(
    *, order: Order, pieces: Sequence[ReturnedPiece], now: datetime, by: str
) -> None:
    """Pieces whose money has gone back: the sound ones may be sold again once an expert has looked
    at them, the damaged ones are written off, the missing ones are lost.
    """
    restocked = []
    for piece in pieces:
        if piece.condition == SOUND and piece.line.state == LineState.RETURNED:
            record_event(
                order=order, line=piece.line, kind=EventKind.LINE_RESTOCKED, now=now, by=by
            )
            restocked.append(piece.line)
        elif piece.condition == MISSING and piece.line.state == LineState.SHIPPED:
            record_event(order=order, line=piece.line, kind=EventKind.LINE_LOST, now=now, by=by)
        elif piece.condition == DAMAGED and piece.line.state == LineState.RETURNED:
            why = f"{order.number}: came back damaged. {piece.note}".strip()
            write_off_items(items=[piece.line.item], reason=why, now=now, by=by)
    if restocked:
        items = [line.item for line in restocked]
        relist_items(
            items=items,
            now=now,
            by=by,
            reason=f"{order.number}: came back to us",
            arrived=[line.item for line in restocked if line.warehouse == "jp"],
            packed=items,
        )


def renew_promise(order: Order, lines: Sequence[Line], now: datetime) -> dict[str, Any]:
    """The promise of the second parcel, counted from the day on which it can be packed; watched as
    the first one was.
    """
    outlook = _outlook_of_resent(order, now)
    if outlook is None:
        return {}
    ship_by: date = ship_by_on(order.policy.terms, processed_by=outlook.processed.latest)
    delay_consent.end_delays_of_resent(order, lines, now)
    PromiseStatus.objects.filter(
        order=order, warehouse__in={line.warehouse for line in lines}
    ).update(
        ship_by=ship_by,
        arrives_from=outlook.arrives.earliest,
        arrives_by=outlook.arrives.latest,
        unknown_why="",
        shipped_at=None,
        ended_at=None,
    )
    return {
        "lines": [line.pk for line in lines],
        "ship_by": ship_by.isoformat(),
        "arrives_from": outlook.arrives.earliest.isoformat(),
        "arrives_by": outlook.arrives.latest.isoformat(),
        "steps": [step.data() for step in outlook.steps],
    }


def _outlook_of_resent(order: Order, now: datetime) -> policy.Outlook | None:
    """The dates of pieces that are packed again; None where nobody can tell them."""
    terms = order.policy.terms
    local, store = local_time(terms, now), terms.store_days
    day = local.date()
    in_time = store.is_open(day) and local.time() <= cut_off_on(terms, day)
    starts_on = day if in_time else store.after(day, 1)
    facts = policy.Facts(
        starts_on=starts_on, warehouse="us", method=order.method, today=day, day_is_over=False
    )
    try:
        outlook = policy.outlook(terms, facts, monitoring.current_closures())
    except BeyondCalendar:
        return None
    return None if isinstance(outlook, policy.UnknownDates) else outlook
