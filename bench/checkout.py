"""How fast a guest buys, on each engine, beside the raw SQL of the same writes, measured in the
same run.

    make checkout-bench          (FLOWS=200 PASSES=3 for more or less)

The store runs as `make run` starts it, on two server processes, with its worker and the sandbox's
payment provider; the client is on the same machine. *Placing* is the request that comes back from
the provider's page: it asks the provider, writes the order and leads to its page. *A flow* is all
that a guest's browser sends from the piece to the order's page.
"""

from __future__ import annotations

import itertools
import os
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

FLOWS, PASSES = int(os.environ.get("FLOWS", "200")), int(os.environ.get("PASSES", "3"))
AT_A_TIME = (1, 8, 32)


def main() -> None:
    if "--engine" not in sys.argv:
        for engine in ("sqlite", "postgres"):
            subprocess.run([sys.executable, __file__, "--engine", engine], check=True)  # noqa: S603
        return
    sys.path.insert(0, str(Path(__file__).parent.parent))
    os.environ["TROTH_DURABLE"] = "yes"
    from tests.engine import ENGINE, pytest_unconfigure

    try:
        with tempfile.TemporaryDirectory() as folder:
            _measure(ENGINE, Path(folder))
    finally:
        pytest_unconfigure()


def _measure(engine: str, folder: Path) -> None:
    from tests.e2e.round_items import items_for
    from tests.e2e.stores import Store

    needed = PASSES * len(AT_A_TIME) * FLOWS * 2 + PASSES * FLOWS + 50
    with Store(
        folder / "store", WEB_PROCESSES="2", CLIENT_ADDRESS_HEADER="X-Forwarded-For"
    ) as store:
        slugs = iter(items_for(store, folder, needed))
        print(f"\n{engine}: {FLOWS} a pass, medians of {PASSES} passes; milliseconds\n")
        _flow(store, next(slugs))  # the first one of a process loads what the others find loaded
        raw = statistics.median(_raw_writes(store, slugs) for _ in range(PASSES))
        print(f"  the raw writes of placing, one connection           p50 {raw:7.2f}")
        for count in AT_A_TIME:
            passes = [_placing(store, slugs, count) for _ in range(PASSES)]
            p50, p95, rate = (
                statistics.median(figures[at] for figures in passes) for at in range(3)
            )
            print(
                f"  placing, {count:2} at a time       {_row(p50, p95, rate)}   {p50 / raw:5.1f}"
                " x raw"
            )
        for count in AT_A_TIME:
            passes = [_flows(store, slugs, count) for _ in range(PASSES)]
            p50, p95, rate = (
                statistics.median(figures[at] for figures in passes) for at in range(3)
            )
            print(f"  a whole flow, {count:2} at a time  {_row(p50, p95, rate)}")
        store.replay = lambda: None  # the raw rows have no timeline of their own
    _count_queries(engine)


def _row(p50: float, p95: float, rate: float) -> str:
    return f"p50 {p50:7.1f}  p95 {p95:7.1f}   {rate:6.1f} a second"


_nth = itertools.count(1)


def _buyer(store: Any) -> Any:
    from tests.e2e.buyers import Buyer

    nth = next(_nth)
    return Buyer(
        store.url, f"buyer{nth}", network=f"10.{nth >> 16 & 255}.{nth >> 8 & 255}.{nth & 255}"
    )


def _flow(store: Any, slug: str) -> float:
    """One guest, from the piece to the order's page. Returns the seconds."""
    from tests.e2e.buyers import pay

    buyer, began = _buyer(store), time.perf_counter()
    buyer.get(f"/items/{slug}")
    buyer.post(f"/bag/add/{slug}")
    buyer.get("/checkout")
    assert buyer.keep().location == "/checkout/review"
    done = pay(buyer.open_page(buyer.look()))
    order = buyer.come_back(done.location)
    assert "/orders/" in order.location, order
    assert buyer.get(order.location).status == 200
    buyer.close()
    return time.perf_counter() - began


def _flows(store: Any, slugs: Any, count: int) -> tuple[float, float, float]:
    return _timed(lambda slug: _flow(store, slug), [next(slugs) for _ in range(FLOWS)], count)


def _placing(store: Any, slugs: Any, count: int) -> tuple[float, float, float]:
    """Guests who have paid come back; the provider's own messages wait meanwhile, so that it is
    they who place.
    """
    from tests.e2e.buyers import pay

    store.provider(webhooks={"hold": True})

    def prepare(slug: str) -> tuple[Any, str]:
        buyer = _buyer(store)
        return buyer, pay(buyer.at_the_providers(slug)).location

    with ThreadPoolExecutor(8) as pool:
        ready = list(pool.map(prepare, [next(slugs) for _ in range(FLOWS)]))

    def place(paid: tuple[Any, str]) -> float:
        buyer, back = paid
        began = time.perf_counter()
        answer = buyer.come_back(back)
        took = time.perf_counter() - began
        assert "/orders/" in answer.location, answer
        buyer.close()
        return took

    figures = _timed(place, ready, count)
    store.provider(webhooks={"hold": False})
    _until_idle(store)
    return figures


def _until_idle(store: Any) -> None:
    """The worker has done what the last pass left it: no pass pays for the one before."""
    for _ in range(1200):
        if store.sql(
            "SELECT count(*) FROM django_tasks_database_dbtaskresult WHERE status IN ('READY',"
            " 'RUNNING', 'NEW')"
        ) == [(0,)]:
            return
        time.sleep(0.25)


def _timed(act: Any, arguments: list[Any], count: int) -> tuple[float, float, float]:
    """The median and the 95th percentile in milliseconds, and how many a second."""
    began = time.perf_counter()
    with ThreadPoolExecutor(count) as pool:
        took = sorted(pool.map(act, arguments))
    seconds = time.perf_counter() - began
    return took[len(took) // 2] * 1000, took[int(len(took) * 0.95)] * 1000, len(arguments) / seconds


def _raw_writes(store: Any, slugs: Any) -> float:
    """The rows that placing writes, copied from a real order under new names, in one transaction
    each; the median.
    """
    from tests.e2e.stores import database

    with database(store.database_url) as connection:
        mark = "?" if "sqlite" in type(connection).__module__ else "%s"
        rows = _rows_of_an_order(connection)
        took = []
        for nth in range(FLOWS):
            slug = next(slugs)
            [(item,)] = connection.execute(
                f"SELECT id FROM catalog_item WHERE slug = {mark}", [slug]
            ).fetchall()
            connection.commit()
            began = time.perf_counter()
            _write_once(connection, mark, rows, item, f"raw-{os.getpid()}-{slug}-{nth}"[-60:])
            took.append(time.perf_counter() - began)
    return statistics.median(took) * 1000


TASKS = "django_tasks_database_dbtaskresult"
TABLES = (
    "orders_order",
    "orders_recipient",
    "orders_line",
    "orders_event",
    "catalog_itemevent",
    TASKS,
)


def _rows_of_an_order(connection: Any) -> dict[str, tuple[list[str], list[list[Any]]]]:
    rows_by_table: dict[str, tuple[list[str], list[list[Any]]]] = {}
    of_first = "order_id = (SELECT min(id) FROM orders_order)"
    where = {
        "orders_order": "id = (SELECT min(id) FROM orders_order)",
        "orders_recipient": of_first,
        "orders_line": of_first,
        "orders_event": (
            f"{of_first} AND kind IN ('payment.authorized', 'line.placed', 'order.placed')"
        ),
        "catalog_itemevent": (
            "id = (SELECT min(id) FROM catalog_itemevent WHERE kind = 'item.sold')"
        ),
        TASKS: f"id IN (SELECT id FROM {TASKS} LIMIT 1)",
    }
    for table in TABLES:
        cursor = connection.execute(f"SELECT * FROM {table} WHERE {where[table]}")
        names = [column[0] for column in cursor.description]
        rows_by_table[table] = (names, [list(row) for row in cursor.fetchall()])
    return rows_by_table


def _write_once(connection: Any, mark: str, rows: dict[str, Any], item: int, name: str) -> None:
    order = _insert(
        connection,
        mark,
        rows["orders_order"],
        "orders_order",
        number=name[-20:],
        link_hash=name,
        checkout_key=name,
    )
    _insert(connection, mark, rows["orders_recipient"], "orders_recipient", order_id=order)
    line = _insert(
        connection, mark, rows["orders_line"], "orders_line", order_id=order, item_id=item
    )
    names, event_rows = rows["orders_event"]
    for event_row in event_rows:
        of_line = {"line_id": line} if event_row[names.index("line_id")] is not None else {}
        _insert(connection, mark, (names, [event_row]), "orders_event", order_id=order, **of_line)
    _insert(connection, mark, rows["catalog_itemevent"], "catalog_itemevent", item_id=item)
    _write_task(connection, mark, rows[TASKS])
    _mark_sold_and_paid(connection, mark, item)
    connection.commit()


def _write_task(connection: Any, mark: str, rows: tuple[list[str], list[list[Any]]]) -> None:
    import uuid

    task = uuid.uuid4()
    fresh = task.hex if mark == "?" else task
    _insert(connection, mark, rows, TASKS, id=fresh, status="SUCCESSFUL")


def _mark_sold_and_paid(connection: Any, mark: str, item: int) -> None:
    connection.execute(
        f"UPDATE catalog_item SET sold_at = {mark} WHERE id = {mark}",
        ["2026-11-25 12:00:00+00:00", item],
    )
    connection.execute(
        "UPDATE payments_payment SET charge_id = charge_id || '' WHERE id = (SELECT min(id) FROM"
        " payments_payment)"
    )


def _insert(
    connection: Any, mark: str, rows: tuple[list[str], list[list[Any]]], table: str, **changed: Any
) -> int:
    names, [row] = rows
    fields = {name: value for name, value in zip(names, row, strict=True) if name != "id"} | changed
    values = [_plain(value) for value in fields.values()]
    returning = "order_id" if table == "orders_recipient" else "id"
    sql = (
        f"INSERT INTO {table} ({', '.join(fields)}) VALUES ({', '.join([mark] * len(fields))})"
        f" RETURNING {returning}"
    )
    return connection.execute(sql, values).fetchone()[0]


def _plain(value: Any) -> Any:
    if isinstance(value, dict | list):
        from psycopg.types.json import Jsonb

        return Jsonb(value)
    return value


def _count_queries(engine: str) -> None:
    """Statements of each request of the flow, counted in process on the same engine."""
    script = Path(__file__).parent / "checkout_queries.py"
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-s",
        "-p",
        "no:randomly",
        "-p",
        "tests.with_django",
        "--no-header",
        "--engine",
        engine,
    ]
    subprocess.run([*command, str(script)], check=True)  # noqa: S603


if __name__ == "__main__":
    main()
