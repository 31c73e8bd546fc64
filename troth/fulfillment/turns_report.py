"""Proof that nobody was overtaken: for every order taken, whether an earlier one could have gone
just then.

It is worked out from timelines and boxes alone, not from what the queue keeps for its own use. Who
became free less than `SETTLES` before is not counted as passed over: an event carries the instant
at which its verb began.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from troth.fulfillment.models import Parcel
from troth.orders import confirmations
from troth.orders.models import Event, Line, Order
from troth.orders.turns import HELD, RELEASED

_OPENS, _CLOSES = (
    (HELD, "payment.review_opened"),
    (
        RELEASED,
        "payment.review_approved",
        "payment.review_declined",
        "payment.review_expired",
    ),
)
_ENDS = ("payment.lapsed", "payment.failed", "payment.voided")
Place = tuple[datetime, int]
SETTLES = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Overtaken:
    """`earlier` could have gone when `taken` was taken, and stood before it."""

    taken: str
    by: str
    at: datetime
    earlier: str


@dataclass(frozen=True, slots=True)
class Report:
    """How many boxes were begun, and every order that was overtaken."""

    taken: int
    overtaken: list[Overtaken]


def report(*, since: datetime, until: datetime) -> Report:
    """All that was taken from `since` on and before `until`."""
    taken = list(
        Parcel.objects.filter(taken_at__gte=since, taken_at__lt=until)
        .select_related("order")
        .order_by("pk")
    )
    free = _changes(until)
    names = dict(Order.objects.filter(placed_at__lt=until).values_list("pk", "number"))
    waiting: list[Place] = []
    may_go: dict[int, datetime] = {}
    found, at = [], 0
    for parcel in taken:
        at = _catch_up(free, at, parcel.taken_at, waiting, may_go)
        passed = {each["order"] for each in parcel.passed}
        place = (parcel.order.placed_at, parcel.order_id)
        skip = {pk for pk in may_go if names[pk] in passed} if passed else set()
        first = _first(waiting, may_go, skip, parcel.taken_at - SETTLES)
        if first is not None and first < place:
            found.append(
                Overtaken(parcel.order.number, parcel.by, parcel.taken_at, names[first[1]])
            )
        may_go.pop(parcel.order_id, None)
    return Report(len(taken), found)


def _first(
    waiting: list[Place], may_go: dict[int, datetime], skip: set[int], since: datetime
) -> Place | None:
    """The earliest place of those that may go since then or longer."""
    while waiting and waiting[0][1] not in may_go:
        heapq.heappop(waiting)
    if waiting and waiting[0][1] not in skip and may_go[waiting[0][1]] <= since:
        return waiting[0]
    could = (
        place for place in waiting if place[1] not in skip and may_go.get(place[1], since) <= since
    )
    return min((place for place in could if place[1] in may_go), default=None)


def _catch_up(
    free: list[tuple[datetime, bool, Place]],
    at: int,
    until: datetime,
    waiting: list[Place],
    may_go: dict[int, datetime],
) -> int:
    """Brings who may go up to an instant; returns how far the changes were read."""
    while at < len(free) and free[at][0] < until:
        moment, goes, place = free[at]
        if goes and place[1] not in may_go:
            may_go[place[1]] = moment
            heapq.heappush(waiting, place)
        elif not goes:
            may_go.pop(place[1], None)
        at += 1
    return at


def _changes(until: datetime) -> list[tuple[datetime, bool, Place]]:
    """When each order began and ceased to be one that may go, oldest first."""
    places = dict(Order.objects.filter(placed_at__lt=until).values_list("pk", "placed_at"))
    changes = []
    told = Event.objects.filter(
        order__in=Order.objects.filter(placed_at__lt=until), at__lt=until
    ).order_by("order", "pk")
    lines: dict[int, list[tuple[int, str]]] = {}
    for order, line, warehouse in Line.objects.values_list("order", "pk", "warehouse"):
        lines.setdefault(order, []).append((line, warehouse))
    out = _boxes(until)
    events: dict[int, list[Event]] = {}
    for event in told.only("order_id", "line_id", "kind", "at", "facts").iterator(chunk_size=5000):
        events.setdefault(event.order_id, []).append(event)
    for order, placed_at in places.items():
        steps = _steps(events.get(order, []), lines.get(order, []), out.get(order, []))
        before = False
        for moment, goes in steps:
            if goes != before:
                changes.append((moment, goes, (placed_at, order)))
                before = goes
    return sorted(changes, key=lambda change: change[0])


def _boxes(until: datetime) -> dict[int, list[tuple[datetime, int]]]:
    """When an order was in a packer's hands (+1) and no longer (-1)."""
    found: dict[int, list[tuple[datetime, int]]] = {}
    for order, taken, closed, aside in Parcel.objects.values_list(
        "order", "taken_at", "closed_at", "set_aside_at"
    ):
        found.setdefault(order, []).append((taken, 1))
        for ended in (closed, aside):
            if ended is not None and ended < until:
                found[order].append((ended, -1))
    return found


def _steps(
    events: list[Event], lines: list[tuple[int, str]], boxes: list[tuple[datetime, int]]
) -> Iterator[tuple[datetime, bool]]:
    """Each instant at which something changed for one order, and whether it could go after it."""
    told: list[tuple[datetime, str, Event | int]] = [(event.at, "event", event) for event in events]
    told += [(moment, "box", change) for moment, change in boxes]
    limits = [
        event.facts[name]
        for event in events
        for name in ("closes_at", "report_by", "limit_without_report")
        if event.facts.get(name)
    ]
    told += [(datetime.fromisoformat(limit), "limit", 0) for limit in limits]
    here = {line for line, warehouse in lines if warehouse == "us"}
    holds = in_hands = 0
    ended, closes_at = False, None
    confirmed: list[Event] = []
    for moment, what, said in sorted(told, key=lambda each: each[0]):
        if isinstance(said, Event):
            holds += (said.kind in _OPENS) - (said.kind in _CLOSES)
            ended = ended or said.kind in _ENDS
            if said.kind in ("line.arrived", "line.resent") and said.line_id is not None:
                here.add(said.line_id)
            elif said.kind in ("line.processed", "line.cancelled"):
                here.discard(said.line_id)
            if said.kind.startswith(confirmations.PREFIX):
                confirmed.append(said)
                closes_at = confirmations.clock_of(confirmed).free_after
        elif what == "box":
            in_hands += said
        open_window = closes_at is None or moment < closes_at
        yield moment, bool(here) and not holds and not in_hands and not ended and not open_window
