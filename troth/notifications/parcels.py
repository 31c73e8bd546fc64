"""What the letters about a parcel tell: what is in it, where it goes, when it should come, and what
is still to come.
"""

from __future__ import annotations

from typing import Any

from troth.event_kinds import EventKind
from troth.order_status.reading import status_of
from troth.orders.full_copy import Fact, address_lines, pick_up
from troth.orders.models import Event, Line, Order


def shipping_facts(event: Event) -> dict[str, Any]:
    """For the notice that a parcel has shipped."""
    order, shipped = event.order, event.facts
    pieces = list(order.lines.filter(pk__in=shipped["lines"]).order_by("pk"))
    return {
        "pieces": [line.title for line in pieces],
        "arrives": shipped.get("arrives") or _promised_window(order, pieces),
        "pick_up": pick_up(order.recipient),
        "address": address_lines(order),
        "to_come": status_of(order, event.at).to_come,
    }


def waiting_facts(event: Event) -> dict[str, Any]:
    """For the notice that the carrier found nobody, or keeps the parcel for its recipient."""
    order, number = event.order, event.facts.get("number")
    shipped = order.events.filter(kind=EventKind.PARCEL_SHIPPED, facts__number=number).first()
    lines = shipped.facts["lines"] if shipped else []
    at: Fact | None = pick_up(order.recipient)
    return {
        "pieces": list(
            order.lines.filter(pk__in=lines).order_by("pk").values_list("title", flat=True)
        ),
        "url": shipped.facts["url"] if shipped else "",
        "pick_up": at,
        "address": address_lines(order),
    }


def _promised_window(order: Order, lines: list[Line]) -> dict[str, str] | None:
    """The window as made: of a parcel whose processing is not on record."""
    if not lines:
        return None
    arrives: dict[str, str] = order.promises[lines[0].warehouse]["arrives"]
    return arrives
