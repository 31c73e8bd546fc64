"""Parcels on their way, each watched until it comes or its days to claim have begun:
`non_receipt`, `claim_deadline`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.fields.json import KT

from troth.actors import Actor
from troth.care.cases import (
    close_request,
    lock_order,
    record_outcome,
    unended_request,
    wake_request,
)
from troth.care.models import ASLEEP, NOT_RECEIVED, CareCase, Watch
from troth.care.not_received import coming_back
from troth.care.not_received.claims import ARRIVED, FILED, FOUND, OPENED, delivered_at
from troth.care.not_received.tracing import SHIPPED, parcel_events, trace_key
from troth.orders.actions import record_event
from troth.orders.models import Event, Order
from troth.policy.dates.hours import deadline_label, end_of_next_business_day
from troth.worklist.actions import close_task

WATCHED_FOR = timedelta(days=60)  # longer than any claim of a published policy stays open


def watch_parcel(event: Event) -> Watch | None:
    """Begins to watch a parcel that shipped; once."""
    if event.kind != SHIPPED:
        return None
    facts, terms = event.facts, event.order.policy.terms
    days = terms.file.carriers[facts["carrier"]].claim_within_days
    stored, _ = Watch.objects.get_or_create(
        order=event.order,
        number=facts["number"],
        defaults={
            "opens_at": datetime.fromisoformat(facts["claim_opens_at"]).astimezone(UTC),
            "closes_at": datetime.fromisoformat(facts["claim_closes_at"]).astimezone(UTC),
            "carrier_until": date.fromisoformat(facts["shipped_on"]) + timedelta(days=days),
        },
    )
    return stored


def unwatched_parcels(*, now: datetime, limit: int = 200) -> list[Event]:
    """Parcels that shipped lately and that a lost task left unwatched."""
    shipped = Event.objects.filter(kind=SHIPPED, at__gt=now - WATCHED_FOR).annotate(
        number=KT("facts__number")
    )
    watched = Watch.objects.filter(order=OuterRef("order"), number=OuterRef("number"))
    return list(
        shipped.filter(~Exists(watched)).select_related("order__policy").order_by("-pk")[:limit]
    )


def due_watch_ids(*, now: datetime, limit: int = 200) -> list[int]:
    """Parcels that can be claimed now and of which the shopper hasn't been told so, and reports
    that wake.
    """
    opened = Watch.objects.filter(told_at=None, ended_at=None, opens_at__lte=now)
    return list(opened.order_by("opens_at", "pk").values_list("pk", flat=True)[:limit])


@transaction.atomic
def open_claim_period(*, watch_id: int, now: datetime) -> None:
    """The 15th business day has ended. Not delivered: the shopper is told, and an early report
    becomes a claim.
    """
    watched = Watch.objects.select_related("order").get(pk=watch_id)
    order = lock_order(watched.order)
    if not Watch.objects.filter(pk=watch_id, told_at=None, ended_at=None).update(told_at=now):
        return
    if coming_back.is_coming_back(order, watched.number):
        Watch.objects.filter(pk=watch_id).update(ended_at=now)
        return
    if delivered_at(order, watched.number) is not None:
        Watch.objects.filter(pk=watch_id).update(ended_at=now)
        handle_delivery(order=order, number=watched.number, now=now)
        return
    shipped = next(
        event for event in parcel_events(order) if event.facts["number"] == watched.number
    )
    facts = {
        name: shipped.facts[name]
        for name in ("number", "carrier_name", "url", "claim_last_on", "claim_steps")
    }
    early = unended_request(order, NOT_RECEIVED, watched.number)
    if early is not None:
        _file_early_report(order, early, facts, now)
    elif now < watched.closes_at:  # else nobody swept for days: it is too late to tell of it
        record_event(order=order, kind=OPENED, now=now, by=Actor.POLICY, facts=facts)


def _file_early_report(order: Order, early: CareCase, facts: dict[str, Any], now: datetime) -> None:
    """A report that sleeps becomes a claim, which a person answers."""
    answer_by = end_of_next_business_day(order.policy.terms, now)
    if not wake_request(request=early, answer_by=answer_by):
        return
    until = deadline_label(order.policy.terms, answer_by)
    record_outcome(
        request=early,
        kind=FILED,
        now=now,
        by=Actor.POLICY,
        **facts,
        verdict="open",
        clause="non_receipt",
        sentence=(
            "It hasn't arrived, so your claim is filed now. You don't need to do anything: a person"
            f" answers by {until}."
        ),
    )


@transaction.atomic
def handle_delivery(*, order: Order, number: str, now: datetime) -> None:
    """The parcel came and was signed for: a report that sleeps has its answer; a claim waits for a
    person still.
    """
    Watch.objects.filter(order=order, number=number, ended_at=None).update(ended_at=now)
    close_task(key=trace_key(order, number), now=now, by=Actor.POLICY, outcome="It came.")
    request = CareCase.objects.filter(
        order=order, kind=NOT_RECEIVED, about=number, state=ASLEEP
    ).first()
    if request is not None and close_request(
        request=request, outcome=ARRIVED, reason="It came.", now=now, by=Actor.POLICY
    ):
        record_outcome(request=request, kind=FOUND, now=now, by=Actor.POLICY, number=number)
