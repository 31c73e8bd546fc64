"""A promise that is made while a closure is known, as if it weren't."""

from __future__ import annotations

from simulation.controls import Control

CONTROL = Control(
    loses="Who buys after a closure was announced is promised days on which nobody works.",
    kind="mend",
    mends="0126",
    target="troth.checkout.quoting:entered_closures",
    make=lambda original: lambda: (),
)
