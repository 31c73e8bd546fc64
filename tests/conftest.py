"""What every test shares, without Django: the policy's tests start without it. All others get
`tests.with_django`.
"""

from __future__ import annotations

import sys
from collections.abc import Generator
from pathlib import Path

import pytest

POLICY = Path(__file__).parent / "policy"


def pytest_collectstart(collector: pytest.Collector) -> None:
    """Every floor but the policy's stands on Django, which is made ready before its first file is
    read.
    """
    if isinstance(collector, pytest.Module) and not collector.path.is_relative_to(POLICY):
        from tests import with_django

        with_django.register(collector.config)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hypothesis's plugin would load all of it to report on no test of its kind."""
    plugins = session.config.pluginmanager
    if "hypothesis" not in sys.modules and plugins.has_plugin("hypothesispytest"):
        plugins.unregister(name="hypothesispytest")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """What a test logs may be no Unicode, as strangers send it; reports of workers must be."""
    report = yield
    report.sections = [
        (name, text.encode(errors="backslashreplace").decode()) for name, text in report.sections
    ]
    return report
