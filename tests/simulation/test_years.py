"""The generator of years: the plans of a seed, carried out without pages."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from simulation.plans import order_traits
from simulation.years.conditions import Conditions
from simulation.years.generator import QUIET, make_open_orders, make_orders
from simulation.years.order_year import OrderYear
from simulation.years.timeline import plan_order
from tests.factories.moments import moment
from troth.orders.models import Event, Order, QueueEntry
from troth.policy.lifecycle import replay_events
from troth.policy.terms import shipped_terms

MONDAY = moment("Mon 2026-11-02 12:00")


def year_of(number: int, *, until: datetime | None = None, **traits: object) -> OrderYear:
    decided = order_traits(Random(f"order {number}"), number) | traits
    order = plan_order(shipped_terms(), placed_at=MONDAY, traits=decided, key=f"year-{number}")
    year = OrderYear(order, Conditions(1, MONDAY, 90), until=until)
    year.run()
    return year


def kinds_of(year: OrderYear) -> list[str]:
    return [event.kind for event in year.events]


def test_the_same_traits_give_the_same_timeline_in_time_order():
    for number in range(60):
        year, again = year_of(number), year_of(number)
        assert [(event.at, event.kind) for event in year.events] == [
            (event.at, event.kind) for event in again.events
        ]
        instants = [event.at for event in year.events]
        assert instants == sorted(instants)
        for line, state in enumerate(year.states):
            assert replay_events([e.kind for e in year.events if e.line == line]) == state


def test_what_is_after_the_end_has_not_happened():
    until = MONDAY.astimezone(UTC) + timedelta(days=6)
    for number in range(60):
        early = year_of(number, until=until).events
        assert [event.kind for event in early] == kinds_of(year_of(number))[: len(early)]
        assert all(event.at <= until for event in early)


@pytest.mark.parametrize(
    ("traits", "kind"),
    [
        ({"parcels": ["on_time"] * 3}, "parcel.delivered"),
        ({"parcels": ["unsigned"] * 3}, "parcel.delivered_unsigned"),
        ({"packing": "forgotten", "packing_days": 5}, "promise.delayed"),
    ],
)
def test_the_plan_decides_what_becomes_of_an_order(traits, kind):
    with_it = [kind in kinds_of(year_of(number, **QUIET | traits)) for number in range(20)]
    assert sum(with_it) > 10


def test_a_parcel_that_is_lost_and_not_reported_is_never_delivered():
    traits = QUIET | {"parcels": ["lost_silent"] * 3, "missing": {"business_day": None, "hour": 9}}
    timelines = [kinds_of(year_of(number, **traits)) for number in range(20)]
    assert sum("parcel.shipped" in kinds for kinds in timelines) > 10
    assert not any("parcel.delivered" in kinds for kinds in timelines)


def test_orders_with_their_ends(house):
    keys = make_orders(60)
    assert len(set(keys)) == 60
    counts = Counter(Event.objects.values_list("kind", flat=True))
    assert counts["order.placed"] == 60
    assert (
        min(counts["line.delivered"], counts["cancellation.requested"], counts["claim.filed"]) > 3
    )


def test_open_orders_are_confirmed_and_wait_for_their_window(house):
    keys = make_open_orders(3, placed_at=lambda number: MONDAY + timedelta(minutes=number))
    orders = Order.objects.filter(pk__in=keys).order_by("pk")
    assert [order.placed_at for order in orders] == [
        MONDAY + timedelta(minutes=number) for number in range(3)
    ]
    assert QueueEntry.objects.filter(ready_pieces=1, holds=0, claimed=False).count() == 3
    cancellable_until = QueueEntry.objects.order_by("pk").values_list(
        "cancellable_until", flat=True
    )
    assert cancellable_until.first() == MONDAY + timedelta(hours=2, seconds=1)
    assert Counter(Event.objects.values_list("kind", flat=True)) == Counter(
        {"line.placed": 3, "order.placed": 3, "confirmation.sent": 3}
    )
