"""Makes orders in the store's database: years of them, or open ones. A seed gives the same."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from simulation.plans import order_traits
from simulation.script import random_instant
from simulation.years.conditions import Conditions
from simulation.years.order_year import OrderYear
from simulation.years.rows import write_orders
from simulation.years.timeline import plan_order
from troth.fulfillment.promises.monitoring import start_watching
from troth.policy.terms import Terms, parse_terms, shipped_terms

NEW_YORK = ZoneInfo("America/New_York")
YEAR_BEGINS, YEAR_DAYS = date(2026, 1, 5), 364
YEAR_ENDS = datetime(2027, 1, 8, 11, 30, tzinfo=NEW_YORK)  # now, in a store that has lived a year
BUNCH = 1000
# Who wishes nothing, and orders one bag from New York.
QUIET = {
    "pieces": ["us"],
    "grams": 900,
    "wishes": [],
    "mail": "delivered",
    "mail_minutes": 0,
    "confirmed_seconds": 1,
}
_numbers = itertools.count(1)


def summer_terms() -> Terms:
    """In force from July on: a day more for processing, and the ground takes 4 to 9 days."""
    source = shipped_terms().source.replace('name = "troth-standard"', 'name = "troth-summer"')
    for old, new in (
        ("effective_on = 2025-01-01", "effective_on = 2026-07-01"),
        ("latest_days = 2\n\n[transfer]", "latest_days = 3\n\n[transfer]"),
        ("earliest_days = 5  ", "earliest_days = 4  "),
        ("latest_days = 10\n", "latest_days = 9\n"),
    ):
        if old not in source:
            raise LookupError(f"the shipped policy doesn't say {old!r}")
        source = source.replace(old, new)
    return parse_terms(source)


def make_year(count: int, *, seed: int = 7) -> list[int]:
    """So many orders over the 52 weeks from the first Monday of 2026, with what has become of them
    at `YEAR_ENDS`; from July on under other terms. Returns their keys.
    """
    return make_orders(
        count,
        seed=seed,
        first=YEAR_BEGINS,
        days=YEAR_DAYS,
        until=YEAR_ENDS,
        policies=(shipped_terms(), summer_terms()),
    )


def make_orders(
    count: int,
    *,
    seed: int = 1,
    first: date = date(2025, 2, 3),
    days: int = 600,
    until: datetime | None = None,
    policies: Sequence[Terms] = (),
    progress: Callable[[int], object] = lambda count: None,
) -> list[int]:
    """So many orders placed over so many days, with what has become of them `until` then; without
    it, in the end. Each is under the last of the policies that was in force. Returns their keys.
    """
    terms_by_day = [(terms.file.effective_on, terms) for terms in policies or (shipped_terms(),)]
    begins = datetime.combine(first, time(), NEW_YORK)
    conditions = Conditions(seed, begins, days + 1)
    placed = sorted(
        (random_instant(Random(f"placed {seed} {number}"), begins, days - 1), number)
        for number in range(count)
    )
    years = (
        _order_year(
            [terms for since, terms in terms_by_day if since <= at.date()][-1],
            at,
            order_traits(Random(f"order {seed} {number}"), number),
            conditions,
            until=until,
            seed=seed,
        )
        for at, number in placed
    )
    return _write_in_bunches(years, progress=progress)


def make_open_orders(
    count: int, *, placed_at: Callable[[int], datetime], watched: bool = True
) -> list[int]:
    """So many orders of one bag each that were confirmed a second later, and of which nothing has
    become yet; the nth is placed at `placed_at(n)`. Returns their keys.
    """
    conditions = Conditions(0, placed_at(0), 0)  # nothing stands still
    years = (
        _order_year(
            shipped_terms(),
            placed_at(number),
            order_traits(Random(f"open {number}"), number) | QUIET,
            conditions,
            until=placed_at(number).astimezone(UTC) + timedelta(seconds=1),
        )
        for number in range(count)
    )
    return _write_in_bunches(years, watched=watched)


def _order_year(
    terms: Terms,
    placed_at: datetime,
    traits: dict[str, Any],
    conditions: Conditions,
    *,
    until: datetime | None,
    seed: int = 0,
) -> OrderYear:
    key = f"year-{seed}-{next(_numbers)}-{placed_at.timestamp():.0f}"
    order = plan_order(terms, placed_at=placed_at, traits=traits, key=key)
    year = OrderYear(order, conditions, until=until)
    year.run()
    return year


def _write_in_bunches(
    years: Iterable[OrderYear],
    *,
    watched: bool = False,
    progress: Callable[[int], object] = lambda count: None,
) -> list[int]:
    coming, keys = iter(years), []
    while bunch := list(itertools.islice(coming, BUNCH)):
        with transaction.atomic():
            orders = write_orders(bunch)
            if watched:
                start_watching(orders)
        keys += [order.pk for order in orders]
        progress(len(bunch))
    if connection.vendor == "postgresql":  # its planner still thinks that the tables are empty
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return keys
