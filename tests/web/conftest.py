"""Doors are tried with Django's client, which submits forms as a browser without scripts does."""

from __future__ import annotations

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest

from tests import with_django
from tests.factories import world
from tests.factories.items import a_bag
from tests.factories.moments import MONDAY, moment
from tests.factories.orders import order_of
from tests.factories.pages import ADDRESS_FORM, Browser, token_path
from tests.factories.parcels import (
    LATER,
    deliver_parcel,
    place_and_box,
    process_and_ship,
    process_labels,
)
from tests.factories.payments import money_moved
from tests.factories.people import pat
from tests.factories.returns import BACK, scan_parcel
from troth import clock
from troth.fulfillment.models import Parcel, Return
from troth.fulfillment.warehouse import handover
from troth.orders.actions import mark_confirmation_sent
from troth.payments.models import Payment


def pytest_configure(config: pytest.Config) -> None:
    with_django.register(config)


@pytest.fixture
def client():
    return Browser()


@pytest.fixture
def shopper(house, client):
    world.clock(clock.now())
    return client


@pytest.fixture
def quick_passwords(house):
    house.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def watch(monkeypatch):
    """The time by which codes are made, on the phone and here."""
    shown = SimpleNamespace(now=1_800_000_000)
    shown.time = lambda: shown.now
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time", shown)
    return shown


@pytest.fixture
def client_class(house):
    return Browser


@pytest.fixture
def staff(house, client):
    client.force_login(pat())
    return client


@pytest.fixture
def review(shopper):
    """Goes to the look-once-more page with these items; returns what its form holds."""

    def go(*items, **address):
        for item in items:
            shopper.post(f"/bag/add/{item.slug}")
        answer = shopper.post("/checkout", ADDRESS_FORM | address)
        assert answer.status_code == 302, answer.content.decode()
        page = shopper.get("/checkout/review").content.decode()
        return dict(re.findall(r'name="(key|agreed)" value="([^"]+)"', page))

    return go


@pytest.fixture
def set_clock(monkeypatch):
    """Sets the store's clock."""
    now = [MONDAY]
    monkeypatch.setattr(clock, "now", lambda: now[0])
    return lambda moment: now.__setitem__(0, moment)


@pytest.fixture
def monday_order(shopper, set_clock):
    placed = order_of(a_bag(), now=MONDAY)
    mark_confirmation_sent(
        order=placed, message_id="<a@example.com>", now=MONDAY, by="notifications"
    )
    shopper.get(token_path(placed))
    return placed


@pytest.fixture
def delivered_order(monday_order, set_clock):
    process_and_ship(monday_order, MONDAY + timedelta(hours=3))
    Payment.objects.update(captured_cents=monday_order.total_cents, state="captured")
    deliver_parcel(monday_order, moment("Mon 2026-11-30 11:00"))
    set_clock(moment("Mon 2026-11-30 12:00"))
    return monday_order


@pytest.fixture
def returns_clock(monkeypatch):
    at = [BACK]
    monkeypatch.setattr(clock, "now", lambda: at[0])
    return at


@pytest.fixture
def returned_parcel(fedex, returns_clock):
    """A parcel that the carrier brings back."""
    parcel = place_and_box()
    process_labels(fedex)
    handover.hand_over(parcel=parcel, to="J. Driver", now=LATER, by="pat")
    money_moved(LATER)
    parcel = Parcel.objects.get(pk=parcel.pk)
    scan_parcel(parcel, "delayed", BACK - timedelta(hours=2), "Exception: Shipment refused")
    scan_parcel(parcel, "returning", BACK - timedelta(hours=1))
    return Return.objects.get(parcel=parcel)
