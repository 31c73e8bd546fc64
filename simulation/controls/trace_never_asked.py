"""The shopper is told by when the carrier is asked for a trace; nobody at the desk is."""

from __future__ import annotations

from typing import Any

from simulation.controls import Control


def _no_task(original: Any) -> Any:
    from troth.policy.dates.hours import end_of_business_day

    def ask_for_trace(request: Any, *, asked_at: Any, now: Any) -> Any:
        return end_of_business_day(request.order.policy.terms, asked_at)

    return ask_for_trace


CONTROL = Control(
    loses="A trace announced for an hour isn't asked for, since nobody was given the task.",
    kind="mend",
    mends="0140",
    target="troth.care.not_received.claims:ask_for_trace",
    make=_no_task,
)
