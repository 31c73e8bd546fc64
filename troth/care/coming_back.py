"""A parcel that the carrier brings back to the store can't be claimed as not received: what the
order's timeline says of it, for care. Clause `non_receipt`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from troth.care.asking import end, keep, locked, tell
from troth.care.models import NOT_RECEIVED, Request, Watch
from troth.orders.models import Event, Order
from troth.policy.answers import Step
from troth.policy.hours import deadline_label
from troth.policy.promise import local_time

TURNED_BACK = ("parcel.returning", "parcel.returned")
RETURNING, CANCELLED = "claim.returning", "parcel.cancel_chosen"
CLAUSE = "non_receipt"
OUTCOME = "returning"


def is_coming_back(order: Order, number: str) -> bool:
    """Whether the carrier is bringing the parcel back to us, or has; and hasn't lost it since."""
    about = [e for e in order.events.all() if e.facts.get("number") == number]
    turned = [event.pk for event in about if event.kind in TURNED_BACK]
    lost = [event.pk for event in about if event.kind == "parcel.lost"]
    if not turned or any(event.kind == "parcel.delivered" for event in about):
        return False
    return max(lost, default=0) < max(turned)


def is_given_back(order: Order, number: str) -> bool:
    """Whether it came back and was cancelled: everything paid for it is returned already."""
    return any(
        event.kind == CANCELLED and event.facts.get("number") == number
        for event in order.events.all()
    )


def what_happens(order: Order, number: str) -> str:
    """What becomes of it, in words for the shopper."""
    about = sorted(
        (e for e in order.events.all() if e.facts.get("number") == number), key=lambda e: e.pk
    )
    kinds = {event.kind for event in about}
    if CANCELLED in kinds:
        return (
            f"Parcel {number} came back to us and is cancelled: everything you paid for it is"
            " returned. There is nothing to claim."
        )
    if kinds & {"parcel.resend_chosen", "parcel.resend_started"}:
        return (
            f"Parcel {number} came back to us, and you asked us to send it again. The second parcel"
            " has its own number and its own dates: your order's page shows them."
        )
    turned = next(event for event in reversed(about) if event.kind in TURNED_BACK)
    if turned.facts.get("settled"):
        return (
            f"Parcel {number} is coming back to us. Everything you paid for it has been returned"
            " already: there is nothing to claim."
        )
    says = f"Parcel {number} isn't lost: the carrier is bringing it back to us."
    if turned.facts.get("answer_by"):
        until = deadline_label(
            order.policy.terms, datetime.fromisoformat(turned.facts["answer_by"])
        )
        says += (
            " On your order's page you can choose what happens to it. Without an answer by"
            f" {until}, everything you paid for it is returned."
        )
    return says


def answer_report(
    *, order: Order, number: str, says: str, asked_at: datetime, now: datetime, by: str, how: str
) -> Request:
    """A report of a parcel that comes back is kept, and answered at once."""
    words = what_happens(order, number)
    step = Step(CLAUSE, words, local_time(order.policy.terms, asked_at))
    verdict: dict[str, Any] = {
        "verdict": OUTCOME,
        "clause": CLAUSE,
        "says": words,
        "steps": [step.data()],
    }
    request = keep(
        order=order,
        kind=NOT_RECEIVED,
        about=number,
        says=says,
        how=how,
        by=by,
        asked_at=asked_at,
        verdict=verdict,
    )
    if end(request=request, outcome=OUTCOME, reason=words, now=now, by="policy"):
        tell(
            request=request,
            kind=RETURNING,
            now=now,
            by="policy",
            number=number,
            says=words,
            clause=CLAUSE,
        )
    return Request.objects.get(pk=request.pk)


@transaction.atomic
def stop_watching(event: Event, *, now: datetime) -> None:
    """The parcel turned back: no claim of it opens, and a report or a claim of it ends. The letter
    about its return says so.
    """
    if event.kind not in (*TURNED_BACK, CANCELLED):
        return
    order, number = locked(event.order), event.facts.get("number", "")
    Watch.objects.filter(order=order, number=number, ended_at=None).update(
        ended_at=now.astimezone(UTC)
    )
    for request in Request.objects.unended().filter(order=order, kind=NOT_RECEIVED, about=number):
        words = what_happens(order, number)
        if end(request=request, outcome=OUTCOME, reason=words, now=now, by="policy"):
            tell(
                request=request,
                kind=RETURNING,
                now=now,
                by="policy",
                number=number,
                says=words,
                no_letter=True,
            )


def watched_still(*, limit: int = 100) -> list[Event]:
    """Parcels that turned back and that a lost task left watched."""
    watched = Watch.objects.filter(ended_at=None).values_list("order", "number")[:2000]
    numbers = {number: order for order, number in watched}
    turned = Event.objects.filter(kind__in=TURNED_BACK, order__in=set(numbers.values()))
    return [
        event
        for event in turned.select_related("order__policy").order_by("pk")[:2000]
        if numbers.get(event.facts.get("number", "")) == event.order_id
    ][:limit]
