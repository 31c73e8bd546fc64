"""How an order reaches its buyer: strictly in turn, and never before it may."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from troth.fulfillment.tracking import looks_right, tidy
from troth.orders.actions import record
from troth.orders.models import Line, Order
from troth.payments import actions as payments
from troth.policy.answers import Step
from troth.policy.calendars import BeyondCalendar
from troth.policy.carriers import tracking_url
from troth.policy.promise import local_time
from troth.policy.windows import claim_dates, instant_label


class UnableTo(Exception):
    """It can't be done now: the clause that says so, and a sentence for the person who tried."""

    def __init__(self, clause: str, says: str) -> None:
        super().__init__(says)
        self.clause = clause


class NumberLooksWrong(UnableTo):
    """The tracking number isn't one of the carrier's; a person who has looked twice may insist."""


@transaction.atomic
def process(*, order: Order, now: datetime, by: str) -> None:
    """Marks the order's lines in this warehouse processed. Raises `UnableTo` out of turn, or with nothing to do."""
    ready = list(order.lines.filter(state="placed").order_by("pk"))
    if not ready:
        raise UnableTo("processing", f"Nothing of {order.number} waits to be processed here.")
    check_believed(order)
    check_paid(order)
    if first := next_in_turn(now=now, before=order):
        raise UnableTo("queue", f"Orders are processed in the order received: {first.number} comes first.")
    for line in ready:
        record(order=order, line=line, kind="line.processed", now=now, by=by)


def check_believed(order: Order) -> None:
    """Raises `UnableTo` while the order holds a piece that left the store after it was sold."""
    if doubted := order.doubted():
        says = f"An expert no longer vouches for {doubted.title}. Care decides what becomes of the order."
        raise UnableTo("authentication", says)


def check_paid(order: Order) -> None:
    """Raises `UnableTo` while a person looks at the payment, or when nothing is reserved any more."""
    if waits := _waits_for_money(order):
        raise UnableTo("queue", f"{order.number} keeps its place and waits. {waits}")


def _waits_for_money(order: Order) -> str:
    if review := order.review():
        until = instant_label(
            order.policy.terms, datetime.fromisoformat(review.facts["until"]).replace(second=0, microsecond=0)
        )
        return f"A person looks at the payment first, until {until}: {'; '.join(review.facts['why'])}."
    return payments.reserved(order)


@transaction.atomic
def move_from_japan(*, order: Order, now: datetime, by: str) -> None:
    """The next leg of the order's items in Japan: they leave, and then they arrive here."""
    moving = list(order.lines.filter(state__in=["in_japan", "in_transfer"]).order_by("pk"))
    if not moving:
        raise UnableTo("transfer", f"Nothing of {order.number} is in Japan or on its way from there.")
    for line in moving:
        kind = "line.dispatched" if line.state == "in_japan" else "line.arrived"
        record(order=order, line=line, kind=kind, now=now, by=by)


def next_in_turn(*, now: datetime, before: Order) -> Order | None:
    """The first order received earlier that could be processed now; what must wait blocks nobody."""
    earlier = Order.objects.filter(lines__state="placed", placed_at__lte=before.placed_at).exclude(pk=before.pk)
    for order in (
        earlier.distinct().in_turn().select_related("policy", "payment").prefetch_related("events", "lines__item")
    ):
        received_first = (order.placed_at, order.pk) < (before.placed_at, before.pk)
        if received_first and waits_until(order, now=now) is None:
            return order
    return None


def waits_until(order: Order, *, now: datetime) -> str | None:
    """Why nothing of the order may ship yet, in words with the time; None when it may."""
    if doubted := order.doubted():
        return f"An expert no longer vouches for {doubted.title}: care decides."
    if waits := _waits_for_money(order):
        return waits
    closes_at = order.cancellation_closes_at()
    terms = order.policy.terms
    if closes_at is None:
        return "The confirmation hasn't gone out yet; the cancellation window opens when it does."
    if now <= closes_at:
        return f"The shopper may cancel until {instant_label(terms, closes_at.replace(microsecond=0))}."
    return None


@transaction.atomic
def ship(*, order: Order, carrier: str, number: str, now: datetime, by: str, insist: bool = False) -> None:
    """The order's processed lines left with `carrier` under the tracking `number`: one parcel, one notice.

    Raises `UnableTo` while the cancellation window is open, for a number that can't be the carrier's (unless
    `insist`), or with nothing processed.
    """
    terms = order.policy.terms
    if carrier not in terms.file.carriers:
        raise UnableTo("carrier", f"The policy has no carrier {carrier!r}.")
    check_believed(order)
    check_paid(order)
    if waits := waits_until(order, now=now):
        raise UnableTo("cancellation", f"Nothing ships while the cancellation window is open. {waits}")
    packed = list(order.lines.filter(state="processed").order_by("pk"))
    if not packed:
        raise UnableTo("processing", f"Nothing of {order.number} is processed and waiting to ship.")
    number = tidy(number)
    if not insist and not looks_right(carrier=carrier, number=number):
        name = terms.file.carriers[carrier].name
        raise NumberLooksWrong(
            "shipping_notice", f"{number} is not a {name} tracking number: its check digit is wrong."
        )
    try:
        facts = _parcel(order, packed, carrier, number, now)
    except BeyondCalendar as beyond:
        raise UnableTo("claim_deadline", f"Its claim dates can't be told: {beyond}.") from beyond
    for line in packed:
        record(order=order, line=line, kind="line.shipped", now=now, by=by)
    record(order=order, kind="parcel.shipped", now=now, by=by, facts=facts)
    try:
        payments.owe_capture(order=order, now=now, by=by, reason="handed to the carrier")
    except payments.UnableTo as gone:
        raise UnableTo("queue", str(gone)) from gone


def _parcel(order: Order, lines: Iterable[Line], carrier: str, number: str, now: datetime) -> dict[str, Any]:
    """What left, with whom, and when a claim opens and closes: recorded now, moved by nothing later."""
    terms = order.policy.terms
    shipped_on = local_time(terms, now).date()
    dates = claim_dates(terms, shipped_on=shipped_on)
    steps: tuple[Step, ...] = dates.steps
    return {
        "carrier": carrier,
        "carrier_name": terms.file.carriers[carrier].name,
        "number": number,
        "url": tracking_url(terms, carrier=carrier, number=number),
        "lines": [line.pk for line in lines],
        "shipped_on": shipped_on.isoformat(),
        "signature": terms.file.signature.required,
        "claim_opens_at": dates.opens_at.isoformat(),
        "claim_closes_at": dates.closes_at.isoformat(),
        "claim_last_on": dates.last_on.isoformat(),
        "claim_steps": [step.data() for step in steps],
    }
