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
from pathlib import Path

from django.conf import settings

from troth import clock
from troth.checkout.payment_sync import FOLLOWED
from troth.policy.terms import shipped_terms

Children = dict[str, subprocess.Popen[bytes]]


def start_children(children: Children, host: str, port: int, folder: Path) -> None:
    """Every process of the store, each known from the moment that it runs."""
    commands = {"web server": _web_command(host, port), "worker": _worker_command()}
    if settings.PAYMENTS_BUILT_IN:
        commands["payment provider"] = _built_in_payments()
    if settings.CARRIER_BUILT_IN:
        commands["carrier"] = _built_in_carrier()
    if settings.MAILBOX_BUILT_IN:
        commands["mailbox"] = _built_in_mailbox()
    for name, command in commands.items():
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


def _built_in_payments() -> list[str]:
    """The payment provider that moves nothing, and speaks the real one's wire shapes."""
    shown = f"http://localhost:{settings.PAYMENTS_PORT}"
    return [
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
        str(clock.offset_file()),
        "--store-name",
        shipped_terms().file.store.name,
    ]


def _built_in_carrier() -> list[str]:
    """The carriers that move nothing, and let their parcels travel with the store's clock: FedEx,
    UPS and USPS at one port.
    """
    fedex = settings.CARRIERS.get("fedex", {})
    return [
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
        fedex.get("webhook_token", ""),
        "--clock-file",
        str(clock.offset_file()),
    ]


def _built_in_mailbox() -> list[str]:
    """The mailbox of care, which the store asks by IMAP; its clock is the store's."""
    return [
        sys.executable,
        "-m",
        "troth.standins.mailbox",
        "--port",
        str(settings.MAILBOX_PORT),
        "--folder",
        str(Path(settings.VAR_DIR) / "mailbox"),
        "--clock-file",
        str(clock.offset_file()),
    ]


def _worker_command() -> list[str]:
    # Shoppers who wait come before letters that may.
    return ["nice", "-n", "5", sys.executable, "-m", "troth.cli", "work"]


def _start_child(command: list[str], folder: Path) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches the parent alone, which then stops each child in order.
    overrides = {"DJANGO_SETTINGS_MODULE": "troth.settings", "TMPDIR": str(folder)}
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
