"""The hours in which people work, and the time limits that count them: the policy's `care` hours on
the store's business days.

Every instant taken and returned is aware; what is returned is in the store's zone.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from troth.policy.dates.calendars import day_label
from troth.policy.dates.promise import local_time
from troth.policy.results import clock_label
from troth.policy.terms import Terms


def start_of_business(terms: Terms, day: date) -> datetime:
    """The instant at which care begins to work on `day`, whether or not it is a business day."""
    return datetime.combine(day, terms.file.care.opens_at, terms.zone)


def close_of_business(terms: Terms, day: date) -> datetime:
    """The instant at which care's day ends on `day`, whether or not it is a business day."""
    return datetime.combine(day, terms.file.care.closes_at, terms.zone)


def end_of_business_day(terms: Terms, at: datetime) -> datetime:
    """The end of the business day that `at` falls on; on a closed day, or after closing time, that
    of the next one.
    """
    day = local_time(terms, at).date()
    if terms.store_days.is_open(day):
        closes_at = close_of_business(terms, day)
        if at.astimezone(UTC) < closes_at.astimezone(UTC):
            return closes_at
    return end_of_next_business_day(terms, at)


def end_of_next_business_day(terms: Terms, at: datetime) -> datetime:
    """The end of the first business day strictly after the day of `at`."""
    return close_of_business(terms, terms.store_days.after(local_time(terms, at).date(), 1))


def after_business_hours(terms: Terms, at: datetime, hours: int) -> datetime:
    """The instant at which `hours` business hours have passed since `at`.

    Within a day, hours are added in UTC. Where they run out exactly at closing time, it is that
    time. Raises `BeyondCalendar` past the calendar's end, ValueError for less than one hour.
    """
    if hours < 1:
        raise ValueError("a time limit is at least one hour")
    left, start = timedelta(hours=hours), at.astimezone(UTC)
    day = local_time(terms, at).date()
    if not terms.store_days.is_open(day):
        day = terms.store_days.after(day, 1)
    while True:
        opens_at = max(start, start_of_business(terms, day).astimezone(UTC))
        available = close_of_business(terms, day).astimezone(UTC) - opens_at
        if left <= available:
            return local_time(terms, opens_at + left)
        left -= max(available, timedelta(0))
        day = terms.store_days.after(day, 1)


def within_business_hours(terms: Terms, at: datetime) -> datetime:
    """The latest instant up to `at` at which people work: `at` itself within business hours, else
    the closing time before it.
    """
    day = local_time(terms, at).date()
    if terms.store_days.is_open(day):
        if start_of_business(terms, day) < at <= close_of_business(terms, day):
            return local_time(terms, at)
        if at > close_of_business(terms, day):
            return close_of_business(terms, day)
    day -= timedelta(days=1)
    while not terms.store_days.is_open(day):
        day -= timedelta(days=1)
    return close_of_business(terms, day)


def deadline_label(terms: Terms, at: datetime) -> str:
    """A limit as a person is told it: `6:00 pm ET on Mon Nov 30, 2026`; for a midnight of the
    store's zone, the day that ends with it: `the end of Mon Nov 30, 2026`.

    Seconds are left out, so that nobody is told a later time than the limit.
    """
    local = local_time(terms, at)
    if local.time() == time(0):
        return f"the end of {day_label(local.date() - timedelta(days=1))}"
    return f"{clock_label(local, terms.file.zone_label)} on {day_label(local.date())}"
