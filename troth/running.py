"""Running the store: the web server and the worker side by side, until Ctrl-C."""

from __future__ import annotations

import contextlib
import itertools
import logging
import os
import shutil
import socket
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils.module_loading import import_string

from troth import clock
from troth.catalog.search.indexing import Indexer, IndexLocked
from troth.children import Children, start_children, start_job, start_worker, stop_children
from troth.operations import health, opening
from troth.stopping import StopSignals

INDEX_EVERY_SECONDS = 0.15
CLOCK_EVERY_SECONDS = 0.1
INDEX_AGAIN_SECONDS = 2
STOP_SECONDS, STOP_OPENING_SECONDS = 5, 1
HOST = "127.0.0.1"  # where the environment names none


class FirstJob(NamedTuple):
    """What is done behind the open store before its worker starts: a process that ends by itself;
    `when_ended` is called then, or when the store stops.
    """

    name: str
    command: list[str]
    when_ended: Callable[[], None]


def run_store(
    stop_signals: StopSignals,
    *,
    beside: Mapping[str, list[str]] | None = None,
    greeting: Sequence[str] = (),
    first: FirstJob | None = None,
) -> int:
    """Starts every process of the store, and waits. 0 when stopped by a person. `beside` has the
    commands of more processes, which end with the store, by their names; `greeting` the lines that
    are printed once it is open; the worker waits for `first` to end.
    """
    port, host = settings.PORT, os.environ.get("HOST", HOST)
    if not is_port_free(host, port):
        print(f"Port {port} is taken. Choose another: PORT={port + 2} troth run", file=sys.stderr)
        return 2
    with stop_signals.ends_at_once():
        _prepare_store()
    children: Children = {}
    with _temporary_folder() as folder:
        # A web server that is told to stop while it starts may never do so.
        seconds = STOP_OPENING_SECONDS
        try:
            start_children(children, host, port, folder, beside or {})
            if first is None:
                start_worker(children, folder)
            if _wait_until_ready(host, port, children, stop_signals):
                seconds = STOP_SECONDS
                _print_greeting(host, port, greeting)
            if first is not None:
                start_job(first.name, first.command, children, folder)
                code = _wait_for_job(first.name, children, stop_signals)
                if code:
                    print(f"{first.name} failed (exit {code}).", file=sys.stderr)
                    return 1
                if code == 0:
                    first.when_ended()
                    start_worker(children, folder)
            return _wait_for_end(children, stop_signals)
        finally:
            stop_children(children, seconds)
            if first is not None:
                first.when_ended()


def unreachable_services() -> list[str]:
    """A line about what development's settings look for in a sandbox that isn't running, if
    anything.
    """
    ports = {
        "payment provider": settings.PAYMENTS_PORT if settings.PAYMENTS_IN_SANDBOX else None,
        "carriers": settings.CARRIER_PORT if settings.CARRIERS_IN_SANDBOX else None,
        "mailbox": settings.MAILBOX_PORT if settings.MAILBOX_IN_SANDBOX else None,
    }
    missing = [name for name, port in ports.items() if port and not _is_reachable(port)]
    if not missing:
        return []
    return [f"Not reachable:      {', '.join(missing)}. `make run` starts a sandbox of them too."]


def _prepare_store() -> None:
    """What must be there before a process starts."""
    if settings.DEVELOPMENT:
        # WhiteNoise warns where there is none.
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    else:
        if warning := opening.demo_terms(now=clock.now()):
            print(warning, file=sys.stderr)
        call_command("collectstatic", verbosity=0, interactive=False)
    connection.close()


@contextlib.contextmanager
def _temporary_folder() -> Iterator[Path]:
    """Where the store's processes put what is temporary, such as an upload: one that is killed
    leaves nothing in the system's folder, and the next start finds this one by the port.
    """
    folder = Path(settings.VAR_DIR) / f"temporary-{settings.PORT}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run_worker() -> int:
    """Background work in this process: tasks as they come, the sweep every minute; and, in
    development, as soon as the clock is moved.
    """
    logging.getLogger("django_tasks").setLevel(logging.WARNING)
    threading.Thread(target=_sweep_for_ever, daemon=True, name="sweep").start()
    threading.Thread(target=_index_for_ever, daemon=True, name="indexer").start()
    call_command(
        "db_worker", interval=0.2, queue_name="*", verbosity=0, reload=False, startup_delay=False
    )
    return 0


def _sweep_for_ever() -> None:
    for minute in itertools.count():
        moved_by = clock.moved_by()
        for path in settings.SWEEPS:
            _run_sweep(lambda: health.record_heartbeat(now=datetime.now(UTC)))
            _run_sweep(import_string(path))
        if minute % 60 == 0:
            _run_sweep(lambda: call_command("clearsessions"))
        connection.close()
        _wait_for_the_next_sweep(moved_by)


def _wait_for_the_next_sweep(moved_by: timedelta) -> None:
    """A minute; in development less, where the clock has been moved since: what has become due is
    done at once.
    """
    ends = time.monotonic() + settings.SWEEP_SECONDS
    while (left := ends - time.monotonic()) > 0 and clock.moved_by() == moved_by:
        time.sleep(min(left, CLOCK_EVERY_SECONDS) if settings.DEVELOPMENT else left)


def _run_sweep(sweep: Callable[[], object]) -> None:
    """One sweep that fails keeps no other from its work, and the next minute tries it again."""
    try:
        sweep()
    except Exception:  # a worker must outlive a bad minute
        logging.getLogger(__name__).exception("The sweep failed")


def _index_for_ever() -> None:
    """Keeps the search current; another worker's indexer may be the one that does."""
    follower = Indexer(settings.SEARCH_DIR)
    while True:
        try:
            time.sleep(0.0 if follower.catch_up() else INDEX_EVERY_SECONDS)
        except IndexLocked:
            time.sleep(INDEX_AGAIN_SECONDS)
        except Exception:  # what it missed it finds again: its position moves only after a commit
            logging.getLogger(__name__).exception("The indexer failed; it goes on")
            connection.close()
            follower = Indexer(settings.SEARCH_DIR)
            time.sleep(INDEX_AGAIN_SECONDS)


def is_port_free(host: str, port: int) -> bool:
    """Whether a server could listen there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _is_reachable(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def _wait_until_ready(host: str, port: int, children: Children, stop_signals: StopSignals) -> bool:
    request = urllib.request.Request(f"http://{host}:{port}/healthz", headers={"Host": "localhost"})
    for _ in range(300):
        if stop_signals.wait(0.1) or any(child.poll() is not None for child in children.values()):
            return False
        with (
            contextlib.suppress(OSError),
            urllib.request.urlopen(request, timeout=1),  # noqa: S310
        ):
            return True
    return False


def _print_greeting(host: str, port: int, greeting: Sequence[str]) -> None:
    address = f"http://{shown_host(host)}:{port}"
    lines = [f"The store is open:  {address}/", *greeting]
    if settings.DEVELOPMENT:
        lines.append(f"Mail lands in:      {settings.MAIL_FOLDER}   and on {address}/dev/mail/")
    print("\n".join([*lines, "Ctrl-C stops everything."]), flush=True)


def shown_host(host: str) -> str:
    """How a browser on this machine finds a server that listens at a host."""
    return "localhost" if host in ("127.0.0.1", "0.0.0.0") else host  # noqa: S104


def _wait_for_job(name: str, children: Children, stop_signals: StopSignals) -> int | None:
    """The exit code of a job that ended by itself; None where a person stopped the store, or
    another process ended first.
    """
    while not stop_signals.wait(0.2):
        if children[name].poll() is not None:
            # Who stops a whole group of processes stops the job too.
            return None if stop_signals.wait(0.1) else children.pop(name).returncode
        if any(child.poll() is not None for child in children.values()):
            return None
    return None


def _wait_for_end(children: Children, stop_signals: StopSignals) -> int:
    while not stop_signals.wait(0.5):
        for name, child in children.items():
            # Who stops a whole group of processes stops the children too.
            if child.poll() is not None and not stop_signals.wait(0.1):
                print(
                    f"The {name} stopped by itself (exit {child.returncode}); stopping the rest.",
                    file=sys.stderr,
                )
                return 1
    return 0
