"""What every answer is made of: steps that name their clause, and how days and instants are
written.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple


class Step(NamedTuple):
    """One reason: the clause, the sentence, and the day (or the instant, where a time matters) it
    led to.
    """

    clause: str
    sentence: str
    on: date | datetime

    def data(self) -> dict[str, str]:
        """For programs: ISO days, instants with their offset."""
        return {"clause": self.clause, "sentence": self.sentence, "on": self.on.isoformat()}


class Window(NamedTuple):
    """From one day to another, both in it."""

    earliest: date
    latest: date

    def data(self) -> dict[str, str]:
        return {"earliest": self.earliest.isoformat(), "latest": self.latest.isoformat()}


class Refusal(NamedTuple):
    """A no, with the clause it stands on and what is still possible."""

    clause: str
    sentence: str
    steps: tuple[Step, ...]

    def data(self) -> dict[str, Any]:
        return {
            "refused": {"clause": self.clause, "sentence": self.sentence},
            "steps": [step.data() for step in self.steps],
        }


def clock_label(local: datetime, zone_label: str) -> str:
    """`4:00 pm ET`. Seconds are left out: a limit is never said to be later than it is."""
    hour, half = local.hour % 12 or 12, "am" if local.hour < 12 else "pm"
    return f"{hour}:{local.minute:02} {half} {zone_label}"


def list_in_words(words: Iterable[str], last: str = "and") -> str:
    """`a, b and c`; `nobody` for none."""
    entries = list(words)
    if len(entries) < 2:
        return entries[0] if entries else "nobody"
    return f"{', '.join(entries[:-1])} {last} {entries[-1]}"


def count_label(n: int, what: str) -> str:
    """`1 hour`, `24 hours`."""
    return f"{n:,} {what}{'' if n == 1 else 's'}"


def days_label(earliest: int, latest: int) -> str:
    """`5–10 business days`, `1 business day`."""
    if earliest == latest:
        return f"{latest} business day{'s' if latest != 1 else ''}"
    return f"{earliest}–{latest} business days"
