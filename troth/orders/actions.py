"""What can happen to an order. `record` is the one function that changes a line's state."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from troth.orders import turns
from troth.orders.models import Event, Line, Order, PublishedPolicy, Recipient, Turn
from troth.orders.tasks import all_happened, happened
from troth.policy.lifecycle import MOVES, NotAllowed, next_state
from troth.policy.terms import Terms
from troth.policy.windows import cancellation_limit


def begin(
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
        line.state = next_state(_placed(line), None)
    Line.objects.bulk_create(lines)
    turns.begin(order, lines=lines, before=before)
    told = [
        *before,
        *(Event(line=line, kind=_placed(line)) for line in lines),
        Event(kind="order.placed"),
    ]
    for event in told:
        event.order, event.at, event.by = order, event.at or now, event.by or by
    told[-1].facts = {"policy": order.policy.terms.identity}
    Event.objects.bulk_create(told)
    happened.enqueue(told[-1].pk)
    return told[-1]


def _placed(line: Line) -> str:
    return "line.placed_in_japan" if line.warehouse == "jp" else "line.placed"


@transaction.atomic
def record(
    *,
    order: Order,
    kind: str,
    now: datetime,
    by: str,
    line: Line | None = None,
    facts: dict[str, Any] | None = None,
) -> Event:
    """Appends an event to the timeline, moves the line it is about, and tells the followers once.

    Raises `NotAllowed` if the line's state, as stored, doesn't admit it; then nothing is written.
    """
    if kind in MOVES:
        if line is None:
            raise ValueError(f"{kind} happens to a line")
        _move(line, kind)
    event = Event.objects.create(
        order=order, line=line, kind=kind, at=now, by=by, facts=facts or {}
    )
    turns.follow(event)
    happened.enqueue(event.pk)
    return event


def _move(line: Line, kind: str) -> None:
    if None in MOVES[kind].sources:
        raise NotAllowed(kind, line.state)  # a line begins with its order
    target = next_state(kind, line.state)
    moved = Line.objects.filter(pk=line.pk, state=line.state).update(state=target)
    if not moved:  # somebody else moved it since it was read
        raise NotAllowed(kind, Line.objects.values_list("state", flat=True).get(pk=line.pk))
    line.state = target


def keep_policy(terms: Terms) -> PublishedPolicy:
    """The stored row of these terms, written the first time they govern an order."""
    kept, _ = PublishedPolicy.objects.defer("source").get_or_create(
        digest=terms.digest,
        defaults={"name": terms.name, "effective_on": terms.effective_on, "source": terms.source},
    )
    return kept


def confirmation_sent(*, order: Order, message_id: str, now: datetime, by: str) -> Event:
    """The confirmation was handed over at `now`: the cancellation window's clock starts, and its
    limit is recorded.
    """
    limit = cancellation_limit(order.policy.terms, confirmed_at=now)
    facts = {
        "message_id": message_id,
        "closes_at": limit.closes_at.isoformat(),
        "steps": [step.data() for step in limit.steps],
    }
    return record(order=order, kind="confirmation.sent", now=now, by=by, facts=facts)


@transaction.atomic
def confirmation_delivered(
    *, order: Order, message_id: str, at: datetime, now: datetime, by: str
) -> Event | None:
    """The mail provider reports that the confirmation was delivered `at`: the window counts from
    then, if later.

    Told once a confirmation; never does it move a limit earlier, nor one of an order of which
    something has shipped.
    """
    Turn.objects.select_for_update().get(order=order.pk)
    told = order.events.filter(kind__startswith="confirmation.", facts__message_id=message_id)
    kinds = set(told.values_list("kind", flat=True))
    if "confirmation.sent" not in kinds or "confirmation.delivered" in kinds:
        return None
    facts: dict[str, Any] = {"message_id": message_id, "delivered_at": at.isoformat()}
    stored = Order.objects.select_related("policy").prefetch_related("events").get(pk=order.pk)
    limit, known = (
        cancellation_limit(stored.policy.terms, confirmed_at=at),
        stored.cancellation_closes_at(),
    )
    shipped = any(event.kind == "line.shipped" for event in stored.events.all())
    if known is not None and limit.closes_at > known and not shipped:
        facts |= {
            "closes_at": limit.closes_at.isoformat(),
            "steps": [step.data() for step in limit.steps],
        }
    return record(order=stored, kind="confirmation.delivered", now=now, by=by, facts=facts)


@transaction.atomic
def confirmation_bounced(*, order: Order, says: str, now: datetime, by: str) -> Event | None:
    """The confirmation came back: care must reach the shopper in another way. Told once."""
    Turn.objects.select_for_update().get(order=order.pk)
    if order.events.filter(kind="confirmation.bounced").exists():
        return None
    return record(
        order=order, kind="confirmation.bounced", now=now, by=by, facts={"says": says[:200]}
    )


def hold(*, order: Order, why: str, now: datetime, by: str) -> Event:
    """The order keeps its place and waits, until every hold on it is released."""
    return record(order=order, kind=turns.HELD, now=now, by=by, facts={"why": why[:500]})


@transaction.atomic
def release(*, hold: Event, now: datetime, by: str) -> Event | None:
    """Ends one hold, once. None where it had ended already."""
    Turn.objects.select_for_update().get(order=hold.order_id)
    if Event.objects.filter(order=hold.order_id, kind=turns.RELEASED, facts__hold=hold.pk).exists():
        return None
    return record(order=hold.order, kind=turns.RELEASED, now=now, by=by, facts={"hold": hold.pk})


def record_many(events: Sequence[Event]) -> None:
    """Appends events that move no line, many at a time; followers are told of them together."""
    if any(event.kind in MOVES for event in events):
        raise ValueError("an event that moves a line is recorded alone")
    for written in Event.objects.bulk_create(events, batch_size=1000):
        turns.follow(written)
    for start in range(0, len(events), 500):
        all_happened.enqueue([event.pk for event in events[start : start + 500]])
