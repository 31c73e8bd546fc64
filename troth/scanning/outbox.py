"""What is pending of the virus scan: uploads without a verdict."""

from __future__ import annotations

from datetime import timedelta

from troth.outbox import Backoff, Outbox
from troth.scanning.models import HeldUpload

UPLOADS = Outbox(
    pending=HeldUpload.objects.waiting,
    lease=timedelta(minutes=5),
    backoff=Backoff(timedelta(minutes=1), timedelta(minutes=15)),
)
