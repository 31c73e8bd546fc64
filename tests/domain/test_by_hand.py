"""Clauses `carrier`, `signature`, `shipping_notice`, `non_receipt`: a box that goes over the
carrier's counter keeps every rule; only its label is bought there.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories.days import Days
from tests.factories.items import a_bag, a_watch_in_japan
from tests.factories.letters import letter_of, letters_of
from tests.factories.moments import moment
from tests.factories.orders import order_of
from tests.factories.parcels import BOX, fill_parcel
from tests.factories.people import ANN
from tests.factories.pictures import picture
from tests.factories.tracking_numbers import fedex_number, ups_number, usps_number
from tests.factories.transfers import tags_in
from troth.alerting.actions import bring_up_to_date
from troth.approvals.actions import ApprovalRefused, decide_request
from troth.approvals.models import ApprovalRequest
from troth.fulfillment.carriers.interface import TrackingEvent
from troth.fulfillment.from_japan import transfers
from troth.fulfillment.models import CounterReceipt, Label, Parcel, Return, ReturnLabel
from troth.fulfillment.shipping_labels import carrier_choice, labels
from troth.fulfillment.shipping_labels.by_hand import ship_by_hand
from troth.fulfillment.tracking import manual_tracking, proofs, tracking_events
from troth.fulfillment.warehouse import packing
from troth.fulfillment.warehouse.queue import FulfillmentRefused, claim_next_order
from troth.orders import actions as orders
from troth.orders.actions import mark_confirmation_sent, record_event
from troth.payments import actions as payments
from troth.payments.models import PaymentOperation
from troth.worklist.models import Task

MONDAY = moment("Mon 2026-11-23 12:00")
PACKED = moment("Mon 2026-11-23 15:00")
PO_BOX = replace(ANN, street="PO Box 12")
NUMBER = usps_number(1)


def placed(*items, by=PO_BOX, now=MONDAY):
    order = order_of(*items or [a_bag()], by=by, now=now)
    mark_confirmation_sent(
        order=order, message_id=f"<{order}@example.com>", now=now, by="notifications"
    )
    return order


def boxed(order, now=PACKED):
    parcel = fill_parcel(claim_next_order(now=now, by="pat"), now)
    assert parcel.order == order
    packing.close_parcel(parcel=parcel, grams=2_400, now=now, by="pat", **BOX)
    return Parcel.objects.get(pk=parcel.pk)


def receipt(seed=1):
    return SimpleUploadedFile("receipt.jpg", picture(seed=seed, size=(400, 400)))


def shipped(parcel, number=NUMBER, now=PACKED, **changes):
    kwargs = {"receipt": receipt(), "is_signed": True, "by": "staff:pat"} | changes
    return ship_by_hand(parcel=parcel, number=number, now=now, **kwargs)


def states(order):
    return {line.state for line in order.lines.all()}


def kinds(order):
    return list(order.events.order_by("pk").values_list("kind", flat=True))


def test_a_box_for_a_counter_asks_no_label_and_is_a_task(house):
    order = placed()
    parcel = boxed(order)
    assert parcel.carrier == "usps"
    assert not parcel.labels.exists()
    with pytest.raises(FulfillmentRefused, match="no account"):
        labels.retry_label(parcel=parcel, now=PACKED, by="pat")
    bring_up_to_date(now=PACKED, kinds=["ship_by_hand"])
    task = Task.objects.get(kind="ship_by_hand")
    assert (task.role, task.due_at) == ("warehouse", moment("Tue 2026-11-24 18:00"))
    shipped(parcel)
    bring_up_to_date(now=PACKED, kinds=["ship_by_hand"])
    assert not Task.objects.open().filter(kind="ship_by_hand").exists()


def test_a_box_shipped_by_hand_ships_like_any_other(house):
    order = placed()
    shipped(boxed(order), " 9400-" + NUMBER[4:])
    facts = order.events.get(kind="parcel.shipped").facts
    assert (facts["carrier"], facts["number"], facts["signature"]) == ("usps", NUMBER, True)
    assert facts["url"] == f"https://tools.usps.com/go/TrackConfirmAction?tLabels={NUMBER}"
    assert facts["lines"] == [order.lines.get().pk]
    assert states(order) == {"shipped"}
    assert PaymentOperation.objects.filter(payment__order=order, kind="capture").exists()
    by_hand = order.events.get(kind="parcel.shipped_by_hand")
    assert by_hand.by == by_hand.facts["signature_attested_by"] == "staff:pat"
    stored_receipt = CounterReceipt.objects.get(label__number=NUMBER)
    assert by_hand.facts["receipt"] == stored_receipt.digest
    assert NUMBER in letter_of(order, "shipping").text


@pytest.mark.parametrize(
    "number",
    ["", "123", usps_number(1)[:-1] + str((int(usps_number(1)[-1]) + 1) % 10),
     fedex_number(1), ups_number(1), "9" * 40, "１２３４５６", "<script>"],
)  # fmt: skip
def test_what_is_no_number_of_the_carrier_is_refused(house, number):
    order = placed()
    parcel = boxed(order)
    with pytest.raises(FulfillmentRefused, match="is not a number of USPS") as refused:
        shipped(parcel, number)
    assert refused.value.clause == "shipping_notice"
    assert states(order) == {"processed"}
    assert not Label.objects.filter(parcel=parcel).exists()


def another_box(number):
    shipped(boxed(placed()), number, receipt=receipt(2))


def an_old_parcel(number, at=MONDAY - timedelta(days=300)):
    order = placed(now=at)
    facts = {"number": number, "carrier": "usps", "carrier_name": "USPS", "lines": []}
    record_event(order=order, kind="parcel.shipped", now=at, by="pat", facts=facts)
    payments.cancel_order(order=order, reason="an old record", now=at, by="care")


def a_return(number):
    order = placed()
    row = Return.objects.create(key=f"R-{order.number}", order=order, opened_at=MONDAY)
    ReturnLabel.objects.create(
        returned=row,
        reference="r1",
        carrier="fedex",
        state=ReturnLabel.BOUGHT,
        asked_at=MONDAY,
        not_before=MONDAY,
        number=number,
    )
    payments.cancel_order(order=order, reason="another test", now=MONDAY, by="care")


@pytest.mark.parametrize("taken_by", [another_box, an_old_parcel, a_return])
def test_the_number_of_another_parcel_is_refused(house, taken_by):
    taken_by(NUMBER)
    order = placed()
    parcel = boxed(order)
    with pytest.raises(FulfillmentRefused, match=r"already\. Each parcel has its own"):
        shipped(parcel)
    assert states(order) == {"processed"}


def test_the_number_of_a_transfer_is_refused(house):
    number = fedex_number(77)
    waits = placed(a_watch_in_japan(), by=ANN)
    transfer = transfers.create_transfer(lines=[waits.lines.get().pk], now=MONDAY, by="kenji")
    transfers.dispatch_transfer(
        transfer=transfer,
        carrier="fedex",
        number=number,
        tags_scanned=tags_in(transfer),
        now=MONDAY,
        by="kenji",
    )
    parcel = boxed(placed(by=ANN))
    with pytest.raises(FulfillmentRefused, match=f"transfer {transfer.key} already"):
        shipped(parcel, number)


def test_a_number_of_more_than_twelve_months_ago_may_be_used_again(house):
    an_old_parcel(NUMBER, at=MONDAY - timedelta(days=367))
    order = placed()
    shipped(boxed(order))
    assert states(order) == {"shipped"}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"is_signed": False}, "Buy Signature Confirmation"),
        ({"receipt": None}, "Receipt: add a photo"),
        ({"receipt": SimpleUploadedFile("receipt.jpg", b"no picture")}, "Receipt: receipt.jpg"),
    ],
)
def test_without_an_attested_signature_and_its_receipt_nothing_leaves(house, changes, message):
    order = placed()
    parcel = boxed(order)
    with pytest.raises(FulfillmentRefused, match=message) as refused:
        shipped(parcel, **changes)
    assert refused.value.clause == "signature"
    assert states(order) == {"processed"}
    parcel.refresh_from_db()
    assert parcel.left_at is None


def test_one_receipt_proves_one_parcel(house):
    shipped(boxed(placed()))
    order = placed()
    parcel = boxed(order)
    with pytest.raises(FulfillmentRefused, match="another parcel's receipt"):
        shipped(parcel, usps_number(2))
    assert states(order) == {"processed"}


@pytest.mark.parametrize("state", ["held", "cancelled"])
def test_a_closed_box_whose_order_must_wait_does_not_leave_by_hand(house, state):
    order = placed()
    parcel = boxed(order)
    if state == "held":
        orders.hold_order(order=order, why="A request", now=PACKED, by="care")
    else:
        payments.cancel_order(order=order, reason="the shopper asked", now=PACKED, by="care")
    with pytest.raises(FulfillmentRefused, match=r"Stop\."):
        shipped(parcel)
    assert "parcel.shipped" not in kinds(order)


def test_only_a_closed_box_is_shipped_by_hand(house):
    placed()
    parcel = fill_parcel(claim_next_order(now=PACKED, by="pat"), PACKED)
    with pytest.raises(FulfillmentRefused, match="isn't closed"):
        shipped(parcel)


def test_the_same_press_twice_is_one_parcel_and_another_number_is_refused(house):
    order = placed()
    parcel = boxed(order)
    assert shipped(parcel) == shipped(parcel)
    with pytest.raises(FulfillmentRefused, match="left already"):
        shipped(parcel, usps_number(2), receipt=receipt(2))
    assert kinds(order).count("parcel.shipped") == 1


def test_the_printer_is_down_and_the_label_that_was_asked_for_is_given_up(house):
    order = placed(by=ANN)
    parcel = boxed(order)
    label = parcel.labels.get()
    Label.objects.filter(pk=label.pk).update(state=Label.UNSURE, attempts=1, problem="no answer")
    shipped(parcel, fedex_number(5))
    label.refresh_from_db()
    assert label.state == Label.LOST  # looked for under its reference, and given back if found
    assert states(order) == {"shipped"}


def test_a_box_that_has_a_label_goes_with_it(house):
    parcel = boxed(placed(by=ANN))
    parcel.labels.update(state=Label.BOUGHT, number=fedex_number(6), signature="DIRECT")
    with pytest.raises(FulfillmentRefused, match="has a label"):
        shipped(parcel, fedex_number(7))


# --- tracked like any other


def seen(number, status, at, signed_by=""):
    return TrackingEvent(
        number=number, status=status, code="DL", carrier_text="Delivered", at=at,
        place="New York NY", signed_by=signed_by, expected_on=None, raw={},
    )  # fmt: skip


def test_the_carriers_own_scans_deliver_it_with_proof(house, monkeypatch):
    order = placed(by=ANN)
    number = fedex_number(8)
    shipped(boxed(order), number)
    later = PACKED + timedelta(hours=3)
    assert tracking_events.numbers_to_ask(now=later, carriers=["fedex"]) == {"fedex": [number]}
    came = moment("Tue 2026-11-24 10:00")
    tracking_events.store_events(
        [seen(number, "delivered", came, "A LEE")], carrier="fedex", how="asked", now=came
    )
    tracking_events.apply_events(carrier="fedex", number=number, now=came)
    assert states(order) == {"delivered"}
    parcel = Parcel.objects.get(order=order)
    assert (parcel.signed_by, parcel.delivered_at) == ("A LEE", came)
    assert [label.number for label in proofs.pending_proofs(now=came)] == [number]
    days = Days(monkeypatch, came)
    days.pass_by(30)
    assert "claim.period_opened" not in kinds(order)
    assert not letters_of(order, "delay")


def looked_up(parcel, status="delivered", at=None, now=None, **changes):
    at = at or moment("Wed 2026-11-25 11:00")
    kwargs = {"signed_by": "A. Lee", "sentence": "", "proof": None, "by": "staff:pat"} | changes
    manual_tracking.record_lookup(parcel=parcel, status=status, at=at, now=now or at, **kwargs)


def test_without_an_account_a_person_looks_it_up_every_second_business_day(house):
    order = placed()
    parcel = boxed(order)
    shipped(parcel)
    assert tracking_events.numbers_to_ask(now=PACKED + timedelta(days=1), carriers=["fedex"]) == {}
    bring_up_to_date(now=moment("Tue 2026-11-24 18:00"), kinds=["parcel_lookup"])
    assert not Task.objects.filter(kind="parcel_lookup").exists()
    wednesday = moment("Wed 2026-11-25 09:00")
    bring_up_to_date(now=wednesday, kinds=["parcel_lookup"])
    task = Task.objects.open().get(kind="parcel_lookup")
    assert (task.role, task.due_at) == ("warehouse", moment("Wed 2026-11-25 18:00"))
    looked_up(parcel, "moving", wednesday)
    bring_up_to_date(now=wednesday, kinds=["parcel_lookup"])
    assert not Task.objects.open().filter(kind="parcel_lookup").exists()
    # Thu Nov 26 is Thanksgiving: the second business day is Mon Nov 30.
    bring_up_to_date(now=moment("Mon 2026-11-30 09:00"), kinds=["parcel_lookup"])
    task = Task.objects.open().get(kind="parcel_lookup")
    assert task.due_at == moment("Mon 2026-11-30 18:00")


def test_what_was_looked_up_counts_like_a_scan(house, monkeypatch):
    order = placed()
    parcel = boxed(order)
    shipped(parcel)
    looked_up(parcel, proof=SimpleUploadedFile("proof.pdf", b"%PDF-1.4 signed"))
    assert states(order) == {"delivered"}
    parcel.refresh_from_db()
    assert (parcel.signed_by, parcel.status) == ("A. LEE", "delivered")
    with parcel.proof.open() as file:
        assert file.read() == b"%PDF-1.4 signed"
    event = order.events.get(kind="parcel.looked_up")
    assert (event.by, event.facts["status"]) == ("staff:pat", "delivered")
    days = Days(monkeypatch, moment("Wed 2026-11-25 12:00"))
    days.pass_by(30)
    assert "claim.period_opened" not in kinds(order)


def test_a_proof_that_the_carrier_gives_to_a_person_is_added_once(house):
    order = placed()
    parcel = boxed(order)
    shipped(parcel)
    kwargs = {"proof": SimpleUploadedFile("proof.pdf", b"%PDF-1.4"), "by": "staff:pat"}
    with pytest.raises(FulfillmentRefused, match="that was delivered"):
        manual_tracking.add_proof(parcel=parcel, now=PACKED, **kwargs)
    looked_up(parcel)
    now = moment("Mon 2026-11-30 09:00")
    for proof, message in (
        (None, "Choose a file"),
        (SimpleUploadedFile("p.pdf", b"<html>"), "a PDF"),
    ):
        with pytest.raises(FulfillmentRefused, match=message):
            manual_tracking.add_proof(parcel=parcel, proof=proof, now=now, by="staff:pat")
    manual_tracking.add_proof(parcel=parcel, now=now, **kwargs)
    parcel.refresh_from_db()
    with parcel.proof.open() as file:
        assert file.read() == b"%PDF-1.4"
    event = order.events.filter(kind="parcel.looked_up").last()
    assert (event.by, event.at, event.facts["proof"]) == ("staff:pat", now, True)
    with pytest.raises(FulfillmentRefused, match="added once"):
        manual_tracking.add_proof(parcel=parcel, now=now, **kwargs)
    assert states(order) == {"delivered"}


def test_delivered_without_who_signed_is_not_signed_for(house):
    order = placed()
    parcel = boxed(order)
    shipped(parcel)
    looked_up(parcel, signed_by="")
    parcel.refresh_from_db()
    assert parcel.status == "unsigned"
    assert "parcel.delivered_unsigned" in kinds(order)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"at": moment("Sun 2026-11-22 12:00"), "now": MONDAY}, "before the parcel left"),
        ({"at": MONDAY + timedelta(days=9), "now": PACKED}, "in the future"),
        ({"status": "announced"}, "one of the list"),
        ({"status": "lost"}, "one of the list"),
        ({"proof": SimpleUploadedFile("proof.pdf", b"<html>")}, "a PDF"),
    ],
)
def test_what_cannot_be_is_not_entered(house, changes, message):
    order = placed()
    parcel = boxed(order)
    shipped(parcel)
    with pytest.raises(FulfillmentRefused, match=message):
        looked_up(parcel, **changes)
    assert states(order) == {"shipped"}


def test_a_parcel_that_its_carrier_reports_is_not_entered_by_hand(house):
    order = placed(by=ANN)
    parcel = boxed(order)
    shipped(parcel, fedex_number(9))
    with pytest.raises(FulfillmentRefused, match="reports to us by itself"):
        looked_up(parcel)
    assert states(order) == {"shipped"}


# --- another carrier than the rule's


def request_carrier(parcel, carrier="ups", reason="FedEx is on strike", by="staff:pat"):
    return carrier_choice.request_carrier_change(
        parcel=parcel, carrier=carrier, reason=reason, now=PACKED, by=by
    )


def decided(request, by="staff:kim", agree=True):
    return decide_request(request=request, agree=agree, by=by, now=PACKED)


def test_another_carrier_takes_a_reason_and_a_second_person(house):
    order = placed(by=ANN)
    parcel = boxed(order)
    with pytest.raises(FulfillmentRefused, match="Reason"):
        request_carrier(parcel, reason=" ")
    request = request_carrier(parcel)
    assert request_carrier(parcel) == request
    parcel.refresh_from_db()
    assert parcel.carrier == "fedex"  # nothing changes before they agree
    with pytest.raises(FulfillmentRefused, match="is not a number of FedEx"):
        shipped(parcel, ups_number(1))
    with pytest.raises(ApprovalRefused, match="Another person"):
        decided(request, by="staff:pat")
    decided(request)
    parcel.refresh_from_db()
    assert parcel.carrier == "ups"
    assert parcel.carrier_reason == "UPS carries it instead of FedEx: FedEx is on strike."
    event = order.events.get(kind="parcel.carrier_changed")
    assert event.by == "staff:pat, staff:kim"
    assert (event.facts["was"], event.facts["reason"]) == ("fedex", "FedEx is on strike")
    assert [label.state for label in parcel.labels.all()] == [Label.REFUSED]  # none from FedEx now
    shipped(parcel, ups_number(1))
    assert order.events.get(kind="parcel.shipped").facts["carrier"] == "ups"


def test_a_carrier_with_an_account_gives_its_label_after_the_second_person(house):
    house.CARRIERS = house.CARRIERS | {"ups": {}}
    parcel = boxed(placed(by=ANN))
    decided(request_carrier(parcel))
    assert parcel.labels.live().get().carrier == "ups"


def test_a_po_box_goes_by_no_other_carrier(house):
    parcel = boxed(placed())
    for carrier in ("fedex", "ups", "pony"):
        with pytest.raises(FulfillmentRefused, match="Carrier"):
            request_carrier(parcel, carrier)
    assert not ApprovalRequest.objects.exists()


def test_what_a_carriers_location_keeps_goes_by_that_carrier(house):
    parcel = boxed(placed(by=replace(ANN, hold_at="NYCKK", hold_name="FedEx Office")))
    with pytest.raises(FulfillmentRefused, match="Carrier"):
        request_carrier(parcel)


def test_a_carrier_that_the_store_does_not_ship_with_is_no_choice(house):
    house.CARRIERS_BY_HAND = ("usps",)
    parcel = boxed(placed(by=ANN))
    with pytest.raises(FulfillmentRefused, match="Carrier"):
        request_carrier(parcel, "ups")


def test_once_it_left_the_second_person_can_only_decline(house):
    order = placed(by=ANN)
    parcel = boxed(order)
    request = request_carrier(parcel)
    shipped(parcel, fedex_number(10))
    with pytest.raises(ApprovalRefused, match="has left"):
        decided(request)
    assert decided(request, agree=False).agreed is False
    assert "parcel.carrier_changed" not in kinds(order)


def test_after_a_no_it_can_be_asked_for_again(house):
    parcel = boxed(placed(by=ANN))
    first = request_carrier(parcel)
    decided(first, agree=False)
    parcel.refresh_from_db()
    assert parcel.carrier == "fedex"
    assert request_carrier(parcel, reason="FedEx closed its counter").pk != first.pk
