"""Every figure of the scorecard equals a plain SQL statement written apart, on a generated year."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, timedelta
from types import NoneType

import pytest
from django.db import IntegrityError, connection, transaction

from simulation.years.generator import YEAR_ENDS, make_year, summer_terms
from tests.domain.scorecard_oracle import Year
from tests.engine import ENGINE
from tests.factories.care_requests import place_and_ship, report_missing
from tests.factories.closures import enter_storm
from tests.factories.items import a_bag
from tests.factories.long_life import live_long_life
from tests.factories.moments import CLAIM_CLOSED, CLAIM_OPENS, NOON, moment
from tests.factories.orders import order_of, place_watched
from troth.care import damage
from troth.care.cancellations import cancellation
from troth.care.not_received import claims
from troth.notifications.actions import LETTERS, send_notice, write_notice
from troth.orders.actions import mark_confirmation_sent, record_event
from troth.orders.models import Event
from troth.policy.addresses.places import place_of
from troth.policy.dates.promise import promise
from troth.policy.terms import shipped_terms
from troth.scorecard import actions, asked_for, figures, on_the_way
from troth.scorecard.measures import MEASURES
from troth.scorecard.models import Case, PublicScorecard, Reading, Sheet
from troth.scorecard.timeline import Timeline, TimelineEvent


@pytest.fixture
def lived(house):
    make_year(900)
    assert actions.catch_up(now=YEAR_ENDS) == 900


def by_sql(measure: str) -> Counter:
    queries = Year(ENGINE, YEAR_ENDS)
    days = {shipped_terms().digest: (5, 10), summer_terms().digest: (4, 9)}
    arguments = (days,) if measure == "arrived_after_processing" else ()
    with connection.cursor() as cursor:
        cursor.execute(queries.by_week_and_lane(getattr(queries, measure)(*arguments)))
        return Counter({(str(week), *rest): count for week, *rest, count in cursor.fetchall()})


def by_house(measure: str) -> Counter:
    rows = (
        figures.cases_with_state(now=YEAR_ENDS)
        .filter(measure=measure)
        .values_list("week", "lane", "state", "ending")
    )
    return Counter((str(week), *rest) for week, *rest in rows)


def test_every_figure_of_a_year_equals_plain_sql(lived):
    for measure in MEASURES:
        expected, counted = by_sql(measure.key), by_house(measure.key)
        assert counted == expected, (measure.key, counted - expected, expected - counted)
        assert sum(expected.values()) > 15, measure.key
        states = {state for _, _, state, _ in expected}
        wanted = {"kept"} if measure.outcomes else {"kept", "broken"}
        assert wanted <= states, measure.key


# The edges, and what is no case.


def order_with(*events, promises=None, lines=None) -> Timeline:
    """An order placed on Monday, November 23, at noon: a piece in New York, unless said
    otherwise.
    """
    order_promises = promises or {
        "us": promise(shipped_terms(), placed_at=NOON, place=place_of("10013")).data()
    }
    order = Timeline(1, method="ground", terms=shipped_terms(), promises=order_promises)
    order.warehouses = lines or {1: "us"}
    for pk, (kind, at, line, facts) in enumerate(events, 1):
        order.add(TimelineEvent(pk, kind, moment(at), line, facts))
    return order


def outcomes_of(cases) -> list[tuple]:
    return [(str(case.decided_on), case.kept, case.outcome) for case in cases]


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("Wed 2026-11-25 23:59:59", ("2026-11-25", True, "")),
        ("Thu 2026-11-26 00:00", ("2026-11-25", False, "late")),
        ("Mon 2026-11-23 13:00", ("2026-11-23", True, "")),
    ],
)
def test_processed_until_the_end_of_the_last_day(at, expected):
    assert outcomes_of(on_the_way.processing_cases(order_with(("line.processed", at, 1, {})))) == [
        expected
    ]


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("Tue 2026-12-01 23:59:59", ("2026-12-01", True, "early")),
        ("Wed 2026-12-02 00:00", ("2026-12-02", True, "")),
        ("Thu 2026-12-10 23:59:59", ("2026-12-10", True, "")),
        ("Fri 2026-12-11 00:00", ("2026-12-10", False, "late")),
    ],
)
def test_earlier_than_the_window_is_kept_and_later_is_not(at, expected):
    heard = (
        "parcel.delivered",
        "Tue 2026-12-15 12:00",
        None,
        {"number": "7", "at": moment(at).isoformat()},
    )
    order = order_with(
        ("parcel.shipped", "Wed 2026-11-25 12:00", None, {"number": "7", "lines": [1]}), heard
    )
    assert outcomes_of(on_the_way.arrival_cases(order)) == [expected]


@pytest.mark.parametrize(
    ("processed", "delivered", "expected"),
    [
        # Processed a day before the earliest day of the promise: Monday, November 23. Five to ten
        # business days after it are December 1 (Thanksgiving is closed) and December 8.
        ("Mon 2026-11-23 17:00", "Mon 2026-11-30 12:00", ("2026-11-30", True, "early")),
        ("Mon 2026-11-23 17:00", "Tue 2026-12-01 12:00", ("2026-12-01", True, "")),
        ("Mon 2026-11-23 17:00", "Tue 2026-12-08 23:59", ("2026-12-08", True, "")),
        # Inside the window made at placing (until December 10), and late from actual processing.
        ("Mon 2026-11-23 17:00", "Wed 2026-12-09 00:00", ("2026-12-08", False, "late")),
        # Processed late, on December 1: until December 15, when the window at placing is over.
        ("Tue 2026-12-01 17:00", "Tue 2026-12-15 12:00", ("2026-12-15", True, "")),
    ],
)
def test_in_most_cases_is_measured_from_actual_processing_too(processed, delivered, expected):
    order = order_with(
        ("line.processed", processed, 1, {}),
        ("parcel.shipped", processed, None, {"number": "7", "lines": [1]}),
        ("parcel.delivered", delivered, None, {"number": "7"}),
    )
    assert outcomes_of(on_the_way.delivery_cases(order)) == [expected]


def test_letters_about_the_same_missed_date_are_one_delay():
    moved = {"warehouse": "us", "old_by": "2026-11-25"}
    again = {"warehouse": "us", "old_by": "2026-12-04"}
    order = order_with(
        ("promise.delayed", "Tue 2026-11-24 12:00", None, moved),
        ("delay_notice.sent", "Tue 2026-11-24 12:01", None, {"event": 1}),
        ("promise.delayed", "Fri 2026-11-27 12:00", None, moved),
        ("delay_notice.sent", "Fri 2026-11-27 12:01", None, {"event": 3}),
        ("promise.delayed", "Sat 2026-12-05 12:00", None, again),
        ("delay_notice.sent", "Sat 2026-12-05 12:01", None, {"event": 5}),
    )
    assert outcomes_of(asked_for.delay_notice_cases(order)) == [
        ("2026-11-24", True, ""),
        ("2026-12-04", False, "late"),
    ]


def test_a_letter_that_was_replaced_before_it_left_counts_when_the_later_one_left():
    moved = {"warehouse": "us", "old_by": "2026-11-25"}
    order = order_with(
        ("promise.delayed", "Mon 2026-11-23 12:00", None, moved),
        ("promise.dated", "Tue 2026-11-24 12:00", None, {"warehouse": "us"}),
        ("delay_notice.superseded", "Tue 2026-11-24 12:01", None, {"event": 1, "by": 2}),
    )
    assert outcomes_of(asked_for.delay_notice_cases(order)) == [("2026-11-24", True, "")]


def test_without_a_signature_it_has_not_arrived():
    order = order_with(
        ("parcel.shipped", "Wed 2026-11-25 12:00", None, {"number": "7", "lines": [1]}),
        ("parcel.delivered_unsigned", "Wed 2026-12-02 12:00", None, {"number": "7", "at": None}),
    )
    assert outcomes_of(on_the_way.arrival_cases(order)) == [("2026-12-10", None, "")]
    assert outcomes_of(on_the_way.signature_cases(order)) == [("2026-12-02", False, "unsigned")]


def test_called_off_in_time_is_no_case_and_called_off_late_is_a_broken_promise():
    assert (
        outcomes_of(
            on_the_way.processing_cases(
                order_with(("line.cancelled", "Wed 2026-11-25 23:59:59", 1, {}))
            )
        )
        == []
    )
    late = order_with(("line.cancelled", "Thu 2026-11-26 00:00", 1, {}))
    assert outcomes_of(on_the_way.processing_cases(late)) == [("2026-11-25", False, "late")]


def test_two_pieces_from_one_warehouse_are_one_promise_judged_by_the_last():
    order = order_with(
        ("line.processed", "Tue 2026-11-24 12:00", 1, {}),
        ("line.processed", "Fri 2026-11-27 12:00", 2, {}),
        lines={1: "us", 2: "us"},
    )
    assert outcomes_of(on_the_way.processing_cases(order)) == [("2026-11-25", False, "late")]


@pytest.mark.parametrize(
    ("at", "in_time"), [("Mon 2026-11-23 12:05", True), ("Mon 2026-11-23 12:05:01", False)]
)
def test_confirmed_within_five_minutes_and_not_a_second_later(at, in_time):
    order = order_with(
        ("order.placed", "Mon 2026-11-23 12:00", None, {}), ("confirmation.sent", at, None, {})
    )
    assert [case.kept for case in asked_for.confirmation_cases(order)] == [in_time]


def test_an_hour_that_comes_twice_is_two_hours():
    """On the night the clocks go back, five minutes are five minutes."""
    first, second = moment("Sun 2026-11-01 01:58"), moment("Sun 2026-11-01 01:01", fold=1)
    order = order_with(("order.placed", "Sun 2026-11-01 01:58", None, {}))
    assert [case.kept for case in asked_for.confirmation_cases(order)] == [None]
    order.add(TimelineEvent(2, "confirmation.sent", second.astimezone(UTC), None, {}))
    assert second.astimezone(UTC) - first.astimezone(UTC) == timedelta(minutes=3)
    assert [case.kept for case in asked_for.confirmation_cases(order)] == [True]


def test_letters_written_before_they_named_their_parcel_count_one_each():
    order = order_with(
        (
            "parcel.shipped",
            "Wed 2026-11-25 12:00",
            None,
            {"number": "7", "lines": [1], "shipped_on": "2026-11-25"},
        ),
        ("shipping_notice.sent", "Wed 2026-11-25 12:01", None, {"message_id": "<a>"}),
        (
            "parcel.shipped",
            "Fri 2026-11-27 12:00",
            None,
            {"number": "8", "lines": [1], "shipped_on": "2026-11-27"},
        ),
    )
    assert [case.kept for case in on_the_way.shipping_notice_cases(order)] == [True, None]


def test_what_is_open_is_late_from_its_first_instant_on(house):
    order = order_of(a_bag(), now=NOON)
    actions.catch_up(now=NOON)
    due = moment("Thu 2026-11-26 00:00")
    for now, state in ((due - timedelta(microseconds=1), "open"), (due, "broken")):
        case = figures.cases_with_state(now=now).get(order=order, measure="processed")
        assert (case.state, str(case.decided_on)) == (state, "2026-11-25")


# Reading.


def all_cases() -> set[tuple]:
    return set(
        Case.objects.values_list(
            "order", "measure", "about", "lane", "decided_on", "kept", "late_at", "outcome"
        )
    )


def test_read_bit_by_bit_is_read_at_once(house):
    order, times = order_of(a_bag(), now=NOON), iter(range(1, 100))
    assert [actions.catch_up(now=NOON), actions.catch_up(now=NOON)] == [1, 0]
    mark_confirmation_sent(order=order, message_id="<a@example.com>", now=NOON, by="notifications")
    for kind in ("line.processed", "line.shipped"):
        at = NOON + timedelta(hours=4 * next(times))
        record_event(order=order, line=order.lines.get(), kind=kind, now=at, by="pat")
        assert actions.catch_up(now=at) == 1
    bit_by_bit = all_cases()
    actions.clear_scorecard()
    assert Case.objects.count() == 0
    assert actions.catch_up(now=NOON + timedelta(days=1)) == 1
    assert all_cases() == bit_by_bit
    assert len(bit_by_bit) == 4


def test_an_event_that_is_seen_after_a_later_one_is_read_all_the_same(house):
    """On PostgreSQL a transaction that began first may end last."""
    order = order_of(a_bag(), now=NOON)
    later = Event.objects.order_by("pk").last().pk + 2
    Event.objects.create(pk=later, order=order, kind="cancellation.held", at=NOON, by="x", facts={})
    assert actions.catch_up(now=NOON) == 1
    record_at = {"order": order, "at": NOON, "by": "notifications"}
    Event.objects.create(pk=later - 1, kind="confirmation.sent", facts={}, **record_at)
    assert actions.catch_up(now=NOON) == 1
    assert Case.objects.get(measure="confirmed").kept is True
    Event.objects.create(
        pk=later + 1,
        kind="cancellation.held",
        facts={},
        **record_at | {"at": NOON + timedelta(hours=1)},
    )
    actions.catch_up(now=NOON + timedelta(hours=1))
    assert Reading.objects.get().position == later  # the last that has settled


def test_other_measures_read_everything_anew(house):
    order_of(a_bag(), now=NOON)
    actions.catch_up(now=NOON + timedelta(hours=1))
    Reading.objects.update(version=0)
    Sheet.objects.update(version=0)
    assert actions.catch_up(now=NOON + timedelta(hours=1)) == 1


# The facts that the measures read, and what each is.
READ = {
    "parcel.shipped": {"number": str, "lines": list, "shipped_on": str},
    "parcel.delivered": {"number": str, "at": (str, NoneType)},
    "shipping_notice.sent": {"event": int},
    "delay_notice.sent": {"event": int},
    "delay_notice.superseded": {"event": int},
    "promise.delayed": {"warehouse": str, "old_by": str},
    "cancellation.requested": {"request": str, "asked_at": str, "answer_by": (str, NoneType)},
    "claim.reported": {"request": str, "verdict": str},
    "claim.filed": {"request": str},
    "claim.parcel_found": {"request": str},
    "claim.accepted": {"request": str},
    "claim.refused": {"request": str, "verdict": str},
    "authenticity.reported": {"request": str},
    "authenticity.disproven": {"request": str},
    "damage.reported": {"request": str},
    "damage.decided": {"request": str, "verdict": str},
    "refund.owed": {"operation": int, "due_on": str},
    "payment.refunded": {"operation": int},
}


def test_the_verbs_write_the_facts_that_the_measures_read_and_the_year_has_their_shapes(house):
    live_long_life()
    order = order_of(a_bag(), now=NOON)
    cancellation.request_confirmation(
        order=order, asked_at=NOON, now=NOON, sentence="Please cancel", proven=False
    )
    cancellation.request_cancellation(
        order=order, asked_at=NOON, now=NOON, by="shopper", how="page"
    )
    assert [
        request.facts.get("unconfirmed", "follows" in request.facts)
        for request in order.events.filter(kind="cancellation.requested").order_by("pk")
    ] == [True, True]
    for outcome, at in (("refunded", CLAIM_OPENS), ("refused", CLAIM_CLOSED)):
        claims.settle_claim(
            request=report_missing(place_and_ship(), at),
            outcome=outcome,
            why="So it is.",
            now=at,
            by="staff:pat",
        )
    broken = place_and_ship()
    kwargs = {
        "order": broken,
        "line": broken.lines.get(),
        "sentence": "A scratch.",
        "asked_at": CLAIM_OPENS,
        "by": "shopper",
    }
    report = damage.report_damage(**kwargs, now=CLAIM_OPENS, how="page")
    damage.decide_report(
        request=report, outcome="part", cents=100, why="We see it.", now=CLAIM_OPENS, by="staff:pat"
    )
    (
        place_watched(),
        enter_storm(),
    )  # its letter is the latest of its order: no other one replaces it
    for event in Event.objects.filter(kind__in=LETTERS):
        send_notice(notice=write_notice(event=event, now=NOON), clock=lambda: NOON)
    assert set(READ) - well_shaped() == set()
    make_year(150)
    assert set(READ) - well_shaped() == set()


def well_shaped() -> set[str]:
    """The kinds that happened, once each of them is seen to have its facts."""
    seen_kinds = set()
    for kind, facts in Event.objects.filter(kind__in=READ).values_list("kind", "facts"):
        seen_kinds.add(kind)
        for name, shape in READ[kind].items():
            assert isinstance(facts.get(name, 0.5), shape), (kind, name, facts)
    return seen_kinds


# In public.


def test_showing_it_is_kept_for_ever_and_the_same_press_is_one(house):
    assert actions.set_public(shown=True, after=0, now=NOON, by="staff:ola") is True
    assert actions.set_public(shown=True, after=0, now=NOON, by="staff:ola") is False
    first = PublicScorecard.objects.get()
    assert (
        actions.set_public(shown=False, after=0, now=NOON, by="staff:ola") is False
    )  # of a page that is not the latest
    assert actions.set_public(shown=False, after=first.pk, now=NOON, by="staff:ola") is True
    assert [showing.shown for showing in PublicScorecard.objects.order_by("pk")] == [True, False]
    for change in (
        lambda: PublicScorecard.objects.update(by="x"),
        lambda: PublicScorecard.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_a_share_is_never_rounded_to_a_perfect_one():
    assert figures.Tally(kept=9_999, broken=1).as_text == "99.9%"
    assert figures.Tally(kept=1, broken=9_999).as_text == "0.1%"
    assert [
        figures.Tally(kept=3).as_text,
        figures.Tally(broken=3).as_text,
        figures.Tally().as_text,
    ] == [
        "100%",
        "0%",
        "–",
    ]
