"""The trace of an early report is asked for a business day later than the clause says."""

from __future__ import annotations

from typing import Any

from simulation.controls import Control


def _next_day(original: Any) -> Any:
    from troth.policy.dates.hours import end_of_next_business_day

    return end_of_next_business_day


CONTROL = Control(
    loses="Care asks the carrier a day later than the report's own page and the clause say.",
    kind="subtle",
    target="troth.care.not_received.tracing:end_of_business_day",
    make=_next_day,
)
