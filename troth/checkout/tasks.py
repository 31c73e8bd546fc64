"""Background work of the checkout: messages from the provider, and what nobody came back from."""

from __future__ import annotations

import logging

from django_tasks import task

from troth import clock
from troth.checkout import payment_sync, repayment
from troth.orders.policy_versions import terms_at
from troth.payments import execution, reconciliation, reviewing, tax_return
from troth.payments.outbox import OPERATIONS, WEBHOOKS
from troth.payments.provider import ProviderUnreachable, configured_provider


@task()
def process_provider_webhook(received_id: int) -> None:
    """Settles what one message from the provider is about, if that is still to be done."""
    payment_sync.process_webhook(
        received_id=received_id,
        terms=terms_at(clock.now()),
        clock=clock.now,
        provider=configured_provider(),
    )


@task()
def run_daily_reconciliation() -> None:
    """The daily comparison with the provider, where a day has passed since the last one. While the
    provider doesn't answer it stays due, and the next sweep asks for it again.
    """
    now = clock.now()
    if reconciliation.is_reconciliation_due(now=now):
        try:
            reconciliation.reconcile_payments(
                since=now - reconciliation.BACK, until=now, now=now, provider=configured_provider()
            )
        except ProviderUnreachable as silent:
            logging.getLogger(__name__).warning("The tie-out waits for the provider: %s", silent)


def sweep_payments() -> int:
    """Finds whatever of the money is owed and nobody does. Returns how much was found."""
    now = clock.now()
    webhook_count = WEBHOOKS.nudge_due(now=now)
    execution.capture_before_authorizations_expire(now=now)
    operation_count = OPERATIONS.nudge_due(now=now)
    reviewing.expire_overdue_reviews(now=now)
    tax_return.refund_missed_overcharges(now=now)
    page_count = repayment.sync_open_repayments(now=now, provider=configured_provider())
    repayment.cancel_overdue_orders(now=now, provider=configured_provider())
    if reconciliation.is_reconciliation_due(now=now):
        run_daily_reconciliation.enqueue()
    return (
        webhook_count
        + operation_count
        + page_count
        + payment_sync.sync_abandoned_checkouts(
            terms=terms_at(now), now=now, provider=configured_provider()
        )
    )
