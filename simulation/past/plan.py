"""Who orders what on a day of the demo's past. The same day always has the same orders."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from sandbox.demo.past_days import FEWEST_DAYS
from simulation.past.stories import AT_THE_END, Story, everyday_story
from simulation.plans import ADDRESSES, NAMES
from troth.policy.dates.promise import local_time
from troth.policy.terms import Terms

AFTERNOON = time(13, 0)
DAYS = 90
ORDERS_A_DAY = ((0, 1, 2, 3), (26, 46, 22, 6))  # and how often


@dataclass(frozen=True)
class PlannedOrder:
    """One order that will be placed: `key` is in its shopper's address, and finds it again."""

    key: str
    at: datetime
    name: str
    address: tuple[str, str, str, str, str]
    story: Story

    @property
    def email(self) -> str:
        """The shopper's address: nobody orders twice under one."""
        return f"{self.name.split()[0].lower()}.{self.key}@example.com"

    @property
    def dice(self) -> Random:
        """The order's own dice, the same at each question."""
        return Random(f"past {self.key}")


class Plan:
    """The orders of every day: drawn for each day by itself, and those that an owner finds where
    the past was first made until an instant. They count back from its day, or from the day before
    while that day is young.
    """

    def __init__(self, terms: Terms, first_made_until: datetime) -> None:
        local = local_time(terms, first_made_until)
        self.terms, self.ends_on = terms, local.date()
        self._counts_from = self.ends_on - timedelta(days=local.time() < AFTERNOON)
        self._at_the_end = list(self._found_at_the_end())
        self._by_key: dict[str, PlannedOrder] = {}

    def orders_of(self, day: date) -> list[PlannedOrder]:
        """The orders of a day, in the order in which they come."""
        dice = Random(f"orders of {day}")
        numbers, weights = ORDERS_A_DAY
        drawn = [
            self._planned(f"{day:%y%m%d}{nth}", self._at(day, dice), everyday_story(dice))
            for nth in range(dice.choices(numbers, weights)[0])
        ]
        at_the_end = [order for order in self._at_the_end if order.at.date() == day]
        return sorted([*drawn, *at_the_end], key=lambda order: (order.at, order.key))

    def order_of(self, email: str) -> PlannedOrder | None:
        """The plan behind a shopper's address; None for somebody else's."""
        return self._by_key.get(email)

    def remember(self, first: date, last: date) -> None:
        """Makes the orders of these days known to `order_of`."""
        for number in range((last - first).days + 1):
            for order in self.orders_of(first + timedelta(days=number)):
                self._by_key[order.email] = order

    def _found_at_the_end(self) -> Iterator[PlannedOrder]:
        days = [
            day
            for number in range(FEWEST_DAYS)
            if self.terms.store_days.is_open(day := self._counts_from - timedelta(days=number))
        ]
        for number, (back, hour, story) in enumerate(AT_THE_END):
            at = datetime.combine(days[back], time(hour, number % 60), self.terms.zone)
            yield self._planned(f"{days[back]:%y%m%d}e{number}", at, story)

    def _at(self, day: date, dice: Random) -> datetime:
        clock = time(dice.randrange(7, 22), dice.randrange(60), dice.randrange(60))
        return datetime.combine(day, clock, self.terms.zone)

    def _planned(self, key: str, at: datetime, story: Story) -> PlannedOrder:
        dice = Random(f"past {key}")
        return PlannedOrder(key, at, dice.choice(NAMES), dice.choice(ADDRESSES), story)
