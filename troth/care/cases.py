"""What every request has in common: it is written down once, moved by a guard on its state, and
ended once.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from troth.approvals.models import ApprovalRequest
from troth.care.models import ASLEEP, CANCEL, DAMAGED, DONE, FORGET, NOT_RECEIVED, OPEN, CareCase
from troth.errors import ActionRefused
from troth.orders.actions import record_event, release_hold
from troth.orders.models import Event, Order, QueueEntry
from troth.policy.dates.hours import deadline_label, end_of_next_business_day
from troth.policy.dates.promise import local_time
from troth.policy.terms import Terms

LONGEST_TEXT = 4000


class CaseActionRefused(ActionRefused):
    """It can't be done: the clause that says so, and a sentence that tells what is still
    possible.
    """

    def __init__(self, clause: str, message: str) -> None:
        super().__init__(message, clause=clause)


def lock_order(order: Order) -> Order:
    """The order as it is stored, for the one who may now decide about it; others wait."""
    QueueEntry.objects.select_for_update().get(order=order.pk)
    return Order.objects.select_related("policy").prefetch_related("events").get(pk=order.pk)


def fresh_key(prefix: str) -> str:
    """The key of an approval that may be asked for again once the last one was decided: the same
    while one waits.
    """
    earlier = ApprovalRequest.objects.filter(key__startswith=f"{prefix}-")
    return f"{prefix}-{earlier.filter(decided_at__isnull=False).count() + 1}"


def unended_request(order: Order, kind: str, about: str = "") -> CareCase | None:
    return CareCase.objects.unended().filter(order=order, kind=kind, about=about).first()


def store_request(*, order: Order, kind: str, sentence: str, **fields: Any) -> CareCase:
    """Writes the request down; the same one, where it is asked for already and hasn't ended."""
    try:
        with transaction.atomic():
            return CareCase.objects.create(
                order=order, kind=kind, message=sentence.strip()[:LONGEST_TEXT], **fields
            )
    except IntegrityError:
        existing = unended_request(order, kind, fields.get("about", ""))
        if existing is None:
            raise
        return existing


def close_request(*, request: CareCase, outcome: str, reason: str, now: datetime, by: str) -> bool:
    """Ends it once, and lets go of what it held. False where it had ended."""
    fields = {
        "state": DONE,
        "outcome": outcome,
        "reason": reason[:LONGEST_TEXT],
        "ended_at": now,
        "ended_by": by,
    }
    if (
        not CareCase.objects.unended()
        .filter(pk=request.pk)
        .update(**fields, answer_by=None, wakes_at=None)
    ):
        return False
    if request.hold is not None:
        release_hold(hold=request.hold, now=now, by=by)
    return True


def record_outcome(*, request: CareCase, kind: str, now: datetime, by: str, **facts: Any) -> Event:
    """Puts what became of it on the order's timeline."""
    return record_event(
        order=request.order, kind=kind, now=now, by=by, facts={"request": request.key, **facts}
    )


def first_recorded_at(request: CareCase, kind: str) -> datetime | None:
    """When something of a kind was first recorded of a request; None where it never was."""
    events = request.order.events.filter(kind=kind, facts__request=request.key)
    return events.order_by("pk").values_list("at", flat=True).first()


def with_deadline(sentence: str, terms: Terms, answer_by: datetime) -> str:
    """A sentence that ends with "answers.", and by when somebody does."""
    return f"{sentence.removesuffix('.')} by {deadline_label(terms, answer_by)}."


def return_deadline(terms: Terms, now: datetime) -> tuple[date, datetime]:
    """The last day for sending a damaged piece back, and the instant at which that day is over."""
    day = local_time(terms, now).date() + timedelta(days=terms.file.care.return_days)
    return day, start_of_day(terms, day + timedelta(days=1))


def wake_request(*, request: CareCase, answer_by: datetime) -> bool:
    """It is a person's turn now. False where it is no longer asleep."""
    asleep = CareCase.objects.exclude(state__in=[OPEN, DONE]).filter(pk=request.pk)
    return bool(asleep.update(state=OPEN, wakes_at=None, answer_by=answer_by))


def wake_due_requests(*, now: datetime, limit: int = 200) -> int:
    """What waited for a shopper until now, and didn't come, is a person's turn. Returns how
    many.
    """
    asleep = CareCase.objects.filter(state=ASLEEP, wakes_at__lte=now).exclude(kind=FORGET)
    asleep = asleep.filter(~Q(kind=NOT_RECEIVED) | Q(facts__has_key="again"))
    asleep = asleep.filter(~Q(kind=CANCEL) | Q(facts__has_key="unconfirmed"))
    asleep = asleep.filter(~Q(kind=DAMAGED) | Q(facts__has_key="on_its_way"))
    due = list(asleep.select_related("order__policy").order_by("wakes_at", "pk")[:limit])
    return sum(
        wake_request(
            request=request, answer_by=end_of_next_business_day(request.order.policy.terms, now)
        )
        for request in due
    )


def start_of_day(terms: Terms, day: date) -> datetime:
    """The first instant of a day in the store's zone, in UTC."""
    return datetime.combine(day, time(0), terms.zone).astimezone(UTC)
