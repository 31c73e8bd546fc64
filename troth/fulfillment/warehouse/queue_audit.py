"""Proof that nobody was overtaken: for every order taken, by whatever way, whether an earlier one
could have gone just then.

An order is taken when a packer begins its box, or when its pieces are marked processed without a
box. It is worked out from timelines and boxes alone, not from what the queue keeps for its own use.
Who became free less than `SETTLES` before is not counted as passed over: an event carries the
instant at which its verb began.

What is taken while its own cancellation window is open goes before every earlier order that waits
for nothing but such a window: among equals the first received is first.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from operator import itemgetter
from typing import NamedTuple

from troth.event_kinds import EventKind
from troth.fulfillment.models import Parcel
from troth.orders import confirmations
from troth.orders.models import Event, Line, Order
from troth.orders.queue_entries import HELD, RELEASED

_OPENS, _CLOSES = (
    (HELD, EventKind.PAYMENT_REVIEW_OPENED),
    (
        RELEASED,
        EventKind.PAYMENT_REVIEW_APPROVED,
        EventKind.PAYMENT_REVIEW_DECLINED,
        EventKind.PAYMENT_REVIEW_EXPIRED,
    ),
)
_ENDS = (
    EventKind.PAYMENT_AUTHORIZATION_EXPIRED,
    EventKind.PAYMENT_OPERATION_FAILED,
    EventKind.PAYMENT_VOIDED,
)
Place = tuple[datetime, int]
_Change = tuple[datetime, bool, Place]
SETTLES = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Overtaken:
    """`earlier` could have gone when `taken` was taken, and stood before it."""

    taken: str
    by: str
    at: datetime
    earlier: str
    how: str = "box"  # or "marked": processed without a box


@dataclass(frozen=True, slots=True)
class QueueReport:
    """How many orders were taken, and every one that was overtaken."""

    taken: int
    overtaken: list[Overtaken]


class _Taken(NamedTuple):
    """An order that somebody began to process."""

    at: datetime
    order: int
    place: Place
    number: str
    by: str
    passed: frozenset[str]  # earlier orders that had to wait just then, by number
    how: str


@dataclass(slots=True)
class _Waiting:
    """Who waits at an instant, and since when each may go."""

    changes: list[_Change]
    read: int = 0
    places: list[Place] = field(default_factory=list)
    may_go: dict[int, datetime] = field(default_factory=dict)

    def first(self, taken: _Taken, names: dict[int, str]) -> Place | None:
        """The first of those that may go just before `taken` is, and have for a while."""
        self.read = _catch_up(self.changes, self.read, taken.at, self.places, self.may_go)
        skip = {pk for pk in self.may_go if names[pk] in taken.passed} if taken.passed else set()
        return _first_waiting(self.places, self.may_go, skip, taken.at - SETTLES)


def queue_report(*, since: datetime, until: datetime) -> QueueReport:
    """All that was taken from `since` on and before `until`."""
    taken = _in_order(_boxes_taken(since, until), _marked_orders(since, until))
    free, but_for_the_window = _queue_changes(until)
    names = dict(Order.objects.filter(placed_at__lt=until).values_list("pk", "number"))
    closed, open_too = _Waiting(free), _Waiting(but_for_the_window)
    overtaken = []
    for turn in taken:
        first = closed.first(turn, names)
        if turn.how == "marked":
            first_of_all = open_too.first(turn, names)
            if turn.order not in closed.may_go and turn.order in open_too.may_go:
                first = first_of_all  # its own window is open: those in theirs are its equals
        if first is not None and first < turn.place:
            overtaken.append(Overtaken(turn.number, turn.by, turn.at, names[first[1]], turn.how))
        closed.may_go.pop(turn.order, None)
        open_too.may_go.pop(turn.order, None)
    return QueueReport(len(taken), overtaken)


def _in_order(boxes: Iterable[_Taken], marked: Iterable[_Taken]) -> list[_Taken]:
    """All that was taken. Boxes stay in the order in which they were written, whatever instants
    their verbs began at; what was marked stands among them by its instant.
    """
    latest = datetime.min.replace(tzinfo=UTC)
    placed = []
    for box in boxes:
        latest = max(latest, box.at)
        placed.append((latest, box))
    by_time = itemgetter(0)
    merged = heapq.merge(placed, ((turn.at, turn) for turn in marked), key=by_time)
    return [turn for _, turn in merged]


def _boxes_taken(since: datetime, until: datetime) -> Iterator[_Taken]:
    boxes = Parcel.objects.filter(taken_at__gte=since, taken_at__lt=until)
    for box in boxes.select_related("order").order_by("pk"):
        place = (box.order.placed_at, box.order_id)
        passed = frozenset(entry["order"] for entry in box.passed)
        yield _Taken(box.taken_at, box.order_id, place, box.order.number, box.by, passed, "box")


def _marked_orders(since: datetime, until: datetime) -> Iterator[_Taken]:
    """Orders of which a piece was marked processed without a box, each time once."""
    events = Event.objects.filter(kind=EventKind.LINE_PROCESSED, at__gte=since, at__lt=until)
    by_hand = events.filter(facts__parcel__isnull=True).select_related("order").order_by("pk")
    marked_events = {(event.order_id, event.at): event for event in by_hand}
    for event in marked_events.values():
        order = event.order
        place = (order.placed_at, order.pk)
        yield _Taken(event.at, order.pk, place, order.number, event.by, frozenset(), "marked")


def _first_waiting(
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
    free: list[_Change],
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


def _queue_changes(until: datetime) -> tuple[list[_Change], list[_Change]]:
    """When each order began and ceased to be one that may go, oldest first; and the same of those
    that would, but for their own cancellation window.
    """
    places = dict(Order.objects.filter(placed_at__lt=until).values_list("pk", "placed_at"))
    free: list[_Change] = []
    but_for_the_window: list[_Change] = []
    history = Event.objects.filter(
        order__in=Order.objects.filter(placed_at__lt=until), at__lt=until
    ).order_by("order", "pk")
    lines: dict[int, list[tuple[int, str]]] = {}
    for order, line, warehouse in Line.objects.values_list("order", "pk", "warehouse"):
        lines.setdefault(order, []).append((line, warehouse))
    out = _box_changes(until)
    events: dict[int, list[Event]] = {}
    for event in history.only("order_id", "line_id", "kind", "at", "facts").iterator(
        chunk_size=5000
    ):
        events.setdefault(event.order_id, []).append(event)
    for order, placed_at in places.items():
        steps = list(_order_steps(events.get(order, []), lines.get(order, []), out.get(order, [])))
        place = (placed_at, order)
        free += _turns_over(place, ((at, goes and not is_open) for at, goes, is_open in steps))
        but_for_the_window += _turns_over(place, ((at, goes) for at, goes, _ in steps))
    by_time = itemgetter(0)
    return sorted(free, key=by_time), sorted(but_for_the_window, key=by_time)


def _turns_over(place: Place, steps: Iterable[tuple[datetime, bool]]) -> Iterator[_Change]:
    """The steps at which it becomes another than before."""
    before = False
    for moment, goes in steps:
        if goes != before:
            yield moment, goes, place
            before = goes


def _box_changes(until: datetime) -> dict[int, list[tuple[datetime, int]]]:
    """When an order was in a packer's hands (+1) and no longer (-1)."""
    changes: dict[int, list[tuple[datetime, int]]] = {}
    for order, taken, closed, aside in Parcel.objects.values_list(
        "order", "taken_at", "closed_at", "set_aside_at"
    ):
        changes.setdefault(order, []).append((taken, 1))
        for ended in (closed, aside):
            if ended is not None and ended < until:
                changes[order].append((ended, -1))
    return changes


def _order_steps(
    events: list[Event], lines: list[tuple[int, str]], boxes: list[tuple[datetime, int]]
) -> Iterator[tuple[datetime, bool, bool]]:
    """Each instant at which something changed for one order; whether it could go after it, were it
    not for its cancellation window; and whether that was open.
    """
    here = {line for line, warehouse in lines if warehouse == "us"}
    holds = in_hands = 0
    ended, closes_at = False, None
    confirmed: list[Event] = []
    for moment, source, cause in _moments_of(events, boxes):
        if isinstance(cause, Event):
            holds += (cause.kind in _OPENS) - (cause.kind in _CLOSES)
            ended = (
                ended or cause.kind in _ENDS
            ) and cause.kind != EventKind.PAYMENT_AUTHORIZED_AGAIN
            if (
                cause.kind in (EventKind.LINE_ARRIVED, EventKind.LINE_REQUEUED)
                and cause.line_id is not None
            ):
                here.add(cause.line_id)
            elif cause.kind in (EventKind.LINE_PROCESSED, EventKind.LINE_CANCELLED):
                here.discard(cause.line_id)
            if cause.kind.startswith(confirmations.PREFIX):
                confirmed.append(cause)
                closes_at = confirmations.clock_of(confirmed).cancellable_until
        elif source == "box":
            in_hands += cause
        open_window = closes_at is None or moment < closes_at
        could_go = bool(here) and not holds and not in_hands and not ended
        yield moment, could_go, open_window


def _moments_of(
    events: list[Event], boxes: list[tuple[datetime, int]]
) -> list[tuple[datetime, str, Event | int]]:
    """Events, boxes that were taken or left, and recorded limits, in the order of time."""
    moments: list[tuple[datetime, str, Event | int]] = [
        (event.at, "event", event) for event in events
    ]
    moments += [(moment, "box", change) for moment, change in boxes]
    limits = [
        event.facts[name]
        for event in events
        for name in ("closes_at", "report_by", "limit_without_report")
        if event.facts.get(name)
    ]
    moments += [(datetime.fromisoformat(limit), "limit", 0) for limit in limits]
    return sorted(moments, key=lambda entry: entry[0])
