"""Background work of publishing: a draft replayed over the store's orders."""

from __future__ import annotations

from django_tasks import task

from troth import clock
from troth.publishing import what_if
from troth.publishing.outbox import WHAT_IFS


@task()
def replay_what_if(what_if_id: int) -> None:
    """Goes on with a what-if, if nobody does already; the rest waits behind what else is to be
    done.
    """
    if what_if.run_what_if(what_if_id=what_if_id, clock=clock.now):
        replay_what_if.enqueue(what_if_id)


def sweep_what_ifs() -> int:
    """Begins anew what a killed worker left. Returns how much there was."""
    return WHAT_IFS.nudge_due(now=clock.now())
