"""Carriers behind one small class each: FedEx, UPS and USPS."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from troth.fulfillment.carriers.fedex import FedEx
from troth.fulfillment.carriers.interface import Carrier
from troth.fulfillment.carriers.ups import Ups
from troth.fulfillment.carriers.usps import Usps

_KINDS: dict[str, Callable[[Mapping[str, str]], Carrier]] = {
    "fedex": FedEx,
    "ups": Ups,
    "usps": Usps,
}


def carriers_from(settings: Mapping[str, Mapping[str, str]]) -> dict[str, Carrier]:
    """The carriers of which an account is named. Each has `url`, `key`, `secret` and `account`;
    FedEx a `webhook_token`, USPS a `crid` and a `mid`.
    """
    return {key: _KINDS[key](config) for key, config in settings.items()}
