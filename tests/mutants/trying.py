"""A mutant is tried: by the tests that cover it, by the types, by the other fast tests, and by
simulated lives.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from tests.mutants.covering import CoverageMap
from tests.mutants.results import KILLED, SURVIVED, Result
from tests.mutants.selecting import Group, Mutant, mutated_source
from tests.mutants.workshop import Ran, Workshop

FIRST_SECONDS = 3.0  # of covering tests in the first run: most mutants die in it
FIRST_TESTS = 30
START_SECONDS = 60.0  # that a run may take beside its tests
SLOWER = 4.0  # times as long as measured before it counts as endless
LIFE_SECONDS = 2 * 3600.0
TYPES_SECONDS = 600.0
QUICKEST = "covering, quickest"
TIME_LIMIT = "the time limit"
NO_TESTS = 5  # pytest's exit code
ALL_PASSED = 0


@dataclass(frozen=True)
class Trial:
    """What the mutants of a group are tried with."""

    group: Group
    workshop: Workshop
    covered: CoverageMap
    tests_digest: str
    options: tuple[str, ...] = ()
    lives: tuple[str, ...] = ()  # a command
    types: tuple[str, ...] = ()  # the command of the gate that checks them
    glance: bool = False  # only the tests that cover it
    _passed: list[tuple[str, ...]] = field(default_factory=list)  # commands that found nothing

    def try_mutant(self, mutant: Mutant, earlier: Result | None = None) -> Result:
        """Its result. `known` is what it already survived: then only lives are left."""
        started = time.monotonic()
        source = (self.workshop.tree / mutant.path).read_text("utf-8")
        stage, killer, lived = "all", "", False
        mutated = mutated_source(source, mutant)
        if earlier is None:
            self.check_passes(self.types)
            with self.workshop.mutated(mutant.path, mutated):
                stage, killer = self.run_rounds(mutant)
        if not killer and self.lives:
            self.check_passes(self.lives)
            with self.workshop.mutated(mutant.path, mutated):
                lived, ran = True, self.workshop.run(self.lives, LIFE_SECONDS)
            if ran.code != ALL_PASSED:
                stage, killer = "lives", last_line(ran)
        return Result(
            mutant.key,
            KILLED if killer else SURVIVED,
            killer,
            stage,
            round(time.monotonic() - started, 1),
            code_digest(source),
            self.tests_digest,
            lived,
        )

    def check_passes(self, command: tuple[str, ...]) -> None:
        """Runs the types or the lives once without a mutant. Raises RuntimeError where that finds
        something, or the command can't run: then a finding would say nothing of a mutant.
        """
        if command and command not in self._passed:
            ran = self.workshop.run(command, LIFE_SECONDS)
            if ran.code != ALL_PASSED:
                what = "lives fail" if command == self.lives else "types fail"
                raise RuntimeError(f"the {what} without a mutant: {last_line(ran)}")
            self._passed.append(command)

    def run_rounds(self, mutant: Mutant) -> tuple[str, str]:
        """The stage, and what killed the mutant in it; empty where everything passed. Types are
        checked early, since that takes seconds, and `make test` begins with it.
        """
        stage = ""
        for stage, tests in self.rounds_for(mutant):
            if killer := self.run_tests(tests):
                return stage, killer
            if stage == QUICKEST and (killer := self.find_type_error()):
                return "types", killer
        return stage, ""

    def find_type_error(self) -> str:
        """The first error of the types; empty where there is none."""
        if not self.types:
            return ""
        ran = self.workshop.run(self.types, TYPES_SECONDS)
        errors = [line for line in ran.output.splitlines() if ": error:" in line]
        return "" if ran.code == ALL_PASSED else (errors or [last_line(ran)])[0]

    def rounds_for(self, mutant: Mutant) -> Iterator[tuple[str, list[str]]]:
        """The tests in the order in which they are tried, in runs that get longer."""
        covering = self.covered.covering_tests(mutant)
        first = self.quickest_tests(covering)
        yield QUICKEST, first
        yield "covering", covering[len(first) :]
        if self.glance:
            return
        rest = [test for test in self.covered.all_tests() if test not in set(covering)]
        nearest = self.files_that_name(Path(mutant.path).stem)
        near = self.files_that_name(".".join(Path(mutant.path).parts[:2])) - nearest
        yield "nearest", [test for test in rest if test.partition("::")[0] in nearest]
        yield "near", [test for test in rest if test.partition("::")[0] in near]
        yield "rest", [test for test in rest if test.partition("::")[0] not in nearest | near]

    def quickest_tests(self, tests: Sequence[str]) -> list[str]:
        """The first ones that take no longer together than a start of pytest does."""
        total, chosen = 0.0, list[str]()
        for test in tests[:FIRST_TESTS]:
            total += self.covered.seconds[test]
            if chosen and total > FIRST_SECONDS:
                break
            chosen.append(test)
        return chosen

    def files_that_name(self, name: str) -> set[str]:
        """The test files in which the mutant's module, or its package, is named."""
        files = {test.partition("::")[0] for test in self.covered.seconds}
        word = re.compile(rf"\b{re.escape(name)}\b")
        return {
            file for file in files if word.search((self.workshop.tree / file).read_text("utf-8"))
        }

    def run_tests(self, tests: Sequence[str]) -> str:
        """What killed the mutant: the first test that failed. Empty where all passed."""
        if not tests:
            return ""
        folder = self.workshop.cache
        listed, failure = folder / "tests.txt", folder / "failure.txt"
        listed.write_text("".join(f"{test}\n" for test in tests), "utf-8")
        failure.unlink(missing_ok=True)
        files = list(dict.fromkeys(test.partition("::")[0] for test in tests))
        command = [sys.executable, "-m", "pytest", "-q", "-x", "--tb=no", "-p", "no:cacheprovider"]
        plugin = ["-p", "tests.mutants.picking"]
        limit = START_SECONDS + SLOWER * sum(self.covered.seconds[test] for test in tests)
        environment = {"MUTANTS_TESTS": str(listed), "MUTANTS_FAILURE": str(failure)}
        ran = self.workshop.run([*command, *self.options, *plugin, *files], limit, environment)
        if ran.code == ALL_PASSED:
            return ""
        if ran.code == NO_TESTS:
            raise RuntimeError(f"no test was found of {tests[:3]}:\n{ran.output[-2000:]}")
        if failure.exists():
            return failure.read_text("utf-8")
        return TIME_LIMIT if ran.code is None else f"no start: {last_line(ran)}"


def code_digest(source: str) -> str:
    return sha256(source.encode()).hexdigest()[:16]


def last_line(ran: Ran) -> str:
    """What a command said last, for a report of one line."""
    if ran.code is None:
        return TIME_LIMIT
    lines = [line for line in ran.output.splitlines() if line.strip()]
    return lines[-1].strip() if lines else f"exit code {ran.code}"
