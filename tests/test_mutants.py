"""The mutation test's own logic: a stable sample, a kill, a survivor, and a run that goes on."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.mutants import selecting
from tests.mutants.__main__ import Standing, equivalent_rows, report_lines
from tests.mutants.covering import coverage_map
from tests.mutants.results import KILLED, SURVIVED, Result, ResultFile
from tests.mutants.selecting import Group, Mutant
from tests.mutants.trying import Trial
from tests.mutants.workshop import ROOT, Workshop

LIMITS = '''\
"""Two limits."""

from __future__ import annotations


def in_time(day: int | None, last: int) -> bool:
    return day is not None and day <= last


def nobody_asks(day: int) -> int:
    return day + 3
'''
CHECKS = """\
from tiny.limits import in_time


def test_the_last_day_is_in_time():
    assert in_time(4, 4)


def test_the_day_after_is_late():
    assert not in_time(5, 4)
"""
GROUP = Group("tiny", ("tiny",), 10, 95.0, ("checks",))
SEED = 7


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A module with one function that is tested and one that is not."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    root = tmp_path / "project"
    for name, text in {
        "tiny/__init__.py": "",
        "tiny/limits.py": LIMITS,
        "checks/test_limits.py": CHECKS,
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    return root


def mutant_with(root: Path, before: str, after: str) -> Mutant:
    every = selecting.group_mutants(GROUP, root)
    return next(mutant for mutant in every if (mutant.before, mutant.after) == (before, after))


def test_a_tested_mutant_is_killed_and_an_untested_one_survives(project, tmp_path):
    workshop = Workshop(project, tmp_path / "cache")
    workshop.update_copy()
    covered = coverage_map(GROUP, workshop, [], jobs=1)
    trial = Trial(GROUP, workshop, covered, "today")

    killed = trial.try_mutant(mutant_with(project, "<= last", "< last"))
    survivor = trial.try_mutant(mutant_with(project, "3", "4"))

    assert killed.outcome == KILLED
    assert killed.by == "checks/test_limits.py::test_the_last_day_is_in_time"
    assert survivor.outcome == SURVIVED
    assert (workshop.tree / "tiny/limits.py").read_text("utf-8") == LIMITS
    assert not trial.run_tests(covered.all_tests())  # the copy is whole again


def test_the_types_kill_what_no_test_does(project, tmp_path):
    workshop = Workshop(project, tmp_path / "cache")
    workshop.update_copy()
    covered = coverage_map(GROUP, workshop, [], jobs=1)
    script = (
        "from tiny.limits import nobody_asks;"
        "nobody_asks(0) == 3 or exit('tiny/limits.py:9: error: it is a three\\nFound 1 error')"
    )
    trial = Trial(GROUP, workshop, covered, "today", types=(sys.executable, "-c", script))

    result = trial.try_mutant(mutant_with(project, "3", "4"))

    error = "tiny/limits.py:9: error: it is a three"
    assert (result.outcome, result.stage, result.by) == (KILLED, "types", error)


def test_types_that_fail_without_a_mutant_kill_nothing(project, tmp_path):
    workshop = Workshop(project, tmp_path / "cache")
    workshop.update_copy()
    trial = Trial(GROUP, workshop, None, "today", types=(sys.executable, "-c", "exit('no mypy')"))
    with pytest.raises(RuntimeError, match="the types fail without a mutant: no mypy"):
        trial.try_mutant(mutant_with(project, "3", "4"))


def test_a_survivor_meets_simulated_lives_and_a_finding_kills_it(project, tmp_path):
    workshop = Workshop(project, tmp_path / "cache")
    workshop.update_copy()
    mutant = mutant_with(project, "3", "4")
    script = "from tiny.limits import nobody_asks; print(found := nobody_asks(0)); exit(found != 3)"
    trial = Trial(GROUP, workshop, None, "today", lives=(sys.executable, "-c", script))
    before = Result(mutant.key, SURVIVED, "", "rest", 1.0, "", "today")

    result = trial.try_mutant(mutant, earlier=before)

    assert (result.outcome, result.stage, result.by, result.lives) == (KILLED, "lives", "4", True)


def test_lives_that_fail_without_a_mutant_kill_nothing(project, tmp_path):
    workshop = Workshop(project, tmp_path / "cache")
    workshop.update_copy()
    mutant = mutant_with(project, "3", "4")
    lives = (sys.executable, "-c", "exit('no such option')")
    before = Result(mutant.key, SURVIVED, "", "rest", 1.0, "", "today")
    with pytest.raises(RuntimeError, match="the lives fail without a mutant: no such option"):
        Trial(GROUP, workshop, None, "today", lives=lives).try_mutant(mutant, earlier=before)


def test_tests_that_run_no_line_of_the_group_are_an_error(project, tmp_path):
    workshop = Workshop(project, tmp_path / "cache")
    workshop.update_copy()
    elsewhere = Group("other", ("other",), 1, 95.0, ("checks",))
    with pytest.raises(RuntimeError, match="run no line of other"):
        coverage_map(elsewhere, workshop, [], jobs=1)


def test_the_sample_is_the_same_for_a_seed_and_another_for_another(project):
    (project / "tiny/limits.py").write_text(many_functions(), "utf-8")
    first = selecting.choose_sample(GROUP, SEED, project)
    assert first == selecting.choose_sample(GROUP, SEED, project)
    assert len(first) == GROUP.count
    assert {m.key for m in first} != {m.key for m in selecting.choose_sample(GROUP, 8, project)}


def test_a_new_function_above_leaves_the_sample_as_it_is(project):
    path = project / "tiny/limits.py"
    path.write_text(many_functions(), "utf-8")
    whole = Group("tiny", ("tiny",), 1000, 95.0, ("checks",))
    first = [mutant.key for mutant in selecting.choose_sample(whole, SEED, project)]
    path.write_text("def newcomer(n):\n    return n > 2\n\n\n" + many_functions(), "utf-8")
    second = [mutant.key for mutant in selecting.choose_sample(whole, SEED, project)]
    assert [key for key in second if key in first] == first


def many_functions() -> str:
    return "\n\n".join(f"def add_{n}(day):\n    return day + {n}\n" for n in range(40))


def test_what_cannot_change_behavior_is_not_mutated():
    source = (
        "from typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n    ALIAS = 3\n"
        "@decorated(4)\n"
        'def plain(day: "int | None") -> "int | None":\n    """Words."""\n    return day\n'
    )
    assert selecting.module_mutants("tiny.py", source) == []


def test_a_statement_over_several_lines_is_covered_by_any_of_them():
    source = "def total(a):\n    return sum(\n        [a,\n         2]\n    )\n"
    [mutant] = [m for m in selecting.module_mutants("tiny.py", source) if m.before == "2"]
    assert (mutant.line, mutant.first, mutant.last) == (4, 2, 5)


def test_a_run_goes_on_where_it_was_stopped(tmp_path):
    path = tmp_path / "results.jsonl"
    ResultFile(path).add_result(Result("one", KILLED, "a test", "covering", 1.0, "code", "tests"))
    ResultFile(path).add_result(Result("two", SURVIVED, "", "rest", 9.0, "code", "tests"))
    with path.open("a") as file:
        file.write('{"key": "three", "outc')  # what a killed process leaves

    again = ResultFile(path)

    assert again.valid_result("one", "code", "other tests").outcome == KILLED
    assert again.valid_result("one", "other code", "tests") is None
    assert again.valid_result("two", "code", "tests").outcome == SURVIVED
    assert again.valid_result("two", "code", "other tests") is None
    assert again.valid_result("three", "code", "tests") is None


def test_the_report_names_survivors_and_counts_no_equivalent_one(project, monkeypatch):
    monkeypatch.setattr("tests.mutants.__main__.ROOT", project)
    survivor = mutant_with(project, "3", "4")
    killed = mutant_with(project, "<= last", "< last")
    equal = mutant_with(project, "is not", "is")
    results = {
        survivor.key: Result(survivor.key, SURVIVED, "", "rest", 1.0, "", ""),
        killed.key: Result(killed.key, KILLED, "a test", "covering", 1.0, "", ""),
    }
    standing = Standing(GROUP, [survivor, killed, equal], {equal.key: "a reason"}, results)

    text = "\n".join(report_lines(standing))

    assert "-- tiny/limits.py:11 in nobody_asks" in text
    assert "-    return day + 3\n+    return day + 4" in text
    assert "1 of 2 killed, 50.0 %" in text
    assert "1 equivalent, 0 not tried" in text


def test_each_equivalent_mutant_still_exists_and_has_a_reason():
    for row in equivalent_rows():
        mutants = selecting.module_mutants(row["at"], (ROOT / row["at"]).read_text("utf-8"))
        [mutant] = [mutant for mutant in mutants if mutant.key == row["mutant"]]
        assert (mutant.before, mutant.after) == (row["before"], row["after"])
        assert len(row["reason"].split()) > 5
