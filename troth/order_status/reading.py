"""`status_of`: the one place that says how an order stands."""

from __future__ import annotations

from datetime import datetime

from troth.fulfillment.promises import delivery_estimates
from troth.order_status.asked import (
    cancellation_of,
    delays_of,
    ended_of,
    open_cancellation,
    requests_of,
)
from troth.order_status.headline import Situation, headline_of
from troth.order_status.model import OrderStatus, Parcel, PayAgain
from troth.order_status.money import money_of
from troth.order_status.parcels import parcels_of
from troth.order_status.pieces import pieces_of, to_come_of
from troth.order_status.rows import OrderRows, rows_of
from troth.order_status.slots import revision_of, slots_of
from troth.order_status.timeline import timeline_of
from troth.orders.erasure import ERASED
from troth.orders.models import Order


def status_of(order: Order, now: datetime) -> OrderStatus:
    """How the order stands at `now`: as a whole, per parcel and per piece, with its money, what the
    shopper asked for and what they may still do.

    It promises no date of anything that is cancelled, claimed, lost or coming back.
    """
    rows = rows_of(order, now)
    ended, cancelling = ended_of(rows), open_cancellation(rows)
    parcels = parcels_of(rows)
    why = _why_no_dates(rows, cancelling is not None)
    to_come = () if ended is not None else to_come_of(rows, no_dates_why=why)
    money = money_of(rows)
    pieces = pieces_of(rows, parcels, to_come, money)
    delays = () if ended is not None or cancelling is not None else delays_of(rows, to_come)
    review = order.review()
    revision = revision_of(rows)
    return OrderStatus(
        number=order.number,
        now=now,
        headline=headline_of(
            Situation(rows, pieces, parcels, to_come, delays, money, ended, cancelling)
        ),
        pieces=pieces,
        parcels=parcels,
        to_come=to_come,
        delays=delays,
        requests=requests_of(rows),
        money=money,
        cancellation=cancellation_of(rows, ended=ended),
        ended=ended,
        review_until=datetime.fromisoformat(review.facts["until"]) if review else None,
        timeline=timeline_of(rows, money),
        slots=slots_of(rows, parcels, to_come),
        revision=revision.number,
        revised_at=revision.at,
        is_forgotten=bool(rows.of_kind(ERASED)),
        estimates=_likely_days(rows, parcels),
        pay_again=_pay_again(rows),
    )


def _why_no_dates(rows: OrderRows, is_cancelling: bool) -> str:
    if is_cancelling:
        return "you asked us to cancel it"
    return "it must be paid again first" if rows.payment_request is not None else ""


def _pay_again(rows: OrderRows) -> PayAgain | None:
    payment_request = rows.payment_request
    if payment_request is None:
        return None
    return PayAgain(payment_request.reason, rows.order.total_cents, payment_request.pay_by)


def _likely_days(rows: OrderRows, parcels: tuple[Parcel, ...]) -> tuple[str, ...]:
    """The likely day, while every parcel that is out has a promised one that isn't over."""
    if not rows.boxes:
        return ()
    out = [parcel for parcel in parcels if parcel.is_current and not parcel.is_delivered]
    if any(
        parcel.dates.arrives is None or parcel.dates.arrives.latest < rows.today for parcel in out
    ):
        return ()
    return tuple(delivery_estimates.estimates_of(rows.order))
