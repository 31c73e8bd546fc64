"""Background work of publishing: a draft replayed over the store's orders."""

from __future__ import annotations

from django_tasks import task

from troth import clock
from troth.publishing import what_if


@task()
def replay_what_if(what_if_id: int) -> None:
    """Goes on with a what-if, if nobody does already; the rest waits behind what else is to be
    done.
    """
    if what_if.run_what_if(what_if_id=what_if_id, clock=clock.now):
        replay_what_if.enqueue(what_if_id)


def sweep_what_ifs() -> int:
    """Begins anew what a killed worker left. Returns how much there was."""
    what_if_ids = what_if.unfinished_what_if_ids(now=clock.now())
    for what_if_id in what_if_ids:
        replay_what_if.enqueue(what_if_id)
    return len(what_if_ids)
