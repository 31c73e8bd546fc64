"""What is pending of the money: operations at the provider, and webhooks to process."""

from __future__ import annotations

from datetime import timedelta

from troth.outbox import Backoff, Outbox
from troth.payments.models import PaymentOperation, WebhookEvent

OPERATIONS = Outbox(
    pending=PaymentOperation.objects.pending,
    task="troth.payments.tasks.run_payment_operation",
    lease=timedelta(minutes=2),
    backoff=Backoff(timedelta(seconds=15), timedelta(hours=1)),
)
WEBHOOKS = Outbox(
    pending=lambda: WebhookEvent.objects.filter(handled_at=None),
    task="troth.checkout.tasks.process_provider_webhook",
    lease=timedelta(minutes=1),
    backoff=Backoff(timedelta(seconds=20), timedelta(minutes=30)),
)
