"""The sandbox's payment provider: `python -m sandbox.stripe.server --port 8001 --folder
var/payments`.

It speaks Stripe's wire shapes for the calls that Troth makes, behaves as Stripe says it does, and
moves nothing.
"""

from __future__ import annotations

import argparse
import json
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from sandbox.clock import is_paused, read_clock
from sandbox.http.server import Handler, QuietServer
from sandbox.stop_signals import block_stop_signals, wait_for_stop
from sandbox.stripe.api import Api
from sandbox.stripe.control import Control
from sandbox.stripe.errors import Refusal
from sandbox.stripe.forms import MOST_BYTES
from sandbox.stripe.hosted_pages import HostedPages
from sandbox.stripe.state import StripeState
from sandbox.stripe.storage import StripeStorage
from sandbox.stripe.webhooks import StripeSenders

EVERY_SECOND = 1.0


class PaymentsServer:
    """One provider, started with `with`; its state lies in `folder` and survives it."""

    def __init__(
        self,
        *,
        folder: Path,
        port: int = 0,
        host: str = "127.0.0.1",
        public_url: str = "",
        webhook_url: str = "",
        webhook_secret: str = "",
        webhook_events: str = "",
        clock_file: Path | None = None,
        pause_file: Path | None = None,
        sends: bool = True,
        store_name: str = "The store",
    ) -> None:
        self.folder, self._clock_file = folder, clock_file
        is_standing_still = partial(is_paused, pause_file)
        self._store = StripeStorage(folder)
        wanted = {kind.strip() for kind in webhook_events.split(",") if kind.strip()}
        self._http = QuietServer((host, port), type("Handler", (_Handler,), {"standin": self}))
        self.url = f"http://{host}:{self._http.server_port}"
        self._state = StripeState(
            self._store,
            now=self.now,
            public_url=(public_url or self.url).rstrip("/"),
            tells=lambda kind: bool(webhook_url) and kind in (wanted or {kind}),
            is_paused=is_standing_still,
        )
        self._senders = (
            StripeSenders(
                self._store, url=webhook_url, secret=webhook_secret, is_paused=is_standing_still
            )
            if webhook_url and sends
            else None
        )
        self.api, self.hosted = Api(self._state), HostedPages(self._state, store_name=store_name)
        self.control = Control(self._state, self._senders)
        self._ends = threading.Event()
        self._threads = self._build_threads()

    def _build_threads(self) -> list[threading.Thread]:
        serve = partial(self._http.serve_forever, poll_interval=0.1)
        return [
            threading.Thread(target=target, daemon=True) for target in (serve, self._let_time_pass)
        ]

    def now(self) -> int:
        """The provider's clock: the real one, moved by what the clock file says."""
        return int(read_clock(self._clock_file))

    def waiting_messages(self) -> list[tuple[int, bytes]]:
        """The messages that wait for the store by this server's clock, each with its key: for who
        hands them over, where `sends` is false.
        """
        waiting = "SELECT id, payload FROM deliveries WHERE state = 'waiting' ORDER BY id"
        return [
            (key, payload)
            for key, payload in self._store.rows(waiting)
            if json.loads(payload)["created"] <= self.now()
        ]

    def mark_taken(self, key: int) -> None:
        """The store has taken a message."""
        self._store.rows("UPDATE deliveries SET state = 'taken' WHERE id = ?", key)

    def __enter__(self) -> PaymentsServer:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ends.set()
        self._http.shutdown()
        self._http.server_close()
        if self._senders:
            self._senders.stop()
        for thread in self._threads:
            thread.join(timeout=5)
        self._store.close()

    def _let_time_pass(self) -> None:
        while not self._ends.wait(EVERY_SECOND):
            with self._store.transaction():
                self._state.expire()


class _Handler(Handler):
    standin: PaymentsServer
    most_bytes = MOST_BYTES

    def too_large(self) -> None:
        self.send(413, {"Content-Type": "text/plain"}, b"too large")

    def answer(self, body: bytes) -> None:
        parts = urlsplit(self.path)
        try:
            self._route(parts.path, parts.query, body)
        except (UnicodeDecodeError, ValueError, TypeError, KeyError) as broken:
            self.send(400, {"Content-Type": "text/plain"}, repr(broken).encode())

    def _route(self, path: str, query: str, body: bytes) -> None:
        if path == "/healthz":
            self.send(200, {"Content-Type": "text/plain"}, b"ok")
        elif path.startswith("/_control"):
            self._control(path, body)
        elif path.startswith("/c/"):
            form = dict(parse_qsl(body.decode(), max_num_fields=50))
            status, headers, page = self.standin.hosted.answer(
                method=self.command, path=path, form=form
            )
            kind = {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store"}
            self.send(status, kind | headers, page.encode())
        else:
            self._api(path, query, body)

    def _api(self, path: str, query: str, body: bytes) -> None:
        if self.standin.control.slow_ms:
            time.sleep(self.standin.control.slow_ms / 1000)
        if status := self.standin.control.fails(path):
            content = {"error": {"type": "api_error", "message": "An unknown error occurred"}}
            self.send(status, {"Content-Type": "application/json"}, json.dumps(content).encode())
            return
        answer = self.standin.api.answer(
            method=self.command, path=path, query=query, body=body.decode(), headers=self.headers
        )
        if self.standin.control.hangs(path):
            self.hang_up()
            return
        self.send(answer.status, answer.headers, answer.body)

    def _control(self, path: str, body: bytes) -> None:
        if not self.of_this_machine():
            self.send(403, {"Content-Type": "text/plain"}, b"from this machine only")
            return
        payload = json.loads(body or b"{}")
        calls: dict[str, Callable[[], Any]] = {
            "/_control": lambda: self.standin.control.set(payload),
            "/_control/audit": self.standin.control.audit,
            "/_control/dispute": lambda: self.standin.control.dispute(payload),
            "/_control/dispute/close": lambda: self.standin.control.close_dispute(payload),
        }
        try:
            self.send(200, {"Content-Type": "application/json"}, json.dumps(calls[path]()).encode())
        except Refusal as refused:
            content = json.dumps({"error": refused.error}).encode()
            self.send(refused.status, {"Content-Type": "application/json"}, content)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m sandbox.stripe.server", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True, help="where its state is kept")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--public-url", default="", help="where a browser finds its pages")
    parser.add_argument("--webhook-url", default="", help="who is told what happens")
    parser.add_argument(
        "--webhook-events", default="", help="of what, by commas; of everything without it"
    )
    parser.add_argument("--webhook-secret", default="whsec_builtin")
    parser.add_argument(
        "--clock-file", type=Path, default=None, help="holds the seconds by which time is moved"
    )
    parser.add_argument(
        "--pause-file", type=Path, default=None, help="nothing ends or is sent while it is there"
    )
    parser.add_argument("--store-name", default="The store")
    options = parser.parse_args()
    stops = block_stop_signals()
    with PaymentsServer(**vars(options)):
        wait_for_stop(stops)


if __name__ == "__main__":
    main()
