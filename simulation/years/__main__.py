"""Makes orders in a store's database: `python -m simulation.years 500 --year`.

With `--year` its clock stands at the year's end, and its scorecard is read.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from datetime import UTC, datetime

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "troth.settings")
django.setup()

from simulation.years.generator import YEAR_ENDS, make_orders, make_year  # noqa: E402
from troth import clock  # noqa: E402
from troth.scorecard import actions  # noqa: E402


def main(arguments: Sequence[str] | None = None) -> int:
    """Makes the orders in the database of this environment."""
    options = argparse.ArgumentParser(prog="python -m simulation.years", description=__doc__)
    options.add_argument("count", type=int, help="how many orders")
    options.add_argument("--year", action="store_true", help="the year of the scorecard")
    chosen = options.parse_args(arguments)
    if not chosen.year:
        make_orders(chosen.count)
        return 0
    make_year(chosen.count)
    clock.offset_file().parent.mkdir(parents=True, exist_ok=True)
    clock.offset_file().write_text(
        str((YEAR_ENDS - datetime.now(UTC)).total_seconds()), encoding="ascii"
    )
    actions.catch_up(now=YEAR_ENDS)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
