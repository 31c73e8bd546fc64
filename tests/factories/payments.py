"""What the worker and the provider do about an order's money."""

from __future__ import annotations

from datetime import datetime

from tests.factories import world
from tests.factories.moments import NOON
from troth.payments.execution import execute_operation
from troth.payments.outbox import OPERATIONS
from troth.payments.provider import configured_provider


def money_moved(now: datetime = NOON) -> int:
    """The worker's part: whatever is owed is tried. Returns how many operations were done."""
    world.clock(now)
    return sum(
        execute_operation(
            operation_id=operation.pk, clock=lambda: now, provider=configured_provider()
        )
        for operation in OPERATIONS.due(now)
    )
