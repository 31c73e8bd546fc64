"""The likely day beside the promise: what parcels on the same way took, said only where they agree.

An estimate never replaces a promised date, moves a limit or counts for a claim (clause `delivery`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import sqrt
from typing import Any

from troth.policy.dates.calendars import Calendar, span_label
from troth.policy.results import Window
from troth.policy.terms import Terms

LEAST_PARCELS = 30
_ONE_DAY_PERCENT = 60
_RUN_PERCENT = 80
_Z_95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Estimate:
    """From one day to another, both in it; one day where the parcels agree on one."""

    earliest: date
    latest: date
    sentence: str

    def data(self) -> dict[str, Any]:
        return {
            "earliest": self.earliest.isoformat(),
            "latest": self.latest.isoformat(),
            "sentence": self.sentence,
        }


def estimate_arrival(
    terms: Terms, *, processed_on: date, days: Mapping[int, int], promised: Window, lane: str
) -> Estimate | None:
    """When a parcel processed on `processed_on` most likely arrives; None where the past doesn't
    tell.

    `days` counts earlier parcels by the store business days from processing to delivery, `lane`
    names where they went. None for fewer than 30 parcels, for a span no narrower than the promise,
    or one wholly outside it.
    """
    if any(took < 0 or count < 0 for took, count in days.items()):
        raise ValueError("days and parcels are counted from 0")
    parcels = sum(days.values())
    if parcels < LEAST_PARCELS:
        return None
    store = terms.store_days
    first, last = _one_day(days, parcels) or _shortest_run(days, parcels)
    if last - first >= store.index(promised.latest) - store.index(promised.earliest):
        return None
    likely = Window(
        _business_day_after(store, processed_on, first),
        _business_day_after(store, processed_on, last),
    )
    if likely.latest < promised.earliest or likely.earliest > promised.latest:
        return None
    return Estimate(
        *likely, f"most likely {_window_label(likely)}, from {parcels:,} parcels to {lane}"
    )


def _one_day(days: Mapping[int, int], parcels: int) -> tuple[int, int] | None:
    """The number of days that most parcels took, where chance alone hardly explains it."""
    took = max(days, key=lambda duration: days[duration])
    agree = (
        days[took] * 100 >= _ONE_DAY_PERCENT * parcels and wilson_lower(days[took], parcels) >= 0.5
    )
    return (took, took) if agree else None


def _shortest_run(days: Mapping[int, int], parcels: int) -> tuple[int, int]:
    """The shortest run of days that holds enough parcels; of equals the one that holds more, then
    the earlier.
    """
    taken = sorted(took for took, count in days.items() if count)
    runs = []
    for at, first in enumerate(taken):
        held = 0
        for last in taken[at:]:
            held += days[last]
            if held * 100 >= _RUN_PERCENT * parcels:
                runs.append((last - first, -held, first, last))
                break
    _, _, first, last = min(runs)
    return first, last


def wilson_lower(hits: int, of: int) -> float:
    """The lower bound of the 95 % Wilson interval of a share."""
    share, square = hits / of, _Z_95 * _Z_95
    spread = _Z_95 * sqrt(share * (1 - share) / of + square / (4 * of * of))
    return (share + square / (2 * of) - spread) / (1 + square / of)


def _business_day_after(store: Calendar, day: date, n: int) -> date:
    return store.after(day, n) if n else day


def _window_label(likely: Window) -> str:
    return span_label(likely.earliest, likely.latest)
