"""Makes a demo's past in a folder of its own, reads what everybody was told of it, and prints what
is wrong: `make simulate-past`. Exit code 0 without a finding, 1 with one.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sandbox.demo.past_days import FEWEST_DAYS, MOST_DAYS
from simulation.living import CHECKS, count_transcript, read_findings
from simulation.past.plan import DAYS
from simulation.past.world import World, open_world

EVERY_SECONDS = 15.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints each finding, and a last line with what was read."""
    options = argparse.ArgumentParser(prog="python -m simulation.past.told", description=__doc__)
    options.add_argument("--days", type=int, default=DAYS, help="how many the past has")
    options.add_argument(
        "--until", type=datetime.fromisoformat, help="its last instant, with an offset; else now"
    )
    options.add_argument("--keep", type=Path, help="where the transcript stays")
    chosen = options.parse_args(arguments)
    if not FEWEST_DAYS <= chosen.days <= MOST_DAYS:
        options.error(f"--days is {chosen.days}; it is from {FEWEST_DAYS} to {MOST_DAYS}")
    until = chosen.until or datetime.now(UTC)
    if until.tzinfo is None:
        options.error("--until has no offset; write it as 2026-11-30T10:00:00+00:00")
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="past-") as folder:
        file = chosen.keep or Path(folder) / "past.jsonl"
        with empty_store(Path(folder)) as world:
            make_and_read(world, file, until=until, days=chosen.days)
        findings, counts = read_findings(file, CHECKS), count_transcript(file)
    for finding in findings:
        print(f"{finding['signature']}\n{finding['story']}\n")
    print(
        f"a past of {chosen.days} days: {counts['orders']} orders, {counts['letters']} letters,"
        f" {counts['pages']} pages, {len(findings)} findings, {time.monotonic() - began:.0f} s",
        flush=True,
    )
    return 1 if findings else 0


@contextmanager
def empty_store(folder: Path) -> Iterator[World]:
    """A store of its own in this process: on SQLite in the folder, or in the empty database that
    DATABASE_URL names.
    """
    os.environ["TROTH_VAR"] = str(folder)
    os.environ["TROTH_ENV"] = "development"
    (folder / "static").mkdir()
    with open_world() as world:
        from django.core.management import call_command

        call_command("migrate", verbosity=0, interactive=False)
        logging.disable(logging.CRITICAL)  # what is tried again is no news here
        yield world


def make_and_read(world: World, file: Path, *, until: datetime, days: int) -> None:
    """Makes the past of a demo, and writes down what was told at each stop of it."""
    from django.conf import settings
    from django.contrib.auth.models import User

    from sandbox.demo.loading import load_demo
    from sandbox.demo.people import EXPERTS, create_people
    from simulation.past.making import make_past
    from simulation.past.reading import PastReader
    from simulation.transcript import Transcript
    from troth.orders.policy_versions import terms_at

    create_people()
    load_demo(expert_emails=EXPERTS, now=until)
    first, second = (User.objects.get(username=email) for email in EXPERTS)
    terms, shown_at = terms_at(until), time.monotonic()
    with file.open("w", encoding="utf-8") as output:
        reader = PastReader(world, Transcript(output, world.clock.now), terms)

        def progress(at: datetime, share: float) -> bool:
            nonlocal shown_at
            reader.read_stop()
            if time.monotonic() - shown_at > EVERY_SECONDS:
                shown_at = time.monotonic()
                print(f"{share:.0%}, up to {at:%b %-d}", flush=True)
            return True

        position = Path(settings.VAR_DIR) / "past.json"
        make_past(
            world,
            experts=(first, second),
            file=position,
            until=until,
            days=days,
            progress=progress,
        )
        reader.read_stop()
        reader.end()


if __name__ == "__main__":
    sys.exit(main())
