"""Talking to the sandbox's carrier as it is, without the package between."""

from __future__ import annotations

import http.client
import http.server
import json
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.carriers import days
from sandbox.carriers.server import CarrierServer

Doc = dict[str, Any]
ACCOUNT = {"value": "740561073"}
NEW_YORK = ZoneInfo("America/New_York")


def party(name: str, zip_code: str, city: str, state: str, *, residential: bool) -> Doc:
    return {
        "contact": {"personName": name, "phoneNumber": "2125550100"},
        "address": {
            "streetLines": ["12 Grand Street"],
            "city": city,
            "stateOrProvinceCode": state,
            "postalCode": zip_code,
            "countryCode": "US",
            "residential": residential,
        },
    }


SHIPPER = party("Troth", "10013", "New York", "NY", residential=False)
RECIPIENT = party("Ann Lee", "94110", "San Francisco", "CA", residential=True)


def parcel(reference: str = "P-1", **changes: Any) -> Doc:
    """One piece of a request: three pounds, worth $4,200, to be signed for."""
    return {
        "weight": {"units": "LB", "value": 3},
        "declaredValue": {"amount": 4200, "currency": "USD"},
        "customerReferences": [{"customerReferenceType": "CUSTOMER_REFERENCE", "value": reference}],
        "packageSpecialServices": {
            "specialServiceTypes": ["SIGNATURE_OPTION"],
            "signatureOptionType": "DIRECT",
        },
    } | changes


class Carrier:
    """A server, its clock, and a token."""

    def __init__(self, server: CarrierServer, clock: Path) -> None:
        self.server, self._clock = server, clock
        self.sign_in()

    def sign_in(self) -> None:
        form = {"grant_type": "client_credentials", "client_id": "key", "client_secret": "secret"}
        status, payload = self.raw("POST", "/oauth/token", urllib.parse.urlencode(form).encode())
        assert (status, payload["token_type"], payload["expires_in"]) == (200, "bearer", 3599)
        self.token = payload["access_token"]

    def raw(
        self, method: str, path: str, body: bytes, headers: dict[str, str] | None = None
    ) -> tuple[int, Doc]:
        parts = urllib.parse.urlsplit(self.server.url)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()

    def call(self, path: str, body: Doc, method: str = "POST") -> tuple[int, Doc]:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        return self.raw(method, path, json.dumps(body).encode(), headers)

    def good(self, path: str, body: Doc, method: str = "POST") -> Doc:
        status, payload = self.call(path, body, method)
        assert status == 200, payload
        return payload["output"]

    def refused(self, path: str, body: Doc, method: str = "POST") -> list[str]:
        """The codes of the errors."""
        status, payload = self.call(path, body, method)
        assert 400 <= status < 500, payload
        assert payload["transactionId"]
        assert all(error["message"] for error in payload["errors"])
        return [error["code"] for error in payload["errors"]]

    def control(self, path: str = "", **settings: Any) -> Doc:
        status, payload = self.raw("POST", f"/_control{path}", json.dumps(settings).encode())
        assert status == 200, payload
        return payload

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.server.now(), NEW_YORK)

    def at(self, moment: datetime) -> None:
        self._clock.write_text(str(moment.timestamp() - time.time()))

    def later(self, **span: float) -> None:
        self.at(self.now() + timedelta(**span))

    def request(self, reference: str = "P-1", *, piece: Doc | None = None, **changes: Any) -> Doc:
        """What buys a label."""
        shipment = {
            "shipper": SHIPPER,
            "recipients": [RECIPIENT],
            "serviceType": "GROUND_HOME_DELIVERY",
            "shipDatestamp": f"{self.now():%Y-%m-%d}",
            "packagingType": "YOUR_PACKAGING",
            "pickupType": "USE_SCHEDULED_PICKUP",
            "labelSpecification": {"imageType": "PDF", "labelStockType": "PAPER_4X6"},
            "requestedPackageLineItems": [piece or parcel(reference)],
        } | changes
        return {
            "accountNumber": ACCOUNT,
            "labelResponseOptions": "LABEL",
            "requestedShipment": shipment,
        }

    def buy(self, reference: str = "P-1", **changes: Any) -> Doc:
        """A label: the one of `transactionShipments`."""
        output = self.good("/ship/v1/shipments", self.request(reference, **changes))
        return output["transactionShipments"][0]

    def number(self, reference: str = "P-1", **changes: Any) -> str:
        return self.buy(reference, **changes)["masterTrackingNumber"]

    def track(self, number: str) -> Doc:
        request = {
            "includeDetailedScans": True,
            "trackingInfo": [{"trackingNumberInfo": {"trackingNumber": number}}],
        }
        return self.good("/track/v1/trackingnumbers", request)["completeTrackResults"][0][
            "trackResults"
        ][0]

    def kinds(self, number: str) -> list[str]:
        """The types of its events, oldest first."""
        return [event["eventType"] for event in reversed(self.track(number)["scanEvents"])]

    def audited(self, number: str) -> Doc:
        shipments = self.control("/audit")["shipments"]
        return next(shipment for shipment in shipments if shipment["number"] == number)

    def handed_over(self, number: str) -> None:
        self.control("/handed_over", number=number)


@contextmanager
def carrier(folder: Path, **options: Any) -> Iterator[Carrier]:
    clock = folder / "ahead"
    if not clock.exists():
        clock.write_text("0")
    with CarrierServer(folder=folder, clock_file=clock, **options) as server:
        yield Carrier(server, clock)


def monday(hour: int = 10) -> datetime:
    """A Monday from which the carrier works for three weeks on end."""
    day = datetime.now(NEW_YORK).replace(hour=hour, minute=0, second=0, microsecond=0) + timedelta(
        days=1
    )
    while (
        not all(
            days.is_working_day((day + timedelta(days=d)).date()) for d in range(21) if d % 7 < 5
        )
        or day.weekday()
    ):
        day += timedelta(days=1)
    return day


@contextmanager
def listener(
    answers: Callable[[int], int] = lambda _: 200,
) -> Iterator[tuple[str, list[tuple[dict[str, str], bytes]]]]:
    """Who listens to the carrier: its address, and what it was told. `answers` gives the status for
    the nth message.
    """
    heard: list[tuple[dict[str, str], bytes]] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(answers(len(heard)))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/hooks/carrier", heard
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def until(holds: Callable[[], Any], seconds: float = 5) -> None:
    ends = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends, "it never came"
        time.sleep(0.02)
