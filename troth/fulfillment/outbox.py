"""What is pending at the carriers: labels to buy, to look for and to void."""

from __future__ import annotations

from datetime import timedelta

from troth.fulfillment.models import Label, ParcelBack, ReturnLabel
from troth.outbox import Backoff, Outbox

_LEASE = timedelta(minutes=2)
_RETURNS_BACKOFF = Backoff(timedelta(minutes=2), timedelta(hours=1))
PENDING_STATES = (Label.ASKED, Label.UNSURE, Label.VOIDING, Label.LOST)

LABELS = Outbox(
    pending=lambda: Label.objects.filter(state__in=PENDING_STATES),
    task="troth.fulfillment.tasks.run_label_step",
    lease=_LEASE,
    backoff=Backoff(timedelta(seconds=15), timedelta(minutes=15)),
)
RETURN_LABELS = Outbox(
    pending=lambda: ReturnLabel.objects.filter(state=ReturnLabel.ASKED, returned__ended_at=None),
    task="troth.fulfillment.tasks.buy_return_label",
    lease=_LEASE,
    backoff=_RETURNS_BACKOFF,
)
PARCEL_BACK_LABELS = Outbox(
    pending=lambda: ParcelBack.objects.filter(label=ParcelBack.ASKED, ended_at=None),
    task="troth.fulfillment.tasks.buy_parcel_back_label",
    lease=_LEASE,
    backoff=_RETURNS_BACKOFF,
)
