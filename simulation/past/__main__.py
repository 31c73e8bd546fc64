"""Makes the past of a demo store up to now: `python -m simulation.past`. `make run` starts it
behind the open store. Ctrl-C stops it, and the next start goes on there.
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from types import FrameType

from sandbox.demo.past_days import FEWEST_DAYS, MOST_DAYS
from simulation.past.plan import DAYS
from simulation.past.world import World, open_world
from troth.files import replace_text

EVERY_SECONDS = 5.0


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when the past is made, or was stopped."""
    options = argparse.ArgumentParser(prog="python -m simulation.past", description=__doc__)
    options.add_argument("--days", type=int, default=DAYS, help="how long ago it begins")
    options.add_argument(
        "--situations", action="store_true", help="print what the store shows, and end"
    )
    chosen = options.parse_args(arguments)
    if chosen.situations:
        return _print_situations()
    days: int = chosen.days
    if not FEWEST_DAYS <= days <= MOST_DAYS:
        options.error(f"--days is {days}; it is a number from {FEWEST_DAYS} to {MOST_DAYS}")
    stops: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        stops.append(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    with open_world() as world:
        logging.disable(logging.CRITICAL)  # what is tried again is no news here
        _make(world, days, stops)
    return 0


def _print_situations() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "troth.config.settings")
    import django

    django.setup()
    from simulation.past.situations import situations, table_of
    from troth import clock

    print(table_of(situations(clock.now())))
    return 0


def _make(world: World, days: int, stops: list[int]) -> None:
    from django.conf import settings
    from django.contrib.auth.models import User

    from sandbox.demo.people import EXPERTS
    from sandbox.demo.store import position_file
    from simulation.past.making import make_past
    from troth.orders.models import Order

    first, second = (User.objects.get(username=email) for email in EXPERTS)
    notice = Notice(settings.DESK_NOTICE)
    started = shown_at = time.monotonic()

    def progress(at: datetime, share: float) -> bool:
        nonlocal shown_at
        if time.monotonic() - shown_at > EVERY_SECONDS:
            shown_at = time.monotonic()
            notice.show(
                f"The demo's past is being made: {share:.0%}, {Order.objects.count()} orders up to"
                f" {at:%b %-d}. The store is open meanwhile."
            )
        return not stops

    try:
        until = world.started_at
        is_made = make_past(
            world,
            experts=(first, second),
            file=position_file(),
            until=until,
            days=days,
            progress=progress,
        )
    finally:
        notice.take_down()
    if is_made:
        seconds, count = time.monotonic() - started, Order.objects.count()
        print(f"The demo's past is made: {count} orders, {seconds:.0f} s.", flush=True)
        print("\n".join(_worth_a_look()), flush=True)


def _worth_a_look() -> list[str]:
    """Three addresses: an order in time, one that is late, the desk's queue."""
    from simulation.past.situations import ORDER_PAGE, late_with_a_choice, situations
    from troth import clock
    from troth.absolute_urls import absolute_url

    where = {situation.name: situation.where for situation in situations(clock.now())}
    addresses = {
        "On its way:         ": where.get(f"{ORDER_PAGE}On its way", ""),
        "Late, with a choice:": late_with_a_choice(),
        "The desk's queue:   ": absolute_url("desk"),
    }
    return [f"{name} {address}" for name, address in addresses.items() if address]


class Notice:
    """A line in the terminal, and at the top of the desk."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def show(self, text: str) -> None:
        """Replaces the line that is shown."""
        print(text, flush=True)
        replace_text(self._file, text)

    def take_down(self) -> None:
        """Shows nothing any more."""
        self._file.unlink(missing_ok=True)


if __name__ == "__main__":
    sys.exit(main())
