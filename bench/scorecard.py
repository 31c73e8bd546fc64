"""A year of many orders on the scorecard: how long a first reading takes, and then a page, a list
and the file.

`make scorecard-bench`; ORDERS (100000), ENGINES (sqlite postgres). Each engine in a process of its
own.
"""

from __future__ import annotations

import os
import resource
import statistics
import time
from collections.abc import Callable

from engines import on_each

ORDERS = int(os.environ.get("ORDERS", "100000"))


def _measure(engine: str) -> None:
    import django

    django.setup()
    _make_orders(engine)
    _read_for_the_first_time()
    _time_figures()


def _make_orders(engine: str) -> None:
    from django.core.management import call_command

    from simulation.years.generator import make_year
    from troth.orders.models import Event

    call_command("migrate", verbosity=0)
    began = time.perf_counter()
    make_year(ORDERS)
    events = Event.objects.count()
    print(
        f"{engine}: {ORDERS:,} orders with {events:,} events made in"
        f" {time.perf_counter() - began:.0f} s",
        flush=True,
    )


def _read_for_the_first_time() -> None:
    from django.db import connection

    from simulation.years.generator import YEAR_ENDS
    from troth.scorecard import actions
    from troth.scorecard.models import Case

    before, began, worked = _megabytes(), time.perf_counter(), time.process_time()
    judged = actions.catch_up(now=YEAR_ENDS)
    took, worked = time.perf_counter() - began, time.process_time() - worked
    print(
        f"  first reading: {judged:,} orders, {Case.objects.count():,} cases in {took:.1f} s"
        f" ({worked:.1f} s of them this process's own work), {_megabytes() - before:,} MB more"
        " memory",
        flush=True,
    )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE scorecard_case")


def _time_figures() -> None:
    from simulation.years.generator import YEAR_ENDS
    from troth.policy.terms import shipped_terms
    from troth.scorecard import actions, figures

    kwargs = {"now": YEAR_ENDS}
    half, whole = (
        dict(
            zip(
                ("since", "until"),
                figures.reporting_period(shipped_terms(), weeks=n, **kwargs),
                strict=True,
            )
        )
        for n in (26, 53)
    )
    listed = (
        figures.decided_cases(**kwargs, **whole)
        .filter(measure="arrived", state="broken")
        .select_related("order")
    )
    _timed("figures of 26 weeks", lambda: figures.count_figures(**kwargs, **half))
    _timed("figures of a year", lambda: figures.count_figures(**kwargs, **whole))
    _timed("the same, one lane", lambda: figures.count_figures(**kwargs, **whole, lane="jp.ground"))
    _timed("the file of a year", lambda: figures.figures_as_csv(**kwargs, **whole))
    _timed(
        "first page of a list",
        lambda: (listed.count(), list(listed.order_by("-decided_on", "-pk")[:50])),
    )
    _timed("a sweep with nothing new", lambda: actions.catch_up(now=YEAR_ENDS))


def _timed(what: str, does: Callable[[], object]) -> None:
    took = []
    for _ in range(5):
        began = time.perf_counter()
        does()
        took.append(time.perf_counter() - began)
    print(f"  {what}: {1000 * statistics.median(took):,.0f} ms (median of 5)", flush=True)


def _megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    on_each(__file__, _measure)
