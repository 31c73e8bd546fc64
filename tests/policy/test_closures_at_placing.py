"""A promise made while a closure is known counts it (the rule beside clauses `processing`,
`transfer`, `delivery`), and a crossing that has begun is promised from the leg under way.
"""

from __future__ import annotations

from tests.factories.moments import day, moment
from tests.factories.policies import closure_of
from troth.policy.addresses.places import place_of
from troth.policy.dates.outlook import with_closures
from troth.policy.dates.promise import Promise, UnderWay, promise
from troth.policy.results import Window
from troth.policy.terms import shipped_terms


def promise_placed_on(
    text: str, warehouse: str = "us", under_way: UnderWay | None = None
) -> Promise:
    promised = promise(
        shipped_terms(),
        placed_at=moment(text),
        place=place_of("60611"),
        warehouse=warehouse,
        **({"under_way": under_way} if under_way else {}),
    )
    assert isinstance(promised, Promise)
    return promised


def window(earliest: str, latest: str) -> Window:
    return Window(day(earliest), day(latest))


def test_without_a_closure_the_promise_is_the_one_of_the_clauses():
    promised = promise_placed_on("Mon 2026-11-23 12:00")
    assert with_closures(shipped_terms(), promised, (), warehouse="us") is promised


def test_a_storm_in_new_york_moves_what_is_promised_and_is_named():
    """Closed on Wed 25, Thanksgiving on Thu 26: processed Tue 24 – Fri 27, so it arrives Wed 12-02
    or later, and ten business days after Fri 27 at the latest.
    """
    storm = closure_of("us", "Wed 2026-11-25", "Wed 2026-11-25")
    promised = promise_placed_on("Mon 2026-11-23 12:00")

    moved = with_closures(shipped_terms(), promised, (storm,), warehouse="us")

    assert moved.transfer is None
    assert moved.processed == window("Tue 2026-11-24", "Fri 2026-11-27")
    assert moved.arrives.earliest >= promised.arrives.earliest
    assert moved.arrives.latest == day("Fri 2026-12-11")
    assert any("a storm" in step.sentence for step in moved.steps)
    assert moved.steps[0] == promised.steps[0]


def test_a_storm_in_japan_moves_the_transfer_and_all_that_follows():
    """Closed Wed 25 – Fri 27: it leaves Tue 24 – Mon 30, is here Tue 12-01 – Thu 12-10, processed
    Wed 12-02 – Mon 12-14, and arrives Wed 12-09 – Tue 12-29.
    """
    storm = closure_of("jp", "Wed 2026-11-25", "Fri 2026-11-27")
    promised = promise_placed_on("Mon 2026-11-23 12:00", "jp")

    moved = with_closures(shipped_terms(), promised, (storm,), warehouse="jp")

    assert moved.transfer == window("Tue 2026-12-01", "Thu 2026-12-10")
    assert moved.processed == window("Wed 2026-12-02", "Mon 2026-12-14")
    assert moved.arrives == window("Wed 2026-12-09", "Tue 2026-12-29")


def test_a_closure_that_is_over_leaves_the_promise_as_it_is():
    storm = closure_of("us", "Wed 2026-11-18", "Thu 2026-11-19")
    promised = promise_placed_on("Mon 2026-11-23 12:00")
    assert with_closures(shipped_terms(), promised, (storm,), warehouse="us") == promised


def test_a_piece_that_is_already_crossing_is_promised_from_the_day_it_left():
    """Four to eight store business days after Tue 24, Thanksgiving left out: Tue 12-01 – Mon
    12-07.
    """
    crossing = UnderWay(day("Tue 2026-11-24"))
    promised = promise_placed_on("Wed 2026-11-25 10:00", "jp", crossing)
    assert promised.transfer == window("Tue 2026-12-01", "Mon 2026-12-07")
