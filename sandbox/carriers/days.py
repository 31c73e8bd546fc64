"""The carrier's days: which it works on, and moments told in a place's own time."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

COLLECTS = ZoneInfo("America/New_York")
COLLECTED_AT = time(18)


def is_working_day(day: date) -> bool:
    """Monday to Friday, but not on the holidays on which nothing is delivered."""
    if day.weekday() >= 5 or (day.month, day.day) in ((1, 1), (7, 4), (12, 25)):
        return False
    if day.weekday() == 0:  # Memorial Day, Labor Day
        return not (day.month == 5 and day.day > 24) and not (day.month == 9 and day.day < 8)
    return not (day.month == 11 and day.weekday() == 3 and 22 <= day.day <= 28)  # Thanksgiving


def add_working_days(day: date, working: int) -> date:
    """So many working days later."""
    while working > 0:
        day += timedelta(days=1)
        working -= is_working_day(day)
    return day


def local_time(moment: int, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(moment, UTC).astimezone(zone)


def iso_text(moment: int, zone: ZoneInfo) -> str:
    """As 2026-11-20T14:12:00-05:00."""
    return local_time(moment, zone).isoformat(timespec="seconds")


def moment_of(day: date, hours: float, zone: ZoneInfo) -> int:
    """So many hours after midnight on the clocks of that zone."""
    minutes = int(hours * 60)
    return int(datetime.combine(day, time(minutes // 60, minutes % 60), zone).timestamp())


def next_collection(since: int) -> int:
    """The first 18:00 on a working day in New York at or after the moment."""
    day = local_time(since, COLLECTS).date()
    while (
        not is_working_day(day) or datetime.combine(day, COLLECTED_AT, COLLECTS).timestamp() < since
    ):
        day += timedelta(days=1)
    return int(datetime.combine(day, COLLECTED_AT, COLLECTS).timestamp())


def last_collection(until: int) -> int:
    """The last 18:00 on a working day in New York at or before the moment."""
    day = local_time(until, COLLECTS).date()
    while (
        not is_working_day(day) or datetime.combine(day, COLLECTED_AT, COLLECTS).timestamp() > until
    ):
        day -= timedelta(days=1)
    return int(datetime.combine(day, COLLECTED_AT, COLLECTS).timestamp())


def parse_moment(text: str, zone: ZoneInfo = COLLECTS) -> int:
    """A moment as ISO 8601 has it; in New York's time where it tells no offset. Raises
    ValueError.
    """
    instant = datetime.fromisoformat(text)
    return int((instant if instant.tzinfo else instant.replace(tzinfo=zone)).timestamp())
