"""What the database refuses of drafts and proposals."""

from __future__ import annotations

from troth.database.guards import SOMETHING_WAS_LISTED, AppendOnly, Free, OnlyMayChange, two_people

RECORD = "what was done with the terms stays on the record"

GUARDS = [
    AppendOnly("publishing_policyevent", keys=("id",), message=RECORD),
    OnlyMayChange(
        "publishing_proposal",
        columns=("state",),
        once=("decided_by", "decided_at", "publication_id"),
        fixed=("id", "text", "digest", "draft_id", "first_day", "reason", "by", "at"),
        message=RECORD,
    ),
    two_people(
        "publishing_proposal",
        first="by",
        second="decided_by",
        only_if=f"NEW.state = 'published' AND {SOMETHING_WAS_LISTED}",
        message="two people publish",
    ),
    OnlyMayChange(
        "publishing_draft",
        columns=(),
        fixed=("id", "number", "text", "digest", "based_on", "by", "at"),
        may_delete="NOT EXISTS (SELECT 1 FROM publishing_proposal p WHERE p.draft_id = OLD.id)",
        message="a draft is saved anew, never edited",
    ),
    Free("publishing_whatif", why="worked out again from what happened, whenever it is asked for"),
]
