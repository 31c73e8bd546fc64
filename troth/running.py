"""Running the store: the web server and the worker side by side, until Ctrl-C."""

from __future__ import annotations

import contextlib
import itertools
import logging
import os
import secrets
import shutil
import socket
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.utils.module_loading import import_string

from troth import clock, roles
from troth.catalog.search.indexing import Indexer, IndexLocked
from troth.children import Children, start_children, stop_children
from troth.operations import health, keeping, opening
from troth.stopping import StopSignals

INDEX_EVERY_SECONDS = 0.15
COPY_EVERY_SECONDS = 0.2
CLOCK_EVERY_SECONDS = 0.1
INDEX_AGAIN_SECONDS = 2
STOP_SECONDS, STOP_OPENING_SECONDS = 5, 1
STAFF = "staff@fathomandreed.example"
EXPERTS = ("expert@fathomandreed.example", "second@fathomandreed.example")


def run_store(stop_signals: StopSignals) -> int:
    """Prepares a demo store where there is none, starts every process, and waits. 0 when stopped
    by a person.
    """
    port, host = settings.PORT, os.environ.get("HOST", "127.0.0.1")
    if taken := _port_problem(host, port):
        print(taken, file=sys.stderr)
        return 2
    with stop_signals.ends_at_once():
        password = _prepare_store()
    children: Children = {}
    with _temporary_folder() as folder:
        # A web server that is told to stop while it starts may never do so.
        seconds = STOP_OPENING_SECONDS
        try:
            start_children(children, host, port, folder)
            if _wait_until_ready(host, port, children, stop_signals):
                seconds = STOP_SECONDS
                _print_greeting(host, port, password)
            return _wait_for_end(children, stop_signals)
        finally:
            stop_children(children, seconds)


def _port_problem(host: str, port: int) -> str:
    """What to do about a port that is not free, if there is one."""
    if not _is_port_free(host, port):
        return f"Port {port} is taken. Choose another: PORT={port + 2} make run"
    for built_in, needed, name, setting in (
        (settings.PAYMENTS_IN_SANDBOX, settings.PAYMENTS_PORT, "payment provider", "PAYMENTS_PORT"),
        (settings.CARRIERS_IN_SANDBOX, settings.CARRIER_PORT, "carrier", "CARRIER_PORT"),
        (settings.MAILBOX_IN_SANDBOX, settings.MAILBOX_PORT, "mailbox", "MAILBOX_PORT"),
    ):
        if built_in and not _is_port_free(host, needed):
            return f"Port {needed} is taken; the built-in {name} needs it, or {setting}=..."
    return ""


def _prepare_store() -> str | None:
    """What must be there before a process starts. The demo staff's password in development."""
    password = _load_demo_store() if settings.DEVELOPMENT else None
    if not settings.DEVELOPMENT:
        if warning := opening.demo_terms(now=clock.now()):
            print(warning, file=sys.stderr)
        call_command("collectstatic", verbosity=0, interactive=False)
    else:
        Path(settings.STATIC_ROOT).mkdir(
            parents=True, exist_ok=True
        )  # WhiteNoise warns where there is none
    connection.close()
    keeping.begin_copy()
    return password


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
    if settings.COPY_DIR:
        keeping.begin_copy()
        threading.Thread(target=_copy_for_ever, daemon=True, name="copy").start()
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


def _copy_for_ever() -> None:
    """What tasks and sweeps have committed reaches the second disk too."""
    while True:
        _run_sweep(keeping.tidy_copy)
        time.sleep(COPY_EVERY_SECONDS)


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


def _is_port_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _load_demo_store() -> str | None:
    """The demo store's staff and items, once. Returns the staff's password, kept beside the demo
    database.
    """
    from troth.demo.loading import load_demo

    password_file = Path(settings.VAR_DIR) / "demo-password"
    people = User.objects.filter(username__in=(STAFF, *EXPERTS))
    if not password_file.exists():
        people.update(password="")
        # Who is stopped while writing leaves no half password.
        half = password_file.with_suffix(".half")
        half.touch(mode=0o600)
        half.write_text(secrets.token_urlsafe(9), encoding="ascii")
        half.replace(password_file)
    User.objects.get_or_create(username=STAFF, defaults={"email": STAFF, "is_staff": True})
    load_demo(expert_emails=EXPERTS, now=clock.now())
    password = password_file.read_text(encoding="ascii")
    if people.filter(password="").exists():
        people.update(password=make_password(password))
        roles.set_roles(User.objects.get(username=STAFF), [roles.OWNER])
    return password


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


def _print_greeting(host: str, port: int, password: str | None) -> None:
    shown = "localhost" if host in ("127.0.0.1", "0.0.0.0") else host  # noqa: S104
    lines = [f"The store is open:  http://{shown}:{port}/"]
    if password:
        lines += [
            (
                f"The desk:           http://{shown}:{port}/desk/   sign in as {STAFF}, password"
                f" {password}"
            ),
            f"                    or as an expert: {' or '.join(EXPERTS)}, with the same password",
            (
                "Test cards:         4242 4242 4242 4242 is approved, 4000 0000 0000 0002 declined;"
                " its page lists more"
            ),
            f"Mail lands in:      {settings.MAIL_FOLDER}   and on http://{shown}:{port}/dev/mail/",
        ]
    print("\n".join([*lines, "Ctrl-C stops everything."]), flush=True)


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
