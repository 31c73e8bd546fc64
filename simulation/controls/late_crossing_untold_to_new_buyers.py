"""What customs say of a crossing doesn't reach whoever buys the piece afterwards."""

from __future__ import annotations

from simulation.controls import Control

CONTROL = Control(
    loses="Who buys a piece that customs hold is promised the day that everybody knows is missed.",
    kind="mend",
    mends="0124",
    target="troth.catalog.crossing:set_expected_arrival",
    make=lambda original: lambda *, items, on, why: None,
)
