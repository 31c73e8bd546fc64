"""What a run of the tests, or of a benchmark, makes and starts is gone when it ends, however it
ends.

Everything temporary lies in one run folder, and each process of the run has that folder's path in
its environment. A watchdog, run as `python cleanup.py FOLDER`, holds one end of a pipe whose other
end the run alone holds: when the run ends or is killed, the watchdog ends the processes that are
left, and removes the folder.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import secrets
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

PATIENCE_SECONDS = 5
GIVE_UP_SECONDS = 30


class RunFolder:
    """From its creation on, the temporary folder of this process and of all that it starts.

    Its name is short: the address of a socket, with its path, has 103 bytes on some systems.
    """

    def __init__(self) -> None:
        self.path = Path(tempfile.gettempdir(), f"troth-test-{secrets.token_hex(4)}")
        watched, self._held = os.pipe()
        # It is there before the folder is: no moment leaves a folder behind.
        self._watchdog = subprocess.Popen(
            [sys.executable, __file__, str(self.path)], stdin=watched, start_new_session=True
        )
        os.close(watched)
        self.path.mkdir(mode=0o700)
        os.environ["TMPDIR"] = tempfile.tempdir = str(self.path)
        # After what is registered later, such as the end of a PostgreSQL server.
        atexit.register(self._end, os.getpid())

    def _end(self, owner: int) -> None:
        """Returns when all is gone."""
        if os.getpid() != owner:  # a process that was forked, not started anew
            return
        os.close(self._held)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._watchdog.wait(timeout=GIVE_UP_SECONDS)


def processes_with(path: Path | str) -> list[psutil.Process]:
    """Each process that has the path in its environment, and each that one of them started: the
    environment of some, such as PostgreSQL's, can't be read. Not this one, and not its parents.
    """
    every = {process.pid: process for process in psutil.process_iter(["ppid", "environ"])}
    pids = {
        pid
        for pid, process in every.items()
        if any(str(path) in value for value in (process.info["environ"] or {}).values())
    }
    size = -1
    while size != len(pids):
        size = len(pids)
        pids |= {pid for pid, process in every.items() if process.info["ppid"] in pids}
    spared = {os.getpid(), *(parent.pid for parent in psutil.Process().parents())}
    return [every[pid] for pid in pids - spared]


def living(processes: list[psutil.Process], seconds: float) -> list[psutil.Process]:
    """Those that live on after so many seconds; returns as soon as none does. One that is over, and
    that its parent has not asked about yet, does not live.
    """
    until = time.monotonic() + seconds
    while left := [process for process in processes if _lives(process)]:
        if time.monotonic() >= until:
            break
        time.sleep(0.02)
    return left


def _lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _watch(folder: Path) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    parent = os.getppid()
    # A process that the run forked may hold the pipe open, and outlive it.
    while os.getppid() == parent and not select.select([sys.stdin], [], [], 1)[0]:
        pass
    deadline, clean = time.monotonic() + GIVE_UP_SECONDS - PATIENCE_SECONDS, 0
    while clean < 2 and time.monotonic() < deadline:
        clean = 0 if _remove(folder) else clean + 1
        time.sleep(0.05)  # one that was just being started is found the second time


def _remove(folder: Path) -> bool:
    """Whether there was anything."""
    left = processes_with(folder)
    there = bool(left) or folder.exists()
    _each(left, psutil.Process.terminate)
    left = living(left, PATIENCE_SECONDS)
    _each(left, psutil.Process.kill)
    living(left, PATIENCE_SECONDS)
    shutil.rmtree(folder, ignore_errors=True)
    return there


def _each(processes: list[psutil.Process], act: object) -> None:
    for process in processes:
        with contextlib.suppress(psutil.Error):
            act(process)


if __name__ == "__main__":
    _watch(Path(sys.argv[1]))
