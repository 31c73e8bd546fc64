"""How a query is read: on a small shelf, without a database."""

from __future__ import annotations

import pytest

from tests.search.judging import shelf_of, unsaved
from troth.catalog.rows import Row
from troth.catalog.search.engine import find_items, suggest_searches
from troth.catalog.search.index_reader import IndexReader
from troth.catalog.search.reading import parse_query
from troth.catalog.search.types import IndexNotBuilt, SearchQuery

PIECES = [
    ("red leather bottega veneta handbag", "bottega veneta", "bags", "handbags", "red"),
    ("black leather chanel handbag", "chanel", "bags", "handbags", "black"),
    ("burgundy wool isabel marant coat", "isabel marant", "clothing", "coats", "burgundy"),
    ("white leather balenciaga trainers", "balenciaga", "shoes", "trainers", "white"),
    ("blue cloth hermès scarf", "hermès", "accessories", "scarves", "blue"),
    ("gold dolce gabbana earrings", "dolce & gabbana", "jewellery", "earrings", "gold"),
]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    def items():
        for key, (title, designer, category, kind, colour) in enumerate(PIECES, 1):
            values = {
                "source_id": str(key),
                "title": title,
                "designer": designer,
                "category": category,
                "colour": colour,
            }
            values |= {"sub_category": kind, "condition": "good", "price": "100", "size": "37.5 eu"}
            yield unsaved(Row(key, values), key)

    return shelf_of(tmp_path_factory.mktemp("small"), items())


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("botega venetta", 1),
        ("bot tega veneta", 1),
        ("bv purse", 1),
        ("channel bag", 2),
        ("CHANEL", 2),
        ("isabelmarant", 3),
        ("maroon coat", 3),
        ("balenciaga sneakers", 4),
        ("hermes", 5),
        ("Hermès", 5),
        ("hermès carre", 5),
        ("d&g", 6),
        ("earings", 6),
    ],
)
def test_first_comes_what_was_meant(shelf, typed, key):
    matches = find_items(SearchQuery(words=typed), on=shelf)
    assert matches.keys[0] == key
    assert not matches.nearest


@pytest.mark.parametrize("typed", ["washing machine", "xqzw", "🙂", "birkin"])
def test_what_is_not_here_is_said(shelf, typed):
    matches = find_items(SearchQuery(words=typed), on=shelf)
    assert matches.nearest
    assert matches.keys


def test_two_brands_are_alternatives_in_turn(shelf):
    matches = find_items(SearchQuery(words="chanel or bottega veneta handbag"), on=shelf)
    assert set(matches.keys) == {1, 2}
    assert matches.total == 2


def test_a_size_with_a_half_is_one_word(shelf):
    assert find_items(SearchQuery(words="37.5"), on=shelf).total == len(PIECES)
    assert find_items(SearchQuery(words="37"), on=shelf).nearest


def test_a_word_that_is_known_is_not_corrected(shelf):
    assert not parse_query("gold earrings", shelf.vocabulary()).corrected


def test_several_values_of_one_facet_are_alternatives(shelf):
    matches = find_items(SearchQuery(filters={"color": ("red", "black")}), on=shelf)
    assert set(matches.keys) == {1, 2}
    assert dict(matches.facets["color"])["white"] == 1  # counted as if no color were chosen
    assert dict(matches.facets["category"]) == {"bags": 2}


def test_a_chosen_value_that_nothing_has_stays_removable(shelf):
    assert ("mauve", 0) in find_items(SearchQuery(filters={"color": ("mauve",)}), on=shelf).facets[
        "color"
    ]


def test_suggestions_follow_what_was_typed_before(shelf):
    assert [suggestion.text for suggestion in suggest_searches("bottega ha", on=shelf)][:1] == [
        "bottega handbags"
    ]


def test_without_an_index_it_says_so(tmp_path):
    with pytest.raises(IndexNotBuilt, match="troth reindex"):
        find_items(SearchQuery(), on=IndexReader(tmp_path))


def test_a_very_long_query_is_cut(shelf):
    assert find_items(SearchQuery(words="chanel " * 5000), on=shelf).keys
