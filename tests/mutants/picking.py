"""A pytest plugin that runs the tests of a list, in its order, and notes the first failure.

The file named by MUTANTS_TESTS holds the ids, one a line. The file named by MUTANTS_FAILURE gets
the id that failed first, and what failed: a test, or the collection of a file.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    wanted = Path(os.environ["MUTANTS_TESTS"]).read_text("utf-8").splitlines()
    place = {name: number for number, name in enumerate(wanted)}
    left_out = [item for item in items if item.nodeid not in place]
    items[:] = sorted(
        (item for item in items if item.nodeid in place), key=lambda item: place[item.nodeid]
    )
    config.hook.pytest_deselected(items=left_out)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.failed:
        note_failure(report.nodeid)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    if report.failed:
        note_failure(f"{report.nodeid} (at its import)")


def note_failure(what: str) -> None:
    path = Path(os.environ["MUTANTS_FAILURE"])
    if not path.exists():
        path.write_text(what, "utf-8")
