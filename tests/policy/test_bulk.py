"""The dates of many orders at once are those of each: by a second reading of the clauses, and, with
closures, by the function that promises one.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from tests.factories.moments import day, moment
from tests.factories.policies import closure_of
from tests.policy import law_oracle
from troth.policy.addresses.places import place_of
from troth.policy.dates.bulk import dates_where_listed, days_after, promise_bulk
from troth.policy.dates.calendars import BeyondCalendar
from troth.policy.dates.outlook import with_closures
from troth.policy.dates.promise import Promise, promise
from troth.policy.terms import shipped_terms

SINCE_1970 = datetime(1970, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)
CLOSURES = (
    closure_of("us", "Tue 2026-12-08", "Wed 2026-12-09"),
    closure_of("japan", "Thu 2026-11-26", "Fri 2026-11-27", "a typhoon"),
    closure_of("carrier", "Mon 2026-12-14", "Mon 2026-12-14"),
)


def microseconds(*instants: datetime) -> np.ndarray:
    return np.array([(at - SINCE_1970) // TICK for at in instants], dtype=np.int64)


@pytest.mark.parametrize(
    ("warehouse", "expected"), [("us", law_oracle.us), ("jp", law_oracle.japan)]
)
def test_many_orders_are_promised_as_the_law_has_it(warehouse, expected):
    """A fortnight around Thanksgiving, and around both changes of the clock, by 10 minutes."""
    begins = [moment("Fri 2026-11-20 00:00"), moment("Fri 2027-03-12 00:00")]
    begins.append(moment("Fri 2027-11-05 00:00"))
    first = np.array([at.astimezone(UTC).replace(tzinfo=None) for at in begins], "datetime64[us]")
    instants = (first[:, None] + np.arange(14 * 144) * np.timedelta64(10, "m")).ravel()
    dates = promise_bulk(shipped_terms(), placed_at=instants.astype(np.int64), warehouse=warehouse)
    for name, wanted in expected(instants)._asdict().items():
        counted = getattr(dates, name)
        assert counted is None if wanted is None else (counted == wanted).all(), name


def test_each_side_of_the_cut_off_and_of_midnight():
    at = moment("Tue 2026-11-24 16:00")
    midnight = moment("Wed 2026-11-25 00:00")
    dates = promise_bulk(
        shipped_terms(), placed_at=microseconds(at, at + TICK, midnight - TICK, midnight)
    )
    wednesday = day("Wed 2026-11-25")
    assert dates.starts_on.tolist() == [day("Tue 2026-11-24"), wednesday, wednesday, wednesday]


def test_an_instant_beyond_the_calendar_has_no_dates():
    begins, ends = moment("Wed 2025-01-01 00:00"), moment("Sat 2033-01-01 00:00")
    instants = microseconds(begins - TICK, begins, ends - TICK, ends, ends + TICK)
    dates = dates_where_listed(shipped_terms(), placed_at=instants)
    assert dates.starts_on.tolist() == [None, day("Thu 2025-01-02"), None, None, None]
    with pytest.raises(BeyondCalendar):
        promise_bulk(shipped_terms(), placed_at=instants)


@pytest.mark.parametrize("warehouse", ["us", "jp"])
def test_closures_move_many_as_they_move_one(warehouse):
    instants = [moment("Mon 2026-11-23 09:00") + timedelta(hours=7 * n) for n in range(60)]
    dates = promise_bulk(
        shipped_terms(),
        placed_at=microseconds(*instants).reshape(6, 10),
        warehouse=warehouse,
        closures=CLOSURES,
    )
    plain = promise_bulk(
        shipped_terms(), placed_at=microseconds(*instants).reshape(6, 10), warehouse=warehouse
    )
    assert (dates.arrives_latest > plain.arrives_latest).any()
    for at, placed_at in enumerate(instants):
        promised = promise(
            shipped_terms(), placed_at=placed_at, place=place_of("60611"), warehouse=warehouse
        )
        assert isinstance(promised, Promise)
        one = with_closures(shipped_terms(), promised, CLOSURES, warehouse=warehouse)
        place = divmod(at, 10)
        assert dates.processed_earliest[place] == one.processed.earliest
        assert dates.processed_latest[place] == one.processed.latest
        assert dates.arrives_earliest[place] == one.arrives.earliest
        assert dates.arrives_latest[place] == one.arrives.latest
        if one.transfer is not None:
            assert dates.transfer_earliest[place] == one.transfer.earliest
            assert dates.transfer_latest[place] == one.transfer.latest


def test_the_business_days_after_many_days():
    days = np.array(["2026-11-25", "2026-11-28", "NaT", "2032-12-31"], "datetime64[D]")
    after = days_after(shipped_terms(), days, 1)
    assert after.tolist() == [day("Fri 2026-11-27"), day("Mon 2026-11-30"), None, None]
