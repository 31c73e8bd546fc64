"""What a letter tells of how its order stands: read from the order's status when it is written."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.functional import SimpleLazyObject

from troth.order_status.model import OrderStatus, Parcel, Piece, Refund
from troth.order_status.reading import status_of
from troth.orders.models import Event


def standing_of(event: Event, now: datetime) -> dict[str, Any]:
    """The status of the event's order, and the parcel, what is in it, the pieces to come and the
    refund that the event is about. Nothing is read for a letter that asks for none of it.
    """
    status: Any = SimpleLazyObject(lambda: status_of(event.order, now))
    return {
        "status": status,
        "parcel": SimpleLazyObject(lambda: _parcel_of_event(status, event)),
        "in_it": SimpleLazyObject(lambda: _pieces_in_parcel(status, event)),
        "coming": SimpleLazyObject(lambda: _pieces_to_come(status, event)),
        "refund": SimpleLazyObject(lambda: _refund_of_event(status, event)),
    }


def _parcel_of_event(status: OrderStatus, event: Event) -> Parcel | None:
    return status.parcel(str(event.facts.get("number", "")))


def _pieces_in_parcel(status: OrderStatus, event: Event) -> list[str]:
    """The pieces of the event's own parcel, of an order with several: those that the event names,
    where it is about some of them.
    """
    parcel = _parcel_of_event(status, event)
    if parcel is None or not status.has_several:
        return []
    pieces = list(zip(parcel.line_keys, parcel.titles, strict=True))
    named = [title for key, title in pieces if key in (event.facts.get("lines") or ())]
    return named or [title for _, title in pieces]


def _pieces_to_come(status: OrderStatus, event: Event) -> list[Piece]:
    """The pieces still to come besides those of the event's own parcel."""
    parcel = _parcel_of_event(status, event)
    keys = parcel.line_keys if parcel is not None else ()
    return [piece for piece in status.pieces_to_come if piece.key not in keys]


def _refund_of_event(status: OrderStatus, event: Event) -> Refund | None:
    refunds = status.money.refunds if status.money is not None else ()
    operation = event.facts.get("operation")
    return next((refund for refund in refunds if refund.operation == operation), None)
