"""What is pending of the mail to shoppers: letters, and letters to be sent once more."""

from __future__ import annotations

from datetime import timedelta

from troth.notifications.models import Notification, Resend
from troth.outbox import Backoff, Outbox

_LEASE = timedelta(minutes=5)
_BACKOFF = Backoff(timedelta(minutes=1), timedelta(hours=1))

EMAILS = Outbox(
    pending=Notification.objects.waiting,
    task="troth.notifications.tasks.send_stored_notice",
    lease=_LEASE,
    backoff=_BACKOFF,
)
RESENDS = Outbox(
    pending=lambda: Resend.objects.filter(sent_at=None, refused_at=None),
    task="troth.notifications.tasks.send_repeat",
    lease=_LEASE,
    backoff=_BACKOFF,
)
