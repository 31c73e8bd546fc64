"""What only an owner can fix, and nobody would notice: a full disk."""

from __future__ import annotations

from datetime import datetime

from troth.actors import Actor
from troth.orders.policy_versions import terms_at
from troth.policy.dates.hours import end_of_business_day
from troth.policy.dates.promise import local_time
from troth.worklist.actions import close_tasks, open_task
from troth.worklist.kinds import KINDS

# The checks of `health` that are tasks, and of which kind.
WATCHED = {"disk": "disk_full"}


def update_alarms(results: dict[str, str], *, now: datetime) -> int:
    """Opens a task for each check that found something, once a day, and closes those of a check
    that is well. Returns how many found something.
    """
    terms = terms_at(now)
    today = local_time(terms, now).date()
    failing = 0
    for check, kind in WATCHED.items():
        prefix = f"{kind}."
        if results[check] == "ok":
            close_tasks(prefix=prefix, now=now, by=Actor.POLICY, outcome=KINDS[kind].over)
            continue
        failing += 1
        open_task(
            key=f"{prefix}{today}",
            kind=kind,
            role=KINDS[kind].roles[0],
            title=KINDS[kind].title,
            due_at=end_of_business_day(terms, now),
            now=now,
            detail=results[check],
        )
    return failing
