"""The likely day beside the promise: said only where enough parcels agree, and never instead of the
promise.
"""

from __future__ import annotations

import pytest

from tests.factories.hypothesis_profile import given, st
from tests.factories.moments import day
from troth.policy.dates.calendars import BeyondCalendar
from troth.policy.dates.estimate import estimate_arrival, wilson_lower
from troth.policy.results import Window
from troth.policy.terms import shipped_terms

PROCESSED = day("Tue 2026-11-24")
PROMISED = Window(
    day("Wed 2026-12-02"), day("Wed 2026-12-09")
)  # 5–10 business days, Thanksgiving between


def likely(days, promised=PROMISED, processed_on=PROCESSED):
    return estimate_arrival(
        shipped_terms(), processed_on=processed_on, days=days, promised=promised, lane="New York"
    )


ROWS = [
    # days from processing: parcels; the estimate's days
    ({}, None),
    ({6: 29}, None),
    ({6: 30}, ("Thu 2026-12-03", "Thu 2026-12-03")),
    (
        {5: 6, 6: 60, 7: 34},
        ("Thu 2026-12-03", "Thu 2026-12-03"),
    ),  # 60 % of 100: at least one half, with 95 % certainty
    ({5: 6, 6: 59, 7: 35}, ("Thu 2026-12-03", "Fri 2026-12-04")),  # 59 %
    (
        {5: 6, 6: 18, 7: 6},
        ("Wed 2026-12-02", "Thu 2026-12-03"),
    ),  # 60 % of 30: too few to be certain
    ({5: 4, 6: 21, 7: 5}, ("Thu 2026-12-03", "Thu 2026-12-03")),  # 70 % of 30
    (
        {5: 5, 6: 20, 7: 5},
        ("Wed 2026-12-02", "Thu 2026-12-03"),
    ),  # 67 % of 30, and of two runs as good the earlier
    ({5: 4, 6: 20, 7: 6}, ("Thu 2026-12-03", "Fri 2026-12-04")),  # the one of two that holds more
    ({5: 40, 6: 40, 7: 20}, ("Wed 2026-12-02", "Thu 2026-12-03")),  # exactly 80 %
    ({5: 39, 6: 40, 7: 21}, ("Wed 2026-12-02", "Fri 2026-12-04")),  # 79 % and 61 %: all three
    ({5: 40, 7: 40, 9: 20}, ("Wed 2026-12-02", "Fri 2026-12-04")),  # a run may have a gap
    ({5: 20, 6: 0, 7: 20, 8: 20, 9: 20, 10: 20}, ("Fri 2026-12-04", "Wed 2026-12-09")),
    ({5: 25, 6: 2, 7: 2, 8: 2, 9: 2, 10: 25}, None),  # as wide as the promise
    ({2: 10, 12: 30}, None),  # wider
    ({3: 100}, None),  # before the promise
    ({4: 100}, None),
    ({11: 100}, None),  # after it
    ({10: 100}, ("Wed 2026-12-09", "Wed 2026-12-09")),
    ({5: 100}, ("Wed 2026-12-02", "Wed 2026-12-02")),
    ({4: 50, 5: 50}, ("Tue 2026-12-01", "Wed 2026-12-02")),  # reaches into it
    ({10: 50, 11: 50}, ("Wed 2026-12-09", "Thu 2026-12-10")),
]


@pytest.mark.parametrize(("days", "dates"), ROWS)
def test_when_it_most_likely_arrives(days, dates):
    arrival = likely(days)
    assert (arrival and (arrival.earliest, arrival.latest)) == (
        dates and tuple(day(text) for text in dates)
    )


def test_the_words_say_how_many_parcels_they_stand_on():
    assert (
        likely({6: 1200}).sentence == "most likely Thu Dec 3, 2026, from 1,200 parcels to New York"
    )
    arrival = likely({5: 40, 6: 40, 7: 20})
    assert (
        arrival.sentence == "most likely Wed Dec 2 – Thu Dec 3, 2026, from 100 parcels to New York"
    )
    assert arrival.data() == {
        "earliest": "2026-12-02",
        "latest": "2026-12-03",
        "sentence": arrival.sentence,
    }


def test_days_are_the_stores_and_the_day_itself_counts_as_none():
    eve = day("Thu 2026-12-24")
    assert likely({1: 99}, Window(eve, day("Thu 2026-12-31")), eve).latest == day("Mon 2026-12-28")
    assert likely({0: 99}, Window(eve, day("Thu 2026-12-31")), eve).latest == eve


def test_a_promise_of_one_day_needs_no_estimate():
    assert likely({6: 100}, Window(day("Thu 2026-12-03"), day("Thu 2026-12-03"))) is None


@pytest.mark.parametrize(
    ("hits", "of", "lower"),
    [(60, 100, 0.502), (59, 100, 0.492), (30, 30, 0.886), (0, 30, 0.0), (18, 30, 0.423)],
)
def test_the_wilson_bound_is_the_textbooks(hits, of, lower):
    assert wilson_lower(hits, of) == pytest.approx(lower, abs=0.0006)


@pytest.mark.parametrize("days", [{-1: 40}, {6: 40, 7: -1}])
def test_negative_counts_are_refused(days):
    with pytest.raises(ValueError, match="counted from 0"):
        likely(days)


def test_a_day_beyond_the_calendar_is_never_guessed():
    with pytest.raises(BeyondCalendar):
        likely({5000: 50}, Window(PROCESSED, day("Fri 2032-12-17")))


@given(st.dictionaries(st.integers(0, 15), st.integers(0, 60), max_size=10))
def test_an_estimate_is_narrower_than_the_promise_and_touches_it(days):
    arrival = likely(days)
    if arrival is None:
        return
    store = shipped_terms().store_days
    first, last = (
        store.index(end) - store.index(PROCESSED) for end in (arrival.earliest, arrival.latest)
    )
    held = sum(count for took, count in days.items() if first <= took <= last)
    assert held * 100 >= (60 if first == last else 80) * sum(days.values()) >= 30 * 60
    assert last - first < 5
    assert arrival.earliest <= PROMISED.latest
    assert arrival.latest >= PROMISED.earliest
