"""Clauses `cut_off`, `closed_days`, `processing`, `transfer`, `delivery`: tables a shopkeeper could
check.
"""

from __future__ import annotations

from datetime import datetime, time

import pytest

from tests.factories.moments import day, moment
from tests.factories.policies import JAPAN_PROMISES, NEW_YORK, US_PROMISES, changed_terms
from troth.policy.addresses.places import place_of
from troth.policy.dates.calendars import BeyondCalendar
from troth.policy.dates.promise import holds_until, promise, work_ends_on
from troth.policy.results import Refusal
from troth.policy.terms import BadPolicy, shipped_terms
from troth.policy.wording import CLAUSES


def promised(placed: str, warehouse: str = "us", terms=None):
    return promise(
        terms or shipped_terms(), placed_at=moment(placed), place=NEW_YORK, warehouse=warehouse
    )


@pytest.mark.parametrize("row", US_PROMISES, ids=[row[0] for row in US_PROMISES])
def test_an_item_in_new_york(row):
    placed, *days = row
    dates = promised(placed)
    assert [dates.starts_on, *dates.processed, *dates.arrives] == [day(text) for text in days]
    assert dates.transfer is None


@pytest.mark.parametrize("row", JAPAN_PROMISES, ids=[row[0] for row in JAPAN_PROMISES])
def test_an_item_in_japan(row):
    placed, *days = row
    dates = promised(placed, "jp")
    assert [dates.starts_on, *dates.transfer, *dates.processed, *dates.arrives] == [
        day(text) for text in days
    ]


@pytest.mark.parametrize("warehouse", ["us", "jp"])
def test_steps_name_their_clauses_and_lead_to_the_dates(warehouse):
    dates = promised("Mon 2026-11-23 16:00:01", warehouse)
    assert {step.clause for step in dates.steps} <= set(CLAUSES)
    reached = [
        [step.on for step in dates.steps if step.clause == clause]
        for clause in ("processing", "delivery")
    ]
    assert reached == [list(dates.processed), list(dates.arrives)]
    assert dates.steps[0].on == moment("Mon 2026-11-23 16:00:01")
    assert "signature" in {step.clause for step in dates.steps}


@pytest.mark.parametrize(
    ("placed", "clause", "words"),
    [
        ("Mon 2026-11-23 16:00:00", "cut_off", "by the 4:00 pm ET cut-off"),
        (
            "Mon 2026-11-23 16:00:00.000001",
            "cut_off",
            "2026, just after 4:00 pm ET: a business day, but after the 4:00 pm ET cut-off",
        ),
        ("Mon 2026-11-23 16:00:01", "cut_off", "2026, just after 4:00 pm ET: a business day, but"),
        ("Mon 2026-11-23 16:01:59", "cut_off", "Placed Mon Nov 23, 2026, 4:01 pm ET: a business"),
        ("Mon 2026-11-23 15:59:59", "cut_off", "3:59 pm ET: a business day, by the 4:00 pm ET"),
        ("Sat 2026-11-28 12:00", "closed_days", "not a business day (Saturday)"),
        ("Thu 2026-11-26 12:00", "closed_days", "not a business day (Thanksgiving Day)"),
    ],
)
def test_the_first_step_says_why_it_starts_when_it_does(placed, clause, words):
    first = promised(placed).steps[0]
    assert first.clause == clause
    assert words in first.sentence


def test_days_passed_over_are_named():
    words = " ".join(step.sentence for step in promised("Mon 2026-12-28 10:00", "jp").steps)
    assert "Year-end closure, Tue Dec 29, 2026 – Fri Jan 1, 2027" in words
    assert "Martin Luther King Jr. Day, Mon Jan 18" in words


def test_a_zone_may_be_a_fixed_offset_all_year():
    est = changed_terms(
        ('zone = "America/New_York"', 'zone = "UTC-05:00"'),
        ('zone_label = "ET"', 'zone_label = "EST"'),
    )
    assert promised("Wed 2026-07-01 16:30").starts_on == day("Thu 2026-07-02")
    assert promised("Wed 2026-07-01 16:30", terms=est).starts_on == day("Wed 2026-07-01")


def test_an_early_close_is_that_days_cut_off():
    early = "[calendars.store.early_close]\n2026-11-23 = 13:00:00\n\n[calendars.japan]"
    terms = changed_terms(("[calendars.japan]", early))
    assert promised("Mon 2026-11-23 13:00", terms=terms).starts_on == day("Mon 2026-11-23")
    assert promised("Mon 2026-11-23 13:00:01", terms=terms).starts_on == day("Tue 2026-11-24")


def test_boxes_leave_until_the_cut_off_or_until_the_work_ends():
    later = changed_terms(("latest_days = 2\n", "latest_days = 2\nwork_ends_at = 17:30:00\n"))
    assert work_ends_on(shipped_terms(), day("Mon 2026-11-23")) == time(16)
    assert work_ends_on(later, day("Mon 2026-11-23")) == time(17, 30)


def test_where_the_store_closes_early_the_work_ends_with_it():
    early = "[calendars.store.early_close]\n2026-11-23 = 13:00:00\n\n[calendars.japan]"
    terms = changed_terms(
        ("[calendars.japan]", early),
        ("latest_days = 2\n", "latest_days = 2\nwork_ends_at = 17:30:00\n"),
    )
    assert work_ends_on(terms, day("Mon 2026-11-23")) == time(13)


def test_work_that_ends_before_the_cut_off_is_refused():
    with pytest.raises(BadPolicy, match=r"processing.work_ends_at is before cut_off.at"):
        changed_terms(("latest_days = 2\n", "latest_days = 2\nwork_ends_at = 15:59:00\n"))


def test_an_own_closure_is_no_business_day():
    closed = '[calendars.store.closures]\n2026-11-24 = "Stocktaking"\n\n[calendars.japan]'
    dates = promised("Mon 2026-11-23 12:00", terms=changed_terms(("[calendars.japan]", closed)))
    assert dates.processed.earliest == day("Wed 2026-11-25")
    assert "Stocktaking, Tue Nov 24" in " ".join(step.sentence for step in dates.steps)


def test_the_last_moment_for_these_dates():
    dates = promised("Sat 2026-11-28 12:00")
    until = holds_until(shipped_terms(), dates)
    assert until == moment("Mon 2026-11-30 16:00")
    assert promised("Mon 2026-11-30 16:00").arrives == dates.arrives


@pytest.mark.parametrize(
    "placed", ["Fri 2032-12-17 12:00", "Tue 2024-12-31 12:00", "Sat 2033-01-01 12:00"]
)
def test_beyond_the_calendar_is_an_error_that_names_it(placed):
    with pytest.raises(BeyondCalendar, match="the store calendar lists 2025-01-01 to 2032-12-31"):
        promised(placed)


def test_an_instant_without_offset_is_refused():
    with pytest.raises(ValueError, match="offset"):
        promise(shipped_terms(), placed_at=datetime(2026, 11, 23, 12), place=NEW_YORK)


def test_a_destination_nothing_serves_is_refused_with_the_clause_and_what_is_possible():
    answer = promise(
        shipped_terms(), placed_at=moment("Mon 2026-11-23 12:00"), place=place_of("99501")
    )
    assert isinstance(answer, Refusal)
    assert answer.clause == "methods"
    assert "Alaska" in answer.sentence
    assert "48 contiguous states and Washington, DC" in answer.sentence


def test_the_first_business_day_of_the_calendar_counts():
    first = promised("Thu 2025-01-02 12:00")
    assert first.starts_on == day("Thu 2025-01-02")
    closed = promised("Wed 2025-01-01 12:00")
    assert closed.starts_on == day("Thu 2025-01-02")
    with pytest.raises(BeyondCalendar, match="2024-12-31 is not one of them"):
        promised("Tue 2024-12-31 12:00")
