"""The shipped calendars are what two public libraries and the statutes say, on every day that they
cover.
"""

from datetime import UTC
from zoneinfo import ZoneInfo

import holidays
import jpholiday
import numpy as np
import pytest

from tests.policy import law_oracle
from troth.policy.terms import shipped_terms

DAYS = np.arange(law_oracle.FIRST, law_oracle.LAST + law_oracle.DAY).tolist()
FEDERAL = holidays.US(years=law_oracle.YEARS)
JAPANESE = holidays.JP(years=law_oracle.YEARS)


def federal(day):
    """A federal holiday as observed, by python-holidays."""
    return day in FEDERAL


def japanese(day):
    """A Japanese holiday by jpholiday, or the year-end closure that no library knows."""
    return jpholiday.is_holiday(day) or day in law_oracle.YEAR_END


def japanese_too(day):
    """The same by python-holidays."""
    return day in JAPANESE or day in law_oracle.YEAR_END


LIBRARIES = pytest.mark.parametrize(
    ("name", "closed"), [("store", federal), ("japan", japanese), ("japan", japanese_too)]
)


@LIBRARIES
def test_shipped_calendars_are_open_when_the_libraries_say(name, closed):
    calendar = shipped_terms().calendars[name]
    compare(
        {day: calendar.is_open(day) for day in DAYS},
        {day: day.weekday() < 5 and not closed(day) for day in DAYS},
    )


@LIBRARIES
def test_the_oracle_is_open_when_the_libraries_say(name, closed):
    by_statute = law_oracle.is_open(
        law_oracle.CALENDARS[name], np.array(DAYS, "datetime64[D]")
    ).tolist()
    compare(
        dict(zip(DAYS, by_statute, strict=True)),
        {day: day.weekday() < 5 and not closed(day) for day in DAYS},
    )


@pytest.mark.parametrize("name", ["store", "japan"])
def test_shipped_calendars_cover_every_day_compared(name):
    calendar = shipped_terms().calendars[name]
    assert calendar.first <= DAYS[0]
    assert calendar.last >= DAYS[-1]


def test_the_oracle_reads_new_yorks_clock_as_the_zone_database_does():
    around = [
        change + tick
        for change in law_oracle.CLOCK_CHANGES
        for tick in np.arange(-2, 3).astype("timedelta64[us]")
    ]
    hours = np.arange(law_oracle.FIRST, law_oracle.LAST, law_oracle.HOUR).astype("datetime64[us]")
    instants, zone = np.concatenate([around, hours]), ZoneInfo("America/New_York")
    database = [
        at.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None) for at in instants.tolist()
    ]
    compare(dict(enumerate(law_oracle.new_york(instants).tolist())), dict(enumerate(database)))


def compare(ours, theirs):
    """Nothing differs, or the first few that do are told."""
    wrong = [
        f"{key}: {ours[key]}, should be {theirs[key]}" for key in theirs if ours[key] != theirs[key]
    ]
    print(f"{len(theirs):,} compared, {len(wrong):,} differ")
    if wrong:
        pytest.fail("\n".join(wrong[:5]), pytrace=False)
