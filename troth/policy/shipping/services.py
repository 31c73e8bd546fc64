"""The services that the built-in carriers sell beside their ground, by the carriers' own codes.

Sources: FedEx, Ship API, `serviceType`; UPS, Shipping API, `Service.Code` (domestic values); USPS,
Domestic Labels 3.0, `mailClass`. Of these, those that a parcel with a signature can be bought with
here. A carrier that isn't listed is served by hand, and its services are only names.
"""

from __future__ import annotations

SERVICES: dict[str, dict[str, str]] = {
    "fedex": {
        "FEDEX_EXPRESS_SAVER": "FedEx Express Saver",
        "FEDEX_2_DAY": "FedEx 2Day",
        "STANDARD_OVERNIGHT": "FedEx Standard Overnight",
        "PRIORITY_OVERNIGHT": "FedEx Priority Overnight",
    },
    "ups": {
        "12": "UPS 3 Day Select",
        "02": "UPS 2nd Day Air",
        "13": "UPS Next Day Air Saver",
        "01": "UPS Next Day Air",
    },
    "usps": {"PRIORITY_MAIL": "Priority Mail"},
}
_GROUND = {
    "GROUND_HOME_DELIVERY": "FedEx Home Delivery",
    "FEDEX_GROUND": "FedEx Ground",
    "ups_ground": "UPS Ground",
    "USPS_GROUND_ADVANTAGE": "USPS Ground Advantage",
}


def service_name(carrier: str, service: str) -> str:
    """What people call the service of a label, by what the carrier's adapter says that it sold."""
    code = service.removeprefix("ups_") if carrier == "ups" else service
    return _GROUND.get(service) or SERVICES.get(carrier, {}).get(code, service)
