"""What is done behind the open store before its worker starts: a process that ends by itself."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from troth import children, running


class Nobody:
    """A person who stops nothing, or whom the store waits for so many times."""

    def __init__(self, after: int = 10**6) -> None:
        self._left = after

    def wait(self, seconds: float) -> bool:
        time.sleep(min(seconds, 0.02))
        self._left -= 1
        return self._left < 0


def process(code: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", code])


@pytest.mark.parametrize("code", [0, 3])
def test_the_exit_code_of_a_job_is_told_and_it_is_no_child_any_more(code):
    processes = {"job": process(f"raise SystemExit({code})")}
    assert running._wait_for_job("job", processes, Nobody()) == code
    assert processes == {}


def test_a_person_who_stops_the_store_stops_the_waiting():
    processes = {"job": process("import time; time.sleep(60)")}
    assert running._wait_for_job("job", processes, Nobody(after=2)) is None
    children.stop_children(processes, 5)
    assert processes["job"].returncode is not None


def test_another_process_that_ends_ends_the_waiting():
    processes = {"job": process("import time; time.sleep(60)"), "web server": process("")}
    assert running._wait_for_job("job", processes, Nobody()) is None
    processes["web server"].wait(timeout=5)
    children.stop_children(processes, 5)


def test_a_job_and_the_worker_are_children(tmp_path, monkeypatch):
    monkeypatch.setattr(children, "_worker_command", lambda: [sys.executable, "-c", ""])
    processes: children.Children = {}
    children.start_job("job", [sys.executable, "-c", ""], processes, tmp_path)
    children.start_worker(processes, tmp_path)
    assert [processes[name].wait(timeout=10) for name in ("job", "worker")] == [0, 0]
