"""`make mutants`: tries the sample, prints how far it is, and goes on where it was stopped.

Exit code 0 where each group's share of killed mutants reaches its floor, 1 where one falls below, 3
where the run is not complete, 130 after Ctrl-C.
"""

from __future__ import annotations

import argparse
import os
import shlex
import sys
import time
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.gate import SEED
from tests.mutants.covering import coverage_map
from tests.mutants.results import KILLED, SURVIVED, Result, ResultFile
from tests.mutants.selecting import Group, Mutant, choose_sample, difference, read_sample
from tests.mutants.trying import Trial, code_digest
from tests.mutants.workshop import ROOT, Workshop

CACHE = ROOT / ".cache" / "mutants"
EQUIVALENT = Path(__file__).with_name("equivalent.toml")
OPTIONS = ("-m", "not deep", f"--randomly-seed={SEED}", "--randomly-dont-reorganize")
LIVES = "python -m simulation 31 32 33 34 35 36 37 38 39 40 --jobs 2 --tries 0"
TYPES = (sys.executable, "-m", "mypy")
INCOMPLETE, INTERRUPTED = 3, 130


@dataclass(frozen=True)
class Standing:
    """A group's sample and what is known of each of its mutants."""

    group: Group
    mutants: list[Mutant]
    equivalent: dict[str, str]
    results: dict[str, Result]

    def with_outcome(self, outcome: str) -> list[Mutant]:
        keys = {key for key, result in self.results.items() if result.outcome == outcome}
        return [mutant for mutant in self.mutants if mutant.key in keys]

    def left_to_try(self) -> list[Mutant]:
        done = self.results.keys() | self.equivalent.keys()
        return [mutant for mutant in self.mutants if mutant.key not in done]

    def share_killed(self) -> float:
        """In percent, of those that were tried."""
        return 100 * len(self.with_outcome(KILLED)) / max(1, len(self.results))


def main(arguments: Sequence[str] | None = None) -> int:
    chosen = read_arguments(arguments)
    seed, groups = read_sample()
    groups = [group for group in groups if chosen.group in ("", group.name)]
    workshop = Workshop(ROOT, CACHE)
    workshop.update_copy()
    os.nice(chosen.nice)
    lives = () if chosen.glance else lives_command(chosen.lives)
    results = ResultFile(CACHE / "results.jsonl")
    standings = []
    try:
        for group in groups:
            standing = read_standing(group, seed, workshop, results)
            if not chosen.report:
                try_group(standing, workshop, results, lives, chosen)
            standings.append(standing)
    except KeyboardInterrupt:
        print("\nStopped. `make mutants` goes on from here.", flush=True)
        return INTERRUPTED
    return print_report(standings)


def read_arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--group", default="", help="one group of sample.toml; without it all")
    parser.add_argument("--lives", default=LIVES, help="the command that lives the seeds, or ''")
    parser.add_argument("--only", type=int, default=0, help="stop after so many mutants of a group")
    parser.add_argument("--jobs", type=int, default=1, help="processes of the traced run")
    parser.add_argument("--nice", type=int, default=0, help="how much to yield to other processes")
    parser.add_argument("--glance", action="store_true", help="only the tests that cover a line")
    parser.add_argument("--report", action="store_true", help="only the report of what is known")
    return parser.parse_args(arguments)


def lives_command(text: str) -> tuple[str, ...]:
    """The command, with this Python; empty where the simulation is not there."""
    words = shlex.split(text)
    if words[:2] == ["python", "-m"] and not (ROOT / words[2]).is_dir():
        print(f"There is no package {words[2]}: survivors meet no simulated lives.", flush=True)
        return ()
    return tuple(sys.executable if word == "python" else word for word in words)


def read_standing(group: Group, seed: int, workshop: Workshop, results: ResultFile) -> Standing:
    """The sample, and of each mutant the result that still stands."""
    mutants = choose_sample(group, seed, workshop.tree)
    equivalent = {key: why for key, why in read_equivalent().items() if key in keys_of(mutants)}
    tests = tests_digest(group, workshop)
    valid = {}
    for mutant in mutants:
        code = code_digest((workshop.tree / mutant.path).read_text("utf-8"))
        result = results.valid_result(mutant.key, code, tests)
        if result is not None and mutant.key not in equivalent:
            valid[mutant.key] = result
    return Standing(group, mutants, equivalent, valid)


def keys_of(mutants: Sequence[Mutant]) -> set[str]:
    return {mutant.key for mutant in mutants}


def tests_digest(group: Group, workshop: Workshop) -> str:
    """Of all that could kill one of the group's mutants."""
    return workshop.digest_of([*group.packages, *group.tests])


def read_equivalent() -> dict[str, str]:
    """The reason of each mutant that is judged equivalent, by its key."""
    return {row["mutant"]: row["reason"] for row in equivalent_rows()}


def equivalent_rows() -> list[dict[str, str]]:
    rows: list[dict[str, str]] = tomllib.loads(EQUIVALENT.read_text("utf-8")).get("equivalent", [])
    return rows


def try_group(
    standing: Standing,
    workshop: Workshop,
    results: ResultFile,
    lives: tuple[str, ...],
    chosen: argparse.Namespace,
) -> None:
    """Tries what is left, then gives survivors their lives, and checks the tests that killed."""
    todo = standing.left_to_try()
    if lives:
        survivors = standing.with_outcome(SURVIVED)
        todo += [mutant for mutant in survivors if not standing.results[mutant.key].lives]
    todo = todo[: chosen.only or None]
    if not todo:
        return
    group = standing.group
    covered = coverage_map(group, workshop, list(OPTIONS), chosen.jobs)
    for test in covered.failed:
        print(f"{group.name}: not used, since it did not pass without a mutant: {test}")
    digest = tests_digest(group, workshop)
    trial = Trial(group, workshop, covered, digest, OPTIONS, lives, TYPES, glance=chosen.glance)
    started = time.monotonic()
    for number, mutant in enumerate(todo, 1):
        result = trial.try_mutant(mutant, standing.results.get(mutant.key))
        if result.outcome == KILLED or not chosen.glance:
            results.add_result(result)
        standing.results[mutant.key] = result
        left = (time.monotonic() - started) / number * (len(todo) - number)
        print_progress(standing, mutant, result, left)
    forget_false_kills(trial, standing, results)


def print_progress(standing: Standing, mutant: Mutant, result: Result, left: float) -> None:
    done = len(standing.results)
    total = len(standing.mutants) - len(standing.equivalent)
    survived = len(standing.with_outcome(SURVIVED))
    print(
        f"{standing.group.name}: {done} of {total}, {done - survived} killed, {survived} survived, "
        f"{left:.0f} s left | {mutant.place} {result.outcome} {result.by} "
        f"({result.stage}, {result.seconds} s)",
        flush=True,
    )


def forget_false_kills(trial: Trial, standing: Standing, results: ResultFile) -> None:
    """The tests that killed are run once more, without a mutant. Where one fails, what it killed is
    tried again the next time.
    """
    killers = {
        result.by for result in standing.results.values() if result.by in trial.covered.seconds
    }
    while killers:
        failed = trial.run_tests(trial.covered.fastest_first(killers))
        if not failed:
            return
        print(f"{standing.group.name}: fails without a mutant, so it killed nothing: {failed}")
        if failed not in killers:
            raise RuntimeError("the tests do not run without a mutant")
        killers.discard(failed)
        for key in [key for key, result in standing.results.items() if result.by == failed]:
            results.forget_result(key)
            del standing.results[key]


def print_report(standings: Sequence[Standing]) -> int:
    """Prints the survivors and the shares, and keeps them in a file beside the results."""
    lines = [line for standing in standings for line in report_lines(standing)]
    (CACHE / "report.txt").write_text("\n".join(lines) + "\n", "utf-8")
    print("\n".join(lines), flush=True)
    if any(
        standing.results and standing.share_killed() < standing.group.floor
        for standing in standings
    ):
        return 1
    return INCOMPLETE if any(standing.left_to_try() for standing in standings) else 0


def report_lines(standing: Standing) -> list[str]:
    lines = [f"== {standing.group.name}"]
    for mutant in standing.with_outcome(SURVIVED):
        source = (ROOT / mutant.path).read_text("utf-8")
        lines += [f"-- {mutant.place} in {mutant.inside or 'the module'}, mutant {mutant.key}"]
        lines += [difference(source, mutant), ""]
    tried, killed = len(standing.results), len(standing.with_outcome(KILLED))
    left = len(standing.left_to_try())
    lines.append(
        f"{standing.group.name}: {killed} of {tried} killed, {standing.share_killed():.1f} % "
        f"(floor {standing.group.floor} %); {len(standing.equivalent)} equivalent, {left} not tried"
    )
    return lines


if __name__ == "__main__":
    sys.exit(main())
