"""The carrier's doors: each call's address, the token that it needs, and the answer's outside."""

from __future__ import annotations

import json
import secrets
import sqlite3
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

from sandbox.carriers import fedex_documents
from sandbox.carriers.fedex_documents import Refusal
from sandbox.carriers.fedex_tracking import Tracking
from sandbox.carriers.shipping import Shipping
from sandbox.carriers.storage import CarrierStorage

Doc = dict[str, Any]
GOOD_FOR = 3599
_BROKEN = (
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    IndexError,
    ArithmeticError,
    RecursionError,
    sqlite3.Error,
)


class CarrierApi:
    def __init__(self, store: CarrierStorage, shipping: Shipping, tracking: Tracking) -> None:
        self._store = store
        self._calls: dict[tuple[str, str], Callable[[Doc], Doc]] = {
            ("POST", "/rate/v1/rates/quotes"): shipping.quote,
            ("POST", "/ship/v1/shipments"): shipping.ship,
            ("PUT", "/ship/v1/shipments/cancel"): shipping.cancel,
            ("POST", "/track/v1/trackingnumbers"): tracking.by_number,
            ("POST", "/track/v1/referencenumbers"): tracking.by_reference,
            ("POST", "/track/v1/trackingdocuments"): tracking.document,
            ("POST", "/pickup/v1/pickups"): shipping.book,
            ("PUT", "/pickup/v1/pickups/cancel"): shipping.cancel_pickup,
            ("POST", "/location/v1/locations"): shipping.locations,
        }

    def answer(
        self, method: str, path: str, body: bytes, *, bearer: str, customer: str = ""
    ) -> tuple[int, Doc]:
        """The status and what is said; whatever goes wrong is said in FedEx's shape."""
        try:
            if path == "/oauth/token":
                return 200, self._token(method, body)
            return 200, fedex_documents.with_envelope(
                customer, output=self._called(method, path, body, bearer)
            )
        except Refusal as refused:
            return refused.status, fedex_documents.error_document(refused, customer)
        except _BROKEN:
            message = "We encountered an unexpected error and are working to resolve the issue."
            return 500, fedex_documents.error_document(
                Refusal(("INTERNAL.SERVER.ERROR", message)), customer
            )

    def _called(self, method: str, path: str, body: bytes, bearer: str) -> Doc:
        call = self._calls.get((method, path))
        if call is None:
            path_exists = any(path == routed_path for _, routed_path in self._calls)
            code, message = (
                ("METHOD.NOT.ALLOWED.ERROR", "The method is not allowed.")
                if path_exists
                else ("NOT.FOUND.ERROR", "The resource you requested is no longer available.")
            )
            raise Refusal((code, message), status=405 if path_exists else 404)
        until = self._store.rows("SELECT until FROM tokens WHERE token = ?", bearer)
        if not until or until[0][0] < time.time():
            message = "Access token expired. Please modify your request and try again."
            raise Refusal(("NOT.AUTHORIZED.ERROR", message), status=401)
        try:
            payload = json.loads(body)
        except (ValueError, RecursionError):
            payload = None
        if not isinstance(payload, dict):
            raise Refusal(("INVALID.INPUT.EXCEPTION", "Invalid field value in the input"))
        return call(payload)

    def _token(self, method: str, body: bytes) -> Doc:
        try:
            form = {
                name: values[0]
                for name, values in parse_qs(body.decode(), max_num_fields=20).items()
            }
        except ValueError:
            form = {}
        granted = form.get("grant_type") == "client_credentials" and form.get("client_id")
        if method != "POST" or not granted or form.get("client_secret", "wrong") == "wrong":
            message = (
                "The given client credentials were not valid. Please modify your request and try"
                " again."
            )
            raise Refusal(("NOT.AUTHORIZED.ERROR", message), status=401)
        token = secrets.token_urlsafe(48)
        with self._store.transaction():
            self._store.rows("DELETE FROM tokens WHERE until < ?", time.time())
            self._store.rows("INSERT INTO tokens VALUES (?, ?)", token, time.time() + GOOD_FOR)
        return {
            "access_token": token,
            "token_type": "bearer",
            "expires_in": GOOD_FOR,
            "scope": "CXS",
        }
