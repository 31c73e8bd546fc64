"""How many days the demo's past may have."""

from __future__ import annotations

FEWEST_DAYS = 42  # fewer would begin after the first order of those that its end shows
MOST_DAYS = 366
