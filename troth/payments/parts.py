"""What of an order's money has not been given back yet, part by part."""

from __future__ import annotations

from typing import Any

from troth.payments.models import Movement, Payment
from troth.policy.money import dollars


class UnableTo(Exception):
    """The money can't move so; the text says why."""


_PARTS = {
    "item_cents": "the pieces",
    "shipping_cents": "the shipping",
    "tax_cents": "the sales tax",
}


def check_left(payment: Payment, parts: dict[str, Any]) -> None:
    """Raises `UnableTo` where a part is more than what is left of it."""
    left = left_to_give(payment)
    for name, cents in parts.items():
        if cents > left[name]:
            raise UnableTo(f"Of {_PARTS[name]}, at most {dollars(left[name])} can be refunded.")


def left_to_give(payment: Payment) -> dict[str, int]:
    """What of an order's pieces, shipping and tax has not been given back yet."""
    order = payment.order
    left = {
        name: getattr(order, {"item_cents": "items_cents"}.get(name, name)) if order else 0
        for name in _PARTS
    }
    for movement in payment.movements.filter(kind=Movement.REFUND, failed=False):
        for name in left:
            left[name] -= movement.parts.get(name, 0)
    return left
