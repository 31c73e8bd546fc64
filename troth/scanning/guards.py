"""What the database refuses of held uploads: that one was found infected stays on record."""

from __future__ import annotations

from troth.database.guards import OnlyMayChange

GUARDS = [
    OnlyMayChange(
        "scanning_heldupload",
        columns=(
            "name",
            "file",
            "state",
            "not_before",
            "attempts",
            "problem",
            "ended_at",
            "outcome",
        ),
        fixed=("id", "key", "purpose", "subject", "order_number", "facts", "digest", "by", "at"),
        message="that an upload was held, or was infected, stays on record",
    ),
]
