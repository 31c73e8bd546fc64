"""An empty store guides its owner: each step says whether it is done, and how."""

from __future__ import annotations

import re

import pytest

from tests.factories.items import a_bag
from tests.factories.moments import NOON
from tests.factories.orders import order_of
from tests.factories.pages import page_text
from tests.factories.people import ola, pat
from tests.factories.publications import LONGER, put_in_force
from troth import roles
from troth.commands.people import add_person

STEPS = (
    "Name, address and mail",
    "Policy",
    "A second owner",
    "Letters",
    "Carriers",
    "Payments",
    "Staff",
    "First piece",
)


def steps_of(client) -> dict[str, bool]:
    words = page_text(client.get("/desk/first-steps/"))
    marks = re.findall(r"\d+\. ([A-Z][a-z ,]+?) (Done|Not done yet)\b", words)
    return {title: mark == "Done" for title, mark in marks}


@pytest.fixture
def owner(client):
    client.force_login(ola())
    return client


def test_in_an_empty_store_nothing_is_done_and_each_step_says_how(house, owner):
    house.CARRIERS_BY_HAND, house.EMAIL_HOST = (), ""
    assert steps_of(owner) == dict.fromkeys(STEPS, False)
    words = page_text(owner.get("/desk/first-steps/"))
    assert "0 of 8 are done" in words
    for way in ("[store]", "MAIL_PROVIDER", "FEDEX_KEY", "STRIPE_SECRET_KEY", "troth staff EMAIL"):
        assert way in words, way


def test_each_step_is_done_by_what_it_names(house, owner):
    house.EMAIL_HOST, house.CARRIERS_BY_HAND = "mail.example", ("usps",)
    house.PAYMENTS_IN_SANDBOX = False
    put_in_force(LONGER, since=NOON)
    for number, role in enumerate((*roles.ROLES, roles.AUTHENTICATOR)):
        add_person(f"person{number}@example.com", password=None, named=[role])
    a_bag()
    steps = steps_of(owner)
    assert [title for title, is_done in steps.items() if not is_done] == [
        "Name, address and mail"  # the demo's store is still named
    ]


def test_the_queue_leads_an_owner_there_until_the_first_order(house, owner, client):
    assert "First steps: what is set up" in page_text(owner.get("/desk/"))
    order_of(a_bag())
    assert "First steps" not in page_text(owner.get("/desk/"))


def test_nobody_else_is_led_there(house, client):
    client.force_login(pat())
    assert "First steps" not in page_text(client.get("/desk/"))
    assert client.get("/desk/first-steps/").status_code == 403
