"""The promise as it stands, and what the shopper is told when it can't be kept: clauses
`processing`, `transfer`, `delivery`, and 16 CFR 435.2.

A standing is worked out anew from facts and closures. Where a date moves, a round of delay is
opened on it, the event that owes the letter is written, and all of it is one transaction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, cast

from django.db import transaction
from django.db.models import Q

from troth.fulfillment.models import Closure, Delay, PromiseStatus
from troth.fulfillment.promises import earlier_dates
from troth.fulfillment.promises.counting import (
    CountedDates,
    arrival_by_closures,
    count_dates,
    counted_facts,
)
from troth.fulfillment.promises.delay_notices import (
    Dates,
    Moved,
    later_date_notice,
    no_date_notice,
    ships_by,
)
from troth.fulfillment.promises.in_transit import reassess_in_transit
from troth.fulfillment.promises.obstacles import Obstacle, obstacle_of, where_it_stands
from troth.fulfillment.promises.standing_progress import StandingProgress, load_progress
from troth.fulfillment.warehouse import uncollected
from troth.fulfillment.warehouse.queue import asks_to_cancel
from troth.orders import queue_entries
from troth.orders.actions import record_events
from troth.orders.confirmations import clock_of
from troth.orders.models import Event, Order
from troth.policy.dates import outlook as policy
from troth.policy.dates.calendars import BeyondCalendar, day_label
from troth.policy.dates.delay import ship_by_on
from troth.policy.dates.hours import end_of_business_day
from troth.policy.dates.promise import local_time, work_ends_on
from troth.policy.lifecycle import UNSHIPPED, LineState
from troth.policy.wording import as_sentence
from troth.roles import CARE
from troth.worklist.actions import close_tasks, open_task

SOON = timedelta(days=4)  # a closure that begins by then takes days that orders still need
LOOKS_AHEAD = timedelta(days=31)  # no policy's time to answer a notice is longer
_CROSSING_LATE = "It's late on its way from {there}:"
_WAS_LATE = {
    "processed_on": "It was packed later than we had planned.",
    "arrived_on": "It arrived from {there} later than we had planned.",
    "dispatched_on": "It left {there} later than we had planned.",
}
_DATES = ("ship_by", "arrives_from", "arrives_by")
_STANDS = [*_DATES, "unknown_why", "rounds", "shipped_at", "ended_at"]
_GONE = ("shipped", "delivered", "lost", "returned", "cancelled", "restocked")


def start_watching(orders: Iterable[Order]) -> None:
    """What is promised for each warehouse's pieces begins to be watched, once."""
    rows = []
    for order in orders:
        for warehouse, promise in order.promises.items():
            rows.append(_original_standing(order, warehouse, promise))
    PromiseStatus.objects.bulk_create(rows, ignore_conflicts=True)


def _original_standing(order: Order, warehouse: str, promise: dict[str, Any]) -> PromiseStatus:
    processed_by = date.fromisoformat(promise["processed"]["latest"])
    return PromiseStatus(
        order=order,
        warehouse=warehouse,
        ship_by=ship_by_on(order.policy.terms, processed_by=processed_by),
        arrives_from=promise["arrives"]["earliest"],
        arrives_by=promise["arrives"]["latest"],
    )


def current_closures() -> tuple[policy.Closure, ...]:
    """Every closure as it stands: corrected ones by their last correction, without those that were
    taken back. In the order of their days.
    """
    rows = Closure.objects.filter(replaced_by=None, is_off=False)
    rows = rows.order_by("first_on", "last_on", "place", "pk")
    return tuple(closed_days_of(row) for row in rows)


def closed_days_of(row: Closure) -> policy.Closure:
    """A closure as the dates are counted from it."""
    place = cast(policy.ClosedPlace, row.place)
    return policy.Closure(place, row.first_on, row.last_on, row.why)


@dataclass(slots=True)
class Outcome:
    """What working standings out anew comes to, before any of it is stored."""

    changed: list[PromiseStatus] = field(default_factory=list)
    ended: list[PromiseStatus] = field(default_factory=list)
    delays: list[Delay] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)


def compute_outcome(
    standings: Sequence[PromiseStatus],
    *,
    closed: tuple[policy.Closure, ...],
    now: datetime,
    by: str,
    believed: earlier_dates.PriorBelief | None = None,
    goes_on: bool = False,
) -> Outcome:
    """Works these standings out anew. What was `believed` until now, and was wrong, can bring a
    date back, and so can what had kept the order and has ended (`goes_on`); nothing else does. The
    standings carry their new dates; apart from tasks for care,
    nothing is stored.
    """
    progress_by_place, outcome = load_progress(standings), Outcome()
    for standing in standings:
        progress = progress_by_place[standing.order_id, standing.warehouse]
        if _mark_if_gone(standing, progress, now):
            outcome.ended.append(standing)
            continue
        stood = {name: str(getattr(standing, name)) for name in _DATES}
        moved = _moved_dates(standing, progress, closed, now, by, goes_on=goes_on)
        if moved is None and believed is not None:
            moved = earlier_dates.bring_dates_back(standing, progress, closed, believed, now, by)
        if moved is not None:
            moved[1].facts["stood_before"] = stood
            outcome.changed.append(standing)
            outcome.delays += moved[0]
            outcome.events.append(moved[1])
    return outcome


def reassess_standings(
    standings: Sequence[PromiseStatus],
    *,
    closed: tuple[policy.Closure, ...],
    now: datetime,
    by: str,
    believed: earlier_dates.PriorBelief | None = None,
    goes_on: bool = False,
) -> int:
    """Works these standings out anew and tells of what moved. Returns how many did. In its caller's
    transaction. `goes_on`: what had kept the order has just ended.
    """
    outcome = compute_outcome(
        standings, closed=closed, now=now, by=by, believed=believed, goes_on=goes_on
    )
    for standing in outcome.ended:
        prefix = f"late.{standing.order.number}.{standing.warehouse}."
        close_tasks(prefix=prefix, now=now, by=by, outcome="It left, or is cancelled.")
    _store_standings([*outcome.ended, *outcome.changed])
    _replace_open_delays(outcome.delays, now)
    Delay.objects.bulk_create(outcome.delays, batch_size=1000)
    record_events(outcome.events)
    return len(outcome.events)


def _store_standings(changed: Sequence[PromiseStatus]) -> None:
    """Stores what moved: many standings come to the same dates, and are written together."""
    alike: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for standing in changed:
        alike[tuple(getattr(standing, name) for name in _STANDS)].append(standing.pk)
    for values, keys in alike.items():
        PromiseStatus.objects.filter(pk__in=keys).update(**dict(zip(_STANDS, values, strict=True)))


def _replace_open_delays(delays: Sequence[Delay], now: datetime) -> None:
    """A newer round takes the place of an older one that nobody has answered."""
    again = [delay.standing_id for delay in delays if delay.number > 1]
    if again:
        open_ones = Delay.objects.filter(standing__in=again, ended_at=None)
        open_ones.update(outcome="replaced", ended_at=now)


def _mark_if_gone(standing: PromiseStatus, progress: StandingProgress, now: datetime) -> bool:
    """Whether the pieces have left since, or will come no more; told on the standing itself."""
    if (
        standing.shipped_at is None
        and progress.states
        and all(state in _GONE for state in progress.states)
    ):
        standing.shipped_at = now
        standing.unknown_why = ""
        if progress.arrives_as_shipped is not None:  # the shipping notice says no other date
            standing.arrives_from, standing.arrives_by = progress.arrives_as_shipped
        if "shipped" not in progress.states:
            standing.ended_at = now
        return True
    if progress.states and all(
        state in _GONE and state != LineState.SHIPPED for state in progress.states
    ):
        standing.ended_at = now
        return True
    return False


def _moved_dates(
    standing: PromiseStatus,
    progress: StandingProgress,
    closed: tuple[policy.Closure, ...],
    now: datetime,
    by: str,
    *,
    goes_on: bool = False,
) -> Moved | None:
    """The round and the event of a date that moved; None where all dates stand, or where the
    shopper has been told already that there is none.
    """
    try:
        if standing.shipped_at is not None:
            today = local_time(standing.order.policy.terms, now).date()
            return reassess_in_transit(
                standing, progress, arrival_by_closures(standing, progress, closed, today), now, by
            )
        return _still_here(standing, progress, closed, now, by, goes_on=goes_on)
    except BeyondCalendar:
        return None  # the calendar's end is decades away or an error of the policy's: never guessed


def _still_here(
    standing: PromiseStatus,
    progress: StandingProgress,
    closed: tuple[policy.Closure, ...],
    now: datetime,
    by: str,
    *,
    goes_on: bool = False,
) -> Moved | None:
    """What is recorded moves a date as soon as it is known. A date that merely passes moves once,
    to one that can be kept; when that one passes too, nobody can say, and the shopper decides. Once
    what had kept it has ended there is a date again: what is left to do begins now.
    """
    if _is_decided_first(standing, progress):
        return None
    terms = standing.order.policy.terms
    local = local_time(terms, now)
    over = local.time() > work_ends_on(terms, local.date())
    facts = counted_facts(standing, progress, local.date(), over)
    counted_dates = count_dates(standing, facts, closed)
    if isinstance(counted_dates, policy.UnknownDates):
        return _undated_notice(standing, progress, counted_dates, now, by)
    closings = policy.closure_sentences(terms, closed)
    first_day = terms.store_days.after(local.date(), 1) if over else local.date()
    is_over = standing.ship_by < first_day
    if is_over and uncollected.awaits_final_check(standing.order, standing.warehouse, now):
        return None  # it may have left: told once its carrier has answered
    if goes_on and standing.unknown_why and not _is_obstructed(standing, is_over=is_over):
        dates = _dates_from_today(standing, facts, closed)
        if dates is None:
            return None
        return later_date_notice(standing, progress, dates, now, by, closings)
    dates = _dates_now(standing, progress, counted_dates, first_day)
    if dates is not None and not _is_obstructed(standing, is_over=is_over):
        why = _lateness_reason(standing, progress, is_over=is_over)
        return later_date_notice(standing, progress, dates, now, by, closings, otherwise=why)
    if standing.unknown_why:
        return None
    return _overdue_move(standing, progress, facts, closed, is_over=is_over, now=now, by=by)


def _is_decided_first(standing: PromiseStatus, progress: StandingProgress) -> bool:
    """Whether something else decides first what becomes of the order: no date is told before."""
    return (
        progress.awaits_payment  # the shopper is asked to pay again
        or asks_to_cancel(standing.order)  # a shopper who keeps the order is told its dates then
        # It ends before its authorization does, as the order's page says.
        or clock_of(standing.order.events.all()).bounce is not None
    )


def _undated_notice(
    standing: PromiseStatus,
    progress: StandingProgress,
    unknown: policy.UnknownDates,
    now: datetime,
    by: str,
) -> Moved | None:
    """Nobody can say when: for a fault found on arrival, or because the freight is late."""
    why = as_sentence(unknown.why)
    if progress.fault is not None:
        return no_date_notice(standing, progress, why, now, by, another=True)
    crossing_late = standing.order.policy.terms.named(_CROSSING_LATE)
    return no_date_notice(standing, progress, f"{crossing_late} {why}", now, by)


def _dates_from_today(
    standing: PromiseStatus, facts: policy.Facts, closed: tuple[policy.Closure, ...]
) -> Dates | None:
    """What is left to do takes its usual time again, from today."""
    terms = standing.order.policy.terms
    outlook = policy.outlook(terms, replace(facts, starts_again=True), closed)
    if isinstance(outlook, policy.UnknownDates):
        return None
    return Dates(outlook, outlook.ready.earliest, ships_by(terms, outlook))


def _dates_now(
    standing: PromiseStatus,
    progress: StandingProgress,
    counted_dates: CountedDates,
    first_day: date,
) -> Dates | None:
    """The new dates of what is recorded; None where those that were told stand. Late packing alone
    makes nobody late: what can still leave by its day moves the arrival, and nothing else.
    """
    dates, planned = counted_dates.dates, ships_by(standing.order.policy.terms, counted_dates.plan)
    if standing.unknown_why:
        return dates if planned >= first_day else None
    in_time = counted_dates.leaves_from <= standing.ship_by
    shut_out = not in_time and counted_dates.would_leave_from <= standing.ship_by
    if shut_out:  # told now, and not on the evening of that day
        return replace(dates, in_the_way=counted_dates.in_the_way)
    if planned < first_day:
        return None
    if planned <= standing.ship_by or (in_time and progress.leg("processed_on") is not None):
        dates = replace(dates, ship_by=standing.ship_by)
    late = dates.ship_by > standing.ship_by
    return dates if late or counted_dates.plan.arrives.latest > standing.arrives_by else None


def _is_obstructed(standing: PromiseStatus, *, is_over: bool) -> bool:
    """Whether something without a known end keeps pieces here whose day has passed, or of which the
    shopper was told so.
    """
    if not (is_over or standing.unknown_why):
        return False
    return obstacle_of(standing.order, standing.warehouse) is not None


def _lateness_reason(standing: PromiseStatus, progress: StandingProgress, *, is_over: bool) -> str:
    """What the freight says, or the last leg on record, where no closure is the cause. What was
    packed by the day that is over is late because it hasn't left.
    """
    terms = standing.order.policy.terms
    if is_over and progress.leg("processed_on") and not standing.unknown_why:
        return where_it_stands(standing.order, standing.warehouse)
    if standing.unknown_why and progress.leg("arrived_on") and not progress.leg("processed_on"):
        return terms.named("It's in our {here} warehouse now, and we have checked it.")
    if progress.crossing and progress.crossing.transfer.late_why and not progress.leg("arrived_on"):
        return f"{terms.named(_CROSSING_LATE)} {as_sentence(progress.crossing.transfer.late_why)}"
    for name, sentence in _WAS_LATE.items():
        if progress.leg(name):
            return terms.named(sentence)
    return ""


def _overdue_move(
    standing: PromiseStatus,
    progress: StandingProgress,
    facts: policy.Facts,
    closed: tuple[policy.Closure, ...],
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
    obstacle = obstacle_of(standing.order, standing.warehouse)
    if not is_over and obstacle is None:
        again = policy.outlook(terms, facts, closed)
        if isinstance(again, policy.UnknownDates) or ships_by(terms, again) <= standing.ship_by:
            return None
    stands = where_it_stands(standing.order, standing.warehouse)
    if obstacle is not None or standing.rounds:
        moved = no_date_notice(
            standing, progress, obstacle.sentence if obstacle else stands, now, by
        )
    else:
        dates = _dates_from_today(standing, facts, closed)
        if dates is None or dates.ship_by <= standing.ship_by:
            return None
        closings = policy.closure_sentences(terms, closed)
        moved = later_date_notice(standing, progress, dates, now, by, closings, otherwise=stands)
    if moved is not None:
        _ask_for_help(standing, moved[1], obstacle, now)
    return moved


def _ask_for_help(
    standing: PromiseStatus, event: Event, obstacle: Obstacle | None, now: datetime
) -> None:
    """Care hears on the same day of what is late and why."""
    order, facts = standing.order, event.facts
    old_by = day_label(date.fromisoformat(facts["old_by"]))
    # No personal data: a task is never erased.
    detail = [facts["why"], obstacle.detail if obstacle else "", facts.get("sentence", "")]
    open_task(
        key=f"late.{order.number}.{standing.warehouse}.{standing.rounds}",
        kind="late",
        role=CARE,
        title=f"Late: {order.number} should ship by {old_by}",
        detail="\n".join(part for part in detail if part),
        due_at=end_of_business_day(order.policy.terms, now),
        now=now,
        order=order,
        link=f"/desk/orders/{order.number}",
    )


def reassess_order(
    order: Order,
    *,
    now: datetime,
    by: str,
    believed: earlier_dates.PriorBelief | None = None,
    goes_on: bool = False,
) -> int:
    """Works out one order's standings anew; what moved is told. Returns how many did. `goes_on`:
    what had kept the order has just ended.
    """
    with transaction.atomic():
        # It may be cancelled, or the shopper answer, at this moment.
        queue_entries.lock_orders([order.pk])
        start_watching([order])
        rows = PromiseStatus.objects.select_for_update(of=("self",)).select_related("order__policy")
        standings = list(rows.filter(order=order, ended_at=None))
        return reassess_standings(
            standings,
            closed=current_closures(),
            now=now,
            by=by,
            believed=believed,
            goes_on=goes_on,
        )


def unwatched_orders(*, limit: int = 500) -> list[Order]:
    """Orders whose promises nobody watches yet."""
    rows = Order.objects.filter(
        standings=None,
        lines__state__in=UNSHIPPED,
    )
    return list(rows.select_related("policy").distinct().order_by("pk")[:limit])


def orders_due(*, now: datetime, limit: int = 500) -> list[Order]:
    """Orders with a date that is today or over, or that falls on days soon closed, or a second one
    that is near, and that the shopper hasn't been told of; the first due first.
    """
    today = now.date()
    open_ones = PromiseStatus.objects.filter(ended_at=None, unknown_why="").select_related(
        "order__policy"
    )
    near = Q(ship_by__lte=today) | Q(rounds__gt=0, ship_by__lte=today + LOOKS_AHEAD)
    for closed in current_closures():
        if closed.first_on <= today + SOON and closed.place in ("us", "carrier"):
            near |= Q(ship_by__gte=today, ship_by__range=(closed.first_on, closed.last_on))
    still_here = open_ones.filter(shipped_at=None).filter(near)
    # The latest first: of an old one, all that could be said was said long ago.
    on_the_way = open_ones.filter(shipped_at__isnull=False, arrives_by__lt=today)
    standings = [
        *still_here.order_by("ship_by", "pk")[:limit],
        *on_the_way.order_by("-arrives_by", "-pk")[:limit],
    ]
    return list({standing.order_id: standing.order for standing in standings}.values())
