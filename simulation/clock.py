"""The clock of a life: it stands still until it is moved, for the store and for its sandbox."""

from __future__ import annotations

from datetime import UTC, datetime


class Clock:
    """An instant in UTC, moved forward by whoever drives the life."""

    def __init__(self, now: datetime) -> None:
        self._now = now.astimezone(UTC)

    def now(self) -> datetime:
        """The instant at which the clock stands."""
        return self._now

    def move_to(self, now: datetime) -> None:
        """Moves it forward; raises ValueError for an instant that has passed."""
        if now < self._now:
            raise ValueError(f"the clock stands at {self._now}, and {now} is before that")
        self._now = now.astimezone(UTC)

    def seconds(self) -> int:
        """The Unix time, as the sandbox counts."""
        return int(self._now.timestamp())
