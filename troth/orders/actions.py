"""What can happen to an order. `record_event` is the one function that changes a line's state."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction

from troth.event_kinds import EventKind
from troth.orders import confirmations, queue_entries
from troth.orders.confirmations import clock_of
from troth.orders.models import Event, Line, Order, PublishedPolicy, QueueEntry, Recipient
from troth.orders.tasks import dispatch_event, dispatch_events
from troth.policy.dates.promise import local_time
from troth.policy.dates.windows import CancellationLimit, cancellation_limit
from troth.policy.lifecycle import MOVES, TransitionRefused, next_state
from troth.policy.terms import Terms
from troth.policy.texts import shorten_text

_HANDED_OVER = "We handed the confirmation over, which counts as its receipt,"
_DELIVERED = "The mail provider reported the confirmation delivered"
_ACKNOWLEDGED = "The shopper said that they have the order's details"


def create_order(
    *,
    order: Order,
    recipient: Recipient,
    lines: Sequence[Line],
    before: Sequence[Event],
    now: datetime,
    by: str,
) -> Event:
    """Writes a new order down, with its lines and the events that precede `order.placed`, which is
    returned.

    The caller's transaction holds it all. Raises `IntegrityError` where another live line has an
    item already.
    """
    order.save(force_insert=True)
    recipient.order = order
    recipient.save(force_insert=True)
    for line in lines:
        line.order = order
        line.state = next_state(_placement_kind(line), None)
    Line.objects.bulk_create(lines)
    queue_entries.create_turn(order, lines=lines, before=before)
    events = [
        *before,
        *(Event(line=line, kind=_placement_kind(line)) for line in lines),
        Event(kind=EventKind.ORDER_PLACED),
    ]
    for event in events:
        event.order, event.at, event.by = order, event.at or now, event.by or by
    events[-1].facts = {"policy": order.policy.terms.identity}
    Event.objects.bulk_create(events)
    dispatch_event.enqueue(events[-1].pk)
    return events[-1]


def _placement_kind(line: Line) -> str:
    return EventKind.LINE_PLACED_IN_JAPAN if line.warehouse == "jp" else EventKind.LINE_PLACED


@transaction.atomic
def record_event(
    *,
    order: Order,
    kind: str,
    now: datetime,
    by: str,
    line: Line | None = None,
    facts: dict[str, Any] | None = None,
) -> Event:
    """Appends an event to the timeline, moves the line it is about, and tells the followers once.

    Raises `TransitionRefused` if the line's state, as stored, doesn't admit it, and `ValueError`
    for a kind that isn't of `EventKind`; then nothing is written.
    """
    kind = EventKind(kind)
    if kind in MOVES:
        if line is None:
            raise ValueError(f"{kind} happens to a line")
        _move_line(line, kind)
    event = Event.objects.create(
        order=order, line=line, kind=kind, at=now, by=by, facts=facts or {}
    )
    queue_entries.update_turn(event)
    dispatch_event.enqueue(event.pk)
    return event


def _move_line(line: Line, kind: str) -> None:
    if None in MOVES[kind].sources:
        raise TransitionRefused(kind, line.state)  # a line begins with its order
    target = next_state(kind, line.state)
    moved = Line.objects.filter(pk=line.pk, state=line.state).update(state=target)
    if not moved:  # somebody else moved it since it was read
        raise TransitionRefused(kind, Line.objects.values_list("state", flat=True).get(pk=line.pk))
    line.state = target


def store_policy(terms: Terms) -> PublishedPolicy:
    """The stored row of these terms, written the first time they govern an order."""
    policy, _ = PublishedPolicy.objects.defer("source").get_or_create(
        digest=terms.digest,
        defaults={"name": terms.name, "effective_on": terms.effective_on, "source": terms.source},
    )
    return policy


@transaction.atomic
def mark_confirmation_sent(
    *,
    order: Order,
    message_id: str,
    now: datetime,
    by: str,
    reports: str = "",
    copy: int | None = None,
    again: bool = False,
) -> Event:
    """The confirmation was handed over at `now`.

    Where no delivery reports are set up, the cancellation window's clock starts, and its limit is
    recorded. `reports` names the provider that will report: then the clock waits for it, and the
    event records until when. A copy that was asked for `again` starts nothing, unless a bounce had
    stopped the clock; then a provider that reports must report that copy delivered.
    """
    stored = _lock_order(order)
    clock = clock_of(stored.events.all())
    facts: dict[str, Any] = {"message_id": message_id}
    facts |= {"copy": copy} if copy is not None else {}
    facts |= {"reports": reports} if reports else {}
    if not (again and clock.bounce is None) and not (reports and clock.bounce is not None):
        facts |= _clock_facts(stored.policy.terms, now, reports=bool(reports))
    sent_before = any(event.kind == confirmations.SENT for event in stored.events.all())
    kind = confirmations.RESENT if again and sent_before else confirmations.SENT
    return record_event(order=order, kind=kind, now=now, by=by, facts=facts)


def _clock_facts(terms: Terms, now: datetime, *, reports: bool) -> dict[str, Any]:
    """The limit of a window that opens now; where delivery is reported, until when that is awaited,
    and the limit without it.
    """
    limit = cancellation_limit(terms, confirmed_at=now, because=_HANDED_OVER)
    if not reports:
        return _limit_facts(limit)
    hours = timedelta(hours=terms.file.cancellation.delivery_report_hours)
    return {
        "report_by": local_time(terms, now.astimezone(UTC) + hours).isoformat(),
        "limit_without_report": limit.closes_at.isoformat(),
        "steps": [step.data() for step in limit.steps],
    }


@transaction.atomic
def mark_confirmation_delivered(
    *,
    order: Order,
    message_id: str,
    at: datetime,
    now: datetime,
    by: str,
    copy: int | None = None,
    again: bool = False,
) -> Event | None:
    """The mail provider reports that a copy of the confirmation was delivered `at`.

    It starts a clock that waits for a report or was stopped by a bounce. One that runs it moves
    later, never earlier, and not for a copy that was asked for `again`: the shopper had received
    the first one. After shipping it is only recorded. None where that copy's delivery is recorded
    already, or where the copy came back after that.
    """
    stored = _lock_order(order)
    events = list(stored.events.all())
    clock = clock_of(events)
    if not _was_handed_over(events, message_id) or _is_stale(events, clock, copy, at):
        return None
    facts: dict[str, Any] = {"message_id": message_id, "delivered_at": at.isoformat()}
    facts |= {"copy": copy} if copy is not None else {}
    limit = cancellation_limit(stored.policy.terms, confirmed_at=at, because=_DELIVERED)
    current_limit = clock.limit(now)
    starts = current_limit is None
    moves = current_limit is not None and limit.closes_at > current_limit and not again
    if (starts or moves) and not _has_shipped(events):
        facts |= _limit_facts(limit)
        if clock.limit_without_report is not None:
            closes_at = max(limit.closes_at, clock.limit_without_report)
            facts["closes_at"] = local_time(stored.policy.terms, closes_at).isoformat()
    return record_event(order=stored, kind=confirmations.DELIVERED, now=now, by=by, facts=facts)


@transaction.atomic
def mark_confirmation_bounced(
    *,
    order: Order,
    sentence: str,
    now: datetime,
    by: str,
    at: datetime | None = None,
    copy: int | None = None,
) -> Event | None:
    """A copy of the confirmation came back, or was refused for good.

    It stops the clock, so that the order keeps its place and waits, unless something has shipped:
    then it is only recorded. None where the clock stands still already, and where the shopper has
    another copy: they said so, or it was reported delivered.
    """
    stored = _lock_order(order)
    events = list(stored.events.all())
    clock, bounced_at = clock_of(events), at or now
    over = _has_shipped(events) or any(event.kind == EventKind.ORDER_CANCELLED for event in events)
    already_recorded = over and any(event.kind == confirmations.BOUNCED for event in events)
    if clock.bounce is not None or already_recorded or _has_other_copy(events, copy, bounced_at):
        return None
    facts: dict[str, Any] = {"sentence": shorten_text(without_addresses(sentence), 200)}
    facts |= {"bounced_at": bounced_at.isoformat(), "stops": not over}
    facts |= {"copy": copy} if copy is not None else {}
    return record_event(order=stored, kind=confirmations.BOUNCED, now=now, by=by, facts=facts)


@transaction.atomic
def mark_confirmation_acknowledged(*, order: Order, now: datetime, by: str) -> Event | None:
    """After a bounce the shopper says on the order's page that they have its details: the clock
    starts. None where no bounce has stopped it, and for an order that is cancelled.
    """
    stored = _lock_order(order)
    events = list(stored.events.all())
    if clock_of(events).bounce is None or any(
        event.kind == EventKind.ORDER_CANCELLED for event in events
    ):
        return None
    limit = cancellation_limit(stored.policy.terms, confirmed_at=now, because=_ACKNOWLEDGED)
    return record_event(
        order=stored, kind=confirmations.ACKNOWLEDGED, now=now, by=by, facts=_limit_facts(limit)
    )


def _lock_order(order: Order) -> Order:
    """The order as it is stored, for the one who may now decide about it; others wait."""
    QueueEntry.objects.select_for_update().get(order=order.pk)
    return Order.objects.select_related("policy").prefetch_related("events").get(pk=order.pk)


def _limit_facts(limit: CancellationLimit) -> dict[str, Any]:
    return {
        "closes_at": limit.closes_at.isoformat(),
        "steps": [step.data() for step in limit.steps],
    }


def _was_handed_over(events: Sequence[Event], message_id: str) -> bool:
    handed_over = (confirmations.SENT, confirmations.RESENT)
    return any(
        event.kind in handed_over and event.facts.get("message_id") == message_id
        for event in events
    )


def _is_stale(
    events: Sequence[Event], clock: confirmations.Clock, copy: int | None, at: datetime
) -> bool:
    """The report of a copy that is known to be delivered, or that came back later than `at`."""
    if clock.bounce is not None:
        same = clock.bounce.facts.get("copy") == copy
        return same and at <= datetime.fromisoformat(clock.bounce.facts["bounced_at"])
    return any(
        event.kind == confirmations.DELIVERED and event.facts.get("copy") == copy
        for event in events
    )


def _has_other_copy(events: Sequence[Event], copy: int | None, at: datetime) -> bool:
    """The shopper has the order's details although this copy came back at `at`."""
    if any(event.kind == confirmations.ACKNOWLEDGED for event in events):
        return True
    delivered = [event for event in events if event.kind == confirmations.DELIVERED]
    return any(
        e.facts.get("copy") != copy or datetime.fromisoformat(e.facts["delivered_at"]) > at
        for e in delivered
    )


def _has_shipped(events: Sequence[Event]) -> bool:
    return any(event.kind == EventKind.LINE_SHIPPED for event in events)


def without_addresses(text: str) -> str:
    """A mail program's words without the addresses in them: the timeline is never erased."""
    return re.sub(r"<?[^\s<>:;,'\"()]+@[^\s<>:;,'\"()]+>?", "the address", text)


def hold_order(*, order: Order, why: str, now: datetime, by: str) -> Event:
    """The order keeps its place and waits, until every hold on it is released."""
    return record_event(
        order=order, kind=queue_entries.HELD, now=now, by=by, facts={"why": why[:500]}
    )


@transaction.atomic
def release_hold(*, hold: Event, now: datetime, by: str, why: str = "") -> Event | None:
    """Ends one hold, once. None where it had ended already."""
    QueueEntry.objects.select_for_update().get(order=hold.order_id)
    if Event.objects.filter(
        order=hold.order_id, kind=queue_entries.RELEASED, facts__hold=hold.pk
    ).exists():
        return None
    facts: dict[str, Any] = {"hold": hold.pk}
    facts |= {"why": why[:500]} if why else {}
    return record_event(order=hold.order, kind=queue_entries.RELEASED, now=now, by=by, facts=facts)


def record_events(events: Sequence[Event]) -> None:
    """Appends events that move no line, many at a time; followers are told of them together."""
    if any(event.kind in MOVES for event in events):
        raise ValueError("an event that moves a line is recorded alone")
    for written in Event.objects.bulk_create(events, batch_size=1000):
        queue_entries.update_turn(written)
    for start in range(0, len(events), 500):
        dispatch_events.enqueue([event.pk for event in events[start : start + 500]])
