"""A place that can't work: entered as a dated fact, and every promise that it touches is worked out
anew.

The work goes on where it stopped, however often it is killed: each bunch of orders, their new
dates, the rounds and the events that owe the letters are one transaction with the mark of how far
it has come.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction

from troth.fulfillment import watching
from troth.fulfillment.models import Closure, Reckoning, Standing
from troth.fulfillment.queue import UnableTo
from troth.orders import turns
from troth.policy import outlook

BUNCH = 1000
LONGEST_DAYS = 90


@transaction.atomic
def enter(
    *, place: str, first_on: date, last_on: date, why: str, now: datetime, by: str
) -> Closure:
    """The same closure entered twice is one. Raises `UnableTo` for days that can't be meant."""
    if not first_on <= last_on or (last_on - first_on).days >= LONGEST_DAYS:
        raise UnableTo(
            "closed_days",
            f"A closure has from 1 to {LONGEST_DAYS} days, the first before the last.",
        )
    if last_on < now.date():
        raise UnableTo("closed_days", "These days are over: what they delayed shows by itself.")
    closure, made = Closure.objects.get_or_create(
        place=place,
        first_on=first_on,
        last_on=last_on,
        why=why.strip()[:200],
        defaults={"entered_at": now, "by": by},
    )
    if made:
        total = Standing.objects.filter(ended_at=None).count()
        Reckoning.objects.create(closure=closure, total=total)
    return closure


def unfinished() -> list[Reckoning]:
    """Closures whose work isn't done, oldest first."""
    return list(Reckoning.objects.filter(ended_at=None).select_related("closure").order_by("pk"))


def work(
    *, closure_id: int, now: datetime, progress: Callable[[Reckoning], None] = lambda _: None
) -> Reckoning:
    """Works out every open promise anew, a bunch at a time. Two workers at once take bunches in
    turn.
    """
    closed = watching.closures()
    while True:
        reckoning = _bunch(closure_id, closed, now)
        progress(reckoning)
        if reckoning.ended_at is not None:
            return reckoning


@transaction.atomic
def _bunch(closure_id: int, closed: tuple[outlook.Closure, ...], now: datetime) -> Reckoning:
    reckoning = (
        Reckoning.objects.select_for_update(of=("self",))
        .select_related("closure")
        .get(pk=closure_id)
    )
    if reckoning.ended_at is not None:
        return reckoning
    rows = Standing.objects.filter(ended_at=None, pk__gt=reckoning.done_through).order_by("pk")
    bunch = list(rows.values_list("pk", "order")[:BUNCH])
    if bunch:
        turns.lock(order for _, order in bunch)
        reckoning.done_through = bunch[-1][0]
        reckoning.looked_at += len(bunch)
        # Read only now: one of them may have been called off, or its shopper have answered,
        # meanwhile.
        rows = rows.filter(pk__lte=reckoning.done_through).select_related("order__policy")
        standings = list(rows.defer("order__policy__source", "order__agreed", "order__tax"))
        reckoning.moved += watching.reckon(
            standings, closed=closed, now=now, by=reckoning.closure.by
        )
    if len(bunch) < BUNCH:
        reckoning.ended_at = now
    reckoning.save()
    return reckoning
