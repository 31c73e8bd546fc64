"""Explanations are proven: each day, clock and number that a step's words name is the one that a
second reading of the policy gives for that step, and no step names any other.

The years, edges, warehouses and closings are those of `tests/policy/law_oracle.py`.
"""

from __future__ import annotations

import importlib
import random
import re
import tomllib
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise, product

import numpy as np
import pytest

from tests.engine import FULL
from tests.policy import law_oracle
from tests.policy.explanation_oracle import (
    Expected,
    Named,
    differences,
    read_percents,
    read_sums,
    read_words,
)
from tests.policy.steps_oracle import (
    business_days,
    cancellation_chain,
    cancellation_sentence,
    claim_chain,
    claim_sentence,
    counted,
    hours,
    instant,
    limit,
    limit_chain,
    promise_chain,
)
from tests.policy.terms_oracle import POLICIES, ROOT, Reading, reading_of
from troth.policy.addresses.places import place_of
from troth.policy.dates import outlook as outlooks
from troth.policy.dates import promise as promises
from troth.policy.dates.delay import delay_round
from troth.policy.dates.estimate import estimate_arrival
from troth.policy.dates.explaining import in_order_of_days, reasons_of
from troth.policy.dates.outlook import Closure, Facts, outlook
from troth.policy.dates.promise import UnderWay, promise
from troth.policy.dates.windows import (
    cancellation_limit,
    cancellation_verdict,
    claim_dates,
    claim_verdict,
)
from troth.policy.results import Window
from troth.policy.retention import erasure_steps as erasing_steps
from troth.policy.sales_tax.tax import Taxed, tax
from troth.policy.terms import load_terms

TICK = timedelta(microseconds=1)
FIRST, LAST = date(2025, 1, 6), date(2032, 9, 30)
EVERY_DAY = [FIRST + timedelta(n) for n in range((LAST - FIRST).days + 1)]
LANES = [("standard", "us"), ("standard", "jp"), ("pacific", "us"), ("fixed-offset", "us"),
         ("fixed-offset", "jp")]  # fmt: skip
STORES = list(POLICIES)
PLACES = {"ground": "60611", "express": "96813"}


def days_for(name: str) -> list[date]:
    """Of the years: every third day for the shipped policy (`make minutes`: every day), every sixth
    for the others; so each weekday, and each holiday in some year.
    """
    return EVERY_DAY[:: 1 if FULL else 3] if name == "standard" else EVERY_DAY[::6]


TERMS = {name: load_terms(path) for name, path in POLICIES.items()}


def tell(wrong: list[str], compared: int) -> None:
    """Fails with the first few differences."""
    assert compared > 0
    assert not wrong, f"{len(wrong)} of {compared}:\n" + "\n".join(wrong[:8])


# --- Promises


def placed_on(read: Reading, day: date) -> list[datetime]:
    """Both sides of the cut-off, both ends of the day, and a time in between."""
    edge = datetime.combine(day, read.cut_off(day), read.zone)
    times = (time(0), time(9, 30), time(23, 59, 59))
    return [
        edge - timedelta(seconds=1),
        edge,
        edge + TICK,
        *(datetime.combine(day, at, read.zone) for at in times),
    ]


def wrong_promises(name: str, warehouse: str, days: list[date]) -> tuple[list[str], int]:
    read, wrong, count = reading_of(name), [], 0
    for day, method in product(days, read.methods):
        for at in placed_on(read, day):
            promised = promise(
                TERMS[name],
                placed_at=at,
                place=place_of(PLACES[method]),
                warehouse=warehouse,
                method=method,
            )
            wrong += differences(promised.steps, promise_chain(read, at, warehouse, method))
            wrong += not_the_verdict(promised)
            expected = read.promise(at, warehouse, method)
            actual = (
                promised.starts_on,
                tuple(promised.transfer or ()),
                promised.processed,
                promised.arrives,
            )
            if actual != (
                expected.starts_on,
                expected.transfer,
                expected.processed,
                expected.arrives,
            ):
                wrong.append(f"{actual} for {expected}")
            count += 1
    return wrong, count


def not_the_verdict(promised) -> list[str]:
    """Days of the promise that no step names, the last step's, and a chain that ends elsewhere."""
    windows = [
        promised.processed,
        promised.arrives,
        *([promised.transfer] if promised.transfer else []),
    ]
    ends = {promised.starts_on, *(day for window in windows for day in window)}
    named = {day for step in promised.steps for day in read_words(step.sentence).days}
    wrong = [f"no step names {day}" for day in sorted(ends - named)]
    last = [step for step in promised.steps if step.clause == "delivery"][-1]
    if last.on != promised.arrives.latest:
        wrong.append(f"the last step is of {last.on}, the promise of {promised.arrives.latest}")
    return wrong


@pytest.mark.parametrize(("name", "warehouse"), LANES)
def test_each_step_of_a_promise_names_its_own_days(name, warehouse):
    tell(*wrong_promises(name, warehouse, days_for(name)))


@pytest.mark.parametrize("warehouse", ["us", "jp"])
def test_both_readings_of_the_shipped_policy_agree(warehouse):
    """What the steps are compared with is what the law says, by the other oracle."""
    read = reading_of("standard")
    instants = [at for day in EVERY_DAY for at in placed_on(read, day)]
    column = np.array(
        [at.astimezone(UTC).replace(tzinfo=None) for at in instants], "datetime64[us]"
    )
    expected = law_oracle.us(column) if warehouse == "us" else law_oracle.japan(column)
    readings = [read.promise(at, warehouse, "ground") for at in instants]
    assert expected.starts_on.tolist() == [promised.starts_on for promised in readings]
    assert expected.processed_earliest.tolist() == [promised.processed[0] for promised in readings]
    assert expected.processed_latest.tolist() == [promised.processed[1] for promised in readings]
    assert expected.arrives_earliest.tolist() == [promised.arrives[0] for promised in readings]
    assert expected.arrives_latest.tolist() == [promised.arrives[1] for promised in readings]
    if warehouse == "jp":
        assert expected.transfer_earliest.tolist() == [
            promised.transfer[0] for promised in readings
        ]
        assert expected.transfer_latest.tolist() == [promised.transfer[1] for promised in readings]
    opens, closes = law_oracle.claim_window(np.array(EVERY_DAY, "datetime64[D]"))
    claims = [read.claim(day, instants[0], None) for day in EVERY_DAY]
    for edge, times in ((opens, "opens_at"), (closes, "closes_at")):
        mine = [getattr(claimed, times).astimezone(UTC).replace(tzinfo=None) for claimed in claims]
        assert edge.tolist() == mine


@pytest.mark.parametrize(("name", "warehouse"), LANES)
def test_no_day_is_lost_or_changed_where_steps_are_shown(name, warehouse):
    """In the order of their days, and apart for each parcel: the same sentences, once each."""
    terms = TERMS[name]
    for day in days_for(name)[::7]:
        at = datetime.combine(day, time(12), terms.zone)
        promised = promise(terms, placed_at=at, place=place_of("60611"), warehouse=warehouse).data()
        sentences = [step["sentence"] for step in promised["steps"]]
        shown = in_order_of_days(promised["steps"])
        assert sorted(step["sentence"] for step in shown) == sorted(set(sentences))
        assert all(one["on"][:10] <= other["on"][:10] for one, other in pairwise(shown))
        here = promise(terms, placed_at=at, place=place_of("60611")).data()
        both = reasons_of([("us", here), (warehouse, promised)])
        parts = [step["sentence"] for part in both for step in part.steps]
        assert set(parts) == {*sentences, *(step["sentence"] for step in here["steps"])}


def wrong_crossings(name: str, days: list[date]) -> tuple[list[str], int]:
    """Promises of pieces that left already: with and without a day that the freight says."""
    read, wrong, count = reading_of(name), [], 0
    rule, store = read.rule, read.store
    for nth, day in enumerate(days):
        at = datetime.combine(day, time(9), read.zone)
        start, left = read.starts_on(at), day - timedelta(days=nth % 12)
        expected_on = day + timedelta(days=nth % 23) if nth % 3 else None
        way = UnderWay(left, expected_on, "held by customs" if nth % 2 else "")
        promised = promise(
            TERMS[name], placed_at=at, place=place_of("60611"), warehouse="jp", under_way=way
        )
        legs = [Expected("transfer", left, Named((left,)), "It left Japan")]
        ready = []
        for end in ("earliest", "latest"):
            n = rule[f"arrival_{end}_days"]
            reached = store.after(left, n)
            open_day = expected_on and (
                expected_on if store.is_open(expected_on) else store.after(expected_on, 1)
            )
            later = max(reached, open_day or reached, start)
            if later == reached:
                legs.append(counted(read, "transfer", f"at the {end}", n, left, reached))
            elif later == open_day:
                legs.append(Expected("transfer", later, Named((later, expected_on)), "we are told"))
            else:
                legs.append(Expected("transfer", later, Named((later,)), "isn't here yet"))
            ready.append(later)
        steps = [step for step in promised.steps if step.clause == "transfer"]
        wrong += differences(steps, legs)
        if promised.transfer != tuple(ready):
            wrong.append(f"{promised.transfer} for {ready}")
        wrong += not_the_verdict(promised)
        count += 1
    return wrong, count


@pytest.mark.parametrize("name", ["standard", "fixed-offset"])
def test_each_step_of_a_crossing_under_way_names_its_own_days(name):
    tell(*wrong_crossings(name, days_for(name)))


# --- Cancellations


def asked_around(read: Reading, day: date) -> list[tuple]:
    """Confirmed at several times of a day, asked in the window, at its edge and after it; shipped
    never, just after the window, or with the asking.
    """
    window = timedelta(hours=read.file["cancellation"]["window_hours"])
    rows = []
    ends = datetime.combine(day, time(0), read.zone).astimezone(UTC) - window
    times = [
        datetime.combine(day, at, read.zone) for at in (time(0, 5), time(13, 59), time(22, 30))
    ]
    for confirmed_at in (*times, ends):  # the last one's window ends with a day
        late = confirmed_at.astimezone(UTC) + window
        for asked_at in (confirmed_at, late - TICK, late, late + TICK, late + 31 * window / 20):
            rows.append((confirmed_at, asked_at, None))
        for asked_at in (late + timedelta(hours=30), late + timedelta(days=3)):
            rows += [
                (confirmed_at, asked_at, late + TICK),
                (confirmed_at, asked_at, asked_at + TICK),
            ]
    return [*rows, (None, times[1], None)]


def wrong_cancellations(name: str, days: list[date]) -> tuple[list[str], int]:
    read, wrong, count = reading_of(name), [], 0
    for day in days:
        for confirmed_at, asked_at, shipped_at in asked_around(read, day):
            verdict = cancellation_verdict(
                TERMS[name], confirmed_at=confirmed_at, asked_at=asked_at, shipped_at=shipped_at
            )
            expected = read.cancellation(confirmed_at, asked_at, shipped_at)
            wrong += differences(
                verdict.steps, cancellation_chain(read, confirmed_at, asked_at, shipped_at)
            )
            named = read_words(verdict.sentence)
            if named[:3] != cancellation_sentence(read, confirmed_at, asked_at, shipped_at)[:3]:
                wrong.append(f"{confirmed_at}, {asked_at}: {verdict.sentence}")
            actual = (verdict.verdict, verdict.clause, verdict.closes_at, verdict.answer_by)
            if actual != expected:
                wrong.append(f"{actual} for {expected}")
            count += 1
    return wrong, count


@pytest.mark.parametrize("name", STORES)
def test_each_step_of_a_cancellation_names_its_own_times(name):
    tell(*wrong_cancellations(name, days_for(name)[:: 4 if name == "standard" else 3]))


@pytest.mark.parametrize("name", STORES)
def test_a_window_opened_names_its_limit_and_what_counts_as_receipt(name):
    read = reading_of(name)
    for day in days_for(name)[::5]:
        confirmed = datetime.combine(day, time(21, 7, 30), read.zone)
        because = "The email left us"
        window_limit = cancellation_limit(TERMS[name], confirmed_at=confirmed, because=because)
        chain = limit_chain(read, confirmed)
        chain[0] = chain[0]._replace(has=because)
        assert not differences(window_limit.steps, chain)
        assert window_limit.closes_at == chain[-1].on


# --- Claims


def wrong_claims(name: str, days: list[date]) -> tuple[list[str], int]:
    read, wrong, count = reading_of(name), [], 0
    for day in days:
        dates = claim_dates(TERMS[name], shipped_on=day)
        ought = read.claim(day, datetime(2025, 1, 1, tzinfo=UTC), None)
        if (dates.opens_at, dates.closes_at, dates.last_on) != ought[2:]:
            wrong.append(f"{dates} for {ought}")
        wrong += differences(dates.steps, claim_chain(read, day, ought.opens_at, None)[:3])
        for asked_at, delivered_at in reports_around(read, day, ought):
            verdict = claim_verdict(
                TERMS[name], shipped_on=day, asked_at=asked_at, delivered_at=delivered_at
            )
            wrong += differences(verdict.steps, claim_chain(read, day, asked_at, delivered_at))
            named = read_words(verdict.sentence)
            if named[:3] != claim_sentence(read, day, asked_at, delivered_at)[:3]:
                wrong.append(f"{asked_at}, {delivered_at}: {verdict.sentence}")
            expected = read.claim(day, asked_at, delivered_at)
            actual = (verdict.verdict, verdict.clause, verdict.opens_at, verdict.closes_at)
            if actual != expected[:4]:
                wrong.append(f"{actual} for {expected}")
            count += 1
    return wrong, count


def reports_around(read: Reading, day: date, ought) -> list[tuple]:
    noon = datetime.combine(day + timedelta(days=day.day % 9), time(17, 59), read.zone)
    rows = [(noon, None), (noon + timedelta(minutes=1), None), (noon, noon), (noon, noon + TICK)]
    for edge in (ought.opens_at, ought.closes_at):
        before = edge.astimezone(UTC) - TICK
        rows += [(before, None), (edge, None), (edge, edge), (edge, before)]
    return rows


@pytest.mark.parametrize("name", STORES)
def test_each_step_of_a_claim_names_its_own_days(name):
    tell(*wrong_claims(name, days_for(name)))


def wrong_late_records(name: str, days: list[date]) -> tuple[list[str], int]:
    """Reports that are put on record later than they were made, as of a mail."""
    read, wrong, count = reading_of(name), [], 0
    for day in days:
        ought = read.claim(day, datetime(2025, 1, 1, tzinfo=UTC), None)
        for asked_at, _ in reports_around(read, day, ought):
            for late in (timedelta(hours=1), timedelta(days=3), timedelta(days=30)):
                recorded_at = asked_at.astimezone(UTC) + late
                verdict = claim_verdict(
                    TERMS[name], shipped_on=day, asked_at=asked_at, recorded_at=recorded_at
                )
                if asked_at >= ought.closes_at:
                    expected, named = "closed", (ought.last_on,)
                elif recorded_at >= (
                    ought.closes_at if asked_at >= ought.opens_at else ought.opens_at
                ):
                    expected, named = "open", (read.wall(asked_at).date(),)
                elif asked_at >= ought.opens_at:
                    expected, named = "open", (ought.last_on,)
                else:
                    due = read.end_of_business_day(asked_at)
                    due = due if due > recorded_at else read.end_of_business_day(recorded_at)
                    named = limit(read, due).days + limit(read, ought.opens_at).days
                    expected = "early"
                if (verdict.verdict, read_words(verdict.sentence).days) != (expected, named):
                    wrong.append(f"{asked_at}, {recorded_at}: {verdict.sentence}")
                count += 1
    return wrong, count


@pytest.mark.parametrize("name", STORES)
def test_a_report_put_on_record_later_names_no_time_that_is_over(name):
    tell(*wrong_late_records(name, days_for(name)[::7]))


# --- Delays: 16 CFR 435.2(b), read once more


def delay_cases(read: Reading, count: int) -> list[dict]:
    dice, cases = random.Random("delays"), []
    for _ in range(count):
        original = dice.choice(EVERY_DAY)
        number = dice.choice([1, 1, 2, 3])
        old = original if number == 1 else original + timedelta(days=dice.randrange(0, 20))
        new = dice.choice(
            [None, old + timedelta(days=dice.choice([1, 2, 3, 6, 13, 29, 30, 31, 45]))]
        )
        found_at = dice.choice([None, _at(read, old, dice), _at(read, old + timedelta(1), dice)])
        before = dice.choice(["nothing", "refund", "question", "yes"]) if number > 1 else ""
        later = old + timedelta(dice.randrange(4))
        cases.append(
            {
                "number": number,
                "original_by": original,
                "old_by": old,
                "new_by": new,
                "found_at": found_at,
                "announced_at": read.midnight_after(later) if before == "refund" else None,
                "answer_until": read.midnight_after(later) if before == "question" else None,
                "agreed_by": later if before == "yes" else None,
                "part": dice.choice(["", "Wool coat"]),
                "money": dice.choice(["charged", "authorized", "expired", "unpaid"]),
            }
        )
    return cases


def _at(read: Reading, day: date, dice: random.Random) -> datetime:
    return datetime.combine(day, time(dice.choice([0, 10, 23]), dice.choice([0, 30])), read.zone)


def delay_chain(read: Reading, case: dict) -> tuple[str, datetime, list[Expected]]:
    """What silence means, from when, and what each step ought to name."""
    rule, number = read.file["delay"], case["number"]
    original, old, new = case["original_by"], case["old_by"], case["new_by"]
    limit_day = original + timedelta(days=rule["consent_days"])
    announced, until = case["announced_at"], case["answer_until"]
    if number > 1:
        silence, last = "cancel", max(old, case["agreed_by"] or old)
    elif new is not None and new <= limit_day:
        silence, last = "consent", old
    else:
        silence, last = "cancel", limit_day
    decides, found_at = read.midnight_after(last), case["found_at"]
    chain = [Expected("processing", old, Named((old,)), "should have shipped by")]
    if new is None:
        chain.append(Expected("processing", old, has="Nobody can say yet"))
    else:
        n = (new - original).days
        named = Named((new, original), (), (f"{n} day{'' if n == 1 else 's'}",))
        chain.append(Expected("processing", new, named, "It will ship by"))
    deadline_step = None
    if announced is not None:  # it stands on that day, whatever the rest comes to
        silence, decides = "cancel", announced
        deadline_step = Expected("processing", announced, limit(read, announced), "that day stands")
        found_at = None
    elif until is not None and _utc(decides) < _utc(until):
        decides = until
    is_late = found_at is not None and _utc(found_at) >= _utc(read.midnight_after(old))
    if found_at is not None and (number == 1 or until is not None or is_late):
        least = _next_midnight(read, _utc(found_at) + timedelta(hours=rule["least_answer_hours"]))
        if _utc(decides) < _utc(least):
            decides = least
            named = instant(read, found_at)
            least_sentence = limit(read, least)
            counts = (hours(rule["least_answer_hours"]),)
            deadline_step = Expected(
                "processing",
                least,
                Named(
                    named.days + least_sentence.days, named.clocks + least_sentence.clocks, counts
                ),
                "to answer",
            )
    if new is not None and _utc(decides) >= _utc(read.midnight_after(new)):
        silence = "cancel"
    chain += [deadline_step] if deadline_step else []
    until = limit(read, decides)
    if silence == "consent":
        chain.append(
            Expected("processing", decides, Named((*until.days, new)), "take it that you wait")
        )
    else:
        chain.append(Expected("processing", decides, until, "Unless you tell us by"))
    return silence, decides, chain


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC)


def _next_midnight(read: Reading, at: datetime) -> datetime:
    """The first midnight at or after an instant."""
    wall = read.wall(at)
    today = datetime.combine(wall.date(), time(0), read.zone)
    return today if _utc(today) >= at else read.midnight_after(wall.date())


def wrong_delays(name: str, count: int) -> tuple[list[str], int]:
    read, wrong = reading_of(name), []
    for case in delay_cases(read, count):
        delay = delay_round(TERMS[name], clause="processing", **case)
        silence, decides, chain = delay_chain(read, case)
        wrong += differences(delay.steps, chain)
        if (delay.silence, delay.decides_at) != (silence, decides):
            wrong.append(f"{delay} for {silence}, {decides}")
        if delay.notice_by != read.midnight_after(case["old_by"]):
            wrong.append(f"notice by {delay.notice_by}")
        deadlines = {
            limit(read, delay.decides_at).days[0],
            *(day for day in (case["old_by"], case["new_by"], case["original_by"]) if day),
        }
        named_days = {day for step in delay.steps[2:] for day in read_words(step.sentence).days}
        found_days = {read.wall(case["found_at"]).date()} if case["found_at"] else set()
        if named_days - deadlines - found_days:
            wrong.append(
                f"another deadline than the verdict's: {[s.sentence for s in delay.steps]}"
            )
    return wrong, count


@pytest.mark.parametrize("name", STORES)
def test_each_step_of_a_delay_names_its_own_days(name):
    tell(*wrong_delays(name, 4000))


# --- The promise as it stands, after facts and closures


class _Walk:
    """Open days less those of closures, walked one by one; with the closures met."""

    def __init__(self, days, closures) -> None:
        self.days, self.closures = days, closures

    def _shut(self, day: date) -> list[Closure]:
        return [closure for closure in self.closures if closure.first_on <= day <= closure.last_on]

    def first(self, day: date) -> tuple[date, list[Closure]]:
        return self.after(day - timedelta(days=1), 1)

    def after(self, day: date, n: int) -> tuple[date, list[Closure]]:
        met: list[Closure] = []
        while n:
            day += timedelta(days=1)
            if self.days.is_open(day):
                shut = self._shut(day)
                met += shut
                n -= not shut
        return day, met


def outlook_chain(  # noqa: C901 (each leg in turn, as the clauses have them)
    read: Reading, facts: Facts, closures
) -> tuple[list[date], list[Expected]]:
    """The days as they stand, and the steps, for facts that are recorded only."""
    store, chain, days = read.store, [], []
    walks = {
        place: _Walk(
            read.abroad if place == "jp" else store, [c for c in closures if c.place == place]
        )
        for place in ("us", "jp", "customs", "carrier")
    }

    def leg(clause, since, counts, walk, ends_on=None, expected_on=None):
        reached, met = [], []
        for end, day, n in zip(("earliest", "latest"), since, counts, strict=True):
            on, shut = walk.after(day, n) if n else walk.first(day)
            if ends_on:
                on, more = ends_on.first(on)
                shut = shut + more
            base, open_on = on, None
            if expected_on:
                open_on, open_shut = walk.first(expected_on)
                if ends_on:
                    open_on, more = ends_on.first(open_on)
                    open_shut = open_shut + more
            if open_on and open_on > on:
                on, shut = open_on, open_shut
                chain.append(Expected(clause, on, Named((on, expected_on)), "we are told"))
            else:
                named = Named((on,), (), (business_days(n),))
                chain.append(
                    Expected(clause, on, named, f"at the {end}", (day, base), walk.days.closings)
                )
            reached.append(on)
            met += shut
        name_closures(clause, met, reached[1])
        return reached

    def name_closures(clause, met, on):
        for closure in dict.fromkeys(met):
            named = (
                (closure.first_on,)
                if closure.first_on == closure.last_on
                else (closure.first_on, closure.last_on)
            )
            chain.append(Expected(clause, on, Named(named), f"({closure.why})"))

    ready = None
    if facts.warehouse == "jp":
        rule = read.rule
        if facts.arrived_on or facts.processed_on:
            on = facts.arrived_on or facts.processed_on
            chain.append(Expected("transfer", on, Named((on,))))
            ready = [on, on]
        else:
            if facts.dispatched_on:
                left = [facts.dispatched_on] * 2
                chain.append(Expected("transfer", left[0], Named((left[0],)), "It left"))
            else:
                counts = [rule[f"dispatch_{end}_days"] for end in ("earliest", "latest")]
                left = leg("transfer", [facts.starts_on] * 2, counts, walks["jp"])
            counts = [rule[f"arrival_{end}_days"] for end in ("earliest", "latest")]
            ready = leg("transfer", left, counts, walks["customs"], walks["us"], facts.expected_on)
        days += ready
    if facts.processed_on:
        chain.append(Expected("processing", facts.processed_on, Named((facts.processed_on,))))
        processed = [facts.processed_on] * 2
    else:
        if ready:
            begins = [max(day, facts.starts_on) for day in ready]
        else:
            start, met = walks["us"].first(facts.starts_on)
            if met:
                name_closures("processing", met, start)
                chain.append(Expected("processing", start, Named((start,)), "It starts"))
            begins = [start, start]
        counts = [read.file["processing"][f"{end}_days"] for end in ("earliest", "latest")]
        processed = leg("processing", begins, counts, walks["us"])
    ready = processed
    if facts.processed_on and facts.handed_over_on:
        late = read.file["delay"]["hand_over_days"]
        on, in_time = facts.handed_over_on, store.after(facts.processed_on, late)
        if on > (in_time if late else facts.processed_on):
            chain.append(Expected("delivery", on, Named((on,)), "The carrier has had it"))
            ready = [on, on]
    counts = [read.methods[facts.method][f"{end}_days"] for end in ("earliest", "latest")]
    arrives = leg("delivery", ready, counts, walks["carrier"], None, facts.delivery_expected_on)
    return [*days, *processed, *arrives], chain


def outlook_cases(read: Reading, count: int) -> list[tuple[Facts, tuple[Closure, ...]]]:
    dice, cases = random.Random("outlooks"), []
    for _ in range(count):
        at = datetime.combine(dice.choice(EVERY_DAY), time(dice.choice([9, 22])), read.zone)
        start = read.starts_on(at)
        warehouse = dice.choice(["us", "jp"] if read.rule else ["us"])
        recorded: dict = {"dispatched_on": None, "arrived_on": None, "expected_on": None}
        if warehouse == "jp":
            if dice.random() < 0.5:
                recorded["dispatched_on"] = start + timedelta(days=dice.randrange(0, 9))
            if recorded["dispatched_on"] and dice.random() < 0.3:
                recorded["arrived_on"] = recorded["dispatched_on"] + timedelta(
                    days=dice.randrange(3, 12)
                )
            if dice.random() < 0.4:
                recorded["expected_on"] = start + timedelta(days=dice.randrange(4, 30))
        if dice.random() < 0.3 and (warehouse == "us" or recorded["arrived_on"]):
            recorded["processed_on"] = (recorded["arrived_on"] or start) + timedelta(
                days=dice.randrange(5)
            )
        elif dice.random() < 0.1:  # packed, and its arrival was never recorded
            recorded["processed_on"] = (recorded["dispatched_on"] or start) + timedelta(days=12)
        if recorded.get("processed_on") and dice.random() < 0.4:
            recorded["handed_over_on"] = recorded["processed_on"] + timedelta(
                days=dice.randrange(8)
            )
        if dice.random() < 0.2:
            recorded["delivery_expected_on"] = start + timedelta(days=dice.randrange(8, 50))
        facts = Facts(start, warehouse, "ground", start, recorded_only=True, **recorded)
        places = ["us", "customs", "carrier"] + ["jp"] * (read.rule is not None)
        closures = tuple(
            Closure(
                dice.choice(places),
                first := start + timedelta(days=dice.randrange(0, 25)),
                first + timedelta(days=dice.randrange(0, 5)),
                f"storm {nth}",
            )
            for nth in range(dice.choice([0, 0, 1, 2, 3]))
        )
        cases.append((facts, closures))
    return cases


def wrong_outlooks(name: str, count: int) -> tuple[list[str], int]:
    read, wrong = reading_of(name), []
    for facts, closures in outlook_cases(read, count):
        forecast = outlook(TERMS[name], facts, closures)
        days, chain = outlook_chain(read, facts, closures)
        wrong += differences(forecast.steps, chain)
        if [*(forecast.transfer or ()), *forecast.processed, *forecast.arrives] != days:
            wrong.append(f"{forecast} for {days}")
    return wrong, count


@pytest.mark.parametrize("name", STORES)
def test_each_step_of_a_promise_as_it_stands_names_its_own_days(name):
    tell(*wrong_outlooks(name, 4000))


def test_an_overdue_leg_names_the_day_it_can_be_and_the_window_says_so():
    """Work that isn't done by its day: the steps name the days of the window, and no others."""
    terms, read = TERMS["standard"], reading_of("standard")
    for day, again in product(EVERY_DAY[::11], (False, True)):
        start = read.starts_on(datetime.combine(day, time(9), read.zone))
        today = read.store.after(start, 6)
        facts = Facts(start, "us", "ground", today, starts_again=again, late_why="a person is ill")
        forecast = outlook(terms, facts)
        processed = [step for step in forecast.steps if step.clause == "processing"]
        ends = (
            (today, today)
            if not again
            else (read.store.after(today, 1), read.store.after(today, 2))
        )
        assert tuple(forecast.processed) == ends
        assert [read_words(step.sentence).days for step in processed] == [(end,) for end in ends]
        assert all("not done yet" in step.sentence for step in processed)
        assert [step.on for step in processed] == list(ends)


# --- Sales tax: sums and rates

RATES = tomllib.loads(
    (ROOT / "troth/policy/published/ny-sales-tax-2025-03-01.toml").read_text(encoding="utf-8")
)
CITIES = ["10013", "10701", "12207", "14202", "10583", "13601", "14850", "11743", "12401", "13202"]
BILLS = [
    (9_500, "general"),
    (10_999, "clothing_footwear"),
    (11_000, "clothing_footwear"),
    (123_456, "general"),
    (1, "general"),
]


def wrong_taxes(name: str) -> tuple[list[str], int]:  # noqa: C901 (one bill, line by line)
    """Each line: percent of the price is its tax, half a cent up; the sums add up to the total."""
    wrong, count, read = [], 0, reading_of(name)
    limit_cents = read.file["sales_tax"]["clothing_exempt_under_cents"]
    for zip_code, (first, second) in product(CITIES, product(BILLS, BILLS)):
        place = place_of(zip_code)
        items = [Taxed("1", *first), Taxed("2", *second)]
        shipping = read.file["methods"][0]["price_cents"]
        due = tax(
            TERMS[name], place=place, city=place.city, items=items, shipping_cents=shipping,
            on=date(2026, 11, 23),
        )  # fmt: skip
        count += 1
        if place.state not in read.file["sales_tax"]["states"]:
            if due.lines or read_sums(due.steps[0].sentence):
                wrong.append(due.steps[0].sentence)
            continue
        [row] = [row for row in RATES["places"] if row["code"] == due.lines[0].code]
        local = Decimal(row.get("local_rate", "0")) + Decimal(row.get("mctd_rate", "0"))
        full, shares = Decimal(RATES["state_rate"]) + local, []
        for cents, category in (first, second):
            small = category == "clothing_footwear" and cents < limit_cents
            exempt = row.get("clothing", "local") == "exempt"
            shares.append((Decimal(0) if exempt else local) if small else full)
        prices, rates = [first[0], second[0], shipping], [*shares, max(shares)]
        sums = [
            int((p * r / 100).quantize(Decimal(1), ROUND_HALF_UP))
            for p, r in zip(prices, rates, strict=True)
        ]
        if read_sums(due.steps[0].sentence) != [sum(sums)] or due.cents != sum(sums):
            wrong.append(f"{due.steps[0].sentence} for {sum(sums)}")
        if row["code"] not in due.steps[0].sentence:
            wrong.append(f"no code in: {due.steps[0].sentence}")
        if len(due.steps) != 4:
            wrong.append(f"{len(due.steps)} steps")
        for step, line, price, rate, cents in zip(
            due.steps[1:], due.lines, prices, rates, sums, strict=True
        ):
            named_sums = [
                amount
                for amount in read_sums(step.sentence)
                if amount != limit_cents or price == amount
            ]
            if named_sums != ([price, cents] if rate else [price]) or line.cents != cents:
                wrong.append(f"{step.sentence} for {cents} of {price}")
            if rate and [Decimal(percent) for percent in read_percents(step.sentence)] != [rate]:
                wrong.append(f"{step.sentence} for {rate} %")
    return wrong, count


@pytest.mark.parametrize("name", STORES)
def test_each_step_of_a_tax_names_its_own_sums(name):
    tell(*wrong_taxes(name))


# --- The likely day, and what is erased when


def wrong_estimates() -> tuple[list[str], int]:
    terms, read, wrong, count = TERMS["standard"], reading_of("standard"), [], 0
    for nth, day in enumerate(EVERY_DAY[::5]):
        processed = read.store.after(day, 1)
        promised = Window(read.store.after(processed, 5), read.store.after(processed, 10))
        spread = {6: 400} if nth % 2 else {5: 300, 6: 300, 7: 200}
        estimated = estimate_arrival(
            terms, processed_on=processed, days=spread, promised=promised, lane="Illinois"
        )
        ends = [read.store.after(processed, n) for n in (min(spread), max(spread))]
        named = read_words(estimated.sentence).days
        if [estimated.earliest, estimated.latest] != ends or list(named) != ends[nth % 2 :]:
            wrong.append(f"{estimated} for {ends}")
        if f"{sum(spread.values())} parcels" not in estimated.sentence:
            wrong.append(estimated.sentence)
        count += 1
    return wrong, count


def test_an_estimate_names_its_own_days_and_parcels():
    tell(*wrong_estimates())


def wrong_erasings(name: str) -> tuple[list[str], int]:
    """A quarter's return is due on the 20th of the month after it (March to May, and so on)."""
    read, wrong, count = reading_of(name), [], 0
    for day in EVERY_DAY[::3]:
        placed = datetime.combine(day, time(12), read.zone)
        recorded_at = placed + timedelta(days=40)
        done, retained = erasing_steps(TERMS[name], recorded_at=recorded_at, placed_at=placed)
        rule, months = read.file["records"], (day.month // 3) * 3 + 3
        year = day.year + (months > 12)
        due = date(year, (months - 1) % 12 + 1, 20)
        match = re.search(r"was due (\w{3}) (\d{1,2}), (\d{4})", retained.sentence)
        if f"{due:%b} {due.day}, {due.year}" != f"{match[1]} {match[2]}, {match[3]}":
            wrong.append(f"{retained.sentence} for {due}")
        if retained.on != due.replace(year=due.year + rule["tax_years"]):
            wrong.append(f"{retained} for {due}")
        if f"{rule['tax_years']} year" not in retained.sentence:
            wrong.append(retained.sentence)
        if read_words(done.sentence).counts != (hours(rule["erase_after_hours"]),):
            wrong.append(done.sentence)
        if done.on != recorded_at + timedelta(hours=rule["erase_after_hours"]):
            wrong.append(f"{done} for {recorded_at}")
        count += 1
    return wrong, count


@pytest.mark.parametrize("name", STORES)
def test_what_is_erased_when_names_its_own_day(name):
    tell(*wrong_erasings(name))


# --- The proof that all this can fail: every kind of step, written wrongly in one way at a time

SAMPLE = EVERY_DAY[600:1000:3]  # holidays, a year's end and both clock changes among them
CHECKS = {
    "promise": lambda: wrong_promises("standard", "us", SAMPLE),
    "from japan": lambda: wrong_promises("standard", "jp", SAMPLE),
    "crossing": lambda: wrong_crossings("standard", SAMPLE),
    "cancellation": lambda: wrong_cancellations("standard", SAMPLE[::4]),
    "claim": lambda: wrong_claims("standard", SAMPLE[::4]),
    "delay": lambda: wrong_delays("standard", 300),
    "outlook": lambda: wrong_outlooks("standard", 300),
    "tax": lambda: wrong_taxes("standard"),
    "retention": lambda: wrong_erasings("standard"),
}
# The module that makes the steps, the check that reads them, and words of each kind of step.
MODULES = {
    "promise": "troth.policy.dates.promise",
    "windows": "troth.policy.dates.windows",
    "delay": "troth.policy.dates.delay",
    "outlook": "troth.policy.dates.outlook",
    "tax": "troth.policy.sales_tax.tax",
    "retention": "troth.policy.retention",
}
KINDS = [
    ("promise", "promise", r"^Placed .* by the .* cut-off"),
    ("promise", "promise", r"^Placed .*after the .* cut-off"),
    ("promise", "promise", r"^Placed .*not a business day"),
    ("promise", "promise", r"^It starts that day"),
    ("promise", "promise", r"^It starts on the next"),
    ("promise", "promise", r"^Ground serves"),
    ("promise", "promise", r"^Processed .* at the earliest"),
    ("promise", "promise", r"^Processed .* at the latest"),
    ("promise", "promise", r"^Arrives .* at the earliest"),
    ("promise", "promise", r"^Arrives .* at the latest"),
    ("promise", "from japan", r"^Leaves Japan .* at the earliest"),
    ("promise", "from japan", r"^Leaves Japan .* at the latest"),
    ("promise", "from japan", r"^Reaches New York .* at the earliest"),
    ("promise", "from japan", r"^Reaches New York .* at the latest"),
    ("promise", "crossing", r"^It left Japan"),
    ("promise", "crossing", r"^Reaches New York .* we are told"),
    ("promise", "crossing", r"^Reaches New York .* isn't here yet"),
    ("windows", "cancellation", r"^The confirmation was received"),
    ("windows", "cancellation", r"is accepted until"),
    ("windows", "cancellation", r"^Asked .* inside"),
    ("windows", "cancellation", r"^Asked .* outside"),
    ("windows", "cancellation", r"^It shipped"),
    ("windows", "cancellation", r"^Care answers"),
    ("windows", "claim", r"^Shipped"),
    ("windows", "claim", r"^Business day 15"),
    ("windows", "claim", r"^Business day 18"),
    ("windows", "claim", r"^Reported"),
    ("windows", "claim", r"^Delivered"),
    ("delay", "delay", r"^It should have shipped"),
    ("delay", "delay", r"^It will ship by"),
    ("delay", "delay", r"to answer: until"),
    ("delay", "delay", r"^We announced a"),
    ("delay", "delay", r"we take it that you wait"),
    ("delay", "delay", r"^Unless you tell us by"),
    ("outlook", "outlook", r"^Leaves Japan"),
    ("outlook", "outlook", r"^It left Japan"),
    ("outlook", "outlook", r"^Reaches New York .* we are told"),
    ("outlook", "outlook", r"^Reaches New York .* after it leaves"),
    ("outlook", "outlook", r"^Reaches New York .* after it left"),
    ("outlook", "outlook", r"^It was in New York by"),
    ("outlook", "outlook", r"^It was checked in"),
    ("outlook", "outlook", r"^It was processed"),
    ("outlook", "outlook", r"^Processed"),
    ("outlook", "outlook", r"^It starts"),
    ("outlook", "outlook", r"^Arrives .* after processing"),
    ("outlook", "outlook", r"^Arrives .* after the carrier has it"),
    ("outlook", "outlook", r"^The carrier has had it since"),
    ("outlook", "outlook", r"^Arrives .* we are told"),
    ("outlook", "outlook", r"closed .* Those days don't count"),
    ("tax", "tax", r"^Sales tax of"),
    ("tax", "tax", r"^Shipping is taxed"),
    ("tax", "tax", r"^[\d.]+ % of"),
    ("tax", "tax", r"^clothing or footwear .* local of"),
    ("tax", "tax", r"^clothing or footwear .* no tax on"),
    ("retention", "retention", r"^The return"),
    ("retention", "retention", r"^It is done"),
]
_A_DAY = re.compile(r"(?:\b[A-Z][a-z]{2} )?\b([A-Z][a-z]{2}) (\d{1,2}), (\d{4})\b")


def a_day_before(words: str) -> str:
    """The first dated day of the words becomes the day before, with its right weekday."""
    match = _A_DAY.search(words)
    if match is None:
        return words
    at = datetime.strptime(f"{match[1]} {match[2]} {match[3]}", "%b %d %Y") - timedelta(days=1)
    weekday = f"{at:%a} " if len(match[0].split()) == 4 else ""
    return f"{words[: match.start()]}{weekday}{at:%b} {at.day}, {at.year}{words[match.end() :]}"


def last_day_after(words: str) -> str:
    """The last dated day of the words, closings aside, becomes the day after."""
    matches = list(_A_DAY.finditer(re.sub(r"\([^()]*\)", lambda m: "." * len(m[0]), words)))
    if not matches:
        return words
    last = matches[-1]
    at = datetime.strptime(f"{last[1]} {last[2]} {last[3]}", "%b %d %Y") + timedelta(days=1)
    weekday = f"{at:%a} " if len(last[0].split()) == 4 else ""
    return f"{words[: last.start()]}{weekday}{at:%b} {at.day}, {at.year}{words[last.end() :]}"


def an_hour_more(words: str) -> str:
    """The last clock of the words is an hour later."""
    return re.sub(
        r"(.*\b)(\d{1,2})(:\d\d [ap]m)",
        lambda m: f"{m[1]}{int(m[2]) % 12 + 1}{m[3]}",
        words,
        count=1,
    )


def one_more(words: str) -> str:
    """The first number of days, hours or years is one more."""
    return re.sub(
        r"\b(\d+)(?=(?:–\d+)? (?:business day|hour|day|year)| after it is)",
        lambda m: str(int(m[1]) + 1),
        words,
        count=1,
    )


def a_cent_more(words: str) -> str:
    """The last sum is a cent more."""
    return re.sub(r"(.*\.)(\d\d)\b", lambda m: f"{m[1]}{(int(m[2]) + 1) % 100:02}", words, count=1)


def without_a_closing(words: str) -> str:
    """The closings aren't said."""
    return re.sub(r" \([\w ]+ closed: [^()]*\)", "", words, count=1)


WAYS = [a_day_before, last_day_after, an_hour_more, one_more, a_cent_more, without_a_closing]


def lie_in(monkeypatch, module: str, pattern: str, way) -> list[str]:
    """Steps of one kind are written wrongly from now on; returns the words that became others."""
    target = importlib.import_module(MODULES[module])
    plain, changed = target.Step, []

    def written(clause, words, on):
        if re.search(pattern, words) and (other := way(words)) != words:
            changed.append(other)
            words = other
        return plain(clause, words, on)

    monkeypatch.setattr(target, "Step", written)
    forget()
    return changed


def forget() -> None:
    """Steps that were written before aren't shown again."""
    promises._promise_from.cache_clear()
    outlooks._cached_outlook.cache_clear()


@pytest.fixture
def afresh():
    yield
    forget()


@pytest.mark.parametrize(
    ("module", "check", "pattern"), KINDS, ids=[f"{c}: {p}" for _, c, p in KINDS]
)
def test_a_step_that_names_something_else_is_found(monkeypatch, afresh, module, check, pattern):
    """Whatever a step of this kind names, named wrongly: found, each for itself."""
    tried = 0
    for way in WAYS:
        with monkeypatch.context() as patched:
            changed = lie_in(patched, module, pattern, way)
            wrong, _ = CHECKS[check]()
        tried += bool(changed)
        assert bool(wrong) == bool(changed), f"{way.__name__}: {changed[:1]}"
    assert tried, "no step of this kind names anything"


@pytest.mark.parametrize("check", CHECKS)
def test_steps_as_they_are_written_are_found_right(afresh, check):
    forget()
    tell(*CHECKS[check]())


@pytest.mark.parametrize(
    ("module", "check"), sorted({kind[:2] for kind in KINDS} - {("tax", "tax")})
)
def test_a_step_that_led_to_another_day_is_found(monkeypatch, afresh, module, check):
    """What programs read beside the words: the day before."""
    target = importlib.import_module(MODULES[module])
    plain = target.Step
    monkeypatch.setattr(
        target, "Step", lambda clause, words, on: plain(clause, words, on - timedelta(days=1))
    )
    forget()
    wrong, _ = CHECKS[check]()
    assert wrong


@pytest.mark.parametrize(
    ("module", "check"), sorted({kind[:2] for kind in KINDS} - {("tax", "tax")})
)
def test_every_kind_of_step_is_listed(monkeypatch, afresh, module, check):
    """A kind of step that is new must be tried with the others: one that names a day, a clock or a
    number, and fits no pattern, is told here.
    """
    target = importlib.import_module(MODULES[module])
    plain, written = target.Step, set()

    def remembered(clause, words, on):
        written.add(words)
        return plain(clause, words, on)

    monkeypatch.setattr(target, "Step", remembered)
    forget()
    CHECKS[check]()
    patterns = [pattern for where, _, pattern in KINDS if where == module]
    unknown = [
        words
        for words in written
        if any(read_words(words)) and not any(re.search(pattern, words) for pattern in patterns)
    ]
    assert written
    assert not unknown, unknown[:3]


@pytest.mark.parametrize("way", [a_day_before, last_day_after, an_hour_more])
@pytest.mark.parametrize(
    ("name", "check"), [("CancellationVerdict", "cancellation"), ("ClaimVerdict", "claim")]
)
def test_a_verdict_that_names_another_day_to_the_shopper_is_found(monkeypatch, name, check, way):
    """The sentence that the verdict says beside its steps."""
    module = importlib.import_module("troth.policy.dates.windows")
    plain = getattr(module, name)
    monkeypatch.setattr(module, name, lambda *parts: plain(*parts[:-2], way(parts[-2]), parts[-1]))
    wrong, _ = CHECKS[check]()
    assert wrong


@pytest.mark.parametrize("way", [a_day_before, last_day_after])
def test_an_estimate_that_names_another_day_is_found(monkeypatch, way):
    module = importlib.import_module("troth.policy.dates.estimate")
    plain = module.span_label
    monkeypatch.setattr(module, "span_label", lambda first, last: way(plain(first, last)))
    wrong, _ = wrong_estimates()
    assert wrong


@pytest.mark.parametrize("check", ["promise", "from japan", "claim", "outlook", "crossing"])
def test_a_closing_before_the_day_counted_from_is_found(monkeypatch, afresh, check):
    """As it was: the closings since the last open day, which can lie before that day."""
    from troth.policy.dates.calendars import Calendar

    plain = Calendar.passed_over

    def since_the_open_day(self, since, until):
        return plain(self, self.days[self.index(since)], until)

    monkeypatch.setattr(Calendar, "passed_over", since_the_open_day)
    forget()
    wrong, _ = CHECKS[check]()
    assert bool(wrong) == (check != "promise")  # a promise starts on an open day


def test_a_time_to_answer_that_an_announced_refund_cuts_short_is_never_told():
    """One deadline alone: the refund's that was announced."""
    delay = delay_round(
        TERMS["standard"],
        number=2,
        original_by=date(2026, 11, 20),
        old_by=date(2026, 11, 30),
        new_by=None,
        clause="processing",
        found_at=datetime(2026, 12, 1, 15, tzinfo=UTC),
        announced_at=datetime(2026, 12, 2, 5, tzinfo=UTC),
    )
    days = [read_words(step.sentence).days for step in delay.steps]
    assert days == [(date(2026, 11, 30),), (), (date(2026, 12, 1),), (date(2026, 12, 1),)]
