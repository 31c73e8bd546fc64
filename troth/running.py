"""Running the store: the web server and the worker side by side, until Ctrl-C."""

from __future__ import annotations

import contextlib
import ctypes
import itertools
import logging
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.utils.module_loading import import_string

from troth import clock, roles
from troth.catalog.search.indexing import Busy, Indexer
from troth.checkout.settling import FOLLOWED
from troth.operations import health, keeping
from troth.policy.terms import shipped

INDEX_EVERY_SECONDS = 0.15
COPY_EVERY_SECONDS = 0.2
CLOCK_EVERY_SECONDS = 0.1
INDEX_AGAIN_SECONDS = 2
STAFF = "staff@fathomandreed.example"
EXPERTS = ("expert@fathomandreed.example", "second@fathomandreed.example")
_STOPPING = threading.Event()


def run_store() -> int:
    """Prepares a demo store where there is none, starts both processes, and waits. 0 when stopped
    by a person.
    """
    port, host = settings.PORT, os.environ.get("HOST", "127.0.0.1")
    if not _free(host, port):
        print(f"Port {port} is taken. Choose another: PORT={port + 2} make run", file=sys.stderr)
        return 2
    for built_in, needed, name, setting in (
        (settings.PAYMENTS_BUILT_IN, settings.PAYMENTS_PORT, "payment provider", "PAYMENTS_PORT"),
        (settings.CARRIER_BUILT_IN, settings.CARRIER_PORT, "carrier", "CARRIER_PORT"),
        (settings.MAILBOX_BUILT_IN, settings.MAILBOX_PORT, "mailbox", "MAILBOX_PORT"),
    ):
        if built_in and not _free(host, needed):
            print(
                f"Port {needed} is taken; the built-in {name} needs it, or {setting}=...",
                file=sys.stderr,
            )
            return 2
    password = _demo() if settings.DEVELOPMENT else None
    if not settings.DEVELOPMENT:
        call_command("collectstatic", verbosity=0, interactive=False)
    else:
        Path(settings.STATIC_ROOT).mkdir(
            parents=True, exist_ok=True
        )  # WhiteNoise warns where there is none
    connection.close()
    keeping.begin()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: _STOPPING.set())
    children = {"web server": _web(host, port), "worker": _worker()}
    if settings.PAYMENTS_BUILT_IN:
        children["payment provider"] = _built_in_payments()
    if settings.CARRIER_BUILT_IN:
        children["carrier"] = _built_in_carrier()
    if settings.MAILBOX_BUILT_IN:
        children["mailbox"] = _built_in_mailbox()
    try:
        if _answers(host, port, children):
            _greet(host, port, password)
        return _wait(children)
    finally:
        _stop(children)


def work() -> int:
    """Background work in this process: tasks as they come, the sweep every minute; and, in
    development, as soon as the clock is moved.
    """
    logging.getLogger("django_tasks").setLevel(logging.WARNING)
    threading.Thread(target=_sweep_for_ever, daemon=True, name="sweep").start()
    threading.Thread(target=_index_for_ever, daemon=True, name="indexer").start()
    if settings.COPY_DIR:
        keeping.begin()
        threading.Thread(target=_copy_for_ever, daemon=True, name="copy").start()
    call_command(
        "db_worker", interval=0.2, queue_name="*", verbosity=0, reload=False, startup_delay=False
    )
    return 0


def _sweep_for_ever() -> None:
    for minute in itertools.count():
        moved_by = clock.moved_by()
        for path in settings.SWEEPS:
            _try(lambda: health.beat(now=datetime.now(UTC)))
            _try(import_string(path))
        if minute % 60 == 0:
            _try(lambda: call_command("clearsessions"))
        connection.close()
        _wait_for_the_next_sweep(moved_by)


def _wait_for_the_next_sweep(moved_by: timedelta) -> None:
    """A minute; in development less, where the clock has been moved since: what has become due is
    done at once.
    """
    ends = time.monotonic() + settings.SWEEP_SECONDS
    while (left := ends - time.monotonic()) > 0 and clock.moved_by() == moved_by:
        time.sleep(min(left, CLOCK_EVERY_SECONDS) if settings.DEVELOPMENT else left)


def _try(sweep: Callable[[], object]) -> None:
    """One sweep that fails keeps no other from its work, and the next minute tries it again."""
    try:
        sweep()
    except Exception:  # a worker must outlive a bad minute
        logging.getLogger(__name__).exception("The sweep failed")


def _copy_for_ever() -> None:
    """What tasks and sweeps have committed reaches the second disk too."""
    while True:
        _try(keeping.tidy)
        time.sleep(COPY_EVERY_SECONDS)


def _index_for_ever() -> None:
    """Keeps the search current; another worker's indexer may be the one that does."""
    follower = Indexer(settings.SEARCH_DIR)
    while True:
        try:
            time.sleep(0.0 if follower.catch_up() else INDEX_EVERY_SECONDS)
        except Busy:
            time.sleep(INDEX_AGAIN_SECONDS)
        except Exception:  # what it missed it finds again: its position moves only after a commit
            logging.getLogger(__name__).exception("The indexer failed; it goes on")
            connection.close()
            follower = Indexer(settings.SEARCH_DIR)
            time.sleep(INDEX_AGAIN_SECONDS)


def _free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _demo() -> str | None:
    """The demo store's staff and items, once. Returns the staff's password, kept beside the demo
    database.
    """
    from troth.demo.loading import load_demo

    kept = Path(settings.VAR_DIR) / "demo-password"
    people = User.objects.filter(username__in=(STAFF, *EXPERTS))
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(9), encoding="ascii")
        people.update(password="")
    User.objects.get_or_create(username=STAFF, defaults={"email": STAFF, "is_staff": True})
    load_demo(expert_emails=EXPERTS, now=clock.now())
    password = kept.read_text(encoding="ascii")
    if people.filter(password="").exists():
        people.update(password=make_password(password))
        roles.give(User.objects.get(username=STAFF), [roles.OWNER])
    return password


def _web(host: str, port: int) -> subprocess.Popen:
    return _child(
        [
            str(Path(sys.executable).with_name("granian")),
            "troth.wsgi:application",
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
    )


def _built_in_payments() -> subprocess.Popen:
    """The payment provider that moves nothing, and speaks the real one's wire shapes."""
    shown = f"http://localhost:{settings.PAYMENTS_PORT}"
    return _child(
        [
            sys.executable,
            "-m",
            "troth.standins.payments",
            "--port",
            str(settings.PAYMENTS_PORT),
            "--host",
            os.environ.get("HOST", "127.0.0.1"),
            "--public-url",
            shown,
            "--folder",
            str(Path(settings.VAR_DIR) / "payments"),
            "--webhook-secret",
            settings.STRIPE_WEBHOOK_SECRET,
            "--webhook-events",
            ",".join(FOLLOWED),
            "--webhook-url",
            f"http://127.0.0.1:{settings.PORT}/webhooks/payments",
            "--clock-file",
            str(clock.file()),
            "--store-name",
            shipped().file.store.name,
        ]
    )


def _built_in_carrier() -> subprocess.Popen:
    """The carrier that moves nothing, and lets its parcels travel with the store's clock."""
    return _child(
        [
            sys.executable,
            "-m",
            "troth.standins.carrier",
            "--port",
            str(settings.CARRIER_PORT),
            "--host",
            os.environ.get("HOST", "127.0.0.1"),
            "--folder",
            str(Path(settings.VAR_DIR) / "carrier"),
            "--webhook-url",
            f"http://127.0.0.1:{settings.PORT}/webhooks/carriers/fedex",
            "--webhook-token",
            settings.CARRIERS["fedex"]["webhook_token"],
            "--clock-file",
            str(clock.file()),
        ]
    )


def _built_in_mailbox() -> subprocess.Popen:
    """The mailbox of care, which the store asks by IMAP; its clock is the store's."""
    return _child(
        [
            sys.executable,
            "-m",
            "troth.standins.mailbox",
            "--port",
            str(settings.MAILBOX_PORT),
            "--folder",
            str(Path(settings.VAR_DIR) / "mailbox"),
            "--clock-file",
            str(clock.file()),
        ]
    )


def _worker() -> subprocess.Popen:
    # Shoppers who wait come before letters that may.
    return _child(["nice", "-n", "5", sys.executable, "-m", "troth.cli", "work"])


def _child(command: list[str]) -> subprocess.Popen:
    # A session of its own: Ctrl-C reaches the parent alone, which then stops each child in order.
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "troth.settings"}
    return subprocess.Popen(  # noqa: S603
        command, env=environment, start_new_session=True, preexec_fn=_die_with_parent
    )


def _die_with_parent() -> None:
    """On Linux, a parent that is killed outright takes its children with it, and the port is free
    again.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def _answers(host: str, port: int, children: dict[str, subprocess.Popen]) -> bool:
    for _ in range(300):
        if _STOPPING.is_set() or any(child.poll() is not None for child in children.values()):
            return False
        try:
            request = urllib.request.Request(
                f"http://{host}:{port}/healthz", headers={"Host": "localhost"}
            )
            with urllib.request.urlopen(request, timeout=2):  # noqa: S310
                return True
        except OSError:
            time.sleep(0.1)
    return False


def _greet(host: str, port: int, password: str | None) -> None:
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


def _wait(children: dict[str, subprocess.Popen]) -> int:
    while not _STOPPING.wait(0.5):
        for name, child in children.items():
            if child.poll() is not None:
                print(
                    f"The {name} stopped by itself (exit {child.returncode}); stopping the rest.",
                    file=sys.stderr,
                )
                return 1
    return 0


def _stop(children: dict[str, Any]) -> None:
    """Ends each child, and after it whatever it started itself: each leads a session of its own."""
    for child in children.values():
        child.terminate()
    for child in children.values():
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(timeout=10)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait(timeout=10)
