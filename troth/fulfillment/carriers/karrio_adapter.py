"""karrio, which builds the carriers' requests: imported when the first parcel needs it, since that
takes seconds.
"""

from __future__ import annotations

import threading
import warnings
from functools import cache
from typing import Any

from troth.fulfillment.carriers.interface import Address, ShipmentRequest
from troth.fulfillment.carriers.label_fields import fields_of

GRAMS_A_POUND, MM_AN_INCH = 453.59237, 25.4
_LOCK = threading.Lock()


@cache
def _load_sdk() -> tuple[Any, Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # one of its own parts warns that it is old
        from loguru import logger

        logger.disable("karrio")
        logger.remove()
        import karrio.sdk
        from karrio.core import models

        logger.remove()
    return karrio.sdk.gateway, models


def carrier_mapper(carrier: str, **settings: str) -> Any:
    """What builds a carrier's requests."""
    with _LOCK:
        gateways, _ = _load_sdk()
        return gateways[carrier].create({**settings, "test_mode": False}).mapper


def karrio_shipment(parcel: ShipmentRequest, *, service: str, **options: Any) -> Any:
    """The parcel as karrio takes it: pounds and inches, so that it converts nothing. `service` is
    karrio's name of one, which begins with the carrier's. Raises `NotAsPromised` for an address
    that no label can print.
    """
    _, models = _load_sdk()
    carrier = service.partition("_")[0]
    box = {
        "weight": pounds(parcel.grams),
        "weight_unit": "LB",
        "dimension_unit": "IN",
        "length": inches(parcel.length_mm),
        "width": inches(parcel.width_mm),
        "height": inches(parcel.height_mm),
        "packaging_type": "your_packaging",
    }
    return models.ShipmentRequest(
        shipper=karrio_party(parcel.sender, carrier),
        recipient=karrio_party(parcel.recipient, carrier),
        parcels=[box],
        service=service,
        reference=parcel.reference,
        label_type="PDF",
        payment={"paid_by": "sender", "currency": "USD"},
        options={
            "currency": "USD",
            "declared_value": dollars(parcel.declared_cents),
            "shipment_date": parcel.ship_on.isoformat(),
        }
        | options,
    )


def karrio_party(address: Address, carrier: str) -> dict[str, Any]:
    """An address as karrio takes it. What karrio cuts or makes up is put right by each carrier's
    own class, from the same `fields_of`.
    """
    fields = fields_of(address, carrier)
    return {
        "person_name": fields.names[0],
        "company_name": fields.company or None,
        "address_line1": fields.lines[0],
        "address_line2": fields.lines[1] if len(fields.lines) > 1 else None,
        "city": fields.city,
        "state_code": address.state,
        "postal_code": address.zip,
        "country_code": "US",
        "phone_number": fields.phone or None,
        "residential": address.residential,
    }


def pounds(grams: int) -> float:
    """Rounded up to a tenth: what a carrier's scale would say at most."""
    return -(-grams * 10 // GRAMS_A_POUND) / 10


def inches(mm: int) -> float:
    return round(mm / MM_AN_INCH, 2)


def dollars(cents: int) -> float:
    return round(cents / 100, 2)
