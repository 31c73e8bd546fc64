"""When something should arrive, narrowed by what has happened: clauses `processing`, `delivery`,
`transfer`.

The promise as made stands until a fact replaces what was counted; a date that the shopper was told
of since stands until a later fact does.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, NamedTuple, cast

from troth.event_kinds import EventKind
from troth.order_status.model import Dates, Steps
from troth.order_status.rows import OrderRows, step_data
from troth.orders.models import Event, Line
from troth.policy.dates import outlook as policy
from troth.policy.dates.calendars import BeyondCalendar
from troth.policy.dates.outlook import Closure, Outlook
from troth.policy.dates.promise import Warehouse, day_at
from troth.policy.dates.windows import ContradictoryFacts
from troth.policy.results import Window
from troth.policy.terms import HOME

_LEGS: dict[str, str] = {
    EventKind.LINE_DISPATCHED: "dispatched_on",
    EventKind.LINE_ARRIVED: "arrived_on",
    EventKind.LINE_PROCESSED: "processed_on",
}
# With the dates of the second parcel, of its pieces alone: chosen, or checked in after the choice.
SENT_AGAIN = (EventKind.PARCEL_RESEND_CHOSEN, EventKind.PARCEL_RESEND_STARTED)
TOLD_NEW_DATES = (
    EventKind.PROMISE_DELAYED,
    EventKind.PROMISE_DATED,
    EventKind.PROMISE_BROUGHT_FORWARD,
    EventKind.PARCEL_OVERDUE,
    *SENT_AGAIN,
)


class _Legs(NamedTuple):
    """The legs that every piece has done, by name, and the last of them to be recorded."""

    days: dict[str, date]
    last: Event | None


def window_from(data: dict[str, str]) -> Window:
    """A window from its data, as an order keeps it."""
    return Window(date.fromisoformat(data["earliest"]), date.fromisoformat(data["latest"]))


def dates_of(
    rows: OrderRows,
    warehouse: str,
    lines: Sequence[Line],
    *,
    shipped: Event | None = None,
    since: datetime | None = None,
) -> Dates:
    """The dates of these pieces of one warehouse: of a parcel, where `shipped` tells how it left.

    `since` is when they began to be sent again: what was recorded and promised before it says
    nothing of when they arrive.
    """
    promise = rows.order.promises[warehouse]
    legs = _legs_done(rows, lines, since)
    last_letter = last_letter_with_dates(rows, warehouse, {line.pk for line in lines}, since)
    last_fact = shipped or legs.last
    if legs.days and (last_letter is None or _is_later(last_fact, last_letter)):
        narrowed = _narrowed_dates(rows, warehouse, lines, legs.days, shipped)
        if narrowed is not None:
            return _seen_today(rows, narrowed)
    if since is not None and last_letter is None:
        return Dates(window_from(promise["arrives"]), None)
    return _seen_today(rows, _dates_last_told(rows, warehouse, promise, legs.days, last_letter))


def _is_later(fact: Event | None, letter: Event) -> bool:
    """Whether a fact was recorded after a letter, in one instant too."""
    return fact is not None and (fact.at, fact.pk) > (letter.at, letter.pk)


def can_be_kept(rows: OrderRows, warehouse: str, lines: Sequence[Line], dates: Dates) -> bool:
    """Whether the dates of pieces that are still here hold by what is on record today."""
    if dates.arrives is None:
        return False
    recorded = {**_legs_done(rows, lines, None).days, **_freight_sentence(rows, lines)}
    outlook = _counted_outlook(rows, warehouse, recorded, None, rows.closures, today=rows.today)
    return outlook is not None and outlook.arrives.latest <= dates.arrives.latest


def _seen_today(rows: OrderRows, dates: Dates) -> Dates:
    is_over = dates.arrives is not None and dates.arrives.latest < rows.today
    return replace(dates, is_over=is_over)


def _legs_done(rows: OrderRows, lines: Sequence[Line], since: datetime | None) -> _Legs:
    days: dict[str, date] = {}
    latest: list[Event] = []
    keys = {line.pk for line in lines}
    for kind, name in _LEGS.items():
        done = {
            event.line_id: event
            for event in rows.of_kind(kind)
            if event.line_id in keys and (since is None or event.at >= since)
        }
        if keys and len(done) == len(keys):
            days[name] = max(_day_of(rows, name, key, event.at) for key, event in done.items())
            latest += done.values()
    came = days.get("arrived_on") or days.get("processed_on")
    if came is not None and "dispatched_on" in days:  # the day begins hours sooner in Japan
        days["dispatched_on"] = min(days["dispatched_on"], came)
    return _Legs(days, max(latest, key=lambda event: (event.at, event.pk), default=None))


def _day_of(rows: OrderRows, name: str, line: int | None, at: datetime) -> date:
    """The day of a leg, where it happened. A piece that was sold while it crossed left Japan before
    that.
    """
    if name != "dispatched_on":
        return rows.day_of(at)
    crossing = rows.crossings.get(line or 0)
    if crossing is not None and crossing.transfer.dispatched_at:
        at = crossing.transfer.dispatched_at
    there = next((piece.warehouse for piece in rows.lines if piece.pk == line), HOME)
    return day_at(rows.terms, at, there)


def last_letter_with_dates(
    rows: OrderRows, warehouse: str, lines: Collection[int], since: datetime | None = None
) -> Event | None:
    """The last time the shopper was told of other dates for these pieces of this warehouse."""
    events = [
        event
        for event in rows.of_kind(*TOLD_NEW_DATES)
        if _is_about(rows, event, warehouse, lines) and (since is None or event.at >= since)
    ]
    return events[-1] if events else None


def _is_about(rows: OrderRows, event: Event, warehouse: str, lines: Collection[int]) -> bool:
    if event.kind not in SENT_AGAIN:
        return str(event.facts.get("warehouse")) == warehouse
    if not event.facts.get("arrives_by"):
        return False  # its dates come once the box is checked in
    sent_again: list[int] | None = event.facts.get("lines")
    if sent_again is None:  # an older record names the parcel alone
        shipped = rows.about_number(event.facts.get("number", ""), EventKind.PARCEL_SHIPPED)
        sent_again = [key for event in shipped for key in event.facts.get("lines") or ()]
    return not sent_again or not set(sent_again).isdisjoint(lines)


def _narrowed_dates(
    rows: OrderRows,
    warehouse: str,
    lines: Sequence[Line],
    days: dict[str, date],
    shipped: Event | None,
) -> Dates | None:
    """The dates that what happened has narrowed: never later than those that were told, and never
    where none is. None where the records don't allow any.
    """
    promise = rows.order.promises[warehouse]
    recorded = {**days, **_freight_sentence(rows, lines)}
    outlook = _counted_outlook(rows, warehouse, recorded, shipped, rows.closures)
    if shipped is not None and shipped.facts.get("arrives"):
        return _dates_as_shipped(rows, warehouse, days, shipped, outlook)
    standing = rows.standings.get(warehouse)
    told_by = (
        standing.arrives_by if standing is not None else window_from(promise["arrives"]).latest
    )
    if outlook is None or (shipped is None and outlook.arrives.latest > told_by):
        return None
    if shipped is None and standing is not None and standing.unknown_why:
        return None
    return _from_outlook(promise, outlook, days, outlook.arrives, step_data(outlook.steps))


def _freight_sentence(rows: OrderRows, lines: Sequence[Line]) -> dict[str, Any]:
    """The latest day that the freight or customs now say of pieces that still cross, and why."""
    crossings = [rows.crossings[line.pk] for line in lines if line.pk in rows.crossings]
    late = [
        crossing.transfer
        for crossing in crossings
        if crossing.checked_at is None and crossing.transfer.expected_on is not None
    ]
    if not late:
        return {}
    last = max(late, key=lambda transfer: transfer.expected_on or date.min)
    return {"expected_on": last.expected_on, "late_why": last.late_why}


def _dates_as_shipped(
    rows: OrderRows,
    warehouse: str,
    days: dict[str, date],
    shipped: Event,
    outlook: Outlook | None,
) -> Dates:
    """The dates of the shipping notice, with its reasons; of an older one, which has none on
    record, those that lead to the same days.
    """
    arrives = window_from(shipped.facts["arrives"])
    steps = step_data(shipped.facts.get("arrives_steps") or ())
    for closures in (rows.closures, ()):
        if steps:
            break
        counted = _counted_outlook(rows, warehouse, days, shipped, closures)
        if counted is not None and counted.arrives == arrives:
            steps = step_data(counted.steps)
    promise = rows.order.promises[warehouse]
    return _from_outlook(promise, outlook, days, arrives, steps)


def _counted_outlook(
    rows: OrderRows,
    warehouse: str,
    days: Mapping[str, Any],
    shipped: Event | None,
    closures: tuple[Closure, ...],
    today: date | None = None,
) -> Outlook | None:
    """The dates counted from what is recorded, whatever day it is `today` unless that is given;
    None where the records don't allow it.
    """
    starts_on = date.fromisoformat(rows.order.promises[warehouse]["starts_on"])
    counted_from = dict(days)
    if shipped is not None and "processed_on" in days:
        counted_from["handed_over_on"] = date.fromisoformat(shipped.facts["shipped_on"])
    facts = policy.Facts(
        starts_on=starts_on,
        warehouse=cast(Warehouse, warehouse),
        method=rows.order.method,
        today=today or starts_on,
        **cast(Any, counted_from),
    )
    try:
        outlook = policy.outlook(rows.terms, facts, closures)
    except (BeyondCalendar, ContradictoryFacts):
        return None
    return outlook if isinstance(outlook, Outlook) else None


def _from_outlook(
    promise: dict[str, Any],
    outlook: Outlook | None,
    days: dict[str, date],
    arrives: Window,
    steps: Steps,
) -> Dates:
    return Dates(
        promised=window_from(promise["arrives"]),
        arrives=arrives,
        processed=outlook.processed if outlook is not None else None,
        processed_on=days.get("processed_on"),
        transfer=outlook.transfer if outlook is not None else None,
        arrived_on=days.get("arrived_on"),
        steps=steps,
    )


def _dates_last_told(
    rows: OrderRows,
    warehouse: str,
    promise: dict[str, Any],
    days: dict[str, date],
    last_letter: Event | None,
) -> Dates:
    """The dates as they were last said to the shopper: the promise, or a later letter."""
    standing = rows.standings.get(warehouse)
    promised = window_from(promise["arrives"])
    arrives, why = promised, ""
    if standing is not None:
        why = rows.as_of_now(standing.unknown_why, last_letter)
        arrives = Window(standing.arrives_from, standing.arrives_by)
    has_moved = last_letter is not None
    steps: Steps = step_data(
        last_letter.facts.get("steps") or () if last_letter else promise["steps"]
    )
    return Dates(
        promised=promised,
        arrives=None if why else arrives,
        no_date_why=why,
        processed=None if has_moved else window_from(promise["processed"]),
        processed_on=days.get("processed_on"),
        transfer=window_from(promise["transfer"])
        if promise.get("transfer") and not has_moved
        else None,
        arrived_on=days.get("arrived_on"),
        steps=steps,
    )
