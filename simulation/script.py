"""The plan of a life: storylines as plain data, made from a seed.

A storyline holds all that is decided about it beforehand (`traits`), from a seed of its own: one
that is taken out of the script leaves all others as they were. That is how the fewest storylines
that still show a finding are searched.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

DAYS, ORDERS = 90, 44
FIRST_DAYS = ("2026-03-02", "2026-06-08", "2026-09-14", "2026-11-16", "2025-12-08", "2026-08-31")


@dataclass(frozen=True)
class Storyline:
    """One shopper's order, or one thing that happens to the store."""

    key: str
    kind: str
    at: datetime
    traits: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Script:
    """A whole life, before it is lived."""

    seed: int
    store: str
    starts: datetime
    days: int
    mail_reports: bool
    storylines: tuple[Storyline, ...]

    def only(self, keys: set[str]) -> Script:
        """The same life with these storylines alone."""
        return replace(self, storylines=tuple(line for line in self.storylines if line.key in keys))

    def as_json(self) -> str:
        """To be kept, and read again by `script_from`."""
        return json.dumps(asdict(self), default=lambda value: value.isoformat())


def script_from(text: str) -> Script:
    """What `Script.as_json` wrote."""
    data = json.loads(text)
    lines = tuple(
        Storyline(line["key"], line["kind"], datetime.fromisoformat(line["at"]), line["traits"])
        for line in data.pop("storylines")
    )
    data["starts"] = datetime.fromisoformat(data["starts"])
    return Script(**data, storylines=lines)


def plan_script(
    seed: int, *, store: str = "standard", zone: str = "America/New_York", days: int = DAYS
) -> Script:
    """The life of a seed. Orders come in the first two thirds; their ends need the rest."""
    from simulation.plans import PLANS

    dice = Random(f"life {seed} {store}")
    local = ZoneInfo(zone)
    first = datetime.fromisoformat(dice.choice(FIRST_DAYS)).replace(hour=8, tzinfo=local)
    mail_reports = dice.random() < 0.6
    lines: list[Storyline] = []
    for plan in PLANS:
        lines += plan(Random(f"{plan.__name__} {seed} {store}"), first, days, store)
    lines.sort(key=lambda line: (line.at, line.key))
    return Script(seed, store, first, days, mail_reports, tuple(lines))


def random_instant(dice: Random, first: datetime, days: float) -> datetime:
    """Some time of some day, more by day than by night; sometimes around the cut-off."""
    day = first + timedelta(days=dice.uniform(0, days))
    hour = dice.choices((3, 9, 11, 13, 15, 16, 20, 23), (1, 3, 4, 4, 4, 3, 3, 1))[0]
    if dice.random() < 0.1:
        return day.replace(hour=16, minute=0, second=dice.choice((0, 1)), microsecond=0)
    return day.replace(
        hour=hour, minute=dice.randrange(60), second=dice.randrange(60), microsecond=0
    )
