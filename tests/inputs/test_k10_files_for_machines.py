"""What XML 1.0 forbids never gets in by a file or a form; and what an older version has kept never
gets out in a feed, a sitemap, a page's data or a letter. A calendar file follows the promise.
"""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

import pytest
from icalendar import Calendar

from tests.factories.items import a_bag
from tests.factories.orders import order_of
from tests.factories.pages import token_path
from tests.factories.people import ANN, erin
from tests.inputs.table_rows import rows_in
from tests.web.feeds import add_two_photos, data_in_page, read_feed
from troth import clock
from troth.care.cancellations import cancellation
from troth.catalog.models import Item
from troth.cli import main
from troth.notifications.actions import write_notice
from troth.storefront.checkout.address_forms import AddressForm

CHARACTERS = rows_in("k10_characters")
FORBIDDEN = [row for row in CHARACTERS if row["right"] == "refused"]
# What both engines keep: PostgreSQL has no NUL, and neither has halves of pairs.
OLDER = ["U+FFFE", "U+001D", "U+0003"]
# The characters of XML 1.0, section 2.2, written apart from the product's.
ALLOWED = [(0x9, 0xA), (0xD, 0xD), (0x20, 0xD7FF), (0xE000, 0xFFFD), (0x10000, 0x10FFFF)]


def sign_of(row) -> str:
    return chr(int(row["given"].removeprefix("U+"), 16))


def is_allowed(text: str) -> bool:
    return all(any(low <= ord(sign) <= high for low, high in ALLOWED) for sign in text)


def names(rows) -> list[str]:
    return [row["given"] for row in rows]


def test_a_file_of_items_brings_none_in(house, tmp_path, capsys):
    lines = ["source_id,title,designer,category,condition,price"]
    lines += [f"i{at},a{sign_of(row)}bag,X,bags,good,90" for at, row in enumerate(CHARACTERS)]
    file = tmp_path / "items.csv"
    file.write_bytes("\n".join(lines).encode("utf-8", "surrogatepass"))
    assert main(["import-items", str(file)]) == 0
    source_ids = {item.source_id for item in Item.objects.all()}
    right = {f"i{at}" for at, row in enumerate(CHARACTERS) if row["right"] == "kept"}
    assert source_ids == right
    errors = capsys.readouterr().err
    assert errors.count("title holds characters that are no text: ") == len(FORBIDDEN)


@pytest.mark.parametrize("field", ["title", "description", "brand"])
def test_the_form_of_a_piece_brings_none_in(house, client, field):
    client.force_login(erin())
    form = {
        "title": "Arche bag",
        "brand": "Orlède",
        "condition": "very good",
        "weight_grams": "1500",
        "warehouse": "us",
        "price": "1,250",
    }
    for at, row in enumerate(CHARACTERS):
        if not 0xD800 <= ord(sign_of(row)) <= 0xDFFF:  # a browser sends no half of a pair
            sent = form | {"key": f"D-{at}", field: f"a{sign_of(row)}b"}
            answer = client.post("/desk/items/new?category=bags", sent)
            assert answer.status_code == (302 if row["right"] == "kept" else 422), row
    assert all(is_allowed(getattr(item, field)) for item in Item.objects.all())


@pytest.mark.parametrize("row", FORBIDDEN[:4], ids=names(FORBIDDEN[:4]))
def test_checkout_brings_none_in(row):
    fields = {"email": "ann@example.com", "name": f"Ann{sign_of(row)}Lee", "street": "1 Main St"}
    form = AddressForm(fields | {"city": "New York", "state": "NY", "zip_code": "10013"})
    form.full_clean()
    # Unicode calls some of them spaces: these become one, and the others are refused.
    assert "name" in form.errors or form.cleaned_data["name"] == "Ann Lee"


@pytest.mark.parametrize(
    "sign", [sign_of(row) for row in FORBIDDEN if row["given"] in OLDER], ids=OLDER
)
def test_what_an_older_version_has_kept_ruins_no_file(house, client, sign):
    item, other = add_two_photos(a_bag()), add_two_photos(a_bag(source_id="other"))
    spoiled = {"title": f"a{sign}bag", "description": f"one{sign}two"}
    Item.objects.filter(pk=item.pk).update(**spoiled)
    assert len(read_feed(client)) == 2  # well-formed, whole
    for page in ("/sitemap.xml", "/sitemap-items.xml"):
        ElementTree.fromstring(client.get(page).content)
    data = data_in_page(client.get(item.get_absolute_url()))
    assert is_allowed(json.dumps(data, ensure_ascii=False))
    assert is_allowed(data["name"] + data["description"])
    order = order_of(Item.objects.get(pk=item.pk), other, now=clock.now())
    letter = write_notice(event=order.events.get(kind="order.placed"), now=clock.now())
    assert is_allowed(letter.subject + letter.text + letter.html)


def test_a_calendar_file_follows_a_cancellation(house, client):
    order = order_of(a_bag(), by=ANN, now=clock.now())
    client.get(token_path(order))
    before = events(client, order)
    now = clock.now()
    cancellation.request_cancellation(order=order, asked_at=now, now=now, by="shopper", how="page")
    after = events(client, order)
    assert [event["STATUS"] for event in before] == ["CONFIRMED"]
    assert [event["STATUS"] for event in after] == ["CANCELLED"]
    assert after[0]["UID"] == before[0]["UID"]
    assert after[0]["SEQUENCE"] > before[0]["SEQUENCE"]


def events(client, order):
    file = client.get(f"/orders/{order.number}/calendar.ics").content
    assert not re.search(b"[^\r]\n", file)
    return Calendar.from_ical(file).walk("VEVENT")
