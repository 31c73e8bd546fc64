"""What the database refuses of requests that take two people."""

from __future__ import annotations

from troth.database.guards import OnlyMayChange, RefuseRows

GUARDS = [
    OnlyMayChange(
        "approvals_approvalrequest",
        columns=("decided_by", "decided_at", "agreed", "note", "outcome"),
        fixed=(
            "id",
            "kind",
            "key",
            "title",
            "reason",
            "facts",
            "details",
            "link",
            "asked_by",
            "asked_at",
        ),
        message="a request for approval is kept as it was asked for",
    ),
    RefuseRows(
        "approvals_approvalrequest",
        name="refuse_once",
        events=("UPDATE",),
        when="OLD.decided_at IS NOT NULL",
        message="a request for approval is decided once",
    ),
    RefuseRows(
        "approvals_approvalrequest",
        name="refuse_undecided",
        events=("INSERT",),
        when="NEW.decided_at IS NOT NULL OR NEW.agreed IS NOT NULL",
        message="a request for approval is asked for before it is decided",
    ),
    RefuseRows(
        "approvals_approvalrequest",
        name="refuse_two",
        events=("INSERT", "UPDATE"),
        when="NEW.agreed AND NEW.decided_by = NEW.asked_by",
        message="nobody approves what they asked for",
    ),
]
