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

_IN_TROUBLE = ("missing", "lost", "damaged")
_COMES_BACK = ("returning", "returned")


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


def headline_of(told: Situation) -> Headline:
    """The heading of the order's page, and of whatever else says how it stands."""
    for choose in (_ended, _waiting, _finished, _in_trouble, _on_its_way):
        if (found := choose(told)) is not None:
            return found
    return _still_here(told)


def _ended(told: Situation) -> Headline | None:
    if told.ended is None:
        return None
    return Headline("cancelled", "Cancelled", told.ended.says)


def _waiting(told: Situation) -> Headline | None:
    rows = told.rows
    if told.cancelling is not None:
        if told.cancelling.facts.get("unconfirmed"):
            says = (
                "We received an email that asks to cancel this order. Please tell us below whether"
                " it was you."
            )
            return Headline("cancelling", "Did you ask to cancel?", says)
        return Headline(
            "cancelling",
            "Cancellation requested",
            "Your request is below; nothing ships until it is answered.",
        )
    if (review := rows.order.review()) is not None:
        until = deadline_label(rows.terms, _instant(review.facts["until"]))
        return Headline(
            "in_review",
            "Payment in review",
            f"A person here is reviewing your payment, by {until} at the latest. If we don't manage"
            " it by then, we cancel the order and your card isn't charged. Your order keeps its"
            " place in the queue, and there is nothing you need to do.",
        )
    return None


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _finished(told: Situation) -> Headline | None:
    """Nothing is left to come."""
    states = {piece.state for piece in told.pieces if not piece.is_cancelled}
    if not states or not states <= {"delivered", "returned", "lost"}:
        return None
    refunded = _refunded(told.money)
    if states == {"delivered"}:
        return _delivered(told)
    if states == {"returned"}:
        title = "Returned and refunded" if refunded else "Returned"
        return Headline("returned", title, _money_words(told.money))
    if states == {"lost"}:
        title = "Lost in transit, and refunded" if refunded else "Lost in transit"
        return Headline(
            "lost", title, f"Your claim was accepted. {_money_words(told.money)}".strip()
        )
    return Headline("settled", "Nothing is left to come", _money_words(told.money))


def _delivered(told: Situation) -> Headline:
    parcels = [each for each in told.parcels if each.is_current and each.is_delivered]
    if any(each.claim is not None and each.claim.is_open for each in parcels):
        return Headline(
            "disputed", "Reported as delivered", "You told us that you didn't get it; see below."
        )
    count = len(told.pieces) - sum(piece.is_cancelled for piece in told.pieces)
    says = parcels[0].says + "." if len(parcels) == 1 else "Every parcel has been delivered."
    if count < len(told.pieces):
        says += " The rest was cancelled; see below."
    return Headline("delivered", "Delivered", says)


def _refunded(money: Money | None) -> bool:
    return money is not None and money.refunded_cents > 0


def _money_words(money: Money | None) -> str:
    return " ".join(refund.says for refund in money.refunds) if money is not None else ""


def _in_trouble(told: Situation) -> Headline | None:
    current = [each for each in told.parcels if each.is_current and not each.is_delivered]
    for each in current:
        if each.status in _COMES_BACK and each.claim is None:
            title = "Back with us" if each.status == "returned" else "On its way back to us"
            return Headline("coming_back", title, _about(told, each))
    for each in current:
        if each.status == "lost":
            return Headline("lost", "Lost by the carrier", _about(told, each))
    for each in current:
        if each.claim is not None and each.claim.is_open:
            filed = each.claim.stage in ("filed", "resting")
            title = "Claim filed" if filed else "Reported as not received"
            return Headline("claim_open", title, each.claim.says)
    for each in current:
        if each.status in _IN_TROUBLE:
            return Headline("in_trouble", each.says, _about(told, each))
    return None


def _about(told: Situation, parcel: Parcel) -> str:
    if len(told.pieces) > 1:
        return f"{', '.join(parcel.titles)}: {parcel.says[:1].lower()}{parcel.says[1:]}."
    return f"{parcel.says}."


def _on_its_way(told: Situation) -> Headline | None:
    states = [piece.state for piece in told.pieces if not piece.is_cancelled]
    gone = [state for state in states if state in ("shipped", "delivered", "lost", "returned")]
    if not gone:
        return None
    current = [each for each in told.parcels if each.is_current and not each.is_delivered]
    if "delivered" in states:
        done = [piece.title for piece in told.pieces if piece.state == "delivered"]
        left = [piece.title for piece in told.pieces if _is_to_come(piece)]
        says = f"Delivered: {', '.join(done)}. Still to come: {', '.join(left)}."
        return Headline("partly_delivered", "Partly delivered", says)
    waits = next((each for each in current if each.status in ("held", "attempted")), None)
    if waits is not None:
        title = "Ready for pickup" if waits.status == "held" else "Delivery attempted"
        return Headline("waiting", title, _about(told, waits))
    if len(gone) < len(states):
        left = [
            piece.title for piece in told.pieces if _is_to_come(piece) and piece.state != "shipped"
        ]
        says = f"Part of your order has shipped. Still to ship: {', '.join(left)}."
        return Headline("partly_shipped", "Partly shipped", says)
    late = any(each.status == "delayed" for each in current)
    title = "Delayed on its way" if late else "On its way"
    return Headline("on_its_way", title, _about(told, current[0]) if current else "")


def _is_to_come(piece: Piece) -> bool:
    return piece.state in ("placed", "in_japan", "in_transfer", "processed", "shipped")


def _still_here(told: Situation) -> Headline:
    rows = told.rows
    if told.delays and not all(choice.agreed for choice in told.delays):
        return Headline(
            "delayed", "Delayed", "We can't ship it when we said. You can choose below."
        )
    if told.delays:
        return Headline("delayed", "Delayed", "The new dates are below.")
    if all(piece.state == "processed" for piece in told.pieces if not piece.is_cancelled):
        return Headline("packed", "Packed", "It's packed, and waits for the carrier to collect it.")
    placed = instant_label(rows.terms, rows.order.placed_at.replace(second=0, microsecond=0))
    return Headline("confirmed", "Order confirmed", f"Placed {placed}.")
