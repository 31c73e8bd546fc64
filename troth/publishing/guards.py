"""What the database refuses of drafts and proposals."""

from __future__ import annotations

from troth.database.guards import AppendOnly, OnlyMayChange

RECORD = "what was done with the terms stays on the record"

GUARDS = [
    AppendOnly("publishing_policyevent", keys=("id",), says=RECORD),
    OnlyMayChange(
        "publishing_proposal",
        columns=("state", "decided_by", "decided_at", "publication_id"),
        fixed=("id", "text", "digest", "draft_id", "first_day", "says", "by", "at"),
        says=RECORD,
    ),
]
