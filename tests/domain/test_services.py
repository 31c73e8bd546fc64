"""Clauses `methods`, `carrier`: a parcel goes by the service that its method names for its carrier,
in the request, in the check of it and on the label.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.factories import orders
from tests.factories.carrier_recorder import Recorder, carriers_at
from tests.factories.parcels import LATER, bought_shipments, place_and_box, process_labels
from tests.factories.shipments import SENDER, random_shipments
from tests.policy.terms_oracle import POLICIES
from troth.fulfillment.carriers import checks
from troth.fulfillment.carriers.interface import CarrierRefused, NotAsPromised
from troth.fulfillment.models import Pickup
from troth.fulfillment.warehouse import pickups
from troth.policy.addresses.places import place_of
from troth.policy.shipping.carriers import carriers_to, service_of
from troth.policy.shipping.services import SERVICES
from troth.policy.terms import BadPolicy, Terms, load_terms, parse_terms, shipped_terms

NAMED = 'services = { fedex = "FEDEX_2_DAY", ups = "02", usps = "PRIORITY_MAIL" }'
EXPRESS = {"fedex": "FEDEX_2_DAY", "ups": "02", "usps": "PRIORITY_MAIL"}
ON = date(2026, 11, 24)


@pytest.fixture
def recorder():
    with Recorder() as recording:
        yield recording


@pytest.fixture
def carriers(recorder):
    return carriers_at(recorder)


def with_services(line: str = NAMED) -> Terms:
    rules = "[[methods.carrier_rules]]"
    return parse_terms(shipped_terms().source.replace(rules, f"{line}\n\n{rules}", 1))


def service_in(carrier: str, body) -> str:
    """What a request asks for, in the carrier's own field."""
    if carrier == "fedex":
        return body["requestedShipment"]["serviceType"]
    if carrier == "ups":
        return body["ShipmentRequest"]["Shipment"]["Service"]["Code"]
    return body["packageDescription"]["mailClass"]


# The policy


def test_the_shipped_policy_and_its_ground_are_the_carriers_ground():
    for carrier in shipped_terms().file.carriers:
        assert service_of(shipped_terms(), method="ground", carrier=carrier) == ""


def test_a_method_names_a_service_by_carrier():
    assert {
        carrier: service_of(with_services(), method="ground", carrier=carrier)
        for carrier in EXPRESS
    } == EXPRESS


def test_the_express_of_the_store_on_the_pacific_is_no_ground():
    terms = load_terms(POLICIES["pacific"])
    assert service_of(terms, method="express", carrier="fedex") in SERVICES["fedex"]
    assert service_of(terms, method="ground", carrier="fedex") == ""


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('services = { fedex = "FEDEX_2_DAYS", ups = "02", usps = "PRIORITY_MAIL" }', "not one of"),
        ('services = { fedex = "FEDEX_2_DAY" }', "none is named for"),
        (NAMED.replace(" }", ', dhl = "EXPRESS" }'), "'dhl' is not one of"),
        (NAMED.replace("FEDEX_2_DAY", "fedex 2 day"), "services"),
    ],
)
def test_a_service_that_nobody_sells_is_refused_with_the_policy(line, message):
    with pytest.raises(BadPolicy, match=message):
        with_services(line)


def test_another_carrier_is_offered_only_where_the_method_names_its_service():
    terms = load_terms(POLICIES["pacific"])
    kwargs = {"place": place_of("60611"), "po_box": False}
    assert carriers_to(terms, method="express", **kwargs) == ("fedex",)
    assert set(carriers_to(terms, method="ground", **kwargs)) == {"fedex", "usps"}


# The wire


@pytest.mark.parametrize("carrier", list(EXPRESS))
def test_the_carrier_is_asked_for_the_service_and_for_nothing_else_new(recorder, carriers, carrier):
    batch = random_shipments(12)
    for parcel in batch:
        carriers[carrier].buy(replace(parcel, service=EXPRESS[carrier]))
        carriers[carrier].buy(parcel)
    for express, ground in zip(recorder.bought[::2], recorder.bought[1::2], strict=True):
        assert service_in(carrier, express) == EXPRESS[carrier]
        assert service_in(carrier, ground) in (
            "FEDEX_GROUND",
            "GROUND_HOME_DELIVERY",
            "03",
            "USPS_GROUND_ADVANTAGE",
        )


@pytest.mark.parametrize("carrier", list(EXPRESS))
def test_the_check_refuses_ground_for_a_parcel_that_was_promised_express(
    recorder, carriers, carrier
):
    [parcel] = random_shipments(1)
    carriers[carrier].buy(parcel)
    [body] = recorder.bought
    with pytest.raises(NotAsPromised, match="service"):
        getattr(checks, f"check_{carrier}_request")(body, replace(parcel, service=EXPRESS[carrier]))
    getattr(checks, f"check_{carrier}_request")(body, parcel)


def test_a_label_that_fedex_sold_for_another_service_is_given_back(recorder, carriers, monkeypatch):
    [parcel] = random_shipments(1)
    sells = recorder.sold

    def slower(path, body):
        answer = sells(path, body)
        [sold] = answer["output"]["transactionShipments"]
        sold["serviceType"] = "FEDEX_GROUND"
        return answer

    monkeypatch.setattr(recorder, "sold", slower)
    with pytest.raises(NotAsPromised, match="FEDEX_2_DAY was asked for"):
        carriers["fedex"].buy(replace(parcel, service="FEDEX_2_DAY"))
    assert len(recorder.voided) == 1


class Cars:
    """FedEx's collections as they are asked for, without its server."""

    def __init__(self, carrier, *, refuses: str = "") -> None:
        self.requested, self.cancelled, self.refuses = [], [], refuses
        carrier._wire.call = self.call

    def call(self, verb, path, body, **_kwargs):
        code = body["carrierCode"]
        if path.endswith("/cancel"):
            self.cancelled.append((code, body["pickupConfirmationCode"]))
            return {}
        if code == self.refuses:
            raise CarrierRefused("PICKUP.CLOSED", "No car today.")
        self.requested.append((code, body["packageCount"]))
        return {"output": {"pickupConfirmationCode": f"{3000 + len(self.requested)}"}}


COLLECT = {"on": ON, "grams": 4_000, "address": SENDER}


@pytest.mark.parametrize(
    ("services", "requested", "confirmation"),
    [
        (["FEDEX_GROUND", "GROUND_HOME_DELIVERY"], [("FDXG", 2)], "3001"),
        (["FEDEX_2_DAY"], [("FDXE", 1)], "E:3001"),
        (["FEDEX_GROUND", "FEDEX_2_DAY", "FEDEX_2_DAY"], [("FDXG", 1), ("FDXE", 2)], "3001 E:3002"),
        ([], [("FDXG", 3)], "3001"),
    ],
)
def test_fedex_express_and_ground_are_collected_by_cars_of_their_own(
    carriers, services, requested, confirmation
):
    cars = Cars(carriers["fedex"])
    count = len(services) or 3
    pickup_id = carriers["fedex"].pickup(parcels=count, services=services, **COLLECT)
    assert (cars.requested, pickup_id) == (requested, confirmation)
    carriers["fedex"].cancel_pickup(pickup_id, on=ON)
    assert [code for code, _ in cars.cancelled] == [code for code, _ in requested]


def test_of_two_cars_that_do_not_both_come_none_is_booked(carriers):
    cars = Cars(carriers["fedex"], refuses="FDXE")
    with pytest.raises(CarrierRefused, match="No car"):
        carriers["fedex"].pickup(parcels=2, services=["FEDEX_GROUND", "FEDEX_2_DAY"], **COLLECT)
    assert cars.cancelled == [("FDXG", "3001")]


# The whole way


def test_an_order_by_express_has_an_express_label_and_its_collection(fedex, monkeypatch):
    monkeypatch.setattr(orders, "shipped_terms", with_services)
    parcel = place_and_box()
    process_labels(fedex)
    label = parcel.labels.get()
    assert (label.state, label.service) == ("bought", "FEDEX_2_DAY")
    [sold] = bought_shipments()
    assert sold["service"] == "FEDEX_2_DAY"
    pickups.request_pickup(
        carrier="fedex", terms=parcel.order.policy.terms, carriers=fedex, now=LATER, by="pat"
    )
    assert Pickup.objects.get().confirmation.startswith("E:")
