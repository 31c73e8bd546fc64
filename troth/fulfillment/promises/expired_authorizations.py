"""Orders whose authorization has expired after their shoppers had chosen to wait: care asks them to
pay again, and where care doesn't on that day, the store does by itself, as its letters say.
"""

from __future__ import annotations

import logging
from datetime import datetime

from troth.actors import Actor
from troth.event_kinds import EventKind
from troth.fulfillment.models import Delay
from troth.fulfillment.promises.delay_consent import WAIT
from troth.orders.models import Order, QueueEntry
from troth.payments.actions import PaymentActionRefused
from troth.payments.models import LAPSED, Payment
from troth.payments.payment_requests import ask_to_pay_again, orders_without_payment
from troth.policy.dates.hours import end_of_business_day


def announced_refund(order: Order) -> datetime | None:
    """When a letter said that a late order is refunded by itself; None where none did."""
    open_ones = Delay.objects.filter(order=order, ended_at=None, silence="cancel")
    return min(open_ones.values_list("decides_at", flat=True), default=None)


def ask_overdue(*, now: datetime) -> int:
    """Asks the shoppers who wait, and whom nobody has asked by the end of the business day on which
    the authorization expired. Returns how many.

    Who hasn't chosen to wait is asked by the letter about the delay, whose silence ends the order.
    Who can't be asked, or whose order is held, is left to care.
    """
    asked_count = 0
    for payment, request in orders_without_payment():
        order = payment.order
        if request is not None or order is None or not _is_overdue(payment, order, now):
            continue
        try:
            ask_to_pay_again(order=order, now=now, by=Actor.POLICY, ends_by=announced_refund(order))
            asked_count += 1
        except PaymentActionRefused as unable:
            logging.getLogger(__name__).info("%s is left to care: %s", order, unable)
    return asked_count


def _is_overdue(payment: Payment, order: Order, now: datetime) -> bool:
    if payment.state != LAPSED or QueueEntry.objects.filter(order=order, holds__gt=0).exists():
        return False
    delay = Delay.objects.filter(order=order).order_by("-pk").first()
    if delay is None or delay.answer != WAIT:
        return False
    lapsed = (
        order.events.filter(kind=EventKind.PAYMENT_AUTHORIZATION_EXPIRED).order_by("-pk").first()
    )
    return lapsed is not None and end_of_business_day(order.policy.terms, lapsed.at) < now
