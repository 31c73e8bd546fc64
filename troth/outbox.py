"""Pending work: rows whose effect is still to come, each tried by one worker at a time.

Whoever needs an effect (a capture, a label, a letter) stores a row in the transaction that needs
it, and nudges a worker. The worker leases the row, tries it outside any transaction, and marks it
done or postpones it, longer after each failure. A nudge may be lost and a worker killed: the sweep
nudges again for whatever is due, and a lease runs out by itself. So nothing is lost, and nothing is
tried by two workers at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from django.db import models
from django.db.models import F, QuerySet
from django.utils.module_loading import import_string

Row = TypeVar("Row", bound=models.Model)
LONGEST_PROBLEM = 1000
MOST_DUE = 500  # rows that one sweep nudges for; the next sweep goes on


class PendingWork(models.Model):
    """The columns of a row that is tried until it is done."""

    not_before = models.DateTimeField()  # the end of a lease, or of a pause after a failure
    attempts = models.PositiveIntegerField(default=0)
    problem = models.TextField(blank=True)  # why the last attempt failed

    class Meta:
        abstract = True


@dataclass(frozen=True)
class Backoff:
    """Pauses after failures: `first`, then twice as long each time, up to `longest`."""

    first: timedelta
    longest: timedelta

    def pause_after(self, attempts: int) -> timedelta:
        """How long a row waits after so many failed attempts, at least one."""
        doublings = min(max(attempts - 1, 0), 20)
        return min(self.first * int(2**doublings), self.longest)


@dataclass(frozen=True)
class Outbox(Generic[Row]):
    """One kind of pending work.

    `pending` gives the rows that are not done, whoever has them; `task` is the path of the task
    that tries the row of a key. A lease is longer than any attempt takes.
    """

    pending: Callable[[], QuerySet[Row]]
    lease: timedelta
    backoff: Backoff
    task: str = ""  # none where the sweep tries the rows itself

    def due(self, now: datetime) -> QuerySet[Row]:
        """Rows that are neither done, nor leased, nor postponed."""
        return self.pending().filter(not_before__lte=now)

    def due_keys(self, *, now: datetime, limit: int = MOST_DUE) -> list[int]:
        """Keys of due rows, the most overdue first."""
        return list(self.due(now).order_by("not_before", "pk").values_list("pk", flat=True)[:limit])

    def lease_row(self, key: int, *, now: datetime) -> bool:
        """Leases the row and counts an attempt. False where it isn't due."""
        due = self.due(now).filter(pk=key)
        return bool(due.update(not_before=now + self.lease, attempts=F("attempts") + 1))

    def postpone(self, key: int, *, attempts: int, problem: str, now: datetime) -> bool:
        """Ends the lease after a failed attempt: the row waits by the back-off. False if it was
        done in the meantime.
        """
        waiting = self.pending().filter(pk=key)
        until = now + self.backoff.pause_after(attempts)
        return bool(waiting.update(not_before=until, problem=problem[:LONGEST_PROBLEM]))

    def nudge(self, key: int) -> None:
        """Tells a worker that the row may be due. Part of the caller's transaction."""
        enqueue_task(self.task, key)

    def nudge_due(self, *, now: datetime, limit: int = MOST_DUE) -> int:
        """Nudges for every due row. Returns how many there were."""
        keys = self.due_keys(now=now, limit=limit)
        for key in keys:
            self.nudge(key)
        return len(keys)


def enqueue_task(path: str, *arguments: object) -> None:
    """Enqueues the task of this path: for actions, which can't import the tasks that call them."""
    import_string(path).enqueue(*arguments)
