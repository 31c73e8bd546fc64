"""What the letters about a parcel tell: what is in it, where it goes, when it should come, and what
is still to come.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from troth.orders.full_copy import SHIPS_FROM, Fact, address_lines, pick_up
from troth.orders.models import Event, Line, Order

_STILL_HERE = ("placed", "in_japan", "in_transfer", "processed")


@dataclass(frozen=True, slots=True)
class StillToCome:
    """Pieces of one warehouse that haven't shipped, and when they should arrive: a window, or why
    nobody can say.
    """

    ships_from: str
    pieces: list[str]
    arrives: dict[str, str] | None
    unknown_why: str


def shipping_facts(event: Event) -> dict[str, Any]:
    """For the notice that a parcel has shipped."""
    order, shipped = event.order, event.facts
    pieces = list(order.lines.filter(pk__in=shipped["lines"]).order_by("pk"))
    return {
        "pieces": [line.title for line in pieces],
        "arrives": shipped.get("arrives") or _promised(order, pieces),
        "pick_up": pick_up(order.recipient),
        "address": address_lines(order),
        "to_come": _still_to_come(order, shipped["lines"]),
    }


def waiting_facts(event: Event) -> dict[str, Any]:
    """For the notice that the carrier found nobody, or keeps the parcel for its recipient."""
    order, number = event.order, event.facts.get("number")
    shipped = order.events.filter(kind="parcel.shipped", facts__number=number).first()
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


def _promised(order: Order, lines: list[Line]) -> dict[str, str] | None:
    """The window as made: of a parcel whose processing is not on record."""
    if not lines:
        return None
    arrives: dict[str, str] = order.promises[lines[0].warehouse]["arrives"]
    return arrives


def _still_to_come(order: Order, in_this_parcel: list[int]) -> list[StillToCome]:
    waiting = [
        line
        for line in order.lines.exclude(pk__in=in_this_parcel).order_by("pk")
        if line.state in _STILL_HERE
    ]
    standings = {each.warehouse: each for each in order.standings.all()}
    found = []
    for warehouse, made in order.promised:
        titles = [line.title for line in waiting if line.warehouse == warehouse]
        if not titles:
            continue
        arrives, why = made["arrives"], ""
        if standing := standings.get(warehouse):
            why = standing.unknown_why
            arrives = {
                "earliest": standing.arrives_from.isoformat(),
                "latest": standing.arrives_by.isoformat(),
            }
        found.append(
            StillToCome(SHIPS_FROM.get(warehouse, warehouse), titles, None if why else arrives, why)
        )
    return found
