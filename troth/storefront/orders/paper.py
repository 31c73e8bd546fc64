"""What the order's copy for paper shows: clause `copy`."""

from __future__ import annotations

from typing import Any

from troth.absolute_urls import absolute_url
from troth.orders.full_copy import full_copy
from troth.orders.models import Order


def paper_context(order: Order) -> dict[str, Any]:
    """The full copy, and addresses that can be typed from paper."""
    return {
        "copy": full_copy(order),
        "policy_url": absolute_url("faq_version", order.policy.digest[:12]),
        "find_url": absolute_url("find_order"),
    }
