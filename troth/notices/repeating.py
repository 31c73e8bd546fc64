"""Sending a confirmation once more, to who lost it: the same message, to the same address, a few
times a day.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from troth.notices import actions
from troth.notices.models import Notice, Repeat

MOST_A_DAY = 3


def ask(*, number: str, email: str, now: datetime) -> bool:
    """Has the confirmation of this order sent again, if the address is the order's. False where it
    is not, or where it was asked for too often today; whoever asks is told the same either way.
    """
    from troth.notices.tasks import again

    kept = Notice.objects.filter(
        kind="confirmation", event__order__number=number.strip().upper(), sent_at__isnull=False
    )
    notice = kept.filter(to__iexact=email.strip()).first()
    if notice is None:
        return False
    if (
        Repeat.objects.filter(notice=notice, asked_at__gt=now - timedelta(days=1)).count()
        >= MOST_A_DAY
    ):
        return False
    repeat = Repeat.objects.create(notice=notice, asked_at=now)
    again.enqueue(repeat.pk)
    return True


def send(*, repeat_id: int, now: datetime) -> bool:
    """Sends the same message again. A crash between sending and recording may repeat it: it is the
    same message.
    """
    repeat = (
        Repeat.objects.select_related("notice__event__order__policy")
        .filter(pk=repeat_id, sent_at=None)
        .first()
    )
    if repeat is None:
        return False
    actions.message(repeat.notice).send()
    Repeat.objects.filter(pk=repeat_id).update(sent_at=now)
    return True


def owed(*, now: datetime) -> list[int]:
    """What was asked for in the last day, some time ago, and has not been sent."""
    asked = Repeat.objects.filter(sent_at=None, asked_at__gt=now - timedelta(days=1))
    return list(
        asked.filter(asked_at__lt=now - timedelta(minutes=2)).values_list("pk", flat=True)[:200]
    )
