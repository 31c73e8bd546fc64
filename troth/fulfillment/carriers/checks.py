"""What every request and every label must have, checked in the exact JSON: clauses `signature`
and `carrier`.

A request is checked as it is sent, whoever built it, and by code that shares nothing with what
built it. `NotAsPromised` names what is missing.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

from troth.fulfillment.carriers.address_checks import PartyFields, check_party
from troth.fulfillment.carriers.interface import (
    Address,
    CarrierRefused,
    CarrierUnreachable,
    NotAsPromised,
    ShipmentRequest,
)

Doc = dict[str, Any]
FEDEX_SIGNATURES = {"direct": ("DIRECT", "ADULT"), "adult": ("ADULT",)}
# Package level: 2 signature, 3 adult signature.
UPS_SIGNATURES = {
    "direct": ("2", "3"),
    "adult": ("3",),
}
USPS_SIGNATURES = {"direct": (921, 922), "adult": (922,)}


@contextlib.contextmanager
def void_if_not_as_promised(void: Callable[[str], object], number: str) -> Iterator[None]:
    """A label that turns out not to be as promised is voided at once, and the reason says so."""
    try:
        yield
    except (KeyError, IndexError, TypeError, NotAsPromised) as wrong:
        with contextlib.suppress(CarrierUnreachable, CarrierRefused):
            void(number)
        raise NotAsPromised(f"{wrong}; {number} was given back") from wrong


def check_fedex_request(body: Doc, parcel: ShipmentRequest) -> None:
    """A FedEx shipment."""
    shipment = body["requestedShipment"]
    [package] = shipment["requestedPackageLineItems"]
    [recipient] = shipment["recipients"]
    _check_fedex_package(package, parcel)
    total = shipment.get("totalDeclaredValue") or {}
    _check_money("total declared value", total, "amount", "currency", parcel.declared_cents)
    _check_fedex_parties(shipment, parcel)
    _ensure_as_promised("ship date", shipment["shipDatestamp"] == parcel.ship_on.isoformat())
    hold = shipment.get("shipmentSpecialServices") or {}
    held = (hold.get("holdAtLocationDetail") or {}).get("locationId", "")
    _ensure_as_promised("hold at location", held == parcel.recipient.hold_at)
    home = parcel.recipient.residential and not parcel.recipient.hold_at
    ground = "GROUND_HOME_DELIVERY" if home else "FEDEX_GROUND"
    _ensure_as_promised("service", shipment["serviceType"] == (parcel.service or ground))
    _ensure_as_promised("residential", recipient["address"].get("residential") is home)


def _check_fedex_package(package: Doc, parcel: ShipmentRequest) -> None:
    services = package.get("packageSpecialServices") or {}
    _ensure_as_promised(
        "signature", services.get("signatureOptionType") in FEDEX_SIGNATURES[parcel.signature]
    )
    declared = package.get("declaredValue") or {}
    _check_money("declared value", declared, "amount", "currency", parcel.declared_cents)
    _ensure_as_promised("weight's unit", package["weight"]["units"] == "LB")
    _check_weight(package["weight"]["value"], parcel)
    _ensure_as_promised("dimensions' unit", package["dimensions"]["units"] == "IN")
    references = [reference["value"] for reference in package.get("customerReferences") or []]
    _ensure_as_promised("our reference", parcel.reference in references)


def check_fedex_service(sold: Doc, parcel: ShipmentRequest) -> None:
    """FedEx sold the service that the method names, and no slower one."""
    if parcel.service and sold.get("serviceType") != parcel.service:
        raise NotAsPromised(
            f"service: the label is for {sold.get('serviceType') or 'none'}, and {parcel.service}"
            " was asked for"
        )


def check_fedex_return(body: Doc, parcel: ShipmentRequest) -> None:
    """A FedEx return shipment: from the shopper to the store, its label printed by the shopper."""
    shipment = body["requestedShipment"]
    [package] = shipment["requestedPackageLineItems"]
    special = shipment.get("shipmentSpecialServices") or {}
    _ensure_as_promised("return", special.get("specialServiceTypes") == ["RETURN_SHIPMENT"])
    kind = (special.get("returnShipmentDetail") or {}).get("returnType")
    _ensure_as_promised("return label", kind == "PRINT_RETURN_LABEL")
    _check_money(
        "declared value",
        package.get("declaredValue") or {},
        "amount",
        "currency",
        parcel.declared_cents,
    )
    _check_weight(package["weight"]["value"], parcel)
    _check_fedex_parties(shipment, parcel)
    references = [reference["value"] for reference in package.get("customerReferences") or []]
    _ensure_as_promised("our reference", parcel.reference in references)
    payer = shipment["shippingChargesPayment"]
    _ensure_as_promised("payer", payer["paymentType"] == "SENDER")


def check_fedex_label(piece: Doc, parcel: ShipmentRequest) -> str:
    """The signature that FedEx confirms for a package. Its words come back."""
    confirmed = str(piece.get("signatureOption") or "")
    if confirmed not in FEDEX_SIGNATURES[parcel.signature]:
        raise NotAsPromised(
            f"signature: the label has {confirmed or 'none'}, and {parcel.signature} was asked for"
        )
    declared = piece.get("declaredValue") or {}
    if declared:
        _check_money(
            "declared value of the label", declared, "amount", "currency", parcel.declared_cents
        )
    return confirmed


def check_ups_request(body: Doc, parcel: ShipmentRequest) -> None:
    """A UPS shipment."""
    shipment = body["ShipmentRequest"]["Shipment"]
    [package] = shipment["Package"]
    _check_ups_package(package, parcel)
    _check_ups_party(shipment["ShipTo"], parcel.recipient, parcel.sender)
    _check_ups_party(shipment["ShipFrom"], parcel.sender, parcel.recipient)
    _ensure_as_promised("ship date", shipment["ShipmentDate"] == parcel.ship_on.strftime("%Y%m%d"))
    _ensure_as_promised("service", shipment["Service"]["Code"] == (parcel.service or "03"))
    restricted = shipment.get("ShipmentServiceOptions") or {}
    _ensure_as_promised("direct delivery only", "DirectDeliveryOnlyIndicator" in restricted)
    _ensure_as_promised("hold at location", not parcel.recipient.hold_at)
    home = "ResidentialAddressIndicator" in shipment["ShipTo"]["Address"]
    _ensure_as_promised("residential", home is parcel.recipient.residential)


def _check_ups_package(package: Doc, parcel: ShipmentRequest) -> None:
    options = package.get("PackageServiceOptions") or {}
    signature_code = (options.get("DeliveryConfirmation") or {}).get("DCISType")
    _ensure_as_promised("signature", signature_code in UPS_SIGNATURES[parcel.signature])
    declared = options.get("DeclaredValue") or {}
    _check_money("declared value", declared, "MonetaryValue", "CurrencyCode", parcel.declared_cents)
    weight = package["PackageWeight"]
    _ensure_as_promised("weight's unit", weight["UnitOfMeasurement"]["Code"] == "LBS")
    _check_weight(weight["Weight"], parcel)
    references = [reference["Value"] for reference in package.get("ReferenceNumber") or []]
    _ensure_as_promised("our reference", parcel.reference in references)


def check_ups_return(body: Doc, parcel: ShipmentRequest) -> None:
    """A UPS return shipment: print return label, from the shopper to the store."""
    shipment = body["ShipmentRequest"]["Shipment"]
    [package] = shipment["Package"]
    _ensure_as_promised("return", (shipment.get("ReturnService") or {}).get("Code") == "9")
    _ensure_as_promised("description", bool(package.get("Description")))
    options = package.get("PackageServiceOptions") or {}
    _check_money(
        "declared value",
        options.get("DeclaredValue") or {},
        "MonetaryValue",
        "CurrencyCode",
        parcel.declared_cents,
    )
    _check_weight(package["PackageWeight"]["Weight"], parcel)
    _check_ups_party(shipment["ShipTo"], parcel.recipient, parcel.sender)
    _check_ups_party(shipment["ShipFrom"], parcel.sender, parcel.recipient)
    references = [reference["Value"] for reference in package.get("ReferenceNumber") or []]
    _ensure_as_promised("our reference", parcel.reference in references)


def check_ups_label(results: Doc, parcel: ShipmentRequest) -> str:
    """UPS itemizes what it confirms: accessorial 120 is the signature, 121 the adult signature."""
    codes = {
        str(charge.get("Code", "")) for charge in _objects_under_key(results, "ItemizedCharges")
    }
    wanted = {"direct": {"120", "121"}, "adult": {"121"}}[parcel.signature]
    if not codes & wanted:
        raise NotAsPromised(
            f"signature: the label itemizes {', '.join(sorted(codes)) or 'nothing'}"
        )
    return "ADULT SIGNATURE" if "121" in codes else "SIGNATURE"


def check_usps_request(body: Doc, parcel: ShipmentRequest) -> None:
    """A USPS label."""
    package = body["packageDescription"]
    _check_usps_services(package, parcel)
    _check_usps_size(package, parcel)
    _check_usps_party(body["toAddress"], parcel.recipient, parcel.sender)
    _check_usps_party(body["fromAddress"], parcel.sender, parcel.recipient)
    references = [reference["referenceNumber"] for reference in package["customerReference"]]
    _ensure_as_promised("our reference", parcel.reference in references)
    _ensure_as_promised("ship date", package["mailingDate"] == parcel.ship_on.isoformat())
    _ensure_as_promised(
        "service", package["mailClass"] == (parcel.service or "USPS_GROUND_ADVANTAGE")
    )
    _ensure_as_promised("hold at location", not parcel.recipient.hold_at)


def _check_usps_services(package: Doc, parcel: ShipmentRequest) -> None:
    extra, options = package.get("extraServices") or [], package.get("packageOptions") or {}
    _ensure_as_promised("signature", bool(set(extra) & set(USPS_SIGNATURES[parcel.signature])))
    value = options.get("packageValue")
    _ensure_as_promised(
        "declared value", value is not None and round(float(value) * 100) == parcel.declared_cents
    )
    _ensure_as_promised("insurance", bool({930, 931} & set(extra)))
    endorsed = options.get("ancillaryServiceEndorsements")
    _ensure_as_promised("no forwarding", endorsed == "RETURN_SERVICE_REQUESTED")


def _check_usps_size(package: Doc, parcel: ShipmentRequest) -> None:
    _ensure_as_promised("weight's unit", package["weightUOM"] == "lb")
    _check_weight(package["weight"], parcel)
    _ensure_as_promised("dimensions' unit", package["dimensionsUOM"] == "in")
    sides = sorted((package["length"], package["width"], package["height"]))
    around = 2 * (sum(sides) - sides[-1])
    _ensure_as_promised("girth", abs(float(package["girth"]) - around) < 0.1)


def check_usps_label(metadata: Doc, parcel: ShipmentRequest) -> str:
    """The extra services that USPS lists for the label it sold."""
    sold = {
        str(service.get("SKU") or service.get("serviceID") or "")
        for service in metadata.get("extraServices") or []
    }
    wanted = {str(code) for code in USPS_SIGNATURES[parcel.signature]}
    if not any(code in service for service in sold for code in wanted):
        raise NotAsPromised(
            f"signature: the label lists {', '.join(sorted(sold)) or 'no extra service'}"
        )
    return (
        "ADULT SIGNATURE" if any("922" in service for service in sold) else "SIGNATURE CONFIRMATION"
    )


def _ensure_as_promised(field: str, holds: bool) -> None:
    if not holds:
        raise NotAsPromised(f"{field}: not as it must be")


def _check_money(field: str, money: Doc, amount: str, currency: str, cents: int) -> None:
    try:
        matches = round(float(money[amount]) * 100) == cents and money[currency] == "USD"
    except (KeyError, TypeError, ValueError):
        matches = False
    _ensure_as_promised(field, matches)


def _check_weight(weight: Any, parcel: ShipmentRequest) -> None:
    """No less than it weighs, and no tenth of a pound more."""
    _ensure_as_promised("weight", -0.001 < float(weight) - parcel.grams / 453.59237 < 0.101)


def _check_fedex_parties(shipment: Doc, parcel: ShipmentRequest) -> None:
    [recipient] = shipment["recipients"]
    _check_fedex_party(recipient, parcel.recipient, parcel.sender)
    _check_fedex_party(shipment["shipper"], parcel.sender, parcel.recipient)


def _check_fedex_party(party: Doc, own: Address, other: Address) -> None:
    contact, where = party["contact"], party["address"]
    sent = PartyFields(
        names=_nonempty_texts(contact.get("companyName"), contact.get("personName")),
        lines=where["streetLines"],
        city=where["city"],
        state=where["stateOrProvinceCode"],
        zip=where["postalCode"],
        phone=contact.get("phoneNumber") or "",
    )
    check_party(sent, own, lines=3, line=35, other_phone=other.phone)


def _check_ups_party(party: Doc, own: Address, other: Address) -> None:
    where = party["Address"]
    sent = PartyFields(
        names=_nonempty_texts(party.get("Name"), party.get("AttentionName")),
        lines=where["AddressLine"],
        city=where["City"],
        state=where["StateProvinceCode"],
        zip=where["PostalCode"],
        phone=(party.get("Phone") or {}).get("Number") or "",
    )
    check_party(sent, own, lines=3, line=35, other_phone=other.phone)


def _check_usps_party(party: Doc, own: Address, other: Address) -> None:
    person = " ".join(_nonempty_texts(party.get("firstName"), party.get("lastName")))
    sent = PartyFields(
        names=_nonempty_texts(party.get("firm"), person),
        lines=_nonempty_texts(party["streetAddress"], party.get("secondaryAddress")),
        city=party["city"],
        state=party["state"],
        zip=party["ZIPCode"],
        phone=party.get("phone") or "",
    )
    check_party(sent, own, lines=2, line=50, other_phone=other.phone)


def _nonempty_texts(*texts: str | None) -> list[str]:
    return [text for text in texts if text]


def _objects_under_key(node: Any, key: str) -> Iterator[Doc]:
    """Every object under `key`, wherever it stands."""
    if isinstance(node, dict):
        for name, value in node.items():
            if name == key:
                yield from (
                    child
                    for child in (value if isinstance(value, list) else [value])
                    if isinstance(child, dict)
                )
            yield from _objects_under_key(value, key)
    elif isinstance(node, list):
        for child in node:
            yield from _objects_under_key(child, key)
