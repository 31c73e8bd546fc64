"""Business days: which days a place works, and the n-th one after any day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class BeyondCalendar(ValueError):
    """A day was asked for that the calendar does not list; it is never guessed."""


def day_label(day: date) -> str:
    """`Mon Nov 23, 2026`: a day that may be read at any time later."""
    return f"{short_day_label(day)}, {day.year}"


def short_day_label(day: date) -> str:
    """`Mon Nov 23`: for a page that is read at once, where the year is clear."""
    return f"{_DAY_NAMES[day.weekday()]} {_MONTHS[day.month - 1]} {day.day}"


def span_label(first: date, last: date) -> str:
    """`Wed Dec 2 – Thu Dec 10, 2026`; one day where both are the same; both years where they
    differ.
    """
    if first == last:
        return day_label(first)
    start = short_day_label(first) if first.year == last.year else day_label(first)
    return f"{start} – {day_label(last)}"


class Calendar:
    """The open days of one place, from `first` to `last` inclusive.

    Days are counted through an index: `days[index(d) + n]` is the n-th open day strictly after `d`,
    whether or not `d` is open itself. Every look-up outside the listed days raises
    `BeyondCalendar`, naming the calendar.
    """

    __slots__ = (
        "_base",
        "_closed_names",
        "_named",
        "_named_upto",
        "_upto",
        "days",
        "early_close",
        "first",
        "label",
        "labels",
        "last",
    )

    def __init__(
        self,
        *,
        label: str,
        first: date,
        last: date,
        weekend: Sequence[str],
        closed: Mapping[date, str],
        early_close: Mapping[date, time],
    ) -> None:
        self.label, self.first, self.last = label, first, last
        self.early_close = dict(early_close)
        self._base = first.toordinal()
        every_day = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        self.days = [
            day for day in every_day if WEEKDAYS[day.weekday()] not in weekend and day not in closed
        ]
        self.labels = [day_label(day) for day in self.days]
        is_open = set(self.days)
        self._upto: list[int] = []
        for day in every_day:
            self._upto.append((self._upto[-1] if self._upto else -1) + (day in is_open))
        self._closed_names = dict(closed)
        self._named = sorted(day for day in closed if WEEKDAYS[day.weekday()] not in weekend)
        self._named_upto = [bisect_right(self._named, day) for day in self.days]

    def index(self, day: date) -> int:
        """The place in `days` of the last open day up to and including `day` (-1 where there is
        none).
        """
        offset = day.toordinal() - self._base
        if 0 <= offset < len(self._upto):
            return self._upto[offset]
        raise self.beyond(day)

    def is_open(self, day: date) -> bool:
        """Whether `day` is a business day of this calendar."""
        at = self.index(day)
        return at >= 0 and self.days[at] == day

    def after(self, day: date, n: int) -> date:
        """The n-th business day strictly after `day`; n is 1 or more."""
        at = self.index(day) + n
        if at >= len(self.days):
            raise self.beyond(None)
        return self.days[at]

    def beyond(self, day: date | None) -> BeyondCalendar:
        """The error to raise for `day`, or for a count that runs past the last listed day."""
        reason = f"{day} is not one of them" if day else "the dates asked for run past its end"
        return BeyondCalendar(
            f"the {self.label} calendar lists {self.first} to {self.last}; {reason}"
        )

    def why_closed(self, day: date) -> str:
        """In words: `Thanksgiving Day`, or the weekday's name."""
        return self._closed_names.get(day) or WEEKDAYS[day.weekday()].capitalize()

    def passed_over(self, since: date, until: int) -> str:
        """The named closings strictly after the day `since`, up to an index of `days`, as the end
        of a sentence (or nothing).
        """
        first, last = bisect_right(self._named, since), self._named_upto[until]
        if first >= last:
            return ""
        return f" ({self.label} closed: {self._list(self._named[first:last])})"

    def _list(self, days: Sequence[date]) -> str:
        """`Year-end closure, Tue Dec 29, 2026 – Fri Jan 1, 2027` once for a run of days under one
        name.
        """
        runs: list[tuple[str, date, date]] = []
        for day in days:
            name = self._closed_names[day]
            if runs and runs[-1][0] == name and (day - runs[-1][2]).days <= 4:
                runs[-1] = (name, runs[-1][1], day)
            else:
                runs.append((name, day, day))
        return "; ".join(f"{name}, {span_label(first, last)}" for name, first, last in runs)
