"""The timelines of many orders, read together: all that a measure may know of an order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple

from troth.event_kinds import EventKind
from troth.orders.models import Event, Line, Order, PublishedPolicy
from troth.policy.dates.promise import local_time
from troth.policy.terms import Terms

BOTH = "both"  # the lane of what comes from both warehouses


class TimelineEvent(NamedTuple):
    """One event of a timeline."""

    pk: int
    kind: str
    at: datetime
    line: int | None
    facts: Mapping[str, Any]


class Timeline:
    """One order: what was promised for it, under which terms, and what happened, in the order
    written.
    """

    def __init__(
        self, order: int, *, method: str, terms: Terms, promises: Mapping[str, Any]
    ) -> None:
        self.order, self.method, self.terms, self.promises = order, method, terms, promises
        self.warehouses: dict[int, str] = {}  # of each line
        self.events: list[TimelineEvent] = []
        self.by_kind: dict[str, list[TimelineEvent]] = defaultdict(list)

    def add(self, event: TimelineEvent) -> None:
        self.events.append(event)
        self.by_kind[event.kind].append(event)

    def all(self, *kinds: str) -> list[TimelineEvent]:
        """Its events of these kinds, in the order written."""
        if len(kinds) == 1:
            return self.by_kind.get(kinds[0], [])
        return sorted(event for kind in kinds for event in self.by_kind.get(kind, []))

    def day(self, at: datetime) -> date:
        """The day of an instant in the store's zone."""
        return local_time(self.terms, at).date()

    def days_of(self, kind: str) -> dict[int, date]:
        """The day on which each line first had this happen to it."""
        days: dict[int, date] = {}
        for event in self.all(kind):
            if event.line is not None:
                days.setdefault(event.line, self.day(event.at))
        return days

    @cached_property
    def delivered_on(self) -> dict[int, date]:
        """The day on which each line came, signed for: by the carrier's word on the parcel it was
        in last.
        """
        came = {}
        for event in self.all(EventKind.PARCEL_DELIVERED):
            came[event.facts.get("number", "")] = self.day(said_at(event))
        number_of: dict[int, str] = {}
        for event in self.all(EventKind.PARCEL_SHIPPED):
            number_of |= dict.fromkeys(event.facts["lines"], event.facts["number"])
        return {line: came[number] for line, number in number_of.items() if number in came}

    def lines_in(self, warehouse: str) -> list[int]:
        return [line for line, where in self.warehouses.items() if where == warehouse]

    def lane(self, lines: Iterable[int] | None = None) -> str:
        """The way that these lines take, or all: their warehouse and the method, as in
        `us.ground`.
        """
        of = self.warehouses
        places = (
            {of[line] for line in lines if line in of} if lines is not None else set(of.values())
        )
        return f"{places.pop() if len(places) == 1 else BOTH}.{self.method}"


def said_at(event: TimelineEvent) -> datetime:
    """When the carrier says that it was; when we heard it, where no instant was given."""
    return datetime.fromisoformat(event.facts["at"]) if event.facts.get("at") else event.at


def read_timelines(orders: Collection[int], *, kinds: Collection[str]) -> dict[int, Timeline]:
    """These orders with their events of these kinds, in three queries."""
    policies = {published.pk: published.terms for published in PublishedPolicy.objects.all()}
    rows = Order.objects.filter(pk__in=orders).values_list("pk", "method", "policy", "promises")
    timelines = {
        pk: Timeline(pk, method=method, terms=policies[policy], promises=promises)
        for pk, method, policy, promises in rows
    }
    lines = (
        Line.objects.filter(order__in=orders).order_by("pk").values_list("order", "pk", "warehouse")
    )
    for order, line, warehouse in lines.iterator():
        timelines[order].warehouses[line] = warehouse
    events = Event.objects.filter(order__in=orders, kind__in=kinds).order_by("pk")
    for order, *event in events.values_list("order", "pk", "kind", "at", "line", "facts").iterator(
        chunk_size=5000
    ):
        timelines[order].add(TimelineEvent(*event))
    return timelines
