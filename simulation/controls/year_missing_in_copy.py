"""The copy of the order names days without their year."""

from __future__ import annotations

from simulation.controls import Control, swap_words

CONTROL = Control(
    loses="A copy that is read next year names a day to claim that was a year ago.",
    kind="mend",
    mends="0160",
    target="template:notifications/shipping/body.txt",
    make=swap_words("facts.claim_last_on|dated", "facts.claim_last_on|day"),
)
