"""What the database refuses of tasks: what one says is never edited, and none is deleted."""

from __future__ import annotations

from troth.database.guards import OnlyMayChange, RefuseRows

GUARDS = [
    OnlyMayChange(
        "worklist_task",
        columns=("owner", "due_at"),
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
        ),
        message="a task is kept as it was opened",
    ),
    RefuseRows(
        "worklist_task",
        name="refuse_later",
        events=("UPDATE",),
        when="NEW.due_at > OLD.due_at",
        message="a task is kept as it was opened: it may only be due sooner",
    ),
]
