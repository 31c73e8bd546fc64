"""A price change that takes two people: one asks, another one approves."""

from __future__ import annotations

from datetime import datetime

from troth.approvals.actions import ApprovalRefused as NotApproved
from troth.approvals.actions import request_approval, waiting_requests
from troth.approvals.models import ApprovalRequest
from troth.catalog import actions, repricing
from troth.catalog.models import Item
from troth.catalog.pricing import PriceChange
from troth.policy.money import dollars

KIND = "price.change"


def ask_for_price_change(
    *, item: Item, change: PriceChange, reason: str, now: datetime, by: str
) -> ApprovalRequest:
    """Asks a second person for a price; it stays as it is before they agree. Asked again for the
    same price, it is the same request. Raises `ApprovalRefused` without a reason, and while another
    price waits.
    """
    waiting = waiting_requests(KIND, item=item.pk).first()
    if waiting is not None and waiting.facts["price_cents"] == change.new_cents:
        return waiting
    if waiting is not None:
        raise actions.ItemActionRefused(
            f"Another price of {item.title} waits for a second person already:"
            f" {dollars(waiting.facts['price_cents'])}."
        )
    compared = f"{dollars(change.compared_with_cents)} ({change.compared_percent})"
    try:
        return request_approval(
            kind=KIND,
            key=f"{KIND}.{item.pk}.{now:%Y%m%d%H%M%S%f}",
            title=f"{item.title}: {dollars(change.old_cents)} to {dollars(change.new_cents)}",
            reason=reason,
            facts={
                "item": item.pk,
                "from_cents": change.old_cents,
                "price_cents": change.new_cents,
            },
            details=[
                ("Piece", item.title),
                ("Price now", dollars(change.old_cents)),
                ("New price", f"{dollars(change.new_cents)} ({change.percent})"),
                ("Compared with", compared),
            ],
            link=f"/desk/items/{item.slug}",
            by=by,
            now=now,
        )
    except NotApproved as refused:
        raise actions.ItemActionRefused(str(refused)) from refused


def apply_price_change(approval: ApprovalRequest, *, now: datetime, by: str) -> str:
    """Sets the price that two people agreed to. Raises `ApprovalRefused` where the piece
    was sold or has another price meanwhile.
    """
    item = Item.objects.get(pk=approval.facts["item"])
    item.price_cents = approval.facts["from_cents"]  # as it was read when it was asked for
    cents = approval.facts["price_cents"]
    try:
        repricing.set_approved_price(
            item=item, price_cents=cents, reason=approval.reason, now=now, by=by
        )
    except actions.ItemActionRefused as refused:
        raise NotApproved(str(refused)) from refused
    return f"The price is {dollars(cents)} now."
