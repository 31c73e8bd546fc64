"""What care, authenticators and finance decide in the demo's past."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib.auth.models import User

from simulation.past.people import CARE, FINANCE, PACKER, PastOrder
from troth.approvals.actions import decide_request
from troth.approvals.models import ApprovalRequest
from troth.care import answering, damage
from troth.care.authenticity_refunds import authenticity
from troth.care.cancellations import cancellation
from troth.care.models import CANCEL, DAMAGED, NOT_AUTHENTIC, NOT_RECEIVED, OPEN, OTHER, CareCase
from troth.care.not_received import claims, found_parcels, tracing
from troth.errors import ActionRefused
from troth.event_kinds import EventKind
from troth.payments import approving, reviewing, tax_return
from troth.payments.models import Approval

ANSWERS_AFTER = timedelta(hours=20)
DECIDES_AFTER = timedelta(days=3)


def answer_cases(orders: dict[int, PastOrder], experts: tuple[User, User], now: datetime) -> None:
    """Every open case whose time has come."""
    cases = CareCase.objects.exclude(state="done").select_related("order__policy").order_by("pk")
    for case in cases:
        past = orders.get(case.order_id)
        if past is None:
            continue
        with contextlib.suppress(ActionRefused):  # somebody at the desk has decided it
            _answer_case(case, past, experts, now)


def _answer_case(
    case: CareCase, past: PastOrder, experts: tuple[User, User], now: datetime
) -> None:
    if case.kind == NOT_RECEIVED and "trace" not in case.facts:
        _start_trace(case, past, now)
    elif now < case.asked_at + ANSWERS_AFTER:
        return
    elif case.kind == NOT_AUTHENTIC:
        _prove_fake(case, past, experts, now)
    elif case.kind in _ANSWERS and case.state == OPEN:
        _ANSWERS[case.kind](case, past, now)


def _answer_cancellation(case: CareCase, past: PastOrder, now: datetime) -> None:
    why = "Nothing has left yet." if past.story.accepts else "It is packed, and leaves today."
    cancellation.decide_cancellation(
        request=case, accept=past.story.accepts, why=why, now=now, by=CARE
    )


def _start_trace(case: CareCase, past: PastOrder, now: datetime) -> None:
    """The carrier is asked on the day of the report."""
    if past.story.traces:
        tracing.start_trace(request=case, reference=f"TRACE-{case.pk:06}", now=now, by=CARE)


def _answer_claim(case: CareCase, past: PastOrder, now: datetime) -> None:
    if not past.story.traces:
        return
    if now < datetime.fromisoformat(case.facts["trace_at"]) + DECIDES_AFTER:
        return
    if past.story.claim == "found" and not found_parcels.was_found(case):
        found_parcels.bring_again(
            request=case, why="The carrier found it in its depot.", now=now, by=CARE
        )
    elif past.story.claim:
        claims.settle_claim(
            request=case,
            outcome="refunded",
            why="The carrier couldn't find your parcel.",
            now=now,
            by=CARE,
        )


def _decide_damage(case: CareCase, past: PastOrder, now: datetime) -> None:
    outcome = past.story.damage
    if not outcome or "decision" in case.facts or past.last(EventKind.DAMAGE_DECIDED):
        return
    if past.last(EventKind.DAMAGE_RETURN_REQUESTED) is not None:
        if past.last(EventKind.DAMAGE_PIECE_RECEIVED) is not None:
            damage.refund_returned_piece(request=case, now=now, by=CARE)
        return
    cents = past.first_line().price_cents // 10 if outcome == "part" else 0
    why = {
        "whole": "The corner came torn. We are sorry.",
        "part": "A scratch that our photos don't show.",
        "return": "Please send it back to us; we look at it.",
        "refused": "Our photos of the packing show it as it is described.",
    }[outcome]
    damage.decide_report(request=case, outcome=outcome, cents=cents, why=why, now=now, by=CARE)


def _answer_question(case: CareCase, past: PastOrder, now: datetime) -> None:
    if past.story.is_answered:
        answering.send_reply(
            request=case,
            sentence="Thank you for writing. Your order's page shows the dates that we promise.",
            key=f"past-{case.pk}",
            now=now,
            by=CARE,
            closes=True,
        )


def _prove_fake(case: CareCase, past: PastOrder, experts: tuple[User, User], now: datetime) -> None:
    """A report of a verified authenticator, checked; the piece, compared; the refund, agreed to."""
    if past.story.fake == "reported" or case.state != OPEN:
        return
    waiting = authenticity.waiting_decision(case)
    if waiting is not None:
        decide_request(request=waiting, agree=True, by=FINANCE, now=now)
    elif "origin" not in case.facts and past.last(EventKind.AUTHENTICITY_RETURN_OFFERED) is None:
        authenticity.check_origin(
            request=case, genuine=True, why="They confirmed it on the phone.", now=now, by=CARE
        )
    elif past.last(EventKind.AUTHENTICITY_PIECE_RECEIVED) and past.story.fake == "disproven":
        authenticity.check_piece(
            request=case,
            serial="",
            photos_agree=True,
            sentence="The same scratch inside.",
            now=now,
            by=experts[0],
        )


_ANSWERS: dict[str, Callable[[CareCase, PastOrder, datetime], None]] = {
    CANCEL: _answer_cancellation,
    NOT_RECEIVED: _answer_claim,
    DAMAGED: _decide_damage,
    OTHER: _answer_question,
}


def decide_payments(orders: dict[int, PastOrder], now: datetime) -> None:
    """Payments under review, refunds that need a second person, and gifts of care."""
    for event in reviewing.open_reviews().select_related("order"):
        past = orders.get(event.order_id)
        if past is None:
            continue
        if past.story.review and now >= event.at + timedelta(hours=3):
            reviewing.decide_review(
                order=event.order,
                approve=past.story.review == "approve",
                note="Looked at: the bank and the address agree.",
                now=now,
                by=FINANCE,
            )
    waiting = Approval.objects.filter(decided_at=None).exclude(by=FINANCE)
    for approval in waiting.select_related("payment"):
        past = orders.get(approval.payment.order_id or 0)
        if past is None or past.story.name == "a refund that waits":
            continue
        if now >= approval.asked_at + timedelta(hours=4):
            approving.decide_refund(approval=approval, agree=True, now=now, by=FINANCE)


def check_tax_places(orders: dict[int, PastOrder], now: datetime) -> None:
    """The places of orders whose ZIP lies in several, a few hours after they were placed."""
    for order in tax_return.orders_awaiting_tax_review():
        if order.pk in orders and now >= order.placed_at + timedelta(hours=3):
            place = tax_return.possible_tax_places(order)[0]
            tax_return.review_tax_place(order=order, code=place.code, now=now, by=FINANCE)


def give_back(past: PastOrder, now: datetime) -> None:
    """A part of the price, as care is sorry for something."""
    share = past.story.goodwill_share
    if not share or not past.is_delivered_since(now, days=1):
        return
    key = f"past-{past.planned.key}"
    was_asked = Approval.objects.filter(payment__order=past.order).exists()
    if was_asked or past.last(EventKind.REFUND_OWED):
        return
    approving.submit_refund(
        order=past.order,
        parts={"item_cents": int(past.first_line().price_cents * share)},
        key=key,
        reason="We are sorry for the wait at the door.",
        now=now,
        by=CARE,
    )


def decide_requests(now: datetime) -> None:
    """What care and the packer have asked a second person for, a day after."""
    for request in ApprovalRequest.objects.filter(decided_at=None, asked_by__in=(CARE, PACKER)):
        if now >= request.asked_at + timedelta(days=1) and request.kind != "policy":
            decide_request(request=request, agree=True, by=FINANCE, now=now)
