"""What a closure or a late transfer would do, before it is entered: which promises move, by how
much, and the event that owes the first letter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from django.db import transaction

from troth.actors import Actor
from troth.fulfillment.models import PromiseStatus
from troth.fulfillment.promises import earlier_dates, monitoring
from troth.orders.models import Event
from troth.policy.dates import outlook as policy
from troth.policy.dates.calendars import day_label
from troth.policy.terms import Terms

BUNCH = 1000
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class PromiseMove:
    """One promise that would move: the day it should arrive by, before and after."""

    order: str
    old_by: date
    new_by: date | None  # None: nobody could say

    @property
    def days(self) -> int:
        """How many calendar days later; less than 0 is sooner. Without a date it is 0."""
        return (self.new_by - self.old_by).days if self.new_by else 0


@dataclass(slots=True)
class Effect:
    """What would happen to everybody."""

    looked_at: int = 0
    moves: list[PromiseMove] = field(default_factory=list)
    # The event that would owe the letter of the promise that moves most. It isn't stored.
    example: Event | None = None
    _most: int | None = None
    # How many days would be closed that weren't: every promise made from now on counts them.
    days_closed: int = 0

    @property
    def orders(self) -> int:
        """How many orders would be written to."""
        return len({move.order for move in self.moves})

    @property
    def undated(self) -> int:
        """How many orders would have no date."""
        return len({move.order for move in self.moves if move.new_by is None})

    @property
    def earlier(self) -> int:
        """How many orders would be told an earlier date."""
        return len({move.order for move in self.moves if move.days < 0})

    @property
    def least(self) -> PromiseMove | None:
        """The promise that moves least."""
        return min(self._dated, key=lambda move: move.days, default=None)

    @property
    def most(self) -> PromiseMove | None:
        """The promise that moves most."""
        return max(self._dated, key=lambda move: move.days, default=None)

    def add(self, move: PromiseMove, event: Event) -> None:
        """One more promise that would move, and the event that would owe its letter."""
        if self._most is None or move.days > self._most:
            self.example, self._most = event, move.days
        self.moves.append(move)

    def details(self) -> list[tuple[str, str]]:
        """What a second person reads of it: pairs of a label and a text."""
        rows = [("Orders that are written to", f"{self.orders:,} of {self.looked_at:,} promises")]
        for label, move in (("Moves least", self.least), ("Moves most", self.most)):
            if move is not None and move.new_by is not None:
                days = f"{move.days:+,} day{'' if abs(move.days) == 1 else 's'}"
                text = f"{days}: {move.order}, {day_label(move.old_by)} to {day_label(move.new_by)}"
                rows.append((label, text))
        if self.undated:
            rows.append(("Without a date", f"{self.undated:,}"))
        return rows

    @property
    def _dated(self) -> list[PromiseMove]:
        return [move for move in self.moves if move.new_by is not None]

    def needs_second_person(self, terms: Terms) -> bool:
        """Whether it delays so many, or by so much, or closes so many days, that one person doesn't
        enter it alone. Who only brings dates back needs nobody.
        """
        rule = terms.file.delay
        if self.days_closed > rule.second_person_above_days:
            return True
        later = {move.order for move in self.moves if move.days >= 0}
        most = self.most
        return len(later) > rule.second_person_above_orders or (
            most is not None and most.days > rule.second_person_above_days
        )


def preview_effect(
    standings: Iterable[Sequence[PromiseStatus]],
    *,
    closed: tuple[policy.Closure, ...],
    now: datetime,
    believed: earlier_dates.PriorBelief | None = None,
) -> Effect:
    """What working these standings out anew would come to. Nothing of it is stored."""
    effect = Effect()
    for bunch in standings:
        stood = {standing.pk: standing.arrives_by for standing in bunch}
        with transaction.atomic():
            outcome = monitoring.compute_outcome(
                bunch, closed=closed, now=now, by=Actor.PREVIEW, believed=believed
            )
            transaction.set_rollback(True)
        effect.looked_at += len(bunch)
        for standing, event in zip(outcome.changed, outcome.events, strict=True):
            told_by = event.facts.get("arrives_by")
            new_by = date.fromisoformat(told_by) if told_by else None
            effect.add(PromiseMove(standing.order.number, stood[standing.pk], new_by), event)
    return effect


def run_rolled_back(change: Callable[[], Result]) -> Result:
    """What `change` returns, as if it had been made; nothing of it is stored."""
    with transaction.atomic():
        result = change()
        transaction.set_rollback(True)
    return result


def open_standings() -> Iterator[list[PromiseStatus]]:
    """Every promise that isn't over, in bunches, by the order in which they are worked through."""
    after = 0
    rows = (
        PromiseStatus.objects.filter(ended_at=None).select_related("order__policy").order_by("pk")
    )
    while bunch := list(
        rows.filter(pk__gt=after).defer("order__policy__source", "order__agreed", "order__tax")[
            :BUNCH
        ]
    ):
        after = bunch[-1].pk
        yield bunch
