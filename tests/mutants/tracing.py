"""A pytest plugin that records which test runs which line, and how long each test takes.

`coverage run -m pytest -p tests.mutants.tracing`: each test's id is a context of its own. The file
named by MUTANTS_DURATIONS gets each test's seconds and outcome.
"""

from __future__ import annotations

import json
import os
from collections.abc import Generator
from pathlib import Path

import coverage
import pytest

SECONDS: dict[str, float] = {}
FAILED: set[str] = set()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    traced = coverage.Coverage.current()
    if traced is not None:
        traced.switch_context(item.nodeid)
    try:
        return (yield)
    finally:
        if traced is not None:
            traced.switch_context("")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    SECONDS[report.nodeid] = SECONDS.get(report.nodeid, 0.0) + report.duration
    if not report.passed:  # a skipped test kills nothing
        FAILED.add(report.nodeid)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Only the process that hears all reports writes them, not each worker."""
    if not hasattr(session.config, "workerinput"):
        text = json.dumps({"seconds": SECONDS, "failed": sorted(FAILED)})
        Path(os.environ["MUTANTS_DURATIONS"]).write_text(text, "utf-8")
