"""Lives seeds and prints what their letters and pages got wrong: `make simulate SEEDS='12 99'`.

Without seeds it takes the day's. With `--until` or `--minutes` it lives on from the first seed that
the file of results doesn't hold yet; Ctrl-C stops it, and the same command goes on. Exits 1 with a
finding, and 2 where a life itself broke.
"""

from __future__ import annotations

import argparse
import itertools
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from simulation.living import (
    CACHE,
    CHECKS,
    HERE,
    JOBS,
    FoundStory,
    LifeRequest,
    LifeResult,
    live_many,
    live_one,
    result_from,
)
from simulation.postgres import LifeServer
from simulation.shrink import TRIES, shrink_finding

RESULTS = CACHE / "results.jsonl"
SEEDS_A_DAY = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns 1 with a finding, 2 where a life broke, else 0."""
    options = _options().parse_args(arguments)
    earlier_results = _read_results(options) if options.results else []
    report = Report(options)
    for result in earlier_results:
        report.add_known(result)
    try:
        with ExitStack() as stack:
            report.folder = _folder_for(options, stack)
            server = stack.enter_context(LifeServer(options.source.resolve()))
            live_life = partial(live_one, checks=options.checks, databases=server.lend_database)
            done = {result.request for result in earlier_results}
            requests = _requests(options, done)
            for result in live_many(
                requests, report.folder, jobs=options.jobs, live_life=live_life
            ):
                report.add(result, partial(live_life))
    except KeyboardInterrupt:
        print("stopped; the same command goes on", flush=True)
    print(report.last_line(), flush=True)
    return report.exit_code


def _options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(
        prog="python -m simulation",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    options.add_argument("seeds", nargs="*", type=int, help="the day's where none is given")
    options.add_argument(
        "--store", default="standard", help="standard, pacific, fixed-offset; several with a comma"
    )
    options.add_argument("--engine", default="sqlite", choices=["sqlite", "postgres"])
    options.add_argument("--source", type=Path, default=HERE, help="another tree to live on")
    options.add_argument("--days", type=int, default=0, help="a shorter life")
    options.add_argument("--checks", default=CHECKS, help="a module with read_transcript(path)")
    options.add_argument("--jobs", type=int, default=JOBS, help="lives at a time")
    options.add_argument("--until", type=int, default=0, help="live seeds 1 to N")
    options.add_argument("--minutes", type=float, default=0, help="start no life after so long")
    options.add_argument("--results", type=Path, help="a file of results, to go on from")
    options.add_argument("--keep", type=Path, help="a folder in which transcripts stay")
    options.add_argument(
        "--tries", type=int, default=TRIES, help="lives to shorten a finding by (0: as it is)"
    )
    return options


def _folder_for(options: argparse.Namespace, stack: ExitStack) -> Path:
    if options.keep:
        return Path(options.keep)
    return Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lives-")))


def seeds_of(day: date) -> list[int]:
    """The seeds of a day: the same for everybody."""
    first = int(f"{day:%Y%m%d}") * 10
    return [first + number for number in range(SEEDS_A_DAY)]


def _requests(options: argparse.Namespace, done: set[LifeRequest]) -> Iterator[LifeRequest]:
    """What is to be lived, in its order; nothing more once the time is over."""
    ends = time.monotonic() + options.minutes * 60
    source = "" if options.source.resolve() == HERE else str(options.source.resolve())
    for seed, store in itertools.product(_seeds(options), options.store.split(",")):
        request = LifeRequest(seed, store, options.engine, source, options.days)
        if request in done:
            continue
        if options.minutes and time.monotonic() > ends:
            return
        yield request


def _seeds(options: argparse.Namespace) -> Iterator[int]:
    if options.seeds:
        yield from options.seeds
    elif options.until:
        yield from range(1, options.until + 1)
    elif options.minutes:
        yield from itertools.count(1)
    else:
        seeds = seeds_of(datetime.now(UTC).date())
        print(f"the day's seeds: {' '.join(map(str, seeds))}", flush=True)
        yield from seeds


def _read_results(options: argparse.Namespace) -> list[LifeResult]:
    """Lives that the file holds and that are asked for, each once; the last word counts."""
    if not options.results.exists():
        return []
    lines = options.results.read_text(encoding="utf-8").splitlines()
    results = {result.request: result for result in map(result_from, lines)}
    seeds = set(options.seeds or range(1, options.until + 1))
    return [
        result
        for request, result in results.items()
        if request.engine == options.engine
        and request.store in options.store.split(",")
        and request.days == options.days
        and (not seeds or request.seed in seeds)
    ]


class Report:
    """Prints each life as it ends, and each kind of finding once with its story."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.folder = Path()
        self.totals: Counter[str] = Counter()
        self.kinds: Counter[str] = Counter()
        self.failures = 0

    @property
    def exit_code(self) -> int:
        """For the shell."""
        if self.failures:
            return 2
        return 1 if self.totals["findings"] else 0

    def add_known(self, result: LifeResult) -> None:
        """A life of an earlier run."""
        self.totals["lives"] += 1
        self.totals["findings"] += len(result.findings)
        self.kinds.update(finding.signature for finding in result.findings)
        self.totals.update({name: result.counts[name] for name in ("orders", "letters", "pages")})

    def add(self, result: LifeResult, live_life: partial[LifeResult]) -> None:
        """A life that has just been read."""
        if result.failure:
            self.failures += 1
            print(f"life {result.request.name} broke:\n{result.failure}", flush=True)
            return
        fresh = {finding.signature: finding for finding in reversed(result.findings)}
        fresh = {name: finding for name, finding in fresh.items() if name not in self.kinds}
        self.add_known(result)
        if self.options.results:
            self._keep(result)
        counts = ", ".join(
            f"{result.counts[name]} {name}" for name in ("orders", "letters", "pages")
        )
        print(
            f"life {result.request.name}: {result.seconds:.0f} s, {counts},"
            f" {len(result.findings)} findings; {self.totals['lives']} lives so far",
            flush=True,
        )
        for finding in fresh.values():
            self._tell(result, finding, live_life)
        if not self.options.keep:
            Path(result.transcript).unlink(missing_ok=True)

    def _tell(
        self, result: LifeResult, finding: FoundStory, live_life: partial[LifeResult]
    ) -> None:
        print(f"\nFINDING of seed {result.request.seed}: {finding.signature}", flush=True)
        story = shrink_finding(
            result, finding, self.folder / "shrinking", live_life, tries=self.options.tries
        )
        print(story, end="\n\n", flush=True)

    def _keep(self, result: LifeResult) -> None:
        self.options.results.parent.mkdir(parents=True, exist_ok=True)
        with self.options.results.open("a", encoding="utf-8") as file:
            file.write(result.as_json() + "\n")

    def last_line(self) -> str:
        """Counts of everything."""
        names = ("lives", "orders", "letters", "pages", "findings")
        counts = ", ".join(f"{self.totals[name]:,} {name}" for name in names)
        return f"{counts} of {len(self.kinds)} kinds"


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    raise SystemExit(main())
