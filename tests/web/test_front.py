"""The front page."""

from __future__ import annotations

import re

from tests.factories.items import a_bag, an_unjudged_bag
from tests.factories.orders import order_of


def test_it_links_what_is_for_sale_and_nothing_else(shopper):
    bags = [a_bag(title=f"bag {at}") for at in range(14)]
    order_of(bags[0])
    an_unjudged_bag()
    page = shopper.get("/").content.decode()
    linked = set(re.findall(r'href="(/items/[\w-]+)"', page))
    assert linked == {bag.get_absolute_url() for bag in bags[1:]}


def test_an_empty_store_still_opens(shopper):
    assert shopper.get("/").status_code == 200


def test_more_items_cost_no_more_queries(shopper, django_assert_max_num_queries):
    for _ in range(20):
        a_bag()
    with django_assert_max_num_queries(4):
        shopper.get("/")


def test_a_page_that_is_not_there_helps(shopper):
    answer = shopper.get("/nowhere")
    assert answer.status_code == 404
    assert "search above" in answer.content.decode()
