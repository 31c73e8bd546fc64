"""What the payment provider told of a shopper who is forgotten is emptied; what is left is how it
was paid.
"""

from __future__ import annotations

from django.db.models import Q

from troth.orders.models import Order
from troth.payments.models import Dispute, Payment, PaymentOperation, PaymentRequest, WebhookEvent


def has_unsettled_money(order: Order) -> bool:
    """Whether money of the order still moves, or is disputed."""
    owed = PaymentOperation.objects.filter(payment__order=order, done_at=None, failed=False)
    disputed = Dispute.objects.filter(payment__order=order, closed_at=None)
    return (
        owed.exists()
        or disputed.exists()
        or Payment.objects.filter(order=order, state="authorized").exists()
        or PaymentOperation.objects.filter(payment__request__order=order, done_at=None).exists()
        or PaymentRequest.objects.filter(order=order, ended_at=None).exists()
    )


def erase_provider_messages(order: Order) -> int:
    """Empties the provider's messages about the order's payments. Returns how many."""
    its_own = Q(order=order) | Q(was_for=order) | Q(request__order=order)
    about = [
        name
        for payment in Payment.objects.filter(its_own)
        for name in (payment.session_id, payment.intent_id, payment.charge_id)
        if name
    ]
    messages = WebhookEvent.objects.filter(Q(about__in=about), handled_at__isnull=False).exclude(
        payload={}
    )
    return messages.update(payload={})
