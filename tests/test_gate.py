"""The gate's own parts: the tiers hold every test, and coverage is counted and compared rightly."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests import coverage_gate, gate

ROOT = Path(__file__).parent.parent


def test_the_two_tiers_together_hold_every_test():
    """Each engine's parts are collected as the gate runs them, and everything without a tier."""
    documents = gate.Part("documents", ["pytest", "-q", *gate.IN_CHECKS])
    fast = set().union(*(collected(part) for part in [documents, *gate.FAST]))
    again = [part for part in gate.DEEP if "not deep" in part.command]  # the fast tier, traced
    parts = [part for part in gate.DEEP if "pytest" in part.command and part not in again]
    deep = set().union(*(collected(part) for part in parts))
    everything = collected(gate.Part("all", ["pytest", "-q"]))
    assert everything - fast - deep == set()
    assert fast - everything == set()


def test_both_engines_are_in_each_tier():
    for tier in (gate.FAST, gate.DEEP):
        commands = [" ".join(part.command) for part in tier]
        assert any("--engine postgres" in command for command in commands)
        assert any("pytest" in command and "postgres" not in command for command in commands)


def collected(part: gate.Part) -> set[str]:
    """The tests that a part would run, by their ids."""
    arguments = part.command[part.command.index("pytest") + 1 :]
    command = [sys.executable, "-m", "pytest", *arguments, "--collect-only", "-p", "no:xdist"]
    for option in ("-n", "--dist", "--randomly-seed"):
        if option in command:
            at = command.index(option)
            del command[at : at + 2]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout[-2000:] + ran.stderr[-2000:]
    return {line for line in ran.stdout.splitlines() if "::" in line}


FILES = {
    "troth/policy/promise.py": {
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
