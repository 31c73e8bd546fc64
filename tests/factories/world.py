"""The outside world of a test: the sandbox's payment provider and carrier, on real sockets, with
the test's own clock.
"""

from __future__ import annotations

import http.client
import json
import tempfile
import urllib.parse
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from sandbox.carriers.server import CarrierServer
from sandbox.stripe.server import PaymentsServer
from troth.fulfillment.carriers import carriers_from

VISA, DECLINED, SECURE_3D = "4242424242424242", "4000000000000002", "4000002500003155"
RISKY, BLOCKED, WRONG_ZIP, WRONG_CVC = (
    "4000000000009235",
    "4100000000000019",
    "4000000000000036",
    "4000000000000101",
)
SECRET = "whsec_builtin"


@cache
def payments() -> PaymentsServer:
    """One for the whole process, whoever asks first."""
    folder = Path(tempfile.mkdtemp(prefix="troth-payments-"))
    server = PaymentsServer(
        folder=folder, port=0, webhook_secret=SECRET, clock_file=folder / "clock"
    )
    server.__enter__()
    return server


@cache
def carrier() -> CarrierServer:
    """The carrier's, likewise; it collects nothing by itself."""
    folder = Path(tempfile.mkdtemp(prefix="troth-carrier-"))
    server = CarrierServer(
        folder=folder, port=0, webhook_token="built-in", clock_file=folder / "clock"
    )
    server.__enter__()
    return server


def stop() -> None:
    if carrier.cache_info().currsize:
        carrier().__exit__(None, None, None)
        carrier.cache_clear()
    if payments.cache_info().currsize:
        payments().__exit__(None, None, None)
        payments.cache_clear()


_another: list[str] = []


def url_of_another(url: str, clock_file: str) -> None:
    """From now on the provider is this one, which runs in a process of its own."""
    _another[:] = [url, clock_file]


def _url() -> str:
    return _another[0] if _another else payments().url


def clock(now: datetime) -> None:
    """The provider's clock stands at `now`, and runs."""
    ahead = (now - datetime.now(UTC)).total_seconds()
    file = Path(_another[1]) if _another else Path(payments().folder) / "clock"
    file.write_text(str(ahead), encoding="ascii")


def fedex() -> dict[str, Any]:
    """The store's carriers, with an account at this one alone, which behaves well."""
    carrier_control(reset=True)
    account = {
        "url": carrier().url,
        "key": "k",
        "secret": "s",
        "account": "740561073",
        "webhook_token": "built-in",
    }
    return carriers_from({"fedex": account})


def carrier_clock(now: datetime) -> None:
    """The carrier's clock stands at `now`, and runs."""
    ahead = (now - datetime.now(UTC)).total_seconds()
    (Path(carrier().folder) / "clock").write_text(str(ahead), encoding="ascii")


def carrier_control(path: str = "/_control", **payload: Any) -> dict[str, Any]:
    """Tells the carrier how to behave, or what to see."""
    _, text = _json("POST", path, payload, carrier().url)
    return json.loads(text)


def pay(url: str, *, card: str = VISA, **typed: str) -> tuple[int, str]:
    """Types a card on the provider's page. Returns the status and where it leads, or what it
    says.
    """
    form = {
        "email": "ann@example.com",
        "number": card,
        "expiry": "12/40",
        "cvc": "123",
        "name": "Ann Lee",
        "zip": "10013",
    } | typed
    return _post(url, form)


def press(url: str, **form: str) -> tuple[int, str]:
    """Presses a button on one of the provider's pages."""
    return _post(url, form)


def _post(url: str, form: dict[str, str]) -> tuple[int, str]:
    parts = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
    try:
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        body = urllib.parse.urlencode(form)
        connection.request(
            "POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"}
        )
        answer = connection.getresponse()
        text = answer.read().decode()
        return answer.status, answer.headers.get("Location") or text
    finally:
        connection.close()


def control(path: str = "/_control", **payload: Any) -> dict[str, Any]:
    """Tells the provider how to behave."""
    _, text = _json("POST", path, payload)
    return json.loads(text)


def audit() -> dict[str, Any]:
    """Everything that the provider knows."""
    _, text = _json("GET", "/_control/audit", None)
    return json.loads(text)


def _json(method: str, path: str, payload: Any, url: str = "") -> tuple[int, str]:
    parts = urllib.parse.urlsplit(url or _url())
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
    try:
        connection.request(
            method,
            path,
            json.dumps(payload) if payload is not None else None,
            {"Content-Type": "application/json"},
        )
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()
