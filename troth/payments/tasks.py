"""Background work of the money: what is owed is tried until it is done."""

from __future__ import annotations

from django_tasks import task

from troth import clock
from troth.event_kinds import EventKind
from troth.orders.models import Event
from troth.payments import execution, tax_return
from troth.payments.provider import configured_provider


@task()
def run_payment_operation(operation_id: int) -> None:
    """Executes one payment operation, if it is due."""
    execution.execute_operation(
        operation_id=operation_id, clock=clock.now, provider=configured_provider()
    )


def on_event(event_id: int) -> None:
    """Refunds sales tax that was found overcharged, once the money has been taken."""
    event = Event.objects.select_related("order__policy").get(pk=event_id)
    if event.kind == EventKind.PAYMENT_CAPTURED:
        tax_return.refund_overcharge(order=event.order, now=clock.now())
