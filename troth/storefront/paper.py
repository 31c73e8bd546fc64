"""What the order's copy for paper shows: clause `copy`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings

from troth.orders.full_copy import full_copy
from troth.orders.models import Order


def paper_context(order: Order, now: datetime) -> dict[str, Any]:
    """The full copy, the parcels with what is in them, the limit to cancel, and addresses that can
    be typed from paper.
    """
    copy = full_copy(order)
    titles = {piece.line.pk: piece.title for piece in copy.pieces}
    events = sorted(order.events.all(), key=lambda event: event.pk)
    shipped = (event.facts for event in events if event.kind == "parcel.shipped")
    closes_at = order.cancellation_closes_at()
    return {
        "copy": copy,
        "printed_at": now,
        "off": next((event for event in events if event.kind == "order.called_off"), None),
        "shipped": [(facts, [titles[pk] for pk in facts["lines"]]) for facts in shipped],
        "closes_at": closes_at,
        "window_open": closes_at is None or now <= closes_at,
        "policy_url": f"{settings.SITE_URL}/faq/{order.policy.digest[:12]}",
        "find_url": f"{settings.SITE_URL}/orders/find",
    }
