"""The timeline of one order while its clock moves: its lines' states, its events, its refunds."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from random import Random
from typing import Any

from simulation.years.conditions import MAIL_STOPS, REFUND_STOPS, Conditions
from troth.event_kinds import EventKind
from troth.policy.addresses.places import is_po_box, place_of
from troth.policy.dates.delay import refund_due_on
from troth.policy.dates.promise import Promise, Warehouse, promise
from troth.policy.lifecycle import next_state
from troth.policy.results import Refusal
from troth.policy.terms import Terms

Facts = dict[str, Any]
SOON = timedelta(seconds=20)
MOST_PO_BOX_GRAMS = 9000
_operations = itertools.count(1)


@dataclass
class PlannedEvent:
    """An event to be. `line` and the `lines` of a parcel are places in the order; `about` is an
    event whose key its facts name.
    """

    at: datetime
    kind: str
    by: str
    line: int | None = None
    facts: Facts = field(default_factory=dict)
    about: PlannedEvent | None = None
    pk: int = 0


@dataclass(frozen=True)
class PlannedOrder:
    """An order before anything has become of it."""

    key: str
    placed_at: datetime
    terms: Terms
    traits: dict[str, Any]  # see `simulation.plans.TRAITS`
    pieces: tuple[Warehouse, ...]
    grams: int  # of each piece
    promises: dict[str, Promise]

    @property
    def carrier(self) -> str:
        """The carrier that its parcels leave with."""
        return next(iter(self.promises.values())).route.carrier


def plan_order(
    terms: Terms, *, placed_at: datetime, traits: dict[str, Any], key: str
) -> PlannedOrder:
    """The order that these traits place, with the promises that it is given."""
    street, street2, _, _, zip_code = traits["address"]
    po_box = is_po_box(street, street2)
    grams = min(traits["grams"], MOST_PO_BOX_GRAMS) if po_box else traits["grams"]
    pieces = tuple(traits["pieces"])
    promises = {}
    for warehouse in dict.fromkeys(pieces):
        promised = promise(
            terms,
            placed_at=placed_at,
            place=place_of(zip_code),
            warehouse=warehouse,
            po_box=po_box,
            grams=grams * pieces.count(warehouse),
        )
        if isinstance(promised, Refusal):
            raise ValueError(f"no promise to {traits['address']}: {promised}")
        promises[warehouse] = promised
    return PlannedOrder(key, placed_at.astimezone(UTC), terms, traits, pieces, grams, promises)


class OrderTimeline:
    """Goes from event to event up to `until`, inclusive; without it, to the end."""

    def __init__(
        self, order: PlannedOrder, conditions: Conditions, *, until: datetime | None = None
    ) -> None:
        self.order, self.terms, self.traits = order, order.terms, order.traits
        self.conditions, self.until = conditions, until
        self.days = order.terms.store_days
        self.dice = Random(f"carried out {order.traits['parcel_dice']}")
        self.states: list[str | None] = [None] * len(order.pieces)
        self.events: list[PlannedEvent] = []
        self.now = order.placed_at
        self._queue: list[tuple[datetime, int, Callable[[], None]]] = []
        self._count = itertools.count()

    # The clock

    def schedule(self, at: datetime, deed: Callable[[], None]) -> None:
        """Something to be done at an instant, not before now."""
        entry = (max(at.astimezone(UTC), self.now), next(self._count), deed)
        heapq.heappush(self._queue, entry)

    def run(self) -> None:
        """Does what is scheduled, and what follows from it."""
        while self._queue and (self.until is None or self._queue[0][0] <= self.until):
            self.now, _, deed = heapq.heappop(self._queue)
            deed()

    def local_day(self, at: datetime | None = None) -> date:
        """The store's day of an instant; of now."""
        return (at or self.now).astimezone(self.terms.zone).date()

    def working_time(self, day: date) -> datetime:
        """Some time of that day; sometimes its first second or its last."""
        roll = self.dice.random()
        if roll < 0.03:
            return self.first_second(day)
        if roll < 0.06:
            return self.last_second(day)
        hour, minute, second = (self.dice.randrange(*ends) for ends in ((8, 19), (0, 60), (0, 60)))
        return datetime.combine(day, time(hour, minute, second), self.terms.zone).astimezone(UTC)

    def first_second(self, day: date) -> datetime:
        """The store's midnight before that day."""
        return datetime.combine(day, time(), self.terms.zone).astimezone(UTC)

    def last_second(self, day: date) -> datetime:
        """A second before that day ends."""
        return datetime.combine(day, time(23, 59, 59), self.terms.zone).astimezone(UTC)

    def days_after(self, day: date, count: int) -> date:
        """So many business days later; the day itself for none."""
        return self.days.after(day, count) if count > 0 else day

    # What is written

    def write(
        self,
        kind: str,
        *,
        by: str = "policy",
        line: int | None = None,
        about: PlannedEvent | None = None,
        facts: Facts | None = None,
    ) -> PlannedEvent:
        """An event of now; one of a line moves it."""
        if line is not None:
            self.states[line] = next_state(kind, self.states[line])
        event = PlannedEvent(self.now, kind, by, line, facts or {}, about)
        self.events.append(event)
        return event

    def write_letter(self, kind: str, about: PlannedEvent) -> None:
        """The letter about an event leaves soon, or when the mail server works again."""
        at = self.conditions.end_of_stop(MAIL_STOPS, self.now + SOON)
        message = f"<{kind}-{self.order.key}-{len(self.events)}>"
        facts = {"message_id": message}
        deed = partial(self._write_later, kind, by="notifications", about=about, facts=facts)
        self.schedule(at, deed)

    def _write_later(self, kind: str, **options: Any) -> None:
        self.write(kind, **options)

    def lines_in(self, *states: str) -> list[int]:
        """The places of the lines that are in one of these states."""
        return [line for line, state in enumerate(self.states) if state in states]

    def cancel_lines(self, lines: Sequence[int], *, by: str = "policy", paid: str = "") -> None:
        """Cancels what hasn't shipped of these, and owes the money. `paid`: see `owe_refund`."""
        open_lines = [line for line in lines if line in self.lines_in(*_NOT_SHIPPED)]
        if not open_lines:
            return
        for line in open_lines:
            self.write(EventKind.LINE_CANCELLED, line=line, by=by)
        if set(self.states) == {"cancelled"}:
            self.write(EventKind.ORDER_CANCELLED, by=by, facts={"reason": "…", "asked": True})
        self.owe_refund(paid)

    def owe_refund(self, second: str = "") -> None:
        """A refund, at once or by the answer of a second person (`plans_deskwork.second`)."""
        due_on, operation = refund_due_on(self.terms, vested_at=self.now), next(_operations)
        facts: Facts = {"operation": operation, "amount_cents": 100}
        self.write(EventKind.REFUND_OWED, facts=facts | {"due_on": due_on.isoformat()})
        if second == "never":
            return
        at = {
            "approve": self.now + timedelta(days=1),
            "decline": self.last_second(due_on),  # asked for again, and approved
            "late": self.working_time(self.days.after(due_on, 1)),
        }.get(second, self.conditions.end_of_stop(REFUND_STOPS, self.now + SOON))
        facts |= {"reason": "…", "parts": {}}
        self.schedule(at, partial(self._write_later, EventKind.PAYMENT_REFUNDED, facts=facts))


_NOT_SHIPPED = ("placed", "in_japan", "in_transfer", "processed")
