"""A parcel that the carrier brings back: the shopper chooses to have it sent again to the same
address, once, or to cancel with everything returned. Clauses `signature`, `non_receipt`.

Nobody readdresses it, and who hasn't answered by the last day is given everything back. From the
moment it turns back no date is promised for it, and it can't be claimed as not received.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.db import transaction

from troth.actors import Actor
from troth.event_kinds import EventKind
from troth.fulfillment.models import Label, Parcel, ParcelLine, Return, ReturnedPiece
from troth.fulfillment.return_models import CANCEL, DAMAGED, RESEND, SOUND
from troth.fulfillment.returns.putting_away import renew_promise, settle_returned_pieces
from troth.fulfillment.tracking.shipment_scans import scans_of_parcel
from troth.fulfillment.warehouse.queue import FulfillmentRefused
from troth.orders.actions import record_event
from troth.orders.models import Line, Order, QueueEntry
from troth.payments import actions as payments
from troth.payments import approving
from troth.payments.models import Payment
from troth.payments.parts import blocking_dispute
from troth.policy.dates.hours import end_of_next_business_day
from troth.policy.dates.promise import local_time
from troth.policy.lifecycle import LineState
from troth.policy.shipping.tracking import ParcelStatus
from troth.policy.terms import Terms
from troth.roles import CARE, FINANCE, WAREHOUSE
from troth.worklist.actions import close_task, open_task

CLAUSE = "signature"
RESEND_CHOSEN, RESEND_STARTED, CANCEL_CHOSEN = (
    EventKind.PARCEL_RESEND_CHOSEN,
    EventKind.PARCEL_RESEND_STARTED,
    EventKind.PARCEL_CANCEL_CHOSEN,
)
COMING_BACK = ("returning", "returned")
REFUNDED_BEFORE = "refunded before"
_REASONS = ("attempted", "delayed", "held")  # scans that tell why a parcel turned back


def is_coming_back(parcel: Parcel) -> bool:
    """Whether the carrier is bringing it back, or has."""
    return parcel.left_at is not None and parcel.status in COMING_BACK


def record_turned_back(*, parcel: Parcel, status: str, now: datetime) -> dict[str, Any]:
    """The carrier says that the parcel comes back (`returning`), or that it is with us
    (`returned`). Opens its return, once; returns what the shopper's letter says of it. In its
    caller's transaction.
    """
    returned = Return.objects.filter(parcel=parcel).first() or _open_return(parcel, now)
    if (
        status == ParcelStatus.RETURNED
        and returned.arrived_at is None
        and returned.received_at is None
    ):
        Return.objects.filter(pk=returned.pk).update(arrived_at=now)
        _ask_for_check_in(returned, now)
    facts: dict[str, Any] = {
        "returned": returned.key,
        "reason": returned.reason,
        "answer": returned.answer,
        "settled": returned.answered_by == REFUNDED_BEFORE,
        "may_resend": returned.may_resend,
        "answer_by": returned.answer_by.isoformat() if returned.answer_by else None,
    }
    answered = returned.answer == CANCEL and not (
        facts["settled"] and status == ParcelStatus.RETURNING
    )
    if answered or returned.ended_at is not None:
        facts["no_letter"] = True  # everything is said already
    return facts


def _open_return(parcel: Parcel, now: datetime) -> Return:
    order, terms = parcel.order, parcel.order.policy.terms
    lines = [packed.line for packed in parcel.packed.filter(out=False).select_related("line")]
    live = [line for line in lines if line.state != LineState.CANCELLED]
    settled = (
        not live or all(line.state == LineState.LOST for line in live) or _is_fully_refunded(order)
    )
    returned = Return.objects.create(
        key=f"{parcel.key}-back",
        order=order,
        parcel=parcel,
        opened_at=now,
        reason=_return_reason(parcel),
        may_resend=not settled and not _was_resent(live),
        answer_by=None if settled else answer_limit(terms, now),
        answer=CANCEL if settled else "",
        answered_at=now if settled else None,
        answered_by=REFUNDED_BEFORE if settled else "",
        refund_asked_at=now if settled else None,
    )
    ReturnedPiece.objects.bulk_create(ReturnedPiece(returned=returned, line=line) for line in lines)
    if returned.answer_by is not None:
        open_task(
            key=choice_task_key(returned),
            kind="returned_parcel",
            role=CARE,
            title=f"Parcel {parcel.key} is coming back: ask the customer, send again or cancel?",
            detail=returned.reason,
            due_at=returned.answer_by,
            now=now,
            order=order,
            link=f"/desk/returns/{returned.key}",
        )
    return returned


def choice_task_key(returned: Return) -> str:
    return f"returned.{returned.key}.choice"


def check_in_task_key(returned: Return) -> str:
    return f"returned.{returned.key}.check_in"


def _ask_for_check_in(returned: Return, now: datetime) -> None:
    terms = returned.order.policy.terms
    open_task(
        key=check_in_task_key(returned),
        kind="return_check_in",
        role=WAREHOUSE,
        title=f"Check in what came back: {returned.key}",
        due_at=end_of_next_business_day(terms, now),
        now=now,
        order=returned.order,
        link=f"/desk/returns/{returned.key}",
    )


def answer_limit(terms: Terms, now: datetime) -> datetime:
    """The first instant after the last day for an answer, in UTC."""
    day = terms.store_days.after(
        local_time(terms, now).date(), terms.file.care.returned_answer_days
    )
    return datetime.combine(day + timedelta(days=1), time(0), terms.zone).astimezone(UTC)


def _return_reason(parcel: Parcel) -> str:
    """Why it turned back, in the carrier's words; empty where it gave none."""
    label = parcel.labels.filter(state=Label.BOUGHT).first()
    if label is None:
        return ""
    reason_scans = scans_of_parcel(parcel).filter(status__in=_REASONS)
    latest = (
        reason_scans.exclude(at=None).order_by("at", "pk").last()
        or reason_scans.order_by("pk").last()
    )
    return latest.carrier_text.rpartition(": ")[2].strip()[:300] if latest else ""


def _was_resent(lines: Sequence[Line]) -> bool:
    """A parcel is sent again once, at the store's cost."""
    if not lines:
        return False
    return lines[0].order.events.filter(kind=EventKind.LINE_REQUEUED, line__in=lines).exists()


def _is_fully_refunded(order: Order) -> bool:
    """Whether everything that was taken for the order has been given back already."""
    payment = Payment.objects.filter(order=order).first()
    if payment is None or payment.captured_cents == 0:
        return False
    return sum(payments.refundable_parts(payment).values()) <= 0


@transaction.atomic
def choose_outcome(*, returned: Return, answer: str, now: datetime, by: str) -> Return:
    """What becomes of a parcel that comes back: `resend` to the same address, or `cancel` with
    everything returned. The same choice twice is one.

    To send again may be chosen before the box is back, and changed until it is checked in. To
    cancel is final: the refund is asked for at once. Raises `FulfillmentRefused` for what is no
    longer possible.
    """
    stored = locked_return(returned)
    if stored.answer == answer:
        return stored
    if stored.answer == CANCEL:
        raise FulfillmentRefused(
            "cancellation", "It is cancelled already, and everything paid for it is returned."
        )
    if stored.ended_at is not None:
        raise FulfillmentRefused(CLAUSE, "This is over: your order's page shows how it stands now.")
    if answer == CANCEL:
        _cancel_pieces(stored, pieces_of(stored), now=now, by=by)
        if stored.received_at is not None:
            _put_away(stored, now, by)
    elif answer == RESEND:
        _choose_resend(stored, now, by)
    else:
        raise FulfillmentRefused(CLAUSE, "Choose to have it sent again, or to cancel.")
    return Return.objects.get(pk=stored.pk)


def locked_return(returned: Return) -> Return:
    QueueEntry.objects.select_for_update().get(order=returned.order_id)
    rows = Return.objects.select_for_update(of=("self",)).select_related("order__policy", "parcel")
    return rows.get(pk=returned.pk)


def pieces_of(returned: Return) -> list[ReturnedPiece]:
    return list(returned.pieces.select_related("line__item").order_by("pk"))


def may_resend(returned: Return) -> bool:
    """Whether the parcel can be sent again: once, and not after its price was refunded by hand."""
    return returned.may_resend and not _is_price_refunded(returned.order)


def _is_price_refunded(order: Order) -> bool:
    """Whether the whole price of an order's pieces has been given back already."""
    payment = Payment.objects.filter(order=order).first()
    if payment is None or payment.captured_cents == 0:
        return False
    return payments.refundable_parts(payment)["item_cents"] <= 0


def _choose_resend(stored: Return, now: datetime, by: str) -> None:
    if _is_price_refunded(stored.order):
        raise FulfillmentRefused(
            CLAUSE,
            "It can't be sent again: what you paid for it has been refunded. You can cancel it, and"
            " get back what is left of what you paid.",
        )
    if not stored.may_resend:
        raise FulfillmentRefused(
            CLAUSE,
            "It can't be sent again: a parcel is sent a second time once, and only sound. You can"
            " cancel it, and everything you paid for it is returned.",
        )
    Return.objects.filter(pk=stored.pk).update(answer=RESEND, answered_at=now, answered_by=by)
    stored.answer = RESEND
    close_task(key=choice_task_key(stored), now=now, by=by, outcome="It is sent again.")
    facts: dict[str, Any] = _parcel_facts(stored)
    if stored.received_at is not None:
        facts |= _resend_pieces(stored, now, by)
    record_event(order=stored.order, kind=RESEND_CHOSEN, now=now, by=by, facts=facts)


def _parcel_facts(stored: Return) -> dict[str, Any]:
    """The parcel, as letters name it."""
    assert stored.parcel is not None
    label = stored.parcel.labels.filter(state=Label.BOUGHT).first()
    terms = stored.order.policy.terms
    facts: dict[str, Any] = {"returned": stored.key, "parcel": stored.parcel.key}
    if label is not None:
        name = terms.file.carriers[label.carrier].name
        facts |= {"number": label.number, "carrier": label.carrier, "carrier_name": name}
    return facts


def _cancel_pieces(
    stored: Return,
    pieces: Sequence[ReturnedPiece],
    *,
    now: datetime,
    by: str,
    why: str = "",
    all_of_it: bool = True,
) -> None:
    """Everything paid for these pieces goes back; with `all_of_it`, that is the parcel's end."""
    # Claimed, and given back.
    lines = [piece.line for piece in pieces if piece.line.state != LineState.LOST]
    if all_of_it:
        Return.objects.filter(pk=stored.pk).update(answer=CANCEL, answered_at=now, answered_by=by)
        stored.answer = CANCEL
        close_task(key=choice_task_key(stored), now=now, by=by, outcome="Cancelled and refunded.")
    facts = _parcel_facts(stored) | {
        "lines": [line.pk for line in lines],
        "silence": by == Actor.SILENCE,
        "why": why,
        "is_back": stored.received_at is not None,
    }
    parts = refundable_parts(stored.order, lines, since=stored.opened_at)
    facts |= {"amount_cents": sum(parts.values()), "parts": parts}
    if _is_disputed(stored.order):
        facts["disputed"] = True
    elif _waits_for_second(stored.order, facts["amount_cents"], by):
        facts["second_person"] = True
    record_event(order=stored.order, kind=CANCEL_CHOSEN, now=now, by=by, facts=facts)
    _request_owed_refunds(stored, now)


def _is_disputed(order: Order) -> bool:
    payment = Payment.objects.filter(order=order).first()
    return payment is not None and blocking_dispute(payment) is not None


def _waits_for_second(order: Order, cents: int, by: str) -> bool:
    payment = Payment.objects.filter(order=order).first()
    return payment is not None and approving.needs_second_person(payment, cents, by=by)


def refundable_parts(order: Order, lines: Sequence[Line], *, since: datetime) -> dict[str, int]:
    """What was paid for these lines, less what a person has given back by hand since the parcel
    turned back, and never more than what is left to give.
    """
    parts = payments.amounts_paid_for(order, list(lines))
    payment = Payment.objects.filter(order=order).first()
    if payment is None:
        return parts
    left, by_hand = (
        payments.refundable_parts(payment),
        approving.refunded_by_hand(payment, since=since),
    )
    return {name: max(min(cents - by_hand[name], left[name]), 0) for name, cents in parts.items()}


def _request_owed_refunds(stored: Return, now: datetime) -> None:
    """Asks for each refund that a cancellation owes, once. One whose money is still being taken is
    asked for again by the sweep.
    """
    chosen = stored.order.events.filter(kind=CANCEL_CHOSEN, facts__returned=stored.key)
    try:
        with transaction.atomic():
            for event in chosen.order_by("pk"):
                if event.facts["amount_cents"] > 0:
                    approving.submit_or_note_blocked_refund(
                        order=stored.order,
                        parts=event.facts["parts"],
                        key=f"returned.{event.pk}",
                        reason="the parcel came back and was cancelled",
                        now=now,
                        by=event.by,
                    )
    except payments.PaymentActionRefused as unable:
        payment = Payment.objects.filter(order=stored.order).first()
        if payment is not None and payment.state == "authorized":
            return  # its capture is on its way
        _ask_for_refund_by_hand(stored, str(unable), now)
    Return.objects.filter(pk=stored.pk).update(refund_asked_at=now)


def _ask_for_refund_by_hand(stored: Return, why: str, now: datetime) -> None:
    open_task(
        key=f"returned.{stored.key}.refund",
        kind="refund_by_hand",
        role=FINANCE,
        title=f"Refund {stored.order.number} by hand: its parcel came back and was cancelled",
        detail=why,
        due_at=end_of_next_business_day(stored.order.policy.terms, now),
        now=now,
        order=stored.order,
        link=f"/desk/orders/{stored.order.number}",
    )


def apply_check_in(*, returned: Return, now: datetime, by: str) -> None:
    """The warehouse has opened the box: what was chosen happens now, and what can't be sent again
    is given back. In its caller's transaction, after the pieces' conditions were recorded.
    """
    stored = locked_return(returned)
    pieces = pieces_of(stored)
    sound = [piece for piece in pieces if piece.condition == SOUND]
    unsound = [piece for piece in pieces if piece.condition != SOUND]
    if unsound:
        _ask_about_damage(stored, unsound, now)
    if stored.answer == CANCEL:
        _put_away(stored, now, by)
    elif not sound:
        Return.objects.filter(pk=stored.pk).update(may_resend=False)
        _cancel_pieces(stored, pieces, now=now, by=Actor.POLICY, why=_no_resend_reason(unsound))
        _put_away(stored, now, by)
    elif stored.answer == RESEND and _is_price_refunded(stored.order):
        why = "What you paid for it has been refunded, so we don't send it again."
        _cancel_pieces(stored, pieces, now=now, by=Actor.POLICY, why=why)
        _put_away(stored, now, by)
    elif stored.answer == RESEND:
        facts = _parcel_facts(stored) | _resend_pieces(stored, now, by)
        record_event(order=stored.order, kind=RESEND_STARTED, now=now, by=by, facts=facts)


def _no_resend_reason(pieces: Sequence[ReturnedPiece]) -> str:
    titles = " and ".join(piece.line.title for piece in pieces)
    if all(piece.condition == DAMAGED for piece in pieces):
        return f"{titles} came back damaged, so we can't send it again."
    return f"{titles} wasn't sound in the box that came back, so we can't send it again."


def _ask_about_damage(stored: Return, pieces: Sequence[ReturnedPiece], now: datetime) -> None:
    open_task(
        key=f"returned.{stored.key}.damage",
        kind="returned_damage",
        role=CARE,
        title=f"File a claim with the carrier: {stored.key} came back damaged or incomplete",
        detail="; ".join(
            f"{piece.line.title}: {piece.condition}. {piece.note}" for piece in pieces
        ),
        due_at=end_of_next_business_day(stored.order.policy.terms, now),
        now=now,
        order=stored.order,
        link=f"/desk/returns/{stored.key}",
    )


def _resend_pieces(stored: Return, now: datetime, by: str) -> dict[str, Any]:
    """Its sound pieces wait to be packed, in the order's own place; the others are given back.
    Returns the new dates.
    """
    pieces = pieces_of(stored)
    unsound = [piece for piece in pieces if piece.condition != SOUND]
    sound = [piece.line for piece in pieces if piece.condition == SOUND]
    ParcelLine.objects.filter(parcel=stored.parcel).update(out=True)
    for line in sound:
        record_event(order=stored.order, line=line, kind=EventKind.LINE_REQUEUED, now=now, by=by)
    Return.objects.filter(pk=stored.pk).update(ended_at=now, ended_how="resent")
    if unsound:
        _cancel_pieces(
            stored,
            unsound,
            now=now,
            by=Actor.POLICY,
            why=_no_resend_reason(unsound),
            all_of_it=False,
        )
        settle_returned_pieces(order=stored.order, pieces=unsound, now=now, by=by)
    return renew_promise(stored.order, sound, now)


def _put_away(stored: Return, now: datetime, by: str) -> None:
    settle_returned_pieces(order=stored.order, pieces=pieces_of(stored), now=now, by=by)
    Return.objects.filter(pk=stored.pk).update(ended_at=now, ended_how="refunded")


def due_returns(*, now: datetime, limit: int = 200) -> list[Return]:
    """Parcels that nobody answered about in time, and cancellations whose refund isn't asked for
    yet.
    """
    rows = Return.objects.filter(parcel__isnull=False).select_related("order__policy")
    silent = rows.filter(answer="", ended_at=None, answer_by__lte=now).order_by("answer_by", "pk")
    unasked = rows.filter(answer=CANCEL, refund_asked_at=None).order_by("pk")
    return [*silent[:limit], *unasked[:limit]]


def settle_due_returns(*, now: datetime) -> int:
    """Gives everything back where nobody answered in time, and asks for the refunds that waited.
    Returns how many there were.
    """
    waiting = due_returns(now=now)
    for returned in waiting:
        if returned.answer == CANCEL:
            with transaction.atomic():
                _request_owed_refunds(locked_return(returned), now)
        else:
            choose_outcome(returned=returned, answer=CANCEL, now=now, by=Actor.SILENCE)
    return len(waiting)
