"""See my data: all of it, by the order's link alone, as a page and as a file; nobody else's, and
nothing that staff write down among themselves.
"""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.apps import apps
from django.core import serializers
from django.core.files.base import ContentFile
from django.db import models
from django.test import Client

from tests.factories.care_requests import (
    DELIVERED,
    ask_to_be_forgotten,
    erase_due,
    place_and_deliver,
    report_damage,
)
from tests.factories.letters import letter_of
from tests.factories.mails import raw_mail, receive_mail
from tests.factories.pages import page_text
from tests.factories.people import pat
from tests.factories.pictures import picture
from troth import clock
from troth.access_log.models import AccessRecord
from troth.care import answering, attaching
from troth.care.cases import close_request
from troth.care.models import Attachment, CareCase
from troth.checkout.payment_sync import sync_abandoned_checkouts as forget_addresses
from troth.notifications import erasure as letters
from troth.notifications.models import Notification, SavedSearch
from troth.orders.links import token_for
from troth.orders.models import Order
from troth.payments.provider import configured_provider
from troth.policy.terms import shipped_terms
from troth.storefront.own_data.sections import sections_of

PERSONAL = ("Ann Lee", "ann@example.com", "12 Grand Street")


@pytest.fixture
def order(house, monkeypatch) -> Order:
    """An order after a life: a report with photos, mails both ways, a note, a saved search."""
    monkeypatch.setattr(clock, "now", lambda: DELIVERED + timedelta(hours=1))
    order = place_and_deliver()
    letter_of(order, "confirmation")
    report = report_damage(order)
    attaching.attach_files(
        request=report,
        files=[ContentFile(picture(), "ann.jpg"), ContentFile(b"%PDF-1.7 x", "ann.pdf")],
        now=DELIVERED,
        by="shopper",
    )
    answering.add_note(
        request=report, sentence="Ann Lee is rude, says Pat.", now=DELIVERED, by="staff:pat"
    )
    receive_mail(raw_mail("Thanks", f"It came, {order}. Ann Lee, 12 Grand Street"), DELIVERED)
    SavedSearch.objects.create(
        key="k" * 30, email="ann@example.com", asked="q=calfskin+bag", saved_at=DELIVERED,
        confirmed_at=DELIVERED, told_until=DELIVERED, checked_at=DELIVERED,
    )  # fmt: skip
    return order


@pytest.fixture
def shopper(order):
    client = Client()
    client.get(f"/o/{token_for(order.number)}")
    return client


def document(shopper, order) -> dict:
    answer = shopper.get(f"/orders/{order.number}/my-data.json")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"
    assert answer["Content-Disposition"] == f'attachment; filename="{order.number}-my-data.json"'
    assert "no-store" in answer["Cache-Control"]
    return json.loads(answer.content)


def texts(value) -> list[str]:
    if isinstance(value, dict):
        return [text for part in value.values() for text in texts(part)]
    if isinstance(value, list):
        return [text for part in value for text in texts(part)]
    return [value] if isinstance(value, str) else []


# Held in another form, or told apart: the HTML of a letter says what its text says; what staff
# write among themselves is given by a person.
ELSEWHERE = {("Notification", "html"), ("Note", "text"), ("Checkout", "address")}


def test_whatever_names_the_shopper_in_any_table_is_in_it(order, shopper):
    exported = "\n".join(texts(document(shopper, order)))
    seen = 0
    for model in apps.get_models():
        names = [
            field.name
            for field in model._meta.concrete_fields
            if isinstance(field, (models.CharField, models.TextField))
        ]
        for row in model.objects.values(*names) if names else ():
            for name, value in row.items():
                if (model.__name__, name) in ELSEWHERE or not isinstance(value, str):
                    continue
                if any(word in value for word in PERSONAL):
                    seen += 1
                    shown = value.replace("[[address-of-the-order]]", "(the link to your order)")
                    assert shown in exported, f"{model.__name__}.{name}: {value[:200]}"
    assert seen > 8


def test_each_section_says_why_and_the_page_shows_them_all(order, shopper):
    held = document(shopper, order)["held"]
    page = page_text(shopper.get(f"/orders/{order.number}/my-data"))
    for section in held:
        assert section["title"] in page
        assert len(section["why"]) > 10
        assert section["why"].split(";")[0].split("'")[0] in page
    filled = {section["key"] for section in held if section["rows"]}
    assert filled >= {
        "recipient", "order", "pieces", "payment", "requests", "files", "mails",
        "letters", "searches", "timeline",
    }  # fmt: skip
    for words in ("12 Grand Street", "ann@example.com", "calfskin bag", "ann.pdf", "It came"):
        assert words in page
    assert "What stays" in page
    assert "Delete my personal data" in page


def test_what_is_kept_after_a_deletion_is_in_the_file(order, shopper):
    exported = document(shopper, order)
    assert any("sales tax" in entry["why"] for entry in exported["kept_after_that"])
    assert "Your name, address, email" in exported["erased_when_you_ask"]


def test_the_orders_page_and_the_deletion_lead_to_it(order, shopper):
    for page in (f"/orders/{order.number}", f"/orders/{order.number}/ask/forget"):
        assert f'href="/orders/{order.number}/my-data"' in shopper.get(page).content.decode()


def test_files_and_mails_can_be_downloaded(order, shopper):
    links = [
        row["link"]
        for section in document(shopper, order)["held"]
        for row in section["rows"]
        if "link" in row
    ]
    assert len(links) == 3
    for link in links:
        answer = shopper.get(link)
        assert answer.status_code == 200
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer.getvalue()


def test_the_words_and_names_of_staff_are_not_in_it(order, shopper):
    AccessRecord.objects.create(
        at=DELIVERED, kind="order_viewed", who="pat@example.com", order_number=order.number
    )
    exported = shopper.get(f"/orders/{order.number}/my-data.json").content.decode()
    page = shopper.get(f"/orders/{order.number}/my-data").content.decode()
    for words in (exported, page):
        assert "rude" not in words
        assert "staff:" not in words
        assert "pat@example.com" not in words
        assert "risk_score" not in words
        assert "risk_level" not in words
    assert "Looked at an order" in exported
    [request] = [
        row
        for section in document(shopper, order)["held"]
        if section["key"] == "requests"
        for row in section["rows"]
        if row["internal_notes"]
    ]
    assert request["internal_notes"] == 1


def test_a_paper_that_staff_keep_for_themselves_is_not_in_it(order, shopper):
    report = order.requests.order_by("pk").first()
    attaching.attach_files(
        request=report,
        files=[ContentFile(b"%PDF-1.7 own", "own.pdf")],
        now=DELIVERED,
        by="staff:pat",
    )
    paper = Attachment.objects.get(name="own.pdf")
    assert "own.pdf" not in json.dumps(document(shopper, order))
    assert shopper.get(f"/orders/{order.number}/my-data/files/{paper.pk}").status_code == 404


@pytest.mark.parametrize(
    "what", ["my-data", "my-data.json", "my-data/files/{file}", "my-data/mails/{mail}"]
)
def test_nobody_else_sees_it(order, shopper, what):
    parts = {"file": Attachment.objects.first().pk, "mail": order.mails.first().pk}
    address = f"/orders/{order.number}/{what.format(**parts)}"
    answer = shopper.get(address)
    assert answer.status_code == 200
    answer.getvalue()
    stranger, staff = Client(), Client()
    staff.force_login(pat())
    for other in (stranger, staff):
        answer = other.get(address)
        assert answer.status_code == 404
        assert "Grand Street" not in answer.content.decode()


def test_another_orders_files_stay_closed(order, shopper):
    from tests.factories.items import a_bag
    from tests.factories.orders import order_of

    other = order_of(a_bag(), now=DELIVERED)
    shopper.get(f"/o/{token_for(other.number)}")
    for kind, key in (("files", Attachment.objects.first().pk), ("mails", order.mails.first().pk)):
        assert shopper.get(f"/orders/{other.number}/my-data/{kind}/{key}").status_code == 404
    exported = document(shopper, other)
    assert order.number not in json.dumps(exported["held"][:11])


def test_after_the_deletion_nothing_of_them_is_left_in_it(order, shopper):
    forget_addresses(
        terms=shipped_terms(), now=DELIVERED + timedelta(days=2), provider=configured_provider()
    )
    for request in CareCase.objects.unended():
        close_request(
            request=request, outcome="answered", reason="Answered.", now=DELIVERED, by="staff:care"
        )
    assert erase_due(ask_to_be_forgotten(order)) == [True]
    letters.erase_letters(order=letters.orders_to_erase()[0], now=DELIVERED)
    exported = json.dumps(document(shopper, Order.objects.get(pk=order.pk))["held"])
    for words in PERSONAL:
        assert words not in exported
    assert shopper.get(f"/orders/{order.number}/my-data").status_code == 200


def test_looking_changes_nothing(order, shopper):
    def rows() -> list[str]:
        return [
            serializers.serialize("json", model.objects.order_by("pk"))
            for model in apps.get_models()
            if model.__name__ != "Session"
        ]

    before = rows()
    shopper.get(f"/orders/{order.number}/my-data")
    document(shopper, order)
    assert rows() == before


def test_every_section_has_rows_that_the_page_can_show(order):
    """A value of a kind that the page doesn't know would be shown as a program writes it."""
    for section in sections_of(order):
        for row in section.rows:
            for name, value in row.items():
                assert name.isidentifier()
                assert not callable(value)
    assert Notification.objects.exists()
