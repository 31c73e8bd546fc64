"""Clauses `carrier`, `signature`, `shipping_notice`: a label is bought once, checked, and ships by
the carrier's own scan.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.factories import world
from tests.factories.parcels import (
    LATER,
    bought_shipments,
    place_and_box,
    process_labels,
)
from troth.fulfillment.carriers.interface import InvalidCarrierSignature, TrackingEvent
from troth.fulfillment.models import CarrierOutage, Label, Parcel, Pickup, Scan
from troth.fulfillment.outbox import LABELS
from troth.fulfillment.shipping_labels import labels
from troth.fulfillment.tracking import proofs, tracking_events
from troth.fulfillment.warehouse import handover, pickups
from troth.fulfillment.warehouse.queue import FulfillmentRefused
from troth.orders import actions as orders
from troth.payments import actions as payments
from troth.policy.dates.promise import local_time
from troth.policy.terms import shipped_terms


def test_a_label_is_bought_once_and_kept(fedex):
    parcel = place_and_box()
    process_labels(fedex), process_labels(fedex)
    label = parcel.labels.get()
    assert (label.state, label.signature, label.declared_cents) == ("bought", "DIRECT", 120_000)
    with label.file.open() as file:
        assert file.read(4) == b"%PDF"
    assert [shipment["number"] for shipment in bought_shipments()] == [label.number]


@pytest.mark.parametrize("trouble", ["hang_next", "half_next"])
def test_a_lost_answer_is_looked_for_and_nothing_is_paid_twice(fedex, trouble):
    parcel = place_and_box()
    world.carrier_control(**{trouble: [{"path": "/ship/v1/shipments", "times": 1}]})
    process_labels(fedex)
    assert (parcel.labels.get().state, len(bought_shipments())) == ("unsure", 1)
    process_labels(fedex)  # too early: the carrier may still be writing
    for minutes in (2, 2.1, 15):
        process_labels(fedex, minutes=minutes)
    assert [label.state for label in parcel.labels.order_by("pk")] == ["lost", "bought"]
    assert [shipment["number"] for shipment in bought_shipments()] == [
        parcel.labels.get(state="bought").number
    ]
    process_labels(fedex, minutes=26 * 60)
    assert not LABELS.due_keys(now=LATER + timedelta(days=3))


def test_a_worker_that_died_after_the_carriers_yes_buys_no_second(fedex):
    parcel = place_and_box()
    label = parcel.labels.get()
    fedex["fedex"].buy(labels.shipment_request_of(parcel, reference=label.reference, now=LATER))
    Label.objects.filter(pk=label.pk).update(
        attempts=1, not_before=LATER
    )  # as the dead worker left it
    for minutes in (1, 1.1):
        process_labels(fedex, minutes=minutes)
    assert len(bought_shipments()) == 1
    assert bought_shipments()[0]["number"] == parcel.labels.get(state="bought").number


def test_a_carrier_that_is_down_for_a_day(fedex):
    parcel = place_and_box()
    world.carrier_control(down=True)
    for minutes in (0, 1, 60, 600, 1400):
        process_labels(fedex, minutes=minutes)
    label = parcel.labels.get()
    assert (label.state, CarrierOutage.objects.get().carrier) == ("asked", "fedex")
    assert "503" in label.problem
    world.carrier_control(down=False)
    process_labels(fedex, minutes=1441)
    assert (
        parcel.labels.get(state="bought").state,
        len(bought_shipments()),
        CarrierOutage.objects.count(),
    ) == (
        "bought",
        1,
        0,
    )


def test_a_label_without_a_signature_is_refused_before_shipping(fedex):
    parcel = place_and_box()
    world.carrier_control(drop_signature=True)
    process_labels(fedex)
    label = parcel.labels.get()
    assert (label.state, bought_shipments()) == ("refused", [])
    assert "signature" in label.problem
    with pytest.raises(FulfillmentRefused, match="signature"):
        handover.hand_over(parcel=parcel, to="F. Driver", now=LATER, by="pat")
    world.carrier_control(drop_signature=False)
    labels.retry_label(parcel=parcel, now=LATER, by="pat")
    process_labels(fedex, minutes=1)
    assert len(bought_shipments()) == 1


def test_a_label_that_is_given_back_is_void(fedex):
    parcel = place_and_box()
    process_labels(fedex)
    assert labels.void_label(label=parcel.labels.get(), now=LATER)
    process_labels(fedex, minutes=1)
    assert (parcel.labels.get().state, bought_shipments()) == ("voided", [])


def test_a_signed_hand_over_ships_it_once(fedex):
    parcel = place_and_box()
    process_labels(fedex)
    for _ in range(2):
        handover.hand_over(parcel=parcel, to="F. Driver", now=LATER, by="pat")
    assert parcel.order.events.filter(kind="parcel.shipped").count() == 1
    assert (
        parcel.order.events.get(kind="parcel.shipped").facts["number"] == parcel.labels.get().number
    )


def test_the_acceptance_scan_ships_it_and_the_signature_is_kept(fedex):
    parcel = place_and_box()
    process_labels(fedex)
    number = parcel.labels.get().number
    world.carrier_control("/_control/handed_over", number=number)
    assert tracking_events.ask_carriers(carriers=fedex, now=LATER + timedelta(hours=3)) == 1
    assert parcel.order.lines.get().state == "shipped"
    later = LATER + timedelta(days=1)
    world.carrier_clock(later)
    world.carrier_control("/_control/deliver", number=number, signed_by="A.LEE")
    tracking_events.ask_carriers(carriers=fedex, now=later + timedelta(hours=3))
    parcel.refresh_from_db()
    assert (parcel.order.lines.get().state, parcel.status, parcel.signed_by) == (
        "delivered",
        "delivered",
        "A.LEE",
    )
    assert parcel.order.events.get(kind="parcel.delivered").facts["signed_by"] == "A.LEE"
    assert fedex["fedex"].proof(number).startswith(b"%PDF")


def test_a_box_that_must_stay_and_left_is_told_of(fedex):
    parcel = place_and_box()
    process_labels(fedex)
    orders.hold_order(order=parcel.order, why="A request", now=LATER, by="care")
    number = parcel.labels.get().number
    tracking_events.store_events([seen(number, "accepted")], carrier="fedex", how="told", now=LATER)
    tracking_events.apply_events(carrier="fedex", number=number, now=LATER)
    assert parcel.order.lines.get().state == "processed"
    assert parcel.order.events.filter(kind="parcel.shipped_in_error").count() == 1


def test_a_closed_box_of_an_order_that_is_off_is_unpacked_and_its_label_given_back(fedex):
    parcel = place_and_box()
    process_labels(fedex)
    payments.cancel_order(order=parcel.order, reason="the shopper asked", now=LATER, by="care")
    assert list(handover.parcels_to_pull()) == [parcel]
    handover.unpack_parcel(parcel=parcel, now=LATER)
    process_labels(fedex, minutes=1)
    assert (list(handover.parcels_to_pull()), bought_shipments()) == ([], [])


# Events in any order.

LIFE = [
    "announced",
    "accepted",
    "moving",
    "delayed",
    "moving",
    "out_for_delivery",
    "attempted",
    "out_for_delivery",
]


def seen(number, status, hours=0.0, signed_by="", at=True):
    moment = LATER + timedelta(hours=hours)
    return TrackingEvent(
        number=number,
        status=status,
        code=status[:2],
        carrier_text=status,
        at=moment if at else None,
        place="New York, NY",
        signed_by=signed_by,
        expected_on=None,
        raw={"hours": hours},
    )


def lives(count, chance):
    """Parcels' whole stories, each cut off somewhere; with what is true at the end of each."""
    for nth in range(count):
        number = f"{nth:012d}"
        story = [
            seen(number, status, hours=at)
            for at, status in enumerate(LIFE[: chance.randint(1, len(LIFE))])
        ]
        ended = (
            chance.choice(["", "delivered", "unsigned", "returned"])
            if len(story) == len(LIFE)
            else ""
        )
        if ended:
            story.append(
                seen(
                    number,
                    "delivered" if ended != "returned" else ended,
                    30,
                    "A.LEE" * (ended == "delivered"),
                )
            )
        if chance.random() < 0.2:
            story.append(seen(number, "moving", at=False))
        yield (
            number,
            story,
            ended or story[-1].status if story[-1].at else ended or story[-2].status,
        )


def test_a_thousand_parcels_events_in_any_order_thrice_and_for_nobody(fedex):
    """Of labels made by hand: what counts here is the truth that the events make."""
    parcel = place_and_box()
    process_labels(fedex)
    chance, label = random.Random(3), parcel.labels.get()
    stories = list(lives(1000, chance))
    for start in range(0, 1000, 100):
        events = [
            sighting for _, story, _ in stories[start : start + 100] for sighting in story * 3
        ]
        events += [seen("999999999999", "delivered", 1, "NOBODY")]
        chance.shuffle(events)
        half = len(events) // 2
        tracking_events.store_events(
            events[:half], carrier="fedex", how="told", now=LATER + timedelta(days=3)
        )
        tracking_events.store_events(
            events[half:], carrier="fedex", how="asked", now=LATER + timedelta(days=3)
        )
    assert Scan.objects.filter(number="999999999999").count() == 1
    assert tracking_events.apply_events(carrier="fedex", number="999999999999", now=LATER) is None
    assert Scan.objects.count() == 1 + sum(len(set_of(story)) for _, story, _ in stories)
    for number, story, true in stories:
        truth = tracking_events.derive_parcel_state(
            tracking_events.Sighting(scan.status, scan.at, scan.signed_by, scan.digest)
            for scan in Scan.objects.filter(number=number)
        )
        assert truth.status == true, (story, truth)
        assert truth.taken == (len(story) > 1)
    assert label.state == "bought"


def set_of(story):
    return {(sighting.status, sighting.at, sighting.signed_by) for sighting in story}


def test_an_event_from_the_future_is_not_believed_yet(fedex):
    parcel = place_and_box()
    process_labels(fedex)
    number = parcel.labels.get().number
    tracking_events.store_events(
        [seen(number, "accepted", 500)], carrier="fedex", how="told", now=LATER
    )
    tracking_events.apply_events(carrier="fedex", number=number, now=LATER)
    assert parcel.order.lines.get().state == "processed"


def test_backwards_a_parcel_stays_delivered(fedex):
    parcel = place_and_box()
    process_labels(fedex)
    number = parcel.labels.get().number
    for sighting in (
        seen(number, "delivered", 20, "A.LEE"),
        seen(number, "moving", 9),
        seen(number, "accepted", 1),
    ):
        tracking_events.store_events(
            [sighting], carrier="fedex", how="told", now=LATER + timedelta(days=2)
        )
        tracking_events.apply_events(carrier="fedex", number=number, now=LATER + timedelta(days=2))
    parcel.refresh_from_db()
    assert (parcel.status, parcel.signed_by, parcel.order.lines.get().state) == (
        "delivered",
        "A.LEE",
        "delivered",
    )
    assert parcel.order.events.filter(kind="line.delivered").count() == 1


GOOD = b'{"output": {"completeTrackResults": []}}'


@pytest.mark.parametrize(
    "headers", [{}, {"fdx-signature": ""}, {"fdx-signature": "0" * 64}, {"fdx-signature": "é" * 9}]
)
def test_a_forged_message_is_refused(fedex, headers):
    with pytest.raises(InvalidCarrierSignature):
        fedex["fedex"].message(GOOD, headers)


MALFORMED = [
    b"",
    b"nonsense",
    b"[]",
    b"{}",
    b'{"output": 5}',
    b'{"output": {"completeTrackResults": [1, null, {}]}}',
    (
        b'{"output": {"completeTrackResults": [{"trackResults": [{"trackingNumberInfo": 7,'
        b' "scanEvents": [{"date": []}]}]}]}}'
    ),
    (
        b'{"output": {"completeTrackResults": [{"trackingNumber": "1", "trackResults":'
        b' [{"scanEvents": [3, {"eventType": "PU", "date": "2026-11-24T10:00:00"}, {"eventType":'
        b' "ZZ"}, {"eventType": {}}]}]}]}}'
    ),
]


@pytest.mark.parametrize("body", MALFORMED)
def test_a_malformed_message_of_the_carriers_breaks_nothing(fedex, body):
    import base64
    import hmac

    signature = base64.b64encode(hmac.digest(b"built-in", body, "sha256")).decode()
    try:
        sightings = fedex["fedex"].message(body, {"Fdx-Signature": signature})
    except InvalidCarrierSignature:
        return
    assert all(
        sighting.at is None for sighting in sightings
    )  # without an offset no instant is made of it
    tracking_events.store_events(sightings, carrier="fedex", how="told", now=LATER)


def test_an_offset_is_kept(fedex):
    from troth.fulfillment.carriers import fedex_events

    event = {"eventType": "PU", "date": "2026-11-20T14:12:00-05:00"}
    output = {
        "completeTrackResults": [{"trackingNumber": "1", "trackResults": [{"scanEvents": [event]}]}]
    }
    [sighting] = fedex_events.parse_events({"output": output})
    assert sighting.at == datetime(2026, 11, 20, 19, 12, tzinfo=UTC)
    assert replace(sighting, number="2").status == "accepted"


def delivered(fedex):
    """A parcel that was signed for."""
    parcel = place_and_box()
    process_labels(fedex)
    label = parcel.labels.get()
    world.carrier_control("/_control/handed_over", number=label.number)
    world.carrier_control("/_control/deliver", number=label.number, signed_by="A.LEE")
    now = LATER + timedelta(minutes=5)
    tracking_events.store_events(
        fedex["fedex"].track([label.number]), carrier="fedex", how="asked", now=now
    )
    tracking_events.apply_events(carrier="fedex", number=label.number, now=now)
    return Parcel.objects.get(pk=parcel.pk), now


def test_the_proof_of_delivery_is_kept_once_and_asked_for_again_later(fedex):
    parcel, now = delivered(fedex)
    assert (parcel.status, parcel.signed_by) == ("delivered", "A.LEE")
    world.carrier_control(fail_next=[{"path": "/trackingdocuments", "times": 9}])
    assert proofs.fetch_proofs(carriers=fedex, now=now) == 0
    world.carrier_control(reset=True)
    assert proofs.pending_proofs(now=now + timedelta(minutes=5)) == []
    assert proofs.fetch_proofs(carriers=fedex, now=now + timedelta(hours=3)) == 1
    parcel.refresh_from_db()
    with parcel.proof.open() as file:
        assert file.read(5) == b"%PDF-"
    assert proofs.pending_proofs(now=now + timedelta(hours=9)) == []


def test_a_collection_is_asked_for_once_a_day_and_taken_back(fedex):
    terms, kwargs = (
        shipped_terms(),
        {
            "carrier": "fedex",
            "terms": shipped_terms(),
            "carriers": fedex,
            "by": "pat",
        },
    )
    with pytest.raises(FulfillmentRefused, match="No box"):
        pickups.request_pickup(now=LATER, **kwargs)
    place_and_box()
    process_labels(fedex)
    first = pickups.request_pickup(now=LATER, **kwargs)
    assert first.confirmation
    assert pickups.request_pickup(now=LATER, **kwargs).pk == first.pk
    assert (first.on, first.parcels) == (pickups.next_pickup_day(terms, "fedex", LATER), 1)
    pickups.cancel_pickup(pickup=first, carriers=fedex, now=LATER)
    pickups.cancel_pickup(pickup=Pickup.objects.get(), carriers=fedex, now=LATER)
    collections = [
        collection
        for collection in world.carrier_control("/_control/audit")["pickups"]
        if collection["code"] == first.confirmation
    ]
    assert [collection["cancelled"] for collection in collections] == [True]


@pytest.mark.parametrize(("trouble", "open_ones"), [("fail_next", 0), ("hang_next", 1)])
def test_a_collection_that_failed_says_what_to_do(fedex, trouble, open_ones):
    place_and_box()
    process_labels(fedex)
    world.carrier_control(**{trouble: [{"path": "/pickups", "times": 1}]})
    with pytest.raises(FulfillmentRefused, match="telephone"):
        pickups.request_pickup(
            carrier="fedex", terms=shipped_terms(), carriers=fedex, now=LATER, by="pat"
        )
    assert Pickup.objects.filter(ended_at=None).count() == open_ones


@pytest.mark.parametrize(("hour", "days"), [(15, 0), (17, 1)])
def test_after_the_cut_off_they_come_on_the_next_working_day(hour, days):
    today = local_time(shipped_terms(), LATER).replace(hour=hour, minute=0)
    assert today.weekday() < 4
    assert pickups.next_pickup_day(shipped_terms(), "fedex", today) == today.date() + timedelta(
        days=days
    )


def test_what_was_unpacked_and_is_scanned_all_the_same_is_told_of(fedex):
    parcel = place_and_box()
    process_labels(fedex)
    payments.cancel_order(order=parcel.order, reason="cancelled", now=LATER, by="policy")
    handover.unpack_parcel(parcel=parcel, now=LATER)
    label = parcel.labels.get()
    seen = TrackingEvent(
        number=label.number,
        status="accepted",
        code="PU",
        carrier_text="Picked up",
        at=LATER,
        place="",
        signed_by="",
        expected_on=None,
        raw={},
    )
    for _ in range(2):
        tracking_events.store_events([seen], carrier="fedex", how="told", now=LATER)
        tracking_events.apply_events(carrier="fedex", number=label.number, now=LATER)
    assert parcel.order.events.filter(kind="parcel.shipped_in_error").count() == 1
    assert not parcel.order.events.filter(kind="parcel.shipped").exists()
