"""A refund above the limit needs no second person."""

from __future__ import annotations

from simulation.controls import Control

CONTROL = Control(
    loses="One person gives back thousands, where the letter says that a second one approves.",
    kind="mend",
    mends="0200",
    target="troth.payments.approving:people_in",
    make=lambda original: lambda by: (*original(by), "nobody"),
)
