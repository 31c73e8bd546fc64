"""The trace of an early report is asked for a business day later than the clause says."""

from __future__ import annotations

from typing import Any

from simulation.controls import Control


def _next_day(original: Any) -> Any:
    from troth.policy.dates.hours import end_of_next_business_day

    def trace_due_at(terms: Any, *, asked_at: Any, recorded_at: Any) -> Any:
        return max(
            end_of_next_business_day(terms, asked_at),
            original(terms, asked_at=asked_at, recorded_at=recorded_at),
        )

    return trace_due_at


CONTROL = Control(
    loses="Care asks the carrier a day later than the report's own page and the clause say.",
    kind="subtle",
    target="troth.care.not_received.tracing:trace_due_at",
    make=_next_day,
)
