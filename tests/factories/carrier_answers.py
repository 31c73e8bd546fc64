"""A carrier's server that answers tracking questions with what a test puts in its mouth, and the
shapes in which FedEx, UPS and USPS tell an event.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.factories.items import a_bag
from tests.factories.moments import NOON
from tests.factories.orders import order_of
from tests.factories.parcels import BOX, fill_parcel
from troth.fulfillment.carriers import carriers_from
from troth.fulfillment.models import Label, Parcel
from troth.fulfillment.shipping_labels import labels
from troth.fulfillment.tracking import tracking_events
from troth.fulfillment.warehouse import packing
from troth.fulfillment.warehouse.queue import claim_next_order
from troth.orders.actions import mark_confirmation_sent

ACCOUNT = {
    "key": "k",
    "secret": "s",
    "account": "A12345",
    "webhook_token": "w",
    "crid": "1",
    "mid": "2",
}
NUMBERS = {
    "fedex": "794988888885",
    "ups": "1Z5R89390357567127",
    "usps": "9400111202555842332669",
}
PICTURE = base64.b64encode(b"GIF89a" + bytes(60)).decode()

PACKED_AT = NOON + timedelta(hours=3)
DELIVERED_AT = NOON + timedelta(days=7)


class AnsweringCarrier:
    """Started with `with`. `answer` is what it says to whatever is asked; `asked` is what was."""

    def __init__(self) -> None:
        self.answer: Any = {}
        self.status = 200
        self.asked: list[tuple[str, str, Any, dict[str, str]]] = []
        handler = type("Handler", (_Handler,), {"telling": self})
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_port}"

    def __enter__(self) -> AnsweringCarrier:
        serve = {"poll_interval": 0.05}
        threading.Thread(target=self._http.serve_forever, kwargs=serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()

    def carrier(self, key: str) -> Any:
        """Our adapter of that carrier, which asks this server."""
        return carriers_from({key: ACCOUNT | {"url": self.url}})[key]


class _Handler(BaseHTTPRequestHandler):
    telling: AnsweringCarrier
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        """Quiet."""

    def _any(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if "token" in self.path:
            self._say({"access_token": "t", "expires_in": 3600}, 200)
        elif "payment-authorization" in self.path:
            self._say({"paymentAuthorizationToken": "p"}, 200)
        else:
            read = json.loads(body) if body else None
            self.telling.asked.append((self.command, self.path, read, dict(self.headers)))
            self._say(self.telling.answer, self.telling.status)

    do_GET = do_POST = do_PUT = do_DELETE = _any

    def _say(self, payload: Any, status: int) -> None:
        content = json.dumps(payload).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def carrier_answer(carrier: str, *events: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The whole answer of a carrier with these events; `more` is told of the parcel."""
    if carrier == "fedex":
        info = {"trackingNumber": NUMBERS["fedex"]}
        if unique := more.pop("shipment", ""):
            info["trackingNumberUniqueId"] = unique
        result = {"trackingNumberInfo": info, "scanEvents": list(events)} | more
        complete = {"trackingNumber": NUMBERS["fedex"], "trackResults": [result]}
        return {"output": {"completeTrackResults": [complete]}}
    if carrier == "ups":
        package = {"trackingNumber": NUMBERS["ups"], "activity": list(events)} | more
        return {"trackResponse": {"shipment": [{"package": [package]}]}}
    return {"trackingNumber": NUMBERS["usps"], "trackingEvents": list(events)} | more


def read_answer(telling: AnsweringCarrier, carrier: str, payload: dict[str, Any]) -> list[Any]:
    """What our adapter makes of an answer, by the way it comes: FedEx pushes it, signed; UPS and
    USPS are asked.
    """
    adapter = telling.carrier(carrier)
    if carrier == "fedex":
        body = json.dumps(payload).encode()
        signature = hmac.digest(ACCOUNT["webhook_token"].encode(), body, hashlib.sha256).hex()
        return list(adapter.message(body, {"fdx-signature": signature}))
    telling.answer = payload
    return list(adapter.track([NUMBERS[carrier]]))


def delivery_answer(carrier: str, given: dict[str, Any], at: datetime) -> dict[str, Any]:
    """The answer of a carrier that says that it delivered the parcel."""
    local = given.get("at") or at.isoformat()
    name, city, state = (given.get(key, "") for key in ("name", "city", "state"))
    zip_code = given.get("zip", "")
    if carrier == "fedex":
        place = {"city": city, "stateOrProvinceCode": state, "postalCode": zip_code}
        event = {"eventType": "DL", "eventDescription": "Delivered", "date": local}
        event |= {"derivedStatusCode": "DL", "scanLocation": place}
        return carrier_answer("fedex", event, deliveryDetails={"receivedByName": name})
    there = datetime.fromisoformat(local).astimezone(UTC)
    if carrier == "ups":
        address = {"city": city, "stateProvince": state, "postalCode": zip_code}
        event = {
            "date": local[:10].replace("-", ""),
            "gmtDate": f"{there:%Y%m%d}",
            "gmtTime": f"{there:%H:%M:%S}",
            "location": {"address": address},
            "status": {"type": "D", "code": "KM", "description": "DELIVERED", "statusCode": "011"},
        }
        details = {"receivedBy": name} if name else {}
        details |= {"signature": {"image": PICTURE}} if given.get("picture") else {}
        details |= {"location": given["location"]} if "location" in given else {}
        return carrier_answer("ups", event, deliveryInformation=details)
    event = {
        "eventType": given.get("sentence", "Delivered"),
        "eventCode": "01",
        "GMTTimestamp": f"{there:%Y-%m-%dT%H:%M:%SZ}",
        "eventTimestamp": local[:19],
        "eventCity": city or None,
        "eventState": state or None,
        "eventZIP": zip_code or None,
        "name": name or None,
    }
    return carrier_answer("usps", event, uniqueMailPieceID="110158946")


def box_for_carrier(carrier):
    """A closed box with a label bought from a carrier; it is still on the bench."""
    order = order_of(a_bag(), now=NOON)
    mark_confirmation_sent(
        order=order, message_id=f"<{order}@example.com>", now=NOON, by="notifications"
    )
    parcel = fill_parcel(claim_next_order(now=PACKED_AT, by="pat"), PACKED_AT)
    packing.close_parcel(parcel=parcel, grams=2_400, now=PACKED_AT, by="pat", **BOX)
    labels.abandon_label(parcel=parcel, why="another carrier", now=PACKED_AT)
    Parcel.objects.filter(pk=parcel.pk).update(carrier=carrier)
    Label.objects.create(
        parcel=parcel,
        reference=f"{parcel.key}.9",
        carrier=carrier,
        state=Label.BOUGHT,
        by="pat",
        asked_at=PACKED_AT,
        not_before=PACKED_AT,
        number=NUMBERS[carrier],
        service="ground",
        signature="DIRECT",
        cents=1_200,
        declared_cents=120_000,
    )
    return Parcel.objects.get(pk=parcel.pk)


def apply_answer(telling, carrier, payload, now):
    """The carrier's answer, kept and settled."""
    tracking_events.store_events(
        read_answer(telling, carrier, payload), carrier=carrier, how="asked", now=now
    )
    tracking_events.apply_events(carrier=carrier, number=NUMBERS[carrier], now=now)
