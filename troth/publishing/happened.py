"""What really happened to some orders, read as plain rows: promised, processed, arrived, asked to
cancel, claimed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models.fields.json import KT

from troth.event_kinds import EventKind
from troth.fulfillment.promises.closure_history import ClosureHistory
from troth.orders.models import Event, Line, Order, PublishedPolicy
from troth.policy.addresses.places import Place, is_po_box, place_of
from troth.policy.dates.calendars import BeyondCalendar
from troth.policy.dates.outlook import Closure
from troth.policy.lifecycle import LineState
from troth.policy.terms import Terms

ASKED_TO_CANCEL = EventKind.CANCELLATION_REQUESTED
# A report of a parcel not received, as it was found.
ASKED_FOR_IT = (
    EventKind.CLAIM_REPORTED,
    EventKind.CLAIM_FILED,
    EventKind.CLAIM_REFUSED,
)
SHIPPED, DELIVERED = EventKind.PARCEL_SHIPPED, EventKind.PARCEL_DELIVERED
LANES = ("us", "jp")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class PromiseMade(NamedTuple):
    """One promise of an order, by warehouse, as it was made, and the days on which it was kept or
    broken.
    """

    order: int
    lane: str
    placed_us: int  # microseconds since 1970 UTC
    placed_on: date  # this and the other days in the zone of the order's own terms
    method: str
    place: Place
    po_box: bool
    grams: int
    processed_latest: date
    arrives_earliest: date
    arrives_latest: date
    processed_on: date | None  # None while a piece of it waits, or where all were cancelled
    arrived_on: date | None
    due_from_processing: date | None  # the method's last day, counted from actual processing
    closures: tuple[Closure, ...] = ()  # those that the promise was made with


class CancelRequest(NamedTuple):
    """A cancellation as it was asked for, with what was known then."""

    order: int
    was: str
    asked_at: datetime
    confirmed_at: datetime | None
    shipped_at: datetime | None


class Report(NamedTuple):
    """A parcel reported as not received, with what was known then."""

    order: int
    was: str
    asked_at: datetime
    recorded_at: datetime
    shipped_on: date
    delivered_at: datetime | None


@dataclass(slots=True)
class OrderHistory:
    """All that a replay asks about some orders."""

    promises: list[PromiseMade] = field(default_factory=list)
    cancels: list[CancelRequest] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)


def read_history(orders: Sequence[int]) -> OrderHistory:
    """What happened to the orders of these keys: five queries, one more where somebody asked for
    something, and one where a closure was known when one of them was placed.
    """
    happened, own = OrderHistory(), {}
    rows = list(_order_rows(orders))
    pieces, days = _pieces_and_days(orders)
    for row in rows:
        terms = own[row[0]] = _terms_by_digest(row[1])
        happened.promises += _made_promises(row, terms, pieces.get(row[0], {}), days)
    happened.promises = _as_closed(happened.promises, rows)
    _add_requests(orders, own, happened)
    return happened


def _as_closed(promises: list[PromiseMade], rows: list[Any]) -> list[PromiseMade]:
    """The promises with the closures that they were made with: known then, and named in their
    steps. A promise of an older version names none.
    """
    history = ClosureHistory()
    closures_by_order = {
        order: closures for order, _, at, *_ in rows if (closures := history.at(at))
    }
    if not closures_by_order:
        return promises
    stored_promises = dict(
        Order.objects.filter(pk__in=list(closures_by_order)).values_list("pk", "promises")
    )
    return [
        promise._replace(closures=closures_by_order[promise.order])
        if promise.order in closures_by_order
        and _names_one(
            stored_promises[promise.order][promise.lane], closures_by_order[promise.order]
        )
        else promise
        for promise in promises
    ]


def _names_one(promise: dict[str, Any], closures: tuple[Closure, ...]) -> bool:
    sentences = [step["sentence"] for step in promise["steps"]]
    return any(closure.why in sentence for closure in closures for sentence in sentences)


def _order_rows(orders: Sequence[int]) -> Any:
    ends = ("processed__latest", "arrives__earliest", "arrives__latest")
    promised = {f"{lane}_{end}": KT(f"promises__{lane}__{end}") for lane in LANES for end in ends}
    rows = Order.objects.filter(pk__in=orders).order_by("pk").annotate(**promised)
    fields = (
        "pk",
        "policy_id",
        "placed_at",
        "method",
        "ship_to_zip",
        "recipient__street",
        "recipient__street2",
    )
    return rows.values_list(*fields, *promised)


@lru_cache(maxsize=200)
def _terms_by_digest(digest: str) -> Terms:
    return PublishedPolicy.objects.get(pk=digest).terms


def _pieces_and_days(
    orders: Sequence[int],
) -> tuple[dict[int, dict[str, list[Any]]], dict[str, dict[int, datetime]]]:
    """By order and warehouse its lines' keys, weights and states; and when each line was processed
    and delivered.
    """
    pieces: dict[int, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    lines = Line.objects.filter(order__in=orders).values_list(
        "order_id", "warehouse", "pk", "weight_grams", "state"
    )
    for order, lane, *piece in lines:
        pieces[order][lane].append(piece)
    days: dict[str, dict[int, datetime]] = {
        EventKind.LINE_PROCESSED: {},
        EventKind.LINE_DELIVERED: {},
    }
    events = Event.objects.filter(order__in=orders, kind__in=list(days)).order_by("pk")
    for kind, line, at, seen_at in events.values_list("kind", "line_id", "at", KT("facts__at")):
        is_dated = seen_at not in (None, "null")  # SQLite's text of a JSON null is a word
        days[kind][line] = datetime.fromisoformat(seen_at) if is_dated else at
    return pieces, days


def _made_promises(
    row: Any, terms: Terms, pieces: dict[str, list[Any]], days: dict[str, dict[int, datetime]]
) -> list[PromiseMade]:
    order, _, placed_at, method, zip_code, street, street2, *ends = row
    promises = []
    for at, lane in enumerate(LANES):
        latest, first, last = ends[3 * at : 3 * at + 3]
        if latest is None:
            continue
        mine = pieces.get(lane, [])
        live_keys = [key for key, _, state in mine if state != LineState.CANCELLED]
        processed_on = _last_day(live_keys, days[EventKind.LINE_PROCESSED], terms)
        promises.append(
            PromiseMade(
                order,
                lane,
                (placed_at - _EPOCH) // timedelta(microseconds=1),
                placed_at.astimezone(terms.zone).date(),
                method,
                place_of(zip_code),
                is_po_box(street or "", street2 or ""),
                sum(grams for _, grams, _ in mine),
                date.fromisoformat(latest),
                date.fromisoformat(first),
                date.fromisoformat(last),
                processed_on,
                _last_day(live_keys, days[EventKind.LINE_DELIVERED], terms),
                _due_from(processed_on, method, terms),
            )
        )
    return promises


def _due_from(processed_on: date | None, method: str, terms: Terms) -> date | None:
    if processed_on is None:
        return None
    try:
        return terms.store_days.after(processed_on, terms.methods[method].latest_days)
    except BeyondCalendar:
        return None


def _last_day(lines: list[int], days: dict[int, datetime], terms: Terms) -> date | None:
    """The day on which it was true of all of them."""
    if not lines or not all(line in days for line in lines):
        return None
    return max(days[line] for line in lines).astimezone(terms.zone).date()


def _add_requests(orders: Sequence[int], own: dict[int, Terms], happened: OrderHistory) -> None:
    """Cancellations and claims as asked for; a mail's that its shopper confirmed was asked once."""
    kinds = [ASKED_TO_CANCEL, *ASKED_FOR_IT]
    request_events = Event.objects.filter(
        order__in=orders, kind__in=kinds, facts__has_key="asked_at"
    ).order_by("pk")
    events = list(request_events.values_list("pk", "order_id", "kind", "at", "facts"))
    if not events:
        return
    parcels: dict[int, list[Any]] = defaultdict(list)
    parcel_events = Event.objects.filter(
        order__in={event[1] for event in events}, kind__in=[SHIPPED, DELIVERED]
    ).order_by("pk")
    for key, order, kind, at, facts in parcel_events.values_list(
        "pk", "order_id", "kind", "at", "facts"
    ):
        parcels[order].append((key, kind, at, facts))
    cancels: dict[tuple[int, str], CancelRequest] = {}
    for key, order, kind, recorded_at, facts in events:
        earlier = [event for event in parcels[order] if event[0] < key]
        if kind == ASKED_TO_CANCEL:
            cancels[order, facts["asked_at"]] = _build_cancel(order, facts, own[order], earlier)
        elif (report := _build_report(order, facts, recorded_at, earlier)) is not None:
            happened.reports.append(report)
    happened.cancels += cancels.values()


def _build_cancel(
    order: int, facts: dict[str, Any], terms: Terms, parcel_events: list[Any]
) -> CancelRequest:
    hours = timedelta(hours=terms.file.cancellation.window_hours)
    limit = facts.get("closes_at")
    confirmed_at = datetime.fromisoformat(limit).astimezone(UTC) - hours if limit else None
    shipped_at = min((at for _, kind, at, _ in parcel_events if kind == SHIPPED), default=None)
    return CancelRequest(
        order, facts["verdict"], datetime.fromisoformat(facts["asked_at"]), confirmed_at, shipped_at
    )


def _build_report(
    order: int, facts: dict[str, Any], recorded_at: datetime, parcel_events: list[Any]
) -> Report | None:
    mine = [event for event in parcel_events if event[3].get("number") == facts.get("number")]
    shipped = next((event for event in mine if event[1] == SHIPPED), None)
    if shipped is None:
        return None
    came = next((event for event in reversed(mine) if event[1] == DELIVERED), None)
    at = (
        None
        if came is None
        else datetime.fromisoformat(came[3]["at"])
        if came[3].get("at")
        else came[2]
    )
    shipped_on = date.fromisoformat(shipped[3]["shipped_on"])
    return Report(
        order,
        facts["verdict"],
        datetime.fromisoformat(facts["asked_at"]),
        recorded_at,
        shipped_on,
        at,
    )
