"""The one clock. Doors read it once and pass the instant on; nothing else does."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

from troth.files import replace_text


class ClockIsReal(Exception):
    """The clock can't be moved here: this is a real store."""


def now() -> datetime:
    """This instant, in UTC; in development, plus what the clock was moved forward by."""
    return datetime.now(UTC) + moved_by()


def moved_by() -> timedelta:
    """How far ahead of real time the clock stands; always zero outside development."""
    if not settings.DEVELOPMENT:
        return timedelta(0)
    with contextlib.suppress(FileNotFoundError, ValueError):
        return timedelta(seconds=float(offset_file().read_text(encoding="ascii")))
    return timedelta(0)


def move_forward(by: timedelta) -> datetime:
    """Moves the clock of every process of this store forward. Returns the new instant.

    Raises `ClockIsReal` outside development, ValueError unless `by` is above zero and at most 366
    days.
    """
    if not settings.DEVELOPMENT:
        raise ClockIsReal("the clock can be moved in development only (TROTH_ENV=development)")
    if not timedelta(0) < by <= timedelta(days=366):
        raise ValueError("the clock moves forward only, by at most 366 days at a time")
    ahead = moved_by() + by
    replace_text(offset_file(), str(ahead.total_seconds()))
    return now()


def offset_file() -> Path:
    """Where the seconds are kept by which the clock was moved."""
    return Path(settings.VAR_DIR) / "clock-moved-by-seconds"
