"""Clauses `delivery`, `transfer`: a piece that crosses already, or is here already, is promised
from the leg under way, whoever buys it.
"""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.days import Days
from tests.factories.items import a_watch_in_japan
from tests.factories.letters import letters_of
from tests.factories.moments import NOON, moment
from tests.factories.orders import order_of
from tests.factories.people import ANN, BEN
from tests.factories.transfers import send_from_japan
from troth.catalog.models import Item, ItemEvent
from troth.checkout.quoting import UnableToPlace, quote
from troth.fulfillment.from_japan import late_transfers, transfers
from troth.fulfillment.models import Crossing
from troth.orders.actions import mark_confirmation_sent
from troth.payments import actions as payments
from troth.policy.addresses.places import place_of
from troth.policy.dates.promise import UnderWay, promise
from troth.policy.terms import shipped_terms as terms

DISPATCHED = moment("Mon 2026-11-23 20:00")  # Tue Nov 24, 10 am in Tokyo
BOUGHT_AGAIN = moment("Wed 2026-11-25 12:00")


def crossing(*, undated=""):
    """A watch that left Japan on Tue Nov 24, and whose order was cancelled on its way."""
    watch = a_watch_in_japan()
    first = order_of(watch, now=NOON)
    mark_confirmation_sent(
        order=first, message_id="<first@example.com>", now=NOON, by="notifications"
    )
    transfer = send_from_japan(first, now=DISPATCHED)
    if undated:
        late_transfers.report_late(
            transfer=transfer, why=undated, expected_on=None, now=DISPATCHED, by="kenji"
        )
    payments.cancel_order(
        order=first, reason="cancelled by the shopper", now=DISPATCHED, by="shopper"
    )
    return Item.objects.get(pk=watch.pk), transfer


def bought(watch, now=BOUGHT_AGAIN):
    again = order_of(watch, by=BEN, now=now)
    mark_confirmation_sent(
        order=again, message_id="<again@example.com>", now=now, by="notifications"
    )
    return again


def offered(watch, now=BOUGHT_AGAIN):
    return quote(terms=terms(), items=[watch], address=ANN, method=None, now=now)


# Left Japan Tue Nov 24: 4 to 8 store business days after it (Thanksgiving is none) are Tue Dec 1
# and Mon Dec 7; then 1 to 2 to process, and 5 to 10 to arrive.
def test_it_is_promised_from_the_leg_under_way(house):
    watch, _ = crossing()
    promised = offered(watch).promises["jp"]
    assert promised.transfer == (date(2026, 12, 1), date(2026, 12, 7))
    assert promised.processed == (date(2026, 12, 2), date(2026, 12, 9))
    assert promised.arrives == (date(2026, 12, 9), date(2026, 12, 23))
    assert any("It left Japan" in step.sentence for step in promised.steps)


def test_a_new_day_of_the_freight_moves_the_promise(house):
    watch, transfer = crossing()
    late_transfers.report_late(
        transfer=transfer,
        why="the flight was cancelled",
        expected_on=date(2026, 12, 11),
        now=DISPATCHED,
        by="kenji",
    )
    watch.refresh_from_db()
    promised = offered(watch).promises["jp"]
    assert promised.transfer == (date(2026, 12, 11), date(2026, 12, 11))
    assert any("the flight was cancelled" in step.sentence for step in promised.steps)


def test_without_a_date_it_is_not_sold(house):
    watch, transfer = crossing(undated="customs asks for papers")
    with pytest.raises(UnableToPlace, match="customs asks for papers"):
        offered(watch)
    late_transfers.report_late(
        transfer=transfer,
        why="papers are in",
        expected_on=date(2026, 12, 4),
        now=DISPATCHED,
        by="kenji",
    )
    watch.refresh_from_db()
    assert offered(watch).promises["jp"].transfer == (date(2026, 12, 4), date(2026, 12, 7))


def test_the_page_of_the_piece_says_so_too(house, client, monkeypatch):
    watch, transfer = crossing()
    Days(monkeypatch, BOUGHT_AGAIN)
    page = client.get(watch.get_absolute_url(), {"zip": "10013"}).content.decode()
    assert "on its way from Japan" in page
    assert "Tue Dec 1" in page
    late_transfers.report_late(
        transfer=transfer,
        why="customs asks for papers",
        expected_on=None,
        now=DISPATCHED,
        by="kenji",
    )
    for query in ({}, {"zip": "10013"}):  # also to who has not named a place
        page = client.get(watch.get_absolute_url(), query).content.decode()
        assert "nobody can say yet when it reaches us" in page


def test_its_new_line_goes_on_with_the_crossing_and_needs_no_second_transfer(house, monkeypatch):
    watch, transfer = crossing()
    again = bought(watch)
    days = Days(monkeypatch, BOUGHT_AGAIN)
    days.at(BOUGHT_AGAIN)
    line = again.lines.get()
    assert (line.state, Crossing.objects.get().line) == ("in_transfer", line)
    assert transfers.lines_awaiting_transfer() == []
    days.pass_by(2)
    assert letters_of(again, "delay") == []  # its dates are kept
    landed = moment("Wed 2026-12-02 10:00")
    transfers.record_leg(transfer=transfer, leg="landed", now=landed, by="pat")
    transfers.check_in_piece(crossing=Crossing.objects.get(), now=landed, by="pat")
    line.refresh_from_db(), watch.refresh_from_db()
    assert (line.state, watch.warehouse, watch.left_japan_on) == ("placed", "us", None)


def test_nobody_bought_it_again_and_it_is_a_new_york_piece(house):
    watch, transfer = crossing()
    landed = moment("Wed 2026-12-02 10:00")
    transfers.record_leg(transfer=transfer, leg="landed", now=landed, by="pat")
    for _ in range(2):
        transfers.check_in_piece(crossing=Crossing.objects.get(), now=landed, by="pat")
    watch.refresh_from_db()
    assert watch.warehouse == "us"
    assert ItemEvent.objects.filter(item=watch, kind="item.arrived").count() == 1
    assert list(offered(watch, landed).promises) == ["us"]


def test_sold_and_checked_in_before_anybody_looked(house):
    watch, transfer = crossing()
    again = bought(watch)
    landed = moment("Wed 2026-12-02 10:00")
    transfers.record_leg(transfer=transfer, leg="landed", now=landed, by="pat")
    transfers.check_in_piece(crossing=Crossing.objects.get(), now=landed, by="pat")
    assert again.lines.get().state == "placed"
    assert transfers.join_crossings(now=landed) == 0


def test_a_line_that_no_crossing_carries_waits_in_japan(house):
    order = order_of(a_watch_in_japan(), now=NOON)
    assert transfers.join_crossings(order=order, now=NOON) == 0
    assert [line.order for line in transfers.lines_awaiting_transfer()] == [order]


def test_two_pieces_of_one_warehouse_are_promised_by_the_later_one(house):
    watch, _ = crossing()
    other = a_watch_in_japan()
    both = quote(terms=terms(), items=[watch, other], address=ANN, method=None, now=BOUGHT_AGAIN)
    alone = quote(terms=terms(), items=[other], address=ANN, method=None, now=BOUGHT_AGAIN)
    assert both.promises["jp"].arrives == alone.promises["jp"].arrives


@pytest.mark.parametrize(
    ("placed", "left", "expected", "transfer"),
    [
        # Counted days that are over: it isn't here when the order starts.
        ("Wed 2026-12-09 12:00", "2026-11-24", None, ("2026-12-09", "2026-12-09")),
        # A closed day that the freight names: checked in on the next open one.
        ("Wed 2026-12-02 12:00", "2026-11-24", "2026-12-12", ("2026-12-14", "2026-12-14")),
        ("Wed 2026-12-02 12:00", "2026-12-01", None, ("2026-12-07", "2026-12-11")),
    ],
)
def test_the_window_of_a_crossing(placed, left, expected, transfer):
    promised = promise(
        terms(),
        placed_at=moment(placed),
        place=place_of("10013"),
        warehouse="jp",
        under_way=UnderWay(
            date.fromisoformat(left), date.fromisoformat(expected) if expected else None
        ),
    )
    assert tuple(map(str, promised.transfer)) == transfer
