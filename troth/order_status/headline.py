"""The state of the whole order in a heading and a sentence: the most that is true of all its
pieces.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from troth.care.models import Request as Row
from troth.order_status.model import DelayChoice, Ended, Headline, Money, Parcel, Piece, ToCome
from troth.order_status.rows import OrderRows
from troth.policy.hours import deadline_label
from troth.policy.windows import instant_label
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


def _heading(key: str, says: str) -> Headline:
    return Headline(key, HEADLINES[key], says)


def headline_of(told: Situation) -> Headline:
    """The heading of the order's page, and of whatever else says how it stands."""
    for choose in (_ended, _waiting, _finished, _in_trouble, _on_its_way):
        if (found := choose(told)) is not None:
            return found
    return _still_here(told)


def _ended(told: Situation) -> Headline | None:
    if told.ended is None:
        return None
    return _heading("cancelled", told.ended.says)


def _waiting(told: Situation) -> Headline | None:
    rows = told.rows
    if told.cancelling is not None:
        if told.cancelling.facts.get("unconfirmed"):
            says = (
                "We received an email that asks to cancel this order. Please tell us below whether"
                " it was you."
            )
            return _heading("asked_whether", says)
        return _heading(
            "cancelling",
            "Your request is below; nothing ships until it is answered.",
        )
    if (review := rows.order.review()) is not None:
        until = deadline_label(rows.terms, _instant(review.facts["until"]))
        return _heading(
            "in_review",
            f"A person is checking your payment, by {until} at the latest. If we don't manage it by"
            " then, the order is cancelled and your card is not charged. Your order keeps its place"
            " in the queue, and there is nothing you need to do.",
        )
    if (asked := rows.payment_request) is not None:
        until = deadline_label(rows.terms, asked.pay_by)
        return _heading(
            "pay_again",
            f"{asked.reason} Please pay again below by {until}. Your order keeps its place in the"
            " queue and its price. If it isn't paid by then, it is cancelled, and you are charged"
            " nothing.",
        )
    return None


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _finished(told: Situation) -> Headline | None:
    """Nothing is left to come."""
    states = {_kind_of(piece) for piece in told.pieces if not piece.is_cancelled}
    if not states or not states <= {"delivered", "returned", "lost"} or told.rows.open_returns:
        return None
    refunded = _refunded(told.money)
    if states == {"delivered"}:
        return _delivered(told)
    if states == {"returned"}:
        return _heading("returned_refunded" if refunded else "returned", _money_words(told.money))
    if states == {"lost"}:
        says = f"Your claim was accepted. {_money_words(told.money)}".strip()
        return _heading("lost_refunded" if refunded else "lost", says)
    return _heading("settled", _money_words(told.money))


def _kind_of(piece: Piece) -> str:
    """A piece that came back is returned, whatever became of it here."""
    return "returned" if piece.state == "restocked" else piece.state


def _delivered(told: Situation) -> Headline:
    parcels = [each for each in told.parcels if each.is_current and each.is_delivered]
    if any(each.claim is not None and each.claim.is_open for each in parcels):
        return _heading("disputed", "You told us that you didn't get it; see below.")
    count = len(told.pieces) - sum(piece.is_cancelled for piece in told.pieces)
    says = parcels[0].says + "." if len(parcels) == 1 else "Every parcel has been delivered."
    if count < len(told.pieces):
        says += " The rest was cancelled; see below."
    return _heading("delivered", says)


def _refunded(money: Money | None) -> bool:
    return money is not None and money.refunded_cents > 0


def _money_words(money: Money | None) -> str:
    return " ".join(refund.says for refund in money.refunds) if money is not None else ""


def _in_trouble(told: Situation) -> Headline | None:
    current = [each for each in told.parcels if each.is_current and not each.is_delivered]
    for each in current:
        if each.status in _COMES_BACK and not (each.claim and each.claim.is_open):
            key = "back" if each.status == "returned" else "coming_back"
            choose = any(not returned.answer for returned in told.rows.open_returns)
            says = " Please choose below what we should do." if choose else ""
            return _heading(key, _about(told, each) + says)
    for each in current:
        if each.status == "lost":
            return _heading("carrier_lost", _with_claim(told, each))
        if each.status in ("missing", "damaged", "elsewhere"):
            return _heading(each.status, _with_claim(told, each))
    for each in current:
        if each.claim is not None and each.claim.is_open:
            filed = each.claim.stage in ("filed", "resting")
            says = each.claim.says
            if len(told.pieces) > 1:
                says = f"{', '.join(each.titles)}: {says}"
            return _heading("claim_filed" if filed else "reported", says)
    return None


def _with_claim(told: Situation, parcel: Parcel) -> str:
    """The parcel's state, and what stands of the report about it."""
    claim = f" {parcel.claim.says}" if parcel.claim is not None else ""
    return f"{_about(told, parcel)}{claim}"


def _about(told: Situation, parcel: Parcel) -> str:
    if len(told.pieces) > 1:
        return f"{', '.join(parcel.titles)}: {lower_first(parcel.says)}."
    return f"{parcel.says}."


def _on_its_way(told: Situation) -> Headline | None:
    states = [piece.state for piece in told.pieces if not piece.is_cancelled]
    gone = [state for state in states if state in _GONE]
    if not gone:
        return None
    current = [each for each in told.parcels if each.is_current and not each.is_delivered]
    if "delivered" in states:
        done = [piece.title for piece in told.pieces if piece.state == "delivered"]
        left = [piece.title for piece in told.pieces if _is_to_come(piece)]
        says = f"Delivered: {', '.join(done)}. Still to come: {', '.join(left)}."
        return _heading("partly_delivered", says)
    waits = next((each for each in current if each.status in ("held", "attempted")), None)
    if waits is not None:
        return _heading("ready" if waits.status == "held" else "attempted", _about(told, waits))
    if len(gone) < len(states):
        left = [
            piece.title for piece in told.pieces if _is_to_come(piece) and piece.state != "shipped"
        ]
        says = f"Part of your order has shipped. Still to ship: {', '.join(left)}."
        return _heading("partly_shipped", says)
    late = any(each.status == "delayed" for each in current)
    says = _about(told, current[0]) if current else ""
    return _heading("delayed_on_its_way" if late else "on_its_way", says)


def _is_to_come(piece: Piece) -> bool:
    return piece.state in ("placed", "in_japan", "in_transfer", "processed", "shipped")


def _still_here(told: Situation) -> Headline:
    rows = told.rows
    if again := {event.line_id for event in rows.of_kind("line.resent")}:
        titles = ", ".join(piece.title for piece in told.pieces if piece.key in again)
        says = "It's back with us and checked, and is sent to you again."
        if len(again) < len(told.pieces):
            says = f"{titles}: back with us and checked, and sent to you again."
        return _heading("resending", says)
    delays = [choice for choice in told.delays if not choice.in_time]
    if delays and all(choice.is_over for choice in delays):
        return _heading("delayed", "It's later than first promised, and sooner than we last told.")
    if delays and not all(choice.agreed or choice.is_over for choice in delays):
        return _heading("delayed", "We can't ship it when we said. You can choose below.")
    if delays:
        return _heading("delayed", "The new dates are below.")
    if all(piece.state == "processed" for piece in told.pieces if not piece.is_cancelled):
        return _heading("packed", "It's packed, and waits for the carrier to collect it.")
    placed = instant_label(rows.terms, rows.order.placed_at.replace(second=0, microsecond=0))
    off = [piece.title for piece in told.pieces if piece.is_cancelled]
    cancelled = f" Cancelled: {', '.join(off)}." if off else ""
    return _heading("confirmed", f"Placed {placed}.{cancelled}")
