"""A second reading of the clauses on delays: which deadline a notice must state.

Written from the sentences of those clauses; it reads only what a shopper was told.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/New_York")
LIMIT, LEAST = timedelta(days=30), timedelta(hours=48)  # the shipped policy's numbers


@dataclass
class DelayOracle:
    """What the shopper was told and has answered."""

    first_by: date  # the day of the promise as made
    refund_at: datetime | None = None  # announced, and not answered
    answer_until: datetime | None = None  # asked, and not answered: silence means to wait
    asked_for: date | None = None  # the day that silence or a yes agrees to
    agreed_by: date | None = None
    agreed_without_a_date: bool = False
    notices: int = 0
    over: bool = False
    problems: list[str] = field(default_factory=list)

    @property
    def situation(self) -> str:
        """What the next notice comes after."""
        if self.refund_at:
            return "after a refund was announced"
        if self.answer_until:
            return "after a question"
        return "after a yes" if self.agreed_by else "first"

    def passes(self, now: datetime) -> None:
        """Silence counts when its time has come."""
        if self.refund_at is not None and now >= self.refund_at:
            self.over = True
        if self.answer_until is not None and now >= self.answer_until:
            self._agreed()

    def _agreed(self) -> None:
        if self.notices and (self.refund_at or self.answer_until):
            self.agreed_by = self.asked_for or self.agreed_by
            self.agreed_without_a_date = self.asked_for is None
        self.refund_at = self.answer_until = None

    def waits(self) -> None:
        self._agreed()

    def notice(self, delay: Any, now: datetime) -> None:
        """A notice with a question: its deadline must be the one that the sentences give."""
        decides_at = delay.decides_at.astimezone(ZONE)
        silence, deadline = self._ought(delay.old_by, delay.new_by, now)
        if (delay.silence, decides_at) != (silence, deadline):
            stated = f"{delay.silence} at {decides_at:%a %b %d %H:%M}"
            self.problems.append(f"{stated}, not {silence} at {deadline:%a %b %d %H:%M}")
        if self.agreed_without_a_date:
            self.problems.append("who waits without a date was asked again")
        self.notices += 1
        self.asked_for = delay.new_by
        self.refund_at = decides_at if delay.silence == "cancel" else None
        self.answer_until = decides_at if delay.silence == "consent" else None

    def _ought(self, old: date, new: date | None, now: datetime) -> tuple[str, datetime]:
        if self.refund_at is not None:  # never put off, and never brought forward
            return "cancel", self.refund_at
        is_first, is_late = self.notices == 0, now >= end_of(old)
        unanswered = self.answer_until is not None
        short = new is not None and new - self.first_by <= LIMIT
        if is_first:
            deadline = end_of(old if short else self.first_by + LIMIT)
        elif unanswered:
            deadline = max(end_of(old), self.answer_until)
        else:
            deadline = end_of(max(old, self.agreed_by or old))
        if is_first or is_late or unanswered:
            deadline = max(deadline, least_from(now))
        stands = is_first and short and new is not None and deadline < end_of(new)
        return ("consent" if stands else "cancel"), deadline


def end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(0), ZONE)


def least_from(now: datetime) -> datetime:
    """The first midnight that leaves 48 hours."""
    at = (now.astimezone(UTC) + LEAST).astimezone(ZONE)
    midnight = datetime.combine(at.date(), time(0), ZONE)
    return midnight if midnight >= at else end_of(at.date())
