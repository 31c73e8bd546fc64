"""A closure that has been entered is in every promise made after it, before the purchase: nobody
buys a date that is known to be false, and nobody is written of a delay for it.
"""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.days import Days
from tests.factories.items import a_bag, a_watch_in_japan
from tests.factories.letters import letters_of
from tests.factories.moments import NOON, moment
from tests.factories.orders import order_of
from tests.factories.people import ANN
from troth.checkout.quoting import quote
from troth.fulfillment.promises import closures
from troth.orders.actions import mark_confirmation_sent
from troth.policy.terms import shipped_terms as terms

BOUGHT = moment("Mon 2026-11-23 12:00")


def closed(place="us", first=date(2026, 11, 24), last=date(2026, 11, 25)):
    closures.enter_closure(
        place=place, first_on=first, last_on=last, why="a snow storm", now=NOON, by="pat"
    )


def offered(item):
    return quote(terms=terms(), items=[item], address=ANN, method=None, now=BOUGHT)


# Placed Mon Nov 23, New York closed Tue 24 and Wed 25 (Thu 26 is Thanksgiving): processed Fri 27 or
# Mon 30, five to ten business days later is Fri Dec 4 to Mon Dec 14.
def test_a_closure_is_in_the_promise_with_its_reason(house):
    bag = a_bag()
    without = offered(bag).promises["us"]
    closed()
    promised = offered(bag).promises["us"]
    assert promised.processed == (date(2026, 11, 27), date(2026, 11, 30))
    assert promised.arrives == (date(2026, 12, 4), date(2026, 12, 14))
    assert promised.starts_on == without.starts_on
    assert any("a snow storm" in step.sentence for step in promised.steps)
    clauses = {step.clause for step in promised.steps}
    assert {"cut_off", "methods", "processing", "carrier", "delivery", "signature"} <= clauses


def test_what_a_closure_does_not_touch_is_promised_as_before(house):
    bag = a_bag()
    without = offered(bag).promises["us"]
    closed(place="jp")
    closed(first=date(2027, 3, 1), last=date(2027, 3, 2))
    assert offered(bag).promises["us"] == without


def test_customs_that_are_closed_move_a_piece_from_japan(house):
    watch = a_watch_in_japan()
    without = offered(watch).promises["jp"]
    closed(place="customs", first=date(2026, 11, 30), last=date(2026, 12, 4))
    promised = offered(watch).promises["jp"]
    assert promised.transfer.earliest > without.transfer.earliest
    assert promised.arrives.latest > without.arrives.latest


@pytest.mark.parametrize("item", [a_bag, a_watch_in_japan])
def test_who_buys_during_a_closure_is_written_of_no_delay(house, monkeypatch, item):
    closed()
    closed(place="jp", first=date(2026, 11, 24), last=date(2026, 11, 26))
    order = order_of(item(), now=BOUGHT)
    mark_confirmation_sent(
        order=order, message_id="<x@example.com>", now=BOUGHT, by="notifications"
    )
    days = Days(monkeypatch, BOUGHT)
    days.at(BOUGHT)
    days.pass_by(2)
    assert letters_of(order, "delay") == []
    assert not order.events.filter(kind="promise.delayed").exists()


def test_the_page_of_the_piece_says_so_before_the_purchase(house, client, monkeypatch):
    bag = a_bag()
    closed()
    Days(monkeypatch, BOUGHT)
    page = client.get(bag.get_absolute_url(), {"zip": "10013"}).content.decode()
    assert "Fri Dec 4 – Mon Dec 14" in page
    assert "a snow storm" in page
