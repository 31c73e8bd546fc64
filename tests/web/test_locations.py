"""Clause `signature`: who isn't at home in the day may have the parcel kept at a place of the
carrier's.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.factories import world
from tests.factories.items import a_bag
from tests.factories.pages import page_text
from tests.factories.parcels import BOX, fill_parcel
from troth import clock
from troth.checkout.models import Checkout
from troth.fulfillment.shipping_labels import labels
from troth.fulfillment.warehouse import packing
from troth.fulfillment.warehouse.queue import claim_next_order
from troth.orders.actions import mark_confirmation_sent
from troth.orders.models import Order
from troth.storefront.checkout import location_views


@pytest.fixture
def carriers(monkeypatch):
    carriers_by_name = world.fedex()
    monkeypatch.setattr(location_views, "configured_carriers", lambda: carriers_by_name)
    yield carriers_by_name
    world.carrier_control(reset=True)


def keys(shopper) -> list[str]:
    return re.findall(
        r'name="location" value="([^"]+)"', shopper.get("/checkout/locations").content.decode()
    )


def test_it_is_kept_there_with_the_tax_and_label_of_that_place(shopper, review, carriers):
    review(a_bag())
    assert "Have it kept at a place" in page_text(shopper.get("/checkout/review"))
    chosen = keys(shopper)[0]
    assert shopper.post("/checkout/locations", {"location": chosen}).url == "/checkout/review"
    checkout = Checkout.objects.get()
    page = shopper.get("/checkout/review")
    assert "Hold at FedEx" in page_text(page)
    assert "come with an ID in your name" in page_text(page)
    assert (
        page_text(shopper.get("/checkout")).count(checkout.address["street"]) == 0
    )  # it isn't the shopper's own address
    fields = re.findall(r'name="(key|agreed)" value="([^"]*)"', page.content.decode())
    status, back = world.pay(shopper.post("/checkout/review", dict(fields)).url)
    assert status == 303
    shopper.get(back.removeprefix("http://testserver"))
    order = Order.objects.get()
    assert (order.recipient.hold_at, order.ship_to_zip) == (chosen, checkout.address["zip_code"])
    assert order.recipient.hold_name.startswith("FedEx")
    assert re.search(r"Mon–Sat \d+:\d\d am–\d+:\d\d pm", order.recipient.hold_hours)
    assert order.recipient.hold_hours.endswith("Sun closed all day")
    later = clock.now() + timedelta(days=5)
    world.carrier_clock(later)
    mark_confirmation_sent(
        order=order, message_id="<a@example.com>", now=clock.now(), by="notifications"
    )
    parcel = fill_parcel(claim_next_order(now=later, by="pat"), now=later)
    packing.close_parcel(parcel=parcel, grams=2_400, now=later, by="pat", **BOX)
    parcel.refresh_from_db()
    label = carriers["fedex"].buy(
        labels.shipment_request_of(parcel, reference=f"{parcel.key}.1", now=later)
    )
    shipment = next(
        booked
        for booked in world.carrier_control("/_control/audit")["shipments"]
        if booked["number"] == label.number
    )
    assert chosen in str(shipment["request"])
    assert label.signature == "DIRECT"


def test_a_place_that_is_not_on_the_page_is_not_taken(shopper, review, carriers):
    review(a_bag())
    before = Checkout.objects.get().address
    for location in ("", "NOWHERE", "x" * 5000):
        assert (
            shopper.post("/checkout/locations", {"location": location}).url == "/checkout/locations"
        )
    assert Checkout.objects.get().address == before


@pytest.mark.parametrize(
    "trouble", [{"down": True}, {"fail_next": [{"path": "/locations", "times": 9}]}]
)
def test_a_silent_carrier_stops_nobody(shopper, review, carriers, trouble):
    review(a_bag())
    world.carrier_control(**trouble)
    assert shopper.get("/checkout/locations").url == "/checkout/review"
    assert "doesn't say now" in page_text(shopper.get("/checkout/review"))


def test_without_a_checkout_there_is_nothing_to_keep(shopper):
    assert shopper.get("/checkout/locations").url == "/bag"


def test_a_po_box_is_offered_no_other_carriers_location(shopper, review, carriers):
    review(a_bag(), street="PO Box 12")
    before = Checkout.objects.get().address
    assert "Have it kept at a place" not in page_text(shopper.get("/checkout/review"))
    assert shopper.get("/checkout/locations").url == "/checkout/review"
    assert shopper.post("/checkout/locations", {"location": "ANY"}).url == "/checkout/locations"
    assert Checkout.objects.get().address == before
