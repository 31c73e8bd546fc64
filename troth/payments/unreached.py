"""An order whose confirmation came back, and whose shopper nobody reached, is cancelled before the
payment's authorization lapses: clause `cancellation`.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction

from troth.actors import Actor
from troth.event_kinds import EventKind
from troth.orders.confirmations import BOUNCED, Clock, clock_of
from troth.orders.models import Order, QueueEntry
from troth.payments import actions
from troth.payments.models import CAPTURED, Payment, PaymentRequest
from troth.policy.lifecycle import TransitionRefused

REASON = (
    "the confirmation came back from your mailbox, and we could not reach you in another way"
    " before the card's authorization ended"
)


def cancel_unreached_orders(*, now: datetime, limit: int = 200) -> int:
    """Cancels every order whose clock a bounce stopped and whose time is over. Returns how many."""
    stopped = Payment.objects.filter(
        order__queue_entry__cancellable_until=None, order__events__kind=BOUNCED
    ).exclude(order__events__kind=EventKind.ORDER_CANCELLED)
    # Who is asked to pay again may until the limit that the letter named.
    open_requests = PaymentRequest.objects.filter(ended_at=None)
    stopped = stopped.exclude(order__payment_requests__in=open_requests)
    waiting = stopped.select_related("order__policy").distinct().order_by("capture_before", "pk")
    return sum(
        _cancel_unreached(payment, now) for payment in waiting[:limit] if _is_over(payment, now)
    )


def ends_at(payment: Payment, clock: Clock) -> datetime | None:
    """When the order is cancelled unless a copy is delivered or the shopper has its details; None
    where no bounce has stopped the clock.

    Once the money is taken no authorization lapses: then the shopper has the time that the policy
    gives to whoever must answer.
    """
    if clock.bounce is None or payment.order is None or payment.capture_before is None:
        return None
    rules = payment.order.policy.terms.file
    lapses = payment.capture_before - timedelta(hours=rules.payment.before_expiry_hours)
    if payment.state != CAPTURED:
        return lapses
    return max(lapses, clock.bounce.at + timedelta(hours=rules.delay.least_answer_hours))


def _is_over(payment: Payment, now: datetime) -> bool:
    assert payment.order is not None
    until = ends_at(payment, clock_of(payment.order.events.all()))
    return until is not None and until <= now


@transaction.atomic
def _cancel_unreached(payment: Payment, now: datetime) -> bool:
    assert payment.order is not None
    QueueEntry.objects.select_for_update().get(order=payment.order.pk)
    order = Order.objects.select_related("policy").get(pk=payment.order.pk)
    if clock_of(order.events.all()).bounce is None:
        return False  # a copy was delivered at this moment
    try:
        with transaction.atomic():
            actions.cancel_order(order=order, reason=REASON, now=now, by=Actor.POLICY)
    except (actions.PaymentActionRefused, TransitionRefused):
        logging.getLogger(__name__).exception("%s could not be cancelled", order)
        return False
    return True
