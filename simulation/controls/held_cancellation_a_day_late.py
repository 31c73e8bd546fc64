"""A cancellation that was held over a closed day is made a day after the one announced."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from simulation.controls import Control

CONTROL = Control(
    loses="The letter says that it is cancelled on Monday, and on Monday nothing happens.",
    kind="subtle",
    target="troth.care.cancellations.cancellation:start_of_day",
    make=lambda original: _a_day_later(original),
)


def _a_day_later(original: Any) -> Any:
    return lambda terms, day: original(terms, day + timedelta(days=1))
