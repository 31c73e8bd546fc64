"""16 CFR 435.2(b) as a table: what silence means, from when, and both sides of each edge."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest

from tests.factories.moments import day, moment
from tests.factories.policies import changed_terms
from troth.policy.dates.delay import (
    cancelled_for,
    cancelled_with,
    delay_round,
    refund_due_on,
    round_outcome,
    ship_by_on,
)
from troth.policy.dates.windows import ContradictoryFacts
from troth.policy.terms import BadPolicy, parse_terms, shipped_terms
from troth.policy.wording import CLAUSES

TICK = timedelta(microseconds=1)
BY = "Fri 2026-12-04"


def build_round(
    number=1, original=BY, old=None, new=None, found_at=None, terms=None, clause="processing"
):
    return delay_round(
        terms or shipped_terms(),
        number=number,
        original_by=day(original),
        old_by=day(old or original),
        new_by=day(new) if new else None,
        clause=clause,
        found_at=moment(found_at) if found_at else None,
    )


FTC = [
    # number, first promised, promised last, new date, silence, from when it counts
    (1, BY, BY, "Mon 2026-12-07", "consent", "Sat 2026-12-05 00:00"),
    (1, BY, BY, "Sun 2027-01-03", "consent", "Sat 2026-12-05 00:00"),  # 30 days
    (1, BY, BY, "Mon 2027-01-04", "cancel", "Mon 2027-01-04 00:00"),  # 31 days
    (1, BY, BY, None, "cancel", "Mon 2027-01-04 00:00"),
    (2, BY, "Mon 2026-12-14", "Wed 2026-12-16", "cancel", "Tue 2026-12-15 00:00"),
    (2, BY, "Mon 2026-12-14", "Tue 2027-02-16", "cancel", "Tue 2026-12-15 00:00"),
    (2, BY, "Mon 2026-12-14", None, "cancel", "Tue 2026-12-15 00:00"),
    (2, BY, "Fri 2027-02-26", "Mon 2027-03-01", "cancel", "Sat 2027-02-27 00:00"),
    (3, BY, "Wed 2026-12-16", "Thu 2026-12-17", "cancel", "Thu 2026-12-17 00:00"),
    (
        1,
        "Fri 2026-10-02",
        "Fri 2026-10-02",
        None,
        "cancel",
        "Mon 2026-11-02 00:00",
    ),  # the clocks go back on Nov 1
    (1, "Sat 2026-10-31", "Sat 2026-10-31", "Mon 2026-11-30", "consent", "Sun 2026-11-01 00:00"),
    (
        1,
        "Sun 2026-11-01",
        "Sun 2026-11-01",
        "Mon 2026-11-30",
        "consent",
        "Mon 2026-11-02 00:00",
    ),  # a day of 25 hours
    (
        2,
        "Mon 2026-03-02",
        "Sun 2026-03-08",
        "Mon 2026-03-09",
        "cancel",
        "Mon 2026-03-09 00:00",
    ),  # a day of 23 hours
    (1, "Thu 2026-12-31", "Thu 2026-12-31", "Sat 2027-01-30", "consent", "Fri 2027-01-01 00:00"),
    (
        1,
        "Tue 2028-02-01",
        "Tue 2028-02-01",
        "Thu 2028-03-02",
        "consent",
        "Wed 2028-02-02 00:00",
    ),  # a leap year
    (1, "Tue 2028-02-01", "Tue 2028-02-01", "Fri 2028-03-03", "cancel", "Fri 2028-03-03 00:00"),
]


@pytest.mark.parametrize(("number", "original", "old", "new", "silence", "decides"), FTC)
def test_what_silence_means_and_from_when(number, original, old, new, silence, decides):
    delay, at = build_round(number, original, old, new), moment(decides)
    assert (delay.number, delay.old_by, delay.new_by) == (
        number,
        day(old),
        day(new) if new else None,
    )
    assert (delay.silence, delay.decides_at, delay.decides_at.utcoffset()) == (
        silence,
        at,
        at.utcoffset(),
    )
    assert (delay.notice_by.date(), delay.notice_by.hour) == (day(old) + timedelta(days=1), 0)
    verdict = "consented" if silence == "consent" else "cancel"
    just_before = at.astimezone(UTC) - TICK
    assert round_outcome(delay, answer=None, shipped=False, now=just_before) == "open"
    assert round_outcome(delay, answer=None, shipped=False, now=at) == verdict
    for now in (just_before, at, at + timedelta(days=40)):
        assert round_outcome(delay, answer="wait", shipped=False, now=now) == "consented"
        assert round_outcome(delay, answer="cancel", shipped=False, now=now) == "cancel"
        assert {
            round_outcome(delay, answer=answer, shipped=True, now=now)
            for answer in (None, "wait", "cancel")
        } == {"shipped"}


@pytest.mark.parametrize(
    ("number", "new", "found_at", "decides"),
    [
        (1, "Mon 2026-12-14", "Wed 2026-12-02 23:59", "Sat 2026-12-05 00:00"),  # in good time
        (
            1,
            "Mon 2026-12-14",
            "Thu 2026-12-03 00:00",
            "Sat 2026-12-05 00:00",
        ),  # 48 hours to the instant
        (1, "Mon 2026-12-14", "Thu 2026-12-03 00:00:00.000001", "Sun 2026-12-06 00:00"),
        (1, "Mon 2026-12-14", "Mon 2026-12-07 09:00", "Thu 2026-12-10 00:00"),
        (2, "Mon 2026-12-14", "Mon 2026-12-07 09:00", "Thu 2026-12-10 00:00"),
        (1, None, "Mon 2026-12-07 09:00", "Mon 2027-01-04 00:00"),  # 30 days leave time enough
        (1, None, "Sun 2027-01-03 09:00", "Wed 2027-01-06 00:00"),
    ],
)
def test_who_is_told_late_has_time_to_answer(number, new, found_at, decides):
    delay = build_round(number, new=new, found_at=found_at)
    assert delay.decides_at == moment(decides)
    assert delay.decides_at.astimezone(UTC) - moment(found_at).astimezone(UTC) >= timedelta(
        hours=48
    )
    assert delay.notice_by == moment("Sat 2026-12-05 00:00")
    moved = delay.decides_at != build_round(number, new=new).decides_at
    assert any("at least 48 hours to answer" in step.sentence for step in delay.steps) == moved


@pytest.mark.parametrize(
    ("old", "found_at", "decides", "hours"),
    [
        (
            "Fri 2026-10-30",
            "Sat 2026-10-31 00:00",
            "Mon 2026-11-02 00:00",
            49,
        ),  # one hour comes twice
        ("Fri 2026-10-30", "Sat 2026-10-31 01:00", "Mon 2026-11-02 00:00", 48),
        ("Fri 2026-10-30", "Sat 2026-10-31 01:00:01", "Tue 2026-11-03 00:00", 71),
        (
            "Thu 2026-03-05",
            "Fri 2026-03-06 23:00",
            "Mon 2026-03-09 00:00",
            48,
        ),  # one hour is missing
        ("Thu 2026-03-05", "Sat 2026-03-07 00:00", "Tue 2026-03-10 00:00", 71),
    ],
)
def test_the_hours_to_answer_are_hours_across_a_clock_change(old, found_at, decides, hours):
    delay = build_round(2, original=old, new="Mon 2026-12-14", found_at=found_at)
    assert delay.decides_at == moment(decides)
    passed = delay.decides_at.astimezone(UTC) - moment(found_at).astimezone(UTC)
    assert passed // timedelta(hours=1) == hours


def test_a_late_notice_says_so_and_an_early_one_does_not():
    late = build_round(new="Mon 2026-12-14", found_at="Sat 2026-12-05 00:00")
    early = build_round(new="Mon 2026-12-14", found_at="Fri 2026-12-04 23:59")
    assert (
        "This notice comes late. Told Sat Dec 5, 2026, 12:00 am ET, you have at least 48 hours"
        in late.steps[-2].sentence
    )
    assert "This notice comes late" not in early.steps[-2].sentence


def test_the_shopper_reads_what_no_answer_means():
    assert build_round(new="Mon 2026-12-14").sentence == (
        "If we don't hear from you by the end of Fri Dec 4, 2026, we take it that you wait until"
        " Mon Dec 14, 2026. You can cancel at any time until it ships, for a full refund."
    )
    assert build_round().sentence == (
        "Unless you tell us by the end of Sun Jan 3, 2027 that you want to wait, or it ships first,"
        " we cancel it and refund everything you paid. You can cancel at any time until it ships,"
        " for the same refund."
    )
    part = delay_round(
        shipped_terms(),
        number=1,
        original_by=day(BY),
        old_by=day(BY),
        new_by=None,
        clause="transfer",
        part="steel chronograph",
    ).sentence
    assert "we cancel steel chronograph and refund what you paid for it:" in part
    assert "The rest of your order isn't affected" in part
    one_day_late = build_round(clause="transfer", new="Sat 2026-12-05")
    assert [step.sentence for step in one_day_late.steps[:2]] == [
        "It should have shipped by Fri Dec 4, 2026, and can't.",
        "It will ship by Sat Dec 5, 2026, 1 day after the day first promised, Fri Dec 4, 2026.",
    ]


@pytest.mark.parametrize("clause", ["processing", "transfer", "delivery"])
def test_every_step_names_the_clause_and_programs_can_read_it(clause):
    delay = build_round(clause=clause, new="Mon 2026-12-14", found_at="Mon 2026-12-07 09:00")
    assert {step.clause for step in delay.steps} == {clause} <= set(CLAUSES)
    assert delay.data() == {
        "number": 1,
        "old_by": "2026-12-04",
        "new_by": "2026-12-14",
        "silence": "consent",
        "decides_at": "2026-12-10T00:00:00-05:00",
        "notice_by": "2026-12-05T00:00:00-05:00",
        "sentence": delay.sentence,
        "steps": [step.data() for step in delay.steps],
    }
    assert build_round().data()["new_by"] is None


@pytest.mark.parametrize(
    ("facts", "fact"),
    [
        ({"number": 0}, "number"),
        ({"old": "Thu 2026-12-03"}, "old_by"),
        ({"new": BY}, "new_by"),
        ({"new": "Thu 2026-12-03"}, "new_by"),
    ],
)
def test_what_is_no_delay_is_refused(facts, fact):
    with pytest.raises(ContradictoryFacts) as contradiction:
        build_round(**facts)
    assert contradiction.value.fact == fact


def test_an_instant_needs_its_offset():
    naive = moment("Mon 2026-12-07 09:00").replace(tzinfo=None)
    with pytest.raises(ValueError, match="offset"):
        round_outcome(build_round(), answer=None, shipped=False, now=naive)
    with pytest.raises(ValueError, match="offset"):
        refund_due_on(shipped_terms(), vested_at=naive)


@pytest.mark.parametrize(
    ("vested", "due"),
    [
        ("Mon 2026-11-16 10:00", "Wed 2026-11-25"),
        ("Tue 2026-11-17 23:59", "Fri 2026-11-27"),  # Thanksgiving between
        ("Wed 2026-11-18 00:00", "Mon 2026-11-30"),
        ("Sat 2026-11-28 12:00", "Tue 2026-12-08"),
        ("Thu 2026-12-24 09:00", "Wed 2027-01-06"),
    ],
)
def test_a_refund_is_due_within_seven_working_days(vested, due):
    assert refund_due_on(shipped_terms(), vested_at=moment(vested).astimezone(UTC)) == day(due)


@pytest.mark.parametrize(
    ("processed_by", "days", "ship_by"),
    [
        ("Wed 2026-11-25", 1, "Fri 2026-11-27"),
        ("Wed 2026-11-25", 0, "Wed 2026-11-25"),
        (BY, 2, "Tue 2026-12-08"),
    ],
)
def test_the_carrier_has_it_soon_after_processing(processed_by, days, ship_by):
    terms = changed_terms(("hand_over_days = 1", f"hand_over_days = {days}"))
    assert ship_by_on(terms, processed_by=day(processed_by)) == day(ship_by)


def test_the_numbers_are_the_policys():
    terms = changed_terms(
        ("consent_days = 30", "consent_days = 10"),
        ("least_answer_hours = 48", "least_answer_hours = 24"),
    )
    assert build_round(new="Mon 2026-12-14", terms=terms).silence == "consent"
    assert build_round(new="Tue 2026-12-15", terms=terms).silence == "cancel"
    assert build_round(terms=terms).decides_at == moment("Tue 2026-12-15 00:00")
    assert build_round(2, found_at="Mon 2026-12-07 00:00", terms=terms).decides_at == moment(
        "Tue 2026-12-08 00:00"
    )
    with pytest.raises(BadPolicy, match=r"delay\.consent_days"):
        changed_terms(("consent_days = 30", "consent_days = 31"))


def test_a_policy_from_before_delays_were_data_means_the_same():
    before, rest = shipped_terms().source.split("[delay]")
    older = parse_terms(before + rest[rest.index("\n[signature]") :])
    assert older.file.delay == shipped_terms().file.delay


@pytest.mark.parametrize(
    ("found_at", "decides"),
    [
        ("Mon 2026-12-14 16:30", "Tue 2026-12-15 00:00"),  # on the agreed day itself: not put off
        ("Sat 2026-12-12 09:00", "Tue 2026-12-15 00:00"),
        ("Tue 2026-12-15 00:00", "Thu 2026-12-17 00:00"),  # told after it: time to answer
    ],
)
def test_a_date_that_was_agreed_to_ends_the_order_with_that_day(found_at, decides):
    second_round = build_round(2, old="Mon 2026-12-14", new="Mon 2026-12-21", found_at=found_at)
    assert (second_round.silence, second_round.decides_at) == ("cancel", moment(decides))


def again(**facts):
    return delay_round(
        shipped_terms(),
        number=2,
        original_by=day(BY),
        old_by=day("Mon 2026-12-14"),
        new_by=day("Wed 2026-12-30"),
        clause="processing",
        **({"found_at": moment("Wed 2026-12-09 10:00")} | facts),
    )


@pytest.mark.parametrize(
    ("announced", "found_at"),
    [
        ("Fri 2026-12-11 00:00", "Wed 2026-12-09 10:00"),  # before the end of the day told last
        ("Mon 2026-12-21 00:00", "Wed 2026-12-09 10:00"),  # after it: the time isn't cut either
        ("Mon 2026-12-21 00:00", "Sun 2026-12-20 10:00"),  # told late: it isn't put off
    ],
)
def test_an_announced_refund_is_never_moved(announced, found_at):
    second_round = again(announced_at=moment(announced), found_at=moment(found_at))
    assert (second_round.silence, second_round.decides_at) == ("cancel", moment(announced))


@pytest.mark.parametrize(
    ("until", "found_at", "decides"),
    [
        ("Fri 2026-12-11 00:00", "Wed 2026-12-09 10:00", "Tue 2026-12-15 00:00"),
        ("Thu 2026-12-17 00:00", "Wed 2026-12-09 10:00", "Thu 2026-12-17 00:00"),
        ("Tue 2026-12-15 00:00", "Mon 2026-12-14 16:30", "Thu 2026-12-17 00:00"),  # 48 hours
    ],
)
def test_an_unanswered_question_keeps_its_time(until, found_at, decides):
    second_round = again(answer_until=moment(until), found_at=moment(found_at))
    assert (second_round.silence, second_round.decides_at) == ("cancel", moment(decides))


def test_who_agreed_to_a_later_day_has_until_that_day():
    """A correction brought the date forward after they had agreed, and then it fails."""
    made_again = again(agreed_by=day("Fri 2026-12-18"))
    assert (made_again.silence, made_again.decides_at) == ("cancel", moment("Sat 2026-12-19 00:00"))


@pytest.mark.parametrize(
    ("money", "part", "has", "has_not"),
    [
        ("charged", "", "we cancel it and refund everything you paid", "charged nothing"),
        ("authorized", "", "we cancel it, and you are charged nothing", "refund"),
        ("expired", "", "you also need to pay again, on your order's page", "refund"),
        ("unpaid", "", "write to care@", "refund"),
        ("charged", "Wool coat", "refund what you paid for it", "charged nothing"),
        ("authorized", "Wool coat", "refund what you pay for it", "charged nothing"),
        ("expired", "Wool coat", "cancel Wool coat, and you are charged nothing", "refund"),
    ],
)
@pytest.mark.parametrize("new", [None, "Mon 2026-12-14"])
def test_what_silence_means_for_the_money(money, part, has, has_not, new):
    delay = delay_round(
        shipped_terms(),
        number=1,
        original_by=day(BY),
        old_by=day(BY),
        new_by=day(new) if new else None,
        clause="processing",
        part=part,
        money=money,
    )
    if delay.silence == "cancel":
        assert has in delay.sentence
    assert has_not not in delay.sentence
    assert ("to pay again" in delay.sentence) == (money in ("expired", "unpaid"))
    ships_first = "or it ships first" in delay.sentence
    assert not (ships_first and money in ("expired", "unpaid"))


def test_nobody_agrees_by_silence_to_a_day_that_is_over():
    # Told on the last day, the shopper may answer until the end of Sun Dec 6; Sat Dec 5 is over by
    # then.
    late = build_round(new="Sat 2026-12-05", found_at="Fri 2026-12-04 16:30")
    assert (late.silence, late.decides_at) == ("cancel", moment("Mon 2026-12-07 00:00"))
    assert "take it that you wait" not in late.sentence
    # Until the end of Sun Dec 6, to wait until Sun Dec 6: nothing would be agreed to.
    same_day = build_round(new="Sun 2026-12-06", found_at="Fri 2026-12-04 16:30")
    assert (same_day.silence, same_day.decides_at) == ("cancel", moment("Mon 2026-12-07 00:00"))
    day_later = build_round(new="Mon 2026-12-07", found_at="Fri 2026-12-04 16:30")
    assert day_later.silence == "consent"


@pytest.mark.parametrize(
    ("money", "by_the_shopper", "by_the_store"),
    [
        ("charged", "for a full refund", "with a full refund"),
        ("authorized", "and are charged nothing", "and you are charged nothing"),
        ("expired", "and are charged nothing", "and you are charged nothing"),
        ("unpaid", "and are charged nothing", "and you are charged nothing"),
    ],
)
def test_only_what_was_charged_is_refunded(money, by_the_shopper, by_the_store):
    assert (cancelled_for(money), cancelled_with(money)) == (by_the_shopper, by_the_store)
