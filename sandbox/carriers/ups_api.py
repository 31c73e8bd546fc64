"""UPS: its REST shapes for the calls that Troth makes."""

from __future__ import annotations

import base64
import re
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qs, unquote

from sandbox.carriers import days, drawing, lifecycle
from sandbox.carriers.endpoints import (
    Answer,
    CarrierEndpoints,
    Doc,
    answer_or_refuse,
    kind_of_scan,
    ups_check_digit,
)
from sandbox.carriers.fedex_documents import Refusal
from sandbox.carriers.fedex_requests import list_at, number_at, text_at, value_at
from sandbox.carriers.lifecycle import Scan
from sandbox.carriers.shipping import LabelFaults

CARRIER = "ups"
SERVICES = {"03": ("UPS Ground", 3, 1240), "02": ("UPS 2nd Day Air", 2, 3190)}
SERVICES |= {"01": ("UPS Next Day Air", 1, 5420), "12": ("UPS 3 Day Select", 3, 2210)}
_SIGNED = {"2": ("DIRECT", "120", 645), "3": ("ADULT", "121", 785)}
# What UPS calls what happens to a parcel: type, code, status code and words.
_WORDS = {
    "OC": ("M", "MP", "003", "Shipper created a label, UPS has not received the package yet."),
    "CA": ("MV", "VP", "007", "Shipment information voided"),
    "PU": ("P", "PU", "038", "Pickup Scan"),
    "AR": ("I", "AR", "005", "Arrived at Facility"),
    "DP": ("I", "DP", "005", "Departed from Facility"),
    "IT": ("I", "IP", "005", "In Transit"),
    "OD": ("I", "OT", "021", "Out For Delivery Today"),
    "DL": ("D", "KM", "011", "DELIVERED"),
    "HL": ("I", "ZP", "040", "Ready for customer pickup"),
    "weather": ("X", "DJ", "052", "Severe weather has delayed delivery."),
    "customs": ("X", "B4", "126", "Waits for a government agency."),
    "address": ("X", "AG", "050", "The address is incomplete."),
    "damaged": ("X", "45", "059", "The package was damaged in transit."),
    "nobody_home": ("X", "48", "022", "The receiver was not available for delivery."),
    "refused": ("X", "KT", "064", "The receiver refused the delivery."),
    "lost": ("X", "UO", "129", "Lost package investigation"),
    "loss_confirmed": ("X", "", "013", "The package was lost."),
    "back": ("I", "", "035", "Returning to Sender"),
    "home": ("D", "", "034", "Returned to Sender"),
}
_TYPES = {kind for kind, _, _, _ in _WORDS.values()}


class UpsApi:
    """Every call's address, and its answer."""

    def __init__(self, doors: CarrierEndpoints) -> None:
        self._doors = doors

    def answer(self, method: str, path: str, query: str, body: Any, headers: Any) -> Answer:
        """The status and what is said; whatever goes wrong is said in UPS's shape."""
        return answer_or_refuse(
            lambda: self._called(method, path, query, body, headers), self.refusal
        )

    def refusal(self, refused: Refusal) -> Doc:
        """What UPS says against a call."""
        errors = [{"code": code, "message": message} for code, message in refused.errors]
        return {"response": {"errors": errors}}

    def _called(self, method: str, path: str, query: str, body: Any, headers: Any) -> Answer:
        scheme, _, credentials = headers.get("Authorization", "").partition(" ")
        if path == "/security/v1/oauth/token":
            return 200, self._token(method, scheme, credentials)
        self._doors.check_token(credentials if scheme.lower() == "bearer" else "")
        last = unquote(path.rsplit("/", 1)[-1])
        match method, path.removesuffix(path.rsplit("/", 1)[-1]):
            case "POST", "/api/shipments/v2409/" if last == "ship":
                return 200, self._ship(body)
            case "POST", "/api/rating/v2409/" if last == "Rate":
                return 200, self._rate(body)
            case "POST", "/api/pickupcreation/v2409/":
                return 200, self._pickup(body)
            case "DELETE", "/api/shipments/v2409/pickup/":
                return 200, self._cancel_pickup(headers.get("Prn", ""))
            case "DELETE", "/api/shipments/v2409/void/cancel/":
                return 200, self._void(last)
            case "GET", "/api/track/v1/details/":
                return self._track(last)
            case "GET", "/api/track/v1/reference/details/":
                return self._find(last, parse_qs(query))
        raise Refusal(("404", "No such call."), status=404)

    def _token(self, method: str, scheme: str, credentials: str) -> Doc:
        try:
            key, _, secret = base64.b64decode(credentials).decode().partition(":")
        except ValueError:
            key = secret = ""
        if method != "POST" or scheme.lower() != "basic":
            key = ""
        token = self._doors.token(key, secret)
        return {
            "token_type": "Bearer",
            "issued_at": str(self._doors.parcels.now() * 1000),
            "client_id": key,
            "access_token": token,
            "expires_in": "14399",
            "status": "approved",
        }

    def _number(self) -> str:
        count = self._doors.store.count("ups_numbers")
        fifteen = f"A1234503{count % 10_000_000:07d}"
        return f"1Z{fifteen}{ups_check_digit(fifteen)}"

    def _ship(self, body: Any) -> Doc:
        shipment = value_at(body, "ShipmentRequest.Shipment", {})
        parcel, extra = _read_parcel(shipment, self._doors.parcels.now(), self._doors.lies)
        name, _, _ = SERVICES[parcel["service"]]
        parcel, label = self._doors.sell(parcel, number=self._number(), service=name)
        itemized = [_money_fields(cents) | {"Code": code} for code, cents in extra]
        total, base = parcel["cents"], parcel["cents"] - sum(cents for _, cents in extra)
        package = {
            "TrackingNumber": parcel["number"],
            "BaseServiceCharge": _money_fields(base),
            "ServiceOptionsCharges": _money_fields(total - base),
            "ShippingLabel": {
                "ImageFormat": {"Code": "PDF", "Description": "PDF"},
                "GraphicImage": label,
            },
            "ItemizedCharges": itemized,
        }
        results = {
            "ShipmentCharges": {
                "BaseServiceCharge": _money_fields(base),
                "TransportationCharges": _money_fields(base),
                "ItemizedCharges": itemized,
                "ServiceOptionsCharges": _money_fields(total - base),
                "TotalCharges": _money_fields(total),
            },
            "BillingWeight": {
                "UnitOfMeasurement": {"Code": "LBS", "Description": "Pounds"},
                "Weight": str(parcel["pounds"]),
            },
            "ShipmentIdentificationNumber": parcel["number"],
            "PackageResults": [package],
        }
        return {"ShipmentResponse": {"Response": _success_fields(), "ShipmentResults": results}}

    def _rate(self, body: Any) -> Doc:
        shipment = value_at(body, "RateRequest.Shipment", {})
        parcel, _ = _read_parcel(shipment, self._doors.parcels.now(), self._doors.lies)
        name, takes, _ = SERVICES[parcel["service"]]
        rated = {
            "Service": {"Code": parcel["service"], "Description": name},
            "BillingWeight": {
                "UnitOfMeasurement": {"Code": "LBS", "Description": "Pounds"},
                "Weight": str(parcel["pounds"]),
            },
            "TotalCharges": _money_fields(parcel["cents"]),
            "GuaranteedDelivery": {"BusinessDaysInTransit": str(takes)},
        }
        return {"RateResponse": {"Response": _success_fields(), "RatedShipment": [rated]}}

    def _void(self, shipped: str) -> Doc:
        try:
            self._doors.void(shipped, CARRIER)
        except Refusal as refused:
            [(why, message)] = refused.errors
            code = {"gone": "190117", "accepted": "190102"}[why]
            raise Refusal((code, message)) from refused
        done = {"Code": "1", "Description": "Voided"}
        return {
            "VoidShipmentResponse": {
                "Response": _success_fields(),
                "SummaryResult": {"Status": done},
            }
        }

    def _track(self, tracking_number: str) -> Answer:
        parcel = self._doors.find_parcel(tracking_number, CARRIER)
        if parcel is None:
            warning = {"code": "TW0001", "message": "Tracking Information Not Found"}
            shipment: Doc = {"inquiryNumber": tracking_number, "warnings": [warning]}
        else:
            shipment = {"inquiryNumber": tracking_number, "package": [self._package(parcel)]}
        return 200, {"trackResponse": {"shipment": [shipment]}}

    def _find(self, reference: str, query: dict[str, list[str]]) -> Answer:
        self._doors.parcels.settle()
        first, last = (
            _parse_day(query[name][0]).isoformat() for name in ("fromPickUpDate", "toPickUpDate")
        )
        where = "reference = ? AND ship_date BETWEEN ? AND ?"
        parcels = self._doors.store.parcels(where, reference, first, last)
        packages = [self._package(parcel) for parcel in parcels if parcel["carrier"] == CARRIER]
        if not packages:
            raise Refusal(("TW0001", "Tracking Information Not Found"), status=404)
        shipment = {"inquiryNumber": reference, "package": packages}
        return 200, {"trackResponse": {"shipment": [shipment]}}

    def _package(self, parcel: Doc) -> Doc:
        seen = lifecycle.scans_until(parcel, self._doors.parcels.now())
        name, _, _ = SERVICES[parcel["service"]]
        package = {
            "trackingNumber": parcel["number"],
            "activity": [_activity_of(scan) for scan in reversed(seen)],
            "currentStatus": _status_of(seen[-1]) | {"code": _status_of(seen[-1])["statusCode"]}
            if seen
            else {},
            "packageCount": 1,
            "packageAddress": [
                {"type": end, "address": _address_fields(place.city, place.state, place.zip)}
                for end, place in zip(
                    ("ORIGIN", "DESTINATION"), lifecycle.endpoints_of(parcel), strict=True
                )
            ],
            "referenceNumber": [{"type": "SHIPMENT", "number": parcel["reference"]}],
            "service": {"code": parcel["service"], "description": name},
            "weight": {"unitOfMeasurement": "LBS", "weight": f"{parcel['pounds']:.2f}"},
        }
        done = seen[-1] if seen and seen[-1].kind == "DL" else None
        if done is not None:
            picture = {"image": drawing.draw_signature(done.signed_by)}
            signed = {"signature": picture} if done.signed_by else {}
            package["deliveryInformation"] = {
                "location": "Met Customer" if done.signed_by else "Front Door",
                "receivedBy": done.signed_by.replace(".", " "),
            } | signed
            stamp = days.local_time(done.at, done.place.zone)
            package["deliveryDate"] = [{"type": "DEL", "date": f"{stamp:%Y%m%d}"}]
            package["deliveryTime"] = {"type": "DEL", "endTime": f"{stamp:%H%M%S}"}
        return package

    def _pickup(self, body: Any) -> Doc:
        request = value_at(body, "PickupCreationRequest", {})
        day = _parse_day(text_at(request, "PickupDateInfo.PickupDate"))
        closes = text_at(request, "PickupDateInfo.CloseTime")
        at = days.moment_of(day, int(closes[:2]) + int(closes[2:]) / 60, days.COLLECTS)
        if not days.is_working_day(day) or at < self._doors.parcels.now():
            raise Refusal(("9510113", "No pickup is possible on that day."))
        if not list_at(request, "PickupPiece") or not text_at(request, "PickupAddress.PostalCode"):
            raise Refusal(("9510101", "Pieces or address are missing."))
        code = f"29{self._doors.store.count('ups_pickups'):08d}"
        self._doors.book_pickup(CARRIER, code, at, request)
        status = {"Code": "01", "Description": "Rate not requested"}
        return {
            "PickupCreationResponse": {
                "Response": _success_fields(),
                "PRN": code,
                "RateStatus": status,
            }
        }

    def _cancel_pickup(self, code: str) -> Doc:
        rows = "SELECT at FROM pickups WHERE code = ? AND cancelled = 0 AND at > ?"
        if not self._doors.store.rows(rows, code, self._doors.parcels.now()):
            raise Refusal(("9510117", "No such pickup is open."))
        self._doors.store.rows("UPDATE pickups SET cancelled = 1 WHERE code = ?", code)
        return {"PickupCancelResponse": {"Response": _success_fields(), "PickupType": "01"}}


def _read_parcel(shipment: Any, now: int, lies: LabelFaults) -> tuple[Doc, list[tuple[str, int]]]:
    """What is shipped, and what its extras cost by UPS's code. Raises `Refusal`."""
    package = value_at(shipment, "Package.0", {})
    service = text_at(shipment, "Service.Code")
    if service not in SERVICES:
        raise Refusal(("111210", "The requested service is unavailable between these locations."))
    declared = number_at(package, "PackageServiceOptions.DeclaredValue.MonetaryValue") or 0.0
    signature = text_at(package, "PackageServiceOptions.DeliveryConfirmation.DCISType")
    returns = text_at(shipment, "ReturnService.Code") == "9"
    weight = number_at(package, "PackageWeight.Weight") or 0.0
    if not 0 < weight <= 150:
        raise Refusal(("120900", "The package's weight is missing or invalid."))
    sold = "" if lies.drop_signature else signature
    kind, code, cents = _SIGNED.get(sold, ("SERVICE_DEFAULT", "", 0))
    extra = [(code, cents)] if code else []
    if declared > 100:
        extra.append(("400", max(round(declared), 300)))
    _, takes, base = SERVICES[service]
    goal = _read_party(shipment, "ShipTo")
    shipped = text_at(shipment, "ShipmentDate")
    ship_date = _parse_day(shipped) if shipped else days.local_time(now, days.COLLECTS).date()
    return {
        "carrier": CARRIER,
        "account": text_at(shipment, "Shipper.ShipperNumber"),
        "reference": text_at(package, "ReferenceNumber.0.Value"),
        "ship_date": ship_date.isoformat(),
        "service": service,
        "from": _read_party(shipment, "ShipFrom" if value_at(shipment, "ShipFrom") else "Shipper"),
        "to": goal,
        "pounds": round(weight, 2),
        "signature": kind,
        "declared": lies.declared(round(declared * 100)),
        "returns": returns,
        "days": takes,
        "cents": base + round(weight * 110) + sum(cents for _, cents in extra),
        "signer": _signer_name(goal["name"]) if code else "",
        "request": {},
    }, extra


def _parse_day(text: str) -> date:
    """`20261124`. Raises `ValueError`."""
    return date.fromisoformat(f"{text[:4]}-{text[4:6]}-{text[6:8]}")


def _read_party(shipment: Any, path: str) -> Doc:
    where = f"{path}.Address"
    party: Doc = {
        "name": text_at(shipment, f"{path}.AttentionName") or text_at(shipment, f"{path}.Name"),
        "company": "",
        "phone": text_at(shipment, f"{path}.Phone.Number"),
        "street": [str(line)[:35] for line in list_at(shipment, f"{where}.AddressLine")],
        "city": text_at(shipment, f"{where}.City"),
        "state": text_at(shipment, f"{where}.StateProvinceCode"),
        "zip": text_at(shipment, f"{where}.PostalCode"),
        "residential": value_at(shipment, f"{where}.ResidentialAddressIndicator") is not None,
    }
    if not re.fullmatch(r"\d{5}(-?\d{4})?", party["zip"]) or not party["street"]:
        raise Refusal(("120802", f"{path}: address line or postal code is missing or invalid."))
    if any(re.search(r"\bP\.?\s*O\.?\s*BOX\b", line, re.IGNORECASE) for line in party["street"]):
        raise Refusal(("120217", f"{path}: UPS does not deliver to a PO box."))
    return party


def _signer_name(name: str) -> str:
    parts = name.upper().split() or ["RECEIVER"]
    return parts[-1][:20]


def _activity_of(scan: Scan) -> Doc:
    there, greenwich = (
        days.local_time(scan.at, scan.place.zone),
        datetime.fromtimestamp(scan.at, UTC),
    )
    return {
        "location": {
            "address": _address_fields(scan.place.city, scan.place.state, scan.place.zip),
            "slic": "",
        },
        "status": _status_of(scan),
        "date": f"{there:%Y%m%d}",
        "time": f"{there:%H%M%S}",
        "gmtDate": f"{greenwich:%Y%m%d}",
        "gmtOffset": f"{there:%z}"[:3] + ":" + f"{there:%z}"[3:],
        "gmtTime": f"{greenwich:%H:%M:%S}",
    }


def _status_of(scan: Scan) -> Doc:
    fallback = (
        scan.derived if scan.derived in _TYPES else "X",
        scan.kind,
        scan.code,
        scan.carrier_text,
    )
    kind, code, status, description = _WORDS.get(kind_of_scan(scan), fallback)
    return {
        "type": kind,
        "description": description,
        "code": code,
        "statusCode": status,
        "simplifiedTextDescription": description,
    }


def _address_fields(city: str, state: str, zip_code: str) -> Doc:
    return {
        "city": city,
        "stateProvince": state,
        "postalCode": zip_code,
        "countryCode": "US",
        "country": "US",
    }


def _money_fields(cents: int) -> Doc:
    return {"CurrencyCode": "USD", "MonetaryValue": f"{cents / 100:.2f}"}


def _success_fields() -> Doc:
    return {
        "ResponseStatus": {"Code": "1", "Description": "Success"},
        "TransactionReference": {"CustomerContext": ""},
    }
