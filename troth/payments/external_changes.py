"""What the provider tells of that nobody here asked for: refunds that came back, reservations that
are gone.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from troth.actors import Actor
from troth.event_kinds import EventKind
from troth.orders.actions import record_event
from troth.payments.actions import mark_operation_done
from troth.payments.models import AUTHORIZED, LAPSED, RELEASING, Payment, PaymentOperation
from troth.payments.parts import refundable_parts
from troth.payments.provider import PaymentSnapshot


@transaction.atomic
def record_failed_refund(*, payment: Payment, reference: str, now: datetime) -> bool:
    """A refund that was on its way came back: the card is closed, say. A person must look."""
    operation = PaymentOperation.objects.filter(
        payment=payment, kind=PaymentOperation.REFUND, reference=reference, failed=False
    ).first()
    if operation is None:
        return False
    PaymentOperation.objects.filter(pk=operation.pk).update(
        failed=True, problem="the card's bank sent it back"
    )
    Payment.objects.filter(pk=payment.pk).update(
        refunded_cents=F("refunded_cents") - operation.amount_cents
    )
    if payment.order is not None:
        facts = {
            "kind": "refund",
            "amount_cents": operation.amount_cents,
            "sentence": "the card's bank sent it back",
        }
        record_event(
            order=payment.order,
            kind=EventKind.PAYMENT_OPERATION_FAILED,
            now=now,
            by=Actor.PAYMENT_PROVIDER,
            facts=facts,
        )
    return True


@transaction.atomic
def record_lapsed_authorization(*, payment: Payment, now: datetime) -> bool:
    """The reservation is gone without having been taken."""
    if not Payment.objects.filter(pk=payment.pk, state=AUTHORIZED).update(state=LAPSED):
        return False
    if payment.order is not None:
        record_event(
            order=payment.order,
            kind=EventKind.PAYMENT_AUTHORIZATION_EXPIRED,
            now=now,
            by=Actor.PAYMENT_PROVIDER,
        )
    return True


@transaction.atomic
def record_capture_during_void(
    *, payment: Payment, snapshot: PaymentSnapshot, now: datetime
) -> bool:
    """What was to be released was taken at the provider's own desk first: recorded as what it is,
    and given back.
    """
    stored = (
        Payment.objects.select_for_update(of=("self",)).select_related("order").get(pk=payment.pk)
    )
    if stored.state != RELEASING or stored.order is None:
        return False
    pending = stored.operations.filter(kind=PaymentOperation.VOID, done_at=None)
    pending.update(done_at=now, failed=True, problem="it was taken at the provider's own desk")
    operation = PaymentOperation.objects.create(
        payment=stored,
        kind=PaymentOperation.CAPTURE,
        amount_cents=snapshot.received_cents,
        key=f"{stored.key}.capture",
        reason="taken at the provider's own desk",
        by=Actor.PAYMENT_PROVIDER,
        asked_at=now,
        not_before=now,
    )
    return mark_operation_done(
        operation=operation, snapshot=snapshot, reference=snapshot.charge_id, now=now
    )


@transaction.atomic
def record_external_refund(*, payment: Payment, refunded_cents: int, now: datetime) -> None:
    """More was refunded at the provider's own desk than we asked for: recorded as what it is."""
    stored = (
        Payment.objects.select_for_update(of=("self",)).select_related("order").get(pk=payment.pk)
    )
    more = min(refunded_cents, stored.captured_cents) - stored.refunded_cents
    if more <= 0:
        return
    left = refundable_parts(stored)
    parts = left if more == sum(left.values()) else {"item_cents": min(more, left["item_cents"])}
    Payment.objects.filter(pk=stored.pk).update(refunded_cents=F("refunded_cents") + more)
    PaymentOperation.objects.create(
        payment=stored,
        kind=PaymentOperation.REFUND,
        amount_cents=more,
        key=f"{stored.key}.there.{refunded_cents}",
        reason="refunded at the provider's own desk",
        by=Actor.PAYMENT_PROVIDER,
        asked_at=now,
        not_before=now,
        done_at=now,
        parts=parts,
    )
    if stored.order is not None:
        facts = {
            "amount_cents": more,
            "reason": "refunded at the provider's own desk",
            "parts": parts,
        }
        record_event(
            order=stored.order,
            kind=EventKind.PAYMENT_REFUNDED,
            now=now,
            by=Actor.PAYMENT_PROVIDER,
            facts=facts,
        )
