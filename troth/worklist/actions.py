"""Opening, taking and closing tasks for staff."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from troth.orders.models import Order
from troth.worklist.models import Task, TaskQuerySet

LONGEST_DETAIL = 4000


def open_task(
    *,
    key: str,
    kind: str,
    role: str,
    title: str,
    due_at: datetime,
    now: datetime,
    order: Order | None = None,
    link: str = "",
    detail: str = "",
) -> Task:
    """The task with this key, opened the first time it is asked for.

    A task that was closed stays closed: a new cause takes a new key. `role` is one of
    `troth.roles.ROLES`; an owner sees every task.
    """
    if existing := Task.objects.filter(key=key).first():
        return existing
    try:
        with transaction.atomic():
            return Task.objects.create(
                key=key,
                kind=kind,
                role=role,
                title=title[:200],
                detail=detail[:LONGEST_DETAIL],
                link=link,
                order=order,
                opened_at=now,
                due_at=due_at,
            )
    except IntegrityError:  # opened at the same moment by another process
        return Task.objects.get(key=key)


def take_task(*, task: Task, by: str) -> bool:
    """`by` says that they do it. False where somebody else has it, or it is closed."""
    free = Task.objects.filter(pk=task.pk, closed_at=None, owner__in=["", by])
    return bool(free.update(owner=by))


def bring_task_forward(*, key: str, due_at: datetime) -> bool:
    """The open task with this key is due at `due_at`, where that is sooner than it was; never
    later.
    """
    later = Task.objects.filter(key=key, closed_at=None, due_at__gt=due_at)
    return bool(later.update(due_at=due_at))


def release_task(*, task: Task, by: str) -> bool:
    """Its owner gives it back. False where they don't have it."""
    return bool(Task.objects.filter(pk=task.pk, closed_at=None, owner=by).update(owner=""))


def close_task(*, key: str, now: datetime, by: str, outcome: str = "") -> bool:
    """Closes the open task with this key, once. False where there is none."""
    return bool(_close_matching(Task.objects.filter(key=key), now, by, outcome))


def close_tasks(*, prefix: str, now: datetime, by: str, outcome: str = "") -> int:
    """Closes every open task whose key begins with `prefix`. Returns how many."""
    return _close_matching(Task.objects.filter(key__startswith=prefix), now, by, outcome)


def _close_matching(tasks: TaskQuerySet, now: datetime, by: str, outcome: str) -> int:
    return tasks.filter(closed_at=None).update(
        closed_at=now, closed_by=by[:150], outcome=outcome[:500]
    )
