"""What the database refuses of tasks: what one says is never edited, and none is deleted."""

from __future__ import annotations

from troth.database.guards import OnlyMayChange

GUARDS = [
    OnlyMayChange(
        "worklist_task",
        columns=("owner",),
        once=("closed_at", "closed_by", "outcome"),
        fixed=(
            "id",
            "key",
            "kind",
            "role",
            "title",
            "detail",
            "link",
            "order_id",
            "opened_at",
            "due_at",
        ),
        message="a task is kept as it was opened",
    )
]
