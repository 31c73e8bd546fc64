"""The map of a group: which tests run a line, and how long each of them takes.

It is made by one traced run of the group's tests in the copy of the tree, and kept until the code
or the tests change.
"""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path

from coverage import CoverageData

from tests.mutants.selecting import Group, Mutant
from tests.mutants.workshop import Workshop

HOURS = 3600.0
SETTINGS = """\
[run]
branch = False
source =
{sources}
data_file = {data}
parallel = True
patch = subprocess
disable_warnings = no-data-collected,module-not-imported,module-not-measured
"""


@dataclass
class CoverageMap:
    """Each test's seconds, and the tests of each line of each module."""

    tree: Path
    seconds: dict[str, float]
    failed: list[str]
    data: CoverageData
    by_file: dict[str, dict[int, list[str]]] = field(default_factory=dict)

    def covering_tests(self, mutant: Mutant) -> list[str]:
        """The tests that run the mutant's statement, fastest first. A statement that runs at import
        counts as run by each test that runs anything of its module.
        """
        lines = self.tests_by_line(mutant.path)
        span = range(mutant.first, mutant.last + 1)
        covering = {test for line in span for test in lines.get(line, [])}
        if "" in covering:
            covering = {test for tests in lines.values() for test in tests}
        return self.fastest_first(covering)

    def tests_by_line(self, path: str) -> dict[int, list[str]]:
        if path not in self.by_file:
            self.by_file[path] = self.data.contexts_by_lineno(str(self.tree / path))
        return self.by_file[path]

    def fastest_first(self, tests: set[str]) -> list[str]:
        passed = (tests & self.seconds.keys()) - set(self.failed)
        return sorted(passed, key=lambda test: (self.seconds[test], test))

    def all_tests(self) -> list[str]:
        return self.fastest_first(set(self.seconds))


def coverage_map(group: Group, workshop: Workshop, options: list[str], jobs: int) -> CoverageMap:
    """The map of today's code and tests; made anew where there is none. Raises RuntimeError where
    the tests run no line of the group: they import another copy, and could kill nothing.
    """
    folder = workshop.cache / f"map-{group.name}"
    key = workshop.digest_of([*group.packages, *map_sources(group), *group.tests])
    noted = folder / "key"
    if not noted.exists() or noted.read_text("utf-8") != key:
        print(f"{group.name}: tracing its tests, to know which ones run a line ...", flush=True)
        make_map(group, workshop, folder, options, jobs)
        noted.write_text(key, "utf-8")
    durations = json.loads((folder / "durations.json").read_text("utf-8"))
    data = CoverageData(str(folder / "data"))
    data.read()
    if not data.measured_files():
        raise RuntimeError(
            f"the tests run no line of {', '.join(group.packages)} in {workshop.tree}: they import"
            " another copy"
        )
    return CoverageMap(workshop.tree, durations["seconds"], durations["failed"], data)


def map_sources(group: Group) -> list[str]:
    """The code that the group's tests run: all of it, but for a package that knows no other, tried
    by its own tests.
    """
    return [] if group.tests == ("tests/policy",) else ["troth", "sandbox"]


def make_map(group: Group, workshop: Workshop, folder: Path, options: list[str], jobs: int) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    settings = folder / "coveragerc"
    sources = "\n".join(f"    {workshop.tree / package}" for package in group.packages)
    settings.write_text(SETTINGS.format(sources=sources, data=folder / "data"), "utf-8")
    traced = [sys.executable, "-m", "coverage", "run", f"--rcfile={settings}", "-m", "pytest", "-q"]
    spread = ["-n", str(jobs), "--dist", "loadgroup"] if jobs > 1 else []
    command = [*traced, *options, *spread, "-p", "tests.mutants.tracing", *group.tests]
    ran = workshop.run(command, HOURS, {"MUTANTS_DURATIONS": str(folder / "durations.json")})
    (folder / "output.txt").write_text(ran.output, "utf-8")
    if ran.code not in (0, 1):
        raise RuntimeError(f"the traced run ended with {ran.code}:\n{ran.output[-3000:]}")
    combine = [sys.executable, "-m", "coverage", "combine", f"--rcfile={settings}", "--quiet"]
    combined = workshop.run(combine, HOURS)
    if combined.code != 0:
        raise RuntimeError(f"coverage could not combine: {combined.output[-3000:]}")
