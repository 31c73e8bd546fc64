"""An order that is cancelled goes on being told of its delays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simulation.controls import Control, note_use


def _never_cancelled(original: Callable[..., bool]) -> Callable[..., bool]:
    def ended(standing: Any, its: Any, now: Any) -> bool:
        if its.states and all(state == "cancelled" for state in its.states):
            note_use()
            return False
        return original(standing, its, now)

    return ended


CONTROL = Control(
    loses="Who cancelled is told that their order is late, and asked whether they want to wait.",
    kind="mend",
    mends="0151",
    target="troth.fulfillment.promises.monitoring:_mark_if_gone",
    make=_never_cancelled,
    conditional=True,
)
