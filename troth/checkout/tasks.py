"""Background work of the checkout: messages from the provider, and what nobody came back from."""

from __future__ import annotations

import logging

from django_tasks import task

from troth import clock
from troth.checkout import paying_again, settling
from troth.orders.in_force import terms_at
from troth.payments import moving, reviewing, tasks, tax_return, tieout
from troth.payments.models import Received
from troth.payments.provider import Unreachable, provider


@task()
def handle(received_id: int) -> None:
    """Settles what one message from the provider is about, if that is still to be done."""
    settling.handle(
        received_id=received_id, terms=terms_at(clock.now()), clock=clock.now, provider=provider()
    )


@task()
def tie_out() -> None:
    """The daily comparison with the provider, where a day has passed since the last one. While the
    provider doesn't answer it stays due, and the next sweep asks for it again.
    """
    now = clock.now()
    if tieout.due(now=now):
        try:
            tieout.tie_out(since=now - tieout.BACK, until=now, now=now, provider=provider())
        except Unreachable as silent:
            logging.getLogger(__name__).warning("The tie-out waits for the provider: %s", silent)


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
    tax_return.sweep(now=now)
    page_count = paying_again.settle_open(now=now, provider=provider())
    paying_again.end_overdue(now=now, provider=provider())
    if tieout.due(now=now):
        tie_out.enqueue()
    return (
        len(messages)
        + len(movements)
        + page_count
        + settling.sweep(terms=terms_at(now), now=now, provider=provider())
    )
