"""Damaged, or not as described: photos of it, compared with the frozen listing and the pack photos
by a person.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from troth.actors import Actor
from troth.care.cancellations import approved_refunds
from troth.care.cases import (
    CaseActionRefused,
    close_request,
    lock_order,
    record_outcome,
    return_deadline,
    start_of_day,
    store_request,
    unended_request,
    with_deadline,
)
from troth.care.models import ASLEEP, DAMAGED, DONE, CareCase
from troth.event_kinds import EventKind
from troth.orders.models import Line, Order
from troth.payments.actions import amounts_paid_for
from troth.payments.models import Approval
from troth.policy.dates.calendars import day_label
from troth.policy.dates.hours import end_of_next_business_day
from troth.policy.dates.promise import local_time
from troth.policy.lifecycle import LineState
from troth.policy.results import Step
from troth.policy.texts import shorten_text

REPORTED, DECIDED, SEND_BACK, RETURN_ENDED = (
    EventKind.DAMAGE_REPORTED,
    EventKind.DAMAGE_DECIDED,
    EventKind.DAMAGE_RETURN_REQUESTED,
    EventKind.DAMAGE_RETURN_EXPIRED,
)
CLAUSE = "care"
WHOLE, PART, RETURN, NO = "whole", "part", "return", "refused"
FIRST_STEP = "A person compares it with the listing that you bought from, and answers."
CAME_BACK = "The piece came back, so everything you paid for it is returned."


@transaction.atomic
def report_damage(
    *, order: Order, line: Line, sentence: str, asked_at: datetime, now: datetime, by: str, how: str
) -> CareCase:
    """The shopper reports a piece that arrived damaged or isn't as described. Asked again, it is
    the same report.

    Raises `CaseActionRefused` before it was delivered, and without words of what is wrong.
    """
    stored = lock_order(order)
    line = stored.lines.get(pk=line.pk)
    if line.state not in (LineState.SHIPPED, LineState.DELIVERED):
        raise CaseActionRefused(CLAUSE, f"{line.title} hasn't been delivered yet.")
    if existing := unended_request(stored, DAMAGED, str(line.pk)):
        return existing
    if not sentence.strip():
        raise CaseActionRefused(CLAUSE, "Say what is damaged, or what isn't as described.")
    terms = stored.policy.terms
    answer_by = end_of_next_business_day(terms, now)
    step = Step(CLAUSE, FIRST_STEP, local_time(terms, asked_at))
    verdict = {
        "verdict": "reported",
        "clause": CLAUSE,
        "sentence": step.sentence,
        "steps": [step.data()],
    }
    request = store_request(
        order=stored,
        kind=DAMAGED,
        about=str(line.pk),
        sentence=sentence,
        how=how,
        by=by,
        asked_at=asked_at,
        verdict=verdict,
        answer_by=answer_by,
    )
    facts = verdict | {"sentence": with_deadline(step.sentence, terms, answer_by)}
    record_outcome(request=request, kind=REPORTED, now=now, by=by, title=line.title, **facts)
    return request


@transaction.atomic
def decide_report(
    *, request: CareCase, outcome: str, cents: int, why: str, now: datetime, by: str
) -> CareCase:
    """A person's decision, once: a part of the price back (`cents`), all that was paid, a return
    first, or no.

    After a return the request waits for the piece, until the last day for sending it;
    `refund_returned_piece` then refunds it whole. Where the refund needs a second person, nothing
    is decided and told before they approve it.
    """
    stored = lock_order(request.order)
    request = CareCase.objects.select_related("order__policy").get(pk=request.pk)
    line = stored.lines.get(pk=int(request.about))
    if request.state == DONE:
        return request
    if not why.strip():
        raise CaseActionRefused(CLAUSE, "Say why, in words that the shopper may read.")
    approved_refunds.check_no_waiting_refund(request, CLAUSE)
    if outcome == RETURN:
        if "return" in request.facts:
            return request
        _await_return(request, line, why.strip(), now, by)
    elif outcome == NO:
        _close_decided(request, {"outcome": NO, "why": why}, money={}, now=now, by=by)
    else:
        parts = _parts_of(stored, line, outcome, cents)
        _request_decided_refund(request, parts, {"outcome": outcome, "why": why}, now, by)
    return CareCase.objects.get(pk=request.pk)


def _await_return(request: CareCase, line: Line, why: str, now: datetime, by: str) -> None:
    """The request sleeps until the last day for sending the piece back."""
    by_day, wakes = return_deadline(request.order.policy.terms, now)
    facts = request.facts | {"return": why[:1000], "return_by": by_day.isoformat()}
    CareCase.objects.filter(pk=request.pk).update(
        facts=facts, state=ASLEEP, wakes_at=wakes, answer_by=None
    )
    event_facts: dict[str, Any] = {"sentence": why, "clause": CLAUSE, "title": line.title}
    event_facts |= {"line": line.pk, "return_by": by_day.isoformat()}
    # Its letter goes out with the label.
    record_outcome(request=request, kind=SEND_BACK, now=now, by=by, **event_facts)


def _parts_of(order: Order, line: Line, outcome: str, cents: int) -> dict[str, int]:
    if outcome == WHOLE:
        return amounts_paid_for(order, [line])
    if outcome != PART:
        raise CaseActionRefused(CLAUSE, "Choose one of the outcomes.")
    if not 0 < cents <= line.price_cents:
        raise CaseActionRefused(
            CLAUSE, "A part is more than $0.00 and at most what the piece cost."
        )
    tax = -(-line.tax_cents * cents // max(line.price_cents, 1))
    return {"item_cents": cents, "tax_cents": tax}


@transaction.atomic
def refund_returned_piece(*, request: CareCase, now: datetime, by: str) -> CareCase:
    """The piece was checked in by the warehouse: everything paid for it goes to the shopper."""
    stored = lock_order(request.order)
    request = CareCase.objects.select_related("order__policy").get(pk=request.pk)
    if request.state == DONE:
        return request
    if "return" not in request.facts:
        raise CaseActionRefused(CLAUSE, "No return was offered.")
    if "received" not in request.facts:
        raise CaseActionRefused(
            CLAUSE, "The warehouse checks the piece in first, by its tag and with a photo."
        )
    if all(piece["condition"] == "missing" for piece in request.facts["received"]):
        raise CaseActionRefused(CLAUSE, "The warehouse says that what came back isn't the piece.")
    approved_refunds.check_no_waiting_refund(request, CLAUSE)
    line = stored.lines.get(pk=int(request.about))
    decision = {"outcome": WHOLE, "why": request.facts["return"], "sentence": CAME_BACK}
    _request_decided_refund(request, amounts_paid_for(stored, [line]), decision, now, by)
    return CareCase.objects.get(pk=request.pk)


@transaction.atomic
def refund_approved(approval: Approval, *, now: datetime, by: str) -> None:
    """A second person has approved the refund: now it is decided, and the shopper is told."""
    request = approved_refunds.approved_request(approval)
    if request is not None:
        decision = request.facts[approved_refunds.DECISION]
        money = approved_refunds.approved_refund_facts(approval)
        _close_decided(request, decision, money=money, now=now, by=by)


def _close_decided(
    request: CareCase, decision: dict[str, Any], *, money: dict[str, Any], now: datetime, by: str
) -> None:
    """Ends the report as it was decided, and tells the shopper what was decided."""
    outcome, why = decision["outcome"], str(decision["why"])
    if not close_request(request=request, outcome=outcome, reason=why, now=now, by=by):
        return
    line = request.order.lines.get(pk=int(request.about))
    facts: dict[str, Any] = {
        "sentence": str(decision.get("sentence") or why).strip(),
        "clause": CLAUSE,
    }
    facts |= {"verdict": outcome, "title": line.title, **money}
    record_outcome(request=request, kind=DECIDED, now=now, by=by, **facts)


def close_unreturned_reports(*, now: datetime, limit: int = 200) -> int:
    """Ends what nobody sent back by the last day, and says so. A piece that is on its way then is
    waited for as long as its shipping method takes at most. Returns how many there were.
    """
    asleep = CareCase.objects.filter(kind=DAMAGED, state=ASLEEP, wakes_at__lte=now)
    due = list(asleep.exclude(facts__has_key="on_its_way").order_by("wakes_at", "pk")[:limit])
    for request in due:
        _close_unreturned_report(request, now)
    return len(due)


@transaction.atomic
def _close_unreturned_report(request: CareCase, now: datetime) -> None:
    order = lock_order(request.order)
    stored = CareCase.objects.get(pk=request.pk)
    if stored.state != ASLEEP or "return" not in stored.facts:
        return
    sent = {
        event.facts.get("request")
        for event in order.events.all()
        if event.kind == EventKind.RETURN_SHIPPED
    }
    if stored.key in sent:
        _await_parcel(order, stored, now)
        return
    day = day_label(date.fromisoformat(stored.facts["return_by"]))
    text = (
        f"The piece wasn't sent back by the end of {day}, so this report has ended and the return"
        " label can't be used any more. If you still want to send it back, answer this email: a"
        " person reads it and decides."
    )
    if close_request(request=stored, outcome="expired", reason=text, now=now, by=Actor.POLICY):
        line = order.lines.get(pk=int(stored.about))
        facts: dict[str, Any] = {"sentence": text, "clause": CLAUSE, "title": line.title}
        record_outcome(request=stored, kind=RETURN_ENDED, now=now, by=Actor.POLICY, **facts)


def _await_parcel(order: Order, request: CareCase, now: datetime) -> None:
    """It was sent in time: it has the days that its shipping method takes at most."""
    terms = order.policy.terms
    latest_days = terms.methods[order.method].latest_days
    until = terms.store_days.after(local_time(terms, now).date(), latest_days)
    CareCase.objects.filter(pk=request.pk).update(
        facts=request.facts | {"on_its_way": until.isoformat()},
        wakes_at=start_of_day(terms, until + timedelta(days=1)),
    )


def _request_decided_refund(
    request: CareCase, parts: dict[str, int], decision: dict[str, Any], now: datetime, by: str
) -> None:
    """Asks for the refund of a decision, which is carried out now, or once it is approved."""
    reason = shorten_text(str(decision["why"]).strip(), 200)
    money = approved_refunds.submit_decided_refund(
        request=request, parts=parts, reason=reason, decision=decision, now=now, by=by
    )
    if money is not None:
        _close_decided(request, decision, money=money, now=now, by=by)
