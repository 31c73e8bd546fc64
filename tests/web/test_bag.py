"""The bag."""

from __future__ import annotations

from tests.factories.items import a_bag, an_unjudged_bag
from tests.factories.orders import order_of
from tests.factories.pages import page_text


def test_in_and_out(shopper):
    bag = a_bag()
    shopper.post(f"/bag/add/{bag.slug}")
    shopper.post(f"/bag/add/{bag.slug}")  # twice is once
    assert (
        page_text(shopper.get("/bag")).count(bag.title) == 2
    )  # its name, and the button that takes it out
    shopper.post(f"/bag/remove/{bag.slug}")
    assert "Nothing in it yet" in page_text(shopper.get("/bag"))


def test_reading_puts_nothing_in(shopper):
    assert shopper.get(f"/bag/add/{a_bag().slug}").status_code == 405


def test_what_is_not_for_sale_is_not_put_in(shopper):
    sold = a_bag()
    order_of(sold)
    assert "just been sold" in page_text(shopper.post(f"/bag/add/{sold.slug}", follow=True))
    assert shopper.post(f"/bag/add/{an_unjudged_bag().slug}").status_code == 404


def test_what_was_sold_meanwhile_is_marked_and_stops_the_checkout(shopper):
    bag = a_bag()
    shopper.post(f"/bag/add/{bag.slug}")
    order_of(bag)
    words = page_text(shopper.get("/bag"))
    assert "Sold to somebody else meanwhile" in words
    assert "Check out" not in words


def test_a_bag_has_a_limit(shopper):
    for _ in range(10):
        shopper.post(f"/bag/add/{a_bag().slug}")
    assert "The bag is full" in page_text(shopper.post(f"/bag/add/{a_bag().slug}", follow=True))


def test_forms_need_their_token(house):
    from django.test import Client

    assert Client(enforce_csrf_checks=True).post(f"/bag/add/{a_bag().slug}").status_code == 403
