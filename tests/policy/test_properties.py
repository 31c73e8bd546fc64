"""For any policy, not only the shipped one: the index over days counts as a person with a wall
calendar would.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from tests.factories.hypothesis_profile import given, st
from tests.factories.policies import NEW_YORK, changed_terms
from troth.policy.dates.calendars import WEEKDAYS, BeyondCalendar, Calendar
from troth.policy.dates.promise import promise
from troth.policy.sales_tax.tax import Taxed, tax
from troth.policy.terms import shipped_terms

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
days = st.dates(FIRST, LAST)
calendars = st.builds(
    lambda weekend, closed: Calendar(
        label="test",
        first=FIRST,
        last=LAST,
        weekend=sorted(weekend),
        closed=dict.fromkeys(closed, "Closed"),
        early_close={},
    ),
    st.sets(st.sampled_from(WEEKDAYS), max_size=6),
    st.sets(days, max_size=60),
)


def walked(calendar: Calendar, day: date, n: int) -> date | None:
    """One day after another."""
    while n:
        day += timedelta(days=1)
        if day > LAST:
            return None
        n -= calendar.is_open(day)
    return day


@given(calendars, days, st.integers(1, 40))
def test_the_nth_business_day_is_found_as_by_walking(calendar, day, n):
    expected = walked(calendar, day, n)
    try:
        assert calendar.after(day, n) == expected
    except BeyondCalendar:
        assert expected is None


@given(calendars)
def test_a_day_is_open_or_says_why_it_is_not(calendar):
    for day in (FIRST + timedelta(days=n) for n in range(365)):
        assert calendar.is_open(day) or calendar.why_closed(day)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 10, 1), timezones=st.just(UTC)),
    st.times(),
    st.tuples(st.integers(0, 4), st.integers(0, 4)),
    st.tuples(st.integers(0, 12), st.integers(0, 12)),
)
def test_any_cut_off_and_any_number_of_days(placed_at, cut_off, processing, delivery):
    cut_off = cut_off.replace(microsecond=0)
    terms = changed_terms(
        ("at = 16:00:00", f"at = {cut_off.isoformat()}"),
        (
            "earliest_days = 1\nlatest_days = 2",
            f"earliest_days = {min(processing)}\nlatest_days = {max(processing)}",
        ),
        ("earliest_days = 5 ", f"earliest_days = {min(delivery)} "),
        ("latest_days = 10", f"latest_days = {max(delivery)}"),
    )
    promised = promise(terms, placed_at=placed_at, place=NEW_YORK)
    store, local = terms.store_days, placed_at.astimezone(terms.zone)
    on_time = store.is_open(local.date()) and local.time() <= cut_off
    start = local.date() if on_time else walked(store, local.date(), 1)
    processed = [walked(store, start, n) for n in (min(processing), max(processing))]
    assert [promised.starts_on, *promised.processed] == [start, *processed]
    assert list(promised.arrives) == [
        walked(store, processed[0], min(delivery)),
        walked(store, processed[1], max(delivery)),
    ]


@given(
    st.lists(
        st.tuples(st.integers(1, 5_000_000), st.sampled_from(["general", "clothing_footwear"])),
        min_size=1,
        max_size=5,
    )
)
def test_tax_never_exceeds_the_rate_and_its_parts_are_whole(priced):
    items = [Taxed(str(at), cents, category) for at, (cents, category) in enumerate(priced)]
    owed = tax(
        shipped_terms(),
        place=NEW_YORK,
        city="New York",
        items=items,
        shipping_cents=1500,
        on=date(2026, 11, 23),
    )
    most = sum(item.price_cents for item in items) + 1500
    assert 0 <= owed.cents <= most * 0.08875 + len(items) + 1
    assert all(min(line.state_cents, line.local_cents, line.mctd_cents) >= 0 for line in owed.lines)


def test_midnight_as_a_cut_off_is_the_first_instant_of_the_day():
    terms = changed_terms(("at = 16:00:00", "at = 00:00:00"))
    midnight = datetime.combine(date(2026, 11, 23), time(0), terms.zone)
    assert promise(terms, placed_at=midnight, place=NEW_YORK).starts_on == date(2026, 11, 23)
    assert promise(
        terms, placed_at=midnight + timedelta(microseconds=1), place=NEW_YORK
    ).starts_on == date(2026, 11, 24)
