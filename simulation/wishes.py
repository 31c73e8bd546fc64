"""When a wish is done: `when` of a plan (`simulation.plans_shoppers`) as an instant."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

IsOpen = Callable[[datetime], bool]


def wish_instant(when: dict[str, Any], *, now: datetime, is_open: IsOpen) -> datetime:
    """The instant of a wish whose `after` happened `now`, on the store's clock."""
    if "minutes" in when:
        return now + timedelta(minutes=when["minutes"])
    if "days" in when:
        return now + timedelta(days=when["days"])
    if "business_days" in when:
        return business_day_after(now, when["business_days"], when["hour"], is_open)
    day = now
    while is_open(day) or day.replace(hour=when["hour"], minute=7) <= now:
        day += timedelta(days=1)
    return day.replace(hour=when["hour"], minute=7, second=0, microsecond=0)


def business_day_after(now: datetime, count: int, hour: int, is_open: IsOpen) -> datetime:
    """Three minutes past the hour of the business day that is so many after today."""
    day = now
    while count:
        day += timedelta(days=1)
        count -= is_open(day)
    return day.replace(hour=hour, minute=3, second=0, microsecond=0)
