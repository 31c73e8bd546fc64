"""What one authenticator alone can't do."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories.care_requests import place_and_deliver, report_fake
from tests.factories.items import a_bag, an_unjudged_bag
from tests.factories.moments import moment
from tests.factories.payments import money_moved
from tests.factories.people import erin, sam
from tests.factories.returns import send_back
from tests.factories.tracking_numbers import fedex_number
from tests.web.attacks import (
    attempt,
    boxed,
    desk,
    given_back,
    has_shipped,
    over_the_counter,
    paid,
    photo,
    placed,
    press,
    refund,
)
from tests.web.desk_forms import INTAKE_FORM, verdict_form
from tests.web.imports import kept_in
from troth import clock
from troth.care.authenticity_refunds import authenticity
from troth.care.models import CareCase
from troth.catalog.models import Evaluation, Item, VoidedSerial

NOW = moment("Mon 2026-11-30 12:00")
HOUR = timedelta(hours=1)


@pytest.fixture
def expert(house):
    return desk(erin())


def at(item, page=""):
    return f"/desk/items/{item.slug}{page}"


def judged(browser, item, **changes):
    """Judged as the page asks: the checklist, and a photograph of what was seen."""
    browser.post(at(item, "/evaluate"), {"only_photos": "1", "evidence": photo()})
    return press(browser, at(item, "/evaluate"), verdict_form(**changes))


def reprice(browser, item, price):
    cents = Item.objects.get(pk=item.pk).price_cents
    form = {"was": str(cents), "price": price, "reason": "the market", "why": "the market"}
    return press(browser, at(item, "/price"), form)


def cents(item) -> int:
    return Item.objects.get(pk=item.pk).price_cents


@attempt("authenticator", "a price cut beyond 50 % takes a second person")
def test_a_price_cut_of_ninety_percent(expert):
    item = a_bag(price="8950.00")
    reprice(expert, item, "900.00")
    assert cents(item) == 895_000


@attempt("authenticator", "a price that falls step by step has fallen all the same")
def test_four_cuts_of_nineteen_percent(expert):
    item = a_bag(price="1000.00")
    for price in ("810.00", "656.00", "531.00", "430.00", "349.00"):
        reprice(expert, item, price)
    assert cents(item) >= 50_000


@attempt("authenticator", "a price change beyond 20 % is confirmed")
def test_a_price_cut_of_a_third_by_one_press(expert):
    item = a_bag(price="1000.00")
    expert.post(at(item, "/price"), {"was": "100000", "price": "670.00"})
    assert cents(item) == 100_000


@attempt("authenticator", "clause 21: above the value two different experts approve")
def test_one_expert_approves_twice(expert):
    item = an_unjudged_bag()
    reprice(expert, item, "9000.00")
    Item.objects.filter(pk=item.pk).update(price_cents=900_000)
    judged(expert, item)
    judged(expert, item, number="2")
    expert.post(at(item, "/list"))
    assert Item.objects.get(pk=item.pk).listed_at is None


@attempt("authenticator", "clause 21: nothing is listed before it is evaluated")
def test_listing_what_nobody_judged(expert):
    item = an_unjudged_bag()
    press(expert, at(item, "/list"), {})
    assert Item.objects.get(pk=item.pk).listed_at is None


@attempt("authenticator", "clause 21: a rejection stands")
def test_listing_what_another_expert_rejected(expert):
    item = an_unjudged_bag()
    judged(desk(sam()), item, verdict="rejected", reasons="The stamp is wrong.")
    assert Evaluation.objects.filter(item=item, verdict="rejected").exists()
    judged(expert, item, number="2")
    press(expert, at(item, "/list"), {})
    assert Item.objects.get(pk=item.pk).listed_at is None


@attempt("authenticator", "clause 21: a second expert doesn't see what the first one has found")
def test_reading_the_first_experts_findings_at_a_lower_price(expert):
    item = an_unjudged_bag()
    Item.objects.filter(pk=item.pk).update(price_cents=900_000)
    judged(desk(sam()), item, notes="The date code is fresh ink")
    Item.objects.filter(pk=item.pk).update(price_cents=90_000)  # one expert is enough for a moment
    seen = (
        expert.get(at(item)).content.decode() + expert.get(at(item, "/evaluate")).content.decode()
    )
    assert "fresh ink" not in seen


@attempt("authenticator", "clause 21: an import writes no approval")
def test_an_import_that_approves(expert, settings):
    settings.DEVELOPMENT = False
    columns = {"source_id": "evil-1", "title": "bag", "category": "bags", "price": "900.00"}
    columns |= {"designer": "Maison Orlède", "condition": "very good"}
    text = io.StringIO()
    sheet = csv.DictWriter(text, list(columns))
    sheet.writeheader(), sheet.writerow(columns)
    file = SimpleUploadedFile("items.csv", text.getvalue().encode())
    shown = press(expert, "/desk/items/import", {"file": file, "examined": "on"})
    press(expert, "/desk/items/import", {"kept": kept_in(shown), "examined": "on"})
    assert not Evaluation.objects.exists()
    assert not Item.objects.filter(listed_at__isnull=False).exists()


@attempt("authenticator", "a piece whose serial is known to be stolen isn't for sale")
def test_relisting_a_stolen_piece(expert):
    item = a_bag(serial="AB-1234-77")
    form = {"serial": "AB-1234-77", "brand": item.brand, "reason": "stolen"}
    press(expert, "/desk/serials/", form)
    assert VoidedSerial.objects.count() == 1
    press(expert, at(item, "/list"), {})
    press(expert, at(item, "/evaluate"), verdict_form(number="2"))
    press(expert, at(item, "/list"), {})
    assert Item.objects.get(pk=item.pk).listed_at is None


@attempt("authenticator", "clause 22: the verified authenticator decides, not our experts")
def test_two_experts_overrule_the_authenticator(house, monkeypatch):
    order = place_and_deliver(a_bag())
    request = report_fake(order, NOW)
    authenticity.check_origin(
        request=request, genuine=True, why="They confirmed it.", now=NOW, by="staff:cara"
    )
    send_back(order, NOW + HOUR)
    monkeypatch.setattr(clock, "now", lambda: NOW + 2 * HOUR)
    for person in (erin(), sam()):
        form = {"authentic": "yes", "sentence": "It is real."}
        press(desk(person), f"/desk/care/{request.key}/opinion", form)
    stored = CareCase.objects.get(pk=request.pk)
    assert stored.outcome != "refused"
    assert not order.events.filter(kind="authenticity.report_refused").exists()


@attempt("authenticator", "clause 20: the listing that a shopper bought stays as it was")
def test_describing_a_sold_piece_anew(expert):
    item = a_bag()
    order = placed(item)
    press(expert, at(item, "/describe"), INTAKE_FORM | {"title": "Another thing"})
    press(expert, at(item, "/defects"), {"sentence": "It was always torn", "where": "corner"})
    line = order.lines.get()
    assert "Another thing" not in str(line.listing) + line.title
    assert "always torn" not in str(line.listing)


@attempt("authenticator", "shipping and money are others'")
def test_an_expert_ships_and_refunds(expert):
    order = placed()
    over_the_counter(expert, boxed(order), fedex_number(1))
    settled = paid()
    refund(expert, settled, item_cents="10.00")
    money_moved(clock.now())
    assert not has_shipped(order)
    assert given_back(settled) == 0
