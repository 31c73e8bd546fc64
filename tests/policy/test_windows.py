"""Clauses `cancellation`, `cancellation_closed_days`, `non_receipt`, `claim_deadline`: both sides
of each edge.
"""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest

from tests.factories.moments import day, moment
from troth.policy.dates.windows import (
    ContradictoryFacts,
    cancellation_limit,
    cancellation_verdict,
    claim_dates,
    claim_verdict,
    still_claimed,
    until_affirmed,
)
from troth.policy.terms import shipped_terms

TICK = timedelta(microseconds=1)
CONFIRMED = moment("Mon 2026-11-23 10:00")
SATURDAY = moment("Sat 2026-11-28 10:00")


def judge_cancellation(at, confirmed_at=CONFIRMED, **facts):
    return cancellation_verdict(shipped_terms(), confirmed_at=confirmed_at, asked_at=at, **facts)


@pytest.mark.parametrize(
    ("at", "confirmed_at", "verdict", "clause", "answer_by"),
    [
        (CONFIRMED + timedelta(hours=2), CONFIRMED, "accepted", "cancellation", None),
        (CONFIRMED + timedelta(hours=2) + TICK, CONFIRMED, "refused", "cancellation", None),
        (CONFIRMED - timedelta(hours=1), CONFIRMED, "accepted", "cancellation", None),
        (CONFIRMED, None, "accepted", "cancellation", None),
        (SATURDAY, None, "held", "cancellation_closed_days", "Mon 2026-11-30"),
        (
            SATURDAY + timedelta(hours=2),
            SATURDAY,
            "held",
            "cancellation_closed_days",
            "Mon 2026-11-30",
        ),
        (
            SATURDAY + timedelta(hours=2) + TICK,
            SATURDAY,
            "best_effort",
            "cancellation_closed_days",
            "Mon 2026-11-30",
        ),
        (
            moment("Thu 2026-11-26 09:00"),
            CONFIRMED,
            "best_effort",
            "cancellation_closed_days",
            "Fri 2026-11-27",
        ),
        (moment("Fri 2026-11-27 00:00"), CONFIRMED, "refused", "cancellation", None),
    ],
)
def test_cancellation(at, confirmed_at, verdict, clause, answer_by):
    judged = judge_cancellation(at, confirmed_at)
    assert (judged.verdict, judged.clause) == (verdict, clause)
    assert judged.answer_by == (day(answer_by) if answer_by else None)
    assert judged.closes_at == (confirmed_at + timedelta(hours=2) if confirmed_at else None)


@pytest.mark.parametrize(
    ("shipped_at", "verdict"),
    [
        (SATURDAY, "refused"),
        (SATURDAY + TICK, "best_effort"),
        (moment("Fri 2026-11-27 15:00"), "refused"),
    ],
)
def test_on_a_closed_day_what_has_shipped_is_not_cancelled(shipped_at, verdict):
    judged = judge_cancellation(SATURDAY, shipped_at=shipped_at)
    assert (judged.verdict, judged.clause) == (verdict, "cancellation_closed_days")


def test_a_no_names_what_is_still_possible():
    answer = judge_cancellation(moment("Tue 2026-11-24 10:00")).sentence
    assert "closed at 12:00 pm ET on Mon Nov 23, 2026" in answer
    assert "claimed after 15 business days" in answer
    assert shipped_terms().file.store.care_email in answer


@pytest.mark.parametrize(
    "shipped_at", [CONFIRMED, CONFIRMED + timedelta(hours=2), CONFIRMED - timedelta(days=1)]
)
def test_nothing_ships_inside_the_window(shipped_at):
    with pytest.raises(ContradictoryFacts) as contradiction:
        judge_cancellation(moment("Tue 2026-11-24 10:00"), shipped_at=shipped_at)
    assert contradiction.value.fact == "shipped_at"


def test_nothing_ships_before_the_confirmation_but_later_counts_as_not_yet():
    with pytest.raises(ContradictoryFacts):
        judge_cancellation(CONFIRMED, None, shipped_at=CONFIRMED)
    assert judge_cancellation(CONFIRMED, None, shipped_at=CONFIRMED + TICK).verdict == "accepted"


@pytest.mark.parametrize(
    ("confirmed_at", "closes_at"),
    [
        (
            moment("Sun 2026-03-08 01:00"),
            moment("Sun 2026-03-08 04:00"),
        ),  # the hour from 2 to 3 does not exist
        (
            moment("Sun 2026-11-01 00:30"),
            moment("Sun 2026-11-01 01:30", fold=1),
        ),  # the hour from 1 to 2 comes twice
    ],
)
def test_two_hours_are_two_hours_across_a_clock_change(confirmed_at, closes_at):
    limit = cancellation_limit(shipped_terms(), confirmed_at=confirmed_at).closes_at
    assert limit.astimezone(UTC) == closes_at.astimezone(UTC)
    assert limit.astimezone(UTC) - confirmed_at.astimezone(UTC) == timedelta(hours=2)


def test_the_second_time_an_hour_comes_is_later_than_the_first():
    confirmed_at = moment("Sat 2026-10-31 23:09")
    assert judge_cancellation(moment("Sun 2026-11-01 01:09"), confirmed_at).verdict == "held"
    assert (
        judge_cancellation(moment("Sun 2026-11-01 01:09", fold=1), confirmed_at).verdict
        == "best_effort"
    )


@pytest.mark.parametrize(
    ("shipped_on", "opens_at", "closes_at"),
    [
        ("Mon 2026-11-23", "Wed 2026-12-16 00:00", "Sat 2026-12-19 00:00"),
        ("Sat 2026-11-28", "Sat 2026-12-19 00:00", "Thu 2026-12-24 00:00"),
        ("Fri 2026-06-12", "Wed 2026-07-08 00:00", "Sat 2026-07-11 00:00"),
        ("Thu 2026-12-10", "Tue 2027-01-05 00:00", "Fri 2027-01-08 00:00"),
    ],
)
def test_a_claim_opens_and_closes(shipped_on, opens_at, closes_at):
    dates = claim_dates(shipped_terms(), shipped_on=day(shipped_on))
    assert (dates.opens_at, dates.closes_at) == (moment(opens_at), moment(closes_at))
    edges = {
        moment(opens_at) - TICK: ("early", "non_receipt"),
        moment(opens_at): ("open", "non_receipt"),
        moment(closes_at) - TICK: ("open", "non_receipt"),
        moment(closes_at): ("closed", "claim_deadline"),
    }
    for at, expected in edges.items():
        judged = claim_verdict(
            shipped_terms(), shipped_on=day(shipped_on), asked_at=at.astimezone(UTC)
        )
        assert (judged.verdict, judged.clause) == expected


def test_delivered_is_delivered_but_not_before_it_is():
    at = moment("Wed 2026-12-16 00:00")
    facts = {"shipped_on": day("Mon 2026-11-23"), "asked_at": at}
    assert claim_verdict(shipped_terms(), **facts, delivered_at=at).verdict == "delivered"
    assert claim_verdict(shipped_terms(), **facts, delivered_at=at + TICK).verdict == "open"
    with pytest.raises(ContradictoryFacts):
        claim_verdict(shipped_terms(), **facts, delivered_at=moment("Sun 2026-11-22 23:59"))


def test_a_late_claim_is_told_what_remains():
    answer = claim_verdict(
        shipped_terms(), shipped_on=day("Mon 2026-11-23"), asked_at=moment("Mon 2026-12-21 09:00")
    ).sentence
    assert "ended with Fri Dec 18" in answer
    assert "card's issuer" in answer


def test_a_request_seconds_too_late_reads_as_too_late_without_seconds():
    late = judge_cancellation(
        moment("Mon 2026-11-23 14:00:50"), confirmed_at=moment("Mon 2026-11-23 12:00:40")
    )
    text = " ".join(step.sentence for step in late.steps)
    assert late.verdict == "refused"
    assert "a cancellation is accepted until 2:00 pm ET on Mon Nov 23, 2026." in text
    assert "Asked Mon Nov 23, 2026, 2:00 pm ET, seconds too late: outside the window." in text
    in_time = judge_cancellation(
        moment("Mon 2026-11-23 14:00:40"), confirmed_at=moment("Mon 2026-11-23 12:00:40")
    )
    assert in_time.steps[-1].sentence == "Asked Mon Nov 23, 2026, 2:00 pm ET: inside the window."


def test_an_early_report_is_told_the_day_on_which_it_becomes_a_claim():
    answer = claim_verdict(
        shipped_terms(), shipped_on=day("Mon 2026-11-23"), asked_at=moment("Mon 2026-11-30 09:00")
    ).sentence
    assert answer == (
        "We ask the carrier for a trace by 6:00 pm ET on Mon Nov 30, 2026. If nothing has arrived"
        " by the end of Tue Dec 15, 2026, your report becomes a claim by itself."
    )
    assert "12:00 am" not in answer


@pytest.mark.parametrize(
    ("affirmed", "answer_by"),
    [
        ("Sun 2026-11-29 23:59:59", "Mon 2026-11-30"),  # its business day is still to come
        ("Mon 2026-11-30 00:00", None),  # it has come: answered at once
        ("Tue 2026-12-01 13:17", None),
        ("Sat 2026-12-05 10:00", None),  # no second business day is waited for
    ],
)
@pytest.mark.parametrize("confirmed", ["Sat 2026-11-28 09:00", "Sat 2026-11-28 11:00"])
def test_a_mail_that_is_confirmed_late_is_answered_at_once(affirmed, answer_by, confirmed):
    instants = {
        "asked_at": moment("Sat 2026-11-28 12:00"),
        "confirmed_at": moment(confirmed),
    }
    judged = cancellation_verdict(shipped_terms(), **instants, affirmed_at=moment(affirmed))
    # It counts from when the mail was received: the verdict is the one of that instant.
    assert judged.verdict == cancellation_verdict(shipped_terms(), **instants).verdict
    assert judged.answer_by == (day(answer_by) if answer_by else None)
    last = judged.steps[-1].sentence
    assert ("Care answers on the next business day" in last) == bool(answer_by)
    assert ("You confirmed it" in last) != bool(answer_by)
    assert ("Mon Nov 30" in judged.sentence) == bool(answer_by)


def test_until_it_is_confirmed_no_day_of_an_answer_is_named():
    judged = cancellation_verdict(
        shipped_terms(),
        asked_at=moment("Sat 2026-11-28 12:00"),
        confirmed_at=moment("Sat 2026-11-28 09:00"),
    )
    waits = until_affirmed(judged)
    assert (waits.verdict, waits.answer_by) == (judged.verdict, None)
    assert "Care answers" not in " ".join(step.sentence for step in waits.steps)
    on_an_open_day = cancellation_verdict(shipped_terms(), asked_at=moment("Mon 2026-11-23 12:00"))
    assert until_affirmed(on_an_open_day).steps == on_an_open_day.steps


def test_what_is_asked_on_a_closed_day_names_the_time_of_the_answer():
    asked_at = moment("Sat 2026-11-28 15:00")
    judged = judge_cancellation(asked_at, confirmed_at=moment("Fri 2026-11-27 10:00"))
    answer = "Care answers on the next business day, by 6:00 pm ET on Mon Nov 30, 2026."
    assert answer in [step.sentence for step in judged.steps]


def test_only_what_has_shipped_is_refused_as_shipped():
    asked_at = moment("Mon 2026-11-23 15:00")
    closed = "The window closed at 12:00 pm ET on Mon Nov 23, 2026"
    refused = judge_cancellation(asked_at)
    assert refused.sentence.startswith(f"{closed}, so the order can't be cancelled. ")
    shipped = judge_cancellation(asked_at, shipped_at=moment("Mon 2026-11-23 14:00"))
    assert shipped.sentence.startswith(
        f"{closed} and the order has shipped, so the order can't be cancelled. "
    )


@pytest.mark.parametrize(
    ("was_filed", "begins"), [(False, "You reported it on"), (True, "Your claim was filed on")]
)
def test_a_report_that_counts_still_names_its_day(was_filed, begins):
    shipped_on = day("Mon 2026-11-23")
    late = moment("Tue 2027-01-12 10:00")
    verdict = claim_verdict(shipped_terms(), shipped_on=shipped_on, asked_at=late)
    reported = moment("Fri 2026-12-18 23:30")
    counted = still_claimed(
        shipped_terms(), verdict, reported_at=reported.astimezone(UTC), was_filed=was_filed
    )
    assert (counted.verdict, counted.clause) == ("open", "non_receipt")
    assert counted.sentence.startswith(f"{begins} Fri Dec 18, 2026, ")
    assert counted.steps[-1].sentence == counted.sentence
    assert counted.steps[-1].on == reported
