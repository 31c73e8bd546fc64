"""K12: reference numbers, sizes and names as people write them, through the shopper's page of
results, the saved searches and the desk.
"""

from __future__ import annotations

import tomllib
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.factories.moments import NOON
from tests.search.judging import shelf_of, unsaved
from troth.catalog.rows import Row
from troth.catalog.search.address import search_query_of
from troth.catalog.search.engine import find_items, suggest_searches

ROWS = tomllib.loads(Path(__file__).with_name("k12_search.toml").read_text(encoding="utf-8"))["row"]
OTHERS = [
    {"title": "gold dolce gabbana earrings", "designer": "dolce & gabbana"},
    {"title": "red leather handbag 38", "designer": "coach"},
    {"title": "watch 116610", "designer": "seiko"},
    {"title": "size 37 sandals, 5 straps, 1 buckle, 2 colors", "designer": "etro"},
]


def a_listing(key: int, fields: dict[str, str]):
    values = {"source_id": f"S-{key}", "category": "bags", "colour": "black", "size": "one size"}
    values |= {"sub_category": "handbags", "condition": "good", "price": "100"}
    return unsaved(Row(key, values | fields), key)


def query_of(words: str):
    from django.http import QueryDict

    return search_query_of(QueryDict(f"q={quote(words)}"))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['given']} ({row['source']})")
def test_the_listing_comes_first(row, tmp_path):
    listings = [row["listing"], row.get("beside", OTHERS[0]), *OTHERS]
    # The one that is meant was listed first: it isn't found by being the newest or the last.
    shelf = shelf_of(tmp_path, (a_listing(key, listing) for key, listing in enumerate(listings, 1)))
    results = find_items(query_of(row["given"]), on=shelf)
    assert results.keys[:1] == [1]
    assert not results.nearest


@pytest.mark.parametrize("typed", ["エルメ", "ｴﾙﾒ", "エルメス"])
def test_suggestions_begin_in_katakana_too(typed, tmp_path):
    listing = a_listing(1, {"title": "Kelly bag", "designer": "Hermès"})
    shelf = shelf_of(tmp_path, [listing, a_listing(2, OTHERS[0])])
    assert [suggestion.text for suggestion in suggest_searches(typed, on=shelf)][:1] == ["Hermès"]


@pytest.fixture
def watch(house):
    from tests.factories.items import a_watch_in_japan

    return a_watch_in_japan(
        title="Submariner Date 116610 LN", designer="Rolex", source_id="AB-12/77"
    )


@pytest.mark.parametrize("typed", ["116610LN", "ロレックス", "サブマリーナ"])
def test_a_saved_search_tells_of_it(watch, typed):
    from tests.factories.items import index_items
    from troth.catalog.actions import put_on_sale, take_off_sale
    from troth.catalog.models import Item
    from troth.notifications import searches
    from troth.policy.terms import shipped_terms

    search, _ = searches.save_search(email="ann@example.com", address=f"q={quote(typed)}", now=NOON)
    searches.confirm_search(key=search.key, now=NOON)
    later = NOON + timedelta(hours=1)
    take_off_sale(item=watch, reason="x", now=later, by="x")
    put_on_sale(items=[Item.objects.get(pk=watch.pk)], terms=shipped_terms(), now=later, by="x")
    index_items()
    assert searches.write_search_notices(now=later + timedelta(hours=1)) == 1


def desk_finds(words: str) -> list[int]:
    from troth.catalog.search.types import SearchQuery

    results = find_items(SearchQuery(words=words, everything=True), facets=False)
    return [] if results.nearest else results.keys


@pytest.mark.parametrize("typed", ["AB-12/77", "ab1277", "AB 12 77", "116610ln", "116610 LN"])
def test_the_desk_finds_it_however_its_number_is_written(watch, typed):
    from tests.factories.items import a_bag, index_items

    a_bag()
    index_items()
    assert desk_finds(typed) == [watch.pk]


def test_the_desk_finds_it_by_the_number_on_its_tag(watch):
    from tests.factories.items import a_bag, index_items
    from troth.catalog.numbers import item_number

    a_bag()
    index_items()
    tag = item_number(watch.pk)
    assert desk_finds(tag) == desk_finds(f"{tag[:3]} {tag[3:]}") == [watch.pk]


@pytest.mark.parametrize(
    ("stored", "typed"),
    [("A1234-5678", "a1234 5678"), ("Ｒ　１２３", "R123"), ("7/88 B", "7.88-b"), ("№ 12", "№12")],
)
def test_a_serial_is_the_same_however_it_is_written(stored, typed):
    from troth.catalog.serials import serial_fingerprint

    assert serial_fingerprint("Rolex", stored) == serial_fingerprint("ROLEX", typed)
