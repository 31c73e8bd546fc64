"""Not received: reported, traced, claimed, and settled, each parcel on its own: `non_receipt`,
`claim_deadline`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django.db import transaction

from troth.actors import people_in
from troth.care.cancellations import approved_refunds
from troth.care.cases import (
    CaseActionRefused,
    close_request,
    first_recorded_at,
    lock_order,
    record_outcome,
    store_request,
    unended_request,
    with_deadline,
)
from troth.care.models import ASLEEP, DONE, NOT_RECEIVED, CareCase, Watch
from troth.care.not_received import coming_back
from troth.care.not_received.tracing import SHIPPED as SHIPPED
from troth.care.not_received.tracing import ask_for_trace, trace_key
from troth.care.not_received.tracing import parcel_events as parcel_events
from troth.event_kinds import EventKind
from troth.orders.actions import record_event
from troth.orders.models import Event, Line, Order
from troth.payments.actions import PaymentActionRefused as NoMoney
from troth.payments.actions import amounts_paid_for
from troth.payments.models import Approval
from troth.policy.dates.hours import end_of_next_business_day
from troth.policy.dates.windows import ClaimVerdict, claim_verdict, still_claimed
from troth.policy.lifecycle import LineState, TransitionRefused
from troth.worklist.actions import close_task

DELIVERED = EventKind.PARCEL_DELIVERED
BY_CARRIER = "carrier"  # how a report came that the store filed by the carrier's word
OPENED, REPORTED, FILED, REFUSED, SETTLED, FOUND = (
    EventKind.CLAIM_PERIOD_OPENED,
    EventKind.CLAIM_REPORTED,
    EventKind.CLAIM_FILED,
    EventKind.CLAIM_REFUSED,
    EventKind.CLAIM_ACCEPTED,
    EventKind.CLAIM_PARCEL_FOUND,
)
CLAUSE = "non_receipt"
REFUND, ARRIVED, NO = "refunded", "found", "refused"


def delivered_at(order: Order, number: str) -> datetime | None:
    """When it came and was signed for. Without a signature it hasn't come."""
    deliveries = [
        event
        for event in order.events.all()
        if event.kind == DELIVERED and event.facts.get("number") == number
    ]
    latest = max(deliveries, key=lambda event: event.pk, default=None)
    if latest is None:
        return None
    return datetime.fromisoformat(latest.facts["at"]) if latest.facts.get("at") else latest.at


def verdict_of(
    order: Order, shipped: Event, *, asked_at: datetime, recorded_at: datetime | None = None
) -> ClaimVerdict:
    """What the policy says of a report made then, and put on record at `recorded_at`, if later."""
    came = delivered_at(order, shipped.facts["number"])
    shipped_on = date.fromisoformat(shipped.facts["shipped_on"])
    verdict = claim_verdict(
        order.policy.terms,
        shipped_on=shipped_on,
        asked_at=asked_at,
        delivered_at=came,
        recorded_at=recorded_at,
    )
    before = standing_report(order, shipped.facts["number"])
    is_lost = before is not None and "lost_at" in before.facts
    counts = verdict.verdict == "closed" or (verdict.verdict == "early" and is_lost)
    if before is None or not counts:
        return verdict
    filed_at = first_recorded_at(before, FILED) if is_lost or before.how == BY_CARRIER else None
    return still_claimed(
        order.policy.terms,
        verdict,
        reported_at=filed_at or before.asked_at,
        was_filed=filed_at is not None,
    )


def standing_report(order: Order, number: str) -> CareCase | None:
    """The latest report of this parcel, where it was made in its days and ended because the parcel
    was said to be found: what doesn't come after that is still claimed by it.
    """
    reports = CareCase.objects.filter(order=order, kind=NOT_RECEIVED, about=number)
    latest = reports.order_by("-pk").first()
    if latest is None or latest.outcome != ARRIVED or is_late(latest):
        return None
    return latest


@transaction.atomic
def report_not_received(
    *,
    order: Order,
    number: str,
    asked_at: datetime,
    now: datetime,
    by: str,
    how: str,
    sentence: str = "",
) -> CareCase:
    """The shopper says that a parcel hasn't come. Kept whatever the day; asked again, it is the
    same report.

    Before it can be claimed it sleeps, and becomes a claim by itself. Raises `CaseActionRefused`
    for a parcel that isn't there.
    """
    stored = lock_order(order)
    shipped = _shipping_event(stored, number)
    if existing := unended_request(stored, NOT_RECEIVED, number):
        return existing
    if coming_back.is_coming_back(stored, number):
        return coming_back.answer_report(
            order=stored,
            number=number,
            sentence=sentence,
            asked_at=asked_at,
            now=now,
            by=by,
            how=how,
        )
    verdict = verdict_of(stored, shipped, asked_at=asked_at, recorded_at=now)
    request = store_request(
        order=stored,
        kind=NOT_RECEIVED,
        about=number,
        sentence=sentence,
        how=how,
        by=by,
        asked_at=asked_at,
        verdict=verdict.data(),
    )
    _schedule_answer(request, verdict, asked_at, now, by)
    return CareCase.objects.get(pk=request.pk)


def _shipping_event(order: Order, number: str) -> Event:
    """How a parcel shipped; raises `CaseActionRefused` where none has under that number."""
    for event in parcel_events(order):
        if event.facts["number"] == number:
            return event
    raise CaseActionRefused(
        "non_receipt",
        "Nothing has shipped under that number yet: the dates stand on the order's page.",
    )


def _schedule_answer(
    request: CareCase, verdict: ClaimVerdict, asked_at: datetime, now: datetime, by: str
) -> None:
    """An early report sleeps until it can be claimed, and care asks for a trace; any other is
    answered by a person. The shopper is told which.
    """
    answer_by = end_of_next_business_day(request.order.policy.terms, now)
    facts = {"number": request.about, "asked_at": asked_at.isoformat(), **verdict.data()}
    facts |= _next_step_text(request.order, verdict, answer_by)
    if verdict.verdict == "early":
        changes: dict[str, Any] = {"state": ASLEEP, "wakes_at": verdict.opens_at.astimezone(UTC)}
        kind = REPORTED
        facts["trace_by"] = ask_for_trace(request, asked_at=asked_at, now=now).isoformat()
    else:
        changes, kind = {"answer_by": answer_by}, REFUSED if verdict.verdict == "closed" else FILED
    CareCase.objects.filter(pk=request.pk).update(**changes)
    record_outcome(request=request, kind=kind, now=now, by=by, **facts)


def _next_step_text(order: Order, verdict: ClaimVerdict, answer_by: datetime) -> dict[str, str]:
    """What the letter says of a report that a person answers, and by when they do."""
    terms = order.policy.terms
    if verdict.verdict == "delivered":
        sentence = verdict.steps[-1].sentence
        sentence += " A person compares the signature with your word, and answers."
        return {"sentence": with_deadline(sentence, terms, answer_by)}
    if verdict.verdict == "open":
        sentence = "Your claim is on file, in time. A person decides it, and answers."
        return {"sentence": with_deadline(sentence, terms, answer_by)}
    if verdict.verdict == "closed":
        sentence = "A person here looks at your report all the same, and answers."
        return {"answer_sentence": with_deadline(sentence, terms, answer_by)}
    return {}


def is_late(request: CareCase) -> bool:
    """Whether it was reported after the last day to claim, of a parcel that has come, too."""
    verdict, closes_at = request.verdict.get("verdict"), request.verdict.get("closes_at")
    if verdict == "delivered" and closes_at:
        return request.asked_at >= datetime.fromisoformat(closes_at)
    return bool(verdict == "closed")


@transaction.atomic
def settle_claim(
    *,
    request: CareCase,
    outcome: str,
    why: str,
    now: datetime,
    by: str,
    lost_in_time: bool = False,
) -> CareCase:
    """A person ends a claim: refunded whole, found or delivered after all, or refused with the
    reason; once.

    A refund gives back the pieces in the parcel, their tax and their share of the shipping; above
    the limit the claim stays open until a second person approves it. Of a claim that came after its
    last day it is an exception, which `by` names two people for; unless the carrier confirmed the
    loss before that day ended (`lost_in_time`). Raises `CaseActionRefused` without a reason, and
    for what can't be.
    """
    stored = lock_order(request.order)
    request = CareCase.objects.select_related("order__policy").get(pk=request.pk)
    if request.state == DONE:
        return request
    if not why.strip():
        raise CaseActionRefused(CLAUSE, "Say why, in words that the shopper may read.")
    approved_refunds.check_no_waiting_refund(request, CLAUSE)
    late = is_late(request) and not lost_in_time
    if len(people_in(by)) < 2:
        _check_one_person_may(stored, request, outcome, late=late)
    decision = {"outcome": outcome, "why": why, "late": late}
    if outcome == REFUND:
        _request_claim_refund(stored, request, decision, now, by)
    elif outcome in (ARRIVED, NO):
        _mark_lines_found(stored, request, outcome, now, by)
        _close_settled(stored, request, decision, money={}, now=now, by=by)
    else:
        raise CaseActionRefused(CLAUSE, "Choose one of the outcomes.")
    return CareCase.objects.get(pk=request.pk)


@transaction.atomic
def refund_approved(approval: Approval, *, now: datetime, by: str) -> None:
    """A second person has approved the refund: now the claim is accepted, and the shopper is told.
    Raises the payments' `CaseActionRefused` where the parcel has come, or comes back, since it was
    decided.
    """
    request = approved_refunds.approved_request(approval)
    if request is None:
        return
    order, decision = lock_order(request.order), request.facts[approved_refunds.DECISION]
    if delivered_at(order, request.about) is not None and not decision["came"]:
        raise NoMoney(
            "The parcel was delivered and signed for meanwhile. Decline this: the claim is then"
            " decided again."
        )
    try:
        _check_lost(order, request)
    except CaseActionRefused as unable:
        raise NoMoney(f"{unable} Decline this: the claim is then decided again.") from unable
    _mark_lines_lost(order, request, now, by)
    money = approved_refunds.approved_refund_facts(approval)
    _close_settled(order, request, decision, money=money, now=now, by=by)


def _close_settled(
    order: Order,
    request: CareCase,
    decision: dict[str, Any],
    *,
    money: dict[str, Any],
    now: datetime,
    by: str,
) -> None:
    """Ends the claim as it was decided, and tells the shopper."""
    outcome, why = decision["outcome"], decision["why"]
    if not close_request(request=request, outcome=outcome, reason=why, now=now, by=by):
        return
    facts: dict[str, Any] = {
        "sentence": why,
        "verdict": outcome,
        "clause": request.verdict["clause"],
    }
    facts |= money
    has_come = delivered_at(order, request.about) is not None
    if outcome == REFUND and decision["late"]:
        facts["exception"] = True
    if outcome == ARRIVED and not has_come and not decision["late"]:
        facts["still_counts"] = True
    kind = {REFUND: SETTLED, ARRIVED: FOUND, NO: REFUSED}[outcome]
    record_outcome(request=request, kind=kind, now=now, by=by, number=request.about, **facts)
    for key in (trace_key(order, request.about), f"lost.{order.number}.{request.about}"):
        close_task(key=key, now=now, by=by, outcome=outcome)
    if outcome == REFUND or has_come:
        watched = Watch.objects.filter(order=order, number=request.about, ended_at=None)
        watched.update(ended_at=now)


def _check_one_person_may(order: Order, request: CareCase, outcome: str, *, late: bool) -> None:
    """Raises `CaseActionRefused` for an outcome against a clause: that takes two people."""
    if outcome == REFUND and late:
        raise CaseActionRefused(
            "claim_deadline",
            "It came after the last day to claim, so it can't be refunded, save as an exception by"
            " two people with a reason.",
        )
    if outcome == NO and refusal_takes_two(order, request):
        raise CaseActionRefused(
            CLAUSE,
            "It came in its days and no delivery is on record, so it can be claimed: two people"
            " refuse it, with a reason.",
        )


def refusal_takes_two(order: Order, request: CareCase) -> bool:
    """Whether a claim stands by its clause: it came in its days, of a parcel without a delivery
    that was signed for.
    """
    return not is_late(request) and delivered_at(order, request.about) is None


def lines_of(order: Order, number: str) -> list[Line]:
    """What was in the parcel."""
    shipped = next(event for event in parcel_events(order) if event.facts["number"] == number)
    return list(order.lines.filter(pk__in=shipped.facts["lines"]).order_by("pk"))


def _request_claim_refund(
    order: Order, request: CareCase, decision: dict[str, Any], now: datetime, by: str
) -> None:
    """Asks for the refund of a claim, which is accepted now, or once the refund is approved."""
    _check_lost(order, request)
    decision = decision | {"came": delivered_at(order, request.about) is not None}
    money = approved_refunds.submit_decided_refund(
        request=request,
        parts=amounts_paid_for(order, lines_of(order, request.about)),
        reason="your parcel wasn't received",
        decision=decision,
        now=now,
        by=by,
    )
    if money is not None:
        _mark_lines_lost(order, request, now, by)
        _close_settled(order, request, decision, money=money, now=now, by=by)


def _check_lost(order: Order, request: CareCase) -> None:
    """Raises `CaseActionRefused` for a parcel that comes back to us, and for pieces that can't be
    lost.
    """
    if coming_back.is_coming_back(order, request.about):
        raise CaseActionRefused(CLAUSE, coming_back.return_explanation(order, request.about))
    for line in lines_of(order, request.about):
        if line.state not in (LineState.SHIPPED, LineState.LOST, LineState.DELIVERED):
            raise CaseActionRefused(
                "non_receipt", f"{line.title} is {line.state}: it can't be claimed as lost."
            )


def _mark_lines_lost(order: Order, request: CareCase, now: datetime, by: str) -> None:
    for line in lines_of(order, request.about):
        if line.state == LineState.SHIPPED:
            record_event(order=order, line=line, kind=EventKind.LINE_LOST, now=now, by=by)


def _mark_lines_found(
    order: Order, request: CareCase, outcome: str, now: datetime, by: str
) -> None:
    if outcome == ARRIVED:
        for line in lines_of(order, request.about):
            if line.state == LineState.LOST:
                try:
                    record_event(order=order, line=line, kind=EventKind.LINE_FOUND, now=now, by=by)
                except TransitionRefused as moved:
                    raise CaseActionRefused(CLAUSE, str(moved)) from moved
