"""Clause `signature`: on the wire of every carrier, the signature and the declared value of every
parcel.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.factories.carrier_recorder import ACCOUNT, Recorder, carriers_at
from tests.factories.shipments import random_shipments
from troth.fulfillment.carriers import checks
from troth.fulfillment.carriers.fedex import FedEx
from troth.fulfillment.carriers.interface import (
    CarrierRefused,
    CarrierUnreachable,
    InvalidCarrierSignature,
    NotAsPromised,
)
from troth.fulfillment.carriers.karrio_adapter import carrier_mapper, karrio_shipment


@pytest.fixture
def recorder():
    with Recorder() as recording:
        yield recording


@pytest.fixture
def carriers(recorder):
    return carriers_at(recorder)


def read_request(carrier: str, body) -> tuple[str, int, str, float]:
    """Signature, declared cents, ZIP and pounds, read out of the request another way than the
    checks do.
    """
    if carrier == "fedex":
        package = body["requestedShipment"]["requestedPackageLineItems"][0]
        declared = package["declaredValue"]
        assert declared == body["requestedShipment"]["totalDeclaredValue"]
        assert (declared["currency"], package["weight"]["units"]) == ("USD", "LB")
        address = body["requestedShipment"]["recipients"][0]["address"]
        signature = {"DIRECT": "direct", "ADULT": "adult"}[
            package["packageSpecialServices"]["signatureOptionType"]
        ]
        return (
            signature,
            round(declared["amount"] * 100),
            address["postalCode"],
            package["weight"]["value"],
        )
    if carrier == "ups":
        ups_shipment = body["ShipmentRequest"]["Shipment"]
        package = ups_shipment["Package"][0]
        options = package["PackageServiceOptions"]
        assert options["DeclaredValue"]["CurrencyCode"] == "USD"
        signature = {"2": "direct", "3": "adult"}[options["DeliveryConfirmation"]["DCISType"]]
        cents = round(float(options["DeclaredValue"]["MonetaryValue"]) * 100)
        return (
            signature,
            cents,
            ups_shipment["ShipTo"]["Address"]["PostalCode"],
            float(package["PackageWeight"]["Weight"]),
        )
    package = body["packageDescription"]
    signature = (
        "adult"
        if 922 in package["extraServices"]
        else "direct"
        if 921 in package["extraServices"]
        else ""
    )
    cents = round(package["packageOptions"]["packageValue"] * 100)
    return signature, cents, body["toAddress"]["ZIPCode"], float(package["weight"])


@pytest.mark.parametrize("carrier", ["fedex", "ups", "usps"])
def test_two_hundred_parcels_all_ask_for_a_signature_and_their_value(recorder, carriers, carrier):
    batch = random_shipments(200)
    for parcel in batch:
        label = carriers[carrier].buy(parcel)
        assert label.pdf.startswith(b"%PDF")
        assert (label.declared_cents, label.cents > 0) == (parcel.declared_cents, True)
    assert recorder.tokens == 1
    for parcel, body in zip(batch, recorder.bought, strict=True):
        signature, cents, zip_code, pounds = read_request(carrier, body)
        assert (signature, cents, zip_code) == (
            parcel.signature,
            parcel.declared_cents,
            parcel.recipient.zip,
        )
        assert 0 <= pounds - parcel.grams / 453.59237 <= 0.1001
        assert parcel.reference in str(body)


def test_a_held_parcel_names_its_location(recorder, carriers):
    [parcel] = random_shipments(1)
    carriers["fedex"].buy(replace(parcel, recipient=replace(parcel.recipient, hold_at="MTNK28")))
    services = recorder.bought[0]["requestedShipment"]["shipmentSpecialServices"]
    assert services["holdAtLocationDetail"] == {"locationId": "MTNK28"}


@pytest.mark.parametrize("carrier", ["fedex", "ups", "usps"])
def test_a_label_without_a_signature_is_refused_and_given_back(recorder, carriers, carrier):
    recorder.signed = False
    with pytest.raises(NotAsPromised, match="signature"):
        carriers[carrier].buy(random_shipments(1)[0])
    assert len(recorder.voided) == 1


def test_control_what_karrio_builds_for_ups_asks_for_nothing():
    [parcel] = random_shipments(1)
    built = carrier_mapper(
        "ups", client_id="-", client_secret="-", account_number="A1"
    ).create_shipment_request(
        karrio_shipment(parcel, service="ups_ground", signature_required=True)
    )
    with pytest.raises(NotAsPromised):
        checks.check_ups_request(built.serialize(), parcel)


def test_control_a_misspelt_option_is_dropped_by_karrio_and_caught():
    [parcel] = random_shipments(1)
    built = carrier_mapper(
        "fedex",
        api_key="-",
        secret_key="-",
        track_api_key="-",
        track_secret_key="-",
        account_number="1",
    ).create_shipment_request(
        karrio_shipment(
            parcel, service="fedex_ground_home_delivery", fedex_signature_option_type="DIRECT"
        )
    )
    with pytest.raises(NotAsPromised, match="signature"):
        checks.check_fedex_request(built.serialize(), parcel)


@pytest.mark.parametrize("field", ["grams", "declared_cents", "reference", "ship_on"])
def test_a_request_for_another_parcel_is_never_sent(recorder, field):
    [parcel, other] = random_shipments(2)
    with FedExAskingFor(recorder, other) as wrong, pytest.raises(NotAsPromised):
        wrong.buy(replace(other, **{field: getattr(parcel, field)}))
    assert recorder.bought == []


class FedExAskingFor(FedEx):
    """An adapter that builds the request of another parcel than it is given."""

    def __init__(self, recorder, other):
        super().__init__(ACCOUNT | {"url": recorder.url})
        self._other = other

    def _build_shipment_request(self, parcel):
        return super()._build_shipment_request(self._other)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        """Nothing to end."""


@pytest.mark.parametrize(
    ("how", "text"),
    [
        ("half", "It closed the connection (127.0.0.1: "),
        ("broken", "It answered 500."),
        ("gone", "It closed the connection (127.0.0.1: "),
        ("slow", "It took too long to answer (127.0.0.1: "),
    ],
)
def test_what_may_have_been_bought_is_told_so(recorder, how, text):
    recorder.how = how
    with pytest.raises(CarrierUnreachable) as unclear:
        FedEx(ACCOUNT | {"url": recorder.url}, read_seconds=1).buy(random_shipments(1)[0])
    assert (unclear.value.sent, len(recorder.bought)) == (True, 1)
    assert str(unclear.value).startswith(text)


def test_a_carrier_that_is_not_there_has_bought_nothing():
    with pytest.raises(CarrierUnreachable) as gone:
        FedEx(ACCOUNT | {"url": "http://127.0.0.1:9"}).buy(random_shipments(1)[0])
    assert gone.value.sent is False
    assert str(gone.value) == "It can't be reached (127.0.0.1: ConnectionError)."


def test_a_no_is_told_with_its_code(recorder, carriers):
    recorder.how = "no"
    with pytest.raises(CarrierRefused, match="No such account") as refused:
        carriers["fedex"].buy(random_shipments(1)[0])
    assert refused.value.code == "ACCOUNT.INVALID"


@pytest.mark.parametrize("carrier", ["ups", "usps"])
def test_who_pushes_nothing_is_believed_nothing(carriers, carrier):
    with pytest.raises(InvalidCarrierSignature):
        carriers[carrier].message(b"{}", {})


def test_usps_cannot_be_searched_by_our_reference(carriers):
    with pytest.raises(CarrierRefused):
        carriers["usps"].find("T-1", since=datetime.now(UTC).date())
