"""A second delay moves the refund that the first letter announced for silence."""

from __future__ import annotations

from simulation.controls import Control

CONTROL = Control(
    loses="The refund announced for a day isn't made that day, because the order got even later.",
    kind="mend",
    mends="0121",
    target="troth.fulfillment.promises.delay_notices:_announced_refund",
    make=lambda original: lambda standing: None,
)
