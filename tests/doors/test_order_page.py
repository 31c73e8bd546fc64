"""Clause `copy`: the order's own page and its copy for paper, behind an address nobody can guess."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import a_bag, confirm, order_of
from tests.doors.conftest import said
from troth import clock
from troth.fulfillment.actions import process, ship


@pytest.fixture
def order(house):
    return order_of(a_bag(), now=clock.now())


def test_only_the_key_opens_it(shopper, order):
    assert shopper.get(f"/orders/{order.key}").status_code == 200
    for guess in (order.number, str(order.pk), order.key[:-1], order.key.swapcase(), "x"):
        assert shopper.get(f"/orders/{guess}").status_code == 404
        assert shopper.get(f"/orders/{guess}/print").status_code == 404


def test_it_leaks_to_nobody(shopper, order):
    answer = shopper.get(f"/orders/{order.key}")
    page = answer.content.decode()
    assert "noindex" in page
    assert "no-referrer" in page
    assert "no-store" in answer["Cache-Control"]


def test_until_when_it_may_be_cancelled(shopper, order):
    url = f"/orders/{order.key}"
    assert "The exact time then stands here" in said(shopper.get(url))
    confirm(order)
    assert "Until" in said(shopper.get(url))
    assert "Why this time?" in said(shopper.get(url))
    clock.move_forward(timedelta(hours=2, minutes=1))
    assert "The window closed" in said(shopper.get(url))


def test_shipped_it_leads_to_the_carriers_own_page(shopper, order):
    confirm(order)
    process(order=order, now=clock.now(), by="pat")
    ship(order=order, carrier="fedex", number="986578788855", now=clock.now() + timedelta(hours=3), by="pat")
    page = shopper.get(f"/orders/{order.key}")
    assert 'href="https://www.fedex.com/fedextrack/?trknbr=986578788855"' in page.content.decode()
    assert "A claim opens" in said(page)
    assert "Parcel handed to the carrier" in said(page)


def test_the_copy_for_paper_is_whole(shopper, order):
    words = said(shopper.get(f"/orders/{order.key}/print"))
    for part in (order.number, "Ann Lee", "12 Grand Street", "$1,322.83", "Arrives", "troth-standard", "Final sale"):
        assert part in words, part


def test_markup_in_a_name_stays_text(shopper):
    import dataclasses

    from tests.cast import ANN

    order = order_of(a_bag(), by=dataclasses.replace(ANN, name="<script>alert(1)</script>"))
    confirm(order)
    for url in (f"/orders/{order.key}", f"/orders/{order.key}/print"):
        assert "<script>alert" not in shopper.get(url).content.decode()


def test_queries(shopper, order, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        shopper.get(f"/orders/{order.key}")
