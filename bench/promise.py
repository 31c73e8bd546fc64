"""How fast the engine is: one promise with its steps, and a million as numbers; each beside a plain
way to do the same.

Every figure is the median of several runs in this process; the ratios are the point, the absolute
times the machine's.
"""

from __future__ import annotations

import random
import statistics
import time
import warnings
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import holidays
import numpy as np

from troth.policy.addresses.places import place_of
from troth.policy.dates import promise as engine
from troth.policy.dates.bulk import promise_bulk
from troth.policy.dates.promise import promise
from troth.policy.terms import shipped_terms

TERMS, RUNS, MILLION = shipped_terms(), 7, 1_000_000
NEW_YORK = ZoneInfo("America/New_York")
US = holidays.US(years=range(2025, 2034))


def median_seconds(work: Callable[[], Any]) -> float:
    times = []
    for _ in range(RUNS):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def plain(placed_at: datetime) -> tuple[date, ...]:
    """The dates alone, the usual way: a loop over days that asks the holidays library."""
    local = placed_at.astimezone(NEW_YORK)
    start = local.date()
    if is_closed(start) or local.hour * 3600 + local.minute * 60 + local.second > 16 * 3600:
        start = after(start, 1)
    first, last = after(start, 1), after(start, 2)
    return start, first, last, after(first, 5), after(last, 10)


def is_closed(day: date) -> bool:
    return day.weekday() > 4 or day in US


def after(day: date, n: int) -> date:
    while n:
        day += timedelta(days=1)
        n -= not is_closed(day)
    return day


def busday(local_days: Any, late: Any) -> Any:
    """The same dates for many, with numpy's own business-day functions and the local days worked
    out already.
    """
    closed = sorted(TERMS.file.calendars["store"].closed())
    calendar = np.busdaycalendar(holidays=closed)
    start = np.busday_offset(local_days, 0, roll="forward", busdaycal=calendar)
    start = np.where(
        late & (start == local_days), np.busday_offset(start, 1, busdaycal=calendar), start
    )
    first, last = (np.busday_offset(start, n, busdaycal=calendar) for n in (1, 2))
    return np.busday_offset(first, 5, busdaycal=calendar), np.busday_offset(
        last, 10, busdaycal=calendar
    )


def one_promise() -> None:
    chance = random.Random(7)
    base = datetime(2026, 1, 1, tzinfo=UTC)
    places = [place_of(zip_code) for zip_code in ("10013", "60610", "94103", "33101", "78701")]
    spread = [
        (base + timedelta(seconds=chance.randrange(3 * 365 * 86400)), chance.choice(places))
        for _ in range(20_000)
    ]
    today = [(base + timedelta(days=30, seconds=at), places[0]) for at in range(20_000)]

    def work(orders: list[Any], *, cold: bool = False) -> Callable[[], None]:
        def run() -> None:
            for at, place in orders:
                if cold:
                    engine._promise_from.cache_clear()
                promise(TERMS, placed_at=at, place=place)

        return run

    def usual() -> None:
        for at, _ in spread[:2000]:
            plain(at)

    base_line = median_seconds(usual) / 2000
    for name, run in {
        "orders of one day": work(today),
        "orders spread over three years": work(spread),
        "nothing remembered": work(spread, cold=True),
    }.items():
        took = median_seconds(run) / 20_000
        print(
            f"  {name:32} {took * 1e6:6.2f} µs   {base_line / took:5.1f} times as fast as the plain"
            " loop"
        )
    print(f"  {'plain loop, dates without steps':32} {base_line * 1e6:6.2f} µs")


def a_million() -> None:
    chance = np.random.default_rng(7)
    first = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp() * 1e6)
    placed_at = chance.integers(first, first + 3 * 365 * 86_400_000_000, MILLION)
    hours = placed_at - 5 * 3_600_000_000  # near enough to local time for a comparison of speed
    local_days = hours.astype("datetime64[us]").astype("datetime64[D]")
    late = (hours % 86_400_000_000) > 16 * 3_600_000_000
    numpy_own = median_seconds(lambda: busday(local_days, late))
    for warehouse in ("us", "jp"):
        took = median_seconds(
            lambda where=warehouse: promise_bulk(TERMS, placed_at=placed_at, warehouse=where)
        )
        print(
            f"  a million, {warehouse}: {took:.3f} s   {numpy_own / took:5.1f} times as fast as"
            " busday_offset for us"
        )
    print(f"  numpy's busday_offset, us: {numpy_own:.3f} s")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    print("One promise with its steps:")
    one_promise()
    print("A million promises, numbers only:")
    a_million()
