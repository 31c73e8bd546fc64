"""What everybody in the demo's past reads of an order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from sandbox.demo import people
from simulation.past.plan import PlannedOrder
from simulation.past.stories import Story
from simulation.past.world import World
from troth.event_kinds import EventKind
from troth.orders.models import Event, Line, Order
from troth.policy.dates.promise import local_time
from troth.policy.terms import Terms

JAPAN, CARE, FINANCE, OWNER = (
    f"staff:{email}" for email in (people.JAPAN, people.CARE, people.FINANCE, people.STAFF)
)
# Nobody signs in by this name: a box that a person has open at the desk stays theirs.
PACKER = f"staff:paz@{people.DOMAIN}"
_DELIVERED = (EventKind.PARCEL_DELIVERED, EventKind.PARCEL_DELIVERED_UNSIGNED)


@dataclass(frozen=True)
class PastOrder:
    """An order of the past, with the plan of its shopper."""

    order: Order
    planned: PlannedOrder
    story: Story  # what is decided about it, as of this day
    world: World

    @property
    def terms(self) -> Terms:
        """The terms that it was placed under."""
        terms: Terms = self.order.policy.terms
        return terms

    @cached_property
    def events(self) -> list[Event]:
        """Its timeline as it was when it was first asked for."""
        return sorted(self.order.events.all(), key=lambda event: event.pk)

    def last(self, *kinds: str) -> Event | None:
        """The last event of these kinds."""
        events = [event for event in self.events if event.kind in kinds]
        return events[-1] if events else None

    def days_since(self, kind: str, now: datetime) -> int:
        """Business days since the last event of a kind; -1 where there is none."""
        event = self.last(kind)
        return -1 if event is None else business_days_between(self.terms, event.at, now)

    def is_delivered_since(self, now: datetime, *, days: int) -> bool:
        """Whether it was delivered at least so many days ago."""
        delivered = self.last(*_DELIVERED)
        return delivered is not None and now >= delivered.at + timedelta(days=days)

    def first_line(self) -> Line:
        """Its first piece."""
        line = self.order.lines.order_by("pk").first()
        assert line is not None
        return line


def event_at(order: Order, kind: str) -> datetime | None:
    """When something of a kind last happened to an order."""
    return order.events.filter(kind=kind).order_by("-pk").values_list("at", flat=True).first()


def is_cancelled(order: Order) -> bool:
    """Whether nothing of it is left to ship."""
    return order.events.filter(kind=EventKind.ORDER_CANCELLED).exists()


def business_days_between(terms: Terms, first: datetime, last: datetime) -> int:
    """The business days after the day of `first`, up to the day of `last`."""
    index = terms.store_days.index
    return index(local_time(terms, last).date()) - index(local_time(terms, first).date())
