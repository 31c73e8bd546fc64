"""What the carrier knows of a parcel, in FedEx's shapes: tracking results and errors."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from sandbox.carriers import days, lifecycle
from sandbox.carriers.lifecycle import Scan
from sandbox.carriers.places import Place
from sandbox.carriers.rates import SERVICES

Doc = dict[str, Any]
_STATUSES = {
    "IN": ("Initiated", "Label created"),
    "PU": ("Picked up", "Picked up"),
    "IT": ("In transit", "In transit"),
    "OD": ("Out for delivery", "Out for delivery"),
    "DL": ("Delivered", "Delivered"),
    "DE": ("Delivery exception", "Delivery exception"),
    "SE": ("Exception", "Shipment exception"),
    "CD": ("Clearance delay", "Clearance delay"),
    "HL": ("Ready for pickup", "Hold at location"),
    "RS": ("Returning to sender", "Return to shipper"),
    "CA": ("Cancelled", "Shipment cancelled"),
    "DY": ("Delayed", "Delay"),
}
UNKNOWN = "TRACKING.TRACKINGNUMBER.NOTFOUND"


class Refusal(Exception):
    """One answer of `{"errors": [...]}`: pairs of a code and a sentence."""

    def __init__(self, *errors: tuple[str, str], status: int = 400) -> None:
        super().__init__("; ".join(code for code, _ in errors))
        self.errors, self.status = errors, status


def with_envelope(customer: str, **content: Any) -> Doc:
    """Every answer's outside; `customer` is the caller's own number of the transaction."""
    whole: Doc = {"transactionId": str(uuid.uuid4())}
    if customer:
        whole["customerTransactionId"] = customer
    return whole | content


def error_document(refused: Refusal, customer: str = "") -> Doc:
    return with_envelope(
        customer, errors=[{"code": code, "message": message} for code, message in refused.errors]
    )


def address_document(place: Place) -> Doc:
    return {
        "city": place.city,
        "stateOrProvinceCode": place.state,
        "postalCode": place.zip,
        "countryCode": "US",
        "countryName": "United States",
        "residential": False,
    }


def scan_event(scan: Scan) -> Doc:
    return {
        "date": days.iso_text(scan.at, scan.place.zone),
        "eventType": scan.kind,
        "eventDescription": scan.carrier_text,
        "exceptionCode": scan.code,
        "exceptionDescription": scan.why,
        "scanLocation": address_document(scan.place),
        "locationType": _location_type(scan),
        "derivedStatusCode": scan.derived,
        "derivedStatus": _status_text(scan.derived)[0],
    }


def not_found(number: str) -> Doc:
    message = "Tracking number cannot be found. Please correct the tracking number and try again."
    info = {"trackingNumber": number, "trackingNumberUniqueId": "", "carrierCode": ""}
    result = {"trackingNumberInfo": info, "error": {"code": UNKNOWN, "message": message}}
    return {"trackingNumber": number, "trackResults": [result]}


def tracking_result(
    parcel: Doc, now: int, *, only: Scan | None = None, detailed: bool = True
) -> Doc:
    """A parcel's result as it stands at `now`, its scans newest first; without `detailed` the
    newest alone.

    `only` is one of its scans: shown alone, and the parcel as it stood with it.
    """
    seen = lifecycle.scans_until(parcel, now)
    if not seen:  # the clock was set back to before the label
        return not_found(parcel["number"])
    if only is not None:
        seen, detailed = seen[: seen.index(only) + 1], False
    shown = list(reversed(seen))
    result = _party_fields(parcel) | _state_fields(parcel, seen)
    if parcel["hold"] and seen[-1].derived == "HL":
        result["serviceCommitMessage"] = _kept_until(parcel["hold"], seen[-1])
    result["scanEvents"] = [scan_event(scan) for scan in (shown if detailed else shown[:1])]
    return {"trackingNumber": parcel["number"], "trackResults": [result]}


def _party_fields(parcel: Doc) -> Doc:
    """What doesn't change while it travels."""
    service = SERVICES[parcel["service"]]
    references = (
        [{"type": "CUSTOMER_REFERENCE", "values": [parcel["reference"]]}]
        if parcel["reference"]
        else []
    )
    unique_id = f"{parcel['ship_date'].replace('-', '')}~{parcel['number']}~FX"
    weight = [{"unit": "LB", "value": f"{parcel['pounds']:.1f}"}]
    return {
        "trackingNumberInfo": {
            "trackingNumber": parcel["number"],
            "carrierCode": service.code,
            "trackingNumberUniqueId": unique_id,
        },
        "additionalTrackingInfo": {
            "packageIdentifiers": references,
            "hasAssociatedShipments": False,
        },
        "serviceDetail": {
            "type": parcel["service"],
            "description": service.name,
            "shortDescription": service.short,
        },
        "shipmentDetails": {"weight": weight, "possessionStatus": parcel["handed"] is not None},
        "packageDetails": {
            "count": "1",
            "packagingDescription": {"type": "YOUR_PACKAGING", "description": "Your Packaging"},
            "weightAndDimensions": {"weight": weight},
            "declaredValue": {"currency": "USD", "value": parcel["declared"] / 100},
        },
        "specialHandlings": _handling_documents(parcel),
        **_address_fields(parcel),
    }


def _address_fields(parcel: Doc) -> Doc:
    """From where it goes to where, and where it is held, if it is."""
    origin, goal = (address_document(place) for place in lifecycle.endpoints_of(parcel))
    goal["residential"] = parcel["to"]["residential"]
    result: Doc = {
        "shipperInformation": {"address": origin},
        "recipientInformation": {"address": goal},
        "originLocation": {"locationContactAndAddress": {"address": origin}},
        "destinationLocation": {"locationContactAndAddress": {"address": goal}, "locationType": ""},
        "lastUpdatedDestinationAddress": goal,
    }
    if parcel["hold"]:
        at = {"address": {**goal, **parcel["hold"]["address"]}}
        result["holdAtLocation"] = {
            "locationId": parcel["hold"]["id"],
            "locationContactAndAddress": at,
        }
    return result


def _kept_until(hold: Doc, scan: Scan) -> Doc:
    """FedEx's sentence about a parcel that waits for its recipient."""
    since = date.fromisoformat(days.iso_text(scan.at, scan.place.zone)[:10])
    street = hold["address"]["streetLines"][0]
    return {
        "type": "HELD_PACKAGE_AVAILABLE_FOR_RECIPIENT_PICKUP_WITH_ADDRESS",
        "message": (
            f"Shipment is available for pickup at FedEx Office: {street}. We'll hold the shipment"
            f" for five business days starting from {since:%B %d, %Y}."
        ),
    }


def _handling_documents(parcel: Doc) -> list[Doc]:
    words = {"DIRECT": "Direct Signature Required", "ADULT": "Adult Signature Required"}
    if parcel["signature"] not in words:
        return []
    return [
        {
            "type": f"{parcel['signature']}_SIGNATURE_REQUIRED",
            "description": words[parcel["signature"]],
        }
    ]


def _state_fields(parcel: Doc, seen: list[Scan]) -> Doc:
    """Where it stands."""
    last, (_, goal) = seen[-1], lifecycle.endpoints_of(parcel)
    status, description = _status_text(last.derived)
    latest: Doc = {
        "code": last.kind,
        "derivedCode": last.derived,
        "statusByLocale": status,
        "description": description,
        "scanLocation": address_document(last.place),
    }
    if last.code:
        ancillary = {
            "reason": last.code,
            "reasonDescription": last.why,
            "action": "",
            "actionDescription": "",
        }
        latest["ancillaryDetails"] = [ancillary]
    done = next((scan for scan in reversed(seen) if scan.kind == "DL"), None)
    result: Doc = {"latestStatusDetail": latest, "dateAndTimes": _date_fields(parcel, seen, done)}
    result["deliveryDetails"] = {
        "deliveryAttempts": str(sum(scan.kind in ("DE", "DL") for scan in seen)),
        "actualDeliveryAddress": address_document(done.place if done else goal),
    }
    if done and done.signed_by:
        result["deliveryDetails"] |= {
            "receivedByName": done.signed_by,
            "signedByName": done.signed_by,
        }
        result["availableImages"] = [{"type": "SIGNATURE_PROOF_OF_DELIVERY", "size": "LARGE"}]
    if done:
        result["deliveryDetails"] |= {
            "locationType": "RESIDENCE",
            "locationDescription": "Residence",
        }
    elif expected := lifecycle.expected_delivery(parcel):
        day = days.iso_text(expected, goal.zone)
        window = {
            "begins": f"{day[:11]}10:00:00{day[19:]}",
            "ends": f"{day[:11]}18:00:00{day[19:]}",
        }
        result["estimatedDeliveryTimeWindow"] = {"window": window}
    return result


def _date_fields(parcel: Doc, seen: list[Scan], done: Scan | None) -> list[Doc]:
    origin, goal = lifecycle.endpoints_of(parcel)
    moments = [
        (
            "SHIP",
            f"{parcel['ship_date']}T00:00:00{days.iso_text(parcel['created'], origin.zone)[19:]}",
        )
    ]
    if pickup_scan := next((scan for scan in seen if scan.kind == "PU"), None):
        moments.append(("ACTUAL_PICKUP", days.iso_text(pickup_scan.at, origin.zone)))
    if done:
        moments.append(("ACTUAL_DELIVERY", days.iso_text(done.at, goal.zone)))
    elif expected := lifecycle.expected_delivery(parcel):
        moments.append(("ESTIMATED_DELIVERY", days.iso_text(expected, goal.zone)))
    return [{"type": kind, "dateTime": moment} for kind, moment in moments]


def _status_text(derived: str) -> tuple[str, str]:
    return _STATUSES.get(derived, (derived, derived))


def _location_type(scan: Scan) -> str:
    if scan.kind in ("OD", "DL", "DE"):
        return "DELIVERY_LOCATION"
    return {"OC": "CUSTOMER", "PU": "PICKUP_LOCATION", "HL": "FEDEX_OFFICE_LOCATION"}.get(
        scan.kind, "FEDEX_FACILITY"
    )
