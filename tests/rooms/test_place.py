"""Placing: one press, one order; what was agreed to is what is kept."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest

from tests.cast import ANN, BEN, NOON, a_bag, a_cheap_scarf, a_watch_in_japan, order_of
from tests.moments import moment
from tests.policy.test_promise import changed
from troth.catalog.models import Item
from troth.checkout import actions as checkout
from troth.checkout.actions import ItemGone, QuoteChanged, UnableToPlace
from troth.orders.actions import keep_policy
from troth.orders.models import Line, Order
from troth.payments.provider import BuiltInProvider, Declined
from troth.policy.answers import Refusal
from troth.policy.terms import shipped


def offer(*items, by=ANN, now=NOON):
    return checkout.quote(terms=shipped(), items=items, address=by, method=None, now=now)


def press(*items, agreed, by=ANN, now=NOON, card=BuiltInProvider.APPROVES, key="one-press-of-the-button"):
    return checkout.place(
        terms=shipped(), items=items, address=by, method=None, agreed=agreed, card=card, key=key, now=now,
        provider=BuiltInProvider(),
    )  # fmt: skip


def test_what_was_agreed_to_is_kept(house):
    bag = a_bag()
    order = Order.objects.get(pk=order_of(bag).pk)
    assert order.promises == {"us": offer(a_bag()).promises["us"].data()}
    assert (order.items_cents, order.shipping_cents, order.tax_cents) == (120_000, 1_500, 10_783)
    assert order.total_cents == 132_283
    assert {line["code"] for line in order.tax["lines"]} == {"8081"}
    assert order.policy.digest == shipped().digest
    assert order.policy.source == shipped().source
    assert order.recipient.street == "12 Grand Street"
    line = order.lines.get()
    assert (line.title, line.state, line.listing["brand"]) == (bag.title, "placed", "Maison Orlède")
    assert not Item.objects.for_sale().filter(pk=bag.pk).exists()


def test_the_timeline_begins(house):
    order = order_of(a_bag())
    kinds = [event.kind for event in order.events.order_by("pk")]
    assert kinds == ["payment.authorized", "line.placed", "order.placed"]
    assert order.events.get(kind="payment.authorized").facts["amount_cents"] == order.total_cents


def test_the_policy_it_was_placed_under_governs_it_for_ever(house):
    order = order_of(a_bag())
    keep_policy(changed(("window_hours = 2", "window_hours = 1")))
    assert order.policy.terms.file.cancellation.window_hours == 2


def test_another_policys_text_comes_back_as_its_terms(house):
    terms = changed(("window_hours = 2", "window_hours = 1"))
    kept = keep_policy(terms)
    assert keep_policy(terms) == kept
    assert kept.terms.file.cancellation.window_hours == 1


def test_the_same_press_twice_is_one_order(house):
    bag = a_bag()
    agreed = offer(bag).agreed()
    first = press(bag, agreed=agreed)
    assert press(Item.objects.get(pk=bag.pk), agreed=agreed) == first
    assert Order.objects.count() == 1


def test_a_price_that_changed_is_not_charged(house):
    bag = a_bag()
    agreed = offer(bag).agreed()
    Item.objects.filter(pk=bag.pk).update(price_cents=999)
    with pytest.raises(QuoteChanged):
        press(Item.objects.get(pk=bag.pk), agreed=agreed)
    assert not Order.objects.exists()


@pytest.mark.parametrize("meanwhile", [{"price_cents": 999}, {"listed_at": None}])
def test_what_changes_between_reading_and_writing_is_not_sold_so(house, meanwhile):
    bag = a_bag()
    agreed = offer(bag).agreed()
    Item.objects.filter(pk=bag.pk).update(**meanwhile)  # `bag` is still as it was read
    with pytest.raises(QuoteChanged, match="has changed or left the store"):
        press(bag, agreed=agreed)
    assert not Order.objects.exists()


@pytest.mark.parametrize(
    "differently",
    [
        {"now": NOON + timedelta(hours=5)},  # past the cut-off: the dates moved
        {"by": BEN},
        {"by": dataclasses.replace(ANN, street="13 Grand Street")},
        {"agreed": "forged"},
    ],
)
def test_what_was_not_shown_is_not_placed(house, differently):
    bag = a_bag()
    with pytest.raises(QuoteChanged):
        press(bag, **({"agreed": offer(bag).agreed()} | differently))
    assert not Order.objects.exists()


def test_a_declined_card_leaves_nothing_behind(house):
    bag = a_bag()
    with pytest.raises(Declined):
        press(bag, agreed=offer(bag).agreed(), card=BuiltInProvider.DECLINES)
    assert not Order.objects.exists()
    assert Item.objects.get(pk=bag.pk).is_for_sale


def test_what_is_sold_cannot_be_quoted(house):
    bag = a_bag()
    order_of(bag)
    with pytest.raises(ItemGone, match="just been sold"):
        offer(Item.objects.get(pk=bag.pk))


def test_the_database_itself_refuses_the_second_buyer(house):
    bag = a_bag()
    order_of(bag)
    Item.objects.filter(pk=bag.pk).update(sold_at=None)  # as a buyer saw it who looked a moment before
    late = Item.objects.get(pk=bag.pk)
    with pytest.raises(ItemGone, match="somebody else"):
        press(late, agreed=offer(late, by=BEN).agreed(), by=BEN)
    assert Line.objects.count() == Order.objects.count() == 1


def test_a_cancelled_line_frees_its_item(house):
    bag = a_bag()
    line = order_of(bag).lines.get()
    from troth.orders.actions import record

    record(order=line.order, line=line, kind="line.cancelled", now=NOON, by="care")
    Item.objects.filter(pk=bag.pk).update(sold_at=None)
    assert order_of(Item.objects.get(pk=bag.pk), by=BEN).lines.get().state == "placed"


def test_two_warehouses_have_two_promises(house):
    order = order_of(a_bag(), a_watch_in_japan())
    assert set(order.promises) == {"us", "jp"}
    assert order.promises["jp"]["transfer"] == {"earliest": "2026-12-01", "latest": "2026-12-08"}
    assert {line.state for line in order.lines.all()} == {"placed", "in_japan"}


def test_an_exempt_scarf_in_the_city(house):
    assert order_of(a_cheap_scarf()).tax_cents == 0


def test_a_po_box_goes_by_the_postal_service(house):
    assert order_of(a_bag(), by=dataclasses.replace(ANN, street="PO Box 12")).carrier == "usps"


def test_what_nothing_serves_is_refused(house):
    hawaii = dataclasses.replace(ANN, zip_code="96813", state="HI", city="Honolulu")
    answer = offer(a_bag(), by=hawaii)
    assert isinstance(answer, Refusal)
    assert answer.clause == "methods"
    with pytest.raises(UnableToPlace, match="Hawaii"):
        press(a_bag(), agreed="", by=hawaii)


@pytest.mark.parametrize("now", ["Mon 2032-12-27 12:00", "Thu 2025-01-16 12:00"])
def test_what_cannot_be_dated_or_taxed_is_not_placed(house, now):
    with pytest.raises(UnableToPlace, match="We can't date or tax this order now"):
        offer(a_bag(), now=moment(now))


@pytest.mark.parametrize("count", [0, 11])
def test_an_order_has_one_to_ten_items(house, count):
    with pytest.raises(UnableToPlace, match="1 to 10"):
        offer(*[a_bag() for _ in range(count)])
