"""Moments written for people and checked by the machine: a wrong weekday is an error, not a
label.
"""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

NEW_YORK = ZoneInfo("America/New_York")
PRESENT = datetime(2026, 11, 30, 15, tzinfo=UTC)  # a Monday, 10 am in New York
# Stories hold on any day: each begins where the one before it left the clock.
# `make stories-any-day` tells them at others.
STORIES_BEGIN = datetime.fromisoformat(os.environ.get("TROTH_STORIES_BEGIN", PRESENT.isoformat()))

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def moment(text: str, *, fold: int = 0) -> datetime:
    """`Wed 2026-07-01 16:00:01` on New York's clock; `fold=1` for the second time an hour comes."""
    weekday, written = text.split(" ", 1)
    at = datetime.fromisoformat(written).replace(tzinfo=NEW_YORK, fold=fold)
    assert f"{at:%a}" == weekday, f"{written} is a {at:%a}, not a {weekday}"
    return at


def day(text: str) -> date:
    """`Wed 2026-07-01`."""
    weekday, written = text.split(" ", 1)
    parsed = date.fromisoformat(written)
    assert f"{parsed:%a}" == weekday, f"{written} is a {parsed:%a}, not a {weekday}"
    return parsed


def store_clock(var: Path, now: datetime = STORIES_BEGIN) -> None:
    """The store in this folder has this time, and its clock runs: no test hangs on the date."""
    clock_file(var / "clock-moved-by-seconds", now)


def clock_file(file: Path, now: datetime = STORIES_BEGIN) -> Path:
    """A file by which a clock stands at `now`, and runs."""
    file.write_text(str((now - datetime.now(UTC)).total_seconds()), encoding="ascii")
    return file


NOON = moment("Mon 2026-11-23 12:00")


MONDAY, TUESDAY = moment("Mon 2026-11-23 12:00"), moment("Tue 2026-11-24 12:00")
SATURDAY = moment("Sat 2026-11-28 12:00")
DAY_15, CLAIM_OPENS = moment("Tue 2026-12-15 23:59:59"), moment("Wed 2026-12-16 00:00")
CLAIM_LAST, CLAIM_CLOSED = moment("Fri 2026-12-18 23:59:59"), moment("Sat 2026-12-19 00:00")
