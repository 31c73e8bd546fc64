"""A case: one promise to one shopper, kept, broken, or not decided yet.

It is decided on the day that it was kept, or on the last day promised, whichever comes first; that
day never moves.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from troth.policy.dates.promise import local_time
from troth.policy.terms import Terms

LATE, EARLY = "late", "early"


class JudgedCase(NamedTuple):
    """`kept` is None while it is open; from `late_at` on, an open one is broken (None: it can't
    become late).
    """

    about: str
    lane: str
    decided_on: date
    kept: bool | None
    late_at: datetime | None = None
    outcome: str = ""


def case_by_day(
    terms: Terms, *, about: str, lane: str, due_on: date, done_on: date | None
) -> JudgedCase:
    """A promise to have something done by the end of a day of the store's."""
    if done_on is None:
        return JudgedCase(about, lane, due_on, None, end_of(terms, due_on))
    is_kept = done_on <= due_on
    return JudgedCase(about, lane, min(done_on, due_on), is_kept, None, "" if is_kept else LATE)


def case_by_instant(
    terms: Terms, *, about: str, lane: str, due_at: datetime, done_at: datetime | None
) -> JudgedCase:
    """A promise to have something done by an instant, which is in time itself."""
    if done_at is None:
        return JudgedCase(
            about, lane, local_day(terms, due_at), None, due_at + timedelta(microseconds=1)
        )
    is_kept = done_at <= due_at
    return JudgedCase(
        about, lane, local_day(terms, min(done_at, due_at)), is_kept, None, "" if is_kept else LATE
    )


def local_day(terms: Terms, at: datetime) -> date:
    return local_time(terms, at).date()


def end_of(terms: Terms, day: date) -> datetime:
    """The first instant of the next day, in the store's zone."""
    return datetime.combine(day + timedelta(days=1), time(0), terms.zone)


def week_of(day: date) -> date:
    """The Monday of its ISO week."""
    return day - timedelta(days=day.weekday())
