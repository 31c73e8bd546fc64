"""What of an order's money has not been given back yet, part by part."""

from __future__ import annotations

from typing import Any

from troth.errors import ActionRefused
from troth.payments.models import Dispute, Payment, PaymentOperation
from troth.policy.money import dollars


class PaymentActionRefused(ActionRefused):
    """The money can't move so; the text says why."""


class PaymentDisputed(PaymentActionRefused):
    """The shopper's bank disputes the payment: the provider refuses every refund of it."""


# An inquiry isn't a dispute yet, and a dispute that the store has won is over: these leave the
# payment refundable. Every other state (the provider's `is_charge_refundable` is false) doesn't.
REFUNDABLE = (
    "warning_needs_response",
    "warning_under_review",
    "warning_closed",
    "won",
    "prevented",
)

_PARTS = {
    "item_cents": "the pieces",
    "shipping_cents": "the shipping",
    "tax_cents": "the sales tax",
}


def blocking_dispute(payment: Payment) -> Dispute | None:
    """The dispute for which nothing of a payment can be refunded: one that is open, or lost."""
    return payment.disputes.exclude(status__in=REFUNDABLE).order_by("-pk").first()


def check_not_disputed(payment: Payment) -> None:
    """Raises `PaymentDisputed`, with the reason, where a dispute blocks every refund."""
    if dispute := blocking_dispute(payment):
        raise PaymentDisputed(_why_blocked(dispute))


def _why_blocked(dispute: Dispute) -> str:
    amount = dollars(dispute.amount_cents)
    if dispute.status == "lost":
        return (
            f"The shopper's bank has returned {amount} to them through a dispute, so the payment"
            " provider refuses a refund. What is still owed beyond that, finance pays in another"
            " way."
        )
    return (
        f"The shopper's bank disputes this payment ({amount}). While the dispute is open, the"
        " payment provider refuses every refund. Finance settles it with the bank: the money"
        " goes back through the dispute, or can be refunded once the store has won it."
    )


def check_refundable_parts(payment: Payment, parts: dict[str, Any]) -> None:
    """Raises `PaymentActionRefused` where a part is more than what is left of it."""
    left = refundable_parts(payment)
    for name, cents in parts.items():
        if cents > left[name]:
            raise PaymentActionRefused(
                f"Of {_PARTS[name]}, at most {dollars(left[name])} can be refunded."
            )


def refundable_parts(payment: Payment) -> dict[str, int]:
    """What of an order's pieces, shipping and tax has not been given back yet."""
    order = payment.order
    left = {
        name: getattr(order, {"item_cents": "items_cents"}.get(name, name)) if order else 0
        for name in _PARTS
    }
    for operation in payment.operations.filter(kind=PaymentOperation.REFUND, failed=False):
        for name in left:
            left[name] -= operation.parts.get(name, 0)
    return left
