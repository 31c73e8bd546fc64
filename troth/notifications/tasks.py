"""Background work of the notices: following the timeline, and sweeping up what was missed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django_tasks import task
from django_tasks_db.models import DBTaskResult

from troth import clock
from troth.notifications import (
    actions,
    copies,
    correcting,
    erasure,
    released,
    repeating,
    searches,
    typed_addresses,
)
from troth.notifications.models import Notification
from troth.notifications.outbox import EMAILS, RESENDS
from troth.orders.erasure import ERASED
from troth.orders.models import Event
from troth.orders.tasks import dispatch_event


def on_event(event_id: int) -> None:
    """Writes and sends the notice that this event owes, if it owes one."""
    event = Event.objects.select_related("order__recipient", "order__policy").get(pk=event_id)
    if event.kind == ERASED:
        erasure.erase_letters(order=event.order, now=clock.now())
    correcting.answer_wrong_letter(event=event, now=clock.now())
    if notice := actions.write_notice(event=event, now=clock.now()):
        actions.send_notice(notice=notice, clock=clock.now)


@task()
def send_stored_notice(notice_id: int) -> None:
    """Sends a notice that is written, if it is still owed."""
    if (
        notice := Notification.objects.select_related("search", "event__order__policy")
        .filter(pk=notice_id)
        .first()
    ):
        actions.send_notice(notice=notice, clock=clock.now)


@task()
def send_repeat(repeat_id: int) -> None:
    """Sends a letter once more to who lost it."""
    repeating.resend_letter(repeat_id=repeat_id, now=clock.now())


def sweep_notices() -> int:
    """Writes and enqueues again whatever is still owed, and forgets old tasks. Returns how many
    events owed.
    """
    now = clock.now()
    owed = actions.events_owing_notice(now=now)
    for event_id in owed:
        dispatch_event.enqueue(event_id)
    for order in erasure.orders_to_erase():
        erasure.erase_letters(order=order, now=now)
    searches.write_search_notices(now=now)
    typed_addresses.forget_old_counts(now=now)
    released.write_release_notices(now=now)
    copies.match_unmatched(now=now)
    for repeat_id in repeating.overdue_repeat_ids(now=now):
        RESENDS.nudge(repeat_id)
    notices = EMAILS.due(now).filter(event=None).order_by("pk")
    for notice_id in notices.values_list("pk", flat=True)[:500]:
        EMAILS.nudge(notice_id)
    # A task is a hint: one that a killed worker left running, or that ended, has nothing to tell
    # after a day.
    a_day_ago = datetime.now(UTC) - timedelta(days=1)
    DBTaskResult.objects.filter(enqueued_at__lt=a_day_ago).delete()
    return len(owed)
