"""What a policy means that leaves something out, and what is refused or accepted at an edge."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time

import numpy as np
import pytest

from tests.factories.moments import day, moment
from tests.factories.policies import RATES, changed_terms, facts_on, steps_text
from troth.policy import faq
from troth.policy.addresses.places import place_of
from troth.policy.cautions import list_cautions
from troth.policy.dates.bulk import days_after
from troth.policy.dates.calendars import Calendar
from troth.policy.dates.outlook import outlook
from troth.policy.dates.promise import Promise, promise
from troth.policy.dates.windows import claim_dates
from troth.policy.retention import erasure_steps as erasing_steps
from troth.policy.sales_tax.tax import Taxed
from troth.policy.sales_tax.tax_places import find_rate_row
from troth.policy.sales_tax.tax_rates import RateTable
from troth.policy.sales_tax.tax_report import parse_quarter
from troth.policy.schema import Pricing
from troth.policy.shipping.tracking import Sighting
from troth.policy.terms import Terms, parse_terms, shipped_terms

ON = day("Mon 2026-11-23")


def without_tables(*names: str) -> Terms:
    """The shipped policy with these tables left out."""
    source = shipped_terms().source
    for name in names:
        source, count = re.subn(rf"(?ms)^\[{re.escape(name)}\].*?(?=^\[)", "", source)
        assert count == 1, name
    return parse_terms(source)


def test_a_policy_that_says_nothing_of_care_keeps_business_hours_from_9_to_6():
    file = without_tables("care").file
    assert (file.care.opens_at, file.care.closes_at) == (time(9), time(18))
    assert file.care.returned_answer_days == 10


def test_a_policy_that_says_nothing_of_records_erases_after_a_day():
    records = without_tables("records").file.records
    assert (records.erase_after_hours, records.tax_years) == (24, 3)


def test_a_policy_that_says_nothing_of_payment_reviews_within_a_business_day():
    payment = without_tables("payment", "payment.capture").file.payment
    assert (payment.review_hours, payment.pay_again_hours) == (9, 18)


def test_a_table_of_rates_without_straddling_zips_is_whole():
    table = RateTable.model_validate(
        {
            "edition": "a test",
            "effective_on": "2026-03-01",
            "state": "NY",
            "state_rate": "4",
            "places": [],
        }
    )
    assert table.straddling == []


def test_what_is_not_said_of_a_thing_on_the_bill_or_of_a_scan():
    assert Taxed("bag", 100).category == "general"
    assert Sighting("moving", datetime(2026, 11, 23, tzinfo=UTC)).signed_by == ""


def test_the_two_limits_of_a_price_change_may_be_the_same():
    same = Pricing(confirm_above_percent=30, second_person_above_percent=30)
    assert same.confirm_above_percent == same.second_person_above_percent
    with pytest.raises(ValueError, match="confirm_above_percent must not be more"):
        Pricing(confirm_above_percent=31, second_person_above_percent=30)


def test_a_quarter_is_written_in_plain_digits():
    assert parse_quarter("2026-12") == (date(2026, 12, 1), date(2027, 2, 28))
    with pytest.raises(ValueError, match="not a sales-tax quarter"):
        parse_quarter("20२६-09")


def test_a_day_past_the_calendar_is_no_day_and_the_others_stand():
    """Ten business days after Mon 2026-11-23, Thanksgiving left out, is Tue 2026-12-08."""
    last = np.datetime64(shipped_terms().store_days.last, "D")
    reached = days_after(shipped_terms(), np.array(["2026-11-23", last], dtype="datetime64[D]"), 10)
    assert reached[0] == np.datetime64("2026-12-08")
    assert np.isnat(reached[1])


def test_only_closings_after_the_day_counted_from_are_passed_over():
    days = Calendar(
        label="test",
        first=date(2026, 1, 1),
        last=date(2026, 1, 31),
        weekend=["saturday", "sunday"],
        closed={date(2026, 1, 1): "New Year's Day", date(2026, 1, 19): "a birthday"},
        early_close={},
    )
    assert days.passed_over(date(2026, 1, 1), 1) == ""
    assert days.passed_over(date(2025, 12, 31), 1) == (
        " (test closed: New Year's Day, Thu Jan 1, 2026)"
    )


def test_a_run_of_closed_days_is_told_from_its_first_to_its_last():
    """Japan is closed from Dec 29 to Jan 3; a weekend ends that run."""
    promised = promise(
        shipped_terms(),
        placed_at=moment("Mon 2026-12-28 10:00"),
        place=place_of("60611"),
        warehouse="jp",
    )
    assert isinstance(promised, Promise)
    assert any("Tue Dec 29, 2026 – Fri Jan 1, 2027" in step.sentence for step in promised.steps)


def test_the_steps_of_a_claim_name_both_clauses():
    named = [step.clause for step in claim_dates(shipped_terms(), shipped_on=ON).steps]
    assert named == ["non_receipt", "non_receipt", "claim_deadline"]


def test_records_of_sales_tax_stay_three_years_after_the_return_was_due():
    """September to November 2026 is due on December 20, 2026."""
    placed = moment("Mon 2026-11-23 12:00")
    steps = erasing_steps(shipped_terms(), recorded_at=placed, placed_at=placed)
    [records_step] = [step for step in steps if step.clause == "sales_tax"]
    assert records_step.on == date(2029, 12, 20)
    assert "was due Dec 20, 2026" in records_step.sentence


def test_what_is_overdue_takes_its_whole_time_again_from_today():
    late = facts_on(today="Fri 2026-11-27", day_is_over=True, starts_again=True)
    text = steps_text(outlook(shipped_terms(), late))
    assert "at the earliest: not done yet; 1 business day from today." in text
    assert "at the latest: not done yet; 2 business days from today." in text


def test_what_is_processed_is_told_with_its_day():
    processed = facts_on(today="Wed 2026-11-25", processed_on="Tue 2026-11-24")
    assert "It was processed Tue Nov 24, 2026." in steps_text(outlook(shipped_terms(), processed))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"IA", "ID", "IL", ', '"IL", ', "No longer served: IA, ID."),
        ("window_hours = 2 ", "window_hours = 25 ", "more than a day of the time to process"),
        ("arrival_latest_days = 8", "arrival_latest_days = 20", "16 CFR 435.2 asks for"),
    ],
)
def test_a_caution_says_what_the_change_does(old, new, words):
    warnings = list_cautions(changed_terms((old, new)), before=shipped_terms(), on=ON)
    assert any(words in caution.sentence for caution in warnings)


@pytest.mark.parametrize(("arrival", "needs_a_basis"), [(16, False), (17, True)])
def test_a_month_until_it_ships_needs_a_basis(arrival, needs_a_basis):
    """2 days to process, 2 to leave Japan and 16 to arrive: with weekends, four weeks."""
    draft = changed_terms(("arrival_latest_days = 8", f"arrival_latest_days = {arrival}"))
    assert draft.file.processing.latest_days + draft.file.transfer.dispatch_latest_days == 4
    fields = [caution.field for caution in list_cautions(draft, before=shipped_terms(), on=ON)]
    assert ("processing.latest_days" in fields) is needs_a_basis


@pytest.mark.parametrize(("on", "is_named"), [("2025-01-01", True), ("2025-01-02", False)])
def test_a_holiday_that_becomes_an_open_day_is_named_until_it_is_over(on, is_named):
    draft = changed_terms(('2025-01-01 = "New Year\'s Day"\n', ""))
    cautions = list_cautions(draft, before=shipped_terms(), on=date.fromisoformat(on))
    named = [
        caution.sentence for caution in cautions if caution.field == "calendars.store.holidays"
    ]
    words = ["1 holiday is an open day now: New Year's Day 2025-01-01."]
    assert named == (words if is_named else [])


def test_a_calendar_that_ends_soon_is_named_with_its_days():
    store = shipped_terms().store_days
    warnings = list_cautions(shipped_terms(), before=shipped_terms(), on=date(2032, 6, 1))
    [caution] = [caution for caution in warnings if caution.field == "calendars.store"]
    assert caution.sentence.startswith(
        f"It lists {store.first} to {store.last}: not the whole year"
    )


def test_a_place_that_the_zip_does_not_have_is_told_to_the_reviewer():
    _, review_text = find_rate_row(RATES, place=place_of("10013"), city="Yonkers")
    assert review_text.startswith(
        "The place named is not one that the Postal Service has in ZIP 10013."
    )


def test_a_policy_whose_methods_go_nowhere_we_know_has_no_example():
    head, methods, rest = shipped_terms().source.partition("[[methods]]")
    rest = re.sub(r"(?ms)^states = \[.*?\]", 'states = ["GU"]', rest, count=1)
    with pytest.raises(ValueError, match="no method goes to any place that we know"):
        faq.questions(parse_terms(head + methods + rest), today=ON)


def test_the_faq_lists_the_holidays_of_the_coming_year():
    """5 U.S.C. 6103, from the day after Thanksgiving 2026 to Thanksgiving 2027."""
    sections = faq.questions(shipped_terms(), today=date(2026, 11, 27))
    [closed_days] = [section for section in sections if section.key == "closed_days"]
    assert [point.partition(":")[0] for point in closed_days.points] == [
        "Fri Dec 25, 2026", "Fri Jan 1, 2027", "Mon Jan 18, 2027", "Mon Feb 15, 2027",
        "Mon May 31, 2027", "Fri Jun 18, 2027", "Mon Jul 5, 2027", "Mon Sep 6, 2027",
        "Mon Oct 11, 2027", "Thu Nov 11, 2027", "Thu Nov 25, 2027",
    ]  # fmt: skip
