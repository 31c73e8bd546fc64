"""What happened in the evening is shown on the next day: the day is read in UTC."""

from __future__ import annotations

from typing import Any

from simulation.controls import Control


def _in_utc(original: Any) -> Any:
    from datetime import UTC

    return lambda self, at: at.astimezone(UTC).date()


CONTROL = Control(
    loses="A delivery of Monday evening is on Tuesday in the calendar, and on Monday elsewhere.",
    kind="subtle",
    target="troth.order_status.rows:OrderRows.day_of",
    make=_in_utc,
)
