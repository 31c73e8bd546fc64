"""Placing: one payment, one order; what was agreed to is what is kept, and what changed meanwhile
is shown.
"""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest

from tests.factories import world
from tests.factories.items import a_bag, a_cheap_scarf, a_watch_in_japan
from tests.factories.moments import NOON, moment
from tests.factories.orders import (
    open_payment_page,
    order_of,
    place_paid_order,
    reach_payment_page,
    shopper_of,
    start_checkout,
)
from tests.factories.payments import money_moved
from tests.factories.people import ANN, BEN
from tests.factories.policies import changed_terms
from troth.catalog import reservations
from troth.catalog.models import Item, Reservation
from troth.checkout import actions as checkout
from troth.checkout import payment_sync, placement, quoting
from troth.checkout.models import Checkout
from troth.checkout.quoting import ItemGone, QuoteChanged, UnableToPlace
from troth.orders.actions import record_event, store_policy
from troth.orders.links import hash_of, link_of
from troth.orders.models import Line, Order
from troth.payments.models import Payment, PaymentOperation
from troth.payments.provider import configured_provider
from troth.policy.results import Refusal
from troth.policy.terms import shipped_terms


def offer(*items, by=ANN, now=NOON):
    return quoting.quote(terms=shipped_terms(), items=items, address=by, method=None, now=now)


def paid(*items, card=world.VISA, session="", **kwargs):
    """Everything but the way back."""
    paying = reach_payment_page(*items, session=session, **kwargs)
    world.pay(paying.payment.session_url, card=card)
    return paying


def test_what_was_agreed_to_is_kept(house):
    bag = a_bag()
    order = Order.objects.get(pk=order_of(bag).pk)
    assert order.promises == {"us": offer(a_bag()).promises["us"].data()}
    assert (order.items_cents, order.shipping_cents, order.tax_cents) == (120_000, 1_500, 10_783)
    assert order.total_cents == 132_283
    assert {line["code"] for line in order.tax["lines"]} == {"8081"}
    assert order.policy.digest == shipped_terms().digest
    assert order.policy.source == shipped_terms().source
    assert order.recipient.street == "12 Grand Street"
    line = order.lines.get()
    assert (line.title, line.state, line.listing["brand"]) == (bag.title, "placed", "Maison Orlède")
    assert not Item.objects.for_sale().filter(pk=bag.pk).exists()


def test_the_page_that_was_agreed_to_is_kept_word_by_word(house):
    order = order_of(a_bag())
    assert order.agreed["shown"]["total"] == order.total_cents
    assert [cents for _, cents in order.agreed["shown"]["bill"]] == [120_000, 1_500, 10_783]
    assert "Someone must sign" in order.agreed["said"][0]
    assert any("Final sale" in sentence for sentence in order.agreed["said"])


def test_the_timeline_begins(house):
    order = order_of(a_bag())
    kinds = [event.kind for event in order.events.order_by("pk")]
    assert kinds == ["payment.authorized", "line.placed", "order.placed"]
    assert order.events.get(kind="payment.authorized").facts["amount_cents"] == order.total_cents


def test_the_address_and_code_checks_are_kept(house):
    checks = order_of(a_bag()).payment.checks
    assert (checks["cvc"], checks["postal_code"], checks["last4"], checks["risk_level"]) == (
        "pass",
        "pass",
        "4242",
        "normal",
    )


def test_nothing_is_taken_yet_and_the_provider_knows_the_order_by_our_key(house):
    order = order_of(a_bag())
    [theirs] = [
        intent
        for intent in world.audit()["payment_intents"]
        if intent["metadata"].get("key") == order.checkout_key
    ]
    assert (theirs["status"], theirs["amount"], theirs["amount_received"]) == (
        "requires_capture",
        order.total_cents,
        0,
    )


def test_the_policy_it_was_placed_under_governs_it_for_ever(house):
    order = order_of(a_bag())
    store_policy(changed_terms(("window_hours = 2", "window_hours = 1")))
    assert order.policy.terms.file.cancellation.window_hours == 2


def test_another_policys_text_comes_back_as_its_terms(house):
    terms = changed_terms(("window_hours = 2", "window_hours = 1"))
    policy = store_policy(terms)
    assert store_policy(terms) == policy
    assert policy.terms.file.cancellation.window_hours == 1


def test_the_token_of_its_page_is_kept_nowhere(house):
    order = order_of(a_bag())
    token = link_of(number=order.number, link_hash=order.link_hash).rpartition("/")[2]
    assert len(token) == 32
    assert order.link_hash == hash_of(token)
    assert token not in str(Order.objects.values())


def test_with_another_key_in_front_older_links_are_still_made(house, settings):
    order = order_of(a_bag())
    link = link_of(number=order.number, link_hash=order.link_hash)
    settings.LINK_KEYS = ["a new key", *settings.LINK_KEYS]
    assert link_of(number=order.number, link_hash=order.link_hash) == link
    settings.LINK_KEYS = ["a new key"]
    assert link_of(number=order.number, link_hash=order.link_hash).endswith("/orders/find")


# One press, one order


def test_coming_back_twice_is_one_order(house):
    paying = paid(a_bag())
    assert place_paid_order(paying) == place_paid_order(paying)
    assert Order.objects.count() == 1


def test_pressing_twice_is_one_payment_on_one_page(house):
    bag = a_bag()
    started = start_checkout(bag, session="ann")
    first = open_payment_page(started, session="ann")
    again = open_payment_page(
        Checkout.objects.get(), session="ann", now=NOON + timedelta(minutes=2)
    )
    assert first.payment.session_url == again.payment.session_url
    assert Payment.objects.count() == 1


def test_a_page_that_was_opened_and_whose_answer_was_lost_is_the_same_page(house):
    started = start_checkout(a_bag(), session="ann")
    first = open_payment_page(started, session="ann").payment
    Payment.objects.update(
        session_id=None, session_url=""
    )  # as a process left it that died before writing it down
    assert (
        open_payment_page(
            Checkout.objects.get(), session="ann", now=NOON + timedelta(minutes=1)
        ).payment.session_id
        == first.session_id
    )


def test_going_back_to_change_the_address_begins_anew_and_releases_the_first_page(house):
    bag = a_bag()
    first = reach_payment_page(bag, session="ann")
    elsewhere = dataclasses.replace(ANN, street="99 Other Street")
    second = open_payment_page(
        start_checkout(bag, by=elsewhere, session="ann", key=first.key), session="ann"
    )
    assert second.key != first.key
    assert money_moved() == 1
    assert "expired" in world.pay(first.payment.session_url)[1].lower()
    world.pay(second.payment.session_url)
    assert place_paid_order(second).recipient.street == "99 Other Street"


def test_two_pages_of_one_shopper_both_paid_are_one_order_and_the_other_is_released(house):
    bag = a_bag()
    first = reach_payment_page(bag, session="ann")
    other = open_payment_page(
        start_checkout(bag, session="ann"), session="ann"
    )  # another tab, from the bag
    for paying in (first, other):
        world.pay(paying.payment.session_url)
    assert place_paid_order(other) == place_paid_order(first)
    money_moved()
    assert sorted(Payment.objects.values_list("state", flat=True)) == ["authorized", "voided"]


# Checked again from the inside


def test_a_price_that_changed_before_the_press_is_shown(house):
    bag = a_bag()
    started = start_checkout(bag, session="ann")
    agreed = offer(bag).signed_token()
    Item.objects.filter(pk=bag.pk).update(price_cents=999_00)
    with pytest.raises(QuoteChanged):
        open_payment_page(started, session="ann", agreed=agreed)
    assert not Payment.objects.exists()


def test_a_price_that_changed_while_they_paid_is_never_charged(house):
    bag = a_bag()
    paying = paid(bag)
    Item.objects.filter(pk=bag.pk).update(price_cents=130_000)
    with pytest.raises(QuoteChanged, match="price has changed"):
        place_paid_order(paying)
    assert not Order.objects.exists()
    assert money_moved() == 1
    assert Payment.objects.get().state == "voided"


def test_what_leaves_the_store_while_they_pay_is_not_sold(house):
    bag = a_bag()
    paying = paid(bag)
    Item.objects.filter(pk=bag.pk).update(listed_at=None)
    with pytest.raises(ItemGone, match="has left the store"):
        place_paid_order(paying)
    assert not Order.objects.exists()


@pytest.mark.parametrize(
    "differently", [{"by": BEN}, {"by": dataclasses.replace(ANN, street="13 Grand Street")}]
)
def test_what_was_not_shown_is_not_paid(house, differently):
    bag = a_bag()
    with pytest.raises(QuoteChanged):
        open_payment_page(
            start_checkout(bag, session="ann", **differently),
            session="ann",
            agreed=offer(bag).signed_token(),
        )
    with pytest.raises(QuoteChanged):
        open_payment_page(Checkout.objects.get(), session="ann", agreed="forged")
    assert not Payment.objects.exists()


LATE = moment("Mon 2026-11-23 15:58")
AFTER = moment("Mon 2026-11-23 16:01")


def test_the_dates_that_moved_while_they_paid_are_shown_and_the_money_stays_reserved(house):
    paying = paid(a_bag(), now=LATE, session="ann")
    with pytest.raises(placement.DatesChanged):
        place_paid_order(paying, now=AFTER)
    assert Checkout.objects.get().asks_again
    paid_checkout = Checkout.objects.select_related("payment__order").get()
    session = configured_provider().session(paying.payment.session_id)
    agreed = checkout.current_quote(
        checkout=paid_checkout, terms=shipped_terms(), now=AFTER
    ).signed_token()
    order = placement.accept_new_dates(
        checkout=paid_checkout, agreed=agreed, snapshot=session, terms=shipped_terms(), now=AFTER
    )
    assert order.promises["us"]["starts_on"] == "2026-11-24"
    assert Payment.objects.get().state == "authorized"


def test_dates_that_nobody_agrees_to_are_let_go_with_the_hold(house):
    paying = paid(a_bag(), now=LATE, session="ann")
    with pytest.raises(placement.DatesChanged):
        place_paid_order(paying, now=AFTER)
    for minutes in (5, 20):
        later = AFTER + timedelta(minutes=minutes)
        payment_sync.sync_payment(
            payment=Payment.objects.get(),
            terms=shipped_terms(),
            now=later,
            provider=configured_provider(),
        )
        assert bool(Checkout.objects.get().ended_at) == (minutes == 20)
    assert money_moved(AFTER + timedelta(minutes=20)) == 1
    assert not Order.objects.exists()


def test_a_declined_card_leaves_nothing_behind_and_another_one_may_be_tried(house):
    bag = a_bag()
    paying = reach_payment_page(bag)
    assert "declined" in world.pay(paying.payment.session_url, card=world.DECLINED)[1]
    with pytest.raises(placement.NotPaid):
        place_paid_order(paying)
    assert Item.objects.get(pk=bag.pk).is_for_sale
    world.pay(paying.payment.session_url)
    assert place_paid_order(paying).lines.get().item == bag


# One of a kind


def test_what_is_sold_cannot_be_quoted(house):
    bag = a_bag()
    order_of(bag)
    with pytest.raises(ItemGone, match="just been sold"):
        offer(Item.objects.get(pk=bag.pk))


def test_who_comes_while_another_pays_is_told(house):
    bag = a_bag()
    start_checkout(bag, session="ann")
    with pytest.raises(reservations.BeingBought):
        start_checkout(bag, by=BEN, session="ben")


def test_who_pays_after_the_time_still_gets_it_if_nobody_else_is_buying_it(house):
    paying = paid(a_bag())
    assert place_paid_order(paying, now=NOON + timedelta(minutes=20)).lines.count() == 1


def test_who_pays_after_the_time_while_another_is_buying_is_told_and_released(house):
    bag, later = a_bag(), NOON + timedelta(minutes=16)
    paying = paid(bag)
    start_checkout(bag, by=BEN, session="ben", now=later)
    with pytest.raises(ItemGone, match="being bought by somebody else"):
        place_paid_order(paying, now=later)
    assert money_moved(later) == 1
    assert not Order.objects.exists()


def test_the_database_itself_refuses_the_second_buyer(house):
    bag = a_bag()
    slow = paid(bag, by=BEN)
    Reservation.objects.all().delete()
    quick = paid(bag)
    place_paid_order(quick)
    Item.objects.filter(pk=bag.pk).update(
        sold_at=None
    )  # as a buyer saw it who looked a moment before
    Reservation.objects.all().delete()
    with pytest.raises(ItemGone, match="just been sold to somebody else"):
        place_paid_order(slow)
    assert Line.objects.count() == Order.objects.count() == 1
    money_moved()
    assert Payment.objects.get(key=slow.key).state == "voided"


def test_a_cancelled_line_frees_its_item(house):
    bag = a_bag()
    line = order_of(bag).lines.get()
    record_event(order=line.order, line=line, kind="line.cancelled", now=NOON, by="care")
    Item.objects.filter(pk=bag.pk).update(sold_at=None)
    Reservation.objects.all().delete()
    assert order_of(Item.objects.get(pk=bag.pk), by=BEN).lines.get().state == "placed"


# What the promise and the law say


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
    kwargs = {"method": None, "shopper": shopper_of("x"), "key": None, "now": NOON}
    refused = checkout.start_checkout(
        terms=shipped_terms(), items=[a_bag()], address=hawaii, **kwargs
    )
    assert isinstance(refused, Refusal)
    assert not Reservation.objects.exists()


def test_every_method_is_quoted_with_its_own_dates_and_price_or_the_reason_against_it(house):
    options = quoting.quotes_by_method(terms=with_express(), items=[a_bag()], address=ANN, now=NOON)
    ground, express = (quoted for _, _, quoted in options)
    assert (ground.shipping_cents, express.shipping_cents) == (1_500, 6_000)
    assert express.promises["us"].arrives.latest < ground.promises["us"].arrives.earliest
    hawaii = dataclasses.replace(ANN, zip_code="96813", state="HI", city="Honolulu")
    options = quoting.quotes_by_method(
        terms=with_express(), items=[a_bag()], address=hawaii, now=NOON
    )
    assert [(key, isinstance(quoted, Refusal)) for key, _, quoted in options] == [
        ("ground", True),
        ("express", False),
    ]


def with_express():
    """A policy with a second method, which is dearer, faster, and goes to Hawaii too."""
    express = """
[[methods]]
key = "express"
name = "Express"
price_cents = 6000
earliest_days = 1
latest_days = 2
po_boxes = false
states = ["HI", "NY"]
[[methods.carrier_rules]]
carrier = "fedex"
reason = "express goes by FedEx"

[carriers.fedex]"""
    return changed_terms(("\n[carriers.fedex]", express))


@pytest.mark.parametrize("now", ["Mon 2032-12-27 12:00", "Thu 2025-01-16 12:00"])
def test_what_cannot_be_dated_or_taxed_is_not_placed(house, now):
    with pytest.raises(UnableToPlace, match="We can't date or tax this order now"):
        offer(a_bag(), now=moment(now))


@pytest.mark.parametrize("count", [0, 11])
def test_an_order_has_one_to_ten_items(house, count):
    with pytest.raises(UnableToPlace, match="1 to 10"):
        offer(*[a_bag() for _ in range(count)])


# Nobody came back


def test_who_paid_and_never_came_back_has_an_order_all_the_same(house):
    paid(a_bag())
    assert (
        payment_sync.sync_abandoned_checkouts(
            terms=shipped_terms(), now=NOON + timedelta(minutes=3), provider=configured_provider()
        )
        == 1
    )
    assert Order.objects.count() == 1


def test_who_never_paid_holds_nothing_and_owes_nothing(house):
    reach_payment_page(a_bag())
    later = NOON + timedelta(minutes=65)
    world.clock(later)
    payment_sync.sync_abandoned_checkouts(
        terms=shipped_terms(), now=later, provider=configured_provider()
    )
    assert Checkout.objects.get().ended_why == "The time to pay has ended."
    assert reservations.reserved_until(key=Checkout.objects.get().key, now=later) is None
    assert PaymentOperation.objects.get().kind == "void"


def test_addresses_of_what_is_over_are_erased_a_day_later(house):
    start_checkout(a_bag())
    order_of(a_bag())
    placement.clean_up_checkouts(now=NOON + timedelta(hours=2))
    assert not Checkout.objects.filter(address={}).exists()
    placement.clean_up_checkouts(now=NOON + timedelta(hours=27))
    assert list(Checkout.objects.values_list("address", flat=True)) == [{}, {}]
