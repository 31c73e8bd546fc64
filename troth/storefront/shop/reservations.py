"""Which pieces somebody else is buying now."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest

from troth.catalog.models import Item
from troth.storefront import shopper_session
from troth.storefront.checkout import bag_totals


def times_available_again(
    request: HttpRequest, items: list[Item], *, now: datetime
) -> dict[int, str]:
    """Of the items that somebody else is buying now, when they may be back."""
    mine = shopper_session.session_fingerprint(request)
    held = [item.hold for item in items if item.is_for_sale and hasattr(item, "hold")]
    return {
        hold.item_id: bag_totals.available_again_text(hold.until)
        for hold in held
        if hold.until > now and hold.session != mine
    }
