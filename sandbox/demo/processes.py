"""The sandbox's processes, as the settings of the store want them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from troth import clock
from troth.checkout.payment_sync import FOLLOWED
from troth.policy.terms import shipped_terms


class Process(NamedTuple):
    """A server of the sandbox: its port, the variable that names it, and what starts it."""

    port: int
    variable: str
    command: list[str]


def sandbox_processes(host: str) -> dict[str, Process]:
    """Each by what it is to the store; none where the store has an account of its own."""
    wanted = {
        "payment provider": (settings.PAYMENTS_IN_SANDBOX, _payment_provider),
        "carrier": (settings.CARRIERS_IN_SANDBOX, _carriers),
        "mailbox": (settings.MAILBOX_IN_SANDBOX, _mailbox),
    }
    return {name: process(host) for name, (is_wanted, process) in wanted.items() if is_wanted}


def _payment_provider(host: str) -> Process:
    """The payment provider that moves nothing, and speaks the real one's wire shapes."""
    port = settings.PAYMENTS_PORT
    options = {
        "host": host,
        "public-url": f"http://localhost:{port}",
        "webhook-secret": settings.STRIPE_WEBHOOK_SECRET,
        "webhook-events": ",".join(FOLLOWED),
        "webhook-url": f"http://127.0.0.1:{settings.PORT}/webhooks/payments",
        "store-name": shipped_terms().file.store.name,
        "pause-file": str(pause_file()),
    }
    command = _command("sandbox.stripe.server", port, folder="payments", **options)
    return Process(port, "PAYMENTS_PORT", command)


def _carriers(host: str) -> Process:
    """The carriers that move nothing, and let their parcels travel with the store's clock: FedEx,
    UPS and USPS at one port.
    """
    port, fedex = settings.CARRIER_PORT, settings.CARRIERS.get("fedex", {})
    options = {
        "host": host,
        "webhook-url": f"http://127.0.0.1:{settings.PORT}/webhooks/carriers/fedex",
        "webhook-token": fedex.get("webhook_token", ""),
        "pause-file": str(pause_file()),
    }
    command = _command("sandbox.carriers.server", port, folder="carrier", **options)
    return Process(port, "CARRIER_PORT", command)


def _mailbox(_host: str) -> Process:
    """The mailbox of care, which the store asks by IMAP; on this machine alone."""
    port = settings.MAILBOX_PORT
    return Process(port, "MAILBOX_PORT", _command("sandbox.imap.server", port, folder="mailbox"))


def pause_file() -> Path:
    """While it is there, the payment provider and the carriers let no time pass."""
    return Path(settings.VAR_DIR) / "past-is-being-made"


def _command(module: str, port: int, *, folder: str, **options: str) -> list[str]:
    """The command of a server whose clock is the store's."""
    options |= {
        "port": str(port),
        "folder": str(Path(settings.VAR_DIR) / folder),
        "clock-file": str(clock.offset_file()),
    }
    return [
        sys.executable,
        "-m",
        module,
        *(f"--{name}={value}" for name, value in options.items()),
    ]
