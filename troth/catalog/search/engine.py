"""Asking the index: words and filters in, keys and counts out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import zip_longest
from typing import Any

import tantivy
from tantivy import Occur, Query

from troth.catalog.search import types
from troth.catalog.search.index_reader import SCHEMA, IndexReader, Vocabulary, index_reader
from troth.catalog.search.japanese import is_japanese
from troth.catalog.search.reading import ParsedQuery, parse_query
from troth.catalog.search.types import FACETS, SearchQuery, SearchResults, Suggestion
from troth.catalog.search.words import QueryGroup, fold_words, load_synonyms, stem_word

_ORDER = {
    "newest": ("listed", tantivy.Order.Desc),
    "price_up": ("price", tantivy.Order.Asc),
    "price_down": ("price", tantivy.Order.Desc),
}
_FEW = 3
MOST_BROWSED = 200


def find_items(
    criteria: SearchQuery, *, facets: bool = True, on: IndexReader | None = None
) -> SearchResults:
    """The items that have all that is asked for, and after a few of them those that come near.
    Raises `NotBuilt`.
    """
    reader = on or index_reader()
    searcher, vocabulary = reader.searcher(), reader.vocabulary()
    text = criteria.words[: types.LONGEST_QUERY].strip()
    understood, results = _parse_and_search(searcher, vocabulary, text, criteria)
    query = _all_groups_query(understood.groups, _filter_queries(criteria), criteria)
    lacking = bool(text) and (
        not understood.groups or any(group.instead for group in understood.groups)
    )
    results.nearest = lacking or any(not word.isdigit() for word in understood.unknown)
    if text and results.total < criteria.size and criteria.page == 1 and criteria.sort == "best":
        query = _add_nearest_matches(searcher, understood, criteria, results) or query
    if understood.corrected and results.keys and understood.groups:
        results.read_as = " ".join(understood.as_words)
    if facets and (understood.groups or not text):
        results.facets = _cached_facets(
            reader, criteria, lambda: _facet_counts(searcher, understood, criteria, counted=query)
        )
    return results


def _cached_facets(
    reader: IndexReader,
    criteria: SearchQuery,
    counts: Callable[[], dict[str, list[tuple[str, int]]]],
) -> dict[str, list[tuple[str, int]]]:
    if criteria.words.strip():
        return counts()
    cached = reader.browsed
    key = (
        tuple(sorted(criteria.filters.items())),
        criteria.price_from,
        criteria.price_to,
        criteria.states,
        criteria.everything,
    )
    if key not in cached and len(cached) < MOST_BROWSED:
        cached[key] = counts()
    return cached[key] if key in cached else counts()


def _parse_and_search(
    searcher: tantivy.Searcher, vocabulary: Vocabulary, text: str, criteria: SearchQuery
) -> tuple[ParsedQuery, SearchResults]:
    """The query as it stands; where that finds next to nothing, with its rare words doubted."""
    narrow = _filter_queries(criteria)
    understood = parse_query(text, vocabulary, for_staff=criteria.everything)
    results = _search_page(searcher, understood, narrow, criteria)
    if text and results.total < _FEW:
        doubted = parse_query(text, vocabulary, doubt=True, for_staff=criteria.everything)
        no_worse = len(doubted.unknown) <= len(understood.unknown)
        if doubted != understood and doubted.groups and no_worse:
            second = _search_page(searcher, doubted, narrow, criteria)
            if second.total > results.total or not understood.groups:
                return doubted, second
    return understood, results


def _search_page(
    searcher: tantivy.Searcher,
    understood: ParsedQuery,
    narrow: dict[str, Query],
    criteria: SearchQuery,
) -> SearchResults:
    """A page of what has all that is asked for; of several brands asked for, one of each in turn.
    A nickname may have meant the word itself: what has that and the others comes first then.
    """
    brands = next((group.brands for group in understood.groups if group.either), ())
    results = _run_query(searcher, _all_groups_query(understood.groups, narrow, criteria), criteria)
    if not brands or criteria.sort != "best" or not results.keys:
        return results
    upto = replace(criteria, page=1, size=min(criteria.page, types.LAST_PAGE) * criteria.size)
    of_all: list[int] = []
    if any(group.brands and not group.named for group in understood.apart):
        of_all = _run_query(
            searcher, _all_groups_query(understood.apart, narrow, criteria), upto
        ).keys
    by_brand = [
        _run_query(
            searcher,
            _all_groups_query(
                understood.groups, narrow | {"one": _term_query("brand", brand)}, criteria
            ),
            upto,
        ).keys
        for brand in brands
    ]
    in_turn = [key for row in zip_longest(*by_brand) for key in row if key is not None]
    results.keys = list(dict.fromkeys(of_all + in_turn))[upto.size - criteria.size : upto.size]
    return results


def _add_nearest_matches(
    searcher: tantivy.Searcher,
    understood: ParsedQuery,
    criteria: SearchQuery,
    results: SearchResults,
) -> Query | None:
    """Fills the page with what has some of what is asked for. Returns that query where nothing had
    all of it.
    """
    query = _any_group_query(understood.groups, _filter_queries(criteria))
    near = _run_query(searcher, query, criteria)
    if not results.keys:
        results.keys, results.total, results.nearest = near.keys, near.total, True
        return query
    results.near = [key for key in near.keys if key not in results.keys][
        : criteria.size - len(results.keys)
    ]
    return None


def _run_query(searcher: tantivy.Searcher, query: Query, criteria: SearchQuery) -> SearchResults:
    offset = (max(1, min(criteria.page, types.LAST_PAGE)) - 1) * criteria.size
    order = _ORDER.get(criteria.sort)
    if order is None and not fold_words(criteria.words):
        order = ("id", tantivy.Order.Desc) if criteria.everything else _ORDER["newest"]
    options: dict[str, Any] = {"order_by_field": order[0], "order": order[1]} if order else {}
    result = searcher.search(query, limit=criteria.size, offset=offset, **options)
    total: int = result.count or 0  # type: ignore[attr-defined]  # tantivy's stub forgets it
    return SearchResults(keys=_item_keys(searcher, result), total=total)


def _all_groups_query(
    groups: tuple[QueryGroup, ...], narrow: dict[str, Query], criteria: SearchQuery
) -> Query:
    parts = [(Occur.Must, _group_query(group, criteria)) for group in groups]
    parts += [
        (Occur.Must, Query.const_score_query(narrowing, 0.0)) for narrowing in narrow.values()
    ]
    parts += [(Occur.Should, boost) for group in groups for boost in _boost_queries(group)]
    return Query.boolean_query(parts) if parts else Query.all_query()


def _any_group_query(groups: tuple[QueryGroup, ...], narrow: dict[str, Query]) -> Query:
    """At least one of the groups; more of them come first. Of nothing understood, everything."""
    parts = [(Occur.Must, Query.const_score_query(narrowing, 0.0)) for narrowing in narrow.values()]
    if groups:
        parts.append(
            (
                Occur.Must,
                Query.boolean_query(
                    [(Occur.Should, _group_query(group, None)) for group in groups]
                ),
            )
        )
    return Query.boolean_query(parts) if parts else Query.all_query()


def _group_query(group: QueryGroup, criteria: SearchQuery | None) -> Query:
    """Any of the brands, phrases or numbers; a phrase has all its words."""
    ways: list[Query] = [
        Query.const_score_query(_term_query("brand", brand), 8.0) for brand in group.brands
    ]
    ways += [Query.const_score_query(_term_query("codes", code), 7.0) for code in group.codes]
    for nth, phrase in enumerate(group.phrases):
        if phrase[0][0].isdigit():  # nobody wears another size
            ways.append(Query.const_score_query(_phrase_query("words", phrase), 7.0))
            continue
        ways.append(Query.boost_query(_phrase_query("words", phrase), 0.3 if nth else 0.5))
    if group.phrases and not group.named:
        ways.append(Query.boost_query(_phrase_query("prose", group.phrases[0]), 0.05))
    if criteria is not None and criteria.everything:
        ways += [_term_query("ids", word) for word in {*group.text.split(), *group.codes}]
    return ways[0] if len(ways) == 1 else Query.disjunction_max_query(ways, 0.0)


def _boost_queries(group: QueryGroup) -> list[Query]:
    """What is called so, or is of that color, comes before what only mentions it; what the synonym
    means, first.
    """
    queries = []
    for phrase in group.phrases:
        queries.append(Query.const_score_query(_phrase_query("kind", phrase), 6.0))
        queries.append(Query.const_score_query(_phrase_query("hue", phrase), 3.0))
        whole = " ".join(stem_word(word) for word in phrase)
        queries.append(Query.const_score_query(_term_query("whole_kind", whole), 9.0))
    return [Query.disjunction_max_query(queries, 0.0)] if queries else []


def _phrase_query(field: str, phrase: tuple[str, ...]) -> Query:
    terms = [_term_query(field, stem_word(word)) for word in phrase]
    return (
        terms[0] if len(terms) == 1 else Query.boolean_query([(Occur.Must, term) for term in terms])
    )


def _term_query(field: str, value: str) -> Query:
    return Query.term_query(SCHEMA, field, value, "basic")


def _filter_queries(criteria: SearchQuery) -> dict[str, Query]:
    """A query for each narrowing, by its name."""
    narrow = {
        name: _any_value_query(name, values)
        for name, values in criteria.filters.items()
        if values and name in FACETS
    }
    if not criteria.everything:
        narrow["state"] = _any_value_query("state", criteria.states)
    elif criteria.filters.get("standing"):
        narrow["standing"] = _any_value_query("standing", criteria.filters["standing"])
    if criteria.price_from is not None or criteria.price_to is not None:
        narrow["price"] = Query.range_query(
            SCHEMA, "price", tantivy.FieldType.Unsigned, criteria.price_from, criteria.price_to
        )
    return narrow


def _any_value_query(name: str, values: tuple[str, ...]) -> Query:
    return (
        _term_query(name, values[0])
        if len(values) == 1
        else Query.term_set_query(SCHEMA, name, list(values))
    )


def _facet_counts(
    searcher: tantivy.Searcher, understood: ParsedQuery, criteria: SearchQuery, *, counted: Query
) -> dict[str, list[tuple[str, int]]]:
    """Counts by value. A facet with a choice is counted without it, so that the other values stay
    choosable.
    """
    chosen = [name for name in FACETS if criteria.filters.get(name)]
    counts = _value_counts(searcher, counted, [name for name in FACETS if name not in chosen])
    narrow = _filter_queries(criteria)
    for name in chosen:
        others = {key: query for key, query in narrow.items() if key != name}
        counts |= _value_counts(
            searcher, _all_groups_query(understood.groups, others, criteria), [name]
        )
    for name in chosen:
        listed = {value for value, _ in counts[name]}
        counts[name] += [(value, 0) for value in criteria.filters[name] if value not in listed]
    return {name: counts[name] for name in FACETS}


def _value_counts(
    searcher: tantivy.Searcher, query: Query, names: list[str]
) -> dict[str, list[tuple[str, int]]]:
    if not names:
        return {}
    wanted = {name: {"terms": {"field": name, "size": types.MOST_VALUES}} for name in names}
    answer = searcher.aggregate(query, wanted)
    return {
        name: [(bucket["key"], bucket["doc_count"]) for bucket in answer[name]["buckets"]]
        for name in names
    }


def suggest_searches(
    text: str, *, limit: int = 8, on: IndexReader | None = None
) -> list[Suggestion]:
    """What somebody who is still typing may mean: brands and kinds of pieces that are for sale,
    with counts.
    """
    reader = on or index_reader()
    searcher, vocabulary = reader.searcher(), reader.vocabulary()
    words = fold_words(text[: types.LONGEST_QUERY])
    if not words:
        return []
    *before, last = words
    query, ends = _prefix_query(searcher, vocabulary, before, last)
    if query is None:
        return []
    counts = _value_counts(searcher, query, ["brand", "sub_category"])
    brands = [pair for pair in counts["brand"] if _has_word(pair[0], ends)]
    kinds = [pair for pair in counts["sub_category"] if _has_word(pair[0], ends)]
    suggestions = [Suggestion(brand, count) for brand, count in brands[:4]]
    if brands and len(brands) <= 2:
        (brand, _), *_ = brands
        suggestions += [
            Suggestion(f"{brand} {kind}", count)
            for kind, count in counts["sub_category"][:4]
            if kind
        ]
    leading = " ".join(parse_query(" ".join(before), vocabulary).as_words) if before else ""
    suggestions += [Suggestion(f"{leading} {kind}".strip(), count) for kind, count in kinds[:4]]
    if not suggestions:
        suggestions = [
            Suggestion(f"{brand} {leading or ends[0]}", count)
            for brand, count in counts["brand"][:4]
        ]
    return list({suggestion.text.lower(): suggestion for suggestion in suggestions}.values())[
        :limit
    ]


def _prefix_query(
    searcher: tantivy.Searcher, vocabulary: Vocabulary, before: list[str], last: str
) -> tuple[Query | None, list[str]]:
    """Items for sale that have the words before, and a word that begins as the last does, misspelt
    or not.
    """
    groups = parse_query(" ".join(before), vocabulary).groups if before else ()
    ends = [word for word, _ in searcher.terms_with_prefix("plain", last, limit=12)]
    if not ends and (house := _house_with_prefix(vocabulary, last)):
        parts = [(Occur.Must, _group_query(group, None)) for group in (*groups, house)]
        parts.append(
            (Occur.Must, Query.const_score_query(_term_query("state", types.FOR_SALE), 0.0))
        )
        return Query.boolean_query(parts), [
            word for brand in house.brands for word in fold_words(brand)
        ]
    if not ends and (corrected := parse_query(last, vocabulary, doubt=True).as_words):
        ends = list(corrected)
    if not ends:
        return None, []
    parts = [(Occur.Must, _group_query(group, None)) for group in groups]
    parts.append((Occur.Must, Query.const_score_query(_term_query("state", types.FOR_SALE), 0.0)))
    parts.append((Occur.Must, Query.term_set_query(SCHEMA, "plain", ends)))
    return Query.boolean_query(parts), ends


def _house_with_prefix(vocabulary: Vocabulary, last: str) -> QueryGroup | None:
    """The houses of the shelf whose name in katakana begins so."""
    if not is_japanese(last):
        return None
    names = [name for (name, *_) in load_synonyms() if name.startswith(last)]
    groups = [
        group for name in names for group in parse_query(name, vocabulary).groups if group.brands
    ]
    brands = tuple(dict.fromkeys(brand for group in groups for brand in group.brands))
    return QueryGroup(last, brands=brands) if brands else None


def _has_word(value: str, ends: list[str]) -> bool:
    return bool(set(fold_words(value)) & set(ends))


def similar_item_keys(item: Any, *, limit: int = 8, on: IndexReader | None = None) -> list[int]:
    """Keys of items for sale that are like this one: of its brand or kind first, then by its
    words.
    """
    reader = on or index_reader()
    searcher = reader.searcher()
    likes = [(Occur.Should, Query.boost_query(_term_query("brand", item.brand), 2.0))]
    likes += (
        [(Occur.Should, Query.boost_query(_term_query("sub_category", item.sub_category), 3.0))]
        if item.sub_category
        else []
    )
    likes += [(Occur.Should, _term_query("color", item.color))] if item.color else []
    likes += [
        (Occur.Should, _term_query("words", stem_word(word)))
        for word in dict.fromkeys(fold_words(item.title))
    ][:12]
    query = Query.boolean_query(
        [
            (Occur.Must, Query.const_score_query(_term_query("state", types.FOR_SALE), 0.0)),
            (Occur.Must, _term_query("category", item.category)),
            (Occur.MustNot, Query.term_query(SCHEMA, "id", item.pk)),
            *likes,
        ]
    )
    result = searcher.search(query, limit=limit, count=False)
    return _item_keys(searcher, result)


def _item_keys(searcher: tantivy.Searcher, result: tantivy.SearchResult) -> list[int]:
    """The keys of the items that were found, in their order."""
    keys = searcher.fast_field_values("id", [address for _, address in result.hits])
    return [int(key) for key in keys if key is not None]
