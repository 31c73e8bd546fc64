"""What needs a person because a letter didn't reach its reader."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from troth.alerting.cause import Cause, Find, limited_to_order, page_of
from troth.event_kinds import EventKind
from troth.notifications.copies import LETTER_BOUNCED
from troth.notifications.models import Notification
from troth.orders.confirmations import BOUNCED, clock_of
from troth.orders.models import Event
from troth.payments.models import Payment
from troth.payments.unreached import ends_at
from troth.policy.dates.hours import deadline_label, end_of_business_day
from troth.worklist.models import Task

# About half an hour of failures: by then it is no hiccup.
TRIES_BEFORE_A_TASK = 6


def _bounced_confirmations(_now: datetime, order: int | None) -> Iterator[Cause]:
    """Orders whose clock a bounce has stopped, until a copy is delivered or the order is over."""
    bounces = Event.objects.filter(kind=BOUNCED, order__queue_entry__cancellable_until=None)
    bounces = bounces.exclude(order__events__kind=EventKind.ORDER_CANCELLED)
    for event in limited_to_order(bounces, "order", order).select_related("order__policy"):
        clock, terms = clock_of(event.order.events.all()), event.order.policy.terms
        if clock.bounce is None or clock.bounce.pk != event.pk:
            continue
        payment = Payment.objects.filter(order=event.order).first()
        ends = ends_at(payment, clock) if payment else None
        reason = event.facts["sentence"] or "The mail server gave no reason."
        until = f" It is cancelled at {deadline_label(terms, ends)} otherwise." if ends else ""
        yield Cause(
            key=f"confirmation-bounced.{event.pk}",
            due_at=end_of_business_day(terms, event.at),
            link=page_of(event.order),
            order=event.order,
            detail=f"{reason} The order waits.{until}",
        )


def _bounced_letters(_now: datetime, order: int | None) -> Iterator[Cause]:
    """The first letter of each order that came back since a person last dealt with one. An order
    whose confirmation came back has a task already; who is erased is reached no more.
    """
    bounces = Event.objects.filter(kind=LETTER_BOUNCED).exclude(order__recipient__email="")
    seen: set[int] = set()
    for event in (
        limited_to_order(bounces, "order", order).select_related("order__policy").order_by("pk")
    ):
        if event.order_id in seen or _is_dealt_with(event):
            continue
        seen.add(event.order_id)
        yield Cause(
            key=f"letter-bounced.{event.pk}",
            due_at=end_of_business_day(event.order.policy.terms, event.at),
            link=page_of(event.order),
            order=event.order,
            detail=event.facts["sentence"],
        )


def _is_dealt_with(event: Event) -> bool:
    ended = Task.objects.filter(order=event.order_id, kind="letter_bounced", closed_at__gt=event.at)
    return ended.exists() or clock_of(event.order.events.all()).bounce is not None


def _unsent_letters(_now: datetime, order: int | None) -> Iterator[Cause]:
    """Letters that the mail server or provider has not taken after several tries."""
    waiting = Notification.objects.waiting().filter(attempts__gte=TRIES_BEFORE_A_TASK)
    waiting = waiting.exclude(event=None)
    for notice in limited_to_order(waiting, "event__order", order).select_related(
        "event__order__policy"
    ):
        assert notice.event is not None
        yield Cause(
            key=f"letter-unsent.{notice.pk}",
            due_at=end_of_business_day(notice.event.order.policy.terms, notice.written_at),
            link=page_of(notice.event.order),
            order=notice.event.order,
        )


FIND_MAIL: dict[str, Find] = {
    "confirmation_bounced": _bounced_confirmations,
    "letter_bounced": _bounced_letters,
    "letter_unsent": _unsent_letters,
}
