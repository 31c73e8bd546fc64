"""A parcel that was reported, and that the carrier has after all: it is brought again, and the
report or claim rests until then: clause `non_receipt`.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from troth.care.cancellations import approved_refunds
from troth.care.cases import CaseActionRefused, lock_order, record_outcome, start_of_day
from troth.care.models import ASLEEP, DONE, CareCase
from troth.care.not_received.claims import CLAUSE, lines_of
from troth.care.not_received.tracing import trace_key
from troth.event_kinds import EventKind
from troth.orders.models import Order
from troth.policy.dates.calendars import day_label
from troth.policy.dates.hours import deadline_label
from troth.policy.dates.promise import local_time
from troth.policy.lifecycle import LineState
from troth.worklist.actions import close_task

AGAIN = EventKind.CLAIM_REDELIVERY_STARTED


def was_found(request: CareCase) -> bool:
    """Whether the carrier is bringing it already: that is said of a claim once, and once before."""
    return "again" in request.facts or (request.state == ASLEEP and "found" in request.facts)


@transaction.atomic
def bring_again(*, request: CareCase, why: str, now: datetime, by: str) -> CareCase:
    """The carrier has it, or has found it, and brings it: the claim rests for as long as its
    shipping method takes at most. A report that isn't a claim yet sleeps on, and becomes one on its
    day.

    A parcel that comes ends it as found; else it is a person's turn again. Raises
    `CaseActionRefused` without a reason, and for pieces that aren't on their way.
    """
    stored = lock_order(request.order)
    request = CareCase.objects.select_related("order__policy").get(pk=request.pk)
    if request.state == DONE or was_found(request):
        return request
    if not why.strip():
        raise CaseActionRefused(CLAUSE, "Say why, in words that the shopper may read.")
    approved_refunds.check_no_waiting_refund(request, CLAUSE)
    if any(line.state != LineState.SHIPPED for line in lines_of(stored, request.about)):
        raise CaseActionRefused(CLAUSE, "It isn't on its way, so nobody can bring it again.")
    close_task(key=trace_key(stored, request.about), now=now, by=by, outcome="It was found.")
    if request.state == ASLEEP and request.wakes_at is not None:
        _record_found_early(request, why, now, by)
    else:
        _rest_claim(stored, request, why, now, by)
    return CareCase.objects.get(pk=request.pk)


def _rest_claim(order: Order, request: CareCase, why: str, now: datetime, by: str) -> None:
    """The claim sleeps for as long as the shipping method takes at most."""
    terms = order.policy.terms
    until = terms.store_days.after(
        local_time(terms, now).date(), terms.methods[order.method].latest_days
    )
    facts = request.facts | {"again": why.strip()[:1000], "again_until": until.isoformat()}
    wakes = start_of_day(terms, until + timedelta(days=1))
    CareCase.objects.filter(pk=request.pk).update(
        facts=facts, state=ASLEEP, wakes_at=wakes, answer_by=None
    )
    record_outcome(
        request=request,
        kind=AGAIN,
        now=now,
        by=by,
        number=request.about,
        until=until.isoformat(),
        sentence=(
            f"{why.strip()} If it isn't with you by the end of {day_label(until)}, a person looks"
            " at it again."
        ),
        clause=request.verdict["clause"],
    )


def _record_found_early(request: CareCase, why: str, now: datetime, by: str) -> None:
    """A report that isn't a claim yet sleeps on."""
    assert request.wakes_at is not None
    facts = request.facts | {"found": why.strip()[:1000]}
    CareCase.objects.filter(pk=request.pk).update(facts=facts)
    until = deadline_label(request.order.policy.terms, request.wakes_at)
    becomes = (
        "we file your claim for you"
        if request.how == "carrier"
        else "your report becomes a claim by itself"
    )
    text = f"{why.strip()} If it hasn't arrived by {until}, {becomes}."
    event_facts = {"number": request.about, "sentence": text, "clause": request.verdict["clause"]}
    record_outcome(request=request, kind=AGAIN, now=now, by=by, **event_facts)
