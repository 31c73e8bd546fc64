"""Who doesn't answer about a parcel that came back never gets their money back."""

from __future__ import annotations

from simulation.controls import Control

CONTROL = Control(
    loses="The letter says that everything is refunded without an answer, and nothing ever is.",
    kind="mend",
    mends="0132",
    target="troth.fulfillment.returns.returned_parcels:due_returns",
    make=lambda original: lambda *, now, limit=200: [],
)
