"""Who paid and has no order is told: why, and that what was reserved is released, or what was taken
given back.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from troth.actors import Actor
from troth.notifications import actions
from troth.notifications.models import Notification
from troth.orders.policy_versions import terms_at
from troth.payments.models import PaymentOperation

KIND = "released"
MOST = 200


def write_release_notices(*, now: datetime) -> int:
    """Writes to every shopper whose payment was released or given back without an order in the last
    day. Returns how many.

    Their address is with the checkout, which is erased a day after it has ended.
    """
    written = 0
    for operation in _operations_to_tell(now):
        address = operation.payment.checkout.address
        if address:
            _write_notice(operation, address, now)
            written += 1
    return written


def _operations_to_tell(now: datetime) -> QuerySet[PaymentOperation]:
    """What was released or given back of payments without an order, and not written of yet."""
    notified = Notification.objects.filter(
        kind=KIND, written_at__gt=now - timedelta(days=2)
    ).values("about")
    done = PaymentOperation.objects.filter(
        failed=False,
        done_at__gt=now - timedelta(days=1),
        payment__order=None,
        payment__checkout__isnull=False,
        payment__was_for=None,
    )
    back = Q(kind=PaymentOperation.VOID, reference__startswith="ch_") | Q(
        kind=PaymentOperation.REFUND
    )
    reserved = (
        done.filter(back).exclude(by=Actor.PAYMENT_PROVIDER).exclude(payment__key__in=notified)
    )
    return reserved.select_related("payment__checkout").order_by("pk")[:MOST]


def _write_notice(operation: PaymentOperation, address: dict[str, Any], now: datetime) -> None:
    context = {
        "name": address["name"],
        "why": operation.reason,
        "cents": operation.amount_cents,
        "store": terms_at(now).file.store,
        "taken": operation.kind == PaymentOperation.REFUND,
    }
    cause = {
        "kind": KIND,
        "about": operation.payment.key,
        "event": None,
        "item_event": None,
        "search": None,
    }
    actions.store_notice(
        cause=cause,
        context=context,
        to=address["email"],
        name=f"payment-{operation.pk}",
        now=now,
    )
