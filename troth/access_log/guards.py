"""What the database refuses of the record of access."""

from __future__ import annotations

from troth.database.guards import KeptFor

# The least that a row is kept, whatever the settings say; the sweep asks for it too.
LEAST_DAYS = 90

GUARDS = [
    KeptFor(
        "access_log_accessrecord",
        keys=("id",),
        at="at",
        days=LEAST_DAYS,
        message="the record of access is never edited, and is kept for its time",
    )
]
