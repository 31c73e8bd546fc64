"""A parcel that the carrier can't locate, or has lost, reads as on its way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simulation.controls import Control, note_use


def _moving_instead(original: Callable[..., str]) -> Callable[..., str]:
    def reported_status(*arguments: Any) -> str:
        status = original(*arguments)
        if status not in ("lost", "missing"):
            return status
        note_use()
        return "moving"

    return reported_status


CONTROL = Control(
    loses="The page says that a parcel comes on a day, of one that the carrier has lost.",
    kind="mend",
    mends="0123",
    target="troth.order_status.parcels:_reported_status",
    make=_moving_instead,
    conditional=True,
)
