"""A parcel that the carrier brings back to the store, or whose pieces their buyer has sent back,
can't be claimed as not received: what the order's timeline says of it, for care. Clause
`non_receipt`.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from troth.actors import Actor
from troth.care.cases import close_request, lock_order, record_outcome, store_request
from troth.care.models import NOT_RECEIVED, CareCase, Watch
from troth.event_kinds import EventKind
from troth.orders.models import Event, Order
from troth.policy.dates.hours import deadline_label
from troth.policy.dates.promise import local_time
from troth.policy.results import Step

TURNED_BACK = (EventKind.PARCEL_RETURNING, EventKind.PARCEL_RETURNED)
RECEIVED, SHIPPED = EventKind.RETURN_CHECKED_IN, EventKind.PARCEL_SHIPPED
RETURNING, CANCELLED = EventKind.CLAIM_PARCEL_RETURNING, EventKind.PARCEL_CANCEL_CHOSEN
CLAUSE = "non_receipt"
OUTCOME = "returning"


def is_coming_back(order: Order, number: str) -> bool:
    """Whether the carrier is bringing the parcel back to us, or has, and hasn't lost it since; or
    its buyer has sent back all that was in it.
    """
    if is_sent_back(order, number):
        return True
    about = [e for e in order.events.all() if e.facts.get("number") == number]
    turned = [event.pk for event in about if event.kind in TURNED_BACK]
    lost = [event.pk for event in about if event.kind == EventKind.PARCEL_LOST]
    if not turned or any(event.kind == EventKind.PARCEL_DELIVERED for event in about):
        return False
    return max(lost, default=0) < max(turned)


def is_sent_back(order: Order, number: str) -> bool:
    """Whether its buyer has sent back every piece of the parcel, and all are checked in here."""
    events = list(order.events.all())
    shipped = next(
        (
            event
            for event in events
            if event.kind == SHIPPED and event.facts.get("number") == number
        ),
        None,
    )
    keys = set(shipped.facts.get("lines") or ()) if shipped is not None else set()
    received = {
        piece["line"]
        for event in events
        if event.kind == RECEIVED and shipped is not None and event.pk > shipped.pk
        for piece in event.facts["pieces"]
        if piece["condition"] != "missing"
    }
    return bool(keys) and keys <= received


def is_given_back(order: Order, number: str) -> bool:
    """Whether it came back and was cancelled: everything paid for it is returned already."""
    return any(
        event.kind == CANCELLED and event.facts.get("number") == number
        for event in order.events.all()
    )


def return_explanation(order: Order, number: str) -> str:
    """What becomes of it, in words for the shopper."""
    if is_sent_back(order, number):
        return (
            f"You sent back what was in parcel {number}, and it has reached us. There is nothing to"
            " claim as not received."
        )
    about = sorted(
        (e for e in order.events.all() if e.facts.get("number") == number), key=lambda e: e.pk
    )
    kinds = {event.kind for event in about}
    came_back = "came back" if EventKind.PARCEL_RETURNED in kinds else "is coming back"
    if CANCELLED in kinds:
        return (
            f"Parcel {number} {came_back} to us and is cancelled: everything you paid for it is"
            " returned. There is nothing to claim."
        )
    if kinds & {EventKind.PARCEL_RESEND_CHOSEN, EventKind.PARCEL_RESEND_STARTED}:
        return (
            f"Parcel {number} {came_back} to us, and you asked us to send it again. The second"
            " parcel has its own number and its own dates: your order's page shows them."
        )
    turned = next(event for event in reversed(about) if event.kind in TURNED_BACK)
    if turned.facts.get("settled"):
        return (
            f"Parcel {number} {came_back} to us. Everything you paid for it has been returned"
            " already: there is nothing to claim."
        )
    text = f"Parcel {number} isn't lost: the carrier is bringing it back to us."
    if EventKind.PARCEL_RETURNED in kinds:
        text = f"Parcel {number} isn't lost: the carrier has brought it back to us."
    if turned.facts.get("answer_by"):
        until = deadline_label(
            order.policy.terms, datetime.fromisoformat(turned.facts["answer_by"])
        )
        text += (
            " On your order's page you can choose what happens to it. Without an answer by"
            f" {until}, everything you paid for it is returned."
        )
    return text


def answer_report(
    *,
    order: Order,
    number: str,
    sentence: str,
    asked_at: datetime,
    now: datetime,
    by: str,
    how: str,
) -> CareCase:
    """A report of a parcel that comes back is kept, and answered at once."""
    words = return_explanation(order, number)
    step = Step(CLAUSE, words, local_time(order.policy.terms, asked_at))
    verdict: dict[str, Any] = {
        "verdict": OUTCOME,
        "clause": CLAUSE,
        "sentence": words,
        "steps": [step.data()],
    }
    request = store_request(
        order=order,
        kind=NOT_RECEIVED,
        about=number,
        sentence=sentence,
        how=how,
        by=by,
        asked_at=asked_at,
        verdict=verdict,
    )
    if close_request(request=request, outcome=OUTCOME, reason=words, now=now, by=Actor.POLICY):
        record_outcome(
            request=request,
            kind=RETURNING,
            now=now,
            by=Actor.POLICY,
            number=number,
            sentence=words,
            clause=CLAUSE,
        )
    return CareCase.objects.get(pk=request.pk)


@transaction.atomic
def stop_watching(event: Event, *, now: datetime) -> None:
    """The parcel turned back, or all of it was sent back: no claim of it opens, and a report or a
    claim of it ends. The letter about its return says so.
    """
    if event.kind not in (*TURNED_BACK, CANCELLED, RECEIVED):
        return
    order = lock_order(event.order)
    if event.kind != RECEIVED:
        _stop_watching(order, event.facts.get("number", ""), now)
        return
    for number in {event.facts["number"] for event in order.events.all() if event.kind == SHIPPED}:
        if is_sent_back(order, number):
            _stop_watching(order, number, now)


def _stop_watching(order: Order, number: str, now: datetime) -> None:
    Watch.objects.filter(order=order, number=number, ended_at=None).update(
        ended_at=now.astimezone(UTC)
    )
    for request in CareCase.objects.unended().filter(order=order, kind=NOT_RECEIVED, about=number):
        words = return_explanation(order, number)
        if close_request(request=request, outcome=OUTCOME, reason=words, now=now, by=Actor.POLICY):
            record_outcome(
                request=request,
                kind=RETURNING,
                now=now,
                by=Actor.POLICY,
                number=number,
                sentence=words,
                no_letter=True,
            )


def still_watched_returns(*, limit: int = 100) -> list[Event]:
    """Parcels that turned back or were sent back, and that a lost task left watched."""
    watched: dict[int, set[str]] = defaultdict(set)
    rows = Watch.objects.filter(ended_at=None).order_by("pk")
    for order, number in rows.values_list("order", "number")[:2000]:
        watched[order].add(number)
    events = Event.objects.filter(kind__in=(*TURNED_BACK, RECEIVED), order__in=list(watched))
    return [
        event
        for event in events.select_related("order__policy").order_by("pk")[:2000]
        if _ends_a_watch(event, watched[event.order_id])
    ][:limit]


def _ends_a_watch(event: Event, numbers: set[str]) -> bool:
    if event.kind == RECEIVED:
        return any(is_sent_back(event.order, number) for number in numbers)
    return event.facts.get("number", "") in numbers
