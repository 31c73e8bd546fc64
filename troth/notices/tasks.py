"""Background work of the notices: following the timeline, and sweeping up what was missed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django_tasks_db.models import DBTaskResult

from troth import clock
from troth.notices import actions
from troth.orders.models import Event
from troth.orders.tasks import happened


def follow(event_id: int) -> None:
    """Writes and sends the notice that this event owes, if it owes one."""
    event = Event.objects.select_related("order__recipient", "order__policy").get(pk=event_id)
    if notice := actions.write(event=event, now=clock.now()):
        actions.send(notice=notice, clock=clock.now)


def sweep() -> int:
    """Enqueues again whatever is still owed, and forgets old tasks. Returns how many were owed."""
    owed = actions.owing(now=clock.now())
    for event_id in owed:
        happened.enqueue(event_id)
    # A task is a hint: one that a killed worker left running, or that ended, has nothing to tell after a day.
    a_day_ago = datetime.now(UTC) - timedelta(days=1)
    DBTaskResult.objects.filter(enqueued_at__lt=a_day_ago).delete()
    return len(owed)
