"""A claim that came after its last day is paid by one person."""

from __future__ import annotations

from simulation.controls import Control

CONTROL = Control(
    loses="One shopper is paid what the letters call impossible, and the next one isn't.",
    kind="mend",
    mends="0204",
    target="troth.care.not_received.claims:is_late",
    make=lambda original: lambda request: False,
)
