"""Moments written for people and checked by the machine: a wrong weekday is an error, not a
label.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

NEW_YORK = ZoneInfo("America/New_York")


def moment(text: str, *, fold: int = 0) -> datetime:
    """`Wed 2026-07-01 16:00:01` on New York's clock; `fold=1` for the second time an hour comes."""
    weekday, written = text.split(" ", 1)
    at = datetime.fromisoformat(written).replace(tzinfo=NEW_YORK, fold=fold)
    assert f"{at:%a}" == weekday, f"{written} is a {at:%a}, not a {weekday}"
    return at


def day(text: str) -> date:
    """`Wed 2026-07-01`."""
    weekday, written = text.split(" ", 1)
    found = date.fromisoformat(written)
    assert f"{found:%a}" == weekday, f"{written} is a {found:%a}, not a {weekday}"
    return found
