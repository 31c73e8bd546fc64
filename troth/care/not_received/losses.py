"""A parcel that the carrier can't locate, or confirms that it lost: `non_receipt`.

A search is a report that the store keeps for the shopper. A confirmed loss is a claim that it files
for them, and settles at once.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from troth.actors import Actor, is_staff
from troth.care.cancellations import approved_refunds
from troth.care.cases import (
    CaseActionRefused,
    lock_order,
    record_outcome,
    store_request,
    unended_request,
    wake_request,
)
from troth.care.models import ASLEEP, DONE, NOT_RECEIVED, CareCase
from troth.care.not_received.claims import (
    ARRIVED,
    BY_CARRIER,
    FILED,
    REFUND,
    is_late,
    lines_of,
    settle_claim,
    standing_report,
    verdict_of,
)
from troth.care.not_received.coming_back import is_given_back
from troth.care.not_received.tracing import carrier_name, parcel_events, trace_key
from troth.event_kinds import EventKind
from troth.orders.actions import record_event
from troth.orders.models import Event, Order
from troth.payments.actions import PaymentActionRefused as NoMoney
from troth.payments.models import Payment
from troth.payments.parts import blocking_dispute
from troth.policy.dates.hours import deadline_label, end_of_next_business_day
from troth.policy.lifecycle import LineState
from troth.roles import CARE
from troth.worklist.actions import close_task, open_task

MISSING, ELSEWHERE, LOST = (
    EventKind.PARCEL_MISSING,
    EventKind.PARCEL_MISDELIVERED,
    EventKind.PARCEL_LOST,
)
SEARCHES = (MISSING, ELSEWHERE)  # what the carrier is asked to look for


@transaction.atomic
def handle_carrier_search(*, order: Order, number: str, now: datetime) -> CareCase | None:
    """The carrier can't locate the parcel, or delivered it in another place: a report is kept for
    the shopper, who need do nothing. Early, it becomes a claim by itself as any other. None where
    there is one already that didn't end as found, or where the time to claim is over.
    """
    stored = lock_order(order)
    shipped = next(
        (event for event in parcel_events(stored) if event.facts["number"] == number), None
    )
    earlier = _latest_report(stored, number)
    was_found = earlier is not None and earlier.outcome == ARRIVED
    if shipped is None or (earlier is not None and not was_found):
        return None
    verdict = verdict_of(stored, shipped, asked_at=now)
    if verdict.verdict not in ("early", "open"):
        return None
    request = _file_report(stored, number, verdict.data(), now)
    if verdict.verdict == "early":
        CareCase.objects.filter(pk=request.pk).update(
            state=ASLEEP, wakes_at=verdict.opens_at.astimezone(UTC)
        )
    else:
        answer_by = end_of_next_business_day(stored.policy.terms, now)
        CareCase.objects.filter(pk=request.pk).update(answer_by=answer_by)
    return CareCase.objects.get(pk=request.pk)


def _file_report(order: Order, number: str, verdict: dict[str, Any], now: datetime) -> CareCase:
    """A report that the store files for the shopper, by what the carrier says."""
    kwargs: dict[str, Any] = {
        "how": BY_CARRIER,
        "by": Actor.POLICY,
        "asked_at": now,
        "about": number,
    }
    return store_request(order=order, kind=NOT_RECEIVED, sentence="", verdict=verdict, **kwargs)


def _latest_report(order: Order, number: str) -> CareCase | None:
    reports = CareCase.objects.filter(order=order, kind=NOT_RECEIVED, about=number)
    return reports.order_by("-pk").first()


def confirm_loss(*, request: CareCase, sentence: str, now: datetime, by: str) -> CareCase:
    """Care records at a report that the carrier confirmed the loss by phone or mail."""
    record_loss(order=request.order, number=request.about, sentence=sentence, now=now, by=by)
    return CareCase.objects.get(pk=request.pk)


@transaction.atomic
def record_loss(*, order: Order, number: str, sentence: str, now: datetime, by: str) -> None:
    """Care records that the carrier confirmed the loss of a parcel by phone or mail, reported or
    not. What follows is the same as when its scan says so; once. Raises `CaseActionRefused` without
    the carrier's words, and for a parcel that isn't on its way.
    """
    stored = lock_order(order)
    if stored.events.filter(kind=LOST, facts__number=number).exists():
        return
    if number not in undelivered_numbers(stored):
        raise CaseActionRefused(
            "non_receipt", "That parcel isn't on its way, so it can't be lost now."
        )
    if not sentence.strip():
        raise CaseActionRefused("non_receipt", "Enter what the carrier said, and who said it.")
    facts = {
        "number": number,
        "carrier_name": carrier_name(stored, number),
        "carrier_text": sentence.strip()[:300],
        "at": now.isoformat(),
    }
    record_event(order=stored, kind=LOST, now=now, by=by, facts=facts)
    handle_loss(order=stored, number=number, now=now)


def undelivered_numbers(order: Order) -> list[str]:
    """The numbers of the parcels whose pieces are all on their way."""
    states = dict(order.lines.values_list("pk", "state"))
    return [
        str(shipped.facts["number"])
        for shipped in parcel_events(order)
        if all(states.get(line) == "shipped" for line in shipped.facts["lines"])
    ]


@transaction.atomic
def handle_loss(*, order: Order, number: str, now: datetime) -> CareCase | None:
    """The carrier confirmed the loss. Before the end of the last day to claim, that counts as a
    claim that the store files for the shopper, and it is settled at once, whatever the day; so is a
    claim that was made in time. After that, a person looks. None where nothing is left to settle.
    """
    stored = lock_order(order)
    shipped = next(
        (event for event in parcel_events(stored) if event.facts["number"] == number), None
    )
    confirmed = stored.events.filter(kind=LOST, facts__number=number).order_by("pk").first()
    if shipped is None or confirmed is None or is_given_back(stored, number):
        return None
    if any(line.state != LineState.SHIPPED for line in lines_of(stored, number)):
        return None
    sentence = (
        f"{carrier_name(stored, number)} has confirmed that it lost your parcel. We're sorry."
    )
    request = unended_request(stored, NOT_RECEIVED, number)
    in_time = _was_claimed_in_time(request or standing_report(stored, number), shipped, confirmed)
    if request is not None and approved_refunds.was_decided(request, since=confirmed.at):
        return request
    if request is None:
        ended = _latest_report(stored, number)
        if ended is not None and ended.outcome == REFUND:
            return None
        verdict = verdict_of(stored, shipped, asked_at=confirmed.at).data() | {"sentence": sentence}
        verdict["verdict"] = "open" if in_time else "closed"
        request = _file_report(stored, number, verdict, now)
    close_task(key=trace_key(stored, number), now=now, by=Actor.POLICY, outcome="It is lost.")
    # Whoever recorded the loss by hand has decided the refund; a carrier's scan is a rule's matter.
    by = confirmed.by if is_staff(confirmed.by) else Actor.POLICY
    if in_time and (settled := _settle_loss(stored, request, sentence, now, by)):
        return settled
    _put_before_care(stored, request, sentence, now, in_time=in_time)
    return CareCase.objects.get(pk=request.pk)


def _was_claimed_in_time(report: CareCase | None, shipped: Event, confirmed: Event) -> bool:
    """Whether the loss was confirmed, or the parcel reported, before the time to claim was over."""
    closes_at = datetime.fromisoformat(shipped.facts["claim_closes_at"])
    return _confirmed_at(confirmed) < closes_at or (report is not None and not is_late(report))


def settle_after_capture(*, order: Order, now: datetime) -> None:
    """The money has been taken: a loss that waited for it is settled now."""
    for event in order.events.filter(kind=LOST).order_by("pk"):
        handle_loss(order=order, number=str(event.facts["number"]), now=now)


def _confirmed_at(event: Event) -> datetime:
    """When the carrier confirmed it, by its own scan; else when it was recorded."""
    scanned_at = event.facts.get("at")
    return min(event.at, datetime.fromisoformat(scanned_at)) if scanned_at else event.at


def _settle_loss(
    order: Order, request: CareCase, sentence: str, now: datetime, by: str
) -> CareCase | None:
    """Gives back what was paid for the parcel, at once. None while the money isn't taken yet, and
    where a dispute of the payment blocks it.
    """
    own = request.how != BY_CARRIER
    accepted = "Your claim is accepted" if own else f"{_filing_sentence(request)}, and accepted it"
    accepted = (
        f"{sentence} {accepted}: you get back everything you paid for what was in it, with its tax"
        " and its share of the shipping. There is nothing you need to do."
    )
    try:
        with transaction.atomic():
            settled = settle_claim(
                request=request, outcome=REFUND, why=accepted, now=now, by=by, lost_in_time=True
            )
    except NoMoney:
        return None
    if settled.state != DONE:
        _tell_that_it_waits(order, settled, sentence, now)
    return settled


def _tell_that_it_waits(order: Order, request: CareCase, text: str, now: datetime) -> None:
    """The loss is told at once; its refund is told once a second person has approved it."""
    answer_by = end_of_next_business_day(order.policy.terms, now)
    CareCase.objects.unended().filter(pk=request.pk).update(answer_by=answer_by)
    until = deadline_label(order.policy.terms, answer_by)
    text += (
        f" {_filing_sentence(request)}. Because of the amount, a second person here must approve"
        " the refund"
        f" first; we write to you by {until}. There is nothing you need to do."
    )
    facts = {"number": request.about, "clause": "non_receipt", "verdict": "open", "sentence": text}
    carrier = carrier_name(order, request.about)
    record_outcome(
        request=request, kind=FILED, now=now, by=Actor.POLICY, carrier_name=carrier, **facts
    )


def _put_before_care(
    order: Order, request: CareCase, text: str, now: datetime, *, in_time: bool
) -> None:
    """A person decides: after the last day, or where no money could be given back yet. Once."""
    if "lost_at" in request.facts:
        return
    facts = request.facts | {"lost_at": now.isoformat()}
    CareCase.objects.filter(pk=request.pk).update(facts=facts)
    answer_by = end_of_next_business_day(order.policy.terms, now)
    if request.state == ASLEEP:
        wake_request(request=request, answer_by=answer_by)
    else:
        CareCase.objects.unended().filter(pk=request.pk).update(answer_by=answer_by)
    carrier = carrier_name(order, request.about)
    reason = "its refund could not be made yet" if in_time else "the time to claim is over"
    title = f"{carrier} confirmed the loss of {request.about}: decide, {reason}"
    _open_loss_task(order, request, title, answer_by, now)
    until = deadline_label(order.policy.terms, answer_by)
    event_facts = {"number": request.about, "carrier_name": carrier, "clause": "non_receipt"}
    text += _next_step_text(request, until, in_time=in_time)
    record_outcome(
        request=request,
        kind=FILED,
        now=now,
        by=Actor.POLICY,
        verdict="open",
        sentence=text,
        **event_facts,
    )


def _open_loss_task(
    order: Order, request: CareCase, title: str, due_at: datetime, now: datetime
) -> None:
    open_task(
        key=f"lost.{order.number}.{request.about}",
        kind="lost_parcel",
        role=CARE,
        title=title,
        due_at=due_at,
        now=now,
        order=order,
        link=f"/desk/care/{request.key}",
    )


def _next_step_text(request: CareCase, until: str, *, in_time: bool) -> str:
    payment = Payment.objects.filter(order=request.order).first()
    if not in_time:
        return f" A person here decides what we can do, and writes to you by {until}."
    if payment is not None and blocking_dispute(payment):
        return (
            f" {_filing_sentence(request)}. Your bank is disputing this payment, so we can't"
            " refund it"
            " ourselves: the money comes back through your bank, or from us once the dispute has"
            f" ended. A person here looks after it, and writes to you by {until}."
        )
    return (
        f" {_filing_sentence(request)}, and we refund it as soon as the charge on your card has"
        " gone through."
        f" We write to you by {until}."
    )


def _filing_sentence(request: CareCase) -> str:
    """Who filed the claim: the store itself on the carrier's word, or the shopper before it."""
    if request.how == BY_CARRIER:
        return "We have filed your claim for you"
    return "Your claim is on file"
