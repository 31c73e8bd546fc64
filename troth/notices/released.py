"""Who paid and has no order is told: why, and that what was reserved is released, or what was taken
given back.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from troth.notices import actions
from troth.notices.models import Notice
from troth.orders.in_force import terms_at
from troth.payments.models import Movement

KIND = "released"
MOST = 200


def write_release_notices(*, now: datetime) -> int:
    """Writes to every shopper whose payment was released or given back without an order in the last
    day. Returns how many.

    Their address is with the checkout, which is erased a day after it has ended.
    """
    notified = Notice.objects.filter(kind=KIND, written_at__gt=now - timedelta(days=2)).values(
        "about"
    )
    done = Movement.objects.filter(
        failed=False,
        done_at__gt=now - timedelta(days=1),
        payment__order=None,
        payment__checkout__isnull=False,
        payment__was_for=None,
    )
    back = Q(kind=Movement.VOID, reference__startswith="ch_") | Q(kind=Movement.REFUND)
    reserved = done.filter(back).exclude(by="provider").exclude(payment__key__in=notified)
    written = 0
    for movement in reserved.select_related("payment__checkout").order_by("pk")[:MOST]:
        address = movement.payment.checkout.address
        if not address:
            continue
        store = terms_at(now).file.store
        context = {
            "name": address["name"],
            "why": movement.reason,
            "cents": movement.amount_cents,
            "store": store,
        }
        context["taken"] = movement.kind == Movement.REFUND
        cause = {
            "kind": KIND,
            "about": movement.payment.key,
            "event": None,
            "item_event": None,
            "search": None,
        }
        actions.store_notice(
            cause=cause,
            context=context,
            to=address["email"],
            name=f"payment-{movement.pk}",
            now=now,
        )
        written += 1
    return written
