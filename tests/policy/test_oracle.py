"""The engine keeps the law as the oracle reads it: every quarter-hour of four years, and both sides
of every edge.
"""

from datetime import UTC, datetime, timedelta, timezone
from itertools import repeat
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from tests.policy import law_oracle
from troth.policy.addresses.places import place_of
from troth.policy.dates.bulk import promise_bulk
from troth.policy.dates.promise import promise
from troth.policy.dates.windows import cancellation_verdict, claim_verdict
from troth.policy.terms import shipped_terms

MICROSECOND, MINUTE, HOUR, DAY = (np.timedelta64(1, unit) for unit in ("us", "m", "h", "D"))
NEVER = np.datetime64("NaT", "us")
DAYS = np.arange("2026-01-01", "2030-01-01", dtype="datetime64[D]")
QUARTERS = (
    law_oracle.utc(DAYS[:1]) + np.arange(DAYS.size * 96) * 15 * MINUTE
)  # as many as 96 a day: changes cancel out
CUT_OFFS = law_oracle.utc(DAYS + 16 * HOUR)
AROUND_CHANGES = np.concatenate(
    [
        np.arange(t - 36 * HOUR, t + 36 * HOUR, MINUTE)
        for t in law_oracle.CLOCK_CHANGES
        if QUARTERS[0] < t < QUARTERS[-1]
    ]
)
PROMISES = pytest.mark.parametrize(
    ("warehouse", "expected"), [("us", law_oracle.us), ("jp", law_oracle.japan)]
)
# Wall times that repeat, days that begin elsewhere, and an offset that is none of ours.
ZONES = (
    UTC,
    ZoneInfo("America/New_York"),
    ZoneInfo("Asia/Tokyo"),
    timezone(timedelta(hours=-9, minutes=-30)),
)


# --- The oracle itself: the rows that people worked out by hand

WORKED = [
    ("2026-11-23T15:59:59", "2026-11-23 2026-11-24 2026-11-25 2026-12-02 2026-12-10"),
    ("2026-11-23T16:00:00", "2026-11-23 2026-11-24 2026-11-25 2026-12-02 2026-12-10"),
    ("2026-11-23T16:00:01", "2026-11-24 2026-11-25 2026-11-27 2026-12-03 2026-12-11"),
    ("2026-11-25T16:30:00", "2026-11-27 2026-11-30 2026-12-01 2026-12-07 2026-12-15"),
    ("2026-11-28T12:00:00", "2026-11-30 2026-12-01 2026-12-02 2026-12-08 2026-12-16"),
    ("2026-11-20T16:00:00", "2026-11-20 2026-11-23 2026-11-24 2026-12-01 2026-12-09"),
    ("2026-11-20T16:00:01", "2026-11-23 2026-11-24 2026-11-25 2026-12-02 2026-12-10"),
    ("2026-11-26T10:00:00", "2026-11-27 2026-11-30 2026-12-01 2026-12-07 2026-12-15"),
    ("2026-07-02T16:00:00", "2026-07-02 2026-07-06 2026-07-07 2026-07-13 2026-07-21"),
    ("2026-07-02T16:00:01", "2026-07-06 2026-07-07 2026-07-08 2026-07-14 2026-07-22"),
    ("2026-12-24T15:00:00", "2026-12-24 2026-12-28 2026-12-29 2027-01-05 2027-01-13"),
    ("2027-12-30T16:30:00", "2028-01-03 2028-01-04 2028-01-05 2028-01-11 2028-01-20"),
    ("2027-06-17T16:30:00", "2027-06-21 2027-06-22 2027-06-23 2027-06-29 2027-07-08"),
    ("2026-03-09T16:00:01", "2026-03-10 2026-03-11 2026-03-12 2026-03-18 2026-03-26"),
    ("2028-11-09T16:30:00", "2028-11-13 2028-11-14 2028-11-15 2028-11-21 2028-11-30"),
]
WORKED_JAPAN = [
    (
        "2026-11-23T12:00",
        "2026-11-23 2026-12-02 2026-12-10 2026-12-01 2026-12-08 2026-12-09 2026-12-24",
    ),
    (
        "2026-09-18T15:00",
        "2026-09-18 2026-10-01 2026-10-09 2026-09-30 2026-10-07 2026-10-08 2026-10-26",
    ),
    (
        "2026-12-28T10:00",
        "2026-12-28 2027-01-11 2027-01-20 2027-01-08 2027-01-15 2027-01-19 2027-02-03",
    ),
]
WORKED_CLAIMS = [  # shipped, the first and the first-too-late local midnight
    ("2026-11-23", "2026-12-16", "2026-12-19"),
    ("2026-11-28", "2026-12-19", "2026-12-24"),
    ("2026-11-20", "2026-12-15", "2026-12-18"),
    ("2026-12-10", "2027-01-05", "2027-01-08"),
    ("2026-06-12", "2026-07-08", "2026-07-11"),
]


@pytest.mark.parametrize(
    ("reading", "placed", "dates"),
    [(law_oracle.us, *row) for row in WORKED] + [(law_oracle.japan, *row) for row in WORKED_JAPAN],
)
def test_the_oracle_knows_the_worked_promises(reading, placed, dates):
    promised = reading(law_oracle.utc(np.array([placed], "datetime64[us]")))
    assert " ".join(str(column[0]) for column in promised if column is not None) == dates


@pytest.mark.parametrize(("shipped_on", "opens", "closes"), WORKED_CLAIMS)
def test_the_oracle_knows_the_worked_claims(shipped_on, opens, closes):
    window = law_oracle.claim_window(np.array([shipped_on], "datetime64[D]"))
    assert [str(law_oracle.new_york(edge)[0]) for edge in window] == [
        f"{day}T00:00:00.000000" for day in (opens, closes)
    ]


# --- Promises


@PROMISES
def test_every_quarter_hour_is_promised_the_same(warehouse, expected):
    agree(QUARTERS, promised(QUARTERS, warehouse), expected(QUARTERS))


@PROMISES
def test_both_sides_of_every_cut_off_are_promised_the_same(warehouse, expected):
    edges = np.concatenate([CUT_OFFS - MICROSECOND, CUT_OFFS, CUT_OFFS + MICROSECOND])
    agree(edges, promised(edges, warehouse, ZONES), expected(edges))


@PROMISES
def test_bulk_promises_are_the_same(warehouse, expected):
    instants = np.concatenate([QUARTERS, random_instants(500_000), random_edges(500_000)])
    dates = promise_bulk(
        shipped_terms(), placed_at=instants.astype("int64"), warehouse=warehouse, method="ground"
    )
    agree_in_bulk(instants, dates, expected(instants))


def promised(instants, warehouse, zones=(UTC,)):
    """The engine's seven dates for each instant, one at a time."""
    terms, place = shipped_terms(), place_of("10013")
    for placed_at in aware(instants, zones):
        dates = promise(terms, placed_at=placed_at, place=place, warehouse=warehouse, method=None)
        yield (
            dates.starts_on,
            dates.processed.earliest,
            dates.processed.latest,
            dates.transfer and dates.transfer.earliest,
            dates.transfer and dates.transfer.latest,
            dates.arrives.earliest,
            dates.arrives.latest,
        )


def random_instants(n):
    """Any microsecond of almost all the years that the calendars cover."""
    first, last = np.array(["2025-01-02", "2032-10-01"], "datetime64[us]").astype("int64")
    return np.random.default_rng(2026).integers(first, last, n).astype("datetime64[us]")


def random_edges(n):
    """A few microseconds around the cut-off or the midnight of any day."""
    rng = np.random.default_rng(16)
    edges = law_oracle.utc(rng.choice(DAYS, n) + rng.choice([0, 16], n) * HOUR)
    return edges + rng.integers(-3, 4, n) * MICROSECOND


# --- Cancellations

# Eleven offsets and five fates (in `requests`) have no common factor, nor any with a day's 96
# quarters: taking turns they meet every combination at every time of day.
WINDOW = 2 * HOUR
IN_TIME = np.array([-HOUR, 0 * HOUR, 119 * MINUTE, WINDOW - MICROSECOND, WINDOW], "timedelta64[us]")
LATE = np.array([WINDOW + MICROSECOND, 3 * HOUR, DAY, 2 * DAY, 3 * DAY, 5 * DAY], "timedelta64[us]")
OFFSETS = np.concatenate([IN_TIME, LATE])


def test_cancellations_of_every_quarter_hour_are_judged_the_same():
    asked_at, shipped_at = requests(QUARTERS)
    judge_cancellations(QUARTERS, asked_at, shipped_at, [UTC])


@pytest.mark.parametrize("turn", range(3))
def test_cancellations_of_every_minute_around_clock_changes_are_judged_the_same(turn):
    asked_at, shipped_at = requests(AROUND_CHANGES, turn)
    judge_cancellations(AROUND_CHANGES, asked_at, shipped_at, ZONES)


def test_cancellations_before_any_confirmation_are_judged_the_same():
    asked_at = QUARTERS[::4]
    not_yet = np.full(asked_at.size, NEVER)
    judge_cancellations(not_yet, asked_at, not_yet, [UTC])


def test_cancellations_at_both_ends_of_every_day_are_judged_the_same():
    midnights = law_oracle.utc(DAYS)
    asked_at = np.concatenate([midnights - MICROSECOND, midnights, midnights + MICROSECOND])
    for since in HOUR, DAY:
        judge_cancellations(asked_at - since, asked_at, np.full(asked_at.size, NEVER), ZONES)


def requests(confirmed_at, turn=0):
    """When each was asked (11 offsets take turns) and shipped (5 fates do, none of them inside the
    window).
    """
    n = np.arange(confirmed_at.size) + turn * 4
    asked_at = confirmed_at + OFFSETS[n % OFFSETS.size]
    soonest = confirmed_at + WINDOW + MICROSECOND
    later = np.maximum(asked_at, soonest)
    fates = [np.full(n.size, NEVER), soonest, later, later + MICROSECOND, later + DAY]
    return asked_at, np.choose(n % len(fates), fates)


def judge_cancellations(confirmed_at, asked_at, shipped_at, zones):
    """The engine and the oracle agree on the verdict, its clause, the limit and the day of the
    answer.
    """
    facts = confirmed_at, asked_at, shipped_at
    actual = (judged(*row) for row in zip(*(aware(column, zones) for column in facts), strict=True))
    agree(np.stack(facts, axis=1), actual, law_oracle.cancellation(*facts))


def judged(confirmed_at, asked_at, shipped_at):
    """The engine's verdict as the oracle writes it; or its complaint, since the oracle's facts are
    all possible.
    """
    try:
        verdict = cancellation_verdict(
            shipped_terms(), confirmed_at=confirmed_at, asked_at=asked_at, shipped_at=shipped_at
        )
    except ValueError as complaint:
        return (repr(complaint),)
    return verdict.verdict, verdict.clause, in_utc(verdict.closes_at), verdict.answer_by


# --- Claims


def test_claims_for_every_ship_day_are_judged_the_same():
    terms, facts = shipped_terms(), claims()
    shipped_on, asked_at, delivered_at = facts
    verdicts = (
        claim_verdict(terms, shipped_on=day, asked_at=reported_at, delivered_at=delivered)
        for day, reported_at, delivered in zip(
            shipped_on.tolist(), aware(asked_at, ZONES), aware(delivered_at, ZONES), strict=True
        )
    )
    actual = (
        (verdict.verdict, verdict.clause, in_utc(verdict.opens_at), in_utc(verdict.closes_at))
        for verdict in verdicts
    )
    agree(
        np.stack([column.astype("datetime64[us]") for column in facts], axis=1),
        actual,
        law_oracle.claim(*facts),
    )


def claims():
    """Every ship day, asked around its edges and the next clock change, delivered never or just
    around the asking.
    """
    opens, closes = law_oracle.claim_window(DAYS)
    edges = [edge + tick * MICROSECOND for edge in (opens, closes) for tick in (-1, 0)]
    change = law_oracle.CLOCK_CHANGES[
        np.searchsorted(law_oracle.CLOCK_CHANGES, law_oracle.utc(DAYS))
    ]
    asked_at = np.stack(
        [*edges, opens + (closes - opens) // 2, change - 30 * MINUTE, change + 30 * MINUTE]
    )
    around = -45 * MINUTE, 0 * MINUTE, MICROSECOND, 45 * MINUTE
    delivered = np.stack(
        [np.full(asked_at.shape, NEVER), *(asked_at + distance for distance in around)]
    )
    return [
        np.broadcast_to(column, delivered.shape).ravel() for column in (DAYS, asked_at, delivered)
    ]


# --- Comparing


def aware(instants, zones):
    """Each instant as a datetime in a zone, the zones taking turns; None for NaT."""
    for n, instant in enumerate(instants.tolist()):
        yield instant and instant.replace(tzinfo=UTC).astimezone(zones[n % len(zones)])


def in_utc(moment: datetime | None):
    """Without its zone: aware datetimes of two zones are unequal, and of one zone compare by the
    wall clock.
    """
    return moment and moment.astimezone(UTC).replace(tzinfo=None)


def agree(facts, actual, columns):
    """Row by row the engine says what the oracle says, or the first few rows where it does not are
    told.
    """
    want = zip(
        *(repeat(None, len(facts)) if column is None else column.tolist() for column in columns),
        strict=True,
    )
    wrong = [
        (n, *pair) for n, pair in enumerate(zip(actual, want, strict=True)) if pair[0] != pair[1]
    ]
    tell(
        len(facts), [(facts[n], engine, expected) for n, engine, expected in wrong[:5]], len(wrong)
    )


def agree_in_bulk(instants, dates, expected):
    """Column by column the engine says what the oracle says; both leave out what an item in the US
    has not.
    """
    for name, law in expected._asdict().items():
        engine = getattr(dates, name)
        assert (engine is None) == (law is None), name
        if law is not None:
            assert engine.dtype == law.dtype, name
            wrong = np.flatnonzero(engine != law)
            tell(
                law.size,
                [(instants[n], f"{name} {engine[n]}", law[n]) for n in wrong[:5]],
                wrong.size,
            )


def tell(compared, examples, wrong):
    """Prints how many were compared; fails with examples (facts in UTC, engine, oracle) when any
    differ.
    """
    count = f"{compared:,} compared, {wrong:,} differ"
    print(count)
    if wrong:
        shown = (
            f"{readable(facts)}:\n  engine {readable(actual)}\n  oracle {readable(expected)}"
            for facts, actual, expected in examples
        )
        pytest.fail("\n".join([count, *shown]), pytrace=False)


def readable(row):
    """A row of dates, instants and words on one line."""
    return ", ".join(str(cell) for cell in row) if isinstance(row, tuple | np.ndarray) else str(row)
