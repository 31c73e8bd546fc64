"""Business days, cut-off, windows and claim days: an independent reading of the clauses.

It reads the policy's TOML that stands in the transcript, and does its own arithmetic.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from copy import deepcopy
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_ONE_DAY = timedelta(days=1)


class BusinessDays:
    """The days on which one place works."""

    def __init__(self, data: dict[str, Any], also_closed: Iterable[date] = ()) -> None:
        self.weekend = {_WEEKDAYS.index(name) for name in data.get("weekend", ())}
        self.holidays = {_as_day(day): str(name) for day, name in data.get("holidays", {}).items()}
        self.early_close = {_as_day(day): at for day, at in data.get("early_close", {}).items()}
        self.year_end = data.get("year_end")
        self.also_closed = set(also_closed)
        self._data = data

    def without(self, days: Iterable[date]) -> BusinessDays:
        """The same place, with more days on which it is closed."""
        return BusinessDays(self._data, self.also_closed | set(days))

    def is_open(self, day: date) -> bool:
        """Whether it works on this day."""
        if day.weekday() in self.weekend or day in self.holidays or day in self.also_closed:
            return False
        return not self._is_year_end(day)

    def _is_year_end(self, day: date) -> bool:
        if not self.year_end:
            return False
        first, last, today = self.year_end["first"], self.year_end["last"], f"{day:%m-%d}"
        return first <= today or today <= last if first > last else first <= today <= last

    def on_or_after(self, day: date) -> date:
        """The first open day from this one on."""
        while not self.is_open(day):
            day += _ONE_DAY
        return day

    def after(self, day: date, count: int) -> date:
        """The n-th open day strictly after this one; for 0, the first on or after it."""
        if count == 0:
            return self.on_or_after(day)
        for _ in range(count):
            day = self.on_or_after(day + _ONE_DAY)
        return day


class Policy:
    """The published terms, as far as dates need them."""

    def __init__(self, source: str) -> None:
        self.data: dict[str, Any] = tomllib.loads(source) if source else {}
        self.zone_label = str(self.data.get("zone_label", "ET"))
        self.read_lines: dict[Any, Any] = {}  # lines that were read by these terms

    def with_changes(self, changes: dict[str, Any]) -> Policy:
        """A later version: values by their field, such as `claim-opens_after_days`."""
        later = Policy("")
        later.data = deepcopy(self.data)
        for field, value in changes.items():
            *tables, name = field.split("-")
            place: Any = later.data
            for table in tables:  # of a list, such as the methods, its row
                place = (
                    place[int(table)] if isinstance(place, list) else place.setdefault(table, {})
                )
            place[name] = _like(value, place.get(name))
        return later

    def get(self, *path: str, default: Any = None) -> Any:
        """A value by its way through the tables."""
        value: Any = self.data
        for name in path:
            if not isinstance(value, dict) or name not in value:
                return default
            value = value[name]
        return value

    @cached_property
    def zone(self) -> tzinfo:
        """The store's zone: a name, or a fixed offset such as `UTC-05:00`."""
        name = str(self.data.get("zone", "America/New_York"))
        fixed = re.fullmatch(r"UTC([+-])(\d{2}):(\d{2})", name)
        if fixed is None:
            return ZoneInfo(name)
        offset = timedelta(hours=int(fixed[2]), minutes=int(fixed[3]))
        return timezone(-offset if fixed[1] == "-" else offset)

    def calendar(self, name: str) -> BusinessDays:
        """A calendar by its name."""
        return BusinessDays(self.get("calendars", name, default={}))

    @cached_property
    def store_days(self) -> BusinessDays:
        """The store's business days."""
        return self.calendar(str(self.get("cut_off", "calendar", default="store")))

    @cached_property
    def japan_days(self) -> BusinessDays:
        """The business days of the warehouse abroad."""
        return self.calendar(str(self.get("transfer", "dispatch_calendar", default="japan")))

    def local(self, instant: datetime) -> datetime:
        """The clock on the store's wall."""
        return instant.astimezone(self.zone)

    def day_of(self, instant: datetime) -> date:
        """The store's day at an instant."""
        return self.local(instant).date()

    def midnight(self, day: date) -> datetime:
        """The first instant of a day, in UTC."""
        return datetime.combine(day, time(0), self.zone).astimezone(UTC)

    def end_of(self, day: date) -> datetime:
        """The first instant after a day, in UTC."""
        return self.midnight(day + _ONE_DAY)

    def start_day(self, placed_at: datetime) -> date:
        """Clauses 2 and 4: the day on which processing starts."""
        days, local = self.store_days, self.local(placed_at)
        cut_off = self.get("cut_off", "at", default=time(16))
        cut_off = min(cut_off, days.early_close.get(local.date(), cut_off))
        in_time = days.is_open(local.date()) and local.time() <= cut_off
        return local.date() if in_time else days.after(local.date(), 1)

    def method(self, key: str = "") -> dict[str, Any]:
        """A shipping method: the one of this key or name, or else the first."""
        methods = self.get("methods", default=[]) or [{}]
        named = [entry for entry in methods if key in (entry.get("key"), entry.get("name"))]
        return dict((named or methods)[0])

    def processed_window(self, start: date, closed: Sequence[date] = ()) -> tuple[date, date]:
        """Clause 3: when processing is done, from the day on which it starts."""
        days = self.store_days.without(closed)
        start = days.on_or_after(start)
        earliest = int(self.get("processing", "earliest_days", default=1))
        latest = int(self.get("processing", "latest_days", default=2))
        return days.after(start, earliest), days.after(start, latest)

    def arrival_window(
        self, processed: tuple[date, date], method: str = "", closed: Sequence[date] = ()
    ) -> tuple[date, date]:
        """Clause 5: when it should arrive, from when it is processed."""
        days, terms = self.store_days.without(closed), self.method(method)
        return (
            days.after(processed[0], int(terms.get("earliest_days", 5))),
            days.after(processed[1], int(terms.get("latest_days", 10))),
        )

    def transfer_window(self, start: date) -> tuple[date, date]:
        """Clause 7: when a piece from abroad is in the US, from the start day of its order."""
        rules = self.get("transfer", default={})
        left = [
            self.japan_days.after(start, int(rules.get(f"dispatch_{end}_days", n)))
            for end, n in (("earliest", 1), ("latest", 2))
        ]
        return (
            self.store_days.after(left[0], int(rules.get("arrival_earliest_days", 4))),
            self.store_days.after(left[1], int(rules.get("arrival_latest_days", 8))),
        )

    def promise(
        self,
        placed_at: datetime,
        *,
        from_abroad: bool = False,
        method: str = "",
        closed_here: Iterable[date] = (),
        closed_carrier: Iterable[date] = (),
    ) -> dict[str, tuple[date, date]]:
        """The windows of an order that is placed at this instant, with the closures known then of
        the warehouse here and of the carriers.
        """
        start, here, carrier = self.start_day(placed_at), list(closed_here), list(closed_carrier)
        if not from_abroad:
            processed = self.processed_window(start, here)
            return {
                "processed": processed,
                "arrives": self.arrival_window(processed, method, carrier),
            }
        transfer = self.transfer_window(start)
        processed = (
            self.processed_window(transfer[0], here)[0],
            self.processed_window(transfer[1], here)[1],
        )
        arrives = self.arrival_window(processed, method, carrier)
        return {"transfer": transfer, "processed": processed, "arrives": arrives}

    def claim_days(self, shipped_on: date) -> tuple[date, date]:
        """Clauses 17 and 18: the last day of waiting, and the last day of claiming."""
        opens = int(self.get("claim", "opens_after_days", default=15))
        closes = int(self.get("claim", "closes_after_days", default=18))
        return self.store_days.after(shipped_on, opens), self.store_days.after(shipped_on, closes)

    @cached_property
    def cancel_window(self) -> timedelta:
        """Clause 13: how long the shopper may cancel after receiving the confirmation."""
        return timedelta(hours=float(self.get("cancellation", "window_hours", default=2)))

    @cached_property
    def report_wait(self) -> timedelta:
        """Clause 13: how long a report of the mail provider is waited for."""
        return timedelta(hours=float(self.get("cancellation", "delivery_report_hours", default=24)))

    def close_of_business(self, day: date) -> datetime:
        """When care goes home on this day."""
        closes = str(self.get("care", "closes_at", default="18:00"))
        return datetime.combine(day, time.fromisoformat(closes), self.zone).astimezone(UTC)

    def trace_due(self, reported_at: datetime) -> tuple[datetime, datetime]:
        """Clause 17: by when care asks for a trace: the end of that business day, or of the next
        one for a report on a closed day, or after care has gone home. Said as the close of
        business, or as the end of the day.
        """
        day = self.store_days.on_or_after(self.day_of(reported_at))
        if reported_at >= self.close_of_business(day):
            day = self.store_days.after(day, 1)
        return self.close_of_business(day), self.end_of(day)


def _like(value: Any, before: Any) -> Any:
    """A value that was typed, as the kind of the one before it."""
    if isinstance(before, bool):
        return str(value).lower() in ("true", "yes", "on")
    if isinstance(before, (int, float)):
        return type(before)(value)
    if isinstance(before, time):
        return time.fromisoformat(str(value))
    return value


def _as_day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))
