"""What can happen to an order. `record` is the one function that changes a line's state."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from troth.orders.models import Event, Line, Order, PublishedPolicy
from troth.orders.tasks import happened
from troth.policy.lifecycle import MOVES, NotAllowed, next_state
from troth.policy.terms import Terms
from troth.policy.windows import cancellation_limit


@transaction.atomic
def record(
    *, order: Order, kind: str, now: datetime, by: str, line: Line | None = None, facts: dict[str, Any] | None = None
) -> Event:
    """Appends an event to the timeline, moves the line it is about, and tells the followers once.

    Raises `NotAllowed` if the line's state, as stored, doesn't admit it; then nothing is written.
    """
    if kind in MOVES:
        if line is None:
            raise ValueError(f"{kind} happens to a line")
        _move(line, kind)
    event = Event.objects.create(order=order, line=line, kind=kind, at=now, by=by, facts=facts or {})
    happened.enqueue(event.pk)
    return event


def _move(line: Line, kind: str) -> None:
    if None in MOVES[kind].sources:
        if line.state != next_state(kind, None) or line.events.exists():
            raise NotAllowed(kind, line.state)
        return
    target = next_state(kind, line.state)
    moved = Line.objects.filter(pk=line.pk, state=line.state).update(state=target)
    if not moved:  # somebody else moved it since it was read
        raise NotAllowed(kind, Line.objects.values_list("state", flat=True).get(pk=line.pk))
    line.state = target


def keep_policy(terms: Terms) -> PublishedPolicy:
    """The stored row of these terms, written the first time they govern an order."""
    kept, _ = PublishedPolicy.objects.get_or_create(
        digest=terms.digest,
        defaults={"name": terms.name, "effective_on": terms.effective_on, "source": terms.source},
    )
    return kept


def confirmation_sent(*, order: Order, message_id: str, now: datetime, by: str) -> Event:
    """The confirmation was handed over at `now`: the cancellation window's clock starts, and its limit is recorded."""
    limit = cancellation_limit(order.policy.terms, confirmed_at=now)
    facts = {
        "message_id": message_id,
        "closes_at": limit.closes_at.isoformat(),
        "steps": [step.data() for step in limit.steps],
    }
    return record(order=order, kind="confirmation.sent", now=now, by=by, facts=facts)
