"""A piece that care wants back: the label that care adds by hand, and the warehouse's word that it
is here. Clauses `care`, `authenticity_refund`.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from troth.care.authenticity_refunds import authenticity
from troth.care.cases import lock_order, record_outcome
from troth.care.models import ASLEEP, DAMAGED, DONE, NOT_AUTHENTIC, OPEN, CareCase
from troth.event_kinds import EventKind
from troth.orders.models import Event
from troth.policy.dates.hours import deadline_label, end_of_next_business_day

RECEIVED, ATTACHED, BACK = (
    EventKind.RETURN_CHECKED_IN,
    EventKind.RETURN_LABEL_ATTACHED,
    EventKind.DAMAGE_PIECE_RECEIVED,
)


def wants_it_back(request: CareCase) -> bool:
    """Whether care has asked for the piece, and it isn't here yet."""
    fact = {DAMAGED: "return", NOT_AUTHENTIC: "origin"}.get(request.kind, "")
    return request.state != DONE and fact in request.facts and "received" not in request.facts


@transaction.atomic
def record_label_attached(*, request: CareCase, now: datetime, by: str) -> Event | None:
    """Care has added a prepaid label for the shopper: they are written to. None where no piece is
    awaited.
    """
    stored = CareCase.objects.select_related("order__policy").get(pk=request.pk)
    if not wants_it_back(stored):
        return None
    store = stored.order.policy.terms.file.store
    line = stored.order.lines.get(pk=int(stored.about))
    return record_outcome(
        request=stored,
        kind=ATTACHED,
        now=now,
        by=by,
        title=line.title,
        return_to=[store.name, *store.address],
        return_by=stored.facts.get("return_by"),
    )


@transaction.atomic
def receive_returned_piece(event: Event, *, now: datetime) -> None:
    """The warehouse has checked the piece in: it is a person's turn. Once."""
    if event.kind != RECEIVED:
        return
    order = lock_order(event.order)
    request = CareCase.objects.unended().filter(order=order, key=event.facts["request"]).first()
    if request is None or "received" in request.facts:
        return
    answer_by = end_of_next_business_day(order.policy.terms, now)
    facts = request.facts | {"received": event.facts["pieces"]}
    CareCase.objects.filter(pk=request.pk).update(
        facts=facts, state=OPEN, wakes_at=None, answer_by=answer_by
    )
    if all(piece["condition"] == "missing" for piece in event.facts["pieces"]):
        return  # what came isn't the piece: a person looks into it first
    if request.kind == NOT_AUTHENTIC:
        authenticity.receive_piece(request=request, now=now, by=event.by)
        return
    until = deadline_label(order.policy.terms, answer_by)
    record_outcome(
        request=request,
        kind=BACK,
        now=now,
        by=event.by,
        title=event.facts["pieces"][0]["title"],
        sentence=f"Thank you: it has reached us. We look at it and answer by {until}.",
    )


def unprocessed_returns(*, limit: int = 100) -> list[Event]:
    """Pieces that were checked in and that a lost task left asleep."""
    waiting = CareCase.objects.filter(state=ASLEEP, kind__in=[DAMAGED, NOT_AUTHENTIC])
    keys = {request.key for request in waiting[:1000] if wants_it_back(request)}
    events = Event.objects.filter(kind=RECEIVED, order__requests__key__in=keys).distinct()
    return [
        event
        for event in events.select_related("order__policy").order_by("pk")[:1000]
        if event.facts.get("request") in keys
    ][:limit]
