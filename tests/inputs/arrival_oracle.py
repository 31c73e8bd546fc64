"""A second reading of clauses 2 to 8, on a wall calendar: which days a piece arrives on, with what
is closed or late. It shares nothing with the policy's code; its holidays are those of the weeks
that the rows are set in.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

HERE = {date(2026, 11, 26), date(2026, 12, 25), date(2027, 1, 1), date(2027, 1, 18)}
JAPAN = {date(2026, 11, 3), date(2026, 11, 23), date(2027, 1, 11)} | {
    date(2026, 12, 29) + timedelta(days) for days in range(6)
}
ONE_DAY = timedelta(1)


class Wall:
    """Closed days by place: each a first and a last day."""

    def __init__(self, closed: Iterable[tuple[str, date, date]]) -> None:
        self.closed = tuple(closed)

    def open(self, day: date, *places: str) -> bool:
        days_off = JAPAN if places[0] == "jp" else HERE
        shut = any(where in places and first <= day <= last for where, first, last in self.closed)
        return day.weekday() < 5 and day not in days_off and not shut

    def first(self, day: date, *places: str) -> date:
        while not self.open(day, *places):
            day += ONE_DAY
        return day

    def after(self, day: date, count: int, *places: str) -> date:
        for _ in range(count):
            day = self.first(day + ONE_DAY, *places)
        return day


def arrives(
    start: date,
    closed: Iterable[tuple[str, date, date]],
    *,
    lane: str,
    left: date | None = None,
    expected: date | None = None,
) -> tuple[date, date]:
    """The window of arrival of an order that starts on this day."""
    wall = Wall(closed)
    ends = []
    for out, flight, work, way in ((1, 4, 1, 5), (2, 8, 2, 10)):
        here = wall.first(start, "us")
        if lane == "jp":
            gone = left or wall.after(start, out, "jp")
            here = wall.first(wall.after(gone, flight, "customs"), "us")
            here = max(here, start, wall.first(expected or here, "us"))
        ready = wall.after(here, work, "us")
        ends.append(wall.after(ready, way, "carrier"))
    return ends[0], ends[1]


def store_days(day: date, count: int) -> date:
    """So many business days on, as a reader of our feed counts them: our calendar, no closure."""
    return Wall(()).after(day, count, "us")
