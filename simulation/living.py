"""Runs lives in processes of their own, and reads each transcript with the checks.

The generator knows no check: a module is named (`--checks`), and its `read_transcript(path)`
returns findings, each with `check`, `order`, `at`, `signature` and `as_text()`.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from simulation.reached import count_file, names_to_reach

HERE = Path(__file__).parent.parent
CACHE = HERE / ".cache" / "simulation"
CHECKS = "tests.simulation.lives"
JOBS = 2
MOST_SECONDS = 1800  # a life that takes longer has hung

# Gives a database's address for as long as one life needs it.
Databases = Callable[[str], AbstractContextManager[str]]


@dataclass(frozen=True)
class LifeRequest:
    """Which life is lived, and where."""

    seed: int
    store: str = "standard"
    engine: str = "sqlite"
    source: str = ""
    days: int = 0
    script: str = ""  # a file with a script that was kept
    control: str = ""

    @property
    def name(self) -> str:
        """For files and progress."""
        parts = [str(self.seed), self.store, self.engine, self.control, Path(self.script).stem]
        return "-".join(part for part in parts if part)


@dataclass(frozen=True)
class FoundStory:
    """A finding, as its check told it."""

    check: str
    order: str
    at: str
    signature: str
    story: str


@dataclass
class LifeResult:
    """What came of a life."""

    request: LifeRequest
    transcript: str
    seconds: float = 0.0
    counts: dict[str, int] = field(default_factory=dict)
    findings: list[FoundStory] = field(default_factory=list)
    reached: dict[str, dict[str, int]] = field(default_factory=dict)  # by `simulation.reached`
    failure: str = ""  # the life itself broke: nothing that it wrote can be trusted

    @property
    def signatures(self) -> set[str]:
        """Each kind of finding once."""
        return {finding.signature for finding in self.findings}

    def as_json(self) -> str:
        """One line of a file of results."""
        return json.dumps(asdict(self), ensure_ascii=False)


def result_from(text: str) -> LifeResult:
    """What `LifeResult.as_json` wrote."""
    data = json.loads(text)
    findings = [FoundStory(**row) for row in data.pop("findings")]
    return LifeResult(LifeRequest(**data.pop("request")), findings=findings, **data)


def own_database(engine: str) -> AbstractContextManager[str]:
    """SQLite makes its own; PostgreSQL needs a server (`simulation.postgres`)."""
    if engine != "sqlite":
        raise ValueError(f"no database for {engine}")
    return nullcontext("")


def live_one(
    request: LifeRequest,
    folder: Path,
    *,
    checks: str = CHECKS,
    databases: Databases = own_database,
    live: Sequence[str] = (sys.executable, "-m", "simulation.live"),
) -> LifeResult:
    """Lives it and reads it, each in a process of its own; the transcript stays in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{request.name}.jsonl"
    result = LifeResult(request, str(file))
    started = time.monotonic()
    with databases(request.engine) as database:
        command = [*live, *_options_of(request, database), "--out", str(file)]
        result.failure = _run_command(command).failure
    result.seconds = round(time.monotonic() - started, 1)
    if not result.failure:
        _read_into(result, checks)
    return result


def _options_of(request: LifeRequest, database: str) -> list[str]:
    options = ["--seed", str(request.seed), "--store", request.store]
    named = {
        "--source": request.source,
        "--days": str(request.days or ""),
        "--script": request.script,
        "--control": request.control,
        "--database": database,
    }
    return options + [part for name, value in named.items() if value for part in (name, value)]


@dataclass(frozen=True)
class _Answer:
    output: str
    failure: str


def _run_command(command: Sequence[str]) -> _Answer:
    """In this tree, with the same numbers for everything that hashes."""
    environment = os.environ | {"PYTHONPATH": str(HERE), "PYTHONHASHSEED": "0"}
    process = subprocess.Popen(
        command,
        cwd=HERE,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # a Ctrl-C reaches who runs it, who then ends it
    )
    _RUNNING.add(process)
    try:
        output, problem = process.communicate(timeout=MOST_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return _Answer("", f"not over after {MOST_SECONDS} s")
    finally:
        _RUNNING.discard(process)
    return _Answer(output, (problem[-3000:] or "it ended early") if process.returncode else "")


_RUNNING: set[subprocess.Popen[str]] = set()


def stop_lives() -> None:
    """Ends every life that is still being lived."""
    for process in list(_RUNNING):
        process.kill()


def _read_into(result: LifeResult, checks: str) -> None:
    command = [sys.executable, "-m", "simulation.living", "--checks", checks, result.transcript]
    answer = _run_command(command)
    result.failure = answer.failure
    if not answer.failure:
        data = json.loads(answer.output.splitlines()[-1])
        result.counts, result.reached = data["counts"], data["reached"]
        result.findings = [FoundStory(**row) for row in data["findings"]]


def live_many(
    requests: Iterable[LifeRequest],
    folder: Path,
    *,
    jobs: int = JOBS,
    live_life: Callable[[LifeRequest, Path], LifeResult] = live_one,
) -> Iterator[LifeResult]:
    """Several at a time, each result as soon as it is there. No request is drawn before its turn,
    so that who stops reading starts nothing more.
    """
    coming = iter(requests)
    running: set[Future[LifeResult]] = set()
    with ThreadPoolExecutor(jobs) as pool:
        try:
            while True:
                while len(running) < jobs and (request := next(coming, None)) is not None:
                    running.add(pool.submit(live_life, request, folder))
                if not running:
                    return
                done, running = wait(running, return_when=FIRST_COMPLETED)
                for life in done:
                    yield life.result()
        except BaseException:
            stop_lives()
            raise


# Reading, in a process of its own: `python -m simulation.living --checks MODULE FILE`


def count_transcript(file: Path) -> dict[str, int]:
    """What was lived and read: orders, letters, pages."""
    counts = {"orders": 0, "letters": 0, "pages": 0, "left_out": 0}
    with file.open(encoding="utf-8") as lines:
        for text in lines:
            line = json.loads(text)
            if line["type"] == "event" and line["kind"] == "order.placed":
                counts["orders"] += 1
            elif line["type"] == "letter":
                counts["letters"] += 1
            elif line["type"] == "read":
                counts["pages"] += line["pages"]
            elif line["type"] == "left_out":
                counts["left_out"] += 1
    return counts


def read_findings(file: Path, checks: str) -> list[dict[str, Any]]:
    """What the checks of this module find in a transcript."""
    try:
        module = import_module(checks)
    except ModuleNotFoundError as error:
        raise SystemExit(f"no checks in {checks}: {error}") from error
    return [
        {
            "check": finding.check,
            "order": finding.order,
            "at": str(finding.at),
            "signature": finding.signature,
            "story": finding.as_text(),
        }
        for finding in module.read_transcript(file)
    ]


def cited_numbers(text: str) -> list[str]:
    """The numbers of the orders that a text names."""
    return list(dict.fromkeys(re.findall(r"\bT-[0-9A-Z]{5}-[0-9A-Z]{5}\b", text)))


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints counts and findings of one transcript as JSON."""
    options = argparse.ArgumentParser(prog="python -m simulation.living", description=__doc__)
    options.add_argument("--checks", default=CHECKS)
    options.add_argument("file", type=Path)
    chosen = options.parse_args(arguments)
    answer = {
        "counts": count_transcript(chosen.file),
        "reached": count_file(chosen.file, names_to_reach(HERE)),
        "findings": read_findings(chosen.file, chosen.checks),
    }
    print(json.dumps(answer))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
