"""The gate's own parts: the tiers hold every test, and coverage is counted and compared rightly."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests import coverage_gate, gate
from tests.tiers import engine_of_story

ROOT = Path(__file__).parent.parent


def test_the_two_tiers_together_hold_every_test():
    """Every test of the project, collected once, is one that a part of the gate would run."""
    tests = collected()
    assert len(tests) > 1000
    documents = gate.Part("documents", ["pytest", "-q", *gate.IN_CHECKS])
    parts = [part for part in [documents, *gate.FAST, *gate.DEEP] if "pytest" in part.command]
    once = [part for part in parts if part not in again(gate.DEEP)]
    left_out = [test for test in tests if not any(runs(part, *test) for part in once)]
    assert left_out == []


def test_a_test_in_no_part_is_noticed():
    assert not any(runs(part, "tests/elsewhere/test_new.py::test_it", True) for part in gate.DEEP)
    assert not any(runs(part, "tests/test_gate.py::test_it", True) for part in gate.FAST)
    assert any(runs(part, "tests/test_gate.py::test_it", False) for part in gate.FAST)


def test_a_story_for_one_engine_runs_on_it():
    """What a story says of itself, and what `tests/tiers.py` says, leave it one engine at least."""
    marked = re.compile(r'^@on_one_engine\("(\w+)".*\)\n(?:@.*\n)*def (\w+)', re.MULTILINE)
    stories = [
        (f"tests/e2e/{file.name}::{name}", engine)
        for file in sorted((ROOT / "tests" / "e2e").glob("test_*.py"))
        for engine, name in marked.findall(file.read_text())
    ]
    assert len(stories) > 10
    assert [test for test, engine in stories if engine_of_story(test) not in ("", engine)] == []


def test_both_engines_are_in_each_tier():
    for tier in (gate.FAST, gate.DEEP):
        commands = [" ".join(part.command) for part in tier]
        assert any("--engine postgres" in command for command in commands)
        assert any("pytest" in command and "postgres" not in command for command in commands)


COLLECT = """
import json, pathlib, sys
import pytest
class Listed:
    def pytest_collection_finish(self, session):
        rows = [[item.nodeid, bool(item.get_closest_marker("deep"))] for item in session.items]
        pathlib.Path(sys.argv[1]).write_text(json.dumps(rows))
raise SystemExit(pytest.main(["-q", "--collect-only", "-p", "no:xdist"], plugins=[Listed()]))
"""


def collected() -> list[tuple[str, bool]]:
    """Every test's id, and whether it is deep."""
    with tempfile.NamedTemporaryFile("r") as file:
        command = [sys.executable, "-c", COLLECT, file.name]
        ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        assert ran.returncode == 0, ran.stdout[-2000:] + ran.stderr[-2000:]
        return [(test, deep) for test, deep in json.load(file)]


def again(parts: list[gate.Part]) -> list[gate.Part]:
    """The parts of the deep tier that run fast tests once more, traced."""
    return [part for part in parts if "not deep" in part.command]


def runs(part: gate.Part, test: str, deep: bool) -> bool:
    """Whether a part's command, as pytest reads it, selects a test."""
    if "pytest" not in part.command:
        return False
    arguments = part.command[part.command.index("pytest") + 1 :]
    if "-m" in arguments and arguments[arguments.index("-m") + 1] != (
        "deep" if deep else "not deep"
    ):
        return False
    ignored = [
        argument.removeprefix("--ignore=") for argument in arguments if "--ignore=" in argument
    ]
    paths = [argument for argument in arguments if argument.startswith("tests")]
    return is_in(test, paths) and not is_in(test, ignored)


def is_in(test: str, paths: list[str]) -> bool:
    """Whether a test lies in one of these files or folders."""
    file = test.partition("::")[0]
    return any(file == path or file.startswith(f"{path}/") for path in paths)


FILES = {
    "troth/policy/dates/promise.py": {
        "summary": {
            "covered_lines": 8,
            "num_statements": 10,
            "covered_branches": 1,
            "num_branches": 2,
        }
    },
    "troth/clock.py": {
        "summary": {
            "covered_lines": 5,
            "num_statements": 5,
            "covered_branches": 0,
            "num_branches": 0,
        }
    },
}


def test_coverage_is_counted_by_package_with_its_branches():
    assert coverage_gate.percents(FILES) == {
        "troth.policy": pytest.approx(75.0),
        "troth (top)": pytest.approx(100.0),
        "troth": pytest.approx(1400 / 17),
    }


def test_a_package_below_its_floor_fails_and_so_does_one_that_vanished():
    floors = {"troth.policy": 75.1, "troth (top)": 99.0, "troth.gone": 1.0}
    assert coverage_gate.below(floors, coverage_gate.percents(FILES)) == [
        "troth.gone",
        "troth.policy",
    ]


def test_floors_rise_and_never_fall():
    fresh = coverage_gate.raised({"troth.policy": 80.0}, coverage_gate.percents(FILES))
    assert fresh == {"troth.policy": 80.0, "troth (top)": 99.0, "troth": 81.3}
