"""What the database refuses of money."""

from __future__ import annotations

from troth.database.guards import AppendOnly, OnlyMayChange

PAYMENT = "a payment is for one amount, and is never deleted"
MOVEMENT = "a movement of money is never changed or deleted; another one answers it"

GUARDS = [
    OnlyMayChange(
        "payments_payment",
        columns=(
            "order_id",
            "session_id",
            "session_url",
            "intent_id",
            "charge_id",
            "state",
            "capture_before",
            "checks",
            "captured_cents",
            "refunded_cents",
        ),
        fixed=("id", "key", "amount_cents", "made_at", "closes_at"),
        says=PAYMENT,
    ),
    OnlyMayChange(
        "payments_movement",
        columns=("not_before", "attempts", "problem", "done_at", "failed", "reference"),
        fixed=(
            "id",
            "payment_id",
            "kind",
            "amount_cents",
            "key",
            "reason",
            "parts",
            "by",
            "asked_at",
            "due_on",
        ),
        says=MOVEMENT,
    ),
    AppendOnly("payments_tieout", keys=("id",), says="a tie-out is never edited"),
]
