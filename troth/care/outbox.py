"""What is pending of the mail to care: messages that are stored and not processed yet."""

from __future__ import annotations

from datetime import timedelta

from troth.care.mail_models import NEW, Mail
from troth.outbox import Backoff, Outbox

_FIVE_MINUTES = timedelta(minutes=5)

MAILS = Outbox(
    pending=lambda: Mail.objects.filter(state=NEW),
    task="troth.mailbox.tasks.read_mail",
    lease=_FIVE_MINUTES,
    backoff=Backoff(_FIVE_MINUTES, _FIVE_MINUTES),
)
