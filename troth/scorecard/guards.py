"""What the database refuses of the scorecard."""

from __future__ import annotations

from troth.database.guards import AppendOnly, Free

SHOWN = "what was shown in public, and who decided it, stays on record"

_CACHE = "a cache of the timelines: `troth scorecard --anew` makes it again"

GUARDS = [
    AppendOnly("scorecard_publicscorecard", keys=("id", "after"), message=SHOWN),
    Free("scorecard_sheet", why=_CACHE),
    Free("scorecard_case", why=_CACHE),
    Free("scorecard_reading", why=_CACHE),
]
