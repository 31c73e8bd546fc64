"""A parcel can be claimed from noon of its day, not from the day's first instant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from simulation.controls import Control


def _at_noon(original: Callable[..., Any]) -> Callable[..., Any]:
    def claim_dates(terms: Any, *, shipped_on: Any) -> Any:
        dates = original(terms, shipped_on=shipped_on)
        return replace(dates, opens_at=dates.opens_at + timedelta(hours=12))

    return claim_dates


CONTROL = Control(
    loses="Who claims in the morning of the first day is told that it is too early.",
    kind="subtle",
    target="troth.policy.dates.windows:claim_dates",
    make=_at_noon,
)
