"""The state of the whole order in a heading and a sentence: the most that is true of all its
pieces.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from troth.care.models import CareCase as Row
from troth.event_kinds import EventKind
from troth.order_status.model import DelayChoice, Ended, Headline, Money, Parcel, Piece, ToCome
from troth.order_status.rows import OrderRows
from troth.policy.dates.hours import deadline_label
from troth.policy.dates.windows import instant_label
from troth.policy.lifecycle import STILL_TO_COME, LineState
from troth.policy.shipping.tracking import ParcelStatus
from troth.policy.wording import HEADLINES, lower_first

_COMES_BACK = ("returning", "returned")
_GONE = ("shipped", "delivered", "lost", "returned", "restocked")


class Situation(NamedTuple):
    """What the heading is chosen from."""

    rows: OrderRows
    pieces: Sequence[Piece]
    parcels: Sequence[Parcel]
    to_come: Sequence[ToCome]
    delays: Sequence[DelayChoice]
    money: Money | None
    ended: Ended | None
    cancelling: Row | None


def _make_headline(key: str, text: str) -> Headline:
    return Headline(key, HEADLINES[key], text)


def headline_of(situation: Situation) -> Headline:
    """The heading of the order's page, and of whatever else says how it stands."""
    for choose in (
        _cancelled_headline,
        _waiting_headline,
        _finished_headline,
        _trouble_headline,
        _on_its_way_headline,
    ):
        if (headline := choose(situation)) is not None:
            return headline
    return _still_here_headline(situation)


def _cancelled_headline(situation: Situation) -> Headline | None:
    if situation.ended is None:
        return None
    return _make_headline("cancelled", situation.ended.sentence)


def _waiting_headline(situation: Situation) -> Headline | None:
    rows = situation.rows
    if situation.cancelling is not None:
        if situation.cancelling.facts.get("unconfirmed"):
            text = (
                "We received an email that asks to cancel this order. Please tell us below whether"
                " it was you."
            )
            return _make_headline("asked_whether", text)
        return _make_headline(
            "cancelling",
            "Your request is below; nothing ships until it is answered.",
        )
    if (review := rows.order.review()) is not None:
        until = deadline_label(rows.terms, _parse_instant(review.facts["until"]))
        return _make_headline(
            "in_review",
            f"A person is checking your payment, by {until} at the latest. If we don't manage it by"
            " then, the order is cancelled and your card is not charged. Your order keeps its place"
            " in the queue, and there is nothing you need to do.",
        )
    if (payment_request := rows.payment_request) is not None:
        until = deadline_label(rows.terms, payment_request.pay_by)
        return _make_headline(
            "pay_again",
            f"{payment_request.reason} Please pay again below by {until}. Your order keeps its"
            " place in the queue and its price. If it isn't paid by then, it is cancelled, and you"
            " are charged nothing.",
        )
    return None


def _parse_instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _finished_headline(situation: Situation) -> Headline | None:
    """Nothing is left to come."""
    states = {_kind_of(piece) for piece in situation.pieces if not piece.is_cancelled}
    if not states or not states <= {"delivered", "returned", "lost"} or situation.rows.open_returns:
        return None
    refunded = _is_refunded(situation.money)
    if states == {"delivered"}:
        return _delivered_headline(situation)
    if states == {"returned"}:
        return _make_headline(
            "returned_refunded" if refunded else "returned", _money_words(situation.money)
        )
    if states == {"lost"}:
        text = f"Your claim was accepted. {_money_words(situation.money)}".strip()
        return _make_headline("lost_refunded" if refunded else "lost", text)
    return _make_headline("settled", _money_words(situation.money))


def _kind_of(piece: Piece) -> str:
    """A piece that came back is returned, whatever became of it here."""
    return "returned" if piece.state == LineState.RESTOCKED else piece.state


def _delivered_headline(situation: Situation) -> Headline:
    parcels = [parcel for parcel in situation.parcels if parcel.is_current and parcel.is_delivered]
    if any(parcel.claim is not None and parcel.claim.is_open for parcel in parcels):
        return _make_headline("disputed", "You told us that you didn't get it; see below.")
    count = len(situation.pieces) - sum(piece.is_cancelled for piece in situation.pieces)
    text = parcels[0].sentence + "." if len(parcels) == 1 else "Every parcel has been delivered."
    if count < len(situation.pieces):
        text += " The rest was cancelled; see below."
    return _make_headline("delivered", text)


def _is_refunded(money: Money | None) -> bool:
    return money is not None and money.refunded_cents > 0


def _money_words(money: Money | None) -> str:
    return " ".join(refund.sentence for refund in money.refunds) if money is not None else ""


def _trouble_headline(situation: Situation) -> Headline | None:
    current = [
        parcel for parcel in situation.parcels if parcel.is_current and not parcel.is_delivered
    ]
    for parcel in current:
        if parcel.status in _COMES_BACK and not (parcel.claim and parcel.claim.is_open):
            key = "back" if parcel.status == ParcelStatus.RETURNED else "coming_back"
            choose = any(not returned.answer for returned in situation.rows.open_returns)
            text = " Please choose below what we should do." if choose else ""
            return _make_headline(key, _parcel_text(situation, parcel) + text)
    for parcel in current:
        if parcel.status == ParcelStatus.LOST:
            return _make_headline("carrier_lost", _with_claim(situation, parcel))
        if parcel.status in (ParcelStatus.MISSING, ParcelStatus.DAMAGED, ParcelStatus.ELSEWHERE):
            return _make_headline(parcel.status, _with_claim(situation, parcel))
    for parcel in current:
        if parcel.claim is not None and parcel.claim.is_open:
            filed = parcel.claim.stage in ("filed", "resting")
            text = parcel.claim.sentence
            if len(situation.pieces) > 1:
                text = f"{', '.join(parcel.titles)}: {text}"
            return _make_headline("claim_filed" if filed else "reported", text)
    return None


def _with_claim(situation: Situation, parcel: Parcel) -> str:
    """The parcel's state, and what stands of the report about it."""
    claim = f" {parcel.claim.sentence}" if parcel.claim is not None else ""
    return f"{_parcel_text(situation, parcel)}{claim}"


def _parcel_text(situation: Situation, parcel: Parcel) -> str:
    if len(situation.pieces) > 1:
        return f"{', '.join(parcel.titles)}: {lower_first(parcel.sentence)}."
    return f"{parcel.sentence}."


def _on_its_way_headline(situation: Situation) -> Headline | None:
    states = [piece.state for piece in situation.pieces if not piece.is_cancelled]
    gone = [state for state in states if state in _GONE]
    if not gone:
        return None
    current = [
        parcel for parcel in situation.parcels if parcel.is_current and not parcel.is_delivered
    ]
    if "delivered" in states:
        done = [piece.title for piece in situation.pieces if piece.state == LineState.DELIVERED]
        left = [piece.title for piece in situation.pieces if _is_to_come(piece)]
        text = f"Delivered: {', '.join(done)}. Still to come: {', '.join(left)}."
        return _make_headline("partly_delivered", text)
    waits = next(
        (
            parcel
            for parcel in current
            if parcel.status in (ParcelStatus.HELD, ParcelStatus.ATTEMPTED)
        ),
        None,
    )
    if waits is not None:
        return _make_headline(
            "ready" if waits.status == ParcelStatus.HELD else "attempted",
            _parcel_text(situation, waits),
        )
    if len(gone) < len(states):
        left = [
            piece.title
            for piece in situation.pieces
            if _is_to_come(piece) and piece.state != LineState.SHIPPED
        ]
        text = f"Part of your order has shipped. Still to ship: {', '.join(left)}."
        return _make_headline("partly_shipped", text)
    late = any(parcel.status == ParcelStatus.DELAYED for parcel in current)
    text = _parcel_text(situation, current[0]) if current else ""
    return _make_headline("delayed_on_its_way" if late else "on_its_way", text)


def _is_to_come(piece: Piece) -> bool:
    return piece.state in STILL_TO_COME


def _still_here_headline(situation: Situation) -> Headline:
    rows = situation.rows
    if again := {event.line_id for event in rows.of_kind(EventKind.LINE_REQUEUED)}:
        titles = ", ".join(piece.title for piece in situation.pieces if piece.key in again)
        text = "It's back with us and checked, and is sent to you again."
        if len(again) < len(situation.pieces):
            text = f"{titles}: back with us and checked, and sent to you again."
        return _make_headline("resending", text)
    if delays := [choice for choice in situation.delays if not choice.in_time]:
        return _make_headline("delayed", _delay_text(delays))
    if all(
        piece.state == LineState.PROCESSED for piece in situation.pieces if not piece.is_cancelled
    ):
        return _make_headline("packed", "It's packed, and waits for the carrier to collect it.")
    placed = instant_label(rows.terms, rows.order.placed_at.replace(second=0, microsecond=0))
    off = [piece.title for piece in situation.pieces if piece.is_cancelled]
    cancelled = f" Cancelled: {', '.join(off)}." if off else ""
    return _make_headline("confirmed", f"Placed {placed}.{cancelled}")


def _delay_text(delays: Sequence[DelayChoice]) -> str:
    if all(choice.is_over for choice in delays):
        return "It's later than first promised, and sooner than we last told."
    if all(choice.agreed or choice.is_over for choice in delays):
        return "The new dates are below."
    return "We can't ship it when we said. You can choose below."
