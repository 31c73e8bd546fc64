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


def dig(told: Any, path: str, default: Any = None) -> Any:
    """What lies at `a.0.b`; `default` where nothing does, or where something else is in the way."""
    for step in path.split("."):
        if isinstance(told, dict):
            told = told.get(step)
        elif isinstance(told, list) and step.isdigit() and int(step) < len(told):
            told = told[int(step)]
        else:
            return default
    return default if told is None else told


def every(told: Any, path: str) -> list[Any]:
    """The list there; an empty one where there is none."""
    found = dig(told, path)
    return found if isinstance(found, list) else []


def words(told: Any, path: str) -> str:
    """The text there; empty where there is none."""
    found = dig(told, path, "")
    return (
        str(found).strip() if isinstance(found, str | int) and not isinstance(found, bool) else ""
    )


def number(told: Any, path: str) -> float | None:
    """The finite number there, in digits or as text."""
    found = dig(told, path)
    try:
        value = (
            float(found)
            if isinstance(found, str | int | float) and not isinstance(found, bool)
            else math.nan
        )
    except (ValueError, OverflowError):
        return None
    return value if math.isfinite(value) else None


def account(told: Doc, path: str = "accountNumber.value") -> str:
    found = words(told, path)
    if not _ACCOUNT.fullmatch(found):
        raise Refusal(
            (
                "ACCOUNT.NUMBER.INVALID",
                "Account number is invalid. Please enter a valid account number.",
            )
        )
    return found


def zip_code(told: Any, path: str, whose: str) -> str:
    found = words(told, f"{path}.postalCode")
    if not _ZIP.fullmatch(found):
        raise Refusal((f"{whose}.POSTALCODE.INVALID", f"Invalid {whose.lower()} postal code."))
    if words(told, f"{path}.countryCode") != "US":
        raise Refusal(
            (
                f"{whose}.COUNTRY.INVALID",
                f"The {whose.lower()} country is not served from this account.",
            )
        )
    return found


def party(told: Any, path: str, whose: str) -> Doc:
    """Someone's name and address, complete."""
    who, where = f"{path}.contact", f"{path}.address"
    street = [
        str(line).strip()[:60]
        for line in every(told, f"{where}.streetLines")
        if isinstance(line, str)
    ]
    found: dict[str, Any] = {
        "name": words(told, f"{who}.personName")[:70] or words(told, f"{who}.companyName")[:70],
        "company": words(told, f"{who}.companyName")[:70],
        "phone": words(told, f"{who}.phoneNumber")[:15],
        "street": [line for line in street if line],
        "city": words(told, f"{where}.city")[:35],
        "state": words(told, f"{where}.stateOrProvinceCode"),
        "zip": zip_code(told, where, whose),
        "residential": dig(told, f"{where}.residential", False) is True,
    }
    if found["company"] == found["name"]:
        found["company"] = ""
    missing = [name for name in ("name", "street", "city", "state") if not found[name]]
    if not re.fullmatch(r"[A-Z]{2}", found["state"]) and "state" not in missing:
        missing.append("state")
    if missing:
        raise Refusal(
            *(
                (f"{whose}.{_WIRE[name]}.REQUIRED", f"{whose.title()} {name} is required.")
                for name in missing
            )
        )
    return found


_WIRE = {
    "name": "CONTACTNAME",
    "street": "STREETLINES",
    "city": "CITY",
    "state": "STATEORPROVINCECODE",
}


def pounds(line: Any) -> float:
    found, units = number(line, "weight.value"), words(line, "weight.units")
    if found is None or found <= 0 or units not in ("LB", "KG"):
        raise Refusal(("PACKAGE.WEIGHT.INVALID", "Package weight is missing or invalid."))
    found *= _KILOGRAM if units == "KG" else 1
    if found > MOST_POUNDS:
        said = f"Package weight exceeds the maximum of {MOST_POUNDS} LB for the service."
        raise Refusal(("PACKAGE.WEIGHT.EXCEEDED", said))
    return found


def declared(line: Any, shipment: Any) -> int:
    """In cents."""
    for told, path in ((line, "declaredValue"), (shipment, "totalDeclaredValue")):
        found = number(told, f"{path}.amount")
        if not found:
            continue
        if found < 0 or found * 100 > MOST_DECLARED or words(told, f"{path}.currency") != "USD":
            raise Refusal(
                (
                    "DECLAREDVALUE.AMOUNT.INVALID",
                    "Declared value is invalid, or above what is allowed.",
                )
            )
        return round(found * 100)
    return 0


def signature(line: Any) -> str:
    asked = words(line, "packageSpecialServices.signatureOptionType")
    asked = asked or words(line, "packageSpecialServices.signatureOptionDetail.signatureOptionType")
    listed = "SIGNATURE_OPTION" in every(line, "packageSpecialServices.specialServiceTypes")
    if (asked and asked not in SIGNATURES) or (listed and not asked):
        raise Refusal(("SIGNATUREOPTION.TYPE.INVALID", "Invalid signature option type."))
    return asked or "SERVICE_DEFAULT"


def piece(told: Doc, shipper: str, recipient: str) -> Piece:
    """The one parcel of a request, as its price goes by it."""
    shipment = dig(told, "requestedShipment", {})
    lines = every(shipment, "requestedPackageLineItems")
    if len(lines) != 1:
        said = "The number of packages is invalid: one package to a shipment."
        raise Refusal(("REQUESTEDPACKAGELINEITEMS.COUNT.INVALID", said))
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


def service(told: Any, *, residential: bool) -> str:
    """Home delivery goes to homes only."""
    found = words(told, "serviceType")
    if found not in SERVICES:
        raise Refusal(
            (
                "SERVICETYPE.INVALID",
                "Service type is missing or is not available for this shipment.",
            )
        )
    if found == "GROUND_HOME_DELIVERY" and not residential:
        said = "FedEx Home Delivery is for residential addresses. Please use FedEx Ground."
        raise Refusal(("SERVICE.RESIDENTIAL.REQUIRED", said))
    return found


def label(told: Doc) -> None:
    """A PDF of four by six inches, in the answer."""
    if words(told, "labelResponseOptions") != "LABEL":
        raise Refusal(("LABELRESPONSEOPTIONS.INVALID", "Label response options must be LABEL."))
    asked = dig(told, "requestedShipment.labelSpecification", {})
    if words(asked, "imageType") != "PDF":
        raise Refusal(("LABEL.IMAGETYPE.INVALID", "Invalid label image type."))
    if "4X6" not in words(asked, "labelStockType"):
        raise Refusal(("LABEL.STOCKTYPE.INVALID", "Invalid label stock type."))
    if words(told, "requestedShipment.pickupType") not in PICKUPS:
        raise Refusal(("PICKUPTYPE.INVALID", "Invalid pickup type."))


def ship_date(told: Any, today: date) -> str:
    """Not before yesterday, at most ten days ahead; today where it isn't told."""
    said = words(told, "shipDatestamp") or today.isoformat()
    try:
        found = date.fromisoformat(said)
    except ValueError:
        found = date.min
    if not -1 <= (found - today).days <= 10:
        raise Refusal(("SHIPDATESTAMP.INVALID", "Invalid ship date."))
    return found.isoformat()


def hold(told: Any, goal: Doc) -> Doc | None:
    """The location that keeps the parcel, where one was asked for."""
    asked = dig(told, "shipmentSpecialServices", {})
    if "HOLD_AT_LOCATION" not in every(asked, "specialServiceTypes"):
        return None
    found = words(asked, "holdAtLocationDetail.locationId")
    if not found:
        raise Refusal(("HOLDATLOCATION.LOCATIONID.REQUIRED", "Hold at location id is required."))
    where = dig(asked, "holdAtLocationDetail.locationContactAndAddress.address", {})
    where = where if isinstance(where, dict) else {}
    return {
        "id": found,
        "address": where,
        "city": words(where, "city") or goal["city"],
        "state": words(where, "stateOrProvinceCode") or goal["state"],
        "zip": words(where, "postalCode") or goal["zip"],
    }


def returns(told: Any) -> bool:
    """Whether it is a return whose label the shopper prints. Raises `Refusal` for another kind of
    return, and for one that isn't dropped off.
    """
    asked = dig(told, "shipmentSpecialServices", {})
    if "RETURN_SHIPMENT" not in every(asked, "specialServiceTypes"):
        return False
    if words(asked, "returnShipmentDetail.returnType") != "PRINT_RETURN_LABEL":
        said = "Return type is missing or is not available for this shipment."
        raise Refusal(("RETURNTYPE.INVALID", said))
    if words(told, "shippingChargesPayment.paymentType") not in ("SENDER", "THIRD_PARTY"):
        raise Refusal(("PAYMENTTYPE.INVALID", "Invalid payment type for a return shipment."))
    return True
