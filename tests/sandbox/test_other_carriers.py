"""The sandbox's UPS and USPS: our adapters buy, follow and give back their parcels, and every
answer is held, field by field, against recorded ones and the carriers' published shapes.
"""

from __future__ import annotations

import importlib
import io
import typing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import requests
from PIL import Image

from tests.factories import world
from tests.factories.shipments import SENDER, random_shipments
from troth.fulfillment.carriers import carriers_from
from troth.fulfillment.carriers.interface import CarrierRefused, CarrierUnreachable, NotAsPromised
from troth.fulfillment.shipping_labels.tracking_numbers import is_valid_number

MONDAY = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)  # 10 in New York
KEYS = ("ups", "usps")
ACCOUNT = {"key": "k", "secret": "s", "account": "A12345", "crid": "1", "mid": "2"}
# What the recorded answers have and a domestic parcel can; the source is beside each.
RECORDED = {
    # karrioapi/karrio:modules/connectors/ups/tests/ups/test_tracking.py
    "ups.tracking_response.ShipmentType": "inquiryNumber package",
    "ups.tracking_response.PackageType": (
        "trackingNumber activity currentStatus packageAddress packageCount referenceNumber service"
        " weight"
    ),
    "ups.tracking_response.ActivityType": "location status date time",
    "ups.tracking_response.LocationType": "address slic",
    "ups.tracking_response.AddressType": "city stateProvince countryCode country postalCode",
    "ups.tracking_response.StatusType": (
        "type description code statusCode simplifiedTextDescription"
    ),
    "ups.tracking_response.DeliveryInformationType": "location receivedBy signature",
    "ups.tracking_response.SignatureType": "image",
    "ups.tracking_response.DeliveryDateType": "type date",
    "ups.tracking_response.NumberType": "number type",
    "ups.tracking_response.ServiceType": "code description",
    "ups.tracking_response.WeightType": "unitOfMeasurement weight",
    # UPS-API/api-documentation:Shipping.yaml, required properties of the answer
    "ups.shipping_response.ShipmentResponseType": "Response ShipmentResults",
    "ups.shipping_response.ShipmentResultsType": (
        "ShipmentCharges BillingWeight ShipmentIdentificationNumber PackageResults"
    ),
    "ups.shipping_response.ShipmentChargesType": (
        "TransportationCharges ServiceOptionsCharges TotalCharges ItemizedCharges"
    ),
    "ups.shipping_response.PackageResultType": (
        "TrackingNumber ServiceOptionsCharges ShippingLabel ItemizedCharges"
    ),
    "ups.shipping_response.ShippingLabelType": "ImageFormat GraphicImage",
    "ups.shipping_response.TotalChargeType": "CurrencyCode MonetaryValue",
    "ups.shipping_response.ItemizedChargeType": "Code CurrencyCode MonetaryValue",
    # karrioapi/karrio:modules/connectors/usps/tests/usps/test_tracking.py
    "usps.tracking_response.TrackingResponseType": (
        "destinationCity destinationState destinationZIP emailEnabled kahalaIndicator mailClass"
        " mailType originCity originState originZIP proofOfDeliveryEnabled restoreEnabled"
        " RRAMEnabled RREEnabled services serviceTypeCode status statusCategory statusSummary"
        " tableCode uniqueMailPieceID mailPieceIntakeDate trackingEvents trackingNumber"
    ),
    "usps.tracking_response.TrackingEventType": (
        "eventType eventTimestamp GMTTimestamp GMTOffset eventCountry eventCity eventState eventZIP"
        " firm name authorizedAgent eventCode additionalProp"
    ),
    # karrioapi/karrio:modules/connectors/usps/vendor/domestic-labels.yaml
    "usps.label_response.LabelResponseType": "labelMetadata labelImage",
    "usps.label_response.LabelMetadataType": (
        "labelAddress routingInformation trackingNumber constructCode SKU postage extraServices"
        " zone commitment weightUOM weight dimensionalWeight fees bannerText retailDistributionCode"
        " serviceTypeCode"
    ),
    "usps.label_response.ExtraServiceType": "name SKU price",
    "usps.label_response.CommitmentType": "name scheduleDeliveryDate",
    # karrioapi/karrio:modules/connectors/usps/vendor/carrier-pickup.yaml
    "usps.pickup_response.PickupResponseType": "confirmationNumber pickupDate carrierPickupRequest",
}
# In UPS's published schema, and newer than karrio's classes.
NEWER = {"ups.tracking_response.ActivityType": {"gmtDate", "gmtOffset", "gmtTime"}}
NEWER |= {"usps.label_response.LabelAddressType": {"ignoreBadAddress"}}


@pytest.fixture
def carriers():
    world.carrier_control(reset=True)
    world.carrier_control(auto_collect=False)
    world.carrier_clock(MONDAY)
    yield carriers_from({key: ACCOUNT | {"url": world.carrier().url} for key in KEYS})
    world.carrier_control(reset=True)


def wanted(**changes):
    [parcel] = random_shipments(1)
    goal = replace(parcel.recipient, name="Ann Lee", street=("12 Grand Street",))
    goal = replace(goal, city="Chicago", state="IL", zip="60610")
    defaults = {"recipient": goal, "ship_on": MONDAY.date(), "signature": "direct", "grams": 2_000}
    return replace(parcel, **(defaults | changes))


def compare(answer, kind: str, at: str = "") -> list[str]:
    """What an object lacks of the recorded answers, and what it has that no schema has."""
    module, _, name = f"karrio.schemas.{kind}".rpartition(".")
    fields = {
        attribute.name: attribute
        for attribute in getattr(importlib.import_module(module), name).__attrs_attrs__
    }
    wrong = [
        f"{at}.{expected}: missing"
        for expected in RECORDED.get(kind, "").split()
        if expected not in answer
    ]
    for field, value in answer.items():
        if field not in fields:
            if field not in NEWER.get(kind, set()):
                wrong.append(f"{at}.{field}: no such field")
            continue
        for inner in _classes(fields[field]):
            values = value if isinstance(value, list) else [value]
            of = f"{kind.rpartition('.')[0]}.{inner}"
            for nested in values:
                wrong += compare(nested, of, f"{at}.{field}") if isinstance(nested, dict) else []
    return wrong


def _classes(field) -> set[str]:
    """The class of what stands in a field, as karrio's schemas name it."""
    named = {getattr(annotation, "__name__", "") for annotation in _within(field.type)}
    return {name for name in named if name.endswith("Type") and name != "NoneType"}


def _within(kind) -> list[object]:
    return [kind, *(inner for arg in typing.get_args(kind) for inner in _within(arg))]


def tracked(key, number, carriers):
    """The tracking answer as it is on the wire."""
    path = {"ups": "/api/track/v1/details/", "usps": "/tracking/v3/tracking/"}[key]
    token = carriers[key]._wire.token()
    headers = {"Authorization": f"Bearer {token}"}
    return requests.get(world.carrier().url + path + number, headers=headers, timeout=30).json()


def delivered(carriers, key):
    """A parcel that was bought, handed over and delivered."""
    bought = carriers[key].buy(wanted())
    world.carrier_control("/_control/handed_over", number=bought.number)
    world.carrier_clock(MONDAY + timedelta(days=9))
    return bought


@pytest.mark.parametrize("key", KEYS)
def test_a_label_is_bought_with_its_signature_and_given_back(carriers, key):
    label = carriers[key].buy(wanted())
    assert label.pdf.startswith(b"%PDF")
    assert is_valid_number(carrier=key, number=label.number)
    assert "SIGNATURE" in label.signature
    assert label.cents > 0
    [audited] = [
        shipment
        for shipment in world.carrier_control("/_control/audit")["shipments"]
        if shipment["number"] == label.number
    ]
    assert (audited["signature"], audited["declared_cents"]) == ("DIRECT", wanted().declared_cents)
    carriers[key].void(label.number)
    carriers[key].void(label.number)  # void already is no error
    assert [scan.status for scan in carriers[key].track([label.number])][-1:] != ["moving"]


@pytest.mark.parametrize("key", KEYS)
def test_a_parcel_is_followed_to_its_signature(carriers, key):
    bought = delivered(carriers, key)
    seen = carriers[key].track([bought.number])
    statuses = [scan.status for scan in seen]
    assert statuses[0] == "delivered"
    assert statuses[-2:] == ["accepted", "announced"]
    assert set(statuses) <= {"announced", "accepted", "moving", "out_for_delivery", "delivered"}
    assert seen[0].signed_by
    assert seen[0].facts["zip"] == "60610"
    assert all(scan.at is not None for scan in seen)
    proof = carriers[key].proof(bought.number)
    assert proof[:4] == (b"GIF8" if key == "ups" else b"")
    if key == "ups":  # a picture that a browser shows, and not its first bytes alone
        with Image.open(io.BytesIO(proof)) as picture:
            picture.load()


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize(
    ("trouble", "status"),
    [
        ("nobody_home", "attempted"),
        ("weather", "delayed"),
        ("customs", "delayed"),
        ("address", "delayed"),
        ("damaged", "damaged"),
        ("lost", "missing"),
        ("loss_confirmed", "lost"),
    ],
)
def test_each_trouble_is_told_in_its_carrier_s_words(carriers, key, trouble, status):
    bought = carriers[key].buy(wanted())
    world.carrier_control("/_control/handed_over", number=bought.number)
    world.carrier_clock(MONDAY + timedelta(days=2))
    kwargs = {"kind": trouble, "hours": 1}
    world.carrier_control("/_control/exception", number=bought.number, **kwargs)
    world.carrier_clock(MONDAY + timedelta(days=2, hours=3))
    assert status in {scan.status for scan in carriers[key].track([bought.number])}


@pytest.mark.parametrize("key", KEYS)
def test_what_is_refused_comes_back(carriers, key):
    bought = carriers[key].buy(wanted())
    world.carrier_control("/_control/handed_over", number=bought.number)
    world.carrier_clock(MONDAY + timedelta(days=2))
    world.carrier_control("/_control/exception", number=bought.number, kind="refused")
    world.carrier_clock(MONDAY + timedelta(days=15))
    statuses = [scan.status for scan in carriers[key].track([bought.number])]
    assert statuses[0] == "returned"
    assert "returning" in statuses
    assert "delivered" not in statuses


def test_a_lost_ups_label_is_found_by_our_reference(carriers):
    bought = carriers["ups"].buy(wanted())
    numbers = carriers["ups"].find(wanted().reference, since=MONDAY.date())
    assert bought.number in numbers
    carriers["ups"].void(bought.number)
    assert bought.number not in carriers["ups"].find(wanted().reference, since=MONDAY.date())
    assert carriers["ups"].find("T-NOWHERE-1.1", since=MONDAY.date()) == []


@pytest.mark.parametrize("key", KEYS)
def test_a_collection_is_booked_and_taken_back(carriers, key):
    pickup = {"on": MONDAY.date(), "parcels": 2, "grams": 3_000, "address": SENDER}
    confirmation = carriers[key].pickup(**pickup)
    carriers[key].cancel_pickup(confirmation, on=MONDAY.date())
    with pytest.raises(CarrierRefused):
        carriers[key].cancel_pickup(confirmation, on=MONDAY.date())
    with pytest.raises(CarrierRefused):
        carriers[key].pickup(**pickup | {"on": MONDAY.date() - timedelta(days=1)})


@pytest.mark.parametrize("key", KEYS)
def test_a_rate_is_quoted(carriers, key):
    [rate] = carriers[key].rates(wanted())
    assert rate.cents > 500


@pytest.mark.parametrize("key", KEYS)
def test_what_was_accepted_is_not_given_back(carriers, key):
    bought = delivered(carriers, key)
    with pytest.raises(CarrierRefused):
        carriers[key].void(bought.number)


@pytest.mark.parametrize("key", KEYS)
def test_a_wrong_secret_is_no_account(key):
    settings = {key: ACCOUNT | {"url": world.carrier().url, "secret": "wrong"}}
    with pytest.raises(CarrierRefused):
        carriers_from(settings)[key].rates(wanted())


@pytest.mark.parametrize("key", KEYS)
def test_a_carrier_that_is_down_may_have_sold_nothing(carriers, key):
    world.carrier_control(down=True)
    with pytest.raises(CarrierUnreachable):
        carriers[key].buy(wanted())


@pytest.mark.parametrize("key", KEYS)
def test_tracking_has_every_field_of_the_recorded_answers(carriers, key):
    answer = tracked(key, delivered(carriers, key).number, carriers)
    if key == "usps":
        assert compare(answer, "usps.tracking_response.TrackingResponseType") == []
        del answer["trackingEvents"][0]["eventCode"]
        wrong = compare(answer, "usps.tracking_response.TrackingResponseType")
        assert wrong == [".trackingEvents.eventCode: missing"]
        return
    assert compare(answer, "ups.tracking_response.TrackingResponseType") == []
    [package] = answer["trackResponse"]["shipment"][0]["package"]
    del package["activity"][0]["status"]["statusCode"]
    package["deliveryInformation"]["novel"] = 1
    wrong = compare(answer, "ups.tracking_response.TrackingResponseType")
    assert [problem.rpartition(".")[2] for problem in wrong] == [
        "statusCode: missing",
        "novel: no such field",
    ]


@pytest.mark.parametrize("key", KEYS)
def test_a_label_has_every_field_of_the_published_answers(carriers, key, monkeypatch):
    adapter, answers = carriers[key], []
    really = adapter._wire.call

    def call(method, path, body=None, **more):
        answers.append(really(method, path, body, **more))
        return answers[-1]

    monkeypatch.setattr(adapter._wire, "call", call)
    adapter.buy(wanted())
    kind = {
        "ups": "ups.shipping_response.ShippingResponseType",
        "usps": "usps.label_response.LabelResponseType",
    }[key]
    assert compare(answers[-1], kind) == []
    if key == "usps":
        adapter.pickup(on=MONDAY.date(), parcels=1, grams=900, address=SENDER)
        assert compare(answers[-1], "usps.pickup_response.PickupResponseType") == []


# --- what a tester can have happen, as with the sandbox's FedEx


def refusal(key, status=400, method="POST", path="", body=None):
    """A refusal as it is on the wire, in the shape of karrio's classes."""
    adapter = carriers_from({key: ACCOUNT | {"url": world.carrier().url}})[key]
    headers = {"Authorization": f"Bearer {adapter._wire.token()}"}
    url = world.carrier().url + path
    answer = requests.request(method, url, headers=headers, json=body, timeout=30)
    assert answer.status_code == status
    return compare(answer.json(), f"{key}.error_response.ErrorResponseType")


SHIP = {"ups": "/api/shipments/v2409/ship", "usps": "/labels/v3/label"}


@pytest.mark.parametrize("key", KEYS)
def test_a_refusal_has_the_carrier_s_own_shape(carriers, key):
    assert refusal(key, path=SHIP[key], status={"ups": 400, "usps": 403}[key], body={}) == []
    world.carrier_control(fail_next=[{"path": SHIP[key], "times": 1}])
    assert refusal(key, path=SHIP[key], status=503, body={}) == []


@pytest.mark.parametrize(
    ("key", "changes", "reason"),
    [
        ("ups", {"recipient": {"street": ("PO Box 12",)}}, "PO box"),
        ("ups", {"grams": 70_000}, "weight"),
        ("usps", {"grams": 32_000}, "weight"),
    ],
)
def test_a_label_that_is_refused_is_not_sold(carriers, key, changes, reason):
    changes = dict(changes)
    if "recipient" in changes:
        changes["recipient"] = replace(wanted().recipient, **changes["recipient"])
    before = world.carrier_control("/_control/audit")["shipments"]
    with pytest.raises(CarrierRefused, match=f"(?i){reason}"):
        carriers[key].buy(wanted(**changes))
    assert world.carrier_control("/_control/audit")["shipments"] == before


@pytest.mark.parametrize("key", KEYS)
def test_a_label_without_its_signature_is_given_back(carriers, key):
    world.carrier_control(drop_signature=True)
    with pytest.raises(NotAsPromised, match="signature"):
        carriers[key].buy(wanted(reference=f"T-UNSIGNED-{key}.1"))
    sold = world.carrier_control("/_control/audit")["shipments"]
    [label] = [shipment for shipment in sold if shipment["reference"] == f"T-UNSIGNED-{key}.1"]
    assert (label["state"], label["signature"]) == ("voided", "SERVICE_DEFAULT")


@pytest.mark.parametrize("key", KEYS)
def test_an_answer_that_is_lost_was_a_label(carriers, key):
    world.carrier_control(hang_next=[{"path": SHIP[key], "times": 1}])
    parcel = wanted(reference=f"T-HUNG-{key}.1")
    with pytest.raises(CarrierUnreachable) as gone:
        carriers[key].buy(parcel)
    assert gone.value.sent
    sold = world.carrier_control("/_control/audit")["shipments"]
    [label] = [shipment for shipment in sold if shipment["reference"] == parcel.reference]
    if key == "ups":
        assert carriers["ups"].find(parcel.reference, since=MONDAY.date()) == [label["number"]]


@pytest.mark.parametrize("key", KEYS)
def test_its_own_pickup_collects_it_and_no_other_carrier_s(carriers, key):
    other, day = KEYS[1 - KEYS.index(key)], MONDAY + timedelta(days=14 + KEYS.index(key))
    world.carrier_clock(day)  # on which no other test has booked one
    world.carrier_control(auto_collect="pickups")
    parcel = wanted(ship_on=day.date())
    own_number, other_number = (carriers[carrier].buy(parcel).number for carrier in (key, other))
    pickup = {"on": day.date(), "parcels": 1, "grams": 3_000, "address": SENDER}
    carriers[key].pickup(**pickup)
    world.carrier_clock(day + timedelta(hours=12))
    assert "accepted" in {scan.status for scan in carriers[key].track([own_number])}
    assert {scan.status for scan in carriers[other].track([other_number])} == {"announced"}


@pytest.mark.parametrize("key", KEYS)
def test_it_is_collected_by_itself(carriers, key):
    world.carrier_control(auto_collect=True)
    number = carriers[key].buy(wanted()).number
    world.carrier_clock(MONDAY + timedelta(days=9))
    assert carriers[key].track([number])[0].status == "delivered"


@pytest.mark.parametrize("key", KEYS)
def test_it_is_delivered_when_it_is_told_to_be(carriers, key):
    number = carriers[key].buy(wanted()).number
    world.carrier_control("/_control/deliver", number=number, signed_by="K.SATO")
    [seen, *_] = carriers[key].track([number])
    assert (seen.status, seen.signed_by) == ("delivered", {"ups": "K SATO", "usps": "K.SATO"}[key])
    unsigned = carriers[key].buy(wanted()).number
    world.carrier_control("/_control/deliver", number=unsigned, signed_by="")
    [seen, *_] = carriers[key].track([unsigned])
    assert (seen.status, seen.signed_by) == ("delivered", "")


# UPS developer portal, Tracking codes, exception code 78
# (karrioapi/karrio:modules/connectors/ups/vendors/Tracking-package-exceptions.html);
# USPS Publication 199, Appendix G-4, event 06.
REDIRECTS = {
    "ups": ("78", "The sender requested a delivery change for this package."),
    "usps": ("06", "Forwarded"),
}


@pytest.mark.parametrize("key", KEYS)
def test_a_redirection_is_told_in_its_carrier_s_words(carriers, key):
    number = carriers[key].buy(wanted()).number
    world.carrier_control("/_control/handed_over", number=number)
    code, description = REDIRECTS[key]
    event = {"number": number, "eventType": code, "eventDescription": description}
    world.carrier_control("/_control/say", events=[event])
    [seen, *_] = carriers[key].track([number])
    assert (seen.status, seen.code, seen.carrier_text) == ("redirected", code, description)
    if key == "usps":
        kind = "usps.tracking_response.TrackingResponseType"
        assert compare(tracked(key, number, carriers), kind) == []


def test_a_po_box_s_parcel_is_handed_out_at_the_post_office(carriers):
    """As USPS's events tell it: available for pickup, then picked up at the post office."""
    goal = replace(wanted().recipient, street=("PO Box 1187",))
    bought = carriers["usps"].buy(wanted(recipient=goal))
    world.carrier_control("/_control/handed_over", number=bought.number)
    world.carrier_clock(MONDAY + timedelta(days=9))
    seen = carriers["usps"].track([bought.number])
    assert [scan.status for scan in seen[:2]] == ["delivered", "held"]
    assert seen[0].carrier_text == "Delivered, Individual Picked Up at Post Office"
    assert seen[0].signed_by
    assert "out_for_delivery" not in {scan.status for scan in seen}
