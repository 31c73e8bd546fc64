"""Clauses `authenticity_refund`, `care`, `signature`: a piece that stays its buyer's goes back to
them by a parcel of its own, with a label, a letter and an end.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction

from tests.factories import world
from tests.factories.care_requests import (
    YEARS_LATER,
    check_piece,
    decide_damage,
    decide_second,
    place_and_deliver,
    report_damage,
    report_fake,
)
from tests.factories.items import a_bag
from tests.factories.moments import DAY
from tests.factories.parcels import NUMBER
from tests.factories.returns import (
    LEFT_BACK_AT,
    PACKED_BACK_AT,
    REFUSED_AT,
    box_photo,
    check_in,
    refuse_reported_piece,
    return_reported_piece,
    scan_parcel_back,
    send_back,
)
from troth.care import erasure_requests
from troth.care.authenticity_refunds import authenticity
from troth.care.models import CareCase
from troth.fulfillment.carriers.fedex import FedEx
from troth.fulfillment.carriers.interface import CarrierRefused
from troth.fulfillment.models import ParcelBack, Return, ReturnLabel
from troth.fulfillment.outbox import PARCEL_BACK_LABELS
from troth.fulfillment.returns import (
    customer_returns,
    parcels_back,
    parcels_back_labels,
    parcels_back_tracking,
)
from troth.fulfillment.warehouse import tags
from troth.fulfillment.warehouse.queue import FulfillmentRefused
from troth.notifications.actions import write_notice
from troth.payments.models import PaymentOperation
from troth.worklist.models import Task

BOX = {"grams": 2_400, "size_mm": (400, 300, 200)}


@pytest.fixture
def fedex(house):
    carriers = world.fedex()
    world.carrier_control(auto_collect=False)
    world.carrier_clock(PACKED_BACK_AT)
    yield carriers
    world.carrier_control(reset=True)


def parcel_of(order):
    return ParcelBack.objects.get(returned__order=order, ended_at=None)


def packed(order, at=PACKED_BACK_AT):
    parcel = parcel_of(order)
    item = order.lines.get().item_id
    kwargs = {
        "tag": tags.tag_of(item),
        "photos": [box_photo(9)],
        "now": at,
        "by": "staff:pat",
    } | BOX
    return parcels_back.pack_parcel(parcel=parcel, **kwargs)


def labelled(order, carriers, at=PACKED_BACK_AT):
    parcel = packed(order, at)
    for key in PARCEL_BACK_LABELS.due_keys(now=at):
        parcels_back_labels.buy_label(parcel_id=key, clock=lambda: at, carriers=carriers)
    return ParcelBack.objects.get(pk=parcel.pk)


def letter(order, kind):
    return write_notice(event=order.events.get(kind=f"parcel_back.{kind}"), now=LEFT_BACK_AT).text


def tasks(kind):
    return Task.objects.open().filter(kind=kind)


def test_a_refused_report_asks_the_warehouse_to_send_the_piece_back_once(house):
    order = refuse_reported_piece()
    for _ in range(2):
        parcels_back.open_parcel(returned=Return.objects.get(), now=PACKED_BACK_AT, by="staff:care")
    task = tasks("return_to_customer").get()
    assert (task.role, task.link) == ("warehouse", f"/desk/returns/{Return.objects.get().key}")
    assert order.events.filter(kind="parcel_back.opened").count() == 1
    assert not PaymentOperation.objects.filter(kind="refund").exists()


def test_it_goes_to_the_buyer_with_a_signature_and_a_letter_with_its_number(fedex):
    order = refuse_reported_piece()
    parcel = labelled(order, fedex)
    [sold] = [
        shipment
        for shipment in world.carrier_control("/_control/audit")["shipments"]
        if shipment["reference"] == parcel.key
    ]
    requested = sold["request"]["requestedShipment"]
    assert requested["recipients"][0]["address"]["postalCode"] == order.ship_to_zip
    assert "SIGNATURE_OPTION" in str(requested)
    assert (parcel.label, parcel.declared_cents) == ("bought", 120_000)
    parcels_back.hand_over(parcel=parcel, to="F. Driver", now=LEFT_BACK_AT, by="staff:pat")
    text = letter(order, "shipped")
    assert parcel.number in text
    assert "https://www.fedex.com" in text
    assert "Someone must sign for it" in text
    assert not tasks("return_to_customer").exists()


def test_signed_for_it_ends_and_the_piece_is_the_buyers_again(fedex):
    order = refuse_reported_piece()
    parcel = labelled(order, fedex)
    scan_parcel_back(parcel, "accepted", LEFT_BACK_AT)
    assert order.lines.get().state == "returned"
    done = scan_parcel_back(parcel, "delivered", LEFT_BACK_AT + DAY, signed_by="A. SHOPPER")
    assert (done.ended_how, done.signed_by) == ("delivered", "A. SHOPPER")
    assert order.lines.get().state == "delivered"
    assert "signed for by A. SHOPPER" in letter(order, "delivered")
    # There is no time limit: a verified report about it counts again.
    assert report_fake(order, at=LEFT_BACK_AT + 400 * DAY).state == "open"
    with pytest.raises(FulfillmentRefused, match="has it already"):
        parcels_back.open_parcel(returned=Return.objects.get(), now=LEFT_BACK_AT, by="staff:care")


def test_what_comes_back_again_is_a_task_and_goes_by_another_parcel(fedex):
    order = refuse_reported_piece()
    parcel = labelled(order, fedex)
    scan_parcel_back(parcel, "accepted", LEFT_BACK_AT)
    scan_parcel_back(parcel, "returning", LEFT_BACK_AT + 5 * DAY)
    assert tasks("parcel_trouble").get().role == "care"
    assert scan_parcel_back(parcel, "returned", LEFT_BACK_AT + 9 * DAY).ended_how == "came_back"
    assert tasks("returned_parcel").get().role == "warehouse"
    assert "We send it to you again" in letter(order, "returned")
    again = parcels_back.open_parcel(
        returned=Return.objects.get(), now=LEFT_BACK_AT + 10 * DAY, by="staff:care"
    )
    assert again.key.endswith(".B2")
    assert order.lines.get().state == "returned"


def test_left_without_a_signature_a_person_asks_and_ends_it(fedex):
    order = refuse_reported_piece()
    parcel = labelled(order, fedex)
    parcel = scan_parcel_back(parcel, "delivered", LEFT_BACK_AT + DAY)
    assert (parcel.ended_at, order.lines.get().state) == (None, "returned")
    assert tasks("parcel_trouble").exists()
    kwargs = {"parcel": parcel, "now": LEFT_BACK_AT + 2 * DAY, "by": "staff:care"}
    with pytest.raises(FulfillmentRefused, match="Reason"):
        parcels_back_tracking.settle_by_hand(has_it=True, sentence=" ", **kwargs)
    for _ in range(2):
        parcels_back_tracking.settle_by_hand(
            has_it=True, sentence="They wrote that they have it.", **kwargs
        )
    assert order.lines.get().state == "delivered"
    assert order.events.filter(kind="parcel_back.delivered").count() == 1
    assert not tasks("parcel_trouble").exists()


def test_one_that_is_delivered_elsewhere_is_not_its_buyer_s(fedex):
    order = refuse_reported_piece()
    parcel = labelled(order, fedex)
    scan_parcel_back(parcel, "accepted", LEFT_BACK_AT)
    elsewhere = {"city": "NEWARK", "state": "NJ", "zip": "07102"}
    scan_parcel_back(parcel, "delivered", LEFT_BACK_AT + DAY, signed_by="B.ORTIZ", **elsewhere)
    parcel = parcel_of(order)
    assert (parcel.status, parcel.ended_at, parcel.signed_by) == ("elsewhere", None, "")
    assert order.lines.get().state == "returned"
    assert "was delivered in another place" in tasks("parcel_trouble").get().title
    assert "in another place than your address" in letter(order, "misdelivered")


def test_one_that_the_carrier_loses_is_a_task_and_found_again_it_ends(fedex):
    order = refuse_reported_piece()
    parcel = labelled(order, fedex)
    scan_parcel_back(parcel, "accepted", LEFT_BACK_AT)
    assert scan_parcel_back(parcel, "lost", LEFT_BACK_AT + 9 * DAY).ended_how == "lost"
    assert "decide what they get" in tasks("parcel_trouble").get().title
    assert "We answer for it" in letter(order, "lost")
    with pytest.raises(FulfillmentRefused, match="The carrier lost it"):
        parcels_back.open_parcel(returned=Return.objects.get(), now=LEFT_BACK_AT, by="staff:care")
    delivered = scan_parcel_back(
        parcel, "delivered", LEFT_BACK_AT + 12 * DAY, signed_by="A. SHOPPER"
    )
    assert (delivered.ended_how, order.lines.get().state) == ("delivered", "delivered")


def test_it_is_no_parcel_of_the_order_and_opens_no_claim(fedex):
    order = refuse_reported_piece()
    parcel = labelled(order, fedex)
    scan_parcel_back(parcel, "accepted", LEFT_BACK_AT)
    assert order.events.filter(kind="parcel.shipped").count() == 1
    assert list(order.parcels.values_list("key", flat=True)) == []
    assert PaymentOperation.objects.filter(kind="capture").count() == 1


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        ({"tag": "TAG000009990"}, "Tag: "),
        ({"photos": []}, "take at least one"),
        ({"grams": 1}, "Weight: "),
        ({"size_mm": (0, 300, 200)}, "Size: "),
    ],
)
def test_a_box_is_packed_with_its_tag_a_photo_and_a_possible_weight(house, overrides, message):
    order = refuse_reported_piece()
    good = {"tag": tags.tag_of(order.lines.get().item_id), "photos": [box_photo(9)]} | BOX
    with pytest.raises(FulfillmentRefused, match=message):
        parcels_back.pack_parcel(
            parcel=parcel_of(order), now=PACKED_BACK_AT, by="staff:pat", **(good | overrides)
        )
    assert parcel_of(order).packed_at is None


def test_it_leaves_with_no_label_by_nobody(house):
    parcel = packed(refuse_reported_piece())
    with pytest.raises(FulfillmentRefused, match="no label yet"):
        parcels_back.hand_over(parcel=parcel, to="F. Driver", now=LEFT_BACK_AT, by="staff:pat")


def refuses(*_):
    raise CarrierRefused("X", "Recipient name is required.")


def failed(fedex, monkeypatch):
    monkeypatch.setattr(FedEx, "buy", refuses)
    parcel = labelled(refuse_reported_piece(), fedex)
    assert parcel.label == "failed"
    return parcel


def by_hand(parcel, **overrides):
    good = {
        "number": "986578788855",
        "why": "FedEx made it at the counter.",
        "receipt": box_photo(11),
        "is_signed": True,
        "by": "staff:pat",
    }
    return parcels_back_labels.enter_label_by_hand(
        parcel=parcel, now=LEFT_BACK_AT, **(good | overrides)
    )


def test_a_refused_label_is_a_task_and_is_tried_again(fedex, monkeypatch):
    parcel = failed(fedex, monkeypatch)
    assert tasks("label_refused").get().role == "care"
    monkeypatch.undo()
    parcels_back_labels.retry_parcel_back_label(parcel=parcel, now=LEFT_BACK_AT)
    world.carrier_clock(LEFT_BACK_AT)
    assert parcels_back_labels.buy_label(
        parcel_id=parcel.pk, clock=lambda: LEFT_BACK_AT, carriers=fedex
    )
    assert ParcelBack.objects.get().label == "bought"


def test_a_label_by_hand_has_a_reason_and_a_number_of_that_carrier_of_no_other_parcel(
    fedex, monkeypatch
):
    parcel = failed(fedex, monkeypatch)
    ReturnLabel.objects.create(
        returned=parcel.returned,
        reference="another",
        carrier="fedex",
        number=NUMBER,
        state="bought",
        asked_at=LEFT_BACK_AT,
        not_before=LEFT_BACK_AT,
    )
    for overrides, message in (
        ({"why": " "}, "Reason"),
        ({"number": "123"}, "isn't a FedEx tracking number"),
        ({"number": NUMBER}, "is that of return"),
        ({"receipt": None}, "Receipt: add a photo"),
        ({"is_signed": False}, "confirm that the receipt shows"),
    ):
        with pytest.raises(FulfillmentRefused, match=message):
            by_hand(parcel, **overrides)
    done = by_hand(parcel)
    assert (done.label, done.by_hand_why) == ("bought", "FedEx made it at the counter.")
    assert (done.signature, done.photos.count()) == ("attested by staff:pat", 2)
    assert not tasks("label_refused").exists()
    scan_parcel_back(done, "accepted", LEFT_BACK_AT + timedelta(hours=1))
    assert ParcelBack.objects.get().left_at is not None


def test_nobody_puts_a_number_by_hand_where_the_carrier_sold_a_label(fedex):
    parcel = labelled(refuse_reported_piece(), fedex)
    with pytest.raises(FulfillmentRefused, match="only after the carrier refused"):
        by_hand(parcel)
    with (
        pytest.raises(IntegrityError, match=r"stay as they were|is kept"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE fulfillment_parcelback SET number = 'X' WHERE id = {parcel.pk}")


def test_a_lost_answer_buys_no_second_label(fedex):
    order = refuse_reported_piece()
    world.carrier_control(hang_next={"path": "/ship/v1/shipments"})
    parcel = labelled(order, fedex)
    later = PACKED_BACK_AT + timedelta(minutes=10)
    parcels_back_labels.buy_label(parcel_id=parcel.pk, clock=lambda: later, carriers=fedex)
    shipments = world.carrier_control("/_control/audit")["shipments"]
    live = [
        shipment
        for shipment in shipments
        if shipment["reference"] == parcel.key and shipment["state"] != "voided"
    ]
    assert (ParcelBack.objects.get().label, len(live)) == ("bought", 1)


def test_a_damaged_piece_that_was_not_refunded_goes_back_too(house):
    order = place_and_deliver()
    decide_damage(report_damage(order), "return")
    send_back(order, YEARS_LATER)
    decide_damage(CareCase.objects.get(), "refused", why="It is as described.")
    for event in customer_returns.unfollowed_decisions():
        customer_returns.apply_decision(event)
    assert parcel_of(order).packed_at is None


def test_what_came_after_its_report_had_ended_is_sent_back_by_care(house):
    order = place_and_deliver(a_bag(serial="AB1234"))
    request = report_fake(order)
    authenticity.check_origin(
        request=request, genuine=True, why="Yes.", now=YEARS_LATER, by="staff:care"
    )
    for event in order.events.filter(kind="authenticity.return_offered"):
        here = customer_returns.begin_return(event)
    Return.objects.filter(pk=here.pk).update(ended_at=YEARS_LATER, ended_how="refused")
    check_in(Return.objects.get(), YEARS_LATER + DAY)
    assert tasks("returned_parcel").exists()
    parcels_back.open_parcel(returned=Return.objects.get(), now=LEFT_BACK_AT, by="staff:care")
    assert not tasks("returned_parcel").exists()
    assert packed(order, LEFT_BACK_AT).label == "asked"


def test_what_was_refunded_does_not_go_back(house):
    order = place_and_deliver(a_bag(serial="AB1234"))
    check_piece(return_reported_piece(order))
    for event in customer_returns.unfollowed_decisions():
        customer_returns.apply_decision(event)
    with pytest.raises(FulfillmentRefused, match="was refunded"):
        parcels_back.open_parcel(returned=Return.objects.get(), now=LEFT_BACK_AT, by="staff:care")


def test_an_empty_box_ends_with_nothing_and_a_piece_does_not(house):
    order = place_and_deliver(a_bag(serial="AB1234"))
    authenticity.check_origin(
        request=report_fake(order), genuine=True, why="Yes.", now=YEARS_LATER, by="staff:care"
    )
    send_back(order, YEARS_LATER + DAY, "missing")
    decide_second(check_piece(CareCase.objects.get(), photos_agree=False), at=REFUSED_AT)
    for event in customer_returns.unfollowed_decisions():
        customer_returns.apply_decision(event)
    done = parcels_back.end_with_nothing(
        parcel=parcel_of(order), why="The box was empty.", now=LEFT_BACK_AT, by="staff:pat"
    )
    assert done.ended_how == "nothing"
    other = refuse_reported_piece()
    with pytest.raises(FulfillmentRefused, match="The piece is here"):
        parcels_back.end_with_nothing(
            parcel=parcel_of(other), why="Nothing.", now=LEFT_BACK_AT, by="staff:pat"
        )


def test_nobody_is_forgotten_while_a_piece_is_on_its_way_to_them(house):
    order = refuse_reported_piece()
    assert "needs your address" in erasure_requests.why_not_erase_yet(order)


def test_a_picture_that_is_none_is_refused(house):
    order = refuse_reported_piece()
    bad = SimpleUploadedFile("x.jpg", b"no picture")
    with pytest.raises(FulfillmentRefused, match="Photos"):
        parcels_back.pack_parcel(
            parcel=parcel_of(order),
            tag=tags.tag_of(order.lines.get().item_id),
            photos=[bad],
            now=PACKED_BACK_AT,
            by="staff:pat",
            **BOX,
        )
