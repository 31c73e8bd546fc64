"""Letters with wrong dates that haven't left when the dates are corrected: they never leave, and
who knows only the right dates isn't written to at all.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from troth.fulfillment.models import Delay
from troth.fulfillment.promises.delay_notices import SOONER
from troth.notifications import actions
from troth.notifications.models import CORRECTED, NOT_NEEDED, Notification
from troth.orders.models import Event


@transaction.atomic
def answer_wrong_letter(*, event: Event, now: datetime) -> bool:
    """Stops the letter that this correction answers, where it hasn't left. Where the dates are
    those that the shopper knows, the correction's own letter isn't sent either, and the question of
    the delay ends: nobody was asked. Returns whether a letter was stopped.

    A letter that announces a refund, and whose dates were wrong only in part, still leaves: the
    shopper must be able to answer it.
    """
    wrong_key = event.facts.get("instead_of")
    if event.kind != SOONER or not wrong_key:
        return False
    rows = Event.objects.select_related("order__recipient", "order__policy")
    wrong = rows.get(pk=wrong_key)
    stands = bool(event.facts.get("stood"))
    if not stands and wrong.facts.get("silence") == "cancel":
        return False
    first = actions.write_notice(event=wrong, now=now)
    if first is None:
        return False
    is_leaving = first.attempts > 0 and first.not_before > now and not first.problem
    if not _stop_letter(first, CORRECTED, now):
        return False
    if stands and not is_leaving:
        own = actions.write_notice(event=event, now=now)
        if own is not None:
            _stop_letter(own, NOT_NEEDED, now)
        Delay.objects.filter(
            order=event.order_id,
            standing__warehouse=event.facts["warehouse"],
            number=wrong.facts.get("round", 0),
            ended_at=None,
        ).update(outcome="replaced", ended_at=now)
    return True


def _stop_letter(notice: Notification, why: str, now: datetime) -> bool:
    """Whether the letter will never leave. One that is on its way at this moment may."""
    unsent = Notification.objects.select_for_update().filter(
        pk=notice.pk, sent_at=None, refused_at=None
    )
    return bool(unsent.update(refused_at=now, problem=why))
