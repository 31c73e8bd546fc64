"""Background work of the checkout: messages from the provider, and what nobody came back from."""

from __future__ import annotations

from django_tasks import task

from troth import clock
from troth.checkout import settling
from troth.orders.in_force import terms_at
from troth.payments import moving, reviewing, tasks, tieout
from troth.payments.models import Received
from troth.payments.provider import provider


@task()
def handle(received_id: int) -> None:
    """Settles what one message from the provider is about, if that is still to be done."""
    settling.handle(
        received_id=received_id, terms=terms_at(clock.now()), clock=clock.now, provider=provider()
    )


@task()
def tie_out() -> None:
    """The daily comparison with the provider, where a day has passed since the last one."""
    now = clock.now()
    if tieout.due(now=now):
        tieout.tie_out(since=now - tieout.BACK, until=now, now=now, provider=provider())


def sweep() -> int:
    """Finds whatever of the money is owed and nobody does. Returns how much was found."""
    now = clock.now()
    unhandled = Received.objects.filter(handled_at=None, not_before__lte=now).order_by("pk")
    messages = list(unhandled.values_list("pk", flat=True)[:500])
    for received_id in messages:
        handle.enqueue(received_id)
    movements = moving.sweep(now=now)
    for movement_id in movements:
        tasks.move.enqueue(movement_id)
    reviewing.end_overdue(now=now)
    if tieout.due(now=now):
        tie_out.enqueue()
    return (
        len(messages)
        + len(movements)
        + settling.sweep(terms=terms_at(now), now=now, provider=provider())
    )
