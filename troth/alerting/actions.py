"""Opening a task for each cause, and closing it when the cause is gone."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from troth.actors import Actor
from troth.alerting.causes import FIND
from troth.worklist.actions import close_task, open_task
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
    standing = open_keys(chosen, order)
    return sum(bring_kind_up_to_date(kind, now, standing[kind], order) for kind in chosen)


def open_keys(kinds: Collection[str], order: int | None = None) -> dict[str, set[str]]:
    """The keys of the open tasks of each of these kinds, in one query."""
    rows = Task.objects.open().filter(kind__in=kinds)
    if order is not None:
        rows = rows.filter(order=order)
    keys: dict[str, set[str]] = {kind: set() for kind in kinds}
    for kind, key in rows.values_list("kind", "key"):
        keys[kind].add(key)
    return keys


def bring_kind_up_to_date(
    kind: str, now: datetime, standing: set[str], order: int | None = None
) -> int:
    """The same of one kind; `standing` are the keys of its tasks that were open before now."""
    causes = {cause.key: cause for cause in FIND[kind](now, order)}
    for key in standing - causes.keys():
        close_task(key=key, now=now, by=Actor.POLICY, outcome=KINDS[kind].over)
    fresh = causes.keys() - standing
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
