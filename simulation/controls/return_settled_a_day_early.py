"""Who still had a day to choose about a parcel that came back is cancelled a day before."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from simulation.controls import Control


def _a_day_early(original: Any) -> Any:
    return lambda *, now, limit=200: original(now=now + timedelta(days=1), limit=limit)


CONTROL = Control(
    loses="Who answers on the last day told finds that the choice was made for them.",
    kind="subtle",
    target="troth.fulfillment.returns.returned_parcels:due_returns",
    make=_a_day_early,
)
