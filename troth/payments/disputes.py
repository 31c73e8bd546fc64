"""A shopper's bank asks for the money back: kept, told on the timeline, and answered by a person in
time.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from troth.actors import Actor
from troth.event_kinds import EventKind
from troth.orders.actions import record_event
from troth.payments.actions import settle_cancellations
from troth.payments.approving import submit_refunds_after_dispute
from troth.payments.models import Dispute, Payment

NEEDS_ANSWER = ("needs_response", "warning_needs_response")
CLOSED = ("won", "lost", "warning_closed", "prevented")


@transaction.atomic
def record_dispute(*, payment: Payment, dispute: dict[str, Any], now: datetime) -> Dispute:
    """Keeps what the provider says of a dispute now, with the day by which it waits for an answer,
    which it may move. A new dispute, and its end, are recorded on the order's timeline once. Once
    the store has won, what a rule owes of a cancelled order is refunded.
    """
    due = (dispute.get("evidence_details") or {}).get("due_by")
    answer_by = datetime.fromtimestamp(due, UTC) if due else None
    fields = {
        "amount_cents": dispute["amount"],
        "reason": dispute["reason"],
        "status": dispute["status"],
    }
    stored, new = Dispute.objects.select_for_update().get_or_create(
        provider_id=dispute["id"],
        defaults=fields | {"payment": payment, "answer_by": answer_by, "opened_at": now},
    )
    facts = fields | {"dispute": dispute["id"]}
    if new:
        until = answer_by.isoformat() if answer_by else None
        _record_event(payment, EventKind.PAYMENT_DISPUTED, facts | {"answer_by": until}, now)
    ended = dispute["status"] in CLOSED and stored.closed_at is None
    Dispute.objects.filter(pk=stored.pk).update(
        status=dispute["status"],
        answer_by=answer_by or stored.answer_by,
        closed_at=now if ended else stored.closed_at,
    )
    if ended:
        _record_event(payment, EventKind.PAYMENT_DISPUTE_CLOSED, facts, now)
        if payment.order is not None and dispute["status"] != "lost":
            settle_cancellations(payment.order, now=now)
            submit_refunds_after_dispute(order=payment.order, dispute=dispute["id"], now=now)
    return stored


def _record_event(payment: Payment, kind: str, facts: dict[str, Any], now: datetime) -> None:
    if payment.order is not None:
        record_event(
            order=payment.order, kind=kind, now=now, by=Actor.PAYMENT_PROVIDER, facts=facts
        )
