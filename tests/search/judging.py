"""A shelf of listings without a database, and the table of queries that is judged on it."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from tests.factories.moments import NOON
from troth.catalog.models import Item
from troth.catalog.rows import Row, item_of, rows_of
from troth.catalog.search.engine import find_items
from troth.catalog.search.index_reader import IndexFolder, IndexReader, document_of, open_index
from troth.catalog.search.types import SearchQuery

REAL_LISTINGS = Path(__file__).parents[3] / "shared" / "data" / "resale-catalogue.csv"
QUERIES = Path(__file__).with_name("queries.csv")


def unsaved(row: Row, key: int) -> Item:
    """The item of a row as if it were listed."""
    item = item_of(row, source="judged", now=NOON)
    item.pk, item.listed_at = key, NOON
    item.has_judged, item.has_rejected, item.has_withdrawn = True, False, False
    return item


def shelf_of(folder: Path, items: Iterable[Item]) -> IndexReader:
    """An index of these items in a folder."""
    place = IndexFolder(folder)
    built = place.fresh()
    writer = open_index(built).writer(heap_size=60_000_000, num_threads=1)
    for item in items:
        writer.add_document(document_of(item))
    writer.commit()
    writer.wait_merging_threads()
    place.use(built)
    return IndexReader(folder)


def listings() -> list[dict[str, str]]:
    """The real listings, but for their sellers' countries: `location` is a warehouse of ours."""
    rows = [row.values for row in rows_of(REAL_LISTINGS) if isinstance(row, Row)]
    return [values | {"location": ""} for values in rows]


def real_shelf(folder: Path, rows: list[dict[str, str]]) -> IndexReader:
    """The real listings; the key of each is its place in the list, from 1."""
    return shelf_of(folder, (unsaved(Row(key, values), key) for key, values in enumerate(rows, 1)))


def queries(table: Path = QUERIES) -> list[dict[str, str]]:
    with table.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def fold(text: str) -> str:
    marks = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in marks if not unicodedata.combining(sign))


def judge(
    query: dict[str, str], shelf: IndexReader, rows: list[dict[str, str]]
) -> tuple[bool, str]:
    """Whether the first ten hold what they must, and how they stand."""
    matches = find_items(SearchQuery(words=query["query"], size=10), on=shelf)
    first = [rows[key - 1] for key in [*matches.keys, *matches.near][:10]]
    if query["must"] == "none":
        return matches.nearest, (
            "said that nothing matches" if matches.nearest else f"claims {matches.total} matches"
        )
    conditions = query["must"].split(";")
    both = [part.removeprefix("both=") for part in conditions if part.startswith("both=")]
    tests = [part for part in conditions if not part.startswith("both=")]
    good = [row for row in first if all(_holds(test, row) for test in tests)]
    enough = len(good) >= int(query["at_least"])
    for column in both:
        wanted = (
            next(test for test in tests if test.startswith(f"{column}="))
            .partition("=")[2]
            .split("|")
        )
        enough = enough and all(
            any(fold(row[column]) == fold(value) for row in first) for value in wanted
        )
    return (
        enough,
        (
            f"{len(good)} of {len(first)} (at least {query['at_least']}), read as"
            f" {matches.read_as or query['query']!r}"
        ),
    )


def _holds(test: str, row: dict[str, str]) -> bool:
    if "~" in test:
        column, _, part = test.partition("~")
        return fold(part) in fold(row[column])
    column, _, values = test.partition("=")
    return fold(row[column]) in {fold(value) for value in values.split("|")}
