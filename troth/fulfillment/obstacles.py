"""What keeps an order's pieces from leaving, as it is recorded: in words that a shopper may read.
Nothing is guessed: where no cause is on record, that is what is said.
"""

from __future__ import annotations

from typing import NamedTuple

from troth.fulfillment import queue
from troth.fulfillment.models import Label, Parcel, Trouble
from troth.orders.confirmations import clock_of
from troth.orders.models import Line, Order
from troth.payments.models import LAPSED

UNSHIPPED = ("placed", "in_japan", "in_transfer", "processed")


class Obstacle(NamedTuple):
    """`kind` is for programs, `says` for the shopper, `detail` for staff."""

    kind: str
    says: str
    detail: str = ""


def obstacle_of(order: Order, warehouse: str) -> Obstacle | None:
    """What is on record that keeps the pieces from this warehouse here, and has no known end; None
    where nothing is.
    """
    whole = queue.whole(order.pk)
    return _of_the_order(whole) or _of_the_box(whole, warehouse)


def where_it_stands(order: Order, warehouse: str) -> str:
    """How far the pieces have come, where nothing on record says why they are late."""
    lines = Line.objects.filter(order=order, warehouse=warehouse, state__in=UNSHIPPED)
    states = set(lines.values_list("state", flat=True))
    if "in_japan" in states:
        return "It hasn't left our Japan warehouse yet. We're sorry; we don't know why yet."
    if "in_transfer" in states:
        return (
            "It left Japan and hasn't been checked in at our New York warehouse yet. We're sorry;"
            " we don't know why yet."
        )
    if states == {"processed"}:
        return "It's packed, but the carrier hasn't collected it yet. We're sorry."
    return "It isn't packed yet. We're sorry; we don't know why yet."


def _of_the_order(order: Order) -> Obstacle | None:
    if doubted := order.doubted():
        return Obstacle("doubted", f"One of our experts is examining {doubted.title} again.")
    if review := order.review():
        return Obstacle(
            "review", "We're reviewing the payment first.", "; ".join(review.facts["why"])
        )
    if payment_gone := _payment_gone(order):
        return payment_gone
    if clock_of(order.events.all()).free_after is None:  # not handed over yet, or it came back
        return Obstacle(
            "unconfirmed",
            "We couldn't deliver your order confirmation yet, and nothing ships before it reaches"
            " you.",
        )
    if queue.holds_of(order):
        return Obstacle("held", "Your order is on hold while we look into a question about it.")
    return None


def _payment_gone(order: Order) -> Obstacle | None:
    if not queue.waits_for_money(order):
        return None
    if getattr(order, "payment", None) is not None and order.payment.state == LAPSED:
        return Obstacle(
            "lapsed",
            "The authorization on your card has expired, so nothing is reserved for this order any"
            " more. You haven't been charged.",
        )
    return Obstacle("payment", "The payment isn't complete.")


def _of_the_box(order: Order, warehouse: str) -> Obstacle | None:
    boxes = Parcel.objects.filter(
        order=order,
        packed__line__warehouse=warehouse,
        packed__out=False,
        closed_at__isnull=False,
        left_at=None,
        set_aside_at=None,
    )
    for box in boxes.distinct().order_by("pk"):
        label = box.labels.order_by("-pk").first()
        if label is None or label.state == Label.BOUGHT:
            continue
        name = carrier_name(order, label.carrier)
        if label.state == Label.REFUSED:
            says = f"It's packed, but we can't get a shipping label from {name} yet."
            return Obstacle("label_refused", says, label.problem)
        if Trouble.objects.filter(carrier=label.carrier).exists():
            says = f"It's packed, but {name}'s label system isn't answering."
            return Obstacle("carrier_down", says, label.problem)
    return None


def carrier_name(order: Order, key: str) -> str:
    """The carrier as the order's policy calls it."""
    carrier = order.policy.terms.file.carriers.get(key)
    return carrier.name if carrier else key
