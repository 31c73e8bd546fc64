"""What the database refuses of the scorecard."""

from __future__ import annotations

from troth.database.guards import AppendOnly

SHOWN = "what was shown in public, and who decided it, stays on record"

GUARDS = [AppendOnly("scorecard_showing", keys=("id", "after"), says=SHOWN)]
