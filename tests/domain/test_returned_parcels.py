"""Clauses `signature`, `non_receipt`, and returned parcels: a parcel that the carrier brings back
has an end, and its buyer hears nothing false until then.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories import world
from tests.factories.items import a_bag, a_cheap_scarf
from tests.factories.letters import letter_of
from tests.factories.moments import day, moment
from tests.factories.orders import order_of
from tests.factories.parcels import (
    BOX,
    LATER,
    bought_shipments,
    fill_parcel,
    process_labels,
    ship_boxed_parcel,
)
from tests.factories.payments import money_moved
from tests.factories.returns import (
    BACK,
    REFUSED,
    box_photo,
    bring_back,
    check_in,
    choose_outcome,
    scan_parcel,
    turn_back,
)
from troth.care import tasks as care
from troth.care.cancellations import cancellation
from troth.care.cases import CaseActionRefused as NoClaim
from troth.care.models import CareCase, Watch
from troth.care.not_received import claims, coming_back, losses, watched_parcels
from troth.catalog.actions import NotApproved, put_on_sale
from troth.fulfillment import tasks as fulfillment
from troth.fulfillment.models import Parcel, ParcelLine, PromiseStatus, Return
from troth.fulfillment.outbox import LABELS
from troth.fulfillment.promises import monitoring
from troth.fulfillment.returns import checking_in, returned_parcels
from troth.fulfillment.shipping_labels import labels
from troth.fulfillment.warehouse import handover, packing, tags
from troth.fulfillment.warehouse.queue import FulfillmentRefused, claim_next_order
from troth.fulfillment.warehouse.queue_audit import queue_report
from troth.notifications.models import Notification
from troth.order_status.reading import status_of
from troth.orders.actions import mark_confirmation_sent
from troth.orders.models import Order, QueueEntry
from troth.payments import approving, disputes
from troth.payments.models import Approval, PaymentOperation
from troth.payments.provider import configured_provider
from troth.policy.terms import shipped_terms
from troth.worklist.models import Task

# Ten business days after the letter of Dec 1: Tue Dec 15; the first instant after it.
SILENT = moment("Wed 2026-12-16 00:00")


@pytest.fixture
def left(fedex):
    return ship_boxed_parcel(fedex)


def refunds():
    return [operation.amount_cents for operation in PaymentOperation.objects.filter(kind="refund")]


def line_of(parcel):
    return parcel.order.lines.get()


def test_the_letter_says_why_it_turned_back_and_asks_with_a_last_day(left):
    turn_back(left)
    letter = letter_of(left.order, "returned").text
    assert "Shipment refused by recipient" in letter
    assert "Send it again to the same address" in letter
    assert "by the end of Tue Dec 15, 2026" in letter
    assert "It comes again" not in letter
    assert "Hi Ann," in letter


def test_it_is_asked_once_however_often_the_carrier_says_so(left):
    turn_back(left)
    scan_parcel(left, "returning", REFUSED + timedelta(hours=9))
    letter_of(left.order, "returned")
    choice_letters = [
        notice
        for notice in Notification.objects.filter(kind="returned")
        if "please choose" in notice.subject
    ]
    assert Return.objects.count() == 1
    assert len(choice_letters) == len({notice.event_id for notice in choice_letters}) <= 2


def test_care_and_the_warehouse_have_tasks_with_a_time(left):
    returned = bring_back(left)
    tasks = {task.kind: (task.role, task.due_at) for task in Task.objects.filter(order=left.order)}
    assert tasks["returned_parcel"] == ("care", SILENT)
    assert tasks["return_check_in"] == ("warehouse", moment("Mon 2026-12-07 18:00"))
    check_in(returned, BACK), choose_outcome(returned, "cancel")
    closed = ["returned_parcel", "return_check_in"]
    assert not Task.objects.open().filter(kind__in=closed).exists()


def test_who_asks_to_cancel_what_comes_back_is_told_of_the_choice_and_of_no_claim(left):
    before = cancellation.verdict_of(left.order, asked_at=REFUSED)
    assert "can be claimed after 15 business days" in before.sentence
    turn_back(left)
    order = Order.objects.get(pk=left.order_id)
    coming = cancellation.verdict_of(order, asked_at=REFUSED + timedelta(hours=1))
    assert "the carrier is bringing it back to us" in coming.sentence
    assert "you can choose what happens to it" in coming.sentence
    assert "can be claimed" not in coming.sentence
    bring_back(left)
    came = cancellation.verdict_of(Order.objects.get(pk=left.order_id), asked_at=BACK)
    assert "the carrier has brought it back to us" in came.sentence


@pytest.mark.parametrize("by", ["shopper", "silence"])
def test_cancelled_everything_goes_back_once_and_before_the_box_is_here(left, by):
    returned = turn_back(left)
    if by == "shopper":
        for _ in range(2):
            choose_outcome(returned, "cancel", at=REFUSED)
    else:
        returned_parcels.settle_due_returns(now=SILENT - timedelta(seconds=1))
        assert refunds() == []
        for _ in range(2):
            returned_parcels.settle_due_returns(now=SILENT)
    assert refunds() == [left.order.total_cents]
    letter = letter_of(left.order, "returned").text
    assert ("haven't heard from you" in letter) == (by == "silence")
    assert "As you asked" in letter or by == "silence"


def test_a_cancelled_piece_that_is_sound_may_be_sold_again_once_it_was_looked_at(left):
    returned = bring_back(left)
    choose_outcome(returned, "cancel")
    item = line_of(left).item
    assert item.sold_at is not None
    check_in(returned, BACK)
    item.refresh_from_db()
    assert (line_of(left).state, item.sold_at, item.listed_at) == ("restocked", None, None)
    put_on_sale(items=[item], terms=shipped_terms(), now=BACK, by="staff:erin")
    item.refresh_from_db()
    assert item.listed_at == BACK
    assert order_of(item, now=BACK).lines.get().item_id == item.pk


def test_a_damaged_piece_is_written_off_with_its_reason(left):
    returned = bring_back(left)
    choose_outcome(returned, "cancel")
    check_in(returned, BACK, "damaged")
    item = line_of(left).item
    assert item.events.get(kind="item.written_off").facts["reason"].endswith("came back damaged.")
    with pytest.raises(NotApproved, match="is written off"):
        put_on_sale(items=[item], terms=shipped_terms(), now=BACK, by="staff:erin")
    assert Task.objects.get(kind="returned_damage").role == "care"


@pytest.mark.parametrize("when", ["before the box is here", "after"])
def test_sent_again_it_keeps_its_place_and_gets_new_dates(left, when):
    returned = bring_back(left)
    if when == "after":
        check_in(returned, BACK)
        choose_outcome(returned, "resend")
    else:
        choose_outcome(returned, "resend", at=REFUSED)
        assert line_of(left).state == "shipped"
        check_in(returned, BACK)
    assert line_of(left).state == "placed"
    letter = letter_of(left.order, "returned").text
    # Checked in on Fri Dec 4 at 2 pm: starts that day, processed by Tue Dec 8, handed over a day
    # later, there 5 to 10 business days after the processing.
    assert "by Wed Dec 9, 2026" in letter
    assert "Mon Dec 14, 2026 – Tue Dec 22, 2026" in letter
    standing = PromiseStatus.objects.get()
    assert (standing.arrives_by, standing.ended_at) == (day("Tue 2026-12-22"), None)
    assert claim_next_order(now=BACK, by="pat").order == left.order


def packed_again(order, carriers, at):
    parcel = fill_parcel(claim_next_order(now=at, by="pat"), at)
    packing.close_parcel(parcel=parcel, grams=2_400, now=at, by="pat", **BOX)
    world.carrier_clock(at)
    tried_at(carriers, at)
    handover.hand_over(parcel=parcel, to="J. Driver", now=at, by="pat")
    return Parcel.objects.get(pk=parcel.pk)


def tried_at(carriers, at):
    for label_id in LABELS.due_keys(now=at):
        labels.process_label(label_id=label_id, clock=lambda: at, carriers=carriers)


def test_whoever_is_packed_before_it_overtakes_it(left):
    """The proof of turns counts what is to be sent again as waiting in its old place."""
    placed_at = BACK - timedelta(hours=4)
    later = order_of(a_bag(), now=placed_at)
    mark_confirmation_sent(order=later, message_id="<later>", now=placed_at, by="notifications")
    returned = bring_back(left)
    choose_outcome(returned, "resend")
    check_in(returned, BACK)
    taken = Parcel.objects.create(  # by no verb of the queue's
        order=later, key=f"{later.number}-1", by="kim", taken_at=BACK + timedelta(hours=1)
    )
    ParcelLine.objects.create(parcel=taken, line=later.lines.get())
    QueueEntry.objects.filter(order=later).update(claimed=True)
    turns_report = queue_report(since=BACK, until=BACK + timedelta(hours=2))
    assert [pair.earlier for pair in turns_report.overtaken] == [left.order.number]


def test_the_second_parcel_has_its_own_number_and_claim_dates_and_takes_no_money_again(left, fedex):
    returned = bring_back(left)
    choose_outcome(returned, "resend"), check_in(returned, BACK)
    second = packed_again(left.order, fedex, BACK)
    money_moved(BACK)
    shipped_events = left.order.events.filter(kind="parcel.shipped").order_by("pk")
    first, again = (event.facts for event in shipped_events)
    assert first["number"] != again["number"]
    assert again["claim_last_on"] == "2026-12-31"  # the 18th business day after Fri Dec 4
    assert PaymentOperation.objects.filter(kind="capture").count() == 1
    assert (second.order_id, line_of(left).state) == (left.order_id, "shipped")
    assert left.order.cancellation_closes_at() < LATER + timedelta(days=1)


def test_a_second_return_offers_only_to_cancel(left, fedex):
    returned = bring_back(left)
    choose_outcome(returned, "resend"), check_in(returned, BACK)
    second = packed_again(left.order, fedex, BACK)
    late = moment("Thu 2026-12-10 10:00")
    scan_parcel(second, "returning", late)
    again = Return.objects.get(parcel=second)
    letter = letter_of(left.order, "returned").text
    assert "Send it again" not in letter
    assert "sent it a second time already" in letter
    with pytest.raises(FulfillmentRefused, match="can't be sent again"):
        choose_outcome(again, "resend", at=late)
    choose_outcome(again, "cancel", at=late)
    assert refunds() == [left.order.total_cents]


def test_what_was_cancelled_stays_cancelled(left):
    returned = bring_back(left)
    choose_outcome(returned, "cancel")
    with pytest.raises(FulfillmentRefused, match="cancelled already"):
        choose_outcome(returned, "resend")


def test_to_send_it_again_may_be_changed_until_it_is_checked_in(left):
    returned = bring_back(left)
    choose_outcome(returned, "resend"), choose_outcome(returned, "cancel")
    assert refunds() == [left.order.total_cents]
    check_in(returned, BACK)
    assert line_of(left).state == "restocked"


def test_once_it_is_being_sent_again_the_choice_is_over(left):
    returned = bring_back(left)
    choose_outcome(returned, "resend"), check_in(returned, BACK)
    with pytest.raises(FulfillmentRefused, match="is over"):
        choose_outcome(returned, "cancel")


def test_a_damaged_piece_can_not_be_sent_again_and_is_given_back(left):
    returned = bring_back(left)
    choose_outcome(returned, "resend"), check_in(returned, BACK, "damaged")
    assert refunds() == [left.order.total_cents]
    assert "came back damaged, so we can't send it again" in letter_of(left.order, "returned").text


def test_of_two_pieces_the_sound_one_is_sent_again_and_the_other_is_given_back(fedex):
    order = order_of(a_bag(), a_cheap_scarf(), now=moment("Mon 2026-11-23 12:00"))
    mark_confirmation_sent(order=order, message_id="<m>", now=order.placed_at, by="notifications")
    parcel = fill_parcel(claim_next_order(now=LATER, by="pat"))
    packing.close_parcel(parcel=parcel, grams=2_400, now=LATER, by="pat", **BOX)
    process_labels(fedex)
    handover.hand_over(parcel=parcel, to="J. Driver", now=LATER, by="pat")
    money_moved(LATER)
    returned = turn_back(Parcel.objects.get(pk=parcel.pk))
    choose_outcome(returned, "resend")
    check_in(returned, BACK, "sound", "damaged")
    bag, scarf = order.lines.order_by("pk")
    assert (bag.state, scarf.state) == ("placed", "returned")
    [refund] = PaymentOperation.objects.filter(kind="refund")
    assert refund.parts["item_cents"] == scarf.price_cents


def test_without_a_photo_or_with_another_tag_nothing_is_checked_in(left):
    returned = bring_back(left)
    piece = returned.pieces.get()
    right = {piece.pk: checking_in.PieceFinding(tags.tag_of(piece.line.item_id), "sound")}
    wrong = {piece.pk: checking_in.PieceFinding(tags.tag_of(piece.line.item_id + 1), "sound")}
    for findings, photos, message in (
        (right, [], "Photos"),
        (wrong, [box_photo()], "isn't its tag"),
    ):
        with pytest.raises(FulfillmentRefused, match=message):
            checking_in.check_in_return(
                returned=returned, findings=findings, photos=photos, now=BACK, by="pat"
            )
    returned.refresh_from_db()
    assert (returned.received_at, line_of(left).state) == (None, "shipped")


def test_from_then_on_no_claim_opens_and_no_date_is_promised(left):
    turn_back(left)
    assert not Watch.objects.filter(ended_at=None).exists()
    assert PromiseStatus.objects.get().ended_at is not None
    for hours in range(0, 60 * 24, 24):
        now = REFUSED + timedelta(hours=hours)
        assert watched_parcels.due_watch_ids(now=now) == []
        monitoring.reassess_order(left.order, now=now, by="policy")
    assert not left.order.events.filter(
        kind__in=["claim.period_opened", "promise.delayed"]
    ).exists()


def test_a_claim_is_answered_that_it_is_coming_back(left):
    turn_back(left)
    number = left.labels.get().number
    claim = claims.report_not_received(
        order=left.order, number=number, asked_at=BACK, now=BACK, by="shopper", how="page"
    )
    assert (claim.state, claim.outcome) == ("done", "returning")
    assert "isn't lost: the carrier is bringing it back" in letter_of(left.order, "request").text


def test_once_it_is_chosen_the_page_asks_for_no_choice_beside_the_report(left):
    turn_back(left)
    number = left.labels.get().number
    claims.report_not_received(
        order=left.order, number=number, asked_at=BACK, now=BACK, by="shopper", how="page"
    )
    (before,) = status_of(left.order, BACK).parcels
    assert "you can choose what happens to it" in before.claim.sentence
    choose_outcome(Return.objects.get(), "resend", at=BACK)
    (after,) = status_of(Order.objects.get(pk=left.order.pk), BACK).parcels
    assert "is coming back to us, and you asked us to send it again" in after.claim.sentence
    assert "choose" not in after.claim.sentence


def test_a_claim_on_file_ends_when_it_turns_back_and_can_not_be_refunded_beside_it(left):
    number = left.labels.get().number
    opened = moment("Wed 2026-12-16 09:00")
    claim = claims.report_not_received(
        order=left.order, number=number, asked_at=opened, now=opened, by="shopper", how="page"
    )
    scan_parcel(left, "returning", opened)
    with pytest.raises(NoClaim, match="bringing it back"):
        claims.settle_claim(
            request=claim, outcome="refunded", why="Lost.", now=opened, by="staff:care"
        )
    care.on_event(left.order.events.get(kind="parcel.returning").pk)
    claim.refresh_from_db()
    assert (claim.state, claim.outcome, refunds()) == ("done", "returning", [])


def test_what_was_refunded_by_hand_is_not_refunded_a_second_time(left):
    bring_back(left)
    order = left.order
    parts = {
        "item_cents": order.items_cents,
        "shipping_cents": order.shipping_cents,
        "tax_cents": order.tax_cents,
    }
    approving.submit_refund(
        order=order, parts=parts, key="by-hand-1", reason="It is back.", now=BACK, by="c"
    )
    returned_parcels.settle_due_returns(now=SILENT)
    assert refunds() == [order.total_cents]
    assert "given back already" in letter_of(order, "returned").text


def price_refunded_by_hand(order):
    parts = {"item_cents": order.items_cents, "shipping_cents": 0, "tax_cents": 0}
    approving.submit_refund(
        order=order, parts=parts, key="by-hand-2", reason="Sorry.", now=BACK, by="care"
    )


def test_whose_price_was_refunded_is_not_sent_again(left):
    returned = bring_back(left)
    assert returned_parcels.may_resend(returned)
    price_refunded_by_hand(left.order)
    assert not returned_parcels.may_resend(returned)
    with pytest.raises(FulfillmentRefused, match="what you paid for it has been refunded"):
        choose_outcome(returned, "resend", at=BACK)
    choose_outcome(returned, "cancel", at=BACK)
    assert sum(refunds()) == left.order.total_cents


def test_chosen_before_the_refund_it_is_cancelled_when_it_is_checked_in(left):
    turn_back(left)
    choose_outcome(Return.objects.get(), "resend", at=BACK)
    price_refunded_by_hand(left.order)
    scan_parcel(left, "returned", BACK)
    check_in(Return.objects.get(), BACK)
    assert (line_of(left).state, sum(refunds())) == ("restocked", left.order.total_cents)
    assert "so we don't send it again" in letter_of(left.order, "returned").text


def test_what_was_refunded_before_it_turned_back_is_not_asked_about(left):
    order = left.order
    parts = {
        "item_cents": order.items_cents,
        "shipping_cents": order.shipping_cents,
        "tax_cents": order.tax_cents,
    }
    approving.submit_refund(
        order=order, parts=parts, key="by-hand-1", reason="Late.", now=LATER, by="care"
    )
    returned = bring_back(left)
    letter = letter_of(order, "returned", 0)
    assert "returned already" in letter.text
    assert "please choose" not in letter.subject
    assert Notification.objects.filter(kind="returned").count() == 1
    check_in(returned, BACK)
    assert (line_of(left).state, refunds()) == ("restocked", [order.total_cents])


def test_a_parcel_that_was_claimed_as_lost_and_turns_up_is_put_away(left):
    number, opened = left.labels.get().number, moment("Wed 2026-12-16 09:00")
    claim = claims.report_not_received(
        order=left.order, number=number, asked_at=opened, now=opened, by="shopper", how="page"
    )
    claims.settle_claim(request=claim, outcome="refunded", why="Lost.", now=opened, by="staff:care")
    scan_parcel(left, "returned", opened + timedelta(days=3))
    check_in(Return.objects.get(parcel=left), opened + timedelta(days=3))
    assert (line_of(left).state, refunds()) == ("restocked", [left.order.total_cents])


def test_above_the_limit_a_second_person_agrees(fedex):
    order = order_of(a_bag(price="9000.00"), now=moment("Mon 2026-11-23 12:00"))
    mark_confirmation_sent(order=order, message_id="<m>", now=order.placed_at, by="notifications")
    parcel = fill_parcel(claim_next_order(now=LATER, by="pat"))
    packing.close_parcel(parcel=parcel, grams=2_400, now=LATER, by="pat", **BOX)
    process_labels(fedex)
    handover.hand_over(parcel=parcel, to="J. Driver", now=LATER, by="pat")
    money_moved(LATER)
    choose_outcome(turn_back(Parcel.objects.get(pk=parcel.pk)), "cancel")
    assert (Approval.objects.get().amount_cents, refunds()) == (order.total_cents, [])
    letter = letter_of(order, "returned").text
    assert "a second person here must approve the refund first" in letter
    assert "within" not in letter.split("goes back", 1)[1]


def test_on_a_disputed_payment_it_is_told_truly_and_refunded_once_the_store_has_won(left):
    returned, paid = turn_back(left), left.order.payment
    opened = world.control(
        "/_control/dispute", payment_intent=paid.intent_id, reason="product_not_received"
    )
    disputes.record_dispute(
        payment=paid, dispute=configured_provider().dispute(opened["id"]), now=REFUSED
    )
    choose_outcome(returned, "cancel", at=REFUSED)
    assert refunds() == []
    letter = letter_of(left.order, "returned").text
    assert "Your bank is disputing this payment" in letter
    assert "goes back to the card" not in letter
    assert left.order.events.filter(kind="refund.blocked").count() == 1
    world.control("/_control/dispute/close", dispute=opened["id"], status="won")
    disputes.record_dispute(
        payment=paid, dispute=configured_provider().dispute(opened["id"]), now=BACK
    )
    assert refunds() == [left.order.total_cents]


def test_what_is_delivered_after_it_turned_back_is_delivered_to_us(left):
    turn_back(left)
    scan_parcel(left, "delivered", BACK, signed_by="DOCK")
    left.refresh_from_db()
    assert (left.status, left.delivered_at, line_of(left).state) == ("returned", None, "shipped")
    assert not left.order.events.filter(
        kind__in=["parcel.delivered", "parcel.delivered_unsigned"]
    ).exists()
    assert Task.objects.open().filter(kind="return_check_in").exists()


def test_a_delivery_before_it_turned_back_that_is_heard_of_late_ends_the_question(left):
    returned = turn_back(left)
    scan_parcel(left, "delivered", REFUSED - timedelta(hours=1), signed_by="A.LEE")
    returned.refresh_from_db()
    assert (returned.ended_how, line_of(left).state) == ("delivered", "delivered")
    assert returned_parcels.settle_due_returns(now=SILENT) == 0
    assert refunds() == []


@pytest.mark.parametrize("chosen_before", ["", "resend", "cancel"])
def test_lost_on_its_way_back_it_is_given_back_once(left, chosen_before):
    returned = turn_back(left)
    if chosen_before:
        choose_outcome(returned, chosen_before, at=REFUSED)
    number = left.labels.get().number
    losses.record_loss(
        order=left.order, number=number, sentence="We can't find it.", now=BACK, by="staff:care"
    )
    event = left.order.events.get(kind="parcel.lost")
    fulfillment.on_event(event.pk), care.on_event(event.pk)
    returned_parcels.settle_due_returns(now=SILENT)
    assert refunds() == [left.order.total_cents]
    returned.refresh_from_db()
    assert (returned.ended_how, line_of(left).state) == ("lost", "lost")
    assert not Task.objects.open().filter(kind__in=["returned_parcel", "return_check_in"]).exists()


def test_a_lost_task_of_cares_leaves_no_returned_parcel_watched(left):
    scan_parcel(left, "returning", REFUSED)
    assert Watch.objects.filter(ended_at=None).exists()
    for event in coming_back.still_watched_returns():
        coming_back.stop_watching(event, now=BACK)
    assert not Watch.objects.filter(ended_at=None).exists()
    assert CareCase.objects.count() == 0
    assert bought_shipments()
