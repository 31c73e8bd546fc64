"""Sending a confirmation once more, to who lost it: the same message, to the same address, a few
times a day.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from troth.email_addresses import same_mailbox
from troth.notifications import actions, copies
from troth.notifications.models import Notification, Resend
from troth.notifications.outbox import RESENDS
from troth.notifications.refusals import refusal_of
from troth.notifications.typed_addresses import allow_mail
from troth.orders.numbers import order_number

MOST_A_DAY = 3
RESENT_WITHIN = timedelta(days=1)  # later nobody waits for it


def request_resend(*, number: str, email: str, now: datetime, network: str = "") -> bool:
    """Has the confirmation of this order sent again, if the address is the order's. False where it
    is not, or where it was asked for too often today: of this order, by this network, or of all
    (`typed_addresses`). Whoever asks is told the same either way.
    """
    left_or_refused = Q(sent_at__isnull=False) | Q(refused_at__isnull=False)
    confirmations = Notification.objects.filter(
        left_or_refused, kind="confirmation", event__order__number=order_number(number)
    )
    notice = next(
        (confirmation for confirmation in confirmations if same_mailbox(confirmation.to, email)),
        None,
    )
    if notice is None:
        return False
    if (
        Resend.objects.filter(notice=notice, asked_at__gt=now - timedelta(days=1)).count()
        >= MOST_A_DAY
    ):
        return False
    if not allow_mail(purpose="link", email=notice.to, network=network, now=now):
        return False
    repeat = Resend.objects.create(notice=notice, asked_at=now, not_before=now)
    RESENDS.nudge(repeat.pk)
    return True


def resend_letter(*, repeat_id: int, now: datetime) -> bool:
    """Sends the same message again. A crash between sending and recording may repeat it: it is the
    same message. A permanent refusal of the address ends it; whatever else fails is tried again.
    """
    in_time = Resend.objects.filter(pk=repeat_id, asked_at__gt=now - RESENT_WITHIN)
    if not in_time.exists() or not RESENDS.lease_row(repeat_id, now=now):
        return False
    repeat = Resend.objects.select_related("notice__event__order__policy").get(pk=repeat_id)
    try:
        taken = copies.hand_over(actions.build_email(repeat.notice))
    except Exception as problem:  # noqa: BLE001 - whatever it is: kept and tried again
        _record_failure(repeat, problem, now)
        return False
    with transaction.atomic():
        if not Resend.objects.filter(pk=repeat.pk, sent_at=None).update(sent_at=now):
            return False
        copy = copies.store_copy(notice=repeat.notice, taken=taken, now=now, repeat=repeat)
        copies.match_copy(copy, now=now)
    return True


@transaction.atomic
def _record_failure(repeat: Resend, problem: Exception, now: datetime) -> None:
    stored = Resend.objects.filter(pk=repeat.pk)
    if refusal := refusal_of(problem, to=repeat.notice.to):
        stored.update(refused_at=now)
        copies.record_refusal(notice=repeat.notice, sentence=refusal, now=now, repeat=repeat)
        return
    logging.getLogger(__name__).warning("A letter could not be sent again: %r", problem)
    RESENDS.postpone(repeat.pk, attempts=repeat.attempts, problem=repr(problem), now=now)


def overdue_repeat_ids(*, now: datetime) -> list[int]:
    """What should have been sent some time ago, and wasn't."""
    waiting = RESENDS.due(now).filter(
        asked_at__gt=now - RESENT_WITHIN, asked_at__lt=now - timedelta(minutes=2)
    )
    return list(waiting.values_list("pk", flat=True)[:200])
