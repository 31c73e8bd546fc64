"""docs/asvs.md: every requirement of ASVS 5.0 at levels 1 and 2 once, and evidence that exists."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs/asvs.md").read_text("utf-8")
ROWS = re.findall(r"^\| (\d+\.\d+\.\d+) \| (\d) \| (.*?) \| (.*?) \| (.*) \|$", PAGE, re.MULTILINE)
VERDICTS = ("met", "not met", "not looked at", "does not apply")
# The numbers and levels of version 5.0.0, as its authors publish them.
_PUBLISHED = (ROOT / "tests/asvs_numbers.txt").read_text("utf-8")
NUMBERS = [tuple(line.split()) for line in _PUBLISHED.splitlines()]
# What a review found short.
MUST_BE_MET = {"3.3.1", "3.3.3", "5.4.3", "6.1.1", "6.2.2", "6.4.1", "7.5.2"}


def test_every_requirement_of_levels_1_and_2_stands_once():
    assert len(NUMBERS) == 253
    assert Counter(level for _, level in NUMBERS) == {"1": 70, "2": 183}
    assert [(number, level) for number, level, *_ in ROWS] == NUMBERS


@pytest.mark.parametrize(("number", "verdict", "shown"), [(r[0], r[3], r[4]) for r in ROWS])
def test_a_verdict_has_its_evidence_or_its_reason(number, verdict, shown):
    assert verdict in VERDICTS
    named = re.findall(r"`([^`]+)`", shown)
    if verdict == "met":
        assert any("/" in name or name.endswith((".txt", ".toml")) for name in named), number
    if verdict in ("not met", "does not apply"):
        assert len(shown) > 10, number
    for name in named:
        if "/" in name or "::" in name or name.endswith((".txt", ".toml")):
            assert exists(name), f"{number}: {name}"


def test_what_a_review_found_short_is_met():
    assert {row[0] for row in ROWS if row[0] in MUST_BE_MET and row[3] == "met"} == MUST_BE_MET


def test_the_sums_are_right():
    sums = dict(re.findall(r"^\| ([a-z ]+) \| (\d+) \|$", PAGE, re.MULTILINE))
    assert sums == {verdict: str(n) for verdict, n in Counter(row[3] for row in ROWS).items()}


def exists(name: str) -> bool:
    """Whether a file is there; and in it the test, where one is named."""
    path, _, test = name.partition("::")
    return (ROOT / path).is_file() and (not test or test in functions_in(path))


@cache
def functions_in(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
