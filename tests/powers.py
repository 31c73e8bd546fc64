"""The table of powers: each way to ship, give money back, approve, reprice, close, cancel or write
to many; who may, what is confirmed, what takes two people, what is recorded, how it is undone; and
the test that shows each of these. `docs/powers/*.toml` holds it, `make powers` prints it.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "powers"
PAGE = ROOT / "docs" / "powers.md"
CELLS = ("may", "confirmed", "two", "recorded", "undone")
DOES = {
    "ships": "Ships",
    "refunds": "Gives money back, or takes it",
    "approves": "Approves and lists",
    "reprices": "Changes a price",
    "closes": "Closes and delays",
    "cancels": "Cancels, holds and releases",
    "mails many": "Writes to many",
    "lets in": "Lets somebody in",
    "writes rows": "Writes rows past the pages",
    "reads": "Only reads",
}
HEAD = """# Who may do what

Every page, command, import, task and endpoint that ships, gives money back, approves, reprices,
closes, cancels or writes to many: who may, what is confirmed first, what takes two people, what is
recorded and how it is undone. A number in a cell leads to the test that shows it, below the tables.

`docs/powers/*.toml` holds the rows, `make powers` prints this page, and a test goes through every
address, command and task of the store: each is in a row, or in the list at the end with the reason
why it needs none.
"""


@dataclass(frozen=True)
class Power:
    """One row of the table."""

    way: str  # routes' names, `troth COMMAND`, `make run`, a task; after a colon, which part
    does: str
    also: str  # what it does beside
    page: str
    cells: dict[str, str]
    tests: dict[str, str]
    file: str

    @property
    def ways(self) -> list[str]:
        """The names alone, without options and parts."""
        return [way.partition(" --")[0] for way in self.way.partition(":")[0].split(", ")]


def powers() -> list[Power]:
    """All rows, in the order of their files. KeyError where a cell is missing."""
    return [
        Power(
            way=row["way"],
            does=row["does"],
            also=row.get("also", ""),
            page=row.get("page", ""),
            cells={cell: row[cell] for cell in CELLS},
            tests={cell: row["tests"][cell] for cell in CELLS},
            file=path.name,
        )
        for path in sorted(FOLDER.glob("*.toml"))
        for row in tomllib.loads(path.read_text()).get("power", [])
    ]


def harmless() -> dict[str, str]:
    """Ways that need no row, and why."""
    return {
        way: group["why"]
        for path in sorted(FOLDER.glob("*.toml"))
        for group in tomllib.loads(path.read_text()).get("harmless", [])
        for way in group["ways"]
    }


@cache
def _names(path: Path) -> frozenset[str]:
    return frozenset(
        node.name
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    )


def test_exists(test: str) -> bool:
    """Whether there is a test of this id, `tests/…/test_x.py::test_y` (or `::TestX::test_y`)."""
    file, _, name = test.partition("::")
    path = ROOT / file
    named = name.partition("[")[0].split("::")[-1]
    return path.is_file() and named.startswith("test_") and named in _names(path)


def lines() -> Iterator[str]:
    """The page, line by line."""
    yield from HEAD.splitlines()
    tests: dict[str, int] = {}
    rows = powers()
    for does, heading in DOES.items():
        of_kind = [row for row in rows if row.does == does]
        if not of_kind:
            continue
        yield from ("", f"## {heading}", "")
        yield "| way | who may | confirmed | two people | recorded | undone |"
        yield "|---|---|---|---|---|---|"
        for row in of_kind:
            numbers = {cell: tests.setdefault(row.tests[cell], len(tests) + 1) for cell in CELLS}
            cells = " | ".join(
                f"{row.cells[cell].replace('|', '/')} [{numbers[cell]}]" for cell in CELLS
            )
            what = "; ".join(filter(None, (row.page, f"`{row.way}`", row.also)))
            yield f"| {what} | {cells} |"
    yield from ("", "## The tests", "")
    for test, number in tests.items():
        yield f"{number}. `{test}`"
    yield from ("", "## What needs no row", "")
    reasons: dict[str, list[str]] = {}
    for way, why in harmless().items():
        reasons.setdefault(why, []).append(way)
    for why, ways in reasons.items():
        yield f"- {why}: {', '.join(f'`{way}`' for way in ways)}"


def page() -> str:
    """The whole page."""
    return "\n".join(lines()) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page())
