"""A closure with many open orders, on PostgreSQL: how long until every new promise is stored and
every notice is owed.

`make closure`; ORDERS (100000), PASSES (3). Beside it, in the same run, the raw SQL of the same
writes.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from datetime import date, datetime, timedelta
from pathlib import Path

from troth.event_kinds import EventKind

ORDERS, PASSES = int(os.environ.get("ORDERS", "100000")), int(os.environ.get("PASSES", "3"))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))


def main() -> None:
    os.environ |= {"TROTH_TEST_ENGINE": "postgres", "TROTH_DURABLE": "1"}
    from tests.e2e.stores import fresh_database
    from tests.engine import pytest_unconfigure

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "troth.config.settings")
    try:
        os.environ["DATABASE_URL"] = fresh_database(Path(tempfile.mkdtemp(prefix="troth-closure-")))
        _measure()
    finally:
        pytest_unconfigure()


def _measure() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from simulation.years.generator import make_open_orders
    from tests.factories.moments import moment

    call_command("migrate", verbosity=0)
    began, noon = time.perf_counter(), moment("Mon 2026-11-23 12:00")
    make_open_orders(ORDERS, placed_at=lambda n: noon - timedelta(seconds=n))
    print(f"{ORDERS:,} open orders made in {time.perf_counter() - began:.0f} s")
    took, raw = [], []
    for nth in range(PASSES):
        took.append(_one(nth, noon))
        raw.append(_raw())
        print(f"pass {nth + 1}: {took[-1]:.1f} s, the raw writes {raw[-1]:.1f} s")
    ratio = statistics.median(took) / statistics.median(raw)
    print(f"median of {PASSES}: {statistics.median(took):.1f} s, {ratio:.1f} times the raw writes")


def _one(nth: int, noon: datetime) -> float:
    from tqdm import tqdm

    from troth.fulfillment.models import Delay, PromiseStatus
    from troth.fulfillment.promises import closures
    from troth.orders.models import Event

    first, why = date(2026, 11, 24) + timedelta(days=7 * nth), f"a storm, number {nth}"
    last = first + timedelta(days=6)
    closure = closures.enter_closure(
        place="us", first_on=first, last_on=last, why=why, now=noon, by="bench"
    )
    bar, began = tqdm(total=ORDERS, unit=" promises"), time.perf_counter()
    done = closures.recompute_promises(
        closure_id=closure.pk, now=noon, progress=lambda far: bar.update(far.looked_at - bar.n)
    )
    took = time.perf_counter() - began
    bar.close()
    moved_events = Event.objects.filter(kind=EventKind.PROMISE_DELAYED).count()
    assert (done.moved, moved_events, Delay.objects.count()) == (
        ORDERS,
        ORDERS * (nth + 1),
        ORDERS * (nth + 1),
    )
    assert PromiseStatus.objects.filter(rounds=nth + 1).count() == ORDERS
    return took


_DELAY = (
    "standing_id, order_id, {number}, old_by, new_by, arrives_from, arrives_by, why, steps,"
    " silence, found_at, notice_by, decides_at, answer, outcome"
)


def _raw() -> float:
    """The same rows written by three statements, and taken back."""
    from django.db import connection, transaction

    began = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE fulfillment_promisestatus SET ship_by = ship_by, rounds = rounds")
        cursor.execute(
            f"INSERT INTO fulfillment_delay ({_DELAY.format(number='number')}) SELECT"
            f" {_DELAY.format(number='number + 100')} FROM fulfillment_delay ORDER BY id DESC LIMIT"
            f" {ORDERS}"
        )
        cursor.execute(
            "INSERT INTO orders_event (order_id, kind, at, by, facts) SELECT order_id, kind, at,"
            " by, facts FROM orders_event WHERE kind = 'promise.delayed' ORDER BY id DESC LIMIT"
            f" {ORDERS}"
        )
        took = time.perf_counter() - began
        transaction.set_rollback(True)
    return took


if __name__ == "__main__":
    main()
