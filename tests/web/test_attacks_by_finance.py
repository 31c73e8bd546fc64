"""What one person of finance alone can't do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.factories import world
from tests.factories.items import a_bag
from tests.factories.orders import order_of
from tests.factories.payments import money_moved
from tests.factories.people import ANN, fay
from tests.factories.tracking_numbers import fedex_number
from tests.web.attacks import (
    attempt,
    boxed,
    desk,
    disputed,
    given_back,
    has_shipped,
    over_the_counter,
    paid,
    placed,
    press,
    refund,
    staff,
    states,
)
from troth import clock
from troth.care.models import Authenticator
from troth.catalog.models import Item
from troth.orders.models import Event, Publication
from troth.payments import actions as payments
from troth.payments.models import Approval, Payment, PaymentOperation
from troth.publishing.models import Draft, Proposal

LIMIT = 500_000


@pytest.fixture
def finance(house):
    return desk(fay())


@attempt("finance", "more than $5,000 of an order takes a second person, in however many refunds")
def test_parts_that_add_up(finance):
    order = paid(a_bag(price="14915.00"))
    for cents in ("5000.00", "5000.00", "4915.00"):
        refund(finance, order, item_cents=cents)
    assert given_back(order) <= LIMIT


@attempt("finance", "price, tax and shipping count together")
def test_price_and_then_tax_and_shipping(finance):
    order = paid(a_bag(price="9000.00"))
    refund(finance, order, item_cents="4900.00")
    refund(finance, order, tax_cents="700.00")
    assert given_back(order) <= LIMIT


@attempt("finance", "nobody approves the refund that they asked for")
def test_approving_ones_own_refund(finance):
    order = paid(a_bag(price="9000.00"))
    refund(finance, order, item_cents="8900.00")
    press(finance, f"/desk/care/approvals/{Approval.objects.get().pk}", {"answer": "agree"})
    assert given_back(order) == 0


@attempt("finance", "the limit holds while another refund waits for its second person")
def test_a_small_refund_beside_one_that_waits(finance):
    order = paid(a_bag(price="14915.00"))
    refund(finance, order, item_cents="8000.00")
    refund(finance, order, item_cents="4900.00")
    desk(staff("felix", "finance")).post(
        f"/desk/care/approvals/{Approval.objects.order_by('pk')[0].pk}", {"answer": "agree"}
    )
    by_one = given_back(order) - 800_000
    assert by_one <= 0


@attempt("finance", "a disputed payment isn't refunded beside its dispute")
def test_a_refund_on_a_disputed_payment(finance):
    order = paid()
    disputed(order)
    refund(finance, order, item_cents="1200.00", tax_cents="100.00")
    assert given_back(order) == 0


@attempt("finance", "no more goes back than was paid, part by part")
def test_more_than_was_paid(finance):
    order = paid(a_bag(price="1000.00"))
    for _ in range(3):
        refund(finance, order, item_cents="900.00")
    money_moved(clock.now())
    assert given_back(order) <= 100_000


@attempt("finance", "a refund gives back, and never takes")
def test_a_negative_refund(finance):
    order = paid()
    refund(finance, order, item_cents="-100.00")
    refund(finance, order, tax_cents="-1")
    assert not PaymentOperation.objects.filter(
        payment__order=order, kind=PaymentOperation.REFUND
    ).exists()


@attempt("finance", "clause 19: a place for tax is one that the ZIP allows")
def test_a_place_for_tax_that_the_zip_does_not_allow(finance):
    address = replace(ANN, city="Scarsdale", zip_code="10583")
    order = order_of(a_bag(), by=address, now=clock.now())
    payments.request_capture(order=order, now=clock.now(), by="pat", reason="handed over")
    money_moved(clock.now())
    press(finance, f"/desk/orders/{order.number}/tax-place", {"code": "8081"})  # New York City
    reviewed = Event.objects.filter(order=order, kind="tax.reviewed")
    assert not [event for event in reviewed if event.facts.get("code") == "8081"]
    assert given_back(order) == 0


@attempt("finance", "clause 20: the price of a piece is the authenticators', never an order's")
def test_finance_reprices(finance):
    item = a_bag()
    press(finance, f"/desk/items/{item.slug}/price", {"was": "120000", "price": "1.00"})
    assert Item.objects.get(pk=item.pk).price_cents == 120_000


@attempt("finance", "terms are published by two owners")
def test_finance_publishes_terms(finance):
    text = "window_hours = 0"
    press(finance, "/desk/policy/draft/save", {"over": 0, "text": text})
    press(finance, "/desk/policy/publish/", {"number": 1, "on": "2027-01-01", "sentence": "x"})
    assert not Draft.objects.exists()
    assert not Proposal.objects.exists()
    assert not Publication.objects.exists()


@attempt("finance", "a payment is decided once, and what was declined isn't charged")
def test_approving_a_payment_that_was_declined(finance):
    order = order_of(a_bag(), now=clock.now(), card=world.RISKY)
    address = f"/desk/orders/{order.number}/payment"
    finance.post(address, {"answer": "decline", "note": "a fraud"})
    finance.post(address, {"answer": "approve", "note": "no"})
    money_moved(clock.now() + timedelta(hours=1))
    assert Payment.objects.get(order=order).captured_cents == 0
    assert states(order) == {"cancelled"}


@attempt("finance", "shipping, holding and the list of authenticators are others'")
def test_finance_ships_and_lists_an_authenticator(finance):
    order = placed()
    over_the_counter(finance, boxed(order), fedex_number(1))
    finance.post("/desk/authenticators/list", {"name": "x", "site": "https://x.example"})
    assert not has_shipped(order)
    assert not Authenticator.objects.exists()
