"""The documents are tested: what they name exists, and what must be named is."""

from __future__ import annotations

import importlib
import re
import subprocess
import tomllib
from functools import reduce
from pathlib import Path

import pytest

from tests.tiers import is_deep
from troth.policy.wording import CLAUSES

ROOT = Path(__file__).parent.parent
ROWS = re.findall(
    r"^\| (\d+) \| `(\w+)` \| *(.*?) *\| *(.*?) *\| *(.*?) *\|$",
    (ROOT / "docs/clauses.md").read_text("utf-8"),
    re.MULTILINE,
)


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / name for name in listed.stdout.splitlines()]


def test_every_clause_has_its_row_in_order():
    assert [(int(number), key) for number, key, *_ in ROWS] == list(enumerate(CLAUSES, 1))


@pytest.mark.parametrize(
    ("key", "kept_by", "proven_by", "stands"), [row[1:] for row in ROWS], ids=[r[1] for r in ROWS]
)
def test_what_keeps_and_proves_a_clause_exists(key, kept_by, proven_by, stands):
    functions, tests = re.findall(r"`([\w.]+)`", kept_by), re.findall(r"`([\w./]+)`", proven_by)
    assert (functions and tests) or stands.startswith("not yet")
    for dotted in functions:
        assert callable(resolve(dotted)), dotted
    for test in tests:
        assert "def test_" in (ROOT / test).read_text("utf-8"), test


@pytest.mark.parametrize(("key", "proven_by"), [(row[1], row[3]) for row in ROWS])
def test_each_clause_is_seen_by_the_fast_tier(key, proven_by):
    files = re.findall(r"`([\w./]+)`", proven_by)
    assert any(not is_deep(file) for file in files), files


def resolve(dotted: str):
    """The object of a dotted name, in the longest part of it that is a module."""
    parts = dotted.split(".")
    for cut in range(len(parts) - 1, 0, -1):
        try:
            module = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        return reduce(getattr, parts[cut:], module)
    raise AssertionError(f"no module for {dotted}")


def test_the_house_names_every_room():
    plan = (ROOT / "docs/house.md").read_text("utf-8")
    rooms = {path.parent.name for path in (ROOT / "troth").glob("*/__init__.py")}
    assert [room for room in sorted(rooms) if f"| `{room}` |" not in plan] == []


@pytest.mark.parametrize(
    "document",
    ["README.md", "docs/house.md", "docs/clauses.md", "docs/sales-tax.md", "CHANGELOG.md"],
)
def test_links_lead_somewhere(document):
    text = (ROOT / document).read_text("utf-8")
    links = re.findall(r"\]\((?!http)([^)#]+)\)", text)
    assert [link for link in links if not (ROOT / document).parent.joinpath(link).exists()] == []


def test_commands_in_the_readme_exist():
    readme, makefile = (
        (ROOT / "README.md").read_text("utf-8"),
        (ROOT / "Makefile").read_text("utf-8"),
    )
    for target in set(re.findall(r"`make (\w+)`|^    make (\w+)", readme, re.MULTILINE)):
        assert re.search(rf"^{''.join(target)}:", makefile, re.MULTILINE), target


def test_decisions_have_seven_lines_and_a_rule_as_title():
    for record in sorted((ROOT / "docs/decisions").glob("*.md")):
        lines = record.read_text("utf-8").splitlines()
        assert len(lines) == 7, record.name
        assert lines[0].startswith("# "), record.name


def test_the_changelogs_last_release_is_this_version():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert (
        re.search(r"^## (\S+)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)[1]
        == version
    )


def test_locks_carry_names_versions_and_hashes_and_no_address():
    for lock in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / lock).read_text("utf-8")
        assert "://" not in text
        pins = re.findall(r"^[a-z0-9][\w.\[\]-]*==", text, re.MULTILINE | re.IGNORECASE)
        assert len(pins) == len(re.findall(r"==[^\n]*\\\n    --hash=sha256:", text))


def test_no_file_is_long():
    long = []
    written = [
        path for path in tracked("troth/*.py", "sandbox/*.py") if "migrations" not in path.parts
    ]  # those are generated
    for path in written:
        text = path.read_text("utf-8")
        if text.count("\n") > 480:
            long.append(f"{path.name} has {text.count(chr(10))} lines")
    assert long == []


TOUR = (ROOT / "docs/tour.md").read_text("utf-8")


@pytest.mark.parametrize(
    "path", sorted(set(re.findall(r"`((?:troth|tests|docs)/[\w./-]+)`", TOUR)))
)
def test_the_tours_files_exist(path):
    assert (ROOT / path).exists()


@pytest.mark.parametrize("dotted", sorted(set(re.findall(r"`(troth(?:\.\w+)+)`", TOUR))))
def test_the_tours_functions_exist(dotted):
    assert resolve(dotted) is not None


def test_the_tour_names_no_file_in_another_way():
    assert len(re.findall(r"`troth\.", TOUR)) > 30
    assert re.findall(r"(?<![`/\w])troth/[\w/]+\.py(?!`)", TOUR) == []


# `/desk/packing/take` stands in a question, and is no file.
QUESTIONS = re.findall(r"^\| ([^|]*\?) \| `([^`]+)` \| `([^`]+)` \|$", TOUR, re.MULTILINE)


@pytest.mark.parametrize(("pattern", "answer"), [row[1:] for row in QUESTIONS])
def test_the_first_hit_answers_the_question(pattern, answer):
    word = re.compile(pattern, re.IGNORECASE)
    for file in tracked("troth/*.py"):
        if "migrations" not in file.parts and word.search(file.read_text("utf-8")):
            assert str(file.relative_to(ROOT)) == answer
            return
    raise AssertionError(f"nothing in troth has {pattern}")


def test_there_are_twelve_questions():
    assert len(QUESTIONS) == 12
