"""Policies that differ from the shipped one, closures, and facts about orders."""

from __future__ import annotations

from tests.factories.moments import day
from troth.policy.addresses.places import place_of
from troth.policy.dates.outlook import Closure, Facts, Outlook, UnknownDates
from troth.policy.sales_tax.tax import rates_on
from troth.policy.terms import parse_terms, shipped_terms

NEW_YORK = place_of("10013")
US_PROMISES = [
    # placed, starts, processed from, to, arrives from, to
    ("Mon 2026-11-23 15:59:59", "Mon 2026-11-23", "Tue 2026-11-24", "Wed 2026-11-25",
     "Wed 2026-12-02", "Thu 2026-12-10"),
    ("Mon 2026-11-23 16:00:00", "Mon 2026-11-23", "Tue 2026-11-24", "Wed 2026-11-25",
     "Wed 2026-12-02", "Thu 2026-12-10"),
    ("Mon 2026-11-23 16:00:00.000001", "Tue 2026-11-24", "Wed 2026-11-25", "Fri 2026-11-27",
     "Thu 2026-12-03", "Fri 2026-12-11"),
    ("Mon 2026-11-23 16:00:01", "Tue 2026-11-24", "Wed 2026-11-25", "Fri 2026-11-27",
     "Thu 2026-12-03", "Fri 2026-12-11"),
    ("Wed 2026-11-25 16:30", "Fri 2026-11-27", "Mon 2026-11-30", "Tue 2026-12-01", "Mon 2026-12-07",
     "Tue 2026-12-15"),
    ("Sat 2026-11-28 12:00", "Mon 2026-11-30", "Tue 2026-12-01", "Wed 2026-12-02", "Tue 2026-12-08",
     "Wed 2026-12-16"),
    ("Fri 2026-11-20 16:00:00", "Fri 2026-11-20", "Mon 2026-11-23", "Tue 2026-11-24",
     "Tue 2026-12-01", "Wed 2026-12-09"),
    ("Thu 2026-11-26 10:00", "Fri 2026-11-27", "Mon 2026-11-30", "Tue 2026-12-01", "Mon 2026-12-07",
     "Tue 2026-12-15"),
    ("Thu 2026-07-02 16:00:00", "Thu 2026-07-02", "Mon 2026-07-06", "Tue 2026-07-07",
     "Mon 2026-07-13", "Tue 2026-07-21"),
    ("Thu 2026-07-02 16:00:01", "Mon 2026-07-06", "Tue 2026-07-07", "Wed 2026-07-08",
     "Tue 2026-07-14", "Wed 2026-07-22"),
    ("Thu 2027-12-30 16:30", "Mon 2028-01-03", "Tue 2028-01-04", "Wed 2028-01-05", "Tue 2028-01-11",
     "Thu 2028-01-20"),
    ("Thu 2027-06-17 16:30", "Mon 2027-06-21", "Tue 2027-06-22", "Wed 2027-06-23", "Tue 2027-06-29",
     "Thu 2027-07-08"),
    ("Mon 2026-03-09 16:00:01", "Tue 2026-03-10", "Wed 2026-03-11", "Thu 2026-03-12",
     "Wed 2026-03-18", "Thu 2026-03-26"),
]  # fmt: skip
JAPAN_PROMISES = [
    # placed, starts, in the US from, to, processed from, to, arrives from, to
    ("Mon 2026-11-23 12:00", "Mon 2026-11-23", "Tue 2026-12-01", "Tue 2026-12-08", "Wed 2026-12-02",
     "Thu 2026-12-10", "Wed 2026-12-09", "Thu 2026-12-24"),
    ("Fri 2026-09-18 15:00", "Fri 2026-09-18", "Wed 2026-09-30", "Wed 2026-10-07", "Thu 2026-10-01",
     "Fri 2026-10-09", "Thu 2026-10-08", "Mon 2026-10-26"),
    ("Mon 2026-12-28 10:00", "Mon 2026-12-28", "Fri 2027-01-08", "Fri 2027-01-15", "Mon 2027-01-11",
     "Wed 2027-01-20", "Tue 2027-01-19", "Wed 2027-02-03"),
]  # fmt: skip
RATES = rates_on(day("Mon 2026-11-23"))


def changed_terms(*replacements: tuple[str, str]):
    """The shipped terms with some lines of the file written differently."""
    source = shipped_terms().source
    for old, new in replacements:
        assert old in source, old
        source = source.replace(old, new, 1)
    return parse_terms(source)


def facts_on(
    starts: str = "Mon 2026-11-23", today: str | None = None, warehouse: str = "us", **recorded
) -> Facts:
    """Facts with their days written for people."""
    written = {
        name: day(value) if name.endswith("_on") and value else value
        for name, value in recorded.items()
    }
    return Facts(day(starts), warehouse, "ground", day(today or starts), **written)


def closure_of(place: str, first: str, last: str, why: str = "a storm") -> Closure:
    return Closure(place, day(first), day(last), why)


def steps_text(forecast: Outlook | UnknownDates) -> str:
    return " ".join(step.sentence for step in forecast.steps)
