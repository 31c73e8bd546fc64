"""The promise as it stands, and what the shopper is told when it can't be kept: clauses
`processing`, `transfer`, `delivery`, and 16 CFR 435.2.

A standing is worked out anew from facts and closures. Where a date moves, a round of delay is
opened on it, the event that owes the letter is written, and all of it is one transaction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, cast

from django.db import transaction
from django.db.models import Q

from troth.fulfillment.in_transit import in_transit
from troth.fulfillment.known import Known, know
from troth.fulfillment.models import Closure, Delay, Standing
from troth.fulfillment.obstacles import (
    Obstacle,
    obstacle_of,
    where_it_stands,
)
from troth.fulfillment.telling import Moved, later_date, named_in, no_date, ships_by, steps_of
from troth.orders import turns
from troth.orders.actions import record_many
from troth.orders.confirmations import clock_of
from troth.orders.models import Event, Order
from troth.policy import outlook as policy
from troth.policy.answers import Window
from troth.policy.calendars import BeyondCalendar, day_label
from troth.policy.delay import ship_by_on
from troth.policy.hours import end_of_business_day
from troth.policy.promise import Warehouse, cut_off_on, local_time
from troth.roles import CARE
from troth.worklist.actions import close_tasks, open_task

LOOKS_AHEAD = timedelta(days=31)  # no policy's time to answer a notice is longer
_CROSSING_LATE = "It's late on its way from Japan:"
_WAS_LATE = {
    "processed_on": "It was packed later than we had planned.",
    "arrived_on": "It arrived from Japan later than we had planned.",
    "dispatched_on": "It left Japan later than we had planned.",
}
_STANDS = [
    "ship_by",
    "arrives_from",
    "arrives_by",
    "unknown_why",
    "rounds",
    "shipped_at",
    "ended_at",
]
_GONE = ("shipped", "delivered", "lost", "returned", "cancelled", "restocked")


def begin(orders: Iterable[Order]) -> None:
    """What is promised for each warehouse's pieces begins to be watched, once."""
    rows = []
    for order in orders:
        for warehouse, made in order.promises.items():
            rows.append(_as_made(order, warehouse, made))
    Standing.objects.bulk_create(rows, ignore_conflicts=True)


def _as_made(order: Order, warehouse: str, made: dict[str, Any]) -> Standing:
    processed_by = date.fromisoformat(made["processed"]["latest"])
    return Standing(
        order=order,
        warehouse=warehouse,
        ship_by=ship_by_on(order.policy.terms, processed_by=processed_by),
        arrives_from=made["arrives"]["earliest"],
        arrives_by=made["arrives"]["latest"],
    )


def closures() -> tuple[policy.Closure, ...]:
    """Every closure that was ever entered, in the order of their days."""
    rows = Closure.objects.order_by("first_on", "last_on", "place", "pk")
    return tuple(
        policy.Closure(cast(policy.ClosedPlace, row.place), row.first_on, row.last_on, row.why)
        for row in rows
    )


def reckon(
    standings: Sequence[Standing], *, closed: tuple[policy.Closure, ...], now: datetime, by: str
) -> int:
    """Works these standings out anew and tells of what moved. Returns how many did. In its caller's
    transaction.
    """
    known = know(standings)
    changed, delays, events = [], [], []
    for standing in standings:
        told = known[standing.order_id, standing.warehouse]
        if _ended(standing, told, now):
            changed.append(standing)
            prefix = f"late.{standing.order.number}.{standing.warehouse}."
            close_tasks(prefix=prefix, now=now, by=by, outcome="It left, or is cancelled.")
            continue
        moved = _moved(standing, told, closed, now, by)
        if moved is not None:
            changed.append(standing)
            delays += moved[0]
            events.append(moved[1])
    _keep(changed)
    _replace(delays, now)
    Delay.objects.bulk_create(delays, batch_size=1000)
    record_many(events)
    return len(events)


def _keep(changed: Sequence[Standing]) -> None:
    """Stores what moved: many standings come to the same dates, and are written together."""
    alike: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for standing in changed:
        alike[tuple(getattr(standing, name) for name in _STANDS)].append(standing.pk)
    for values, keys in alike.items():
        Standing.objects.filter(pk__in=keys).update(**dict(zip(_STANDS, values, strict=True)))


def _replace(delays: Sequence[Delay], now: datetime) -> None:
    """A newer round takes the place of an older one that nobody has answered."""
    again = [delay.standing_id for delay in delays if delay.number > 1]
    if again:
        open_ones = Delay.objects.filter(standing__in=again, ended_at=None)
        open_ones.update(outcome="replaced", ended_at=now)


def _ended(standing: Standing, told: Known, now: datetime) -> bool:
    """Whether the pieces have left since, or will come no more; told on the standing itself."""
    if standing.shipped_at is None and told.states and all(state in _GONE for state in told.states):
        standing.shipped_at = now
        standing.unknown_why = ""
        if "shipped" not in told.states:
            standing.ended_at = now
        return True
    if told.states and all(state in _GONE and state != "shipped" for state in told.states):
        standing.ended_at = now
        return True
    return False


def _moved(
    standing: Standing, told: Known, closed: tuple[policy.Closure, ...], now: datetime, by: str
) -> Moved | None:
    """The round and the event of a date that moved; None where all dates stand, or where the
    shopper has been told already that there is none.
    """
    try:
        if standing.shipped_at is not None:
            return in_transit(standing, told, _by_closures(standing, told, closed), now, by)
        return _still_here(standing, told, closed, now, by)
    except BeyondCalendar:
        return None  # the calendar's end is decades away or an error of the policy's: never guessed


def _by_closures(
    standing: Standing, told: Known, closed: tuple[policy.Closure, ...]
) -> tuple[Window, str] | None:
    """When a parcel on its way arrives by the carriers' closures, and which; None without any."""
    carriers = tuple(closure for closure in closed if closure.place == "carrier")
    if not carriers or told.leg("processed_on") is None:
        return None
    facts = _facts(standing, told, standing.arrives_by, over=False)
    facts = replace(facts, recorded_only=True, unknown_why="", delivery_expected_on=None)
    found = policy.outlook(standing.order.policy.terms, facts, carriers)
    if isinstance(found, policy.Unknown):
        return None
    why = named_in(steps_of(found), [closure.why for closure in carriers])
    return (found.arrives, why) if why else None


def _still_here(
    standing: Standing, told: Known, closed: tuple[policy.Closure, ...], now: datetime, by: str
) -> Moved | None:
    """What is recorded moves a date as soon as it is known. A date that merely passes moves once,
    to one that can be kept; when that one passes too, nobody can say, and the shopper decides.
    """
    terms = standing.order.policy.terms
    local = local_time(terms, now)
    over = local.time() > cut_off_on(terms, local.date())
    facts = _facts(standing, told, local.date(), over)
    found = policy.outlook(terms, replace(facts, recorded_only=not facts.unknown_why), closed)
    if isinstance(found, policy.Unknown):
        return no_date(standing, told, f"{_CROSSING_LATE} {found.why}.", now, by)
    words = [closure.why for closure in closed]
    first_day = terms.store_days.after(local.date(), 1) if over else local.date()
    if _may_still_leave_in_time(standing, told, closed, first_day):
        return None
    if ships_by(terms, found) >= first_day and not _still_in_the_way(standing):
        why = _later_than_planned(told)
        moved = later_date(standing, told, found, now, by, words, otherwise=why)
        if moved is not None:
            return moved
    if standing.unknown_why:
        return None
    is_over = standing.ship_by < first_day
    return _overdue(standing, told, facts, closed, words, is_over=is_over, now=now, by=by)


def _may_still_leave_in_time(
    standing: Standing, told: Known, closed: tuple[policy.Closure, ...], first_day: date
) -> bool:
    """Whether everything is packed, the day isn't over and no closure or label is in the way: late
    packing alone makes nobody late.
    """
    if told.leg("processed_on") is None or standing.ship_by < first_day or standing.unknown_why:
        return False
    in_the_way = any(closure.first_on <= standing.ship_by <= closure.last_on for closure in closed)
    return not in_the_way and obstacle_of(standing.order, standing.warehouse) is None


def _still_in_the_way(standing: Standing) -> bool:
    """Whether what the shopper was told of as the cause, without a date, is there still."""
    return bool(standing.unknown_why) and (
        obstacle_of(standing.order, standing.warehouse) is not None
    )


def _later_than_planned(told: Known) -> str:
    """What the freight says, or the last leg on record, where no closure is the cause."""
    if told.crossing and told.crossing.transfer.late_why and not told.leg("arrived_on"):
        return f"{_CROSSING_LATE} {told.crossing.transfer.late_why}."
    for name, says in _WAS_LATE.items():
        if told.leg(name):
            return says
    return ""


def _overdue(
    standing: Standing,
    told: Known,
    facts: policy.Facts,
    closed: tuple[policy.Closure, ...],
    words: list[str],
    *,
    is_over: bool,
    now: datetime,
    by: str,
) -> Moved | None:
    """The day has passed, or will with what is in the way. With a cause that has no end, or after a
    date that was given already, nobody can say; else what is left to do takes its time again.
    """
    terms = standing.order.policy.terms
    asks_from = local_time(terms, now + timedelta(hours=terms.file.delay.least_answer_hours))
    is_near = bool(standing.rounds) and standing.ship_by <= asks_from.date()
    if not (is_over or is_near):
        return None
    if clock_of(standing.order.events.all()).bounce is not None:
        return None  # it ends before its authorization does, as the order's page says
    obstacle = obstacle_of(standing.order, standing.warehouse)
    if not is_over and obstacle is None:
        counted = policy.outlook(terms, facts, closed)
        if isinstance(counted, policy.Unknown) or ships_by(terms, counted) <= standing.ship_by:
            return None
    stands = where_it_stands(standing.order, standing.warehouse)
    if obstacle is not None or standing.rounds:
        moved = no_date(standing, told, obstacle.says if obstacle else stands, now, by)
    else:
        found = policy.outlook(terms, replace(facts, starts_again=True), closed)
        if isinstance(found, policy.Unknown):
            return None
        moved = later_date(standing, told, found, now, by, words, otherwise=stands)
    if moved is not None:
        _ask_for_help(standing, moved[1], obstacle, now)
    return moved


def _ask_for_help(
    standing: Standing, event: Event, obstacle: Obstacle | None, now: datetime
) -> None:
    """Care hears on the same day of what is late and why."""
    order, facts = standing.order, event.facts
    old_by = day_label(date.fromisoformat(facts["old_by"]))
    # No personal data: a task is never erased.
    detail = [facts["why"], obstacle.detail if obstacle else "", facts.get("says", "")]
    open_task(
        key=f"late.{order.number}.{standing.warehouse}.{standing.rounds}",
        kind="late",
        role=CARE,
        title=f"Late: {order.number} should ship by {old_by}",
        detail="\n".join(each for each in detail if each),
        due_at=end_of_business_day(order.policy.terms, now),
        now=now,
        order=order,
        link=f"/desk/orders/{order.number}",
    )


def _facts(standing: Standing, told: Known, today: date, over: bool) -> policy.Facts:
    order = standing.order
    transfer = told.crossing.transfer if told.crossing else None
    return policy.Facts(
        starts_on=date.fromisoformat(order.promises[standing.warehouse]["starts_on"]),
        warehouse=cast(Warehouse, standing.warehouse),
        method=order.method,
        today=today,
        day_is_over=over,
        dispatched_on=told.dispatched_on(),
        arrived_on=told.leg("arrived_on"),
        expected_on=transfer.expected_on if transfer else None,
        unknown_why=transfer.late_why if transfer and transfer.unknown else "",
        late_why=transfer.late_why if transfer else "",
        processed_on=told.leg("processed_on"),
        delivery_expected_on=told.delivery_on,
    )


def look(order: Order, *, now: datetime, by: str) -> int:
    """Works out one order's standings anew; what moved is told. Returns how many did."""
    with transaction.atomic():
        turns.lock([order.pk])  # it may be called off, or the shopper answer, at this moment
        begin([order])
        rows = Standing.objects.select_for_update(of=("self",)).select_related("order__policy")
        return reckon(
            list(rows.filter(order=order, ended_at=None)), closed=closures(), now=now, by=by
        )


def unwatched(*, limit: int = 500) -> list[Order]:
    """Orders whose promises nobody watches yet."""
    rows = Order.objects.filter(
        standings=None, lines__state__in=["placed", "in_japan", "in_transfer", "processed"]
    )
    return list(rows.select_related("policy").distinct().order_by("pk")[:limit])


def due(*, now: datetime, limit: int = 500) -> list[Order]:
    """Orders with a date that is today or over, or a second one that is near, and that the shopper
    hasn't been told of; the first due first.
    """
    today = now.date()
    open_ones = Standing.objects.filter(ended_at=None, unknown_why="").select_related(
        "order__policy"
    )
    still_here = open_ones.filter(shipped_at=None).filter(
        Q(ship_by__lte=today) | Q(rounds__gt=0, ship_by__lte=today + LOOKS_AHEAD)
    )
    # The latest first: of an old one, all that could be said was said long ago.
    on_the_way = open_ones.filter(shipped_at__isnull=False, arrives_by__lt=today)
    found = [
        *still_here.order_by("ship_by", "pk")[:limit],
        *on_the_way.order_by("-arrives_by", "-pk")[:limit],
    ]
    return list({standing.order_id: standing.order for standing in found}.values())
