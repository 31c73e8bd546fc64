"""What-if over the store's own orders, on SQLite and PostgreSQL: how long, how much memory, and are
the counts right?

`make what-if-bench`; ORDERS (100000), SAMPLE (2000). The sample is worked out a second time, an
order at a time.
"""

from __future__ import annotations

import os
import random
import resource
import sys
import time
from datetime import UTC, datetime

from engines import on_each

ORDERS, SAMPLE = int(os.environ.get("ORDERS", "100000")), int(os.environ.get("SAMPLE", "2000"))


def _measure(engine: str) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from tqdm import tqdm

    from simulation.years.generator import make_orders

    call_command("migrate", verbosity=0)
    with tqdm(total=ORDERS, unit=" lives", desc=engine) as bar:
        keys = make_orders(ORDERS, progress=bar.update)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    if (
        child := os.fork()
    ):  # a process of its own, as the worker is: the memory that making the orders took isn't its
        if os.waitpid(child, 0)[1]:
            sys.exit(1)
        return
    connection.close()
    code = 1
    try:
        _replay(engine)
        _compare(keys)
        code = 0
    finally:
        sys.stdout.flush()
        os._exit(code)


def _draft() -> str:
    from troth.policy.terms import shipped_terms

    text = shipped_terms().source
    for old, new in (
        ("at = 16:00:00", "at = 14:00:00"),
        ("window_hours = 2 ", "window_hours = 3 "),
        ("opens_after_days = 15", "opens_after_days = 12"),
        ('"IA", "ID", "IL", ', '"IA", "ID", '),
        ("arrival_latest_days = 8", "arrival_latest_days = 10"),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    return text


def _replay(engine: str) -> None:
    from troth.publishing import actions, what_if
    from troth.publishing.models import WhatIf

    def clock() -> datetime:
        return datetime.now(UTC)

    draft = actions.save_draft(text=_draft(), over=0, now=clock(), by="bench")
    requested = what_if.start_what_if(draft=draft, now=clock(), by="bench")
    before, began, cpu = _peak(), time.perf_counter(), time.process_time()
    while what_if.run_what_if(what_if_id=requested.pk, clock=clock):
        pass
    took, busy = time.perf_counter() - began, time.process_time() - cpu
    counts = WhatIf.objects.get(pk=requested.pk).result
    print(
        f"{engine}: {counts['orders']:,} orders in {took:.1f} s ({busy:.1f} s of its own"
        f" processor), peak memory {_peak():.0f} MB ({_peak() - before:.0f} MB more than before)"
    )
    counted = ("promises", "moved", "unserved", "undated", "verdicts")
    print(
        "  " + ", ".join(f"{name} {counts[name]:,}" for name in counted), "flips", counts["flips"]
    )


def _compare(keys: list[int]) -> None:
    from tests.domain.what_if_oracle import slowly
    from troth.policy.terms import parse_terms
    from troth.publishing.replay import Counts, add_orders

    sample, draft, counts = (
        sorted(random.Random(7).sample(keys, min(SAMPLE, len(keys)))),
        parse_terms(_draft()),
        Counts(),
    )
    add_orders(counts, draft, sample)
    replayed, began = counts.data(), time.perf_counter()
    again = slowly(draft, sample)
    assert {name: replayed[name] for name in again} == again
    print(
        f"  a sample of {len(sample):,}: every count equal to the slow recomputation "
        f"({time.perf_counter() - began:.1f} s)"
    )


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    on_each(__file__, _measure)
