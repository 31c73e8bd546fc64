"""What the database refuses of money."""

from __future__ import annotations

from troth.database.guards import AppendOnly, OnlyMayChange, RefuseRows, two_people

PAYMENT = "a payment is for one amount, and is never deleted"
REQUEST = "what a shopper was asked to pay, and until when, is never changed or deleted"
APPROVAL = "an approval is kept as it was asked for, and decided once"
TWO = "nobody approves what they asked for"
OPERATION = "a payment operation is never changed or deleted; another one answers it"

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
        once=("was_for_id",),
        fixed=("id", "key", "request_id", "amount_cents", "made_at", "closes_at"),
        message=PAYMENT,
    ),
    RefuseRows(
        "payments_payment",
        name="refuse_moved",
        events=("UPDATE",),
        only_if="OLD.order_id IS NOT NULL",
        when="(NEW.order_id <> OLD.order_id OR (NEW.order_id IS NULL AND"
        " (NEW.was_for_id IS NULL OR NEW.was_for_id <> OLD.order_id)))",
        message="a payment stays that of its order, or was for it",
    ),
    OnlyMayChange(
        "payments_paymentoperation",
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
        message=OPERATION,
    ),
    OnlyMayChange(
        "payments_paymentrequest",
        columns=("outcome",),
        once=("ended_at",),
        fixed=("id", "order_id", "reason", "by", "asked_at", "pay_by"),
        message=REQUEST,
    ),
    OnlyMayChange(
        "payments_approval",
        columns=("agreed",),
        once=("decided_by", "decided_at"),
        fixed=("id", "payment_id", "key", "parts", "amount_cents", "reason", "by", "asked_at"),
        message=APPROVAL,
    ),
    RefuseRows(
        "payments_approval",
        name="refuse_again",
        events=("UPDATE",),
        when="OLD.decided_at IS NOT NULL AND NEW.agreed <> OLD.agreed",
        message=APPROVAL,
    ),
    RefuseRows(
        "payments_approval",
        name="refuse_decided",
        events=("INSERT",),
        when="NEW.decided_at IS NOT NULL OR NEW.decided_by <> '' OR NEW.agreed",
        message=APPROVAL,
    ),
    two_people("payments_approval", first="by", second="decided_by", message=TWO),
    OnlyMayChange(
        "payments_dispute",
        columns=("status", "answer_by"),
        once=("closed_at",),
        fixed=("id", "payment_id", "provider_id", "amount_cents", "reason", "opened_at"),
        message="what a bank disputes is kept as it was told",
    ),
    OnlyMayChange(
        "payments_webhookevent",
        columns=("payload", "not_before", "attempts", "problem", "handled_at"),
        fixed=("id", "provider_id", "kind", "about", "received_at"),
        message="what the provider told is kept as it was told",
    ),
    RefuseRows(
        "payments_webhookevent",
        name="refuse_rewritten",
        events=("UPDATE",),
        only_if="NEW.payload <> OLD.payload",
        when="NEW.payload <> '{}' OR OLD.handled_at IS NULL",
        message="what the provider told is emptied, once it is read, and never rewritten",
    ),
    AppendOnly("payments_reconciliation", keys=("id",), message="a tie-out is never edited"),
]
