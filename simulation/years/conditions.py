"""What the store is like over a year: weeks of care, outages, and weeks in which nobody packs."""

from __future__ import annotations

from bisect import bisect_right
from datetime import datetime, timedelta
from operator import attrgetter
from random import Random
from typing import Any

from simulation.plans_deskwork import plan_troubles, plan_weeks
from simulation.plans_warehouse import plan_machines, plan_packers
from simulation.script import DAYS, Storyline

MAIL_STOPS = ("mail_down", "worker_stands")
REFUND_STOPS = ("payments_down", "worker_stands", "provider")


class Conditions:
    """The plans of the store's people and machines, `DAYS` days at a time."""

    def __init__(self, seed: int, first: datetime, days: int) -> None:
        weeks: list[Storyline] = []
        self._stops: dict[str, list[tuple[datetime, datetime]]] = {}
        for offset in range(0, days, DAYS):
            starts = first + timedelta(days=offset)
            weeks += plan_weeks(Random(f"weeks {seed} {offset}"), starts, DAYS)
            dice = Random(f"store {seed} {offset}")
            for line in (
                *plan_troubles(dice, starts, DAYS),
                *plan_machines(dice, starts, DAYS, "standard"),
                *plan_packers(dice, starts, DAYS, "standard"),
            ):
                self._add_stop(line)
        self._weeks = sorted(weeks, key=attrgetter("at"))

    def _add_stop(self, line: Storyline) -> None:
        traits: dict[str, Any] = line.traits
        length = timedelta(hours=traits.get("hours", 0), days=traits.get("days", 0))
        self._stops.setdefault(line.kind, []).append((line.at, line.at + length))

    def care_habit(self, at: datetime) -> str:
        """How care works in the week of an instant: see `plans_deskwork.HABITS`."""
        number = bisect_right(self._weeks, at, key=attrgetter("at"))
        return str(self._weeks[max(number - 1, 0)].traits["habit"])

    def end_of_stop(self, kinds: tuple[str, ...], at: datetime) -> datetime:
        """The end of what of these kinds stands still at that instant; else the instant itself."""
        for kind in kinds:
            for begins, ends in self._stops.get(kind, ()):
                if begins <= at < ends:
                    at = ends
        return at
