"""Asking a shopper to pay for an order once more, whose authorization is gone.

The order keeps its place, its total and its dates' limits; nothing of it ships before it is paid.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef

from troth.event_kinds import EventKind
from troth.orders.actions import record_event
from troth.orders.models import Order, QueueEntry
from troth.payments import actions
from troth.payments.models import (
    AUTHORIZED,
    CAPTURED,
    LAPSED,
    VOIDED,
    Payment,
    PaymentOperation,
    PaymentRequest,
)
from troth.policy.dates.delay import Money
from troth.policy.dates.hours import after_business_hours, deadline_label
from troth.policy.dates.promise import local_time
from troth.policy.lifecycle import LIVE, UNSHIPPED
from troth.policy.terms import Terms

ASKED, PAID_AGAIN = EventKind.PAYMENT_REQUESTED_AGAIN, EventKind.PAYMENT_AUTHORIZED_AGAIN
LONGEST_REASON = 300
EXPIRED = "The authorization on your card expired before your order shipped."
REFUSED = "Your bank refused the charge when we tried to make it."


def open_request(order: Order) -> PaymentRequest | None:
    """The request to pay again that the shopper can still answer; None where there is none."""
    return PaymentRequest.objects.filter(order=order, ended_at=None).first()


def why_not_ask_again(order: Order) -> str:
    """Why the shopper can't be asked to pay again, in words for staff; empty where they can."""
    payment = Payment.objects.filter(order=order).first()
    if payment is None:
        return "This order was placed before payments were taken here."
    if order.events.filter(kind=EventKind.ORDER_CANCELLED).exists():
        return "The order is cancelled: there is nothing to pay for."
    if payment.state not in (LAPSED, VOIDED):
        return f"The payment is {payment.state}: there is nothing to pay again."
    if not order.recipient.email:
        return "The customer's name and address are erased: nobody can be written to."
    if order.lines.filter(state__in=LIVE).exclude(state__in=UNSHIPPED).exists():
        return "A part of the order has shipped: settle the payment with the customer by email."
    if order.events.filter(kind=EventKind.ORDER_PARTLY_CANCELLED).exists():
        return (
            "A part of the order is cancelled, and a payment is for a whole order: cancel the rest,"
            " and the customer can order it again."
        )
    return ""


def money_now(order: Order) -> Money:
    """What became of the order's money, as far as it decides what a cancellation gives back."""
    capture = PaymentOperation.objects.filter(payment=OuterRef("pk"), kind=PaymentOperation.CAPTURE)
    rows = Payment.objects.annotate(is_charging=Exists(capture))
    payment = rows.filter(order=order).first()
    return money_of(order, payment, is_charging=payment is not None and payment.is_charging)


def money_of(order: Order, payment: Payment | None, *, is_charging: bool) -> Money:
    """The same of what was read already. Of an order from before payments were taken here, it was
    charged.
    """
    if payment is None or payment.state == CAPTURED or is_charging:
        return "charged"
    if payment.state == AUTHORIZED:
        return "authorized"
    return "unpaid" if why_not_ask_again(order) else "expired"


def orders_without_payment(*, limit: int = 200) -> list[tuple[Payment, PaymentRequest | None]]:
    """Orders with something left to ship and no payment any more, in turn; each with the request to
    pay again that is open.
    """
    gone = Payment.objects.filter(
        state__in=[LAPSED, VOIDED], order__lines__state__in=UNSHIPPED
    ).select_related("order__policy")
    unpaid = list(gone.distinct().order_by("order__placed_at", "pk")[:limit])
    requests = PaymentRequest.objects.filter(
        ended_at=None, order__in=[payment.order_id for payment in unpaid]
    )
    by_order = {request.order_id: request for request in requests}
    return [(payment, by_order.get(payment.order_id or 0)) for payment in unpaid]


@transaction.atomic
def ask_to_pay_again(
    *,
    order: Order,
    now: datetime,
    by: str,
    reason: str = "",
    ends_by: datetime | None = None,
    not_before: datetime | None = None,
) -> PaymentRequest:
    """The shopper is asked, by a letter with a link, to pay for the order again. Asked twice, it is
    one request.

    It is open for the policy's business hours, and at least until `not_before`. Where a letter has
    announced that silence ends the order at `ends_by`, it is open until then, neither longer nor
    shorter. `reason` is in words that the shopper reads; empty, it is what is on record. Raises
    `PaymentActionRefused`.
    """
    QueueEntry.objects.select_for_update().get(order=order.pk)
    stored = Order.objects.select_related("policy").get(pk=order.pk)
    if waiting := open_request(stored):
        return waiting
    if problem := why_not_ask_again(stored):
        raise actions.PaymentActionRefused(problem)
    pay_by = _choose_deadline(stored.policy.terms, now, ends_by, not_before)
    reason = reason.strip()[:LONGEST_REASON] or _reason_on_record(stored)
    try:
        with transaction.atomic():
            request = PaymentRequest.objects.create(
                order=stored, reason=reason, by=by, asked_at=now, pay_by=pay_by
            )
    except IntegrityError:  # asked at the same moment by a colleague
        return PaymentRequest.objects.get(order=stored, ended_at=None)
    facts = {
        "request": request.pk,
        "reason": reason,
        "amount_cents": stored.total_cents,
        "pay_by": pay_by.isoformat(),
    }
    record_event(order=stored, kind=ASKED, now=now, by=by, facts=facts)
    return request


def _choose_deadline(
    terms: Terms, now: datetime, ends_by: datetime | None, not_before: datetime | None
) -> datetime:
    """By when to pay; raises `PaymentActionRefused` where that is over."""
    pay_by = after_business_hours(terms, now, terms.file.payment.pay_again_hours)
    if not_before is not None:
        pay_by = max(pay_by, local_time(terms, not_before))
    if ends_by is not None:
        pay_by = local_time(terms, ends_by)
    if pay_by <= now:
        raise actions.PaymentActionRefused(
            "The order is cancelled and refunded by itself at this moment."
        )
    return pay_by


def _reason_on_record(order: Order) -> str:
    lapsed = order.events.filter(kind=EventKind.PAYMENT_AUTHORIZATION_EXPIRED).exists()
    return EXPIRED if lapsed else REFUSED


def unpaid_reason(request: PaymentRequest) -> str:
    """Why the order is cancelled, for the sentence of its letter."""
    until = deadline_label(request.order.policy.terms, request.pay_by)
    return (
        "the authorization on your card was gone, and no new payment had reached us by"
        f" {until}; you haven't been charged"
    )


@transaction.atomic
def cancel_unpaid(*, order: Order, now: datetime, by: str) -> None:
    """A person cancels an order that has no payment any more. Not while the shopper is asked to pay
    again: until the limit that was told, they may. Raises `PaymentActionRefused`.
    """
    QueueEntry.objects.select_for_update().get(order=order.pk)
    stored = Order.objects.select_related("policy").get(pk=order.pk)
    if problem := why_not_cancel_unpaid(stored):
        raise actions.PaymentActionRefused(problem)
    reason = _reason_on_record(stored).rstrip(".")
    reason = f"{reason[:1].lower()}{reason[1:]}, and it has no payment any more"
    actions.cancel_order(order=stored, reason=reason, now=now, by=by)


def why_not_cancel_unpaid(order: Order) -> str:
    """Why it can't be cancelled for want of a payment, and what stands; empty where it can."""
    payment = Payment.objects.filter(order=order).first()
    if payment is None or payment.state not in (LAPSED, VOIDED):
        return "The payment stands, so the order does."
    if request := open_request(order):
        until = deadline_label(order.policy.terms, request.pay_by)
        return (
            f"The customer is asked to pay again, and may until {until}. Unpaid then, it is"
            " cancelled by itself."
        )
    return ""
