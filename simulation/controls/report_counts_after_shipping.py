"""A delivery report of the confirmation that comes after shipping opens the window again."""

from __future__ import annotations

from simulation.controls import Control

CONTROL = Control(
    loses="The page of a parcel on its way says that the order can be cancelled, and it can't.",
    kind="mend",
    mends="0110",
    target="troth.orders.actions:_has_shipped",
    make=lambda original: lambda events: False,
)
