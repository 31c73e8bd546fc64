"""Opening a task for each cause, and closing it when the cause is gone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from troth.actors import Actor
from troth.alerting.causes import FIND
from troth.worklist.actions import bring_task_forward, close_task, open_task
from troth.worklist.kinds import KINDS
from troth.worklist.models import Task


def bring_up_to_date(
    *, now: datetime, kinds: Iterable[str] = tuple(FIND), order: int | None = None
) -> int:
    """Opens what is missing of these kinds, and closes what is over; of one order (its key in the
    database) where that is named. Returns how many tasks it opened. Safe to repeat, and at once.
    """
    chosen = list(kinds)
    # Read before the causes: a task that another process opens meanwhile isn't taken for one that
    # is over.
    standing = open_dues(chosen, order)
    return sum(bring_kind_up_to_date(kind, now, standing[kind], order) for kind in chosen)


def open_dues(kinds: Collection[str], order: int | None = None) -> dict[str, dict[str, datetime]]:
    """When the open tasks of each of these kinds are due, by key, in one query."""
    rows = Task.objects.open().filter(kind__in=kinds)
    if order is not None:
        rows = rows.filter(order=order)
    dues: dict[str, dict[str, datetime]] = {kind: {} for kind in kinds}
    for kind, key, due_at in rows.values_list("kind", "key", "due_at"):
        dues[kind][key] = due_at
    return dues


def bring_kind_up_to_date(
    kind: str, now: datetime, standing: Mapping[str, datetime], order: int | None = None
) -> int:
    """Updates the tasks of one kind; `standing` are those that were open before now, with when each
    is due. A task is due sooner where its cause is now, and never later.
    """
    causes = {cause.key: cause for cause in FIND[kind](now, order)}
    for key, due_at in standing.items():
        if key not in causes:
            close_task(key=key, now=now, by=Actor.POLICY, outcome=KINDS[kind].over)
        elif causes[key].due_at < due_at:
            bring_task_forward(key=key, due_at=causes[key].due_at)
    fresh = causes.keys() - standing.keys()
    if not fresh:
        return 0
    fresh -= set(Task.objects.filter(key__in=fresh).values_list("key", flat=True))
    for key in sorted(fresh):
        cause = causes[key]
        open_task(
            key=key,
            kind=kind,
            role=cause.role or KINDS[kind].roles[0],
            title=KINDS[kind].title,
            due_at=cause.due_at,
            now=now,
            order=cause.order,
            link=cause.link,
            detail=cause.detail,
        )
    return len(fresh)
