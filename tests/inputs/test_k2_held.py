"""K2, carriers' words: what version 0.6.1 read right, and must go on reading right."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories.carrier_answers import (
    NUMBERS,
    PACKED_AT,
    AnsweringCarrier,
    apply_answer,
    box_for_carrier,
    carrier_answer,
)
from troth.fulfillment.models import Parcel
from troth.policy.shipping.tracking import Sighting, derive_parcel_state

HOUR = timedelta(hours=1)
START = PACKED_AT + 2 * HOUR


@pytest.fixture(scope="module")
def telling():
    with AnsweringCarrier() as server:
        yield server


def event(code, hours, description="", zip_code="10013", city="NEW YORK", **more):
    place = {"city": city, "stateOrProvinceCode": "NY", "postalCode": zip_code}
    fields = {"eventType": code, "eventDescription": description, "scanLocation": place}
    return fields | {"date": (START + hours * HOUR).isoformat(), "derivedStatusCode": code} | more


def test_fedex_s_two_records_of_one_parcel(house, telling):
    """karrioapi/karrio:modules/connectors/fedex/tests/fedex/test_tracking.py, a number with two
    records under keys of their own: the parcel, and what became of it after a notice on the door.
    """
    parcel = box_for_carrier("fedex")
    first = carrier_answer(
        "fedex",
        event("AR", 40, "At local FedEx facility"),
        event("HP", 20, "Ready for recipient pickup"),
        event("PU", 0, "Picked up"),
        event("OC", -1, "Shipment information sent to FedEx"),
        shipment=f"2460425000~{NUMBERS['fedex']}~FX",
    )
    second = carrier_answer(
        "fedex",
        event("DL", 42, "Delivered", scanLocation={"residential": False}),
        event("OD", 41, "On FedEx vehicle for delivery"),
        event("DE", 18, "Delivery exception", exceptionCode="08"),
        shipment=f"2460426000~{NUMBERS['fedex']}~FX",
        deliveryDetails={"receivedByName": "D.HERRERA"},
    )
    results = first["output"]["completeTrackResults"][0]["trackResults"]
    results += second["output"]["completeTrackResults"][0]["trackResults"]
    apply_answer(telling, "fedex", first, START + 50 * HOUR)
    now = Parcel.objects.get(pk=parcel.pk)
    assert (now.status, now.signed_by) == ("delivered", "D.HERRERA")
    assert now.delivered_at == START + 42 * HOUR
    assert now.left_at == START


def test_a_naive_date_among_dated_ones_is_no_instant(house, telling):
    """The same file: one pick-up is told as a date without an offset."""
    parcel = box_for_carrier("fedex")
    naive = {"date": f"{START:%Y-%m-%d}T00:00:00"}
    payload = carrier_answer(
        "fedex", event("AR", 5, "Arrived"), event("PU", 0, "Picked up", **naive)
    )
    apply_answer(telling, "fedex", payload, START + 6 * HOUR)
    now = Parcel.objects.get(pk=parcel.pk)
    assert (now.status, now.left_at) == ("moving", START + 5 * HOUR)


def test_the_same_events_in_any_order_are_the_same_truth():
    events = [
        Sighting("accepted", START, key="1"),
        Sighting("moving", START + HOUR, key="2"),
        Sighting("unknown", START + 2 * HOUR, key="3"),
        Sighting("delivered", START + 3 * HOUR, "A.LEE", key="4"),
        Sighting("note", START + 4 * HOUR, key="5"),
        Sighting("moving", None, key="6"),
    ]
    truths = {
        derive_parcel_state(events[at:] + events[:at] + events[:2]) for at in range(len(events))
    }
    assert len(truths) == 1
    [one] = truths
    assert (one.status, one.signed_by, one.at) == ("delivered", "A.LEE", START + 3 * HOUR)
