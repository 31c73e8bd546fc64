"""Who paid and has no order is told: why, and that what was reserved is released."""

from __future__ import annotations

from datetime import datetime, timedelta

from troth.notices import actions
from troth.notices.models import Notice
from troth.payments.models import Movement
from troth.policy.terms import shipped

KIND = "released"
MOST = 200


def write_owed(*, now: datetime) -> int:
    """Writes to every shopper whose reserved payment was released without an order in the last day. Returns how many.

    Their address is with the checkout, which is erased a day after it has ended.
    """
    told = Notice.objects.filter(kind=KIND, written_at__gt=now - timedelta(days=2)).values("about")
    void = Movement.objects.filter(kind=Movement.VOID, failed=False, done_at__gt=now - timedelta(days=1))
    reserved = void.filter(payment__order=None, reference__startswith="ch_").exclude(payment__key__in=told)
    written = 0
    for movement in reserved.select_related("payment__checkout").order_by("pk")[:MOST]:
        address = movement.payment.checkout.address
        if not address:
            continue
        store = shipped().file.store
        context = {"name": address["name"], "why": movement.reason, "cents": movement.amount_cents, "store": store}
        cause = {"kind": KIND, "about": movement.payment.key, "event": None, "item_event": None, "search": None}
        actions.keep(cause=cause, context=context, to=address["email"], name=f"payment-{movement.pk}", now=now)
        written += 1
    return written
