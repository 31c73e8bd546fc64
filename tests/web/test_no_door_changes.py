"""Clause `no_changes`: a submitted order is edited through no door that the store has, tried
through every one of them.
"""

from __future__ import annotations

import pytest
from django.forms.models import model_to_dict

from tests.factories import world
from tests.factories.items import a_bag
from tests.factories.letters import send_confirmation
from tests.factories.orders import order_of
from tests.factories.people import ola
from tests.web.address_patterns import address_patterns, fill_pattern
from troth import clock
from troth.orders.links import link_of
from troth.orders.models import Order

# What somebody might try to change, under every name that a form of ours has.
TRIED = {
    "email": "other@example.com", "name": "Other", "street": "1 Other Street", "street2": "x",
    "city": "Boston", "state": "MA", "zip_code": "02108", "phone": "1", "method": "express",
    "total_cents": "1", "items_cents": "1", "price": "1.00", "price_cents": "1",
    "placed_at": "2020-01-01", "promises": "{}", "note": "x", "reason": "x", "agreed": "x",
    "key": "x" * 20, "title": "Other", "carrier": "usps", "state_": "delivered",
}  # fmt: skip


def submitted(order: Order) -> str:
    """All that was submitted: the order, who it goes to, its lines but for their state, its
    payment's amount.
    """
    stored = Order.objects.get(pk=order.pk)
    lines = [{**model_to_dict(line), "state": ""} for line in stored.lines.order_by("pk")]
    return str(
        (model_to_dict(stored), model_to_dict(stored.recipient), lines, stored.payment.amount_cents)
    )


@pytest.mark.parametrize("who", ["a stranger", "its shopper", "staff"])
def test_no_address_and_no_method_edits_it(shopper, who):
    bag = a_bag()
    order = order_of(bag, now=clock.now())
    send_confirmation(order)
    world.clock(clock.now())
    if who == "its shopper":
        shopper.get(
            "/o/" + link_of(number=order.number, link_hash=order.link_hash).rpartition("/")[2]
        )
    person = ola()
    before, tried = submitted(order), 0
    for door in address_patterns():
        path = fill_pattern(door, order, bag)
        if who == "staff":
            shopper.force_login(person)  # one of the doors signs out
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            answer = (
                shopper.post(path, TRIED)
                if method == "POST"
                else shopper.generic(method, path, "total_cents=1")
            )
            tried += 1
            assert answer.status_code < 500, (method, path)
            assert submitted(order) == before, (method, path)
    assert tried > 200
