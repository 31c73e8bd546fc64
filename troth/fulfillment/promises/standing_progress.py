"""What is on record of the pieces of many standings, read in a few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from troth.event_kinds import EventKind
from troth.fulfillment.models import Crossing, CrossingCheck, Parcel, ParcelLine, PromiseStatus
from troth.orders.models import Event, Line, Order
from troth.payments.execution import policy_captures_before_expiry
from troth.payments.models import AUTHORIZED, Payment, PaymentRequest
from troth.policy.dates.promise import day_at
from troth.policy.lifecycle import UNSHIPPED, LineState
from troth.policy.results import Window
from troth.policy.terms import HOME

# A report or a claim of a parcel is open from one of these to one of those.
_CLAIM_OPENS = (
    EventKind.CLAIM_REPORTED,
    EventKind.CLAIM_FILED,
    EventKind.CLAIM_REDELIVERY_STARTED,
    EventKind.PARCEL_MISSING,
    EventKind.PARCEL_LOST,
    EventKind.PARCEL_MISDELIVERED,
)
_CLAIM_ENDS = (
    EventKind.CLAIM_REFUSED,
    EventKind.CLAIM_PARCEL_FOUND,
    EventKind.CLAIM_PARCEL_RETURNING,
)
_COMING_BACK = ("returning", "returned")  # parcels for which nothing is promised
_LEGS: dict[str, str] = {
    EventKind.LINE_DISPATCHED: "dispatched_on",
    EventKind.LINE_ARRIVED: "arrived_on",
    EventKind.LINE_PROCESSED: "processed_on",
}


@dataclass(slots=True)
class StandingProgress:
    """What has happened to one standing's pieces."""

    legs: dict[str, list[date]] = field(default_factory=lambda: defaultdict(list))
    states: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)  # of the pieces still to come from there
    lines: list[int] = field(default_factory=list)  # the same, by key
    is_part: bool = False  # the order has other pieces, which this doesn't touch
    crossing: Crossing | None = None
    left_japan: list[date] = field(default_factory=list)
    awaits_payment: bool = False  # the shopper is asked to pay again
    lapses_at: datetime | None = None  # an authorization that nothing captures by itself expires
    fault: CrossingCheck | None = None  # what arrived from Japan wrong, damaged or not at all
    delivery_on: date | None = None
    arrives_as_shipped: Window | None = None  # what the shipping notice says; the last one's
    shipped_on: date | None = None  # the day the last parcel left
    parcels: list[Parcel] = field(default_factory=list)
    claim_is_open: bool = False
    was_reported: bool = False  # as not received, whatever became of it

    def leg(self, name: str) -> date | None:
        """The day of a leg, once every live piece has done it."""
        days = self.legs.get(name, [])
        live = sum(state != LineState.CANCELLED for state in self.states)
        return max(days) if live and len(days) >= live else None

    def dispatched_on(self) -> date | None:
        """The day there on which the last piece left Japan: a piece that crossed before it was sold
        left before that. Never later than the day on which it came, which begins here hours after.
        """
        last = self.leg("dispatched_on")
        if last is not None and len(self.left_japan) >= len(self.lines):
            last = max(self.left_japan, default=last)
        came = self.leg("arrived_on") or self.leg("processed_on")
        return min(last, came) if last is not None and came is not None else last


def load_progress(standings: Sequence[PromiseStatus]) -> dict[tuple[int, str], StandingProgress]:
    """Lines, legs, transfers, parcels and claims of many standings, in a few queries."""
    progress_by_place: dict[tuple[int, str], StandingProgress] = defaultdict(StandingProgress)
    orders = {standing.order_id: standing.order for standing in standings}
    where = _load_lines(progress_by_place, orders)
    _load_legs(progress_by_place, orders, where)
    _load_crossings(progress_by_place, orders, where)
    unpaid = PaymentRequest.objects.filter(order__in=list(orders), ended_at=None)
    waiting = set(unpaid.values_list("order", flat=True))
    lapse = _authorization_expiries(orders)
    for place, progress in progress_by_place.items():
        progress.awaits_payment = place[0] in waiting
        progress.lapses_at = lapse.get(place[0])
    for check in open_faults(orders):
        progress_by_place[where[check.line_id]].fault = check
    _load_parcels(progress_by_place, orders, where)
    _load_shipping_notices(progress_by_place, orders, where)
    return progress_by_place


def _load_legs(
    progress_by_place: dict[tuple[int, str], StandingProgress],
    orders: dict[int, Order],
    where: dict[int, tuple[int, str]],
) -> None:
    legs = Event.objects.filter(order__in=list(orders), kind__in=list(_LEGS)).values_list(
        "line", "order", "kind", "at"
    )
    resent = dict(
        Event.objects.filter(order__in=list(orders), kind=EventKind.LINE_REQUEUED).values_list(
            "line", "at"
        )
    )
    for line, order, kind, at in legs:
        if kind == EventKind.LINE_PROCESSED and line in resent and at < resent[line]:
            continue  # it came back since, and is packed anew
        place = where[line]
        warehouse = place[1] if kind == EventKind.LINE_DISPATCHED else HOME
        progress_by_place[place].legs[_LEGS[kind]].append(
            day_at(orders[order].policy.terms, at, warehouse)
        )


def _load_crossings(
    progress_by_place: dict[tuple[int, str], StandingProgress],
    orders: dict[int, Order],
    where: dict[int, tuple[int, str]],
) -> None:
    crossings = Crossing.objects.filter(line__order__in=list(orders)).exclude(
        line__state=LineState.CANCELLED
    )
    for crossing in crossings.select_related("transfer", "line"):
        crossed = progress_by_place[where[crossing.line_id]]
        crossed.crossing = _slower_crossing(crossed.crossing, crossing)
        if left_at := crossing.transfer.dispatched_at:
            terms = orders[crossing.line.order_id].policy.terms
            crossed.left_japan.append(day_at(terms, left_at, crossing.line.warehouse))


def _authorization_expiries(orders: dict[int, Order]) -> dict[int, datetime]:
    """When the authorization of each order expires, where the policy takes no money before."""
    reserved = Payment.objects.filter(
        order__in=list(orders), state=AUTHORIZED, operations=None, capture_before__isnull=False
    )
    return {
        order: lapses_at
        for order, lapses_at in reserved.values_list("order", "capture_before")
        if order is not None
        and lapses_at is not None
        and not policy_captures_before_expiry(orders[order])
    }


def _load_shipping_notices(
    progress_by_place: dict[tuple[int, str], StandingProgress],
    orders: dict[int, Order],
    where: dict[int, tuple[int, str]],
) -> None:
    """The day each parcel left, and when it should arrive, as the shopper was told then."""
    shipped = Event.objects.filter(order__in=list(orders), kind=EventKind.PARCEL_SHIPPED).order_by(
        "pk"
    )
    for facts in shipped.values_list("facts", flat=True):
        arrives = facts.get("arrives")
        for place in {where[line] for line in facts.get("lines") or () if line in where}:
            progress_by_place[place].shipped_on = date.fromisoformat(facts["shipped_on"])
            if arrives:
                days = (arrives["earliest"], arrives["latest"])
                progress_by_place[place].arrives_as_shipped = Window(*map(date.fromisoformat, days))


def open_faults(orders: Iterable[int]) -> list[CrossingCheck]:
    """What was found wrong at check-in, and isn't settled: the latest check of each piece."""
    checks = CrossingCheck.objects.filter(line__order__in=list(orders), crossing__checked_at=None)
    checks = checks.exclude(line__state=LineState.CANCELLED).select_related("line")
    latest = {check.line_id: check for check in checks.order_by("pk")}
    return [check for check in latest.values() if check.outcome in CrossingCheck.FAULTS]


def _load_lines(
    progress_by_place: dict[tuple[int, str], StandingProgress], orders: dict[int, Order]
) -> dict[int, tuple[int, str]]:
    """Tells each standing its lines; returns which standing a line belongs to."""
    rows = Line.objects.filter(order__in=list(orders)).order_by("pk")
    lines = list(rows.values_list("pk", "order", "warehouse", "state", "title"))
    to_come: dict[int, int] = defaultdict(int)
    coming_back = _lines_coming_back(orders)
    for pk, order, warehouse, state, title in lines:
        progress = progress_by_place[order, warehouse]
        progress.states.append("returned" if pk in coming_back else state)
        to_come[order] += state != LineState.CANCELLED
        if state in UNSHIPPED:
            progress.titles.append(title)
            progress.lines.append(pk)
    for (order, _), progress in progress_by_place.items():
        progress.is_part = 0 < len(progress.lines) < to_come[order]
    return {pk: (order, warehouse) for pk, order, warehouse, _, _ in lines}


def _lines_coming_back(orders: Iterable[int]) -> set[int]:
    """Lines that the carrier brings back: nothing is promised for them until sent again."""
    packed = ParcelLine.objects.filter(
        parcel__order__in=list(orders), parcel__status__in=_COMING_BACK, out=False
    )
    return set(packed.exclude(parcel__left_at=None).values_list("line", flat=True))


def _slower_crossing(first: Crossing | None, second: Crossing) -> Crossing:
    """Of two transfers that carry a standing's pieces, the one that nobody can date, or the later
    one.
    """
    if first is None or first.checked_at is not None:
        return second
    if second.checked_at is not None:
        return first

    def key(crossing: Crossing) -> tuple[bool, date]:
        transfer = crossing.transfer
        return transfer.unknown, transfer.expected_on or date.min

    return max(first, second, key=key)


def _load_parcels(
    progress_by_place: dict[tuple[int, str], StandingProgress],
    orders: dict[int, Order],
    where: dict[int, tuple[int, str]],
) -> None:
    """Parcels with the carrier, and whether a report or a claim of one is open."""
    claims: dict[int, dict[str, bool]] = defaultdict(dict)
    rows = Event.objects.filter(order__in=list(orders), kind__in=[*_CLAIM_OPENS, *_CLAIM_ENDS])
    for order, kind, facts in rows.order_by("pk").values_list("order", "kind", "facts"):
        claims[order][str(facts.get("number", ""))] = kind in _CLAIM_OPENS
    for order, open_ones in claims.items():
        for place in [key for key in progress_by_place if key[0] == order]:
            progress_by_place[place].claim_is_open = any(open_ones.values())
            progress_by_place[place].was_reported = bool(open_ones)
    parcels = Parcel.objects.filter(order__in=list(orders), left_at__isnull=False)
    parcels = parcels.exclude(status__in=_COMING_BACK)
    for parcel in parcels.prefetch_related("packed", "labels").order_by("pk"):
        parcel.order = orders[parcel.order_id]
        for place in {where[packed.line_id] for packed in parcel.packed.all()}:
            progress_by_place[place].parcels.append(parcel)
            if parcel.expected_on is not None:
                progress_by_place[place].delivery_on = parcel.expected_on
