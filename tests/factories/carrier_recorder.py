"""A carrier's server that writes down what it is sent, and sells a label for it: FedEx's, UPS's and
USPS's shapes.
"""

from __future__ import annotations

import base64
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from troth.fulfillment.carriers import carriers_from

PDF = base64.b64encode(b"%PDF-1.4 a label").decode()

ACCOUNT = {
    "key": "k",
    "secret": "s",
    "account": "A12345",
    "webhook_token": "w",
    "crid": "1",
    "mid": "2",
}


class Recorder:
    """Started with `with`. `bought` are the bodies that asked for a label; `how` makes the next
    answers go wrong.
    """

    def __init__(self) -> None:
        self.bought: list[Any] = []
        self.voided: list[str] = []
        self.tokens, self.how, self.signed = 0, "", True
        self._http = ThreadingHTTPServer(
            ("127.0.0.1", 0), type("Handler", (_Handler,), {"recorder": self})
        )
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_port}"

    def __enter__(self) -> Recorder:
        threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        ).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()

    def sold(self, path: str, body: Any) -> dict[str, Any]:
        number = f"{len(self.bought):012d}"
        self.bought.append(body)
        if "fedex" in path or path.startswith("/ship/v1"):
            service_options = body["requestedShipment"]["requestedPackageLineItems"][0][
                "packageSpecialServices"
            ]
            option = service_options["signatureOptionType"] if self.signed else "SERVICE_DEFAULT"
            document = {"encodedLabel": PDF, "docType": "PDF"}
            piece = {
                "trackingNumber": number,
                "packageDocuments": [document],
                "netChargeAmount": 21.5,
            }
            details = {"completedPackageDetails": [{"signatureOption": option}]}
            service = body["requestedShipment"]["serviceType"]
            sold = {
                "pieceResponses": [piece],
                "completedShipmentDetail": details,
                "serviceType": service,
            }
            return {"output": {"transactionShipments": [sold]}}
        if path.startswith("/api/shipments"):
            service_options = body["ShipmentRequest"]["Shipment"]["Package"][0][
                "PackageServiceOptions"
            ]
            confirmation = service_options.get("DeliveryConfirmation")  # a return asks for none
            code = {"2": "120", "3": "121"}[confirmation["DCISType"]] if confirmation else ""
            charges = (
                [{"Code": code, "CurrencyCode": "USD", "MonetaryValue": "6.45"}]
                if self.signed and code
                else []
            )
            package = {
                "TrackingNumber": f"1Z{number}",
                "ShippingLabel": {"GraphicImage": PDF},
                "ItemizedCharges": charges,
            }
            results = {
                "PackageResults": [package],
                "ShipmentCharges": {"TotalCharges": {"MonetaryValue": "30.10"}},
            }
            return {"ShipmentResponse": {"ShipmentResults": results}}
        extra = [
            {"SKU": f"DX{code}XXXX", "price": 3.95}
            for code in body["packageDescription"]["extraServices"]
        ]
        metadata = {
            "trackingNumber": number,
            "postage": 12.05,
            "extraServices": extra if self.signed else [],
        }
        return {"labelMetadata": metadata, "labelImage": PDF}


class _Handler(BaseHTTPRequestHandler):
    recorder: Recorder
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        """Quiet."""

    def _any(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if "token" in self.path:
            self.recorder.tokens += 1
            self._answer({"access_token": "t", "expires_in": 3600})
        elif "payment-authorization" in self.path:
            self._answer({"paymentAuthorizationToken": "p"})
        elif self.command == "DELETE" or "cancel" in self.path:
            self.recorder.voided.append(self.path)
            self._answer({"output": {"cancelledShipment": True}})
        else:
            (
                self._wrong(json.loads(body))
                if self.recorder.how
                else self._answer(self.recorder.sold(self.path, json.loads(body)))
            )

    do_GET = do_POST = do_PUT = do_DELETE = _any

    def _wrong(self, body: Any) -> None:
        """As the story wants it: the label is sold, and the buyer doesn't hear of it as they
        should.
        """
        how = self.recorder.how
        if how == "no":
            self._answer(
                {"errors": [{"code": "ACCOUNT.INVALID", "message": "No such account."}]}, 400
            )
            return
        content = json.dumps(self.recorder.sold(self.path, body)).encode()
        if how == "broken":
            self._answer({"errors": []}, 500)
        elif how == "half":
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content[: len(content) // 2])
            self.close_connection = True
        elif how == "slow":
            threading.Event().wait(1.5)
        self.close_connection = True

    def _answer(self, payload: dict[str, Any], status: int = 200) -> None:
        content = json.dumps(payload).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def carriers_at(recorder):
    """Our adapters of all three carriers, which ask this server."""
    return carriers_from({key: ACCOUNT | {"url": recorder.url} for key in ("fedex", "ups", "usps")})
