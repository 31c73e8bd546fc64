"""USPS: its REST shapes for the calls that Troth makes."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import unquote

from sandbox.carriers import days, lifecycle
from sandbox.carriers.endpoints import (
    Answer,
    CarrierEndpoints,
    Doc,
    answer_or_refuse,
    kind_of_scan,
    usps_check_digit,
)
from sandbox.carriers.fedex_documents import Refusal
from sandbox.carriers.fedex_requests import list_at, number_at, text_at, value_at
from sandbox.carriers.lifecycle import Scan
from sandbox.carriers.shipping import LabelFaults

CARRIER = "usps"
CLASSES = {"USPS_GROUND_ADVANTAGE": ("USPS Ground Advantage", 3, 905)}
CLASSES |= {"PRIORITY_MAIL": ("Priority Mail", 2, 1340)}
_EXTRA = {921: ("Signature Confirmation", 395), 922: ("Adult Signature Required", 965)}
_EXTRA |= {930: ("Insurance <= $500", 320), 931: ("Insurance > $500", 1275)}
_SIGNED = {921: "DIRECT", 922: "ADULT"}
# What USPS calls what happens to a parcel: event code, text and category.
_WORDS = {
    "OC": ("GX", "Shipping Label Created, USPS Awaiting Item", "Pre-Shipment"),
    "PU": ("03", "USPS in possession of item", "Accepted"),
    "AR": ("10", "Arrived at USPS Regional Facility", "In Transit"),
    "DP": ("T1", "Departed USPS Regional Facility", "In Transit"),
    "IT": ("TL", "In Transit to Next Facility", "In Transit"),
    "OD": ("OF", "Out for Delivery", "Out for Delivery"),
    "DL": ("01", "Delivered, Left with Individual", "Delivered"),
    "HL": ("16", "Available for Pickup", "Available for Pickup"),
    "weather": ("EA", "Delivery Exception, Local Weather Delay", "Alert"),
    "customs": ("", "Processing Exception, Other Delay", "Alert"),
    "address": ("05", "Undeliverable as Addressed", "Alert"),
    "damaged": ("", "Package Damaged", "Alert"),
    "nobody_home": ("56", "Notice Left (No Authorized Recipient Available)", "Delivery Attempt"),
    "refused": ("04", "Refused", "Alert"),
    "lost": ("", "Missing Mail Search Initiated", "Alert"),
    "loss_confirmed": ("", "Package lost", "Alert"),
    "back": ("09", "Return to Sender", "Alert"),
    "home": ("01", "Delivered, To Original Sender", "Delivered to Agent"),
}
_AT_THE_COUNTER = ("01", "Delivered, Individual Picked Up at Post Office", "Delivered")
_TOKEN, _PAYING = "/oauth2/v3/token", "/payments/v3/payment-authorization"
_BOX = re.compile(r"\s*P\.?\s*O\.?\s*BOX\b", re.IGNORECASE)


class UspsApi:
    """Every call's address, and its answer."""

    def __init__(self, doors: CarrierEndpoints) -> None:
        self._doors = doors

    def answer(self, method: str, path: str, _query: str, body: Any, headers: Any) -> Answer:
        """The status and what is said; whatever goes wrong is said in USPS's shape."""
        return answer_or_refuse(lambda: self._called(method, path, body, headers), self.refusal)

    def refusal(self, refused: Refusal) -> Doc:
        """What USPS says against a call."""
        [(code, message), *_] = refused.errors
        error: Doc = {
            "status": str(refused.status),
            "code": code,
            "title": message,
            "detail": message,
        }
        error |= {"source": {"parameter": "", "example": ""}}
        return {"apiVersion": "v3", "error": {"code": code, "message": message, "errors": [error]}}

    def _called(self, method: str, path: str, body: Any, headers: Any) -> Answer:
        if (method, path) == ("POST", _TOKEN):
            return 200, self._token(body)
        scheme, _, token = headers.get("Authorization", "").partition(" ")
        self._doors.check_token(token if scheme.lower() == "bearer" else "")
        before, _, last = path.rpartition("/")
        match method, before:
            case "POST", "/payments/v3" if last == "payment-authorization":
                return 200, self._authorize(body)
            case "POST", "/labels/v3" if last == "label":
                return 200, self._label(body, headers)
            case "DELETE", "/labels/v3/label":
                return 200, self._void(unquote(last), headers)
            case "GET", "/tracking/v3/tracking":
                return 200, self._track(unquote(last))
            case "POST", "/prices/v3/base-rates" if last == "search":
                return 200, self._price(body)
            case "POST", "/pickup/v3" if last == "carrier-pickup":
                return 200, self._pickup(body)
            case "DELETE", "/pickup/v3/carrier-pickup":
                return 200, self._cancel_pickup(unquote(last), headers.get("If-Match", ""))
        raise Refusal(("404", "The resource could not be found."), status=404)

    def _token(self, body: Any) -> Doc:
        granted = text_at(body, "grant_type") == "client_credentials"
        key = text_at(body, "client_id") if granted else ""
        token = self._doors.token(key, text_at(body, "client_secret"))
        return {
            "access_token": token,
            "token_type": "Bearer",
            "issued_at": self._doors.parcels.now() * 1000,
            "expires_in": 28_799,
            "status": "approved",
            "scope": "labels tracking pickup prices payments",
        }

    def _authorize(self, body: Any) -> Doc:
        roles = {text_at(role, "roleName"): role for role in list_at(body, "roles")}
        payer = roles.get("PAYER", {})
        if set(roles) < {"PAYER", "LABEL_OWNER"} or not text_at(payer, "accountNumber"):
            raise Refusal(("400", "Payer or label owner is missing."))
        paying = secrets.token_urlsafe(24)
        self._doors.store.set(f"paying {paying}", text_at(payer, "accountNumber"))
        return {"paymentAuthorizationToken": paying, "roles": list_at(body, "roles")}

    def _payer(self, headers: Any) -> str:
        paying = headers.get("X-Payment-Authorization-Token", "")
        account = str(self._doors.store.setting(f"paying {paying}", "")) if paying else ""
        if not account:
            raise Refusal(("401", "The payment authorization is missing or invalid."), status=403)
        return account

    def _label(self, body: Any, headers: Any) -> Doc:
        parcel, extra = _read_parcel(body, account=self._payer(headers), lies=self._doors.lies)
        name, takes, _ = CLASSES[parcel["service"]]
        twenty_one = f"92001{self._doors.store.count('usps_numbers'):016d}"
        number = twenty_one + usps_check_digit(twenty_one)
        parcel, label = self._doors.sell(parcel, number=number, service=name)
        comes = days.add_working_days(date.fromisoformat(parcel["ship_date"]), takes)
        to_address = value_at(body, "toAddress", {})
        postage = parcel["cents"] - sum(_EXTRA[code][1] for code in extra)
        metadata = {
            "labelAddress": {**to_address, "ZIPPlus4": text_at(to_address, "ZIPPlus4") or "0000"},
            "routingInformation": f"420{parcel['to']['zip'][:5]}",
            "trackingNumber": parcel["number"],
            "constructCode": "C03",
            "SKU": "DUXP0XXXXX00000",
            "postage": postage / 100,
            "extraServices": [
                {"name": _EXTRA[code][0], "SKU": f"DX{code}XXXX", "price": _EXTRA[code][1] / 100}
                for code in extra
            ],
            "zone": "05",
            "commitment": {"name": f"{takes} Days", "scheduleDeliveryDate": comes.isoformat()},
            "weightUOM": "lb",
            "weight": parcel["pounds"],
            "dimensionalWeight": 0,
            "fees": [],
            "bannerText": "USPS SIGNATURE TRACKING #",
            "retailDistributionCode": "",
            "serviceTypeCode": 1,
        }
        return {"labelMetadata": metadata, "labelImage": label}

    def _void(self, number: str, headers: Any) -> Doc:
        self._payer(headers)
        try:
            self._doors.void(number, CARRIER)
        except Refusal as refused:
            [(why, message)] = refused.errors
            status = 404 if why == "gone" else 400
            raise Refusal((str(status), message), status=status) from refused
        return {"trackingNumber": number, "status": "CANCELED"}

    def _track(self, number: str) -> Doc:
        parcel = self._doors.find_parcel(number, CARRIER)
        if parcel is None:
            raise Refusal(("400", "The tracking number is not found."), status=404)
        seen = lifecycle.scans_until(parcel, self._doors.parcels.now())
        events = [_event_of(scan, parcel) for scan in reversed(seen) if kind_of_scan(scan) != "CA"]
        origin, goal = lifecycle.endpoints_of(parcel)
        name, _, _ = CLASSES[parcel["service"]]
        latest = _words_of(seen[-1], parcel) if seen else ("", "", "")
        return {
            "destinationCity": goal.city.upper(),
            "destinationState": goal.state,
            "destinationZIP": goal.zip,
            "emailEnabled": "true",
            "kahalaIndicator": "false",
            "mailClass": name,
            "mailType": "DM",
            "originCity": origin.city.upper(),
            "originState": origin.state,
            "originZIP": origin.zip,
            "proofOfDeliveryEnabled": "false",
            "restoreEnabled": "false",
            "RRAMEnabled": "false",
            "RREEnabled": "false",
            "services": ["USPS Tracking"],
            "serviceTypeCode": "001",
            "status": latest[1],
            "statusCategory": latest[2],
            "statusSummary": f"{latest[1]}.",
            "tableCode": "T",
            "uniqueMailPieceID": number[-9:],
            "mailPieceIntakeDate": f"{_as_utc(parcel['created']):%Y-%m-%d %H:%M:%S}.000000",
            "trackingEvents": events,
            "trackingNumber": number,
        }

    def _price(self, body: Any) -> Doc:
        mail, weight = text_at(body, "mailClass"), number_at(body, "weight") or 0.0
        if mail not in CLASSES or not 0 < weight <= 70:
            raise Refusal(("400", "Mail class or weight is invalid."))
        cents = CLASSES[mail][2] + round(weight * 90)
        rate = {"mailClass": mail, "price": cents / 100, "SKU": "DUXP0XXXXX00000", "zone": "05"}
        return {"totalBasePrice": cents / 100, "rates": [rate]}

    def _pickup(self, body: Any) -> Doc:
        day = date.fromisoformat(text_at(body, "pickupDate"))
        at = days.moment_of(day, 17, days.COLLECTS)
        if not days.is_working_day(day) or at < self._doors.parcels.now():
            raise Refusal(("400", "No pickup is possible on that day."))
        if not list_at(body, "packages") or not text_at(body, "pickupAddress.address.ZIPCode"):
            raise Refusal(("400", "Packages or address are missing."))
        code = f"WTC{self._doors.store.count('usps_pickups'):09d}"
        self._doors.book_pickup(CARRIER, code, at, body)
        return {
            "confirmationNumber": code,
            "pickupDate": day.isoformat(),
            "carrierPickupRequest": body,
        }

    def _cancel_pickup(self, code: str, matches: str) -> Doc:
        rows = "SELECT at FROM pickups WHERE code = ? AND cancelled = 0 AND at > ?"
        if not matches:
            raise Refusal(("428", "If-Match is missing."))
        if not self._doors.store.rows(rows, code, self._doors.parcels.now()):
            raise Refusal(("404", "No such pickup is open."), status=404)
        self._doors.store.rows("UPDATE pickups SET cancelled = 1 WHERE code = ?", code)
        return {}


def _read_parcel(body: Any, *, account: str, lies: LabelFaults) -> tuple[Doc, list[int]]:
    """What is mailed, and its extra services. Raises `Refusal`."""
    package = value_at(body, "packageDescription", {})
    mail, weight = text_at(package, "mailClass"), number_at(package, "weight") or 0.0
    wanted = list_at(package, "extraServices")
    extra = [code for code in wanted if code in _EXTRA]
    if mail not in CLASSES or not 0 < weight <= 70 or len(extra) != len(wanted):
        raise Refusal(("400", "Mail class, weight or extra services are invalid."))
    if lies.drop_signature:
        extra = [code for code in extra if code not in _SIGNED]
    signature = next((_SIGNED[code] for code in extra if code in _SIGNED), "SERVICE_DEFAULT")
    goal = _read_party(body, "toAddress")
    _, takes, base = CLASSES[mail]
    cents = base + round(weight * 90) + sum(_EXTRA[code][1] for code in extra)
    return {
        "carrier": CARRIER,
        "account": account,
        "reference": text_at(package, "customerReference.0.referenceNumber"),
        "ship_date": date.fromisoformat(text_at(package, "mailingDate")).isoformat(),
        "service": mail,
        "from": _read_party(body, "fromAddress"),
        "to": goal,
        "pounds": round(weight, 2),
        "signature": signature,
        "declared": lies.declared(
            round((number_at(package, "packageOptions.packageValue") or 0.0) * 100)
        ),
        "days": takes,
        "cents": cents,
        "signer": goal["name"].upper()[:20] if signature != "SERVICE_DEFAULT" else "",
        "request": {},
        "counter": _pickup_counter(goal),
    }, extra


def _pickup_counter(goal: Doc) -> Doc | None:
    """The post office that hands out what goes to a PO box: a slip lies in the box, and its owner
    signs at the counter.
    """
    if not any(_BOX.match(line) for line in goal["street"]):
        return None
    return {name: goal[name] for name in ("zip", "city", "state")}


def _read_party(body: Any, path: str) -> Doc:
    names = [text_at(body, f"{path}.{name}") for name in ("firstName", "lastName")]
    lines = [text_at(body, f"{path}.{name}") for name in ("streetAddress", "secondaryAddress")]
    party: Doc = {
        "name": " ".join(filter(None, names)) or text_at(body, f"{path}.firm"),
        "company": "",
        "phone": text_at(body, f"{path}.phone"),
        "street": [line[:50] for line in lines if line],
        "city": text_at(body, f"{path}.city"),
        "state": text_at(body, f"{path}.state"),
        "zip": text_at(body, f"{path}.ZIPCode"),
        "residential": True,
    }
    if not re.fullmatch(r"\d{5}", party["zip"]) or not party["street"] or not party["name"]:
        raise Refusal(("400", f"{path}: name, street or ZIP code is missing or invalid."))
    return party


def _as_utc(at: int) -> datetime:
    return datetime.fromtimestamp(at, UTC)


def _words_of(scan: Scan, parcel: Doc) -> tuple[str, str, str]:
    if scan.kind == "DL" and parcel.get("counter"):
        return _AT_THE_COUNTER
    return _WORDS.get(kind_of_scan(scan), (scan.kind, scan.carrier_text, "Alert"))


def _event_of(scan: Scan, parcel: Doc) -> Doc:
    code, description, _ = _words_of(scan, parcel)
    there = days.local_time(scan.at, scan.place.zone)
    return {
        "eventType": description,
        "eventTimestamp": f"{there:%Y-%m-%dT%H:%M:%S}",
        "GMTTimestamp": f"{_as_utc(scan.at):%Y-%m-%dT%H:%M:%SZ}",
        "GMTOffset": f"{there:%z}"[:3] + ":" + f"{there:%z}"[3:],
        "eventCountry": None,
        "eventCity": scan.place.city.upper(),
        "eventState": scan.place.state,
        "eventZIP": scan.place.zip,
        "firm": None,
        "name": scan.signed_by or None,
        "authorizedAgent": "false",
        "eventCode": code,
        "additionalProp": None,
    }
