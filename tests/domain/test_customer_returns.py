"""Clauses `care`, `authenticity_refund`: who is asked to send a piece back is told where to, how,
at whose cost and by when, and gets the label.
"""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories import world
from tests.factories.care_requests import (
    DELIVERED,
    decide_damage,
    pass_claim_limits,
    report_missing,
)
from tests.factories.carrier_recorder import Recorder
from tests.factories.items import a_bag
from tests.factories.letters import letter_of
from tests.factories.moments import CLAIM_OPENS, moment
from tests.factories.parcels import NUMBER
from tests.factories.returns import (
    begin_return,
    buy_return_labels,
    check_in,
    send_back,
    want_damaged_back,
    want_fake_back,
    want_unscanned_back,
)
from troth.care import attaching, cases, damage
from troth.care import returns as care
from troth.care.models import CareCase, Watch
from troth.care.not_received import coming_back
from troth.catalog.actions import NotApproved, put_on_sale
from troth.fulfillment.carriers import carriers_from
from troth.fulfillment.carriers.fedex import FedEx
from troth.fulfillment.carriers.interface import CarrierRefused, NotAsPromised, TrackingEvent
from troth.fulfillment.models import Return, ReturnLabel
from troth.fulfillment.outbox import RETURN_LABELS
from troth.fulfillment.returns import customer_returns
from troth.fulfillment.tracking import tracking_events
from troth.fulfillment.warehouse.queue import FulfillmentRefused
from troth.notifications.models import Notification
from troth.payments.models import PaymentOperation
from troth.policy.terms import shipped_terms
from troth.worklist.models import Task

DAY = timedelta(days=1)


@pytest.fixture
def fedex(house):
    carriers = world.fedex()
    world.carrier_control(auto_collect=False)
    world.carrier_clock(DELIVERED)
    yield carriers
    world.carrier_control(reset=True)


def letters(order):
    letter_of(order, "return")
    return [notice.text for notice in Notification.objects.filter(kind="return").order_by("event")]


def sold():
    """What the carrier sold as a return label."""
    shipments = world.carrier_control("/_control/audit")["shipments"]
    ours = set(ReturnLabel.objects.values_list("reference", flat=True))
    return [
        shipment
        for shipment in shipments
        if shipment["reference"] in ours and shipment["state"] != "voided"
    ]


def test_the_letter_about_a_damaged_piece_says_where_how_at_whose_cost_and_by_when(fedex):
    order = want_damaged_back()
    begin_return(order), buy_return_labels(fedex, DELIVERED)
    [letter] = letters(order)
    assert "by the end of Wed Dec 30, 2026" in letter  # 30 days after Mon Nov 30
    assert "We pay for it" in letter
    assert "The handle is torn" in letter
    assert "Your prepaid label by FedEx is on your order's page" in letter
    for part in (shipped_terms().file.store.name, *shipped_terms().file.store.address):
        assert part in letter


def test_a_proven_fake_has_no_last_day(fedex):
    order = want_fake_back()
    begin_return(order), buy_return_labels(fedex, DELIVERED)
    [letter] = letters(order)
    assert "There is no last day for it" in letter
    assert "your report ends" not in letter
    assert "Get a new label" in letter


def test_the_label_is_a_return_from_the_shopper_to_the_store_on_our_account(fedex):
    order = want_damaged_back()
    (
        begin_return(order),
        buy_return_labels(fedex, DELIVERED),
        buy_return_labels(fedex, DELIVERED + DAY),
    )
    [label] = ReturnLabel.objects.all()
    with label.file.open() as file:
        assert file.read(4) == b"%PDF"
    [shipment] = sold()
    requested = shipment["request"]["requestedShipment"]
    special = requested["shipmentSpecialServices"]
    assert special["specialServiceTypes"] == ["RETURN_SHIPMENT"]
    assert special["returnShipmentDetail"] == {"returnType": "PRINT_RETURN_LABEL"}
    assert requested["shipper"]["address"]["postalCode"] == order.ship_to_zip
    assert requested["recipients"][0]["address"]["streetLines"] == [
        shipped_terms().file.store.address[0]
    ]
    payer = requested["shippingChargesPayment"]["payor"]["responsibleParty"]["accountNumber"]
    assert payer == {"value": "740561073"}


def refuses(*_):
    raise CarrierRefused("ACCOUNT.NOTVALID", "This account can't ship returns.")


@pytest.mark.parametrize("trouble", ["not set up", "down", "refused"])
def test_no_letter_speaks_of_a_label_that_is_not_there(fedex, trouble, monkeypatch):
    order = want_damaged_back()
    begin_return(order)
    if trouble == "down":
        world.carrier_control(down=True)
    if trouble == "refused":
        monkeypatch.setattr(FedEx, "buy_return", refuses)
    for minutes in (0, 5, 20, 40, 80):
        buy_return_labels(
            {} if trouble == "not set up" else fedex, DELIVERED + timedelta(minutes=minutes)
        )
    [letter] = letters(order)
    assert "is on your order's page" not in letter
    assert "by 6:00 pm ET on Tue Dec 1, 2026" in letter
    task = Task.objects.get(kind="return_label")
    assert (task.role, task.due_at) == ("care", moment("Tue 2026-12-01 18:00"))


def test_a_carrier_that_answers_again_sells_the_label_and_the_task_is_closed(fedex):
    order = want_damaged_back()
    begin_return(order)
    world.carrier_control(down=True)
    for minutes in (0, 5, 20):
        buy_return_labels(fedex, DELIVERED + timedelta(minutes=minutes))
    world.carrier_control(down=False)
    buy_return_labels(fedex, DELIVERED + timedelta(hours=2))
    assert [text.count("is on your order's page") for text in letters(order)] == [0, 1]
    assert not Task.objects.open().filter(kind="return_label").exists()
    assert len(sold()) == 1


def test_a_lost_answer_buys_no_second_label(fedex):
    begin_return(want_damaged_back())
    world.carrier_control(hang_next={"path": "/ship/v1/shipments"})
    buy_return_labels(fedex, DELIVERED), buy_return_labels(fedex, DELIVERED + timedelta(minutes=10))
    assert ReturnLabel.objects.get().state == "bought"
    assert len(sold()) == 1


def test_when_care_attaches_a_label_a_letter_goes_out(house):
    order = want_damaged_back()
    begin_return(order), buy_return_labels({}, DELIVERED)
    request = CareCase.objects.get()
    file = SimpleUploadedFile("label.pdf", b"%PDF-1.4 a label")
    kwargs = {"now": DELIVERED, "by": "staff:care"}
    assert attaching.attach_files(request=request, files=[file], shown=True, **kwargs) == []
    event = care.record_label_attached(request=request, **kwargs)
    customer_returns.record_attached_label(event=event)
    assert "Your prepaid label is on your order's page" in letters(order)[-1]
    assert not Task.objects.open().filter(kind="return_label").exists()


def test_a_label_that_has_lapsed_is_made_anew_on_request(fedex):
    returned = begin_return(want_fake_back())
    buy_return_labels(fedex, DELIVERED)
    with pytest.raises(FulfillmentRefused, match="can still be used"):
        customer_returns.request_new_label(returned=returned, now=DELIVERED + 30 * DAY)
    later = DELIVERED + 400 * DAY
    for _ in range(2):
        customer_returns.request_new_label(returned=returned, now=later)
    buy_return_labels(fedex, later)
    assert [label.state for label in returned.labels.order_by("pk")] == ["bought", "bought"]
    assert customer_returns.usable_label(returned, later).reference.endswith(".R2")


def test_not_sent_back_by_the_last_day_it_ends_and_says_so(house):
    order = want_damaged_back()
    begin_return(order)
    over = moment("Thu 2026-12-31 00:00")
    assert damage.close_unreturned_reports(now=over - timedelta(seconds=1)) == 0
    damage.close_unreturned_reports(now=over), damage.close_unreturned_reports(now=over + DAY)
    request = CareCase.objects.get()
    assert (request.state, request.outcome) == ("done", "expired")
    assert "wasn't sent back by the end of Wed Dec 30, 2026" in letter_of(order, "request").text
    assert order.events.filter(kind="damage.return_expired").count() == 1
    for event in customer_returns.unfollowed_decisions():
        customer_returns.apply_decision(event)
    assert Return.objects.get().ended_how == "refused"
    assert not PaymentOperation.objects.filter(kind="refund").exists()


def seen(number, status, at):
    return TrackingEvent(
        number=number,
        status=status,
        code=status[:2],
        carrier_text=status,
        at=at,
        place="",
        signed_by="",
        expected_on=None,
        raw={"at": at.isoformat()},
    )


def test_a_piece_on_its_way_on_the_last_day_is_waited_for(fedex):
    order = want_damaged_back()
    returned = begin_return(order)
    buy_return_labels(fedex, DELIVERED)
    number = returned.labels.get().number
    sent = moment("Tue 2026-12-29 15:00")
    tracking_events.store_events(
        [seen(number, "accepted", sent)], carrier="fedex", how="told", now=sent
    )
    assert tracking_events.apply_events(carrier="fedex", number=number, now=sent) is None
    over = moment("Thu 2026-12-31 00:00")
    damage.close_unreturned_reports(now=over)
    request = CareCase.objects.get()
    assert (request.state, order.events.filter(kind="return.shipped").count()) == ("asleep", 1)
    came = moment("Mon 2027-01-04 11:00")
    tracking_events.store_events(
        [seen(number, "delivered", came)], carrier="fedex", how="told", now=came
    )
    tracking_events.apply_events(carrier="fedex", number=number, now=came)
    task = Task.objects.get(kind="return_check_in")
    assert (task.role, task.due_at) == ("warehouse", moment("Tue 2027-01-05 18:00"))


def test_or_it_is_a_persons_turn_when_it_never_comes(fedex):
    order = want_damaged_back()
    returned = begin_return(order)
    buy_return_labels(fedex, DELIVERED)
    number, sent = returned.labels.get().number, moment("Tue 2026-12-29 15:00")
    tracking_events.store_events(
        [seen(number, "accepted", sent)], carrier="fedex", how="told", now=sent
    )
    tracking_events.apply_events(carrier="fedex", number=number, now=sent)
    damage.close_unreturned_reports(now=moment("Thu 2026-12-31 00:00"))
    assert cases.wake_due_requests(now=moment("Sat 2027-01-16 00:00")) == 1
    assert CareCase.objects.get().state == "open"


@pytest.mark.parametrize(("condition", "state"), [("sound", "restocked"), ("damaged", "returned")])
def test_a_refunded_piece_is_sold_again_or_written_off(house, condition, state):
    order = want_damaged_back(a_bag())
    send_back(order, DELIVERED, condition)
    damage.refund_returned_piece(request=CareCase.objects.get(), now=DELIVERED, by="staff:care")
    for event in customer_returns.unfollowed_decisions():
        customer_returns.apply_decision(event)
    item = order.lines.get().item
    assert (order.lines.get().state, item.listed_at) == (state, None)
    if condition == "sound":
        put_on_sale(items=[item], terms=shipped_terms(), now=DELIVERED, by="staff:erin")
    else:
        with pytest.raises(NotApproved, match="written off"):
            put_on_sale(items=[item], terms=shipped_terms(), now=DELIVERED, by="staff:erin")


def test_what_is_not_refunded_after_all_is_sent_back_to_its_buyer(house):
    order = want_damaged_back()
    send_back(order, DELIVERED)
    decide_damage(CareCase.objects.get(), "refused", why="It is as the listing shows.")
    for event in customer_returns.unfollowed_decisions():
        customer_returns.apply_decision(event)
    assert Task.objects.get(kind="return_to_customer").role == "warehouse"
    assert order.lines.get().state == "returned"


def test_a_wrong_piece_is_a_persons_turn_and_no_thanks_go_out(house):
    order = want_damaged_back()
    send_back(order, DELIVERED, "missing")
    request = CareCase.objects.get()
    assert request.state == "open"
    assert not order.events.filter(kind="damage.piece_received").exists()
    with pytest.raises(cases.CaseActionRefused, match="isn't the piece"):
        damage.refund_returned_piece(request=request, now=DELIVERED, by="staff:care")


def test_what_comes_after_its_report_has_ended_is_cares_task(house):
    order = want_damaged_back()
    returned = begin_return(order)
    damage.close_unreturned_reports(now=moment("Thu 2026-12-31 00:00"))
    for event in customer_returns.unfollowed_decisions():
        customer_returns.apply_decision(event)
    check_in(returned, moment("Mon 2027-01-11 10:00"))
    assert Task.objects.get(kind="returned_parcel").role == "care"


def test_no_delivery_is_made_up_for_a_piece_that_nobody_reported_as_delivered(house):
    order = want_unscanned_back()
    send_back(order, DELIVERED)
    assert order.lines.get().state == "returned"
    assert not order.events.filter(kind="line.delivered").exists()


def test_what_was_sent_back_is_not_claimed_as_not_received(house):
    order = want_unscanned_back()
    report = report_missing(order, DELIVERED)
    send_back(order, DELIVERED + DAY)
    [event] = coming_back.still_watched_returns()
    coming_back.stop_watching(event, now=DELIVERED + DAY)
    report.refresh_from_db()
    assert (report.state, coming_back.still_watched_returns()) == ("done", [])
    pass_claim_limits(CLAIM_OPENS)
    assert not order.events.filter(kind__in=["claim.period_opened", "claim.filed"]).exists()
    again = report_missing(order, CLAIM_OPENS + DAY)
    assert (again.state, again.outcome) == ("done", "returning")
    assert f"You sent back what was in parcel {NUMBER}" in again.reason


def test_a_box_without_the_piece_ends_no_report_of_the_parcel(house):
    order = want_unscanned_back()
    report = report_missing(order, DELIVERED)
    send_back(order, DELIVERED + DAY, "missing")
    assert coming_back.still_watched_returns() == []
    pass_claim_limits(CLAIM_OPENS)
    report.refresh_from_db()
    assert (report.state, Watch.objects.get().told_at) == ("open", CLAIM_OPENS)


def test_lost_tasks_are_found_again(house):
    order = want_damaged_back()
    [event] = customer_returns.unfollowed_requests()
    customer_returns.begin_return(event)
    assert customer_returns.unfollowed_requests() == []
    check_in(Return.objects.get(), DELIVERED)
    [received] = care.unprocessed_returns()
    care.receive_returned_piece(received, now=DELIVERED)
    assert care.unprocessed_returns() == []
    assert CareCase.objects.get().state == "open"
    assert order.events.filter(kind="damage.piece_received").count() == 1


def test_ups_gets_a_print_return_label_from_the_store_as_its_shipper(house):
    """Code 9 of ShipmentReturnService in UPS's published schema; the shipper is who pays."""
    with Recorder() as recorder:
        ups = carriers_from(
            {"ups": {"url": recorder.url, "key": "k", "secret": "s", "account": "A1"}}
        )
        begin_return(want_damaged_back()), labels_bought_by(ups)
    [body] = recorder.bought
    shipment = body["ShipmentRequest"]["Shipment"]
    assert shipment["ReturnService"]["Code"] == "9"
    assert shipment["Shipper"]["ShipperNumber"] == "A1"
    store_zip = shipped_terms().file.store.address[-1].split()[-1]
    ends = [shipment[end]["Address"]["PostalCode"] for end in ("Shipper", "ShipFrom", "ShipTo")]
    assert ends == [store_zip, "10013", store_zip]
    assert shipment["Package"][0]["Description"]
    assert "DeliveryConfirmation" not in json.dumps(body)


def labels_bought_by(carriers):
    for label_id in RETURN_LABELS.due_keys(now=DELIVERED):
        assert customer_returns.buy_label(
            label_id=label_id, clock=lambda: DELIVERED, carriers=carriers
        )


def test_a_return_request_that_is_not_one_is_never_sent(fedex, monkeypatch):
    begin_return(want_damaged_back())
    label = ReturnLabel.objects.get()
    ReturnLabel.objects.filter(pk=label.pk).update(carrier="fedex")
    label.refresh_from_db()
    monkeypatch.setattr(FedEx, "_build_return_request", FedEx._build_shipment_request)
    with pytest.raises(NotAsPromised, match="return"):
        fedex["fedex"].buy_return(customer_returns.return_shipment_request(label, now=DELIVERED))
    assert sold() == []
