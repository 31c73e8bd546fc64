"""The record of attempts names each one, and enough of every role."""

from __future__ import annotations

import importlib
import re
from collections import Counter
from pathlib import Path

from tests.web import attacks

ROOT = Path(__file__).parent.parent.parent
ROWS = re.findall(
    r"^\| (\w+) \| `(test_\w+)` \| (.+?) \| [\w ]+ \|$",
    (ROOT / "docs" / "attacks.md").read_text("utf-8"),
    re.MULTILINE,
)


def attempts() -> list[tuple[str, str, str]]:
    """Role, test and rule of each attempt, as the tests declare them."""
    for path in sorted(Path(__file__).parent.glob("test_attacks_*.py")):
        importlib.import_module(f"tests.web.{path.stem}")
    return sorted({(attempt.role, attempt.test, attempt.rule) for attempt in attacks.ATTEMPTS})


def test_the_record_names_each_attempt() -> None:
    assert sorted(ROWS) == attempts()


def test_every_role_has_made_at_least_ten() -> None:
    counts = Counter(role for role, _, _ in attempts())
    assert set(counts) == set(attacks.ROLES)
    assert min(counts.values()) >= 10
