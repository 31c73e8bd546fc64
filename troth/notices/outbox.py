"""What is pending of the mail to shoppers: letters, and letters to be sent once more."""

from __future__ import annotations

from datetime import timedelta

from troth.notices.models import Notice, Repeat
from troth.outbox import Backoff, Outbox

_LEASE = timedelta(minutes=5)
_BACKOFF = Backoff(timedelta(minutes=1), timedelta(hours=1))

EMAILS = Outbox(
    pending=Notice.objects.waiting,
    task="troth.notices.tasks.send_stored_notice",
    lease=_LEASE,
    backoff=_BACKOFF,
)
RESENDS = Outbox(
    pending=lambda: Repeat.objects.filter(sent_at=None, refused_at=None),
    task="troth.notices.tasks.send_repeat",
    lease=_LEASE,
    backoff=_BACKOFF,
)
