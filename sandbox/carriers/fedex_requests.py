"""Reading what is asked of the carrier, and holding it against what FedEx takes."""

from __future__ import annotations

import math
import re
from datetime import date
from typing import Any

from sandbox.carriers.fedex_documents import Refusal
from sandbox.carriers.rates import SERVICES, Piece

Doc = dict[str, Any]
_ZIP = re.compile(r"\d{5}(-?\d{4})?")
_ACCOUNT = re.compile(r"\d{9}")
_KILOGRAM, _INCH = 2.2046226, 2.54
MOST_POUNDS, MOST_DECLARED = 150, 5_000_000
SIGNATURES = ("SERVICE_DEFAULT", "NO_SIGNATURE_REQUIRED", "INDIRECT", "DIRECT", "ADULT")
PICKUPS = ("USE_SCHEDULED_PICKUP", "DROPOFF_AT_FEDEX_LOCATION", "CONTACT_FEDEX_TO_SCHEDULE")


def value_at(node: Any, path: str, default: Any = None) -> Any:
    """What lies at `a.0.b`; `default` where nothing does, or where something else is in the way."""
    for step in path.split("."):
        if isinstance(node, dict):
            node = node.get(step)
        elif isinstance(node, list) and step.isdigit() and int(step) < len(node):
            node = node[int(step)]
        else:
            return default
    return default if node is None else node


def list_at(payload: Any, path: str) -> list[Any]:
    """The list there; an empty one where there is none."""
    value = value_at(payload, path)
    return value if isinstance(value, list) else []


def text_at(payload: Any, path: str) -> str:
    """The text there; empty where there is none."""
    value = value_at(payload, path, "")
    return (
        str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    )


def number_at(payload: Any, path: str) -> float | None:
    """The finite number there, in digits or as text."""
    raw = value_at(payload, path)
    try:
        value = (
            float(raw)
            if isinstance(raw, str | int | float) and not isinstance(raw, bool)
            else math.nan
        )
    except (ValueError, OverflowError):
        return None
    return value if math.isfinite(value) else None


def read_account(request: Doc, path: str = "accountNumber.value") -> str:
    account_number = text_at(request, path)
    if not _ACCOUNT.fullmatch(account_number):
        raise Refusal(
            (
                "ACCOUNT.NUMBER.INVALID",
                "Account number is invalid. Please enter a valid account number.",
            )
        )
    return account_number


def read_zip_code(payload: Any, path: str, whose: str) -> str:
    postal_code = text_at(payload, f"{path}.postalCode")
    if not _ZIP.fullmatch(postal_code):
        raise Refusal((f"{whose}.POSTALCODE.INVALID", f"Invalid {whose.lower()} postal code."))
    if text_at(payload, f"{path}.countryCode") != "US":
        raise Refusal(
            (
                f"{whose}.COUNTRY.INVALID",
                f"The {whose.lower()} country is not served from this account.",
            )
        )
    return postal_code


def read_party(payload: Any, path: str, whose: str) -> Doc:
    """Someone's name and address, complete."""
    who, where = f"{path}.contact", f"{path}.address"
    street = [
        str(line).strip()[:60]
        for line in list_at(payload, f"{where}.streetLines")
        if isinstance(line, str)
    ]
    contact: dict[str, Any] = {
        "name": text_at(payload, f"{who}.personName")[:70]
        or text_at(payload, f"{who}.companyName")[:70],
        "company": text_at(payload, f"{who}.companyName")[:70],
        "phone": text_at(payload, f"{who}.phoneNumber")[:15],
        "street": [line for line in street if line],
        "city": text_at(payload, f"{where}.city")[:35],
        "state": text_at(payload, f"{where}.stateOrProvinceCode"),
        "zip": read_zip_code(payload, where, whose),
        "residential": value_at(payload, f"{where}.residential", False) is True,
    }
    if contact["company"] == contact["name"]:
        contact["company"] = ""
    missing = [name for name in ("name", "street", "city", "state") if not contact[name]]
    if not re.fullmatch(r"[A-Z]{2}", contact["state"]) and "state" not in missing:
        missing.append("state")
    if missing:
        raise Refusal(
            *(
                (f"{whose}.{_WIRE[name]}.REQUIRED", f"{whose.title()} {name} is required.")
                for name in missing
            )
        )
    return contact


_WIRE = {
    "name": "CONTACTNAME",
    "street": "STREETLINES",
    "city": "CITY",
    "state": "STATEORPROVINCECODE",
}


def read_pounds(line: Any) -> float:
    weight, units = number_at(line, "weight.value"), text_at(line, "weight.units")
    if weight is None or weight <= 0 or units not in ("LB", "KG"):
        raise Refusal(("PACKAGE.WEIGHT.INVALID", "Package weight is missing or invalid."))
    weight *= _KILOGRAM if units == "KG" else 1
    if weight > MOST_POUNDS:
        message = f"Package weight exceeds the maximum of {MOST_POUNDS} LB for the service."
        raise Refusal(("PACKAGE.WEIGHT.EXCEEDED", message))
    return weight


def read_declared_cents(line: Any, shipment: Any) -> int:
    """In cents."""
    for source, path in ((line, "declaredValue"), (shipment, "totalDeclaredValue")):
        amount = number_at(source, f"{path}.amount")
        if not amount:
            continue
        if (
            amount < 0
            or amount * 100 > MOST_DECLARED
            or text_at(source, f"{path}.currency") != "USD"
        ):
            raise Refusal(
                (
                    "DECLAREDVALUE.AMOUNT.INVALID",
                    "Declared value is invalid, or above what is allowed.",
                )
            )
        return round(amount * 100)
    return 0


def read_signature(line: Any) -> str:
    option = text_at(line, "packageSpecialServices.signatureOptionType")
    option = option or text_at(
        line, "packageSpecialServices.signatureOptionDetail.signatureOptionType"
    )
    listed = "SIGNATURE_OPTION" in list_at(line, "packageSpecialServices.specialServiceTypes")
    if (option and option not in SIGNATURES) or (listed and not option):
        raise Refusal(("SIGNATUREOPTION.TYPE.INVALID", "Invalid signature option type."))
    return option or "SERVICE_DEFAULT"


def read_piece(request: Doc, shipper: str, recipient: str) -> Piece:
    """The one parcel of a request, as its price goes by it."""
    shipment = value_at(request, "requestedShipment", {})
    lines = list_at(shipment, "requestedPackageLineItems")
    if len(lines) != 1:
        message = "The number of packages is invalid: one package to a shipment."
        raise Refusal(("REQUESTEDPACKAGELINEITEMS.COUNT.INVALID", message))
    length, width, height = (
        number_at(lines[0], f"dimensions.{side}") for side in ("length", "width", "height")
    )
    inches = None
    if length is not None and width is not None and height is not None:
        scale = 1 / _INCH if text_at(lines[0], "dimensions.units") == "CM" else 1.0
        inches = (abs(length) * scale, abs(width) * scale, abs(height) * scale)
    return Piece(
        read_zip_code(shipment, f"{shipper}.address", "SHIPPER"),
        read_zip_code(shipment, f"{recipient}.address", "RECIPIENT"),
        read_pounds(lines[0]),
        value_at(shipment, f"{recipient}.address.residential", False) is True,
        read_signature(lines[0]),
        read_declared_cents(lines[0], shipment),
        inches,
    )


def read_service(shipment: Any, *, residential: bool) -> str:
    """Home delivery goes to homes only."""
    service_type = text_at(shipment, "serviceType")
    if service_type not in SERVICES:
        raise Refusal(
            (
                "SERVICETYPE.INVALID",
                "Service type is missing or is not available for this shipment.",
            )
        )
    if service_type == "GROUND_HOME_DELIVERY" and not residential:
        message = "FedEx Home Delivery is for residential addresses. Please use FedEx Ground."
        raise Refusal(("SERVICE.RESIDENTIAL.REQUIRED", message))
    return service_type


def check_label(request: Doc) -> None:
    """A PDF of four by six inches, in the answer."""
    if text_at(request, "labelResponseOptions") != "LABEL":
        raise Refusal(("LABELRESPONSEOPTIONS.INVALID", "Label response options must be LABEL."))
    specification = value_at(request, "requestedShipment.labelSpecification", {})
    if text_at(specification, "imageType") != "PDF":
        raise Refusal(("LABEL.IMAGETYPE.INVALID", "Invalid label image type."))
    if "4X6" not in text_at(specification, "labelStockType"):
        raise Refusal(("LABEL.STOCKTYPE.INVALID", "Invalid label stock type."))
    if text_at(request, "requestedShipment.pickupType") not in PICKUPS:
        raise Refusal(("PICKUPTYPE.INVALID", "Invalid pickup type."))


def read_ship_date(shipment: Any, today: date) -> str:
    """Not before yesterday, at most ten days ahead; today where it isn't told."""
    text = text_at(shipment, "shipDatestamp") or today.isoformat()
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if not -1 <= (day - today).days <= 10:
        raise Refusal(("SHIPDATESTAMP.INVALID", "Invalid ship date."))
    return day.isoformat()


def read_hold_location(shipment: Any, goal: Doc) -> Doc | None:
    """The location that keeps the parcel, where one was asked for."""
    special_services = value_at(shipment, "shipmentSpecialServices", {})
    if "HOLD_AT_LOCATION" not in list_at(special_services, "specialServiceTypes"):
        return None
    location_id = text_at(special_services, "holdAtLocationDetail.locationId")
    if not location_id:
        raise Refusal(("HOLDATLOCATION.LOCATIONID.REQUIRED", "Hold at location id is required."))
    where = value_at(special_services, "holdAtLocationDetail.locationContactAndAddress.address", {})
    where = where if isinstance(where, dict) else {}
    return {
        "id": location_id,
        "address": where,
        "city": text_at(where, "city") or goal["city"],
        "state": text_at(where, "stateOrProvinceCode") or goal["state"],
        "zip": text_at(where, "postalCode") or goal["zip"],
    }


def is_return_label(shipment: Any) -> bool:
    """Whether it is a return whose label the shopper prints. Raises `Refusal` for another kind of
    return, and for one that isn't dropped off.
    """
    special_services = value_at(shipment, "shipmentSpecialServices", {})
    if "RETURN_SHIPMENT" not in list_at(special_services, "specialServiceTypes"):
        return False
    if text_at(special_services, "returnShipmentDetail.returnType") != "PRINT_RETURN_LABEL":
        message = "Return type is missing or is not available for this shipment."
        raise Refusal(("RETURNTYPE.INVALID", message))
    if text_at(shipment, "shippingChargesPayment.paymentType") not in ("SENDER", "THIRD_PARTY"):
        raise Refusal(("PAYMENTTYPE.INVALID", "Invalid payment type for a return shipment."))
    return True
