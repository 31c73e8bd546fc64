"""A second reader of explanations: what the words of a step name, and what they ought to name.

The reader is written from the printed sentences. It shares no function with the code that writes
them: days, clocks, numbers and sums are read back with the patterns below, and a weekday that
isn't the date's own is an error.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
_DAY = rf"({'|'.join(_WEEKDAYS)}) ({'|'.join(_MONTHS)}) (\d{{1,2}})"
_DATED = re.compile(rf"{_DAY}(?:, (\d{{4}}))?")
_CLOSED = re.compile(r" \(([\w ]+) closed: ([^()]*)\)")
_SPAN = re.compile(rf"{_DAY}(?:, \d{{4}})?(?: – {_DAY})?, \d{{4}}")
_CLOCK = re.compile(r"\b(\d{1,2}):(\d\d) (am|pm) ([A-Z]{2,4})\b")
_COUNT = re.compile(r"\b(\d+)(?:–(\d+))? (business days?|hours?|days?)\b")
_NTH = re.compile(r"\bBusiness day (\d+)\b")
_SUM = re.compile(r"\$([\d,]+)\.(\d\d)")
_PERCENT = re.compile(r"(\d+(?:\.\d+)?) %")


class Named(NamedTuple):
    """What a sentence names, in its order; the closings that it passes over apart."""

    days: tuple[date, ...] = ()
    clocks: tuple[tuple[int, int, str], ...] = ()
    counts: tuple[str, ...] = ()
    closed: tuple[tuple[date, date], ...] = ()


class Expected(NamedTuple):
    """What one step ought to say: its clause, the day or instant it led to, and what it names."""

    clause: str
    on: date | datetime
    named: Named = Named()
    has: str = ""  # words that must be in it
    counted: tuple[date, date] | None = None  # from a day to the one reached
    closings: frozenset[date] = frozenset()  # of the calendar that was counted by


@lru_cache(maxsize=400_000)
def read_words(sentence: str) -> Named:
    """Every day, clock and number that a sentence names."""
    closed = tuple(span for match in _CLOSED.finditer(sentence) for span in _spans_in(match[2]))
    rest = _CLOSED.sub("", sentence)
    clocks = tuple(
        (int(hour) % 12 + 12 * (half == "pm"), int(minute), zone)
        for hour, minute, half, zone in _CLOCK.findall(rest)
    )
    counts = [
        f"{least}–{most} {unit}" if most else f"{least} {unit}"
        for least, most, unit in _COUNT.findall(rest)
    ]
    counts += [f"day {n}" for n in _NTH.findall(rest)]
    return Named(tuple(_days_in(rest)), clocks, tuple(counts), closed)


def read_sums(sentence: str) -> list[int]:
    """Every sum of money that a sentence names, in cents."""
    return [
        int(whole.replace(",", "")) * 100 + int(cents) for whole, cents in _SUM.findall(sentence)
    ]


def read_percents(sentence: str) -> list[str]:
    """Every percentage that a sentence names."""
    return _PERCENT.findall(sentence)


def _days_in(words: str) -> list[date]:
    """The days of a sentence; one without its year has the year of the next one that has it."""
    matches = list(_DATED.finditer(words))
    days, year = [], None
    for match in reversed(matches):
        weekday, month, day, own_year = match.groups()
        year = int(own_year) if own_year else year
        if year is None:
            raise ValueError(f"a day without a year: {words}")
        read = date(year, _MONTHS.index(month) + 1, int(day))
        if _WEEKDAYS[read.weekday()] != weekday:
            raise ValueError(f"{read} is no {weekday}: {words}")
        days.append(read)
    return days[::-1]


def _spans_in(words: str) -> list[tuple[date, date]]:
    spans = []
    for match in _SPAN.finditer(words):
        days = _days_in(match[0])
        spans.append((days[0], days[-1]))
    return spans


def clock_of(wall: datetime, zone: str) -> tuple[int, int, str]:
    """How a wall clock is read: without its seconds."""
    return wall.hour, wall.minute, zone


def limit_of(wall: datetime, zone: str) -> Named:
    """What a limit names: a clock and its day, or for a midnight the day that ends with it."""
    if (wall.hour, wall.minute, wall.second, wall.microsecond) == (0, 0, 0, 0):
        return Named((wall.date() - timedelta(days=1),))
    return Named((wall.date(),), (clock_of(wall, zone),))


def differences(steps: Sequence[Any], expected: Sequence[Expected]) -> list[str]:
    """Where the steps don't say what they ought to, step by step."""
    if len(steps) != len(expected):
        return [f"{len(steps)} steps, and {len(expected)} expected: {[s.sentence for s in steps]}"]
    wrong = []
    for step, ought in zip(steps, expected, strict=True):
        named = read_words(step.sentence)
        if step.clause != ought.clause or not _same(step.on, ought.on):
            wrong.append(
                f"{step.clause}, {step.on} for {ought.clause}, {ought.on}: {step.sentence}"
            )
        if named[:3] != ought.named[:3] or ought.has not in step.sentence:
            wrong.append(f"names {named[:3]}, and ought to {ought.named[:3]}: {step.sentence}")
        wrong += _closings_wrong(step.sentence, named.closed, ought)
    return wrong


def _same(one: date | datetime, other: date | datetime) -> bool:
    if isinstance(one, datetime) and isinstance(other, datetime):
        return one.replace(tzinfo=None) == other.replace(tzinfo=None)
    return type(one) is type(other) and one == other


def _closings_wrong(
    sentence: str, spans: tuple[tuple[date, date], ...], expected: Expected
) -> list[str]:
    """The closings named are those between the days counted, all of them and no others."""
    named = {day for first, last in spans for day in _weekdays(first, last)}
    wanted = set()
    if expected.counted is not None:
        since, reached = expected.counted
        wanted = {day for day in expected.closings if since < day <= reached and day.weekday() < 5}
    if named != wanted:
        return [f"closings {sorted(map(str, named ^ wanted))} are too many or missing: {sentence}"]
    return []


def _weekdays(first: date, last: date) -> list[date]:
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in days if day.weekday() < 5]
