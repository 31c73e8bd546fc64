"""Clause `search`, as far as words go; and the list."""

from __future__ import annotations

import pytest

from tests.cast import a_bag, a_cheap_scarf, a_watch_in_japan, an_unjudged_bag, order_of


@pytest.fixture
def shelf(house):
    return {
        "bag": a_bag(title="Petite Arche top-handle bag", designer="Maison Orlède", colour="cognac"),
        "scarf": a_cheap_scarf(),
        "watch": a_watch_in_japan(),
        "unjudged": an_unjudged_bag(),
    }


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("arche", ["bag"]),
        ("PETITE arche", ["bag"]),
        ("cognac bag", ["bag"]),
        ("orlède", ["bag", "scarf", "watch"]),
        ("silk", ["scarf"]),
        ("watches", ["watch"]),
        ("unjudged", []),
        ("arche silk", []),
        ("%", []),
        ("'; DROP TABLE", []),
        ("x" * 500, []),
        ("", []),
    ],
)
def test_every_word_must_be_there(shopper, shelf, words, found):
    answer = shopper.get("/search", {"q": words})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert [name for name, item in shelf.items() if f'"{item.get_absolute_url()}"' in page] == found


def test_what_is_sold_is_not_found(shopper, shelf):
    order_of(shelf["bag"])
    assert shelf["bag"].slug not in shopper.get("/search?q=arche").content.decode()


def test_nothing_found_says_what_to_do(shopper, shelf):
    assert "Try fewer" in shopper.get("/search?q=zzz").content.decode()


def test_the_list_by_category(shopper, shelf):
    page = shopper.get("/items/?category=bags").content.decode()
    assert shelf["bag"].slug in page
    assert shelf["watch"].slug not in page


@pytest.mark.parametrize(("page", "shown"), [("1", 24), ("2", 6), ("99", 6), ("nonsense", 24), ("-1", 6)])
def test_a_list_has_pages(shopper, page, shown):
    for _ in range(30):
        a_bag()
    assert shopper.get(f"/search?q=calfskin&page={page}").content.decode().count('class="frame"') == shown


@pytest.mark.parametrize(
    ("path", "status"),
    [("/search?q=a%00b", 200), ("/items/?category=%00", 200), ("/items/%00", 404), ("/orders/%00", 404)],
)
def test_a_null_sign_is_no_error(shopper, shelf, path, status):
    assert shopper.get(path).status_code == status
