"""Clause `search`: the page of results, which is an address and needs no script."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.factories.items import (
    a_bag,
    a_cheap_scarf,
    a_watch_in_japan,
    an_unjudged_bag,
    index_items,
)
from tests.factories.moments import NOON
from tests.factories.orders import order_of
from tests.factories.pages import page_text
from troth.catalog.actions import put_on_sale, take_off_sale
from troth.policy.terms import shipped_terms


@pytest.fixture
def shelf(house):
    items = {
        "bag": a_bag(
            title="Petite Arche top-handle bag", designer="Maison Orlède", colour="cognac"
        ),
        "scarf": a_cheap_scarf(colour="red"),
        "watch": a_watch_in_japan(),
        "unjudged": an_unjudged_bag(),
    }
    index_items()
    return items


def shown(answer) -> list[str]:
    """The items on a page, in order."""
    return re.findall(r'href="/items/([\w-]+)"', answer.content.decode())


def listed_names(shopper, shelf, path: str) -> list[str]:
    names = {item.slug: name for name, item in shelf.items()}
    page = re.split("These come near|Just in", shopper.get(path).content.decode())[0]
    return sorted(names[slug] for slug in re.findall(r'href="/items/([\w-]+)"', page))


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("/search?q=arche", ["bag"]),
        ("/search?q=PETITE+arche", ["bag"]),
        ("/search?q=petit+arhce", ["bag"]),
        ("/search?q=cognac+bag", ["bag"]),
        ("/search?q=orlede", ["bag", "scarf", "watch"]),
        ("/search?q=shawl", ["scarf"]),
        ("/items/", ["bag", "scarf", "watch"]),
        ("/items/?category=bags", ["bag"]),
        ("/items/?category=bags&category=watches", ["bag", "watch"]),
        ("/items/?category=bags&color=red", []),
        ("/items/?location=jp", ["watch"]),
        ("/items/?price_to=95", ["scarf"]),
        ("/items/?price_from=95.01&price_to=1,200", ["bag"]),
        ("/items/?price_from=cheap", ["bag", "scarf", "watch"]),
        ("/items/?category=bags&page=nonsense&sort=nonsense&sold=maybe", ["bag"]),
    ],
)
def test_an_address_finds(shopper, shelf, path, names):
    assert listed_names(shopper, shelf, path) == names


@pytest.mark.parametrize(
    "words",
    ["'; DROP TABLE", "%", "x" * 500, "a\x00b", "🙂", "AND OR NOT", '"', "brand:Prada", "é" * 300],
)
def test_any_words_have_an_answer(shopper, shelf, words):
    assert shopper.get("/search", {"q": words}).status_code == 200


def test_nothing_found_says_so_and_offers_something(shopper, shelf):
    answer = shopper.get("/search?q=refrigerator")
    assert "Nothing has all of that" in page_text(answer)
    assert shown(answer)


def test_what_was_misspelt_is_told(shopper, shelf):
    assert "Read as petite arche" in page_text(shopper.get("/search?q=petite+archhe"))


@pytest.mark.parametrize(
    ("sort", "first"), [("price_up", "scarf"), ("price_down", "watch"), ("newest", "scarf")]
)
def test_in_order(shopper, shelf, sort, first):
    take_off_sale(item=shelf["scarf"], reason="", now=NOON, by="staff:pat")
    put_on_sale(
        items=[shelf["scarf"]], terms=shipped_terms(), now=NOON + timedelta(hours=1), by="staff:pat"
    )
    index_items()
    assert shown(shopper.get(f"/items/?sort={sort}"))[0] == shelf[first].slug


def test_a_choice_can_be_removed_and_others_stay(shopper, shelf):
    page = shopper.get("/items/?category=bags&location=us&sort=newest").content.decode()
    assert 'href="?location=us&amp;sort=newest"' in page
    assert (
        'value="accessories"' in page
    )  # another value of a chosen facet is still to be had, with its count
    assert re.search(r'value="bags" checked', page)


def test_what_is_sold_is_not_found_even_before_the_indexer_knows(shopper, shelf):
    order_of(shelf["bag"])
    assert listed_names(shopper, shelf, "/search?q=arche") == []
    index_items()
    assert listed_names(shopper, shelf, "/search?q=arche") == []
    assert listed_names(shopper, shelf, "/search?q=arche&sold=yes") == ["bag"]


def test_what_is_sold_keeps_its_page_with_like_ones(shopper, shelf):
    like = a_bag(title="Grande Arche top-handle bag")
    order_of(shelf["bag"])
    index_items()
    answer = shopper.get(shelf["bag"].get_absolute_url())
    assert answer.status_code == 200
    assert "Sold" in page_text(answer)
    assert like.slug in shown(answer)
    assert "/bag/add/" not in answer.content.decode()


@pytest.mark.parametrize(
    ("page", "count"), [("1", 24), ("2", 6), ("99", 0), ("nonsense", 24), ("-1", 24)]
)
def test_a_list_has_pages(shopper, page, count):
    for _ in range(30):
        a_bag()
    index_items()
    assert len(shown(shopper.get(f"/search?q=calfskin&page={page}"))) >= count
    assert len(set(shown(shopper.get(f"/search?q=calfskin&page={page}")))) <= 24


def test_without_an_index_the_newest_are_shown(shopper):
    bag = a_bag()
    answer = shopper.get("/search?q=anything")
    assert "being made ready" in page_text(answer)
    assert shown(answer) == [bag.slug]


@pytest.mark.parametrize(
    ("typed", "texts"),
    [
        ("orl", ["Maison Orlède"]),
        ("maison or", ["Maison Orlède"]),
        ("sca", ["scarves"]),
        ("zzzz", []),
        ("", []),
        ("x" * 900, []),
    ],
)
def test_suggestions_while_typing(shopper, shelf, typed, texts):
    suggestions = shopper.get("/search/suggestions", {"q": typed}).json()["suggestions"]
    assert [suggestion["text"] for suggestion in suggestions][: len(texts)] == texts
    assert bool(suggestions) == bool(texts)


def test_suggestions_forgive(shopper, shelf):
    suggestions = shopper.get("/search/suggestions", {"q": "olrede"}).json()["suggestions"]
    assert "Maison Orlède" in [suggestion["text"] for suggestion in suggestions]


def test_how_many_queries(shopper, django_assert_max_num_queries):
    for _ in range(30):
        a_bag()
    index_items()
    shopper.get("/items/")
    with django_assert_max_num_queries(3):
        shopper.get("/search?q=bag")


@pytest.mark.parametrize(
    ("path", "status"), [("/items/?category=%00", 200), ("/items/%00", 404), ("/orders/%00", 404)]
)
def test_a_null_sign_is_no_error(shopper, shelf, path, status):
    assert shopper.get(path).status_code == status
