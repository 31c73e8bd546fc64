"""Reading the timelines as they grow, and showing the scorecard in public."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Count

from troth.orders.models import Event
from troth.scorecard.cases import week_of
from troth.scorecard.measures import KINDS, VERSION, judge_timeline
from troth.scorecard.models import Case, PublicScorecard, Reading, Sheet, is_shown, latest_showing
from troth.scorecard.timeline import read_timelines

AT_ONCE = 5000  # events looked at in one transaction
ORDERS_AT_ONCE = 500
# On PostgreSQL an event may be seen after a later one: until an event is this old, those before it
# may be missing.
SETTLES = timedelta(minutes=10)


def catch_up(
    *, now: datetime, most: int | None = None, progress: Callable[[int], object] | None = None
) -> int:
    """Judges every order to which something happened since the last time. Returns how many orders
    were judged.

    A reader that dies anywhere loses nothing: what was read and what was made of it are one
    transaction. `most` ends it after so many orders; the next time goes on. `progress` is told how
    many events were looked at.
    """
    after: int | None = None
    judged = looked = 0
    while most is None or judged < most:
        step = _judge_next_events(after, now)
        judged, looked, after = judged + step[0], looked + step[1], step[2]
        if progress is not None:
            progress(looked)
        if step[1] < AT_ONCE:
            break
    return judged


@transaction.atomic
def _judge_next_events(after: int | None, now: datetime) -> tuple[int, int, int]:
    """The next events after this one: how many orders were judged, how many events seen, and the
    last one's key.
    """
    Reading.objects.get_or_create(pk=1)
    reading = Reading.objects.select_for_update().get(pk=1)
    if reading.version != VERSION:
        reading.version, reading.position = VERSION, 0
    after = reading.position if after is None else after
    events = (
        Event.objects.filter(pk__gt=after).order_by("pk").values_list("pk", "order", "at")[:AT_ONCE]
    )
    seen = list(events)
    stale = _stale_orders({order for _, order, _ in seen})
    _judge_orders(stale)
    for pk, _, at in seen:
        if at > now - SETTLES:
            break
        reading.position = max(reading.position, pk)
    reading.read_at = now
    reading.save()
    return len(stale), len(seen), seen[-1][0] if seen else after


def _stale_orders(orders: Collection[int]) -> dict[int, int]:
    """Those of which the timeline has grown since they were judged, with its length."""
    rows = Event.objects.filter(order__in=orders).values_list("order").annotate(length=Count("pk"))
    judged_lengths = dict(
        Sheet.objects.filter(order__in=orders, version=VERSION).values_list("order", "events")
    )
    return {order: length for order, length in rows if judged_lengths.get(order) != length}


def _judge_orders(stale: dict[int, int]) -> None:
    orders = sorted(stale)
    for start in range(0, len(orders), ORDERS_AT_ONCE):
        some = orders[start : start + ORDERS_AT_ONCE]
        cases = [
            Case(order_id=order, measure=measure, week=week_of(case.decided_on), **case._asdict())
            for order, timeline in read_timelines(some, kinds=KINDS).items()
            for measure, case in judge_timeline(timeline)
        ]
        Case.objects.filter(order__in=some).delete()
        Case.objects.bulk_create(cases, batch_size=1000)
        sheets = [Sheet(order_id=order, events=stale[order], version=VERSION) for order in some]
        Sheet.objects.bulk_create(
            sheets,
            batch_size=300,
            update_conflicts=True,
            unique_fields=["order"],
            update_fields=["events", "version"],
        )


@transaction.atomic
def clear_scorecard() -> None:
    """Nothing is read yet: `catch_up` begins with the first event ever."""
    Case.objects.all().delete()
    Sheet.objects.all().delete()
    Reading.objects.filter(pk=1).update(position=0)


def set_public(*, shown: bool, after: int, now: datetime, by: str) -> bool:
    """The owner shows the scorecard in public, or takes it back. `after` is the decision that they
    saw (0: none).

    False where it stands so already, or somebody decided meanwhile.
    """
    latest = latest_showing()
    if is_shown() == shown or (latest.pk if latest else 0) != after:
        return False
    try:
        with transaction.atomic():
            PublicScorecard.objects.create(shown=shown, after=after, by=by, at=now)
    except IntegrityError:  # the same press, sent twice at once
        return False
    return True
