"""A parcel that hasn't come is told of at every look, not once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simulation.controls import Control, note_use


def _forget_after(original: Callable[..., Any]) -> Callable[..., Any]:
    def in_transit(standing: Any, *rest: Any) -> Any:
        outcome = original(standing, *rest)
        if outcome is not None and outcome[1].kind == "parcel.overdue":
            note_use()
            standing.unknown_why = ""
        return outcome

    return in_transit


CONTROL = Control(
    loses="The same letter about a late parcel comes again and again, without anything new in it.",
    kind="mend",
    mends="0125",
    target="troth.fulfillment.promises.monitoring:reassess_in_transit",
    make=_forget_after,
    conditional=True,
)
