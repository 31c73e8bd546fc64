"""What can happen to money. Every outside call follows a stored row, and is safe to repeat."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from troth.actors import Actor
from troth.catalog.actions import relist_items
from troth.event_kinds import EventKind
from troth.orders.actions import record_event
from troth.orders.models import Event, Line, Order
from troth.payments.models import (
    AUTHORIZED,
    CAPTURED,
    LAPSED,
    RELEASING,
    STARTED,
    VOIDED,
    Payment,
    PaymentOperation,
    PaymentRequest,
)
from troth.payments.outbox import OPERATIONS
from troth.payments.parts import PaymentActionRefused as PaymentActionRefused
from troth.payments.parts import blocking_dispute, check_not_disputed, check_refundable_parts
from troth.payments.parts import refundable_parts as refundable_parts
from troth.payments.provider import PaymentSnapshot
from troth.payments.standing import why_payment_blocks as why_payment_blocks
from troth.policy.dates.promise import local_time
from troth.policy.lifecycle import MOVES, LineState
from troth.policy.money import dollars

MOVE_MONEY = "payments.add_paymentoperation"
_DONE = {
    "capture": EventKind.PAYMENT_CAPTURED,
    "void": EventKind.PAYMENT_VOIDED,
    "refund": EventKind.PAYMENT_REFUNDED,
}
REFUND_WORKING_DAYS = 7  # 16 CFR 435.1(b): for what was paid by card
# The provider keeps its page open for at least half an hour; a try that did not reach it may come
# again for as long.
PAGE_STAYS_OPEN = timedelta(minutes=60)
# Where the provider names no end: a day less than cards usually have.
RESERVED_FOR = timedelta(days=6)


def create_payment(
    *, key: str, amount_cents: int, now: datetime, request: PaymentRequest | None = None
) -> Payment:
    """Begins the payment of a checkout that has none, or one that a `request` asks for again. Its
    caller holds the checkout or the order, so that it is begun once.
    """
    return Payment.objects.create(
        key=key,
        amount_cents=amount_cents,
        made_at=now,
        closes_at=now + PAGE_STAYS_OPEN,
        request=request,
    )


def save_session(*, payment: Payment, snapshot: PaymentSnapshot) -> bool:
    """The provider's page is there, at its address. False where the payment was released
    meanwhile.
    """
    payment.session_id, payment.session_url = snapshot.session_id, snapshot.url
    waiting = Payment.objects.filter(pk=payment.pk, state=STARTED)
    return bool(waiting.update(session_id=snapshot.session_id, session_url=snapshot.url))


def attach_to_order(*, payment: Payment, order: Order, snapshot: PaymentSnapshot) -> bool:
    """The reserved payment becomes this order's, in the caller's transaction. False if it has an
    order already, or was released meanwhile.
    """
    unclaimed = Payment.objects.filter(pk=payment.pk, order=None, state=STARTED)
    return bool(
        unclaimed.update(order=order, state=AUTHORIZED, **_intent_fields(payment, snapshot))
    )


def lapses_at(payment: Payment, snapshot: PaymentSnapshot) -> datetime:
    """When the card's authorization expires: as the provider says, or a day earlier than usual."""
    return snapshot.capture_before or payment.made_at + RESERVED_FOR


def _intent_fields(payment: Payment, snapshot: PaymentSnapshot) -> dict[str, Any]:
    return {
        "intent_id": snapshot.intent_id,
        "charge_id": snapshot.charge_id,
        "capture_before": lapses_at(payment, snapshot),
        "checks": snapshot.checks,
    }


@transaction.atomic
def request_capture(
    *, order: Order, now: datetime, by: str, reason: str
) -> PaymentOperation | None:
    """The order's whole amount is to be taken, once. None where it was asked for before, or there
    is no payment.

    Raises `PaymentActionRefused` where the reservation is gone.
    """
    payment = Payment.objects.select_for_update().filter(order=order).first()
    if payment is None or payment.operations.filter(kind=PaymentOperation.CAPTURE).exists():
        return None
    if payment.state != AUTHORIZED:
        raise PaymentActionRefused(
            f"The reservation of {order.number} is {payment.state}: nothing can be taken from it."
        )
    return _create_operation(
        payment, PaymentOperation.CAPTURE, payment.amount_cents, now=now, by=by, reason=reason
    )


@transaction.atomic
def request_void(
    *, payment: Payment, now: datetime, by: str, reason: str
) -> PaymentOperation | None:
    """What is reserved, or could still be paid on the provider's page, is to be released, once.

    Raises `PaymentActionRefused` once a capture is asked for: then a refund gives the money back.
    """
    stored = Payment.objects.select_for_update().get(pk=payment.pk)
    if stored.operations.filter(kind=PaymentOperation.CAPTURE).exists():
        raise PaymentActionRefused("The money is taken already, or being taken: refund it.")
    # The state moves at once, so that who places an order with this payment at the same moment
    # finds it gone.
    if not Payment.objects.filter(pk=stored.pk, state__in=[STARTED, AUTHORIZED]).update(
        state=RELEASING
    ):
        return None
    return _create_operation(
        stored, PaymentOperation.VOID, stored.amount_cents, now=now, by=by, reason=reason
    )


@transaction.atomic
def request_refund(
    *,
    payment: Payment,
    amount_cents: int,
    key: str,
    now: datetime,
    by: str,
    reason: str,
    parts: dict[str, Any],
    since: datetime | None = None,
) -> PaymentOperation:
    """So much of what was taken is to be given back; the same `key` of a payment asks once. Never
    more than was taken. Raises `PaymentDisputed` while a dispute blocks every refund.

    Refunds that a person decides are asked for in `approving`, which sees to the second person.
    `parts` tells what it is for: `item_cents`, `shipping_cents` and `tax_cents`. Its days count
    from `since`, where a first person had decided it before a second one agreed.
    """
    key = f"{payment.key}.refund.{key}"
    if existing := PaymentOperation.objects.filter(key=key).first():
        return existing
    if amount_cents <= 0:
        raise PaymentActionRefused("A refund is more than $0.00.")
    check_not_disputed(payment)
    check_refundable_parts(payment, parts)
    _count_refund(payment, amount_cents)
    kwargs: dict[str, Any] = {"now": now, "by": by, "reason": reason, "key": key, "parts": parts}
    due_on = _refund_due_on(payment, since or now)
    owed = _create_operation(
        payment, PaymentOperation.REFUND, amount_cents, **kwargs, due_on=due_on
    )
    if payment.order is not None:
        facts = {
            "operation": owed.pk,
            "amount_cents": amount_cents,
            "due_on": str(owed.due_on),
            "reason": owed.reason,
        }
        record_event(order=payment.order, kind=EventKind.REFUND_OWED, now=now, by=by, facts=facts)
    return owed


def _count_refund(payment: Payment, cents: int) -> None:
    """Adds to what is refunded; raises `PaymentActionRefused` beyond what was taken."""
    refunded = F("refunded_cents") + cents
    room = Payment.objects.filter(pk=payment.pk, captured_cents__gte=refunded)
    if not room.update(refunded_cents=refunded):
        stored = Payment.objects.get(pk=payment.pk)
        most = dollars(stored.captured_cents - stored.refunded_cents)
        raise PaymentActionRefused(
            f"At most {most} can be refunded: never more than what was taken."
        )


def _refund_due_on(payment: Payment, now: datetime) -> Any:
    if payment.order is None:
        return None
    terms = payment.order.policy.terms
    return terms.store_days.after(local_time(terms, now).date(), REFUND_WORKING_DAYS)


def _create_operation(
    payment: Payment, kind: str, cents: int, *, now: datetime, by: str, reason: str, **more: Any
) -> PaymentOperation:
    fields = {
        "key": f"{payment.key}.{kind}",
        "not_before": now,
        "asked_at": now,
        "by": by,
        "reason": reason[:200],
    } | more
    try:
        with transaction.atomic():
            operation = PaymentOperation.objects.create(
                payment=payment, kind=kind, amount_cents=cents, **fields
            )
    except IntegrityError:  # asked for at the same moment by somebody else
        return PaymentOperation.objects.get(key=fields["key"])
    OPERATIONS.nudge(operation.pk)
    return operation


@transaction.atomic
def cancel_order(
    *,
    order: Order,
    reason: str,
    now: datetime,
    by: str,
    lines: Collection[int] | None = None,
    requested: bool = False,
) -> list[Line]:
    """Cancels the order before anything shipped: its lines (or only `lines`) are cancelled, what
    was reserved or taken for them goes back in full, and the pieces are for sale again (those that
    were packed, once somebody has looked at them). `requested`: it is the shopper's own wish.

    Raises `PaymentActionRefused` once something of them has shipped.
    """
    every_line = list(order.lines.select_related("item").order_by("pk"))
    live = [line for line in every_line if line.state != LineState.CANCELLED]
    off = [line for line in live if lines is None or line.pk in lines]
    if not off:
        raise PaymentActionRefused(f"{order.number} is cancelled already.")
    if any(line.state not in MOVES[EventKind.LINE_CANCELLED].sources for line in off):
        raise PaymentActionRefused(
            f"Something of {order.number} has shipped: it can't be cancelled."
        )
    _cancel_lines(order, off, reason, now, by)
    if len(off) == len(live):
        record_event(
            order=order,
            kind=EventKind.ORDER_CANCELLED,
            now=now,
            by=by,
            facts={"reason": reason, "asked": requested},
        )
        _release_or_refund(order, reason=reason, now=now, by=by)
    else:
        facts = {
            "reason": reason,
            "lines": [line.pk for line in off],
            "parts": amounts_paid_for(order, off),
        }
        record_event(
            order=order, kind=EventKind.ORDER_PARTLY_CANCELLED, now=now, by=by, facts=facts
        )
        _settle_partial_cancellations(order, now=now)
    return off


def _cancel_lines(order: Order, off: list[Line], reason: str, now: datetime, by: str) -> None:
    """The lines are cancelled, and their pieces are for sale again."""
    here = [line for line in off if line.state in (LineState.PLACED, LineState.PROCESSED)]
    arrived = [line.item for line in here if line.warehouse == "jp"]
    packed = [line.item for line in off if line.state == LineState.PROCESSED]
    for line in off:
        record_event(order=order, line=line, kind=EventKind.LINE_CANCELLED, now=now, by=by)
    relist_items(
        items=[line.item for line in off],
        now=now,
        by=by,
        reason=f"{order.number}: {reason}"[:200],
        arrived=arrived,
        packed=packed,
    )


def amounts_paid_for(order: Order, lines: list[Line]) -> dict[str, int]:
    """What was paid for these lines: price, their tax, and their share of the shipping and of its
    tax, in cents.
    """
    item_cents, every_line = sum(line.price_cents for line in lines), order.lines.all()
    on_shipping = order.tax_cents - sum(line.tax_cents for line in every_line)

    def share(cents: int) -> int:  # rounded up, for the shopper
        return -(-cents * item_cents // max(order.items_cents, 1))

    return {
        "item_cents": item_cents,
        "shipping_cents": share(order.shipping_cents),
        "tax_cents": sum(line.tax_cents for line in lines) + share(on_shipping),
    }


def _settle_partial_cancellations(order: Order, *, now: datetime) -> None:
    """Gives back what was paid for the parts that are off. It is taken first, as it was reserved:
    whole, and once.
    """
    payment = Payment.objects.select_for_update().filter(order=order).first()
    if payment is None:
        return
    for off in order.events.filter(kind=EventKind.ORDER_PARTLY_CANCELLED).order_by("pk"):
        if payment.state == AUTHORIZED:
            request_capture(order=order, now=now, by=off.by, reason=off.facts["reason"])
        elif payment.state == CAPTURED and not refund_blocked_by_dispute(
            payment=payment, parts=off.facts["parts"], now=now, by=off.by
        ):
            _refund_part(payment, off, now)


def _refund_part(payment: Payment, off: Event, now: datetime) -> None:
    left = refundable_parts(payment)
    parts = {name: min(cents, left[name]) for name, cents in off.facts["parts"].items()}
    if sum(parts.values()) > 0:
        request_refund(
            payment=payment,
            amount_cents=sum(parts.values()),
            key=f"part.{off.pk}",
            now=now,
            by=off.by,
            reason=off.facts["reason"],
            parts=parts,
        )


@transaction.atomic
def close_payment_request(
    *, order: Order, outcome: str, reason: str, now: datetime, by: str
) -> bool:
    """The shopper need not pay again any more: a page on which they could is closed, and what they
    reserve there at this moment is released. False where they weren't asked.
    """
    requests = PaymentRequest.objects.filter(order=order, ended_at=None)
    ended = requests.update(ended_at=now, outcome=outcome)
    for page in Payment.objects.filter(request__order=order, state=STARTED):
        request_void(payment=page, now=now, by=by, reason=reason)
    return bool(ended)


def _release_or_refund(order: Order, *, reason: str, now: datetime, by: str) -> None:
    close_payment_request(
        order=order, outcome=PaymentRequest.CANCELLED, reason=reason, now=now, by=by
    )
    payment = Payment.objects.select_for_update().filter(order=order).first()
    if payment is None:
        return
    if not payment.operations.filter(kind=PaymentOperation.CAPTURE).exists():
        request_void(payment=payment, now=now, by=by, reason=reason)
        return
    # Being taken at this moment: the refund waits, since `captured_cents` is known only then.
    left = payment.captured_cents - payment.refunded_cents
    parts = refundable_parts(payment)
    if left > 0 and not refund_blocked_by_dispute(payment=payment, parts=parts, now=now, by=by):
        request_refund(
            payment=payment,
            amount_cents=left,
            key="all",
            now=now,
            by=by,
            reason=reason,
            parts=parts,
        )


def refund_blocked_by_dispute(
    *, payment: Payment, parts: dict[str, int], now: datetime, by: str, key: str = "", why: str = ""
) -> bool:
    """Whether a dispute blocks a refund that is owed: then the timeline says so once, finance has a
    task, and the refund follows if the store wins the dispute. `key` and `why` are those of a
    refund that `approving` then asks for; without them, the order was cancelled.
    """
    order, dispute = payment.order, blocking_dispute(payment)
    if dispute is None or order is None:
        return False
    facts = {
        "dispute": dispute.provider_id,
        "amount_cents": sum(parts.values()),
        "parts": parts,
        "key": key,
        "reason": why,
    }
    same = order.events.filter(kind=EventKind.REFUND_BLOCKED, facts__key=key)
    if not same.filter(facts__dispute=dispute.provider_id, facts__parts=parts).exists():
        record_event(order=order, kind=EventKind.REFUND_BLOCKED, now=now, by=by, facts=facts)
    return True


@transaction.atomic
def mark_operation_done(
    *, operation: PaymentOperation, snapshot: PaymentSnapshot | None, reference: str, now: datetime
) -> bool:
    """Records that the money has moved, once, on the payment and on the order's timeline."""
    # Locks the payment's row first, as what the provider reports does, to avoid deadlocks.
    payment = (
        Payment.objects.select_for_update(of=("self",))
        .select_related("order__policy")
        .get(pk=operation.payment_id)
    )
    undone = PaymentOperation.objects.filter(Q(done_at=None) | Q(failed=True), pk=operation.pk)
    if not undone.update(done_at=now, failed=False, problem="", reference=reference):
        return False
    _update_payment_state(payment, operation, snapshot)
    if payment.order is not None:
        facts = {
            "amount_cents": operation.amount_cents,
            "reason": operation.reason,
            "reference": reference,
            "parts": operation.parts,
            "operation": operation.pk,
        }
        kind = _DONE[operation.kind]
        record_event(order=payment.order, kind=kind, now=now, by=operation.by, facts=facts)
        if operation.kind == PaymentOperation.CAPTURE:
            settle_cancellations(payment.order, now=now)
    return True


def _update_payment_state(
    payment: Payment, operation: PaymentOperation, snapshot: PaymentSnapshot | None
) -> None:
    if operation.kind == PaymentOperation.CAPTURE:
        taken = snapshot.received_cents if snapshot else operation.amount_cents
        Payment.objects.filter(pk=payment.pk).update(state=CAPTURED, captured_cents=taken)
    elif operation.kind == PaymentOperation.VOID:
        Payment.objects.filter(pk=payment.pk).update(state=VOIDED)


def settle_cancellations(order: Order, *, now: datetime) -> None:
    """An order that was cancelled while its money was being taken, or while a dispute blocked its
    refund, gets it back now.
    """
    off = order.events.filter(kind=EventKind.ORDER_CANCELLED).first()
    if off is not None:
        _release_or_refund(order, reason=off.facts["reason"], now=now, by=off.by)
    else:
        _settle_partial_cancellations(order, now=now)


@transaction.atomic
def mark_operation_failed(*, operation: PaymentOperation, sentence: str, now: datetime) -> None:
    """It can't be done, and a person must look: kept, told on the timeline, tried no more."""
    payment = (
        Payment.objects.select_for_update(of=("self",))
        .select_related("order")
        .get(pk=operation.payment_id)
    )
    if not PaymentOperation.objects.filter(pk=operation.pk, done_at=None).update(
        done_at=now, failed=True, problem=sentence[:1000]
    ):
        return
    if operation.kind == PaymentOperation.REFUND:
        Payment.objects.filter(pk=payment.pk).update(
            refunded_cents=F("refunded_cents") - operation.amount_cents
        )
    if operation.kind == PaymentOperation.CAPTURE:  # nothing more ships until a person has looked
        Payment.objects.filter(pk=payment.pk, state=AUTHORIZED).update(state=LAPSED)
    if payment.order is None:
        return
    cents, kind = operation.amount_cents, EventKind.PAYMENT_OPERATION_FAILED
    facts = {"kind": operation.kind, "amount_cents": cents, "sentence": sentence[:500]}
    record_event(order=payment.order, kind=kind, now=now, by=Actor.PAYMENT_PROVIDER, facts=facts)
