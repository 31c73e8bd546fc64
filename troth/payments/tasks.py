"""Background work of the money: what is owed is tried until it is done."""

from __future__ import annotations

from django_tasks import task


@task()
def move(movement_id: int) -> None:
    """Does one movement, if it is still owed."""
    from troth import clock
    from troth.payments import moving
    from troth.payments.provider import provider

    moving.do(movement_id=movement_id, clock=clock.now, provider=provider())
