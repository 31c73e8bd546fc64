"""The gate: `make check`, `make test` (the checks and the fast tier) and `make deep`.

The checks run two at a time. The parts of the suite run one after another, each on both processors,
and the first that fails ends the run. Each prints how long it took.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
# The checks need no database, and the suite brings its own.
ENVIRONMENT = {"TROTH_ENV": "development", "DATABASE_URL": "sqlite://:memory:"}
SEED = 20261128  # the order of the tests; a run differs from the last by what was changed alone
PYTEST = ["pytest", "-q", "-n", "2", "--dist", "loadgroup", f"--randomly-seed={SEED}"]
TRACED = ["coverage", "run", "-m", *PYTEST]
POSTGRES = ["--engine", "postgres"]
ENGINE_MATTERS = ["tests/domain", "tests/web"]
# Where the engines differ most: guards, locks, constraints, times, and JSON that is asked.
ENGINE_FIRST = [
    "tests/domain/test_app_role.py",
    "tests/domain/test_cancelling.py",
    "tests/domain/test_claims.py",
    "tests/domain/test_guards.py",
    "tests/domain/test_holds.py",
    "tests/domain/test_money.py",
    "tests/domain/test_no_changes.py",
    "tests/domain/test_packing.py",
    "tests/domain/test_record.py",
    "tests/domain/test_two_experts.py",
    "tests/domain/test_worklist.py",
]
# Deep tests of domain and web run on PostgreSQL; these on SQLite as well: what each engine is tried
# with differs, or it is what SQLite's own locks, times and JSON could spoil.
SQLITE_TOO = [
    "tests/domain/test_alerting.py",
    "tests/domain/test_forbidden_writes.py",
    "tests/domain/test_settings.py",
    "tests/domain/test_tie_out.py",
    "tests/domain/test_what_if.py",
]
# The checks run these, and no tier once more.
IN_CHECKS = ["tests/test_architecture.py", "tests/test_documents.py", "tests/test_templates.py"]
ELSEWHERE = sorted(
    f"tests/{path.name}"
    for path in (ROOT / "tests").iterdir()
    if (path.is_dir() and (path / "__init__.py").exists()) or path.name.startswith("test_")
    if f"tests/{path.name}" not in [*ENGINE_MATTERS, *IN_CHECKS]
)
PATIENCE = 20  # seconds that an interrupted part has to clean up


class Part(NamedTuple):
    """A command with a name that says what it shows."""

    name: str
    command: list[str]


CHECKS = [
    Part("types: mypy, strict", ["mypy"]),
    Part("format: ruff", ["ruff", "format", "--check", "--quiet", "."]),
    Part("lint: ruff", ["ruff", "check", "--quiet", "."]),
    Part("templates are formatted: djlint", ["djlint", "troth", "--check", "--quiet"]),
    Part("templates are linted: djlint", ["djlint", "troth", "--lint", "--quiet"]),
    Part("import contracts", ["lint-imports", "--no-logo"]),
    Part(
        "dependencies of the store: deptry",
        ["deptry", "troth", "--optional-dependencies-dev-groups", "dev"],
    ),
    Part("dependencies of the tests: deptry", ["deptry", "troth", "tests", "bench", "sandbox"]),
    Part("licenses of the dependencies", ["pip-licenses", "--from=mixed", "--summary"]),
    Part(
        "migrations match the models",
        ["troth", "manage", "makemigrations", "--check", "--dry-run", "--skip-checks"],
    ),
    Part(
        "documents and architecture",
        [
            "pytest",
            "-q",
            "-p",
            "no:randomly",
            *IN_CHECKS,
        ],
    ),
]
FAST = [
    Part(
        "fast: policy, domain, web, search, the sandbox, short stories in a browser; on SQLite",
        [*PYTEST, "-m", "not deep", "tests", *(f"--ignore={path}" for path in IN_CHECKS)],
    ),
    Part(
        "fast: on PostgreSQL, where the engines differ most",
        [*PYTEST, "-m", "not deep", *POSTGRES, *ENGINE_FIRST],
    ),
]
DEEP = [
    Part("coverage begins", ["coverage", "erase"]),
    Part(
        "deep: domain, web and stories on PostgreSQL, traced",
        [*TRACED, "-m", "deep", *POSTGRES, *ENGINE_MATTERS, "tests/e2e"],
    ),
    Part(
        "deep: everything else on SQLite, traced",
        [*TRACED, "-m", "deep", *ELSEWHERE, *SQLITE_TOO],
    ),
    Part(
        "fast tests of domain and web, all of them on PostgreSQL, traced",
        [*TRACED, "-m", "not deep", *POSTGRES, *ENGINE_MATTERS],
    ),
    Part("the other fast tests once more, traced", [*TRACED, "-m", "not deep", *ELSEWHERE]),
    Part("coverage is put together", ["coverage", "combine", "--quiet"]),
    Part("coverage by package", ["python", "-m", "tests.coverage_gate"]),
]


def main(arguments: Sequence[str]) -> int:
    """Runs what the first argument names: `check`, `test` or `deep`. Returns 0 where all passed."""
    what = arguments[0] if arguments else "test"
    started = time.monotonic()
    try:
        passed = RUNS[what]()
    except KeyboardInterrupt:  # the parts heard of it too, and have cleaned up
        print("\n== interrupted", file=sys.stderr)
        return 130
    if not passed:
        return 1
    print(f"== {what}: all passed in {time.monotonic() - started:.0f} s", flush=True)
    return 0


def run_checks() -> bool:
    """All checks, two at a time; each failing one is printed with its output."""
    started = time.monotonic()
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(run_quietly, CHECKS))
    print(f"== checks: {time.monotonic() - started:.1f} s", flush=True)
    return all(results)


def run_quietly(part: Part) -> bool:
    """Runs a check, and prints what it says only where it fails."""
    started = time.monotonic()
    ran = subprocess.run(
        command_of(part), cwd=ROOT, env=os.environ | ENVIRONMENT, capture_output=True, text=True
    )
    mark = "FAILED" if ran.returncode else "ok"
    output = f"\n{ran.stdout}{ran.stderr}" if ran.returncode else ""
    print(f"   {mark:6} {time.monotonic() - started:5.1f} s  {part.name}{output}", flush=True)
    return ran.returncode == 0


def run_in_turn(parts: Sequence[Part]) -> bool:
    """The parts one after another, with their output as it comes, until one fails."""
    for part in parts:
        print(f"== {part.name}", flush=True)
        started = time.monotonic()
        code = run(part)
        if code:
            print(f"== FAILED (exit {code}): {part.name}", file=sys.stderr)
            return False
        print(f"   {time.monotonic() - started:.1f} s", flush=True)
    return True


def run(part: Part) -> int:
    """The part's exit code. An interrupted part may clean up before this goes on to stop."""
    process = subprocess.Popen(command_of(part), cwd=ROOT, env=os.environ | ENVIRONMENT)
    try:
        return process.wait()
    except KeyboardInterrupt:  # a terminal tells the part as well
        for stop in (lambda: None, process.terminate, process.kill):
            stop()
            with contextlib.suppress(subprocess.TimeoutExpired, KeyboardInterrupt):
                process.wait(PATIENCE)
                break
        raise


def command_of(part: Part) -> list[str]:
    """The command with its program out of this environment."""
    program, *arguments = part.command
    return [str(BIN / program), *arguments]


RUNS: dict[str, Callable[[], bool]] = {
    "check": run_checks,
    "test": lambda: run_checks() and run_in_turn(FAST),
    "deep": lambda: run_in_turn(DEEP),
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
