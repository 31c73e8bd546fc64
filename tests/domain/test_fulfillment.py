"""Clauses `queue`, `transfer`, `cancellation`, `shipping_notice`: in turn, and never before it
may.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories.items import a_bag, a_watch_in_japan
from tests.factories.letters import send_confirmation
from tests.factories.moments import NOON, moment
from tests.factories.orders import order_of, process_pieces, time_after_placing
from tests.factories.transfers import check_in_transfer, send_from_japan
from troth import clock
from troth.fulfillment.actions import ship_order
from troth.fulfillment.warehouse.queue import FulfillmentRefused, claim_next_order, waiting_reason
from troth.orders.actions import mark_confirmation_sent
from troth.policy.lifecycle import TransitionRefused

GOOD = "986578788855"
LATER = {"hours": 3}


def placed(*items, now=NOON, confirmed=True):
    order = order_of(*items or [a_bag()], now=now)
    if confirmed:
        mark_confirmation_sent(
            order=order, message_id="<x@example.com>", now=now, by="notifications"
        )
    return order


def leaves(order, *, number=GOOD, now=None, carrier="fedex", **more):
    ship_order(
        order=order,
        carrier=carrier,
        number=number,
        now=now or time_after_placing(order, **LATER),
        by="pat",
        **more,
    )


def states(order):
    return [line.state for line in order.lines.order_by("pk")]


@pytest.mark.parametrize("waiting", ["window", "japan", "unconfirmed"])
def test_what_must_wait_keeps_its_place_and_blocks_nobody(house, waiting):
    items = [a_watch_in_japan()] if waiting == "japan" else [a_bag()]
    first = placed(*items, confirmed=False)
    second = placed(now=NOON + timedelta(minutes=1))
    now = time_after_placing(second, **LATER)
    if waiting != "unconfirmed":  # sent late: its window is open still
        since = time_after_placing(first, hours=2) if waiting == "window" else NOON
        mark_confirmation_sent(
            order=first, message_id="<y@example.com>", now=since, by="notifications"
        )
    assert claim_next_order(now=now, by="pat").order == second
    assert first.placed_at < second.placed_at
    assert waiting_reason(first, now=now) or waiting == "japan"


def test_nothing_ships_while_the_window_is_open(house):
    order = placed()
    process_pieces(order=order, now=NOON, by="pat")
    with pytest.raises(FulfillmentRefused, match="2:00 pm ET on Mon Nov 23, 2026") as refused:
        leaves(order, now=time_after_placing(order, hours=2))
    assert refused.value.clause == "cancellation"
    leaves(order, now=time_after_placing(order, hours=2) + timedelta(microseconds=1))
    assert states(order) == ["shipped"]


def test_nothing_ships_before_the_confirmation(house):
    order = placed(confirmed=False)
    process_pieces(order=order, now=NOON, by="pat")
    with pytest.raises(FulfillmentRefused, match="confirmation hasn't gone out"):
        leaves(order, now=time_after_placing(order, days=3))


def test_a_later_limit_counts_and_an_earlier_one_does_not(house):
    order = placed()
    mark_confirmation_sent(
        order=order,
        message_id="<x@example.com>",
        now=time_after_placing(order, hours=1),
        by="notifications",
    )
    mark_confirmation_sent(
        order=order,
        message_id="<x@example.com>",
        now=time_after_placing(order, minutes=1),
        by="notifications",
    )
    assert order.cancellation_closes_at() == time_after_placing(order, hours=3)
    assert waiting_reason(order, now=time_after_placing(order, hours=2, minutes=30))


def test_shipping_records_the_parcel_and_the_claim_dates(house):
    order = placed()
    process_pieces(order=order, now=NOON, by="pat")
    leaves(order, number="9865 7878 8855")
    facts = order.events.get(kind="parcel.shipped").facts
    assert (facts["number"], facts["shipped_on"]) == (GOOD, "2026-11-23")
    assert facts["url"].endswith(GOOD)
    assert facts["claim_opens_at"] == moment("Wed 2026-12-16 00:00").isoformat()
    assert (facts["claim_closes_at"], facts["claim_last_on"]) == (
        moment("Sat 2026-12-19 00:00").isoformat(),
        "2026-12-18",
    )


def test_it_ships_once(house):
    order = placed()
    process_pieces(order=order, now=NOON, by="pat")
    leaves(order)
    with pytest.raises((FulfillmentRefused, TransitionRefused)):
        leaves(order)
    assert order.events.filter(kind="parcel.shipped").count() == 1


def test_what_is_not_processed_does_not_ship(house):
    with pytest.raises(FulfillmentRefused, match="Nothing of"):
        leaves(placed())


def test_a_carrier_the_policy_does_not_know(house):
    with pytest.raises(FulfillmentRefused, match="no carrier 'pony'"):
        leaves(placed(), carrier="pony")


def test_a_parcel_whose_claim_dates_cannot_be_told_does_not_ship(house):
    order = placed()
    process_pieces(order=order, now=NOON, by="pat")
    with pytest.raises(FulfillmentRefused, match="the store calendar lists"):
        leaves(order, now=moment("Mon 2032-12-20 12:00"))
    assert states(order) == ["processed"]


def test_from_japan_it_leaves_arrives_and_is_processed(house):
    order = placed(a_watch_in_japan())
    assert claim_next_order(now=time_after_placing(order, **LATER), by="pat") is None
    transfer = send_from_japan(order)
    assert states(order) == ["in_transfer"]
    with pytest.raises(FulfillmentRefused, match="wait abroad"):
        send_from_japan(order)
    check_in_transfer(transfer)
    assert states(order) == ["placed"]
    process_pieces(order=order, now=NOON, by="pat")
    assert states(order) == ["processed"]


def test_what_is_here_need_not_wait_for_what_is_in_japan(house):
    order = placed(a_bag(), a_watch_in_japan())
    process_pieces(order=order, now=NOON, by="pat")
    leaves(order)
    assert states(order) == ["shipped", "in_japan"]


def test_the_worker_opens_the_window(house):
    order = order_of(a_bag(), now=clock.now())
    assert order.cancellation_closes_at() is None
    send_confirmation(order)
    assert order.cancellation_closes_at() > clock.now() + timedelta(hours=1, minutes=59)
