"""Clauses `methods`, `no_changes`: address, look once more, one press, one order."""

from __future__ import annotations

import pytest

from tests.cast import a_bag, a_watch_in_japan, order_of
from tests.doors.conftest import ADDRESS, said
from troth.catalog.models import Item
from troth.orders.models import Order


def test_an_empty_bag_has_no_checkout(shopper):
    assert shopper.get("/checkout").url == "/bag"
    assert shopper.get("/checkout/review").url == "/bag"


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("email", "nobody", "valid email"),
        ("name", "", "required"),
        ("zip_code", "00000", "there is no ZIP code 00000"),
        ("zip_code", "60610", "ZIP 60610 is in Illinois, not in New York"),
        ("state", "XX", "XX is not one of the available choices"),
        ("street", "x" * 101, "at most 100 characters"),
        ("name", "a\x00b", "Null characters"),
    ],
)
def test_a_wrong_field_is_told_and_nothing_typed_is_lost(shopper, field, typed, told):
    shopper.post(f"/bag/add/{a_bag().slug}")
    answer = shopper.post("/checkout", ADDRESS | {field: typed})
    assert answer.status_code == 200
    assert told in said(answer)
    assert 'value="12 Grand Street"' in answer.content.decode() or field == "street"


def test_at_most_eight_fields(shopper):
    shopper.post(f"/bag/add/{a_bag().slug}")
    page = shopper.get("/checkout").content.decode()
    assert page.count('class="field') <= 8


@pytest.mark.parametrize(
    ("state", "zip_code", "where"),
    [("HI", "96813", "Hawaii"), ("AK", "99501", "Alaska"), ("AE", "09001", "military post")],
)
def test_a_destination_nothing_serves_is_refused_before_payment(shopper, state, zip_code, where):
    shopper.post(f"/bag/add/{a_bag().slug}")
    answer = shopper.post("/checkout", ADDRESS | {"state": state, "zip_code": zip_code, "city": "There"})
    assert f"Ground does not go to {where}" in said(answer).replace("a military", "military")
    assert "Shipping methods" in said(answer)
    assert shopper.get("/checkout/review").status_code == 302


def test_the_look_once_more_page_shows_all_that_is_agreed_to(shopper, review):
    review(a_bag(), a_watch_in_japan())
    words = said(shopper.get("/checkout/review"))
    for shown in ("Please look once more", "can't be changed", "12 Grand Street", "From Japan", "Sales tax", "8.875 %",
                  "$6,548.83", "FedEx carries it", "Someone must sign", "within 2 hours", "Final sale"):  # fmt: skip
        assert shown in words, shown


def test_one_press_one_order(shopper, review):
    form = review(a_bag())
    first = shopper.post("/checkout/review", form)
    again = shopper.post("/checkout/review", form)
    assert first.url.split("?")[0] == again.url == Order.objects.get().get_absolute_url()
    assert "Thank you" in said(shopper.get(first.url))
    assert "Nothing in it yet" in said(shopper.get("/bag"))


def test_a_declined_card_charges_nothing_and_keeps_the_checkout(shopper, review):
    answer = shopper.post("/checkout/review", review(a_bag()) | {"card": "test_declines"}, follow=True)
    assert "declined" in said(answer)
    assert "Please look once more" in said(answer)
    assert not Order.objects.exists()


def test_a_price_that_changed_meanwhile_is_shown_never_charged(shopper, review):
    bag = a_bag()
    form = review(bag)
    Item.objects.filter(pk=bag.pk).update(price_cents=130_000)
    answer = shopper.post("/checkout/review", form, follow=True)
    assert "Something changed since you looked" in said(answer)
    assert "$1,300.00" in said(answer)
    assert not Order.objects.exists()


def test_an_address_changed_in_another_tab_is_looked_at_again(shopper, review):
    form = review(a_bag())
    shopper.post("/checkout", ADDRESS | {"street": "99 Other Street"})
    answer = shopper.post("/checkout/review", form, follow=True)
    assert "99 Other Street" in said(answer)
    assert not Order.objects.exists()


def test_who_comes_second_is_told(shopper, review):
    bag = a_bag()
    form = review(bag)
    order_of(bag)
    assert "just been sold" in said(shopper.post("/checkout/review", form, follow=True))


@pytest.mark.parametrize("forged", [{"card": "gold"}, {"agreed": ""}, {"key": "short"}, {"agreed": "x" * 5000}])
def test_a_forged_form_places_nothing(shopper, review, forged):
    answer = shopper.post("/checkout/review", review(a_bag()) | forged)
    assert answer.status_code in (200, 302)
    assert not Order.objects.exists()


def test_an_ended_session_is_told_so(shopper, review):
    form = review(a_bag())
    shopper.cookies.clear()
    assert "nothing was charged" in said(shopper.post("/checkout/review", form, follow=True))
