"""A second reading of any policy: its TOML, read by tomllib alone, and its days walked by hand.

It shares no code with `troth`. `tests/policy/law_oracle.py` reads the shipped policy from the law;
`test_explanations.py` holds the two readings against each other.
"""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[2]
POLICIES = {
    "standard": ROOT / "troth/policy/published/troth-standard.toml",
    "pacific": ROOT / "simulation/policies/pacific.toml",
    "fixed-offset": ROOT / "simulation/policies/fixed-offset.toml",
}
_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Days:
    """The open days of a calendar of the file, in order."""

    def __init__(self, listed: dict) -> None:
        self.first, self.last = listed["first"], listed["last"]
        self.closings = frozenset(
            {
                date.fromisoformat(day)
                for part in ("holidays", "closures")
                for day in listed.get(part, {})
            }
            | self._year_end(listed)
        )
        early = listed.get("early_close", {})
        self.early = {date.fromisoformat(day): at for day, at in early.items()}
        self.open = [
            day
            for day in self._every_day()
            if _WEEK[day.weekday()] not in listed["weekend"] and day not in self.closings
        ]
        self._is_open = set(self.open)

    def _every_day(self) -> list[date]:
        return [self.first + timedelta(n) for n in range((self.last - self.first).days + 1)]

    def _year_end(self, listed: dict) -> set[date]:
        if "year_end" not in listed:
            return set()
        (m1, d1), (m2, d2) = (
            map(int, listed["year_end"][end].split("-")) for end in ("first", "last")
        )
        assert (m1, d1) > (m2, d2), "a closure over the new year"
        return {
            d
            for d in self._every_day()
            if (d.month, d.day) >= (m1, d1) or (d.month, d.day) <= (m2, d2)
        }

    def is_open(self, day: date) -> bool:
        return day in self._is_open

    def after(self, day: date, n: int) -> date:
        """The n-th open day strictly after `day`."""
        return self.open[bisect_right(self.open, day) + n - 1]


class Dates(NamedTuple):
    """What is promised; `left` and `transfer` are empty for a piece that lies here."""

    starts_on: date
    left: tuple[date, ...]
    transfer: tuple[date, ...]
    processed: tuple[date, date]
    arrives: tuple[date, date]


class Cancelled(NamedTuple):
    verdict: str
    clause: str
    closes_at: datetime | None  # on the store's clock, as all instants here
    answer_by: date | None


class Claimed(NamedTuple):
    verdict: str
    clause: str
    opens_at: datetime
    closes_at: datetime
    last_on: date


class Reading:
    """One policy, read once more."""

    def __init__(self, source: str) -> None:
        self.file = tomllib.loads(source)
        name = self.file["zone"]
        self.zone = (
            ZoneInfo(name)
            if not name.startswith("UTC-")
            else timezone(-timedelta(hours=int(name[4:6]), minutes=int(name[7:9])))
        )
        self.label = self.file["zone_label"]
        days = {key: Days(listed) for key, listed in self.file["calendars"].items()}
        self.store = days[self.file["cut_off"]["calendar"]]
        self.rule = self.file.get("transfer")
        self.abroad = days[self.rule["dispatch_calendar"]] if self.rule else None
        self.methods = {method["key"]: method for method in self.file["methods"]}

    def wall(self, at: datetime) -> datetime:
        """What the store's clock shows."""
        return at.astimezone(self.zone)

    def midnight_after(self, day: date) -> datetime:
        return datetime.combine(day + timedelta(1), time(0), self.zone)

    def cut_off(self, day: date) -> time:
        at = self.file["cut_off"]["at"]
        return min(at, self.store.early.get(day, at))

    def starts_on(self, at: datetime) -> date:
        wall = self.wall(at)
        day = wall.date()
        in_time = self.store.is_open(day) and wall.time() <= self.cut_off(day)
        return day if in_time else self.store.after(day, 1)

    def promise(self, at: datetime, warehouse: str, method: str) -> Dates:
        start, store, processing = self.starts_on(at), self.store, self.file["processing"]
        left: tuple[date, ...] = ()
        ready: tuple[date, ...] = (start, start)
        if warehouse == "jp":
            rule = self.rule
            left = tuple(
                self.abroad.after(start, rule[f"dispatch_{end}_days"])
                for end in ("earliest", "latest")
            )
            ready = tuple(
                store.after(day, rule[f"arrival_{end}_days"])
                for day, end in zip(left, ("earliest", "latest"), strict=True)
            )
        ways = self.methods[method]
        processed = tuple(
            store.after(day, processing[f"{end}_days"])
            for day, end in zip(ready, ("earliest", "latest"), strict=True)
        )
        arrives = tuple(
            store.after(day, ways[f"{end}_days"])
            for day, end in zip(processed, ("earliest", "latest"), strict=True)
        )
        return Dates(start, left, ready if left else (), processed, arrives)

    def cancellation(
        self, confirmed_at: datetime | None, asked_at: datetime, shipped_at: datetime | None
    ) -> Cancelled:
        hours = self.file["cancellation"]["window_hours"]
        closes = confirmed_at.astimezone(UTC) + timedelta(hours=hours) if confirmed_at else None
        in_time = closes is None or asked_at.astimezone(UTC) <= closes
        day = self.wall(asked_at).date()
        workday, gone = self.store.is_open(day), shipped_at is not None and shipped_at <= asked_at
        if in_time:
            verdict = "accepted" if workday else "held"
        else:
            verdict = "refused" if workday or gone else "best_effort"
        return Cancelled(
            verdict,
            "cancellation" if workday else "cancellation_closed_days",
            self.wall(closes) if closes else None,
            self.store.after(day, 1) if verdict in ("held", "best_effort") else None,
        )

    def claim(self, shipped_on: date, asked_at: datetime, delivered_at: datetime | None) -> Claimed:
        rule = self.file["claim"]
        last = self.store.after(shipped_on, rule["closes_after_days"])
        opens = self.midnight_after(self.store.after(shipped_on, rule["opens_after_days"]))
        closes, at = self.midnight_after(last), asked_at.astimezone(UTC)
        if delivered_at is not None and delivered_at.astimezone(UTC) <= at:
            verdict = "delivered"
        elif at < opens.astimezone(UTC):
            verdict = "early"
        else:
            verdict = "open" if at < closes.astimezone(UTC) else "closed"
        clause = "claim_deadline" if verdict == "closed" else "non_receipt"
        return Claimed(verdict, clause, opens, closes, last)

    def end_of_business_day(self, at: datetime) -> datetime:
        """By when care acts on what came at `at`."""
        wall = self.wall(at)
        closes = time.fromisoformat(str(self.file["care"]["closes_at"]))
        in_time = self.store.is_open(wall.date()) and wall.time() < closes
        day = wall.date() if in_time else self.store.after(wall.date(), 1)
        return datetime.combine(day, closes, self.zone)


@lru_cache(maxsize=8)
def reading_of(name: str) -> Reading:
    """The reading of one of the policies that stand in files."""
    return Reading(POLICIES[name].read_text(encoding="utf-8"))
