"""A trace: care asks the carrier to look for a parcel, and says so once it has: `non_receipt`."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from troth.care.cases import CaseActionRefused, lock_order, record_outcome
from troth.care.models import ASLEEP, DONE, CareCase
from troth.event_kinds import EventKind
from troth.orders.models import Event, Order
from troth.policy.dates.hours import deadline_label
from troth.policy.dates.windows import trace_due_at
from troth.roles import CARE
from troth.worklist.actions import close_task, open_task

SHIPPED, TRACED = EventKind.PARCEL_SHIPPED, EventKind.TRACE_STARTED


def parcel_events(order: Order) -> list[Event]:
    """Each of the order's parcels, by the event that tells how it shipped."""
    return sorted(
        (event for event in order.events.all() if event.kind == SHIPPED), key=lambda event: event.pk
    )


def ask_for_trace(request: CareCase, *, asked_at: datetime, now: datetime) -> datetime:
    """Care is to ask the carrier for a trace by the end of the business day of the report, or of
    the day on which it is put on record. Returns that time, which the shopper is told.
    """
    order = request.order
    carrier = carrier_name(order, request.about)
    due_at = trace_due_at(order.policy.terms, asked_at=asked_at, recorded_at=now)
    task = open_task(
        key=trace_key(order, request.about),
        kind="trace",
        role=CARE,
        title=f"Ask {carrier} for a trace of {request.about}",
        due_at=due_at,
        now=now,
        order=order,
        link=f"/desk/care/{request.key}",
    )
    return min(due_at, task.due_at) if task.closed_at is None else due_at


def trace_key(order: Order, number: str) -> str:
    return f"trace.{order.number}.{number}"


def carrier_name(order: Order, number: str) -> str:
    return next(
        (
            str(event.facts["carrier_name"])
            for event in parcel_events(order)
            if event.facts["number"] == number
        ),
        "the carrier",
    )


@transaction.atomic
def start_trace(*, request: CareCase, reference: str, now: datetime, by: str) -> CareCase:
    """Care has asked the carrier for a trace: recorded once, and only now is the shopper told that
    it has started. Raises `CaseActionRefused` without the carrier's reference, or for a report that
    ended.
    """
    stored = lock_order(request.order)
    request = CareCase.objects.select_related("order__policy").get(pk=request.pk)
    if request.state == DONE:
        raise CaseActionRefused(
            "non_receipt", "This report has ended, so there is nothing to trace."
        )
    if not reference.strip():
        raise CaseActionRefused("non_receipt", "Enter the carrier's reference for the trace.")
    if "trace" in request.facts:
        return request
    reference = reference.strip()[:60]
    facts = request.facts | {"trace": reference, "trace_at": now.isoformat(), "trace_by": by}
    CareCase.objects.filter(pk=request.pk).update(facts=facts)
    close_task(
        key=trace_key(stored, request.about), now=now, by=by, outcome=f"Started: {reference}"
    )
    record_outcome(
        request=request,
        kind=TRACED,
        now=now,
        by=by,
        sentence=_trace_sentence(stored, request, reference, now),
        clause="non_receipt",
        number=request.about,
        carrier_name=carrier_name(stored, request.about),
        reference=reference,
    )
    return CareCase.objects.get(pk=request.pk)


def _trace_sentence(order: Order, request: CareCase, reference: str, now: datetime) -> str:
    """What the shopper is told of a trace; of an early report, when it becomes a claim."""
    carrier = carrier_name(order, request.about)
    text = f"{carrier} is now looking for your parcel (its reference: {reference})."
    shipped = next(
        event for event in parcel_events(order) if event.facts["number"] == request.about
    )
    opens_at = datetime.fromisoformat(shipped.facts["claim_opens_at"])
    if request.state == ASLEEP and now < opens_at:
        until = deadline_label(order.policy.terms, opens_at)
        text += f" If it hasn't arrived by {until}, your report becomes a claim by itself."
    return text
