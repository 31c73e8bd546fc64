"""What UPS and USPS have in common: their parcels are kept and travel as FedEx's do; only the
endpoints and the words differ.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable
from typing import Any

from sandbox.carriers import drawing
from sandbox.carriers.fedex_documents import Refusal
from sandbox.carriers.lifecycle import TROUBLE, Scan
from sandbox.carriers.parcels import Parcels
from sandbox.carriers.shipping import LabelFaults, Shipping
from sandbox.carriers.storage import CarrierStorage

Doc = dict[str, Any]
Answer = tuple[int, Doc]
GOOD_FOR = 14_399
_KIND_OF = {(code, why): name for name, (_, _, code, why) in TROUBLE.items()}
_BROKEN = (ValueError, TypeError, KeyError, AttributeError, IndexError, ArithmeticError)


def kind_of_scan(scan: Scan) -> str:
    """What a scan is, whatever it is called: a kind of trouble, `back`, `home`, or FedEx's code."""
    if scan.kind == "RS":
        return "home" if "returned" in scan.carrier_text else "back"
    return _KIND_OF.get((scan.code, scan.why), scan.kind)


class CarrierEndpoints:
    """The doors of one carrier: a token for each caller, and a refusal in its own shape."""

    def __init__(self, store: CarrierStorage, parcels: Parcels, shipping: Shipping) -> None:
        self.store, self.parcels, self._shipping = store, parcels, shipping

    @property
    def lies(self) -> LabelFaults:
        """How what is sold differs from what was asked for, as a tester told."""
        return self._shipping.lies

    def token(self, key: str, secret: str) -> str:
        """A new one. Raises `Refusal` for credentials that aren't right."""
        if not key or not secret or secret == "wrong":  # noqa: S105
            raise Refusal(("10401", "Invalid client credentials."), status=401)
        token = secrets.token_urlsafe(48)
        with self.store.transaction():
            self.store.rows("INSERT INTO tokens VALUES (?, ?)", token, time.time() + GOOD_FOR)
        return token

    def check_token(self, bearer: str) -> None:
        until = self.store.rows("SELECT until FROM tokens WHERE token = ?", bearer)
        if not until or until[0][0] < time.time():
            raise Refusal(("250002", "Invalid Authentication Information."), status=401)

    def sell(self, parcel: Doc, *, number: str, service: str) -> tuple[Doc, str]:
        """The parcel as it is kept, and its label, a PDF in base64."""
        parcel |= {"number": number, "handed": None, "voided": 0, "created": self.parcels.now()}
        parcel |= {"hold": None, "returns": parcel.get("returns", False)}
        parcel |= {"changes": [], "said": [], "pushed": []}
        label = drawing.draw_label(parcel, service)
        with self.store.transaction():
            self.parcels.tell(parcel, self.parcels.now())
        return parcel, label

    def void(self, number: str, carrier: str) -> None:
        """While it hasn't been accepted. Raises `Refusal`: `gone` (voided, or never sold) or
        `accepted`.
        """
        with self.store.transaction():
            self.parcels.settle()
            parcel = self.store.parcel(number)
            if parcel is None or parcel["carrier"] != carrier or parcel["voided"]:
                raise Refusal(("gone", "The label is void, or was never sold."), status=404)
            if parcel["handed"] is not None:
                raise Refusal(("accepted", "The package has been accepted."))
            self.parcels.put(parcel | {"voided": max(self.parcels.now(), parcel["created"])})

    def book_pickup(self, carrier: str, code: str, at: int, request: Any) -> None:
        """A pickup of this carrier's parcels, under the code that it gave."""
        document = json.dumps({"carrier": carrier, "asked": request})
        values = (code, at, self.parcels.now(), 0, document)
        self.store.rows("INSERT INTO pickups VALUES (?, ?, ?, ?, ?)", *values)

    def find_parcel(self, number: str, carrier: str) -> Doc | None:
        self.parcels.settle()
        parcel = self.store.parcel(number)
        return parcel if parcel is not None and parcel["carrier"] == carrier else None


def answer_or_refuse(call: Callable[[], Answer], refuse: Callable[[Refusal], Doc]) -> Answer:
    """The answer of a call, or its refusal in the carrier's shape."""
    try:
        return call()
    except Refusal as refused:
        return refused.status, refuse(refused)
    except _BROKEN:
        return 400, refuse(Refusal(("9500000", "The request isn't well formed.")))


def ups_check_digit(fifteen: str) -> str:
    """UPS's check digit, for the fifteen signs after 1Z."""
    values = [int(sign) if sign.isdigit() else (ord(sign) - 63) % 10 for sign in fifteen]
    total = sum(value * (2 if at % 2 else 1) for at, value in enumerate(values))
    return str(-total % 10)


def usps_check_digit(digits: str) -> str:
    """USPS's check digit, which follows the others."""
    total = sum(int(digit) * (3 if at % 2 == 0 else 1) for at, digit in enumerate(digits[::-1]))
    return str(-total % 10)
