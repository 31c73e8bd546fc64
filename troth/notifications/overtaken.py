"""Letters about dates that a later letter of the same order replaces before they could leave, while
the mail provider was down: they aren't sent. What is left leaves in the order in which it was
written.

A notice that asks the shopper for a choice, and so starts a deadline, is replaced only by one that
asks anew, or by the end of the question: the pieces shipped, or the order was cancelled.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from troth.actors import Actor
from troth.event_kinds import EventKind
from troth.fulfillment.promises.delay_notices import KNOWN, MOVED, SOONER
from troth.notifications.models import REPLACED, Notification
from troth.notifications.outbox import EMAILS
from troth.orders.actions import record_event
from troth.orders.models import Event

OVERTAKEN = EventKind.DELAY_NOTICE_SUPERSEDED
DATES, OVERDUE, SHIPPED = (MOVED, KNOWN, SOONER), EventKind.PARCEL_OVERDUE, EventKind.PARCEL_SHIPPED
HAS_COME = (EventKind.PARCEL_DELIVERED, EventKind.PARCEL_RETURNING, EventKind.PARCEL_RETURNED)
# The carrier can't find it, or left it elsewhere, and we say by when we ask for a trace: once the
# trace has started, that letter says more, and this one names a time that is over.
SEARCHED = (EventKind.PARCEL_MISSING, EventKind.PARCEL_MISDELIVERED)
FOLLOWED_UP = (EventKind.TRACE_STARTED, EventKind.PARCEL_LOST, EventKind.CLAIM_REDELIVERY_STARTED)
REPLACEABLE = (*DATES, OVERDUE, *SEARCHED)
# Kinds of letters.
REPLACING = ("delay", "shipping", "cancelled", "delivered", "returned", "request", "trouble")
# A letter that fails again and again for a reason of its own keeps later ones back for so long.
WAITS_AT_MOST = timedelta(days=1)
A_MOMENT = timedelta(minutes=1)


def waits_for_another(notice: Notification, now: datetime) -> bool:
    """Whether the letter doesn't leave now: a later one replaces it, or one written before it
    leaves first. It is looked at again in a moment.
    """
    if notice.event is None or notice.event.kind not in (*REPLACEABLE, SHIPPED):
        return False
    if (later := replacement_of(notice.event)) is not None:
        if not Notification.objects.filter(event=later, sent_at__isnull=False).exists():
            return _postpone_notice(notice, now)
        _stop_replaced_notice(notice, later, now)
        return True
    earlier = _unsent_before(notice.event).filter(written_at__gt=now - WAITS_AT_MOST)
    waits = any(
        replacement_of(letter.event) is None for letter in earlier if letter.event is not None
    )
    return waits and _postpone_notice(notice, now)


def stop_replaced(event: Event, now: datetime) -> None:
    """The letter of this event has left: what it replaces isn't sent any more."""
    for notice in _unsent_before(event):
        if notice.event is not None and is_replacement(event, notice.event):
            _stop_replaced_notice(notice, event, now)


def replacement_of(event: Event) -> Event | None:
    """The latest event that replaces what this one tells, and whose letter has left or will."""
    if event.kind not in REPLACEABLE:
        return None
    later = Event.objects.filter(order=event.order_id, pk__gt=event.pk).order_by("-pk")
    return next(
        (
            candidate
            for candidate in later
            if is_replacement(candidate, event) and _is_sent_or_pending(candidate)
        ),
        None,
    )


def is_replacement(later: Event, event: Event) -> bool:
    """Whether the later event's letter tells everything anew that this one's letter tells."""
    if later.pk <= event.pk or event.kind not in REPLACEABLE:
        return False
    facts, later_facts = event.facts, later.facts
    if later.kind == EventKind.ORDER_CANCELLED:
        return True
    if later.kind in HAS_COME:
        return bool(facts.get("number")) and facts["number"] == later_facts.get("number")
    if event.kind in SEARCHED and later.kind in FOLLOWED_UP:
        return bool(facts["number"] == later_facts.get("number"))
    if event.kind in (OVERDUE, *SEARCHED):
        return False
    if later.kind == SHIPPED:
        return not facts.get("shipped") and _are_all_in(
            facts.get("lines"), later_facts.get("lines")
        )
    if later.kind not in DATES or _subject_of(facts) != _subject_of(later_facts):
        return False
    return bool(later_facts.get("choice")) or not facts.get("choice")


def _subject_of(facts: dict[str, Any]) -> tuple[Any, Any]:
    return facts.get("warehouse"), facts.get("number")


def _are_all_in(lines: Any, shipped: Any) -> bool:
    return bool(lines) and set(lines) <= set(shipped or ())


def _is_sent_or_pending(event: Event) -> bool:
    """Whether the event's letter has left, or is still to leave."""
    if "no_letter" in event.facts:
        return False
    notice = Notification.objects.filter(event=event).first()
    return notice is None or notice.sent_at is not None or notice.refused_at is None


def _unsent_before(event: Event) -> Any:
    rows = Notification.objects.waiting().filter(event__order=event.order_id, event__lt=event.pk)
    return rows.filter(event__kind__in=REPLACEABLE).select_related("event").order_by("event")


def _postpone_notice(notice: Notification, now: datetime) -> bool:
    EMAILS.due(now).filter(pk=notice.pk).update(not_before=now + A_MOMENT)
    return True


@transaction.atomic
def _stop_replaced_notice(notice: Notification, later: Event, now: datetime) -> None:
    """Once; a letter that is on its way at this moment isn't stopped."""
    is_leaving = notice.attempts > 0 and notice.not_before > now and not notice.problem
    unsent = Notification.objects.waiting().filter(pk=notice.pk)
    if is_leaving or not unsent.update(refused_at=now, problem=REPLACED):
        return
    assert notice.event is not None
    facts = {"event": notice.event.pk, "by": later.pk}
    record_event(order=later.order, kind=OVERTAKEN, now=now, by=Actor.NOTIFICATIONS, facts=facts)
