"""The promise as it stands: clauses `processing`, `transfer`, `delivery` after facts and unforeseen
closures.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest

from tests.factories.hypothesis_profile import given, st
from tests.factories.moments import day
from tests.factories.policies import (
    JAPAN_PROMISES,
    NEW_YORK,
    US_PROMISES,
    changed_terms,
    closure_of,
    facts_on,
    steps_text,
)
from troth.policy.dates.calendars import BeyondCalendar
from troth.policy.dates.outlook import Closure, Facts, Outlook, UnknownDates, outlook
from troth.policy.dates.promise import promise
from troth.policy.dates.windows import ContradictoryFacts
from troth.policy.results import Window
from troth.policy.shipping.carriers import UnknownMethod
from troth.policy.terms import shipped_terms
from troth.policy.wording import CLAUSES

LEGS = ("processing", "transfer", "delivery")
START = day("Mon 2026-11-23")


def days_of(forecast: Outlook) -> list[date]:
    return [*(forecast.transfer or ()), *forecast.processed, *forecast.arrives]


def expected(row: str) -> list[date]:
    """`Tue 11-24 – Wed 11-25 | ...`, from Nov 2026 on."""
    ends = row.replace("|", "–").split("–")
    return [
        day(f"{e.split()[0]} {2026 if e.split()[1] > '09' else 2027}-{e.split()[1]}") for e in ends
    ]


@pytest.mark.parametrize(
    "row", [*US_PROMISES, *JAPAN_PROMISES], ids=[row[0] for row in [*US_PROMISES, *JAPAN_PROMISES]]
)
def test_the_worked_dates_stand_while_nothing_happened(row):
    _, starts, *dates = row
    warehouse = "us" if row in US_PROMISES else "jp"
    assert days_of(outlook(shipped_terms(), facts_on(starts, warehouse=warehouse))) == [
        day(text) for text in dates
    ]


@pytest.mark.parametrize("warehouse", ["us", "jp"])
def test_without_facts_it_is_the_promise_on_every_day(warehouse):
    terms, counted = shipped_terms(), 0
    for on in terms.store_days.days:
        placed_at = datetime.combine(on, time(12), terms.zone).astimezone(UTC)
        try:
            promised = promise(terms, placed_at=placed_at, place=NEW_YORK, warehouse=warehouse)
        except BeyondCalendar:
            with pytest.raises(BeyondCalendar):
                outlook(terms, Facts(on, warehouse, "ground", on))
            continue
        forecast = outlook(
            terms, Facts(promised.starts_on, warehouse, promised.route.method.key, on)
        )
        assert (forecast.transfer, forecast.processed, forecast.arrives) == (
            promised.transfer,
            promised.processed,
            promised.arrives,
        )
        assert sorted(forecast.steps) == sorted(
            step for step in promised.steps if step.clause in LEGS
        )
        counted += 1
    assert counted > 1900


US_ROWS = [
    # today, is it over, facts, processed | arrives
    ("Tue 2026-11-24", False, {}, "Tue 11-24 – Wed 11-25 | Wed 12-02 – Thu 12-10"),
    ("Tue 2026-11-24", True, {}, "Wed 11-25 – Wed 11-25 | Thu 12-03 – Thu 12-10"),
    ("Wed 2026-11-25", False, {}, "Wed 11-25 – Wed 11-25 | Thu 12-03 – Thu 12-10"),
    ("Wed 2026-11-25", True, {}, "Fri 11-27 – Fri 11-27 | Fri 12-04 – Fri 12-11"),
    ("Thu 2026-11-26", False, {}, "Fri 11-27 – Fri 11-27 | Fri 12-04 – Fri 12-11"),
    ("Fri 2026-11-27", True, {}, "Mon 11-30 – Mon 11-30 | Mon 12-07 – Mon 12-14"),
    ("Sun 2026-11-29", False, {}, "Mon 11-30 – Mon 11-30 | Mon 12-07 – Mon 12-14"),
    ("Wed 2026-11-25", True, {"processed_on": "Mon 2026-11-23"},
     "Mon 11-23 – Mon 11-23 | Tue 12-01 – Tue 12-08"),
    ("Sat 2026-11-28", True, {"processed_on": "Sat 2026-11-28"},
     "Sat 11-28 – Sat 11-28 | Fri 12-04 – Fri 12-11"),
    ("Thu 2026-12-10", False, {"processed_on": "Wed 2026-11-25"},
     "Wed 11-25 – Wed 11-25 | Thu 12-10 – Thu 12-10"),
    ("Thu 2026-12-10", True, {"processed_on": "Wed 2026-11-25"},
     "Wed 11-25 – Wed 11-25 | Fri 12-11 – Fri 12-11"),
    ("Thu 2026-12-03", False,
     {"processed_on": "Tue 2026-11-24", "delivery_expected_on": "Tue 2026-12-15"},
     "Tue 11-24 – Tue 11-24 | Tue 12-15 – Tue 12-15"),
    ("Thu 2026-12-03", False,
     {"processed_on": "Tue 2026-11-24", "delivery_expected_on": "Sat 2026-12-12"},
     "Tue 11-24 – Tue 11-24 | Mon 12-14 – Mon 12-14"),
    ("Tue 2026-12-01", False,
     {"processed_on": "Tue 2026-11-24", "delivery_expected_on": "Mon 2026-12-07"},
     "Tue 11-24 – Tue 11-24 | Mon 12-07 – Wed 12-09"),
    ("Tue 2026-12-01", False,
     {"processed_on": "Tue 2026-11-24", "delivery_expected_on": "Tue 2026-12-01"},
     "Tue 11-24 – Tue 11-24 | Wed 12-02 – Wed 12-09"),
]  # fmt: skip


@pytest.mark.parametrize(("today", "over", "recorded", "dates"), US_ROWS)
def test_an_item_in_new_york_on_a_later_day(today, over, recorded, dates):
    assert days_of(
        outlook(shipped_terms(), facts_on(today=today, day_is_over=over, **recorded))
    ) == expected(dates)


JAPAN_ROWS = [
    # today, is it over, facts, transfer | processed | arrives; starts Mon 11-23, dispatch Tue 11-24
    # – Wed 11-25
    ("Wed 2026-11-25", False, {},
     "Wed 12-02 – Tue 12-08 | Thu 12-03 – Thu 12-10 | Thu 12-10 – Thu 12-24"),
    ("Wed 2026-11-25", True, {},
     "Wed 12-02 – Tue 12-08 | Thu 12-03 – Thu 12-10 | Thu 12-10 – Thu 12-24"),
    ("Fri 2026-11-27", True, {},
     "Fri 12-04 – Thu 12-10 | Mon 12-07 – Mon 12-14 | Mon 12-14 – Tue 12-29"),
    ("Wed 2026-11-25", True, {"dispatched_on": "Tue 2026-11-24"},
     "Tue 12-01 – Mon 12-07 | Wed 12-02 – Wed 12-09 | Wed 12-09 – Wed 12-23"),
    ("Mon 2026-12-07", False, {"dispatched_on": "Tue 2026-11-24"},
     "Mon 12-07 – Mon 12-07 | Tue 12-08 – Wed 12-09 | Tue 12-15 – Wed 12-23"),
    ("Mon 2026-12-07", True, {"dispatched_on": "Tue 2026-11-24"},
     "Tue 12-08 – Tue 12-08 | Wed 12-09 – Thu 12-10 | Wed 12-16 – Thu 12-24"),
    ("Wed 2026-12-02", False, {"dispatched_on": "Tue 2026-11-24", "arrived_on": "Wed 2026-12-02"},
     "Wed 12-02 – Wed 12-02 | Thu 12-03 – Fri 12-04 | Thu 12-10 – Fri 12-18"),
    ("Fri 2026-12-04", True, {"arrived_on": "Wed 2026-12-02"},
     "Wed 12-02 – Wed 12-02 | Mon 12-07 – Mon 12-07 | Mon 12-14 – Mon 12-21"),
    ("Fri 2026-12-04", True, {"arrived_on": "Wed 2026-12-02", "processed_on": "Thu 2026-12-03"},
     "Wed 12-02 – Wed 12-02 | Thu 12-03 – Thu 12-03 | Thu 12-10 – Thu 12-17"),
    ("Fri 2026-12-04", True, {"processed_on": "Thu 2026-12-03"},
     "Thu 12-03 – Thu 12-03 | Thu 12-03 – Thu 12-03 | Thu 12-10 – Thu 12-17"),
    ("Wed 2026-12-02", False, {"dispatched_on": "Tue 2026-11-24", "expected_on": "Wed 2026-12-16"},
     "Wed 12-16 – Wed 12-16 | Thu 12-17 – Fri 12-18 | Thu 12-24 – Tue 01-05"),
    ("Wed 2026-12-02", False, {"dispatched_on": "Tue 2026-11-24", "expected_on": "Fri 2026-12-04"},
     "Fri 12-04 – Mon 12-07 | Mon 12-07 – Wed 12-09 | Mon 12-14 – Wed 12-23"),
    ("Wed 2026-12-16", True, {"dispatched_on": "Tue 2026-11-24", "expected_on": "Wed 2026-12-16"},
     "Thu 12-17 – Thu 12-17 | Fri 12-18 – Mon 12-21 | Mon 12-28 – Wed 01-06"),
    ("Mon 2026-11-30", False, {"dispatched_on": "Tue 2026-11-24", "expected_on": "Mon 2026-11-30"},
     "Tue 12-01 – Mon 12-07 | Wed 12-02 – Wed 12-09 | Wed 12-09 – Wed 12-23"),
]  # fmt: skip


@pytest.mark.parametrize(("today", "over", "recorded", "dates"), JAPAN_ROWS)
def test_an_item_from_japan_on_a_later_day(today, over, recorded, dates):
    forecast = outlook(
        shipped_terms(), facts_on(today=today, warehouse="jp", day_is_over=over, **recorded)
    )
    assert days_of(forecast) == expected(dates)


def test_a_dispatch_missed_before_the_year_ends_waits_for_japan_to_open():
    forecast = outlook(
        shipped_terms(), facts_on("Wed 2026-12-23", "Mon 2026-12-28", "jp", day_is_over=True)
    )
    assert "Leaves Japan Mon Jan 4, 2027 at the latest: not done yet" in steps_text(forecast)
    assert forecast.transfer == Window(day("Fri 2027-01-08"), day("Thu 2027-01-14"))


CLOSURE_ROWS = [
    # warehouse, closures, the days as they stand, how many closures moved one
    ("us", [("us", "Tue 2026-11-24", "Thu 2026-11-26")],
     "Fri 11-27 – Mon 11-30 | Fri 12-04 – Mon 12-14", 1),
    ("us", [("us", "Mon 2026-11-23", "Mon 2026-11-23")],
     "Wed 11-25 – Fri 11-27 | Thu 12-03 – Fri 12-11", 1),
    ("us", [("us", "Mon 2026-11-23", "Wed 2026-11-25")],
     "Mon 11-30 – Tue 12-01 | Mon 12-07 – Tue 12-15", 1),
    ("us", [("us", "Thu 2026-11-26", "Thu 2026-11-26")],
     "Tue 11-24 – Wed 11-25 | Wed 12-02 – Thu 12-10", 0),
    ("us", [("jp", "Mon 2026-11-23", "Tue 2026-12-22")],
     "Tue 11-24 – Wed 11-25 | Wed 12-02 – Thu 12-10", 0),
    ("us", [("carrier", "Tue 2026-12-01", "Thu 2026-12-03")],
     "Tue 11-24 – Wed 11-25 | Mon 12-07 – Tue 12-15", 1),
    ("us", [("us", "Tue 2026-11-24", "Tue 2026-11-24"), ("us", "Tue 2026-11-24", "Wed 2026-11-25")],
     "Fri 11-27 – Mon 11-30 | Fri 12-04 – Mon 12-14", 2),
    ("jp", [("jp", "Tue 2026-11-24", "Tue 2026-11-24")],
     "Wed 12-02 – Tue 12-08 | Thu 12-03 – Thu 12-10 | Thu 12-10 – Thu 12-24", 1),
    ("jp", [("jp", "Tue 2026-11-24", "Thu 2026-11-26")],
     "Thu 12-03 – Thu 12-10 | Fri 12-04 – Mon 12-14 | Fri 12-11 – Tue 12-29", 1),
    ("jp", [("customs", "Mon 2026-11-30", "Tue 2026-12-01")],
     "Thu 12-03 – Thu 12-10 | Fri 12-04 – Mon 12-14 | Fri 12-11 – Tue 12-29", 1),
    ("jp", [("us", "Mon 2026-11-30", "Wed 2026-12-02")],
     "Thu 12-03 – Tue 12-08 | Fri 12-04 – Thu 12-10 | Fri 12-11 – Thu 12-24", 1),
    ("jp", [("us", "Fri 2026-11-27", "Mon 2026-11-30")],
     "Tue 12-01 – Tue 12-08 | Wed 12-02 – Thu 12-10 | Wed 12-09 – Thu 12-24", 0),
    ("jp", [("us", "Mon 2026-11-23", "Mon 2026-11-23")],
     "Tue 12-01 – Tue 12-08 | Wed 12-02 – Thu 12-10 | Wed 12-09 – Thu 12-24", 0),
]  # fmt: skip


@pytest.mark.parametrize(("warehouse", "closures", "dates", "named"), CLOSURE_ROWS)
def test_a_closure_takes_its_days_out_of_its_own_leg_and_is_named(
    warehouse, closures, dates, named
):
    given_closures = tuple(
        closure_of(*arguments, why=f"reason {n}") for n, arguments in enumerate(closures)
    )
    forecast = outlook(shipped_terms(), facts_on(warehouse=warehouse), given_closures)
    assert days_of(forecast) == expected(dates)
    assert (
        len({closure.why for closure in given_closures if closure.why in steps_text(forecast)})
        == named
    )


def test_a_storm_of_three_days_is_told_with_its_dates():
    forecast = outlook(
        shipped_terms(), facts_on(), (closure_of("us", "Tue 2026-11-24", "Thu 2026-11-26"),)
    )
    sentences = [step.sentence for step in forecast.steps if "storm" in step.sentence]
    (sentence,) = sentences
    assert sentence.startswith(
        "Our New York warehouse is closed Tue Nov 24 – Thu Nov 26, 2026 (a storm)"
    )
    assert sentence.endswith("Those days don't count.")


def test_no_days_at_all_still_end_on_an_open_one():
    terms, shut = (
        changed_terms(("earliest_days = 5 ", "earliest_days = 0 ")),
        closure_of("carrier", "Tue 2026-11-24", "Tue 2026-11-24"),
    )
    assert outlook(terms, facts_on(), (shut,)).arrives.earliest == day("Wed 2026-11-25")
    assert outlook(terms, facts_on()).arrives.earliest == day("Tue 2026-11-24")


def test_a_closure_that_is_over_moves_nothing_when_the_leg_is_late_anyway():
    late = facts_on(today="Mon 2026-12-07")
    storm = closure_of("us", "Tue 2026-11-24", "Tue 2026-11-24")
    assert outlook(shipped_terms(), late, (storm,)) == outlook(shipped_terms(), late)


def test_a_fact_stands_whatever_was_closed():
    done = facts_on(today="Wed 2026-11-25", processed_on="Tue 2026-11-24")
    assert outlook(
        shipped_terms(), done, (closure_of("us", "Mon 2026-11-23", "Fri 2026-11-27"),)
    ) == outlook(shipped_terms(), done)


@pytest.mark.parametrize(("warehouse", "clause"), [("jp", "transfer"), ("us", "processing")])
def test_while_nobody_knows_no_date_is_made_up(warehouse, clause):
    forecast = outlook(
        shipped_terms(),
        facts_on(
            warehouse=warehouse, unknown_why="customs asks for papers", expected_on="Mon 2026-12-14"
        ),
    )
    assert forecast == UnknownDates("customs asks for papers", forecast.steps)
    assert (forecast.steps[0].clause, forecast.data()["unknown"]) == (
        clause,
        "customs asks for papers",
    )
    assert "Nobody can say yet when it arrives: customs asks for papers." in steps_text(forecast)


def test_what_has_arrived_is_no_longer_unknown():
    arrived = facts_on(warehouse="jp", today="Wed 2026-12-09", arrived_on="Wed 2026-12-09")
    assert days_of(outlook(shipped_terms(), replace(arrived, unknown_why="papers"))) == days_of(
        outlook(shipped_terms(), arrived)
    )
    processed = replace(arrived, arrived_on=None, processed_on=arrived.today, unknown_why="papers")
    assert outlook(shipped_terms(), processed).processed == Window(arrived.today, arrived.today)


def test_a_later_date_is_told_with_its_reason():
    late = facts_on(
        today="Wed 2026-12-02",
        warehouse="jp",
        expected_on="Wed 2026-12-16",
        late_why="customs asks for papers",
    )
    assert (
        "at the latest: we are told Wed Dec 16, 2026 now (customs asks for papers)."
        in steps_text(outlook(shipped_terms(), late))
    )


def test_steps_name_clauses_and_lead_to_the_dates():
    forecast = outlook(
        shipped_terms(),
        facts_on(today="Thu 2026-12-03", warehouse="jp"),
        (closure_of("customs", "Mon 2026-12-07", "Mon 2026-12-07"),),
    )
    assert {step.clause for step in forecast.steps} <= set(CLAUSES)
    assert set(days_of(forecast)) <= {step.on for step in forecast.steps}
    data = forecast.data()
    assert data["arrives"] == forecast.arrives.data()
    assert data["transfer"] == forecast.transfer.data()
    assert outlook(shipped_terms(), facts_on()).data()["transfer"] is None


@pytest.mark.parametrize(
    "recorded",
    [
        {"dispatched_on": "Wed 2026-11-25", "arrived_on": "Tue 2026-11-24"},
        {"arrived_on": "Wed 2026-11-25", "processed_on": "Tue 2026-11-24"},
        {"dispatched_on": "Wed 2026-11-25", "processed_on": "Tue 2026-11-24"},
    ],
)
def test_facts_that_contradict_each_other_are_refused(recorded):
    with pytest.raises(ContradictoryFacts):
        outlook(shipped_terms(), facts_on(warehouse="jp", **recorded))


def test_what_the_policy_does_not_list_is_an_error():
    with pytest.raises(UnknownMethod):
        outlook(shipped_terms(), replace(facts_on(), method="drone"))
    with pytest.raises(BeyondCalendar):
        outlook(shipped_terms(), replace(facts_on(), today=date(2033, 1, 1)))
    with pytest.raises(BeyondCalendar):
        outlook(shipped_terms(), facts_on(), (Closure("us", START, date(2040, 1, 1), "the flood"),))
    with pytest.raises(ValueError, match="a closure ends on or after"):
        closure_of("us", "Tue 2026-11-24", "Mon 2026-11-23")


near = st.integers(-3, 45).map(lambda n: START + timedelta(days=n))
maybe = st.none() | near
closures = st.lists(
    st.builds(
        lambda place, first, length: Closure(
            place, first, first + timedelta(days=length), "closed"
        ),
        st.sampled_from(["us", "jp", "customs", "carrier"]),
        near,
        st.integers(0, 9),
    ),
    max_size=5,
).map(tuple)


@st.composite
def any_facts(draw):
    happened = sorted(draw(st.lists(near, min_size=3, max_size=3)))
    recorded = draw(st.tuples(st.booleans(), st.booleans(), st.booleans()))
    dispatched, arrived, processed = (
        on if has else None for on, has in zip(happened, recorded, strict=True)
    )
    return Facts(
        starts_on=shipped_terms().store_days.after(draw(near), 1),
        warehouse=draw(st.sampled_from(["us", "jp"])),
        method="ground",
        today=draw(near),
        day_is_over=draw(st.booleans()),
        dispatched_on=dispatched,
        arrived_on=arrived,
        processed_on=processed,
        expected_on=draw(maybe),
        delivery_expected_on=draw(maybe),
    )


@given(any_facts(), closures, closures)
def test_more_closures_never_make_a_date_earlier(recorded, some, more):
    fewer, all_of_them = (
        outlook(shipped_terms(), recorded, some),
        outlook(shipped_terms(), recorded, some + more),
    )
    assert all(
        less <= most for less, most in zip(days_of(fewer), days_of(all_of_them), strict=True)
    )


@given(any_facts(), closures)
def test_no_date_lies_before_today_nor_out_of_order(recorded, some):
    forecast = outlook(shipped_terms(), recorded, some)
    from_day = recorded.today + timedelta(days=recorded.day_is_over)
    pending = [*forecast.arrives, *(() if recorded.processed_on else forecast.processed)]
    assert all(on >= from_day for on in pending)
    windows = [forecast.transfer or forecast.processed, forecast.processed, forecast.arrives]
    assert all(window.earliest <= window.latest for window in windows)
    for before, after in pairwise(windows):
        assert before.earliest <= after.earliest
        assert before.latest <= after.latest


@pytest.mark.parametrize("expected", ["Tue 2026-12-08", "Mon 2026-12-07"])
def test_a_date_we_are_told_that_is_no_later_explains_nothing(expected):
    counted = outlook(shipped_terms(), facts_on(warehouse="jp"))
    assert counted.transfer.latest == day("Tue 2026-12-08")
    same = outlook(shipped_terms(), facts_on(warehouse="jp", expected_on=expected))
    assert same.transfer.latest == counted.transfer.latest
    reaches = [step.sentence for step in same.steps if step.sentence.startswith("Reaches")]
    assert ["we are told" in sentence for sentence in reaches] == [True, False]
