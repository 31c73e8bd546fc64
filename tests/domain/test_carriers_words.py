"""Clauses `signature`, `shipping_notice`, `non_receipt`: what a carrier's words make of a parcel of
ours, and who hears of those that nobody knows.
"""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest

from tests.factories.carrier_answers import (
    DELIVERED_AT,
    NUMBERS,
    PACKED_AT,
    PICTURE,
    AnsweringCarrier,
    apply_answer,
    box_for_carrier,
    carrier_answer,
    delivery_answer,
)
from tests.factories.letters import letter_of
from tests.factories.payments import money_moved
from troth.care import tasks as care
from troth.fulfillment.models import Parcel, Scan
from troth.fulfillment.tracking import manual_tracking, proofs, tracking_events
from troth.fulfillment.tracking.shipment_scans import scans_of_parcel
from troth.order_status.reading import status_of
from troth.orders.models import Event
from troth.payments.models import PaymentOperation
from troth.storefront.own_data.sections import as_document
from troth.worklist.models import Task

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SHIPPED = PACKED_AT + timedelta(hours=2)
NUMBER = NUMBERS["fedex"]
HERE = {"city": "NEW YORK", "state": "NY", "zip": "10013"}
NEWARK = {"city": "NEWARK", "state": "NJ", "zip": "07102"}


@pytest.fixture(scope="module")
def telling():
    with AnsweringCarrier() as server:
        yield server


def event(code, description, at, **extra_fields):
    place = {"city": "Memphis", "stateOrProvinceCode": "TN", "postalCode": "38118"}
    fields = {"eventType": code, "eventDescription": description, "date": at.isoformat()}
    return fields | {"scanLocation": place} | extra_fields


def picked_up(at=SHIPPED, **more):
    return carrier_answer("fedex", event("PU", "Picked up", at), **more)


def shipped(telling):
    parcel = box_for_carrier("fedex")
    apply_answer(telling, "fedex", picked_up(), SHIPPED)
    money_moved(SHIPPED)
    return parcel


def fresh(parcel):
    return Parcel.objects.get(pk=parcel.pk)


def kinds(parcel):
    return list(parcel.order.events.order_by("pk").values_list("kind", flat=True))


def letters(parcel):
    """The letters that the order's events owe, by the event's kind."""
    from troth.notifications.actions import LETTERS, write_notice

    owing = parcel.order.events.filter(kind__in=LETTERS).order_by("pk")
    events = owing.select_related("order__policy", "order__recipient")
    return {
        order_event.kind: write_notice(event=order_event, now=order_event.at)
        for order_event in events
    }


@pytest.mark.parametrize(
    ("carrier", "raw_event"),
    [
        ("fedex", event("ZQ", "Something new", SHIPPED)),
        ("fedex", event("EP", "Enroute to Pickup", SHIPPED)),
        (
            "ups",
            {
                "gmtDate": f"{SHIPPED:%Y%m%d}",
                "gmtTime": "15:00:00",
                "status": {"type": "I", "statusCode": "999", "description": "Something new"},
            },
        ),
        (
            "usps",
            {
                "eventCode": "GX",
                "eventType": "Shipping Label Created, USPS Awaiting Item",
                "GMTTimestamp": f"{SHIPPED:%Y-%m-%dT%H:%M:%SZ}",
            },
        ),
        ("usps", {"eventCode": "ZQ", "eventType": "Something new"}),
    ],
)
def test_no_such_word_ships_a_box_that_is_on_the_bench(house, telling, carrier, raw_event):
    parcel = box_for_carrier(carrier)
    apply_answer(telling, carrier, carrier_answer(carrier, raw_event), SHIPPED + HOUR)
    assert (fresh(parcel).status, fresh(parcel).left_at) == ("announced", None)
    assert parcel.order.lines.get().state != "shipped"
    assert not {"line.shipped", "parcel.shipped", "parcel.status_unrecognized"} & set(kinds(parcel))
    assert not PaymentOperation.objects.exists()


def test_an_unknown_event_is_asked_about_and_told(house, telling):
    parcel = shipped(telling)
    later = SHIPPED + DAY
    payload = carrier_answer("fedex", event("ZQ", "Transferred to a partner", later))
    for _ in range(2):
        apply_answer(telling, "fedex", payload, later + HOUR)
    task = Task.objects.get(kind="carrier_event")
    assert (task.role, task.closed_at) == ("care", None)
    assert "an event that we don't know" in task.title
    assert "Transferred to a partner" in task.detail
    assert fresh(parcel).status == "accepted"
    assert kinds(parcel).count("parcel.status_unrecognized") == 1
    [shown] = status_of(parcel.order, later + HOUR).parcels
    assert shown.sentence == "FedEx has it"
    assert "“Transferred to a partner”" in shown.detail
    assert "We don't know yet what that means, and ask FedEx." in shown.detail
    words = [entry.sentence for entry in status_of(parcel.order, later + HOUR).timeline]
    assert any("reports something that we don't know" in text for text in words)
    moves = carrier_answer("fedex", event("DP", "Departed FedEx hub", later + DAY))
    apply_answer(telling, "fedex", moves, later + DAY)
    [shown] = status_of(parcel.order, later + DAY).parcels
    assert (shown.sentence, shown.detail) == ("On its way", "")


def test_a_redirection_is_an_alarm_to_care_and_to_the_customer(house, telling):
    parcel = shipped(telling)
    later = SHIPPED + DAY
    apply_answer(
        telling,
        "fedex",
        carrier_answer("fedex", event("RA", "Address Change Requested", later)),
        later,
    )
    assert "asked to deliver in another place" in Task.objects.get(kind="carrier_event").title
    letter = letters(parcel)["parcel.redirected"]
    assert "FedEx was asked to change the delivery" in letter.subject
    assert 'FedEx says: "Address Change Requested"' in letter.text
    assert "Was it not you? Write to" in letter.text
    assert fresh(parcel).status == "accepted"


def test_a_delivery_elsewhere_is_no_delivery(house, telling):
    parcel = shipped(telling)
    proof = {"name": "A.LEE", **NEWARK}
    apply_answer(
        telling, "fedex", delivery_answer("fedex", proof, DELIVERED_AT), DELIVERED_AT + HOUR
    )
    current = fresh(parcel)
    assert (current.status, current.delivered_at, current.signed_by) == ("elsewhere", None, "")
    assert parcel.order.lines.get().state == "shipped"
    assert not {"parcel.delivered", "parcel.delivered_unsigned", "line.delivered"} & set(
        kinds(parcel)
    )
    assert "delivered in another place" in Task.objects.get(kind="trace").title
    letter = letters(parcel)["parcel.misdelivered"]
    assert "in another place" in letter.subject
    assert "We ask FedEx for a trace by" in letter.text
    assert "NEWARK, NJ" in letter.text
    event = Event.objects.get(kind="parcel.misdelivered")
    care.on_event(event.pk)
    status = status_of(parcel.order, DELIVERED_AT + HOUR)
    claim = status.parcels[0].claim
    assert claim is not None
    assert "FedEx told us that it delivered your parcel in another place." in claim.sentence
    assert "We ask FedEx for a trace by" in claim.sentence
    assert "we file your claim for you" in claim.sentence
    assert status.headline.title == "Delivered in another place"
    assert not status.parcels[0].is_delivered
    assert proofs.pending_proofs(now=DELIVERED_AT + HOUR) == []


def test_a_person_may_find_that_it_came_after_all(house, telling):
    parcel = shipped(telling)
    payload = delivery_answer("fedex", {"name": "A.LEE", **NEWARK}, DELIVERED_AT)
    apply_answer(telling, "fedex", payload, DELIVERED_AT + HOUR)
    manual_tracking.record_lookup(
        parcel=fresh(parcel),
        status="delivered",
        at=DELIVERED_AT + HOUR,
        signed_by="Ann Lee",
        sentence="FedEx: the scan had the wrong city",
        proof=None,
        now=DELIVERED_AT + DAY,
        by="staff:cara",
    )
    assert (fresh(parcel).status, fresh(parcel).signed_by) == ("delivered", "ANN LEE")


def test_it_may_be_handed_over_where_it_was_kept(house, telling):
    parcel = shipped(telling)
    place = {"city": "YONKERS", "stateOrProvinceCode": "NY", "postalCode": "10701"}
    held_event = event("HP", "Ready for recipient pickup", DELIVERED_AT - DAY, scanLocation=place)
    apply_answer(telling, "fedex", carrier_answer("fedex", held_event), DELIVERED_AT - DAY)
    proof = {"name": "A.LEE", "city": "YONKERS", "state": "NY", "zip": "10701"}
    apply_answer(
        telling, "fedex", delivery_answer("fedex", proof, DELIVERED_AT), DELIVERED_AT + HOUR
    )
    assert fresh(parcel).status == "delivered"


@pytest.mark.parametrize("is_timed", [True, False])
def test_what_went_back_is_not_delivered_to_its_buyer(house, telling, is_timed):
    parcel = shipped(telling)
    back = event("RS", "Returning package to shipper", DELIVERED_AT - DAY)
    back |= {} if is_timed else {"date": f"{DELIVERED_AT - DAY:%Y-%m-%dT%H:%M:%S}"}
    apply_answer(telling, "fedex", carrier_answer("fedex", back), DELIVERED_AT - DAY)
    proof = {"name": "P.SMITH", **HERE}
    apply_answer(
        telling, "fedex", delivery_answer("fedex", proof, DELIVERED_AT), DELIVERED_AT + HOUR
    )
    assert (fresh(parcel).status, fresh(parcel).delivered_at) == ("returned", None)
    assert "parcel.delivered" not in kinds(parcel)


def test_usps_says_delivered_of_what_came_back(house, telling):
    parcel = box_for_carrier("usps")
    payload = delivery_answer(
        "usps", {"sentence": "Delivered, To Original Sender", "name": "P SMITH"}, DELIVERED_AT
    )
    apply_answer(telling, "usps", payload, DELIVERED_AT + HOUR)
    assert fresh(parcel).status == "returned"


def test_an_older_shipment_under_its_number_is_set_apart(house, telling):
    parcel = box_for_carrier("fedex")
    june = SHIPPED - timedelta(days=170)
    old = delivery_answer("fedex", {"name": "D.HERRERA"}, june + 2 * DAY)
    [result] = old["output"]["completeTrackResults"][0]["trackResults"]
    result["scanEvents"].append(event("PU", "Picked up", june))
    untimed = event("OD", "On FedEx vehicle for delivery", june) | {"date": "no date"}
    result["scanEvents"].append(untimed)
    result["trackingNumberInfo"]["trackingNumberUniqueId"] = "2460425000~794988888885~FX"
    apply_answer(telling, "fedex", old, SHIPPED)
    assert (fresh(parcel).status, fresh(parcel).left_at) == ("announced", None)
    apply_answer(telling, "fedex", picked_up(shipment="2461330000~794988888885~FX"), SHIPPED + HOUR)
    proof = {"name": "A.LEE", **HERE}
    apply_answer(
        telling, "fedex", delivery_answer("fedex", proof, DELIVERED_AT), DELIVERED_AT + HOUR
    )
    current = fresh(parcel)
    assert (current.status, current.delivered_at, current.signed_by) == (
        "delivered",
        DELIVERED_AT,
        "A.LEE",
    )
    assert current.left_at == SHIPPED
    assert Scan.objects.filter(number=NUMBER).count() == 5  # kept as they were said
    assert len(scans_of_parcel(current)) == 2
    assert "HERRERA" not in str(as_document(parcel.order, now=DELIVERED_AT + DAY))


def test_one_wrong_clock_sets_no_shipment_apart(house, telling):
    """A label's own event may be hours off; the parcel goes on being followed."""
    parcel = box_for_carrier("fedex")
    label_event = event("OC", "Shipment information sent to FedEx", PACKED_AT - 5 * HOUR)
    payload = carrier_answer(
        "fedex", label_event, event("PU", "Picked up", SHIPPED), shipment="2461330000~1~FX"
    )
    apply_answer(telling, "fedex", payload, SHIPPED)
    assert fresh(parcel).left_at == SHIPPED


def test_an_unsigned_delivery_is_an_alarm(house, telling):
    parcel = shipped(telling)
    proof = {"name": "Signature not required", **HERE}
    apply_answer(
        telling, "fedex", delivery_answer("fedex", proof, DELIVERED_AT), DELIVERED_AT + HOUR
    )
    letter = letters(parcel)["parcel.delivered_unsigned"]
    assert "signed for by" not in letter.subject
    assert "No signature is on record, although we promised one." in letter.text
    from troth.alerting import actions as alerting

    alerting.bring_up_to_date(now=DELIVERED_AT + HOUR, kinds=["parcel_trouble"])
    assert "has no signature" in Task.objects.get(kind="parcel_trouble").detail


def test_a_signature_without_a_name_is_one_and_its_picture_is_kept(house, telling):
    parcel = box_for_carrier("ups")
    signed = delivery_answer("ups", {"picture": True, **HERE}, DELIVERED_AT)
    unsigned = delivery_answer("ups", HERE, DELIVERED_AT)
    apply_answer(telling, "ups", unsigned, DELIVERED_AT + HOUR)
    assert fresh(parcel).status == "unsigned"
    apply_answer(telling, "ups", signed, DELIVERED_AT + 2 * HOUR)  # the picture comes later
    assert (fresh(parcel).status, fresh(parcel).signed_by) == ("delivered", "")
    letter = letter_of(parcel.order, "delivered", 1)
    assert "It was signed for, and UPS has told us no name." in letter.text
    telling.answer = signed
    assert (
        proofs.fetch_proofs(carriers={"ups": telling.carrier("ups")}, now=DELIVERED_AT + DAY) == 1
    )
    assert proofs.kind_of(fresh(parcel)) == ("gif", "image/gif")
    with fresh(parcel).proof.open("rb") as file:
        assert file.read() == base64.b64decode(PICTURE)


@pytest.mark.parametrize("carrier", ["fedex", "ups", "usps"])
def test_one_event_that_cannot_be_read_stops_no_other(house, telling, carrier):
    box_for_carrier(carrier)
    broken = [None, 7, "x", [], {"status": "x", "location": 3, "date": {}}, {"GMTTimestamp": []}]
    payload = delivery_answer(carrier, {"name": "A LEE", **HERE}, DELIVERED_AT)
    package = payload
    for name in ("output", "completeTrackResults", 0, "trackResults", 0):
        package = package[name] if carrier == "fedex" else package
    if carrier == "ups":
        package = payload["trackResponse"]["shipment"][0]["package"][0]
    events = {"fedex": "scanEvents", "ups": "activity", "usps": "trackingEvents"}[carrier]
    package[events] = broken + package[events] + broken
    apply_answer(telling, carrier, payload, DELIVERED_AT + HOUR)
    assert Parcel.objects.get().status == "delivered"


def test_one_parcel_that_cannot_be_settled_stops_no_other(house, telling, monkeypatch):
    parcel = box_for_carrier("ups")
    telling.answer = delivery_answer("ups", {"name": "A LEE", **HERE}, DELIVERED_AT)
    really, tried = tracking_events.apply_events, []

    def settle(*, carrier, number, now):
        tried.append(number)
        if len(tried) == 1:
            raise RuntimeError("no such thing")
        return really(carrier=carrier, number=number, now=now)

    monkeypatch.setattr(tracking_events, "apply_events", settle)
    due = {"ups": ["1Z0000000000000000", NUMBERS["ups"]]}
    monkeypatch.setattr(tracking_events, "numbers_to_ask", lambda **_: due)
    tracking_events.ask_carriers(carriers={"ups": telling.carrier("ups")}, now=DELIVERED_AT + HOUR)
    assert len(tried) == 2
    assert fresh(parcel).status == "delivered"
    assert Event.objects.filter(kind="parcel.delivered").exists()
