"""The sandbox's carriers: `python -m sandbox.carriers.server --port 8002 --folder var/carrier`.

It speaks FedEx's REST wire shapes for the calls that Troth makes, behaves as FedEx says it does,
and moves nothing. UPS's and USPS's endpoints are beside FedEx's, for the same parcels.
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
from urllib.parse import urlsplit

from sandbox.carriers import fedex_documents
from sandbox.carriers.control import CarrierControl
from sandbox.carriers.endpoints import CarrierEndpoints
from sandbox.carriers.fedex_api import CarrierApi
from sandbox.carriers.fedex_documents import Refusal
from sandbox.carriers.fedex_tracking import Tracking
from sandbox.carriers.fedex_webhooks import FedexSenders
from sandbox.carriers.parcels import Parcels
from sandbox.carriers.shipping import Shipping
from sandbox.carriers.storage import CarrierStorage
from sandbox.carriers.ups_api import UpsApi
from sandbox.carriers.usps_api import UspsApi
from sandbox.clock import is_paused, read_clock
from sandbox.http.server import Handler, QuietServer
from sandbox.stop_signals import block_stop_signals, wait_for_stop

MOST_BYTES = 1_000_000
EVERY = 0.5
_JSON = {"Content-Type": "application/json"}
# Whose a door is, by how its address begins; all others are FedEx's.
UPS = ("/security/v1/", "/api/")
USPS = (
    "/oauth2/v3/",
    "/payments/v3/",
    "/labels/v3/",
    "/tracking/v3/",
    "/prices/v3/",
    "/pickup/v3/",
)


class CarrierServer:
    """One carrier, started with `with`; its state lies in `folder` and survives it."""

    def __init__(
        self,
        *,
        folder: Path,
        port: int = 0,
        host: str = "127.0.0.1",
        webhook_url: str = "",
        webhook_token: str = "",
        webhook_encoding: str = "base64",
        clock_file: Path | None = None,
        pause_file: Path | None = None,
    ) -> None:
        self.folder, self._clock_file = folder, clock_file
        is_standing_still = partial(is_paused, pause_file)
        self._store = CarrierStorage(folder)
        self._http = QuietServer((host, port), type("Handler", (_Handler,), {"standin": self}))
        self.url = f"http://{host}:{self._http.server_port}"
        self.parcels = Parcels(
            self._store, now=self.now, tells=bool(webhook_url), is_paused=is_standing_still
        )
        shipping = Shipping(self.parcels)
        self.api = CarrierApi(self._store, shipping, Tracking(self.parcels))
        self.control = CarrierControl(self._store, self.parcels, shipping)
        doors = CarrierEndpoints(self._store, self.parcels, shipping)
        self.others: dict[tuple[str, ...], UpsApi | UspsApi] = {
            UPS: UpsApi(doors),
            USPS: UspsApi(doors),
        }
        self._senders = (
            FedexSenders(
                self._store, url=webhook_url, secret=webhook_token, is_paused=is_standing_still
            )
            if webhook_url
            else None
        )
        if self._senders:
            self._senders.encoding = webhook_encoding
        self._ends = threading.Event()
        self._threads = self._build_threads()

    def _build_threads(self) -> list[threading.Thread]:
        serve = partial(self._http.serve_forever, poll_interval=0.1)
        return [
            threading.Thread(target=target, daemon=True) for target in (serve, self._let_time_pass)
        ]

    def now(self) -> int:
        """The carrier's clock: the real one, moved by what the clock file says."""
        return int(read_clock(self._clock_file))

    def __enter__(self) -> CarrierServer:
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
        while not self._ends.wait(EVERY):
            self.parcels.settle()


class _Handler(Handler):
    standin: CarrierServer
    most_bytes = MOST_BYTES

    def too_large(self) -> None:
        self._refuse(413, "REQUEST.TOOLARGE.ERROR", "The request is too large.")

    def answer(self, body: bytes) -> None:
        path = urlsplit(self.path).path
        if path == "/healthz":
            self.send(200, {"Content-Type": "text/plain"}, b"ok")
        elif path == "/_control" or path.startswith("/_control/"):
            self._control(path, body)
        else:
            self._api(path, body)

    def _api(self, path: str, body: bytes) -> None:
        control = self.standin.control
        if control.slow_ms:
            time.sleep(control.slow_ms / 1000)
        if status := control.fails(path):
            self._fail(path, status)
            return
        status, content = self._respond(path, body)
        if control.hangs(path):
            self.hang_up()
            return
        self.send(status, _JSON, json.dumps(content).encode(), half=control.halves(path))

    def _other(self, path: str) -> UpsApi | UspsApi | None:
        """The carrier whose door it is, where it isn't FedEx."""
        others = self.standin.others.items()
        return next((other for doors, other in others if path.startswith(doors)), None)

    def _fail(self, path: str, status: int) -> None:
        """In the shape of the carrier whose door it is."""
        message = "The service is currently unavailable."
        if other := self._other(path):
            content = other.refusal(Refusal((str(status), message), status=status))
            self.send(status, _JSON, json.dumps(content).encode())
        else:
            self._refuse(status, "SERVICE.UNAVAILABLE.ERROR", message)

    def _respond(self, path: str, body: bytes) -> tuple[int, Any]:
        if other := self._other(path):
            try:
                payload = json.loads(body) if body else None
            except ValueError:  # a form, or nothing that can be read
                payload = None
            query = urlsplit(self.path).query
            return other.answer(self.command, path, query, payload, self.headers)
        scheme, _, token = self.headers.get("Authorization", "").partition(" ")
        return self.standin.api.answer(
            self.command,
            path,
            body,
            bearer=token if scheme.lower() == "bearer" else "",
            customer=self.headers.get("x-customer-transaction-id", "")[:100],
        )

    def _control(self, path: str, body: bytes) -> None:
        if not self.of_this_machine():
            self._refuse(403, "FORBIDDEN.ERROR", "from this machine only")
            return
        control = self.standin.control
        calls: dict[str, Callable[[Any], Any]] = {
            "/_control": control.set,
            "/_control/handed_over": control.handed_over,
            "/_control/exception": control.exception,
            "/_control/deliver": control.deliver,
            "/_control/say": control.say,
            "/_control/audit": lambda _: control.audit(),
        }
        if path not in calls:
            self._refuse(404, "NOT.FOUND.ERROR", path)
            return
        try:
            self.send(200, _JSON, json.dumps(calls[path](json.loads(body or b"{}"))).encode())
        except Refusal as refused:
            self.send(
                refused.status, _JSON, json.dumps(fedex_documents.error_document(refused)).encode()
            )
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as broken:
            self._refuse(400, "CONTROL.ERROR", repr(broken))

    def _refuse(self, status: int, code: str, message: str) -> None:
        self.send(
            status,
            _JSON,
            json.dumps(fedex_documents.error_document(Refusal((code, message)))).encode(),
        )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m sandbox.carriers.server", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True, help="where its state is kept")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--webhook-url", default="", help="who is told what is seen of a parcel")
    parser.add_argument(
        "--webhook-token", default="builtin-token", help="the security token that signs it"
    )
    parser.add_argument(
        "--webhook-encoding", choices=("base64", "hex"), default="base64", help="of the signature"
    )
    parser.add_argument(
        "--clock-file", type=Path, default=None, help="holds the seconds by which time is moved"
    )
    parser.add_argument(
        "--pause-file", type=Path, default=None, help="nothing is seen or sent while it is there"
    )
    options = parser.parse_args()
    stops = block_stop_signals()
    with CarrierServer(**vars(options)):
        wait_for_stop(stops)


if __name__ == "__main__":
    main()
