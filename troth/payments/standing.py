"""Whether an order's money lets it go on."""

from __future__ import annotations

from troth.orders.models import Order
from troth.payments.models import AUTHORIZED, CAPTURED, PaymentRequest
from troth.policy.dates.hours import deadline_label


def why_payment_blocks(order: Order) -> str:
    """Why the order's money keeps it from going on; empty when it is reserved or taken, or was
    never asked for.
    """
    payment = getattr(order, "payment", None)
    if payment is None or payment.state in (AUTHORIZED, CAPTURED):
        return ""
    request = PaymentRequest.objects.filter(order=order, ended_at=None).first()
    if request is not None:
        until = deadline_label(order.policy.terms, request.pay_by)
        return f"The customer is asked to pay again, by {until}; unpaid then, it is cancelled."
    return f"The payment is {payment.state}: nothing is reserved any more, and care decides."
