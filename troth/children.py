"""The processes of a running store: how each is started, and how all are ended."""

from __future__ import annotations

import contextlib
import ctypes
import functools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

Children = dict[str, subprocess.Popen[bytes]]


def start_children(
    children: Children, host: str, port: int, folder: Path, beside: Mapping[str, list[str]]
) -> None:
    """The web server, known from the moment that it runs; and by their names the processes that
    run beside the store.
    """
    for name, command in {"web server": _web_command(host, port), **beside}.items():
        children[name] = _start_child(command, folder)


def start_worker(children: Children, folder: Path) -> None:
    """The store's worker."""
    children["worker"] = _start_child(_worker_command(), folder)


def start_job(name: str, command: list[str], children: Children, folder: Path) -> None:
    """A process that ends by itself."""
    children[name] = _start_child(command, folder)


def stop_children(children: Children, seconds: float) -> None:
    """Ends each child, and after it whatever it started itself: each leads a session of its own.
    They have so many seconds together, and are killed then.
    """
    for child in children.values():
        child.terminate()
    deadline = time.monotonic() + seconds
    for child in children.values():
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(timeout=max(0.0, deadline - time.monotonic()))
    for child in children.values():
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
    for child in children.values():
        with contextlib.suppress(subprocess.TimeoutExpired):  # the system itself holds it
            child.wait(timeout=1)


def _web_command(host: str, port: int) -> list[str]:
    return [
        str(Path(sys.executable).with_name("granian")),
        "troth.config.wsgi:application",
        "--interface",
        "wsgi",
        "--host",
        host,
        "--port",
        str(port),
        "--workers",
        os.environ.get("WEB_PROCESSES", "1"),
        "--blocking-threads",
        os.environ.get("WEB_THREADS", "4"),
        "--log-level",
        "warning",
        # A crowd that comes at once waits at the door instead of being turned away from it.
        "--backlog",
        os.environ.get("WEB_BACKLOG", "4096"),
    ]


def _worker_command() -> list[str]:
    # Shoppers who wait come before letters that may.
    return ["nice", "-n", "5", sys.executable, "-m", "troth.cli", "work"]


def _start_child(command: list[str], folder: Path) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches the parent alone, which then stops each child in order.
    overrides = {"DJANGO_SETTINGS_MODULE": "troth.config.settings", "TMPDIR": str(folder)}
    return subprocess.Popen(  # noqa: S603
        command,
        env=os.environ | overrides,
        start_new_session=True,
        preexec_fn=functools.partial(_die_with_parent, os.getpid()),
    )


def _die_with_parent(parent: int) -> None:
    """On Linux, a parent that is killed outright takes its children with it, and the port is free
    again.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
        if os.getppid() != parent:  # it was killed before it could be told
            os._exit(1)
