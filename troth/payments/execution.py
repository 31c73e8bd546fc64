"""Executes pending payment operations: one at a time, leased, outside any transaction, under its
stored idempotency key.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.db import transaction

from troth.actors import Actor
from troth.event_kinds import EventKind
from troth.orders.actions import record_event
from troth.orders.confirmations import clock_of
from troth.orders.models import Order, QueueEntry
from troth.payments import actions
from troth.payments.models import AUTHORIZED, Payment, PaymentOperation
from troth.payments.outbox import OPERATIONS
from troth.payments.provider import PaymentSnapshot, Provider, ProviderRefused, ProviderUnreachable
from troth.payments.unreached import cancel_unreached_orders
from troth.policy.terms import Terms


def execute_operation(
    *, operation_id: int, clock: Callable[[], datetime], provider: Provider
) -> bool:
    """Executes the operation if it is due and no other worker has it. False where there was nothing
    to do.

    A crash between the provider's yes and our record repeats the same call under the same key: the
    provider answers as before, and moves nothing twice.
    """
    now = clock()
    if not OPERATIONS.lease_row(operation_id, now=now):
        return False
    operation = PaymentOperation.objects.select_related("payment").get(pk=operation_id)
    try:
        snapshot, reference = _TRY[operation.kind](operation, operation.payment, provider)
    except ProviderUnreachable as unclear:
        OPERATIONS.postpone(
            operation_id, attempts=operation.attempts, problem=str(unclear), now=clock()
        )
        return False
    except ProviderRefused as refused:
        actions.mark_operation_failed(operation=operation, sentence=str(refused), now=clock())
        return False
    return actions.mark_operation_done(
        operation=operation, snapshot=snapshot, reference=reference, now=clock()
    )


def _execute_capture(
    operation: PaymentOperation, payment: Payment, provider: Provider
) -> tuple[PaymentSnapshot | None, str]:
    intent = payment.intent_id or ""
    try:
        snapshot = provider.capture(intent, amount_cents=operation.amount_cents, key=operation.key)
    except ProviderRefused:
        snapshot = provider.intent(intent)  # taken at the provider's own desk, or gone
        if snapshot.intent != "succeeded":
            raise
    return snapshot, snapshot.charge_id


def _execute_void(
    operation: PaymentOperation, payment: Payment, provider: Provider
) -> tuple[PaymentSnapshot | None, str]:
    """Closes the page if it is open, and releases what was reserved on it, whichever was first."""
    if payment.session_id is None:
        return None, "its page was never opened"
    snapshot = provider.session(payment.session_id)
    if snapshot.session == "open":
        with contextlib.suppress(ProviderRefused):  # paid at this moment
            provider.expire(payment.session_id)
        snapshot = provider.session(payment.session_id)
    if not snapshot.intent_id:
        return snapshot, "nothing was reserved"
    if snapshot.intent == "canceled":
        return snapshot, snapshot.charge_id
    try:
        return provider.cancel(snapshot.intent_id, key=operation.key), snapshot.charge_id
    except ProviderRefused:
        # It lapsed, or was released at the provider's own desk.
        snapshot = provider.intent(snapshot.intent_id)
        if snapshot.intent != "canceled":
            raise
        return snapshot, snapshot.charge_id


def _execute_refund(
    operation: PaymentOperation, payment: Payment, provider: Provider
) -> tuple[PaymentSnapshot | None, str]:
    return None, provider.refund(
        payment.intent_id or "", amount_cents=operation.amount_cents, key=operation.key
    )


_TRY: dict[
    str, Callable[[PaymentOperation, Payment, Provider], tuple[PaymentSnapshot | None, str]]
] = {
    PaymentOperation.CAPTURE: _execute_capture,
    PaymentOperation.VOID: _execute_void,
    PaymentOperation.REFUND: _execute_refund,
}


def capture_before_authorizations_expire(*, now: datetime, limit: int = 500) -> None:
    """Requests captures for authorizations that are about to expire. Orders whose confirmation
    reached nobody are cancelled first: of those nothing is captured.
    """
    cancel_unreached_orders(now=now)
    soon = Payment.objects.filter(
        state=AUTHORIZED, capture_before__isnull=False, order__isnull=False
    )
    due = soon.filter(capture_before__lte=now + timedelta(hours=120)).select_related(
        "order__policy"
    )
    near = [
        payment
        for payment in due.order_by("capture_before").iterator(chunk_size=limit)
        if _is_near(payment, now)
    ]
    handle_expiring_authorizations(payments=near, now=now)


def _is_near(payment: Payment, now: datetime) -> bool:
    assert payment.order is not None
    assert payment.capture_before is not None
    hours = payment.order.policy.terms.file.payment.before_expiry_hours
    return payment.capture_before <= now + timedelta(hours=hours)


def handle_expiring_authorizations(*, payments: Iterable[Payment], now: datetime) -> None:
    """Before a card's authorization expires: captures where the policy says so; of the rest,
    records on the timeline, once, that it is about to expire.
    """
    for payment in payments:
        if payment.order is not None:
            _handle_expiring_authorization(payment, payment.order, now)


@transaction.atomic
def _handle_expiring_authorization(payment: Payment, order: Order, now: datetime) -> None:
    QueueEntry.objects.select_for_update().get(order=order.pk)  # it may be cancelled at this moment
    if not Payment.objects.filter(pk=payment.pk, state=AUTHORIZED, operations=None).exists():
        return
    came_back = clock_of(order.events.all()).bounce is not None
    person_decides = came_back or order.review() is not None or order.doubted() is not None
    if policy_captures_before_expiry(order) and not person_decides:
        actions.request_capture(
            order=order, now=now, by=Actor.POLICY, reason="the reservation is about to lapse"
        )
    elif not order.events.filter(
        kind=EventKind.PAYMENT_AUTHORIZATION_EXPIRING, at__gte=payment.made_at
    ).exists():  # once for each authorization
        facts = {"lapses_at": payment.capture_before.isoformat() if payment.capture_before else ""}
        record_event(
            order=order,
            kind=EventKind.PAYMENT_AUTHORIZATION_EXPIRING,
            now=now,
            by=Actor.POLICY,
            facts=facts,
        )


def policy_captures_before_expiry(order: Order) -> bool:
    """Whether the policy takes the money before the reservation lapses, for where the order comes
    from.
    """
    terms: Terms = order.policy.terms
    when = terms.file.payment.capture
    return any(when.get(warehouse) == "before_expiry" for warehouse in order.promises)
