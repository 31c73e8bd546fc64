"""What the store asks of any carrier, and how a carrier says no."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from troth.errors import InvalidSignature, ServiceRefused, ServiceUnavailable


class CarrierUnreachable(ServiceUnavailable):
    """No answer that can be relied on. `sent` tells that the carrier may have done what was
    asked.
    """


class CarrierRefused(ServiceRefused):
    """The carrier answered no: its code, and its sentence."""


class NotAsPromised(Exception):
    """A request or a label without the signature, the declared value or the address that it must
    have.
    """


class InvalidCarrierSignature(InvalidSignature):
    """A message that isn't the carrier's."""


@dataclass(frozen=True, slots=True)
class Address:
    """`street` has one or two lines. `hold_at` is the carrier's own key of a location that keeps
    the parcel.
    """

    name: str
    street: tuple[str, ...]
    city: str
    state: str
    zip: str
    phone: str = ""
    company: str = ""
    residential: bool = True
    hold_at: str = ""


@dataclass(frozen=True, slots=True)
class ShipmentRequest:
    """One parcel. Grams and millimeters; declared US cents; `reference` is ours, unique to one
    purchase of a label.
    """

    reference: str
    sender: Address
    recipient: Address
    grams: int
    length_mm: int
    width_mm: int
    height_mm: int
    declared_cents: int
    ship_on: date
    signature: str = "direct"  # or "adult"
    service: str = ""  # the carrier's own code; empty: its ground


@dataclass(frozen=True, slots=True)
class Rate:
    """A price as the carrier quotes it: US cents, business days in transit where it tells."""

    service: str
    cents: int
    days: int | None = None


@dataclass(frozen=True, slots=True)
class BoughtLabel:
    """A label as bought: the PDF, and what the carrier confirmed in its answer."""

    number: str
    service: str
    pdf: bytes
    cents: int
    signature: str  # the carrier's own word, as its answer has it
    declared_cents: int


@dataclass(frozen=True, slots=True)
class TrackingEvent:
    """One tracking event. `status` is ours; `at` is None where the carrier gave no time that can be
    trusted.
    """

    number: str
    status: str  # one of policy.tracking.STATUSES, or of its NOT_A_STATE
    code: str  # the carrier's
    carrier_text: str  # the carrier's
    at: datetime | None  # UTC
    place: str
    signed_by: str
    expected_on: date | None  # the carrier's own estimate
    raw: dict[str, Any]
    # Of a parcel that waits for its recipient: `address`, line by line, and `says`, until when, in
    # the carrier's own words. What it doesn't tell is left out.
    held: dict[str, Any] = field(default_factory=dict)
    # What is judged beside the words, as far as it was told: `city`, `state` and `zip` of where it
    # happened, `day` (the local date), `shipment` (the carrier's key of this use of the number) and
    # `has_signature` (there is a picture of one).
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PickupLocation:
    """A place of the carrier's that keeps a parcel until its recipient comes."""

    key: str
    name: str
    street: str
    city: str
    state: str
    zip: str
    hours: str


class Carrier(Protocol):
    """Every call may raise `CarrierUnreachable` or `CarrierRefused`; what buys or rates,
    `NotAsPromised` before anything is sent.
    """

    key: str
    holds_parcels: bool  # whether the store offers its locations, where a recipient picks up

    def rates(self, parcel: ShipmentRequest) -> list[Rate]: ...

    def buy(self, parcel: ShipmentRequest) -> BoughtLabel: ...

    def buy_return(self, parcel: ShipmentRequest) -> BoughtLabel:
        """A prepaid label for a parcel from a shopper to the store, printed by the shopper. Raises
        `CarrierRefused` where the carrier sells none here.
        """

    def void(self, number: str) -> None:
        """A number that is void already is no error."""

    def find(self, reference: str, *, since: date) -> list[str]:
        """The numbers of live labels bought under our `reference`; how a lost answer is found
        again.
        """

    def track(self, numbers: list[str]) -> list[TrackingEvent]:
        """All events of each number, in any order; none for a number unknown to the carrier. At
        most 30 numbers.
        """

    def proof(self, number: str) -> bytes:
        """The carrier's own proof of a delivery: a PDF, or the picture of a signature; empty where
        it has none to give.
        """

    def pickup(
        self, *, on: date, parcels: int, grams: int, address: Address, services: Sequence[str] = ()
    ) -> str:
        """Asks for a collection; the carrier's confirmation number. `services` are those of the
        labels that wait, one for each.
        """

    def cancel_pickup(self, confirmation: str, *, on: date) -> None: ...

    def locations(self, zip_code: str) -> list[PickupLocation]:
        """Where a parcel can be held near a ZIP, nearest first; none where the carrier has no such
        thing.
        """

    def message(self, body: bytes, headers: dict[str, str]) -> list[TrackingEvent]:
        """The events in a pushed message. Raises `InvalidCarrierSignature` unless it is the
        carrier's."""
