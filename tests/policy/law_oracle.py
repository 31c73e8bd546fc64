"""A second reading of the law: the dates and verdicts of the shipped policy, worked out without the
engine.

It shares no code and no data with `troth`. Numbers and holidays are written here from the clauses
and the statutes, and numpy's own `busday_*` does the counting. Everything takes and returns whole
arrays: instants are `datetime64[us]` in UTC, days are `datetime64[D]` in the store's zone, and NaT
stands for "not yet" or "none". It knows 2025 to 2032 and raises outside.
"""

from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

FIRST, LAST = np.datetime64("2025-01-01"), np.datetime64("2032-12-31")
YEARS = range(2025, 2033)
HOUR, DAY = np.timedelta64(1, "h"), np.timedelta64(1, "D")
MONDAY, THURSDAY, SATURDAY, SUNDAY = 0, 3, 5, 6


def nth(year, month, weekday, n):
    """The n-th such weekday of the month."""
    first = date(year, month, 1)
    return first + timedelta((weekday - first.weekday()) % 7 + 7 * (n - 1))


# --- New York's clock, by 15 U.S.C. 260a: forward on March's second Sunday, back on November's
# first, both at 2:00.


def _changes():
    for year in range(2024, 2034):
        yield np.datetime64(nth(year, 3, SUNDAY, 2), "us") + (2 + 5) * HOUR
        yield np.datetime64(nth(year, 11, SUNDAY, 1), "us") + (2 + 4) * HOUR


CLOCK_CHANGES = np.array(list(_changes()))


def new_york(instants):
    """The wall clock in New York at each UTC instant."""
    daylight = np.searchsorted(CLOCK_CHANGES, instants, side="right") % 2 == 1
    return instants - np.where(daylight, 4 * HOUR, 5 * HOUR)


def utc(wall):
    """The UTC instant of each New York wall time; only for times of day that never occur twice, nor
    are skipped.
    """
    as_daylight = wall.astype("datetime64[us]") + 4 * HOUR
    return np.where(new_york(as_daylight) == wall, as_daylight, as_daylight + HOUR)


# --- The store: Monday to Friday less the federal holidays of 5 U.S.C. 6103, as observed.


def _observed(day):
    return day + timedelta({SATURDAY: -1, SUNDAY: 1}.get(day.weekday(), 0))


def _federal(year):
    for month, day in (1, 1), (6, 19), (7, 4), (11, 11), (12, 25):
        yield _observed(date(year, month, day))
    for month, n in (1, 3), (2, 3), (9, 1), (10, 2):
        yield nth(year, month, MONDAY, n)
    yield nth(year, 6, MONDAY, 1) - timedelta(7)  # the last Monday of May
    yield nth(year, 11, THURSDAY, 4)


# One year more: a New Year on a Saturday is observed on December 31 of the year before.
STORE = np.busdaycalendar(holidays=[day for year in (*YEARS, 2033) for day in _federal(year)])


# --- Japan: Monday to Friday less the days of the Act on National Holidays (1948), and closed
# December 29 to January 3.


def _equinoxes(year):
    since = year - 1980
    yield date(year, 3, int(20.8431 + 0.242194 * since) - since // 4)
    yield date(year, 9, int(23.2488 + 0.242194 * since) - since // 4)


def _national(year):
    """Article 2: the national holidays themselves."""
    for month, day in (
        (1, 1),
        (2, 11),
        (2, 23),
        (4, 29),
        (5, 3),
        (5, 4),
        (5, 5),
        (8, 11),
        (11, 3),
        (11, 23),
    ):
        yield date(year, month, day)
    for month, n in (1, 2), (7, 3), (9, 3), (10, 2):
        yield nth(year, month, MONDAY, n)
    yield from _equinoxes(year)


def _substitute(national):
    """Article 3(2): a holiday on a Sunday makes the nearest later day that is no national holiday a
    day off.
    """
    for day in national:
        if day.weekday() == SUNDAY:
            while day in national:
                day += timedelta(1)
            yield day


def _between(national):
    """Article 3(3): a day whose eve and morrow are both national holidays is a day off."""
    for day in national:
        if day + timedelta(2) in national and day + timedelta(1) not in national:
            yield day + timedelta(1)


NATIONAL = {day for year in YEARS for day in _national(year)}
JAPAN_HOLIDAYS = NATIONAL | {*_substitute(NATIONAL)} | {*_between(NATIONAL)}
YEAR_END = {
    date(y, m, d) for y in YEARS for m, d in ((12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3))
}
JAPAN = np.busdaycalendar(holidays=sorted(JAPAN_HOLIDAYS | YEAR_END))
CALENDARS = {"store": STORE, "japan": JAPAN}


# --- Counting


def is_open(calendar, days):
    """Whether each day is a business day of that calendar."""
    _known(days)
    return np.is_busday(days, busdaycal=calendar)


def after(days, n, calendar=STORE):
    """The n-th business day strictly after each day, whether or not that day is one."""
    return _known(np.busday_offset(_known(days), n, roll="backward", busdaycal=calendar))


def _known(days):
    if days.size and (days.min() < FIRST or days.max() > LAST):
        raise ValueError(f"the oracle knows {FIRST} to {LAST}, not {days.min()} to {days.max()}")
    return days


# --- Clauses 2 to 5 and 7: promises


class Dates(NamedTuple):
    """The seven dates of a promise, each an array of days; no transfer for an item that is in the
    US.
    """

    starts_on: np.ndarray
    processed_earliest: np.ndarray
    processed_latest: np.ndarray
    transfer_earliest: np.ndarray | None
    transfer_latest: np.ndarray | None
    arrives_earliest: np.ndarray
    arrives_latest: np.ndarray


def starts_on(instants):
    """That day when placed on a business day by 16:00:00 New York time, else the next business
    day.
    """
    wall = new_york(instants)
    day = wall.astype("datetime64[D]")
    in_time = is_open(STORE, day) & (wall - day <= 16 * HOUR)
    return np.where(in_time, day, after(day, 1))


def us(instants):
    """The promise for an item in the US warehouse: processed in 1-2 business days, there 5-10 after
    that.
    """
    start = starts_on(instants)
    return _onward(start, start, start, None, None)


def japan(instants):
    """The promise for an item in Japan: out in 1-2 Japan days, in the US 4-8 store days later, then
    as any other.
    """
    start = starts_on(instants)
    landed = after(after(start, 1, JAPAN), 4), after(after(start, 2, JAPAN), 8)
    return _onward(start, *landed, *landed)


def _onward(start, ready_earliest, ready_latest, *transfer):
    processed = after(ready_earliest, 1), after(ready_latest, 2)
    return Dates(start, *processed, *transfer, after(processed[0], 5), after(processed[1], 10))


# --- Clauses 13 and 14: cancellation


class Cancellation(NamedTuple):
    """Verdicts on requests to cancel; `closes_at` is the last instant in time, `answer_by` a day or
    NaT.
    """

    verdict: np.ndarray
    clause: np.ndarray
    closes_at: np.ndarray
    answer_by: np.ndarray


def cancellation(confirmed_at, asked_at, shipped_at):
    """In time until 2 hours after the confirmation, that instant included; on closed days care
    answers on the next.
    """
    closes_at = confirmed_at + 2 * HOUR
    in_time = np.isnat(confirmed_at) | (asked_at <= closes_at)
    day = new_york(asked_at).astype("datetime64[D]")
    workday, has_shipped = is_open(STORE, day), shipped_at <= asked_at
    verdict = np.select(
        [in_time & workday, in_time, ~workday & ~has_shipped],
        ["accepted", "held", "best_effort"],
        "refused",
    )
    clause = np.where(workday, "cancellation", "cancellation_closed_days")
    waits = (verdict == "held") | (verdict == "best_effort")
    return Cancellation(
        verdict, clause, closes_at, np.where(waits, after(day, 1), np.datetime64("NaT", "D"))
    )


# --- Clauses 17 and 18: claims


class Claim(NamedTuple):
    """Verdicts on reports of a parcel not received: claims are open from `opens_at` until, without,
    `closes_at`.
    """

    verdict: np.ndarray
    clause: np.ndarray
    opens_at: np.ndarray
    closes_at: np.ndarray


def claim(shipped_on, asked_at, delivered_at):
    """A claim opens when the 15th business day after shipping is over and closes when the 18th
    is.
    """
    opens_at, closes_at = claim_window(shipped_on)
    verdict = np.select(
        [delivered_at <= asked_at, asked_at < opens_at, asked_at < closes_at],
        ["delivered", "early", "open"],
        "closed",
    )
    clause = np.where(verdict == "closed", "claim_deadline", "non_receipt")
    return Claim(verdict, clause, opens_at, closes_at)


def claim_window(shipped_on):
    """The UTC instants at which claims open and close: New York midnights."""
    return utc(after(shipped_on, 15) + DAY), utc(after(shipped_on, 18) + DAY)
