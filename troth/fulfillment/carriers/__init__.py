"""Carriers behind one small class each: FedEx, UPS and USPS.

How to add a carrier: write a class that implements `interface.Carrier` and list it in
`CARRIER_CLASSES`; name its account in `config/carriers.py`, its events in `events_<key>.toml` and
`event_tables`, its fields in `label_fields` and `checks`, the room on its label in
`policy/label_layout.py`, its services in `policy/services.py`, and its numbers in
`fulfillment/tracking_numbers.py`; then the terms' TOML may choose it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from troth.fulfillment.carriers.fedex import FedEx
from troth.fulfillment.carriers.interface import Carrier
from troth.fulfillment.carriers.ups import Ups
from troth.fulfillment.carriers.usps import Usps

CARRIER_CLASSES: dict[str, Callable[[Mapping[str, str]], Carrier]] = {
    "fedex": FedEx,
    "ups": Ups,
    "usps": Usps,
}


def carriers_from(settings: Mapping[str, Mapping[str, str]]) -> dict[str, Carrier]:
    """The carriers of which an account is named. Each has `url`, `key`, `secret` and `account`;
    FedEx a `webhook_token`, USPS a `crid` and a `mid`.
    """
    return {key: CARRIER_CLASSES[key](config) for key, config in settings.items()}
