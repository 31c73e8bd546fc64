"""What `troth restore` and `troth reconcile` do with the money."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from troth import clock
from troth.checkout.disaster_recovery import reconcile_after_restore
from troth.commands.errors import WrongInput
from troth.orders.policy_versions import terms_at
from troth.payments import execution, reconciliation
from troth.payments.outbox import OPERATIONS
from troth.payments.provider import ProviderUnreachable, configured_provider
from troth.policy.results import count_label


def reconcile_since(since: datetime) -> int:
    """Asks the payment provider what the store has lost since then, moves what is pending, and
    compares. Prints each case; returns 1 where money still differs.
    """
    now = clock.now()
    counted: Counter[str] = Counter()
    try:
        for case in reconcile_after_restore(
            since=since, now=now, terms_at=terms_at, provider=configured_provider()
        ):
            counted[case.what] += 1
            print(f"{case.intent_id} {case.order}: {case.what}: {case.explanation}")
        execution.capture_before_authorizations_expire(now=now)
        for operation_id in OPERATIONS.due_keys(now=now):
            execution.execute_operation(
                operation_id=operation_id, clock=clock.now, provider=configured_provider()
            )
        comparison = reconciliation.reconcile_payments(
            since=since - reconciliation.BACK,
            until=now + timedelta(seconds=5),
            now=clock.now(),
            provider=configured_provider(),
        )
    except ProviderUnreachable as unreachable:
        again = f"troth reconcile {since.isoformat()}"
        raise WrongInput(
            f"the payment provider doesn't answer: {unreachable}; once it does: {again}"
        ) from unreachable
    for difference in comparison.differences:
        print(f"{difference['about']}: {difference['sentence']}")
    print(_summary_of(counted, len(comparison.differences)))
    return 1 if comparison.differences else 0


def _summary_of(counted: Counter[str], differences: int) -> str:
    cases = ", ".join(f"{many:,} {what}" for what, many in sorted(counted.items()))
    return (
        f"Reconciled with the payment provider: {cases or 'nothing was missing'};"
        f" {count_label(differences, 'difference')} left."
    )
