"""Reading what is asked of the carrier, and holding it against what FedEx takes."""

from __future__ import annotations

import math
import re
from datetime import date
from typing import Any

from troth.standins.carrier_rates import SERVICES, Piece
from troth.standins.carrier_wire import Refusal

Doc = dict[str, Any]
_ZIP = re.compile(r"\d{5}(-?\d{4})?")
_ACCOUNT = re.compile(r"\d{9}")
_KILOGRAM, _INCH = 2.2046226, 2.54
MOST_POUNDS, MOST_DECLARED = 150, 5_000_000
SIGNATURES = ("SERVICE_DEFAULT", "NO_SIGNATURE_REQUIRED", "INDIRECT", "DIRECT", "ADULT")
PICKUPS = ("USE_SCHEDULED_PICKUP", "DROPOFF_AT_FEDEX_LOCATION", "CONTACT_FEDEX_TO_SCHEDULE")


def dig(node: Any, path: str, default: Any = None) -> Any:
    """What lies at `a.0.b`; `default` where nothing does, or where something else is in the way."""
    for step in path.split("."):
        if isinstance(node, dict):
            node = node.get(step)
        elif isinstance(node, list) and step.isdigit() and int(step) < len(node):
            node = node[int(step)]
        else:
            return default
    return default if node is None else node


def every(payload: Any, path: str) -> list[Any]:
    """The list there; an empty one where there is none."""
    value = dig(payload, path)
    return value if isinstance(value, list) else []


def words(payload: Any, path: str) -> str:
    """The text there; empty where there is none."""
    value = dig(payload, path, "")
    return (
        str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    )


def number(payload: Any, path: str) -> float | None:
    """The finite number there, in digits or as text."""
    raw = dig(payload, path)
    try:
        value = (
            float(raw)
            if isinstance(raw, str | int | float) and not isinstance(raw, bool)
            else math.nan
        )
    except (ValueError, OverflowError):
        return None
    return value if math.isfinite(value) else None


def account(request: Doc, path: str = "accountNumber.value") -> str:
    account_number = words(request, path)
    if not _ACCOUNT.fullmatch(account_number):
        raise Refusal(
            (
                "ACCOUNT.NUMBER.INVALID",
                "Account number is invalid. Please enter a valid account number.",
            )
        )
    return account_number


def zip_code(payload: Any, path: str, whose: str) -> str:
    postal_code = words(payload, f"{path}.postalCode")
    if not _ZIP.fullmatch(postal_code):
        raise Refusal((f"{whose}.POSTALCODE.INVALID", f"Invalid {whose.lower()} postal code."))
    if words(payload, f"{path}.countryCode") != "US":
        raise Refusal(
            (
                f"{whose}.COUNTRY.INVALID",
                f"The {whose.lower()} country is not served from this account.",
            )
        )
    return postal_code


def party(payload: Any, path: str, whose: str) -> Doc:
    """Someone's name and address, complete."""
    who, where = f"{path}.contact", f"{path}.address"
    street = [
        str(line).strip()[:60]
        for line in every(payload, f"{where}.streetLines")
        if isinstance(line, str)
    ]
    contact: dict[str, Any] = {
        "name": words(payload, f"{who}.personName")[:70]
        or words(payload, f"{who}.companyName")[:70],
        "company": words(payload, f"{who}.companyName")[:70],
        "phone": words(payload, f"{who}.phoneNumber")[:15],
        "street": [line for line in street if line],
        "city": words(payload, f"{where}.city")[:35],
        "state": words(payload, f"{where}.stateOrProvinceCode"),
        "zip": zip_code(payload, where, whose),
        "residential": dig(payload, f"{where}.residential", False) is True,
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


def pounds(line: Any) -> float:
    weight, units = number(line, "weight.value"), words(line, "weight.units")
    if weight is None or weight <= 0 or units not in ("LB", "KG"):
        raise Refusal(("PACKAGE.WEIGHT.INVALID", "Package weight is missing or invalid."))
    weight *= _KILOGRAM if units == "KG" else 1
    if weight > MOST_POUNDS:
        message = f"Package weight exceeds the maximum of {MOST_POUNDS} LB for the service."
        raise Refusal(("PACKAGE.WEIGHT.EXCEEDED", message))
    return weight


def declared(line: Any, shipment: Any) -> int:
    """In cents."""
    for source, path in ((line, "declaredValue"), (shipment, "totalDeclaredValue")):
        amount = number(source, f"{path}.amount")
        if not amount:
            continue
        if amount < 0 or amount * 100 > MOST_DECLARED or words(source, f"{path}.currency") != "USD":
            raise Refusal(
                (
                    "DECLAREDVALUE.AMOUNT.INVALID",
                    "Declared value is invalid, or above what is allowed.",
                )
            )
        return round(amount * 100)
    return 0


def signature(line: Any) -> str:
    option = words(line, "packageSpecialServices.signatureOptionType")
    option = option or words(
        line, "packageSpecialServices.signatureOptionDetail.signatureOptionType"
    )
    listed = "SIGNATURE_OPTION" in every(line, "packageSpecialServices.specialServiceTypes")
    if (option and option not in SIGNATURES) or (listed and not option):
        raise Refusal(("SIGNATUREOPTION.TYPE.INVALID", "Invalid signature option type."))
    return option or "SERVICE_DEFAULT"


def piece(request: Doc, shipper: str, recipient: str) -> Piece:
    """The one parcel of a request, as its price goes by it."""
    shipment = dig(request, "requestedShipment", {})
    lines = every(shipment, "requestedPackageLineItems")
    if len(lines) != 1:
        message = "The number of packages is invalid: one package to a shipment."
        raise Refusal(("REQUESTEDPACKAGELINEITEMS.COUNT.INVALID", message))
    length, width, height = (
        number(lines[0], f"dimensions.{side}") for side in ("length", "width", "height")
    )
    inches = None
    if length is not None and width is not None and height is not None:
        scale = 1 / _INCH if words(lines[0], "dimensions.units") == "CM" else 1.0
        inches = (abs(length) * scale, abs(width) * scale, abs(height) * scale)
    return Piece(
        zip_code(shipment, f"{shipper}.address", "SHIPPER"),
        zip_code(shipment, f"{recipient}.address", "RECIPIENT"),
        pounds(lines[0]),
        dig(shipment, f"{recipient}.address.residential", False) is True,
        signature(lines[0]),
        declared(lines[0], shipment),
        inches,
    )


def service(shipment: Any, *, residential: bool) -> str:
    """Home delivery goes to homes only."""
    service_type = words(shipment, "serviceType")
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


def label(request: Doc) -> None:
    """A PDF of four by six inches, in the answer."""
    if words(request, "labelResponseOptions") != "LABEL":
        raise Refusal(("LABELRESPONSEOPTIONS.INVALID", "Label response options must be LABEL."))
    specification = dig(request, "requestedShipment.labelSpecification", {})
    if words(specification, "imageType") != "PDF":
        raise Refusal(("LABEL.IMAGETYPE.INVALID", "Invalid label image type."))
    if "4X6" not in words(specification, "labelStockType"):
        raise Refusal(("LABEL.STOCKTYPE.INVALID", "Invalid label stock type."))
    if words(request, "requestedShipment.pickupType") not in PICKUPS:
        raise Refusal(("PICKUPTYPE.INVALID", "Invalid pickup type."))


def ship_date(shipment: Any, today: date) -> str:
    """Not before yesterday, at most ten days ahead; today where it isn't told."""
    text = words(shipment, "shipDatestamp") or today.isoformat()
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if not -1 <= (day - today).days <= 10:
        raise Refusal(("SHIPDATESTAMP.INVALID", "Invalid ship date."))
    return day.isoformat()


def hold(shipment: Any, goal: Doc) -> Doc | None:
    """The location that keeps the parcel, where one was asked for."""
    special_services = dig(shipment, "shipmentSpecialServices", {})
    if "HOLD_AT_LOCATION" not in every(special_services, "specialServiceTypes"):
        return None
    location_id = words(special_services, "holdAtLocationDetail.locationId")
    if not location_id:
        raise Refusal(("HOLDATLOCATION.LOCATIONID.REQUIRED", "Hold at location id is required."))
    where = dig(special_services, "holdAtLocationDetail.locationContactAndAddress.address", {})
    where = where if isinstance(where, dict) else {}
    return {
        "id": location_id,
        "address": where,
        "city": words(where, "city") or goal["city"],
        "state": words(where, "stateOrProvinceCode") or goal["state"],
        "zip": words(where, "postalCode") or goal["zip"],
    }


def returns(shipment: Any) -> bool:
    """Whether it is a return whose label the shopper prints. Raises `Refusal` for another kind of
    return, and for one that isn't dropped off.
    """
    special_services = dig(shipment, "shipmentSpecialServices", {})
    if "RETURN_SHIPMENT" not in every(special_services, "specialServiceTypes"):
        return False
    if words(special_services, "returnShipmentDetail.returnType") != "PRINT_RETURN_LABEL":
        message = "Return type is missing or is not available for this shipment."
        raise Refusal(("RETURNTYPE.INVALID", message))
    if words(shipment, "shippingChargesPayment.paymentType") not in ("SENDER", "THIRD_PARTY"):
        raise Refusal(("PAYMENTTYPE.INVALID", "Invalid payment type for a return shipment."))
    return True
