"""What a parcel costs, and how long it takes: plausible, always the same, and not FedEx's
tariff.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from sandbox.carriers import places

Doc = dict[str, Any]
FUEL = 0.1825
DISCOUNT = 0.15
_GROUND_DAYS = (2, 2, 3, 3, 4, 4, 5, 5)
_SIGNATURES = {
    "DIRECT": ("Direct signature", 715),
    "ADULT": ("Adult signature", 935),
    "INDIRECT": ("Indirect", 695),
}
_RESIDENTIAL = 645


@dataclass(frozen=True, slots=True)
class Service:
    """`base` is the first pound in zone 2, `zone` what each zone further adds, `pound` what each
    pound more adds.
    """

    name: str
    short: str
    code: str
    base: int
    zone: int
    pound: int
    days: int = 0  # 0: as the ground takes

    def takes(self, zone: int) -> int:
        """Working days."""
        return self.days or _GROUND_DAYS[zone - 2]


SERVICES = {
    "FEDEX_GROUND": Service("FedEx Ground", "FG", "FDXG", 1155, 62, 38),
    "GROUND_HOME_DELIVERY": Service("FedEx Home Delivery", "HD", "FDXG", 1155, 62, 38),
    "FEDEX_EXPRESS_SAVER": Service("FedEx Express Saver", "XS", "FDXE", 2390, 310, 140, 3),
    "FEDEX_2_DAY": Service("FedEx 2Day", "2D", "FDXE", 2695, 365, 175, 2),
    "STANDARD_OVERNIGHT": Service("FedEx Standard Overnight", "SO", "FDXE", 4210, 790, 260, 1),
    "PRIORITY_OVERNIGHT": Service("FedEx Priority Overnight", "PO", "FDXE", 4685, 845, 280, 1),
}


@dataclass(frozen=True, slots=True)
class Price:
    """In cents; `surcharge_documents` are triples of a type, a description and cents."""

    zone: int
    days: int
    pounds: int
    base: int
    discount: int
    surcharges: tuple[tuple[str, str, int], ...]

    @property
    def extra(self) -> int:
        return sum(cents for _, _, cents in self.surcharges)

    @property
    def net(self) -> int:
        return self.base - self.discount + self.extra


@dataclass(frozen=True, slots=True)
class Piece:
    """What decides the price of one parcel."""

    from_zip: str
    to_zip: str
    pounds: float
    residential: bool
    signature: str
    declared: int
    inches: tuple[float, float, float] | None = None


def price_of(key: str, piece: Piece, *, listed: bool = False) -> Price:
    """`listed` is without the account's discount."""
    service = SERVICES[key]
    zone = places.rate_zone(places.place_at(piece.from_zip), places.place_at(piece.to_zip))
    bulk = math.prod(piece.inches) / 139 if piece.inches else 0.0
    pounds = max(math.ceil(max(piece.pounds, bulk) - 1e-9), 1)
    base = (
        service.base + service.zone * (zone - 2) + (pounds - 1) * (service.pound + 9 * (zone - 2))
    )
    discount = 0 if listed else round(base * DISCOUNT)
    charges = []
    if piece.residential:
        charges.append(("RESIDENTIAL_DELIVERY", "Residential delivery surcharge", _RESIDENTIAL))
    if piece.signature in _SIGNATURES:
        charges.append(("SIGNATURE_OPTION", *_SIGNATURES[piece.signature]))
    if insured := _insurance_cents(piece.declared):
        charges.append(("INSURED_VALUE", "Insured value", insured))
    fuel = round(
        (
            base
            - discount
            + sum(cents for _, description, cents in charges if description != "Insured value")
        )
        * FUEL
    )
    charges.append(("FUEL", "Fuel Surcharge", fuel))
    return Price(zone, service.takes(zone), pounds, base, discount, tuple(charges))


def _insurance_cents(declared: int) -> int:
    """Nothing up to $100; then so much for each $100 begun, and no less than for three."""
    return max(math.ceil(declared / 10_000), 3) * 155 if declared > 10_000 else 0


def to_dollars(cents: int) -> float:
    return round(cents / 100, 2)


def surcharge_documents(quote: Price, type_key: str) -> list[Doc]:
    """As the wire has them; the word for their type differs from call to call."""
    return [
        {
            type_key: kind,
            "description": description,
            "level": "PACKAGE",
            "amount": to_dollars(cents),
        }
        for kind, description, cents in quote.surcharges
    ]


def rated_shipment(quote: Price, kind: str) -> Doc:
    """One of `ratedShipmentDetails`."""
    weight = {"units": "LB", "value": float(quote.pounds)}
    package = {
        "rateType": f"PAYOR_{kind}_PACKAGE",
        "ratedWeightMethod": "ACTUAL",
        "baseCharge": to_dollars(quote.base),
        "netFreight": to_dollars(quote.base - quote.discount),
        "totalSurcharges": to_dollars(quote.extra),
        "netFedExCharge": to_dollars(quote.net),
        "totalTaxes": 0.0,
        "netCharge": to_dollars(quote.net),
        "totalRebates": 0.0,
        "billingWeight": weight,
        "totalFreightDiscounts": to_dollars(quote.discount),
        "surcharges": surcharge_documents(quote, "type"),
        "currency": "USD",
    }
    return {
        "rateType": kind,
        "ratedWeightMethod": "ACTUAL",
        "totalDiscounts": to_dollars(quote.discount),
        "totalBaseCharge": to_dollars(quote.base),
        "totalNetCharge": to_dollars(quote.net),
        "totalVatCharge": 0.0,
        "totalNetFedExCharge": to_dollars(quote.net),
        "totalDutiesAndTaxes": 0.0,
        "totalNetChargeWithDutiesAndTaxes": to_dollars(quote.net),
        "totalDutiesTaxesAndFees": 0.0,
        "totalAncillaryFeesAndTaxes": 0.0,
        "currency": "USD",
        "shipmentRateDetail": {
            "rateZone": f"{quote.zone:02}",
            "dimDivisor": 139,
            "fuelSurchargePercent": round(FUEL * 100, 2),
            "totalSurcharges": to_dollars(quote.extra),
            "totalFreightDiscount": to_dollars(quote.discount),
            "surCharges": surcharge_documents(quote, "type"),
            "totalBillingWeight": weight,
            "currency": "USD",
        },
        "ratedPackages": [
            {
                "groupNumber": 0,
                "effectiveNetDiscount": to_dollars(quote.discount),
                "packageRateDetail": package,
                "sequenceNumber": 1,
            },
        ],
    }
