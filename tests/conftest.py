"""What every test shares, without Django: the policy's tests start without it. All others get
`tests.with_django`.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Generator, Iterator
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


@pytest.fixture(autouse=True)
def stop_signals_are_as_before() -> Iterator[None]:
    """Who runs `troth run` in this process ends with stop signals ignored, and each process that a
    later test starts would inherit that: nothing but a kill would end it.
    """
    stops = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    handlers = {number: signal.getsignal(number) for number in stops}
    yield
    for number, handler in handlers.items():
        if signal.getsignal(number) is not handler:
            signal.signal(number, handler)
            signal.set_wakeup_fd(-1)


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
