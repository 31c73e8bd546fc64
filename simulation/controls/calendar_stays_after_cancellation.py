"""A calendar that was subscribed to keeps the days of an order that is cancelled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simulation.controls import Control, note_use


def _still_coming(original: Callable[..., Any]) -> Callable[..., Any]:
    def slot(titles: Any, state: str, days: Any) -> Any:
        if state == "off":
            note_use()
        return original(titles, "coming" if state == "off" else state, days)

    return slot


CONTROL = Control(
    loses="The calendar says that a piece comes, of an order that was cancelled.",
    kind="subtle",
    target="troth.order_status.slots:_build_slot",
    make=_still_coming,
    conditional=True,
)
