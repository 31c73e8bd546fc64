"""The promise of many orders at once, as numbers only, through the same calendars."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from troth.policy.dates.calendars import BeyondCalendar, Calendar
from troth.policy.dates.outlook import Closure, closed_dates
from troth.policy.dates.promise import Warehouse, cut_off_on
from troth.policy.terms import Terms

Days = npt.NDArray[np.datetime64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Dates:
    """One `datetime64[D]` an order; the transfer's are None for items in the US."""

    starts_on: Days
    processed_earliest: Days
    processed_latest: Days
    transfer_earliest: Days | None
    transfer_latest: Days | None
    arrives_earliest: Days
    arrives_latest: Days


_DAY = 24 * 60 * 60 * 1_000_000
_OUTSIDE = 1 << 40  # an index that no calendar has, and that no count of days leads back from
NO_DAY = np.datetime64("NaT", "D")


class _Index:
    """A calendar's index as arrays: the same numbers as `Calendar.index` and `Calendar.days`."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        count = (calendar.last - calendar.first).days + 1
        self.every_day = [calendar.first + timedelta(days=n) for n in range(count)]
        self.upto = np.array([calendar.index(day) for day in self.every_day], dtype=np.int64)
        self.days = np.array(calendar.days, dtype="datetime64[D]")
        self.first = np.datetime64(calendar.first, "D")

    def of(self, days: Days) -> Integers:
        offsets = (days - self.first).astype(np.int64)
        inside = (offsets >= 0) & (offsets < self.upto.size)
        if not inside.all():
            return np.where(inside, self.upto[np.where(inside, offsets, 0)], _OUTSIDE)
        indexes: Integers = self.upto[offsets]
        return indexes

    def take(self, indexes: Integers) -> Days:
        inside = indexes < self.days.size
        if not inside.all():
            return np.where(inside, self.days[np.where(inside, indexes, 0)], NO_DAY)
        days: Days = self.days[indexes]
        return days


class _Starts:
    """For every listed day of the store: when it begins, when it is cut off, and which open day an
    order starts on.
    """

    def __init__(self, terms: Terms) -> None:
        store = _index_of(terms.store_days)
        self.begins = np.array(
            [_microseconds_at(terms, day) for day in store.every_day], dtype=np.int64
        )
        self.ends = _microseconds_at(terms, terms.store_days.last + timedelta(days=1))
        self.cut_off = np.array(
            [_microseconds_at(terms, day, cut_off=True) for day in store.every_day], dtype=np.int64
        )
        is_open = np.diff(store.upto, prepend=-1) > 0
        # An order of a closed day starts on the next open one whenever it comes: its cut-off never
        # passes.
        self.on_time = store.upto + ~is_open
        self.cut_off[~is_open] = self.ends


@lru_cache(maxsize=64)
def _index_of(calendar: Calendar) -> _Index:
    return _Index(calendar)


@lru_cache(maxsize=16)
def _starts_of(terms: Terms) -> _Starts:
    return _Starts(terms)


def _microseconds_at(terms: Terms, day: date, *, cut_off: bool = False) -> int:
    at = datetime.combine(
        day, cut_off_on(terms, day) if cut_off else datetime.min.time(), terms.zone
    )
    since = at.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)
    return since // timedelta(microseconds=1)


def promise_bulk(
    terms: Terms,
    *,
    placed_at: npt.NDArray[Any],
    warehouse: Warehouse = "us",
    method: str | None = None,
    closures: tuple[Closure, ...] = (),
) -> Dates:
    """The dates of `promise` for instants given as int64 microseconds since 1970 UTC, any shape;
    with closures, those of `with_closures`.

    Raises `BeyondCalendar` if any date falls outside a calendar. The destination is taken to be
    served by `method` (the policy's first without it).
    """
    dates = dates_where_listed(
        terms, placed_at=placed_at, warehouse=warehouse, method=method, closures=closures
    )
    if np.isnat(dates.arrives_latest).any():
        raise terms.store_days.beyond(None)
    return dates


def dates_where_listed(
    terms: Terms,
    *,
    placed_at: npt.NDArray[Any],
    warehouse: Warehouse = "us",
    method: str | None = None,
    closures: tuple[Closure, ...] = (),
) -> Dates:
    """The same, with NaT for `arrives_latest` (and whatever else isn't known) where a date falls
    outside a calendar.
    """
    rule, store = terms.file, _index_of(terms.store_days)
    shipping = terms.methods[method] if method else rule.methods[0]
    start = _start_index(terms, np.asarray(placed_at, dtype=np.int64))
    first = last = start
    transfer_earliest = transfer_latest = None
    starts_on = store.take(start)
    if transfer := terms.transfer_from(warehouse):
        japan = _index_of(terms.dispatch_days)
        left = japan.of(starts_on)
        out = (
            japan.take(left + transfer.dispatch_earliest_days),
            japan.take(left + transfer.dispatch_latest_days),
        )
        first = store.of(out[0]) + transfer.arrival_earliest_days
        last = store.of(out[1]) + transfer.arrival_latest_days
        transfer_earliest, transfer_latest = store.take(first), store.take(last)
    first, last = first + rule.processing.earliest_days, last + rule.processing.latest_days
    dates = Dates(
        starts_on,
        store.take(first),
        store.take(last),
        transfer_earliest,
        transfer_latest,
        store.take(first + shipping.earliest_days),
        store.take(last + shipping.latest_days),
    )
    if not closures:
        return dates
    return _with_closures(terms, dates, closures, warehouse=warehouse, method=shipping.key)


def _with_closures(
    terms: Terms,
    dates: Dates,
    closures: tuple[Closure, ...],
    *,
    warehouse: Warehouse,
    method: str,
) -> Dates:
    """All orders that start on one day are promised the same, so each such day is worked out once,
    by the function that works out one promise.
    """
    starts, places = np.unique(dates.starts_on, return_inverse=True)
    moved = [
        _moved_dates(terms, start.item(), closures, warehouse=warehouse, method=method)
        for start in starts
    ]
    columns = np.array(moved, dtype="datetime64[D]").reshape(len(moved), 6)[places]
    columns = columns.reshape(*dates.starts_on.shape, 6)

    def later(counted: Days, column: int) -> Days:
        latest: Days = np.maximum(counted, columns[..., column])  # NaT where either is
        return latest

    return Dates(
        dates.starts_on,
        later(dates.processed_earliest, 0),
        later(dates.processed_latest, 1),
        later(dates.transfer_earliest, 2) if dates.transfer_earliest is not None else None,
        later(dates.transfer_latest, 3) if dates.transfer_latest is not None else None,
        later(dates.arrives_earliest, 4),
        later(dates.arrives_latest, 5),
    )


def _moved_dates(
    terms: Terms,
    start: date | None,
    closures: tuple[Closure, ...],
    *,
    warehouse: Warehouse,
    method: str,
) -> tuple[date | None, ...]:
    """Processed, here, arrived, each earliest and latest; of no day, and beyond the calendar, no
    days.
    """
    if start is None:
        return (None,) * 6
    try:
        forecast = closed_dates(terms, start, closures, warehouse=warehouse, method=method)
    except BeyondCalendar:
        return (None,) * 6
    here = forecast.transfer or (None, None)
    return (*forecast.processed, *here, *forecast.arrives)


def days_after(terms: Terms, days: Days, n: int) -> Days:
    """The n-th store business day strictly after each day. NaT for a day that is none, and where it
    falls outside the calendar.
    """
    store = _index_of(terms.store_days)
    return store.take(store.of(days) + n)


def _start_index(terms: Terms, placed_at: Integers) -> Integers:
    starts = _starts_of(terms)
    inside = (placed_at >= starts.begins[0]) & (placed_at < starts.ends)
    if not inside.all():
        indexes = np.full(placed_at.shape, _OUTSIDE, dtype=np.int64)
        indexes[inside] = _start_index(terms, placed_at[inside])
        return indexes
    # A first guess as if every day had 24 hours is one day out at most, where the clocks have
    # changed.
    day = np.minimum((placed_at - starts.begins[0]) // _DAY, starts.begins.size - 1)
    day -= placed_at < starts.begins[day]
    day += placed_at >= np.append(starts.begins, starts.ends)[day + 1]
    start: Integers = starts.on_time[day] + (placed_at > starts.cut_off[day])
    return start
