"""What keeps an order's pieces from leaving, as it is recorded: in words that a shopper may read.
Nothing is guessed: where no cause is on record, that is what is said.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from troth.fulfillment.models import CarrierOutage, Label, Parcel
from troth.fulfillment.warehouse import queue
from troth.orders.confirmations import clock_of
from troth.orders.models import Line, Order
from troth.payments.models import LAPSED
from troth.policy.dates.delay import ship_by_on
from troth.policy.dates.hours import after_business_hours, deadline_label, start_of_business
from troth.policy.dates.promise import local_time
from troth.policy.lifecycle import UNSHIPPED
from troth.policy.terms import HOME, Terms

HELD = "Your order is on hold while we look into a question about it."
REVIEWED = "We're reviewing the payment first."
UNPAID = "The payment isn't complete."
UNCONFIRMED = (
    "We couldn't deliver your order confirmation yet, and nothing ships before it reaches you."
)
_AUTHORIZATION = "The authorization on your card"
# What is said of a cause once it has ended, by how the shopper was told of it.
_ENDED = {
    HELD: "Your order was on hold while we looked into a question about it. That is settled.",
    REVIEWED: "We had to review the payment first. That is done.",
    UNPAID: "The payment wasn't complete. It is now.",
    UNCONFIRMED: "We couldn't deliver your order confirmation at first. It has reached you now.",
    _AUTHORIZATION: "It had to be paid again, and you have done so.",
}
_SHIPS_BEFORE = f"{_AUTHORIZATION} was to expire before it could ship. It can ship sooner now."


class Obstacle(NamedTuple):
    """`kind` is for programs, `sentence` for the shopper, `detail` for staff."""

    kind: str
    sentence: str
    detail: str = ""


def obstacle_of(order: Order, warehouse: str) -> Obstacle | None:
    """What is on record that keeps the pieces from this warehouse here, and has no known end; None
    where nothing is.
    """
    whole = queue.load_queued_order(order.pk)
    return _order_obstacle(whole) or _box_obstacle(whole, warehouse)


def ended_sentence(why: str, *, is_paid_again: bool) -> str:
    """The cause that the shopper was told of, now that it has ended; empty for any other. An
    authorization that was to expire first ends as a cause without a new payment too: where what it
    pays for can ship before that after all.
    """
    for cause, ended in _ENDED.items():
        if why and _is_same_cause(why, cause):
            return _SHIPS_BEFORE if cause == _AUTHORIZATION and not is_paid_again else ended
    return ""


def _is_same_cause(why: str, cause: str) -> bool:
    return why.startswith(cause.rstrip("."))


class Lapse(NamedTuple):
    """An authorization that expires before what it pays for has to ship."""

    sentence: str
    leaves_no_date: bool  # it can't be paid again in time either


def lapse_of(terms: Terms, lapses_at: datetime | None, *, first: date, last: date) -> Lapse | None:
    """What is said of an authorization that is known to expire before the `last` day on which an
    order ships, the `first` of them being the day on which it can; None where it lasts.
    """
    if lapses_at is None or local_time(terms, lapses_at).date() > last:
        return None
    expires = f"{_AUTHORIZATION} expires at {deadline_label(terms, lapses_at)}"
    if lapses_at >= start_of_business(terms, first):
        sentence = f"{expires}. If it hasn't shipped by then, we'll ask you by email to pay again."
        return Lapse(sentence, leaves_no_date=False)
    pay_by = after_business_hours(terms, lapses_at, terms.file.payment.pay_again_hours)
    takes = terms.file.processing.earliest_days
    if ship_by_on(terms, processed_by=terms.store_days.after(pay_by.date(), takes)) <= last:
        again = "we'll ask you by email to pay again, and these days hold once you have."
        return Lapse(f"{expires}, before it ships: {again}", leaves_no_date=False)
    again = "We'll ask you by email to pay again, and tell you the new dates then."
    return Lapse(f"{expires}, before it can ship. {again}", leaves_no_date=True)


_ONCE_LAPSED = (
    (f"{_AUTHORIZATION} expires at ", f"{_AUTHORIZATION} expired at "),
    (" If it hasn't shipped by then, we'll ask", " We'll ask"),
    (", before it can ship.", ", before it could ship."),
    (", before it ships:", ", before it shipped:"),
)


def in_past_tense_if_lapsed(sentence: str) -> str:
    """What was said of an authorization that was to expire, now that it has."""
    if _ONCE_LAPSED[0][0] not in sentence:
        return sentence
    for before, after in _ONCE_LAPSED:
        sentence = sentence.replace(before, after)
    return sentence


def where_it_stands(order: Order, warehouse: str) -> str:
    """How far the pieces have come, where nothing on record says why they are late."""
    lines = Line.objects.filter(order=order, warehouse=warehouse, state__in=UNSHIPPED)
    states = set(lines.values_list("state", flat=True))
    if "in_japan" in states:
        origin = order.policy.terms.warehouse_name(warehouse)
        return f"It hasn't left our {origin} warehouse yet. We're sorry; we don't know why yet."
    if "in_transfer" in states:
        terms = order.policy.terms
        origin, home = terms.warehouse_name(warehouse), terms.warehouse_name(HOME)
        return (
            f"It left {origin} and hasn't been checked in at our {home} warehouse yet. We're sorry;"
            " we don't know why yet."
        )
    if states == {"processed"}:
        return "It's packed, but the carrier hasn't collected it yet. We're sorry."
    return "It isn't packed yet. We're sorry; we don't know why yet."


def _order_obstacle(order: Order) -> Obstacle | None:
    if doubted := order.doubted():
        return Obstacle("doubted", f"One of our experts is examining {doubted.title} again.")
    if review := order.review():
        return Obstacle("review", REVIEWED, "; ".join(review.facts["why"]))
    if payment_gone := _payment_obstacle(order):
        return payment_gone
    # Not handed over yet, or it came back.
    if clock_of(order.events.all()).cancellable_until is None:
        return Obstacle("unconfirmed", UNCONFIRMED)
    if queue.holds_of(order):
        return Obstacle("held", HELD)
    return None


def _payment_obstacle(order: Order) -> Obstacle | None:
    if not queue.payment_waiting_reason(order):
        return None
    if getattr(order, "payment", None) is not None and order.payment.state == LAPSED:
        return Obstacle(
            "lapsed",
            f"{_AUTHORIZATION} has expired, so nothing is reserved for this order any more. You"
            " haven't been charged.",
        )
    return Obstacle("payment", UNPAID)


def _box_obstacle(order: Order, warehouse: str) -> Obstacle | None:
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
            sentence = f"It's packed, but we can't get a shipping label from {name} yet."
            return Obstacle("label_refused", sentence, label.problem)
        if CarrierOutage.objects.filter(carrier=label.carrier).exists():
            sentence = f"It's packed, but {name}'s label system isn't answering."
            return Obstacle("carrier_down", sentence, label.problem)
    return None


def carrier_name(order: Order, key: str) -> str:
    """The carrier as the order's policy calls it."""
    carrier = order.policy.terms.file.carriers.get(key)
    return carrier.name if carrier else key
