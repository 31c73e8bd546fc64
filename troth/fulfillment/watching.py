"""The promise as it stands, and what the shopper is told when it can't be kept: clauses
`processing`, `transfer`, `delivery`, and 16 CFR 435.2.

A standing is worked out anew from facts and closures. Where a date moves, a round of delay is
opened on it, the event that owes the letter is written, and all of it is one transaction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, cast

from django.db import transaction
from django.db.models import Q

from troth.fulfillment.models import Closure, Crossing, Delay, Packed, Parcel, Standing
from troth.orders import turns
from troth.orders.actions import record_many
from troth.orders.models import Event, Line, Order
from troth.policy import outlook as policy
from troth.policy.calendars import BeyondCalendar
from troth.policy.delay import delay_round, ship_by_on
from troth.policy.promise import Warehouse, cut_off_on, local_time
from troth.policy.terms import Terms

Steps = list[dict[str, str]]
MOVED, KNOWN = "promise.moved", "promise.known"
_LEGS = {
    "line.dispatched": "dispatched_on",
    "line.arrived": "arrived_on",
    "line.processed": "processed_on",
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
_GONE = ("shipped", "delivered", "lost", "returned", "cancelled")


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


@dataclass(slots=True)
class Known:
    """What has happened to one standing's pieces."""

    legs: dict[str, list[date]] = field(default_factory=lambda: defaultdict(list))
    states: list[str] = field(default_factory=list)
    crossing: Crossing | None = None
    delivery_on: date | None = None

    def leg(self, name: str) -> date | None:
        """The day of a leg, once every live piece has done it."""
        days = self.legs.get(name, [])
        live = sum(state != "cancelled" for state in self.states)
        return max(days) if live and len(days) >= live else None


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
    known = _known(standings)
    changed, delays, events = [], [], []
    for standing in standings:
        told = known[standing.order_id, standing.warehouse]
        if _ended(standing, told, now):
            changed.append(standing)
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
        if all(state not in ("shipped", "lost") for state in told.states):
            standing.ended_at = now
        return True
    if told.states and all(
        state in _GONE and state not in ("shipped", "lost") for state in told.states
    ):
        standing.ended_at = now
        return True
    return False


def _moved(
    standing: Standing, told: Known, closed: tuple[policy.Closure, ...], now: datetime, by: str
) -> tuple[list[Delay], Event] | None:
    """The round and the event of a date that moved; None where all dates stand."""
    order = standing.order
    terms = order.policy.terms
    local = local_time(terms, now)
    over = local.time() > cut_off_on(terms, local.date())
    try:
        found = policy.outlook(terms, _facts(standing, told, local.date(), over), closed)
        if isinstance(found, policy.Unknown):
            return _unknown(standing, found, now, by)
        late_why = told.crossing.transfer.late_why if told.crossing else ""
        words = [closure.why for closure in closed] + [late_why] * bool(late_why)
        first_day = terms.store_days.after(local.date(), 1) if over else local.date()
        return _later(standing, found, first_day, now, by, words)
    except BeyondCalendar:
        return None  # the calendar's end is decades away or an error of the policy's: never guessed


def _facts(standing: Standing, told: Known, today: date, over: bool) -> policy.Facts:
    order = standing.order
    transfer = told.crossing.transfer if told.crossing else None
    return policy.Facts(
        starts_on=date.fromisoformat(order.promises[standing.warehouse]["starts_on"]),
        warehouse=cast(Warehouse, standing.warehouse),
        method=order.method,
        today=today,
        day_is_over=over,
        dispatched_on=told.leg("dispatched_on"),
        arrived_on=told.leg("arrived_on"),
        expected_on=transfer.expected_on if transfer else None,
        unknown_why=transfer.late_why if transfer and transfer.unknown else "",
        late_why=transfer.late_why if transfer else "",
        processed_on=told.leg("processed_on"),
        delivery_expected_on=told.delivery_on,
    )


def _unknown(
    standing: Standing, found: policy.Unknown, now: datetime, by: str
) -> tuple[list[Delay], Event] | None:
    if standing.unknown_why or standing.shipped_at:
        return None
    standing.unknown_why = found.why[:200]
    return _round(standing, None, found.why, _data(found), now, by)


def _later(
    standing: Standing,
    found: policy.Outlook,
    first_day: date,
    now: datetime,
    by: str,
    words: list[str],
) -> tuple[list[Delay], Event] | None:
    terms = standing.order.policy.terms
    ship_by = ship_by_on(terms, processed_by=found.processed.latest)
    ship_by = max(ship_by, first_day)
    late = standing.shipped_at is None and ship_by > standing.ship_by
    later = found.arrives.latest > standing.arrives_by
    was_unknown, standing.unknown_why = standing.unknown_why, ""
    if not (late or later or was_unknown):
        return None
    old_by = standing.arrives_by
    steps = _data(found)
    standing.arrives_from = max(standing.arrives_from, found.arrives.earliest)
    standing.arrives_by = max(standing.arrives_by, found.arrives.latest)
    reason = _reason(steps, words)
    if late and not (was_unknown and not standing.delays.filter(ended_at=None).exists()):
        return _round(standing, ship_by, reason, steps, now, by)
    if late:
        standing.ship_by = (
            ship_by  # the shopper had agreed to wait without a date: now there is one
        )
    facts = _told(standing, old_by=old_by, why=reason, steps=steps)
    kind = KNOWN if was_unknown else MOVED
    return [], Event(
        order=standing.order, kind=kind, at=now, by=by, facts=facts | {"choice": False}
    )


def _data(found: policy.Outlook | policy.Unknown) -> Steps:
    return [step.data() for step in found.steps]


def _reason(steps: Steps, words: list[str]) -> str:
    """The step that names what is in the way: a closure, or what the freight says."""
    told = (step["says"] for step in steps)
    named = (says for says in told if any(word in says for word in words))
    return next(named, "We did not get it ready in time. We are sorry.")


def _round(
    standing: Standing, new_by: date | None, why: str, steps: Steps, now: datetime, by: str
) -> tuple[list[Delay], Event]:
    terms: Terms = standing.order.policy.terms
    made = standing.order.promises[standing.warehouse]
    original_by = ship_by_on(terms, processed_by=date.fromisoformat(made["processed"]["latest"]))
    clause = "transfer" if standing.warehouse == "jp" else "processing"
    standing.rounds += 1
    decided = delay_round(
        terms,
        number=standing.rounds,
        original_by=original_by,
        old_by=standing.ship_by,
        new_by=new_by,
        clause=clause,
        found_at=now,
    )
    delay = Delay(
        standing=standing,
        order=standing.order,
        number=decided.number,
        old_by=decided.old_by,
        new_by=new_by,
        arrives_from=standing.arrives_from if new_by else None,
        arrives_by=standing.arrives_by if new_by else None,
        why=why[:300],
        steps=[step.data() for step in decided.steps],
        silence=decided.silence,
        found_at=now,
        notice_by=decided.notice_by,
        decides_at=decided.decides_at,
    )
    facts = _told(standing, old_by=decided.old_by, why=why, steps=steps) | {
        "choice": True,
        "round": decided.number,
        "ship_by": new_by.isoformat() if new_by else None,
        "silence": decided.silence,
        "decides_at": decided.decides_at.isoformat(),
        "says": decided.says,
    }
    if new_by:
        standing.ship_by = new_by
    else:
        facts["arrives_from"] = facts["arrives_by"] = None
    return [delay], Event(order=standing.order, kind=MOVED, at=now, by=by, facts=facts)


def _told(standing: Standing, *, old_by: date, why: str, steps: Steps) -> dict[str, Any]:
    return {
        "warehouse": standing.warehouse,
        "old_by": old_by.isoformat(),
        "why": why,
        "arrives_from": str(standing.arrives_from),
        "arrives_by": str(standing.arrives_by),
        "steps": steps,
    }


def _known(standings: Sequence[Standing]) -> dict[tuple[int, str], Known]:
    """Lines, legs, transfers and carriers' own dates of many standings, in four queries."""
    known: dict[tuple[int, str], Known] = defaultdict(Known)
    orders = {standing.order_id: standing.order for standing in standings}
    lines = list(
        Line.objects.filter(order__in=list(orders)).values_list("pk", "order", "warehouse", "state")
    )
    where = {pk: (order, warehouse) for pk, order, warehouse, _ in lines}
    coming_back = _coming_back(orders)
    for pk, order, warehouse, state in lines:
        known[order, warehouse].states.append("returned" if pk in coming_back else state)
    legs = Event.objects.filter(order__in=list(orders), kind__in=list(_LEGS)).values_list(
        "line", "order", "kind", "at"
    )
    resent = dict(
        Event.objects.filter(order__in=list(orders), kind="line.resent").values_list("line", "at")
    )
    for line, order, kind, at in legs:
        if kind == "line.processed" and line in resent and at < resent[line]:
            continue  # it came back since, and is packed anew
        known[where[line]].legs[_LEGS[kind]].append(
            local_time(orders[order].policy.terms, at).date()
        )
    for crossing in Crossing.objects.filter(line__order__in=list(orders)).select_related(
        "transfer", "line"
    ):
        known[where[crossing.line_id]].crossing = crossing
    late = Parcel.objects.filter(
        order__in=list(orders), left_at__isnull=False, expected_on__isnull=False
    ).exclude(status__in=["returning", "returned"])
    for parcel in late.prefetch_related("packed"):
        for packed in parcel.packed.all():
            known[where[packed.line_id]].delivery_on = parcel.expected_on
    return known


def _coming_back(orders: Iterable[int]) -> set[int]:
    """Lines that the carrier brings back: nothing is promised for them until sent again."""
    packed = Packed.objects.filter(
        parcel__order__in=list(orders), parcel__status__in=["returning", "returned"], out=False
    )
    return set(packed.exclude(parcel__left_at=None).values_list("line", flat=True))


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
    """Orders with a date that is today or over, and not kept yet; the first due first."""
    today = now.date()
    late = Standing.objects.filter(ended_at=None).filter(
        Q(shipped_at=None, ship_by__lte=today) | Q(shipped_at__isnull=False, arrives_by__lt=today)
    )
    found = (
        late.exclude(unknown_why__gt="")
        .select_related("order__policy")
        .order_by("ship_by", "pk")[:limit]
    )
    return list({standing.order_id: standing.order for standing in found}.values())
