"""The gate, as named steps: `make check` runs the first ones, `make test` all. The first step that
fails ends it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
STEPS = [
    ("format", [BIN / "ruff", "format", "--check", "--quiet", "."]),
    ("lint", [BIN / "ruff", "check", "--quiet", "."]),
    ("strict types on the policy", [BIN / "mypy"]),
    ("import contracts", [BIN / "lint-imports", "--no-logo"]),
    (
        "migrations match the models",
        [BIN / "troth", "manage", "makemigrations", "--check", "--dry-run"],
    ),
    (
        "documents tell the truth",
        [BIN / "pytest", "-q", "-p", "no:randomly", "tests/test_documents.py"],
    ),
]
SUITE = [
    ("the suite, on SQLite", [BIN / "pytest", "-q", "-n", "2", "--dist", "loadgroup"]),
    (
        "rooms, doors and stories, on PostgreSQL",
        [
            BIN / "pytest",
            "-q",
            "-n",
            "2",
            "--dist",
            "loadgroup",
            "--engine",
            "postgres",
            "tests/rooms",
            "tests/doors",
            "tests/stories",
        ],
    ),
]


# The checks need no database, and the suite brings its own.
ENVIRONMENT = {"TROTH_ENV": "development", "DATABASE_URL": "sqlite://:memory:"}


def main() -> int:
    steps = STEPS if "--without-tests" in sys.argv else STEPS + SUITE
    for name, command in steps:
        started = time.monotonic()
        print(f"== {name}", flush=True)
        code = subprocess.call(
            [str(part) for part in command], cwd=ROOT, env=os.environ | ENVIRONMENT
        )
        if code:
            print(f"== FAILED: {name}", file=sys.stderr)
            return 1
        print(f"   {time.monotonic() - started:.1f} s", flush=True)
    print("== all steps passed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
