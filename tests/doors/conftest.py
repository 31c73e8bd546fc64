"""Doors are tried with Django's client, which submits forms as a browser without scripts does."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests import world
from tests.cast import pat
from troth import clock


@pytest.fixture
def shopper(house, client):
    world.clock(clock.now())
    return client


@pytest.fixture
def client_class(house):
    return Client


@pytest.fixture
def staff(house, client):
    client.force_login(pat())
    return client


ADDRESS = {
    "email": "ann@example.com", "name": "Ann Lee", "street": "12 Grand Street", "street2": "", "city": "New York", "state": "NY",
    "zip_code": "10013", "phone": "", "method": "ground",
}  # fmt: skip


@pytest.fixture
def review(shopper):
    """Goes to the look-once-more page with these items; returns what its form holds."""

    def go(*items, **address):
        for item in items:
            shopper.post(f"/bag/add/{item.slug}")
        answer = shopper.post("/checkout", ADDRESS | address)
        assert answer.status_code == 302, answer.content.decode()
        page = shopper.get("/checkout/review").content.decode()
        return dict(re.findall(r'name="(key|agreed)" value="([^"]+)"', page))

    return go


def said(answer) -> str:
    """The words of a page, without its markup."""
    text = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(text.replace("&#x27;", "'").replace("&amp;", "&").split())
