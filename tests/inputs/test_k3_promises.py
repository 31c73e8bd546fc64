"""K3: every fact that is known before the purchase is in the promise on each surface, held against
a second reading on a wall calendar.
"""

from __future__ import annotations

import json
import re
import tomllib
from datetime import date, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from tests.factories.items import a_bag, a_watch_in_japan
from tests.factories.moments import NOON, moment
from tests.factories.orders import order_of
from tests.factories.pages import ADDRESS_FORM
from tests.factories.people import ANN
from tests.inputs import arrival_oracle
from tests.web.feeds import add_two_photos, data_in_page
from troth import clock
from troth.catalog.models import Item
from troth.checkout.quoting import entered_closures, quote
from troth.desk.policy.views import example_promises
from troth.fulfillment.promises import closures
from troth.policy.dates.bulk import promise_bulk
from troth.policy.terms import shipped_terms
from troth.publishing.replay import Counts, add_orders

ROWS = tomllib.loads(Path(__file__).with_name("k3_promises.toml").read_text(encoding="utf-8"))[
    "row"
]
G = "{http://base.google.com/ns/1.0}"
BY_NAME = pytest.mark.parametrize("row", ROWS, ids=lambda row: row["source"])


def names(text: str, window, lead: str = "") -> bool:
    """Whether a text has the window as our pages write it, with or without its years."""
    first, last = (f"{on:%a %b} {on.day}" for on in window)
    return bool(re.search(rf"{lead}{first}(, {window[0].year})? – {last}\b", text))


@pytest.fixture
def shop(house, client, monkeypatch, row):
    """The facts are entered, the clock stands, and the piece is for sale with its photo."""
    monkeypatch.setattr(clock, "now", lambda: moment(row["now"]))
    item = add_two_photos(a_watch_in_japan() if row.get("item") == "watch" else a_bag())
    for place, first, last in row["closed"]:
        closures.enter_closure(
            place=place, first_on=first, last_on=last, why="a storm", now=NOON, by="staff:pat"
        )
    if crossing := row.get("crossing"):
        Item.objects.filter(pk=item.pk).update(
            left_japan_on=crossing["left"],
            expected_here_on=crossing.get("expected"),
            crossing_late_why="held by customs" if "expected" in crossing else "",
        )
    return client, Item.objects.get(pk=item.pk)


def page(client, path: str, **query: str) -> str:
    text = client.get(path, query).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


@BY_NAME
def test_the_second_reading_gives_the_window(row):
    crossing = row.get("crossing", {})
    window = arrival_oracle.arrives(
        row["start"],
        [tuple(closure) for closure in row["closed"]],
        lane="jp" if row.get("item") == "watch" else "us",
        left=crossing.get("left"),
        expected=crossing.get("expected"),
    )
    assert list(window) == row["right"]


@BY_NAME
def test_the_piece_the_bag_and_the_checkout_promise_it(row, shop):
    client, item = shop
    assert names(page(client, item.get_absolute_url(), zip="10013"), row["right"])
    client.post(f"/bag/add/{item.slug}")
    assert names(page(client, "/bag", zip="10013"), row["right"])
    client.post("/checkout", ADDRESS_FORM)
    assert names(page(client, "/checkout/review"), row["right"])


@BY_NAME
def test_the_order_is_made_with_it(row, shop):
    _, item = shop
    offer = quote(
        terms=shipped_terms(), items=[item], address=ANN, method=None, now=moment(row["now"])
    )
    [promised] = offer.promises.values()
    assert list(promised.arrives) == row["right"]
    order = order_of(item, now=moment(row["now"]))
    [stored] = order.promises.values()
    assert [stored["arrives"]["earliest"], stored["arrives"]["latest"]] == [
        day.isoformat() for day in row["right"]
    ]


def as_read(start: date, handling, transit) -> list[date]:
    """What a reader of these days makes of them."""
    return [
        arrival_oracle.store_days(start, int(ready) + int(way))
        for ready, way in zip(handling, transit, strict=True)
    ]


@BY_NAME
def test_the_structured_data_promise_it(row, shop):
    client, item = shop
    data = data_in_page(client.get(item.get_absolute_url()))
    [way] = data["offers"]["shippingDetails"]
    days = [
        (way["deliveryTime"][name]["minValue"], way["deliveryTime"][name]["maxValue"])
        for name in ("handlingTime", "transitTime")
    ]
    assert as_read(row["start"], *days) == row["right"]


def feed_of(client) -> ElementTree.Element:
    answer = client.get("/feeds/google.xml")
    [entry] = ElementTree.fromstring(b"".join(answer.streaming_content)).iter("item")
    return entry


@BY_NAME
def test_the_feed_promises_it(row, shop):
    client, _ = shop
    entry = feed_of(client)
    way = entry.find(f"{G}shipping")
    times = {
        name: [way.findtext(f"{G}{end}_{name}_time") for end in ("min", "max")]
        for name in ("handling", "transit")
    }
    assert as_read(row["start"], times["handling"], times["transit"]) == row["right"]
    assert [entry.findtext(f"{G}{end}_handling_time") for end in ("min", "max")] == times[
        "handling"
    ]


@pytest.mark.parametrize(
    "row", [row for row in ROWS if "crossing" not in row], ids=lambda row: row["source"]
)
def test_bulk_promises_and_the_desks_example_are_the_same(row, shop):
    at, lane = moment(row["now"]), "jp" if row.get("item") == "watch" else "us"
    micros = np.array([int(at.timestamp() * 1_000_000)])
    dates = promise_bulk(
        shipped_terms(), placed_at=micros, warehouse=lane, closures=entered_closures()
    )
    assert [dates.arrives_earliest[0].item(), dates.arrives_latest[0].item()] == row["right"]
    texts_by_label = dict(example_promises(shipped_terms(), at))
    name = "Japan" if lane == "jp" else "New York"
    text = texts_by_label[f"A piece in {name}, ordered now"]
    assert all(f"{on:%a %b} {on.day}" in text for on in row["right"])


@pytest.mark.parametrize(
    "row",
    [row for row in ROWS if row["closed"] and "crossing" not in row],
    ids=lambda row: row["source"],
)
def test_the_faqs_examples_are_of_that_calendar(row, shop):
    client, _ = shop
    today = moment(row["now"]).date()
    start = arrival_oracle.store_days(today, 1)
    lane = "jp" if row.get("item") == "watch" else "us"
    window = arrival_oracle.arrives(start, [tuple(closure) for closure in row["closed"]], lane=lane)
    assert names(page(client, "/faq"), window, "arrives ")
    text = client.get("/faq").content.decode()
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', text)[1])
    key = "transfer" if lane == "jp" else "delivery"
    [answer] = [
        question["acceptedAnswer"]["text"]
        for question in data["mainEntity"]
        if question["url"] == f"#{key}"
    ]
    assert names(answer, window, "arrives ")


@pytest.mark.parametrize("row", [ROWS[0], ROWS[8]], ids=["bag", "watch"])
def test_a_draft_that_changes_nothing_moves_no_promise_made_with_a_closure(row, shop):
    _, item = shop
    order = order_of(item, now=moment(row["now"]))
    later = moment(row["now"]) + timedelta(days=1)
    closures.enter_closure(
        place="us",
        first_on=date(2026, 12, 9),
        last_on=date(2026, 12, 9),
        why="a flood",
        now=later,
        by="staff:pat",
    )
    counts = Counts()
    add_orders(counts, shipped_terms(), [order.pk])
    assert (counts.promises, counts.moved) == (1, 0)


@pytest.mark.parametrize("row", [{"now": "Tue 2026-12-01 12:00", "closed": [], "item": "watch"}])
def test_what_nobody_can_date_is_not_offered_to_machines(row, shop):
    client, item = shop
    Item.objects.filter(pk=item.pk).update(
        left_japan_on=date(2026, 11, 24), crossing_undated=True, crossing_late_why="papers"
    )
    entry = feed_of(client)
    assert entry.findtext(f"{G}availability") == "out_of_stock"
    assert entry.find(f"{G}shipping") is None
    assert entry.find(f"{G}max_handling_time") is None
    offer = data_in_page(client.get(item.get_absolute_url()))["offers"]
    assert offer["availability"] == "https://schema.org/OutOfStock"
    assert offer["shippingDetails"] == []


@pytest.mark.parametrize("row", [{"now": "Tue 2026-12-01 12:00", "closed": []}])
def test_the_feed_names_our_cut_off_and_its_zone(row, shop):
    way = feed_of(shop[0]).find(f"{G}shipping")
    assert way.findtext(f"{G}handling_cutoff_time") == "1600"
    assert way.findtext(f"{G}handling_cutoff_timezone") == "America/New_York"


@pytest.mark.parametrize("row", [{"now": "Tue 2026-12-01 12:00", "closed": []}])
def test_a_piece_has_one_id_for_machines_and_keeps_it(row, shop):
    """smartstore/Smartstore#1576, shopware/shopware#13875, skroutz/developer.skroutz.gr#140."""
    client, item = shop
    machine_id = feed_of(client).findtext(f"{G}id")
    assert data_in_page(client.get(item.get_absolute_url()))["sku"] == machine_id
    Item.objects.filter(pk=item.pk).update(title="Another title")
    assert feed_of(client).findtext(f"{G}id") == machine_id
    assert data_in_page(client.get(item.get_absolute_url()))["sku"] == machine_id


def test_the_rows_start_as_the_clock_sentence():
    for row in ROWS:
        at: datetime = moment(row["now"])
        assert arrival_oracle.Wall(()).first(at.date(), "us") == row["start"]
