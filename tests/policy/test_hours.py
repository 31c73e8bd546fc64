"""Time limits for people: business hours of 9:00 to 18:00 in New York, on business days."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from troth.policy.dates import hours
from troth.policy.terms import shipped_terms

NEW_YORK = ZoneInfo("America/New_York")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=NEW_YORK)


@pytest.mark.parametrize(
    ("moment", "end"),
    [
        ("2026-11-30T09:30", "2026-11-30T18:00"),  # a Monday, while care works
        ("2026-11-30T06:00", "2026-11-30T18:00"),  # before it opens
        ("2026-11-30T18:00", "2026-12-01T18:00"),  # at closing time the day is over
        ("2026-11-28T12:00", "2026-11-30T18:00"),  # a Saturday
        ("2026-11-26T12:00", "2026-11-27T18:00"),  # Thanksgiving Day
        ("2026-12-24T19:00", "2026-12-28T18:00"),  # after closing, before Christmas and a weekend
    ],
)
def test_the_end_of_this_business_day_or_of_the_next(moment: str, end: str) -> None:
    assert hours.end_of_business_day(shipped_terms(), at(moment)) == at(end)


@pytest.mark.parametrize(
    ("moment", "end"),
    [
        ("2026-11-30T00:30", "2026-12-01T18:00"),
        ("2026-11-27T23:00", "2026-11-30T18:00"),
        ("2026-11-28T12:00", "2026-11-30T18:00"),
        ("2026-11-25T17:00", "2026-11-27T18:00"),  # over Thanksgiving Day
    ],
)
def test_the_end_of_the_next_business_day(moment: str, end: str) -> None:
    assert hours.end_of_next_business_day(shipped_terms(), at(moment)) == at(end)


@pytest.mark.parametrize(
    ("moment", "count", "end"),
    [
        ("2026-11-30T10:00", 2, "2026-11-30T12:00"),
        ("2026-11-30T17:00", 2, "2026-12-01T10:00"),
        ("2026-11-28T02:01", 9, "2026-11-30T18:00"),  # a Saturday night: all of Monday
        ("2026-11-30T03:00", 9, "2026-11-30T18:00"),
        ("2026-11-30T20:00", 1, "2026-12-01T10:00"),
        ("2026-11-25T16:00", 12, "2026-11-30T10:00"),  # 2 on Wednesday, 9 on Friday, 1 on Monday
    ],
)
def test_hours_that_people_work_are_counted(moment: str, count: int, end: str) -> None:
    assert hours.after_business_hours(shipped_terms(), at(moment), count) == at(end)


def test_a_limit_of_no_hours_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one hour"):
        hours.after_business_hours(shipped_terms(), at("2026-11-30T10:00"), 0)


@pytest.mark.parametrize(
    ("moment", "label"),
    [
        ("2026-11-30T18:00", "6:00 pm ET on Mon Nov 30, 2026"),
        ("2026-12-01T00:00", "the end of Mon Nov 30, 2026"),
        ("2027-01-01T00:00", "the end of Thu Dec 31, 2026"),
        ("2026-11-30T16:01:23.5", "4:01 pm ET on Mon Nov 30, 2026"),
    ],
)
def test_a_limit_is_said_with_its_year_without_seconds_and_never_as_midnight(
    moment: str, label: str
) -> None:
    assert hours.deadline_label(shipped_terms(), at(moment)) == label


def test_closing_time_of_a_day() -> None:
    assert hours.close_of_business(shipped_terms(), date(2026, 7, 6)) == at("2026-07-06T18:00")


@pytest.mark.parametrize(
    ("moment", "latest"),
    [
        ("2026-11-30T12:00", "2026-11-30T12:00"),  # a Monday, while care works
        ("2026-11-30T18:00", "2026-11-30T18:00"),  # closing time belongs to the day
        ("2026-11-30T20:00", "2026-11-30T18:00"),  # in the evening
        ("2026-11-30T08:00", "2026-11-27T18:00"),  # before opening: the business day before
        ("2026-11-28T12:00", "2026-11-27T18:00"),  # a Saturday
        ("2026-11-26T12:00", "2026-11-25T18:00"),  # Thanksgiving Day
    ],
)
def test_a_limit_outside_business_hours_is_the_closing_time_before_it(
    moment: str, latest: str
) -> None:
    assert hours.within_business_hours(shipped_terms(), at(moment)) == at(latest)
