"""The shipping notice names the day before the last one to claim; the page has the right one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from simulation.controls import Control, note_use


def _a_day_less(original: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    def context_of(event: Any, now: Any) -> dict[str, Any]:
        context = original(event, now)
        if event.kind == "parcel.shipped":
            note_use()
            last_on = date.fromisoformat(event.facts["claim_last_on"]) - timedelta(days=1)
            context["facts"] = event.facts | {"claim_last_on": last_on.isoformat()}
        return context

    return context_of


CONTROL = Control(
    loses="Who goes by the letter gives up a claim on a day on which it could still be filed.",
    kind="subtle",
    target="troth.notifications.actions:context_of",
    make=_a_day_less,
    conditional=True,
)
