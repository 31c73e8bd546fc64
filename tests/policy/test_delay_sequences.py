"""Any sequence of notices of a delay, with answers between: 16 CFR 435.2(b) and the FAQ's own words
on late orders. No notice takes back what an earlier one gave.

The model is written from those sentences, and reads only what was told: the day that each notice
names, and what it says silence means.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

from tests.factories.hypothesis_profile import given, settings, st
from tests.factories.moments import day
from tests.policy.delay_oracle import ZONE, DelayOracle, end_of
from troth.policy.dates.delay import DelayRound, delay_round
from troth.policy.terms import shipped_terms

BY = day("Fri 2026-10-30")  # the clocks go back on Nov 1
MOVES = st.lists(
    st.tuples(
        st.sampled_from(["date", "date", "date", "sooner", "no date", "wait", "nothing"]),
        st.sampled_from([1, 7, 9, 24, 31, 55, 100, 300, 800]),  # hours until it happens
        st.sampled_from([1, 1, 2, 3, 8, 31, 40]),  # how many days later the new date is
    ),
    min_size=2,
    max_size=8,
)


def test_no_notice_takes_back_what_an_earlier_one_gave():
    met: Counter[str] = Counter()

    @settings(max_examples=500)
    @given(st.integers(-90, 50), MOVES)
    def tried(start: int, moves: list[tuple[str, int, int]]) -> None:
        problems = lived(end_of(BY) + timedelta(hours=start), moves, met)
        assert not problems, problems

    tried()
    # The sequences meet every situation, so that none of the sentences goes untried.
    situations = {"first", "after a question", "after a refund was announced", "after a yes"}
    assert {name for name in situations if met[name] >= 10} == situations, met
    assert met["cut by the old rule"] >= 10, met


def lived(now: datetime, moves: list[tuple[str, int, int]], met: Counter[str]) -> list[str]:
    """The rounds of one order, each made from what the ones before it left open."""
    model, ship_by, last = DelayOracle(first_by=BY), BY, None
    for what, hours, later in moves:
        now = (now.astimezone(UTC) + timedelta(hours=hours)).astimezone(ZONE)
        model.passes(now)
        if model.over or model.agreed_without_a_date:
            break
        if what == "wait" and last is not None:
            model.waits()
        elif what == "sooner":
            ship_by = max(BY, ship_by - timedelta(days=1))
        elif what in ("date", "no date"):
            new = ship_by + timedelta(days=later) if what == "date" else None
            last = _round(model, ship_by, new, now)
            met[model.situation] += 1
            given_until = model.refund_at or model.answer_until
            met["cut by the old rule"] += bool(given_until and end_of(ship_by) < given_until)
            model.notice(last, now)
            ship_by = new or ship_by
    return model.problems


def _round(model: DelayOracle, ship_by: date, new: date | None, now: datetime) -> DelayRound:
    return delay_round(
        shipped_terms(),
        number=model.notices + 1,
        original_by=BY,
        old_by=ship_by,
        new_by=new,
        clause="processing",
        found_at=now,
        announced_at=model.refund_at,
        answer_until=model.answer_until,
        agreed_by=model.agreed_by,
    )
