"""What arrives from Japan damaged, wrong or not at all: recorded piece by piece, looked at, and
told to the shopper. What leaves Japan is scanned. `transfer`
"""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from tests.factories.days import Days
from tests.factories.items import a_bag, a_watch_in_japan
from tests.factories.letters import letters_of
from tests.factories.moments import moment
from tests.factories.payments import money_moved
from tests.factories.transfers import (
    FAULTS,
    LANDED,
    LEFT_JAPAN,
    create_transfer_of,
    crossing_of,
    crossing_photo,
    dispatch,
    land_transfer,
    place_in_japan,
    report_fault,
    tags_in,
)
from troth.approvals.actions import ApprovalRefused, decide_request
from troth.catalog.actions import unlistable_items
from troth.catalog.models import Item
from troth.fulfillment.from_japan import arrival_checks, late_transfers, transfers
from troth.fulfillment.from_japan.arrival_checks import Fault
from troth.fulfillment.models import CrossingCheck, Delay, PromiseStatus, Transfer
from troth.fulfillment.promises import delay_consent
from troth.fulfillment.warehouse import queue
from troth.fulfillment.warehouse.queue import FulfillmentRefused
from troth.fulfillment.warehouse.tags import tag_of
from troth.order_status.reading import status_of
from troth.orders.actions import hold_order
from troth.payments import actions as payments
from troth.policy.terms import shipped_terms as terms
from troth.worklist.models import Task

NEXT_DAY = moment("Thu 2026-12-03 10:00")


@pytest.mark.parametrize("outcome", list(FAULTS))
def test_the_shopper_is_told_what_was_found_and_chooses(house, monkeypatch, outcome):
    order = place_in_japan()
    land_transfer(order)
    days = Days(monkeypatch, LANDED)
    days.at(LANDED)
    fields, words = FAULTS[outcome]
    report_fault(order, outcome, **fields)
    days.pass_by(2)
    (letter,) = letters_of(order, "delay")
    assert letter.subject.endswith("is late: no date yet, and your choice")
    assert words in letter.text
    assert "you are charged nothing" in letter.text
    status = status_of(order, days.now)
    (group,) = status.to_come
    assert group.dates.arrives is None
    assert "from Japan" in group.sentence
    assert len(status.delays) == 1


@pytest.mark.parametrize("outcome", list(FAULTS))
def test_it_can_not_be_packed_and_care_and_the_expert_have_a_task(house, outcome):
    order = place_in_japan()
    land_transfer(order)
    report_fault(order, outcome, **FAULTS[outcome][0])
    assert order.lines.get().state == "in_transfer"
    assert queue.claim_next_order(now=NEXT_DAY, by="staff:pat") is None
    roles = set(Task.objects.filter(order=order, key__startswith="arrival.").values_list("role"))
    assert roles == ({("care",)} if outcome == "missing" else {("care",), ("authenticator",)})
    assert all(task.due_at for task in Task.objects.filter(order=order))


def test_the_same_report_twice_is_one(house):
    order = place_in_japan()
    land_transfer(order)
    first = report_fault(order, "missing")
    assert report_fault(order, "missing") == first
    assert order.events.filter(kind="transfer.item_missing").count() == 1
    assert Delay.objects.filter(order=order).count() == 1


def test_found_later_it_goes_on_and_the_shopper_has_a_date_again(house, monkeypatch):
    order = place_in_japan()
    transfer = land_transfer(order)
    days = Days(monkeypatch, LANDED)
    days.at(LANDED)
    report_fault(order, "missing")
    days.pass_by(1)
    assert Transfer.objects.get(pk=transfer.pk).ended_at is None
    transfers.check_in_piece(crossing=crossing_of(order), now=days.now, by="staff:pat")
    days.pass_by(1)
    assert order.lines.get().state == "placed"
    letter = letters_of(order, "delay")[-1]
    assert letter.event.kind == "promise.dated"
    assert "It's in our New York warehouse now, and we have checked it." in letter.text
    assert PromiseStatus.objects.get(order=order).unknown_why == ""
    assert not Task.objects.filter(key__startswith="arrival.", closed_at=None).exists()
    assert Transfer.objects.get(pk=transfer.pk).ended_at is not None
    assert not Item.objects.filter(pk=order.lines.get().item_id).set_aside().exists()


def test_the_warehouse_does_not_overrule_the_damage(house):
    order = place_in_japan()
    land_transfer(order)
    report_fault(order, "damaged")
    with pytest.raises(FulfillmentRefused, match="an expert decides"):
        transfers.check_in_piece(crossing=crossing_of(order), now=LANDED, by="staff:pat")


def test_the_expert_finds_it_as_it_was_sold(house, monkeypatch):
    order = place_in_japan()
    land_transfer(order)
    days = Days(monkeypatch, LANDED)
    report_fault(order, "damaged")
    days.at(LANDED)
    arrival_checks.examine_piece(
        crossing=crossing_of(order), is_right=True, words="dust", now=NEXT_DAY, by="staff:ada"
    )
    days.at(NEXT_DAY)
    assert order.lines.get().state == "placed"
    assert letters_of(order, "delay")[-1].event.kind == "promise.dated"


def test_the_expert_finds_it_damaged_and_everything_goes_back(house, monkeypatch):
    order = place_in_japan()
    land_transfer(order)
    days = Days(monkeypatch, LANDED)
    report_fault(order, "damaged")
    days.at(LANDED)
    arrival_checks.examine_piece(
        crossing=crossing_of(order),
        is_right=False,
        words="the crystal is cracked through",
        now=NEXT_DAY,
        by="staff:ada",
    )
    days.at(NEXT_DAY)
    line = order.lines.get()
    assert line.state == "cancelled"
    money_moved(NEXT_DAY)
    assert order.events.filter(kind="payment.voided").exists()
    (letter,) = letters_of(order, "cancelled")
    assert "the crystal is cracked through" in letter.text
    item = Item.objects.get(pk=line.item_id)
    assert (item.listed_at, item.sold_at, item.warehouse) == (None, None, "us")


def test_only_the_damaged_piece_of_an_order_is_called_off(house):
    order = place_in_japan(a_bag(), a_watch_in_japan())
    land_transfer(order)
    report_fault(order, "damaged")
    arrival_checks.examine_piece(
        crossing=crossing_of(order), is_right=False, words="cracked", now=NEXT_DAY, by="staff:ada"
    )
    assert [line.state for line in order.lines.order_by("pk")] == ["placed", "cancelled"]
    event = order.events.get(kind="order.partly_cancelled")
    assert event.by == "staff:pat, staff:ada"  # who recorded the damage, and who confirmed it


def test_two_people_look_at_damage(house):
    order = place_in_japan()
    land_transfer(order)
    report_fault(order, "damaged", by="staff:ada")
    with pytest.raises(FulfillmentRefused, match="Another person"):
        arrival_checks.examine_piece(
            crossing=crossing_of(order), is_right=False, words="x", now=NEXT_DAY, by="staff:ada"
        )
    assert order.lines.get().state == "in_transfer"


@pytest.mark.parametrize("outcome", list(FAULTS))
def test_who_cancels_gets_everything_back_and_nobody_can_buy_the_piece(house, outcome):
    order = place_in_japan()
    land_transfer(order)
    report_fault(order, outcome, **FAULTS[outcome][0])
    (delay,) = delay_consent.open_rounds(order)
    delay_consent.answer_delay(delay=delay, answer="cancel", now=NEXT_DAY, by="shopper")
    line = order.lines.get()
    item = Item.objects.get(pk=line.item_id)
    assert (line.state, item.listed_at) == ("cancelled", None)
    assert "set aside" in unlistable_items(items=[item], terms=terms())[item]


def test_a_piece_that_nobody_has_bought_leaves_the_store(house):
    order = place_in_japan()
    land_transfer(order)
    item = order.lines.get().item_id
    payments.cancel_order(order=order, reason="cancelled", now=LANDED, by="shopper")
    assert Item.objects.for_sale().filter(pk=item).exists()
    report_fault(order, "missing")
    assert not Item.objects.for_sale().filter(pk=item).exists()


def test_another_cause_is_told_to_who_knows_that_there_is_no_date(house, monkeypatch):
    order = place_in_japan()
    transfer = create_transfer_of(order)
    dispatch(transfer)
    late_transfers.report_late(
        transfer=transfer,
        why="customs asks for papers",
        expected_on=None,
        now=LEFT_JAPAN,
        by="kenji",
    )
    days = Days(monkeypatch, LEFT_JAPAN)
    days.at(LEFT_JAPAN)
    transfers.record_leg(transfer=transfer, leg="landed", now=LANDED, by="staff:pat")
    report_fault(order, "damaged")
    days.at(LANDED)
    first, second = letters_of(order, "delay")
    assert "customs asks for papers" in first.text
    assert "came damaged from Japan" in second.text
    assert Delay.objects.filter(order=order).count() == 1  # one question, asked once


@pytest.mark.parametrize(
    ("outcome", "fields", "photos", "message"),
    [
        ("", {}, 1, "What was found"),
        ("damaged", {"words": "x", "tag": "TAG1"}, 1, "Tag: "),
        ("damaged", {"words": ""}, 1, "Words: "),
        ("damaged", {"words": "y" * 301}, 1, "Words: at most"),
        ("damaged", {"words": "x"}, 0, "Photos: take"),
        ("damaged", {"words": "x"}, 13, "Photos: at most"),
        ("wrong", {}, 1, "What was in the box"),
    ],
)
def test_a_report_that_lacks_something_names_the_field(house, outcome, fields, photos, message):
    order = place_in_japan()
    transfer = land_transfer(order)
    fault_fields = {"tag": tags_in(transfer)[0]} | fields
    with pytest.raises(FulfillmentRefused, match=message):
        arrival_checks.record_fault(
            crossing=crossing_of(order),
            fault=Fault(outcome, **fault_fields),
            photos=[crossing_photo() for _ in range(photos)],
            now=LANDED,
            by="staff:pat",
        )
    assert not CrossingCheck.objects.exists()


def test_nothing_is_found_before_it_has_landed(house):
    order = place_in_japan()
    dispatch(create_transfer_of(order))
    with pytest.raises(FulfillmentRefused, match="hasn't landed"):
        report_fault(order, "missing")


def test_the_database_keeps_what_was_found(house):
    order = place_in_japan()
    land_transfer(order)
    check = report_fault(order, "damaged")
    for write in (
        lambda: CrossingCheck.objects.filter(pk=check.pk).update(words="fine"),
        lambda: CrossingCheck.objects.filter(pk=check.pk).delete(),
        lambda: check.photos.update(by="x"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()


# What leaves Japan.


def test_what_leaves_is_scanned_and_recorded(house):
    order = place_in_japan(a_watch_in_japan(), a_watch_in_japan())
    transfer = create_transfer_of(order)
    dispatch(transfer)
    scanned = list(transfer.crossings.values_list("scanned_at", "scanned_by"))
    assert scanned == [(LEFT_JAPAN, "staff:kenji")] * 2


def test_a_piece_that_was_not_scanned_does_not_leave(house):
    order = place_in_japan(a_watch_in_japan(), a_watch_in_japan())
    transfer = create_transfer_of(order)
    first, second = tags_in(transfer)
    with pytest.raises(FulfillmentRefused, match="Tags: not scanned"):
        dispatch(transfer, tags_scanned=[first])
    assert {line.state for line in order.lines.all()} == {"in_japan"}
    dispatch(transfer, tags_scanned=[first], rest_stays=True)
    assert sorted(line.state for line in order.lines.all()) == ["in_japan", "in_transfer"]
    assert [line.item_id for line in transfers.lines_awaiting_transfer()] == [
        order.lines.get(state="in_japan").item_id
    ]
    assert second not in tags_in(transfer)


def test_another_piece_in_the_box_is_refused(house):
    transfer = create_transfer_of(place_in_japan())
    other = a_watch_in_japan()
    for tag in (tag_of(other.pk), "TAG000000999", "x"):
        with pytest.raises(FulfillmentRefused, match="Tags: "):
            dispatch(transfer, tags_scanned=[*tags_in(transfer), tag])
    assert Transfer.objects.get(pk=transfer.pk).dispatched_at is None


def test_a_piece_that_must_wait_is_not_in_the_box(house):
    waits, goes = place_in_japan(), place_in_japan()
    transfer = create_transfer_of(waits, goes)
    hold_order(order=waits, why="a question", now=LEFT_JAPAN, by="care")
    with pytest.raises(FulfillmentRefused, match="must stay"):
        dispatch(transfer)
    dispatch(transfer, tags_scanned=[tags_in(transfer)[1]])
    assert (waits.lines.get().state, goes.lines.get().state) == ("in_japan", "in_transfer")


# A step that was recorded by mistake.


def test_a_landing_is_taken_back_and_the_page_says_the_truth_again(house):
    order = place_in_japan()
    transfer = land_transfer(order)
    (group,) = status_of(order, LANDED).to_come
    assert "being checked in" in group.sentence
    transfers.undo_leg(
        transfer=transfer, leg="landed", why="the wrong transfer", now=LANDED, by="staff:pat"
    )
    (group,) = status_of(order, LANDED).to_come
    assert group.sentence == "On its way from Japan to New York"
    assert Transfer.objects.get(pk=transfer.pk).landed_at is None
    corrected = order.events.get(kind="transfer.corrected")
    assert (corrected.facts["leg"], corrected.by) == ("landed", "staff:pat")
    assert order.events.filter(
        kind="transfer.reached_warehouse"
    ).exists()  # added, never overwritten
    transfers.record_leg(transfer=transfer, leg="landed", now=NEXT_DAY, by="staff:pat")
    (group,) = status_of(order, NEXT_DAY).to_come
    assert "being checked in" in group.sentence


def test_a_landing_stands_once_a_piece_is_checked(house):
    order = place_in_japan()
    transfer = land_transfer(order)
    report_fault(order, "missing")
    for leg, why, message in (
        ("landed", "x", "has been checked"),
        ("at_customs", "x", "no such step"),
        ("dispatched", "x", "no such step"),
    ):
        with pytest.raises(FulfillmentRefused, match=message):
            transfers.undo_leg(transfer=transfer, leg=leg, why=why, now=NEXT_DAY, by="staff:pat")


def test_the_database_keeps_the_steps_once_a_piece_is_checked(house):
    order = place_in_japan()
    transfer = land_transfer(order)
    transfers.check_in_piece(crossing=crossing_of(order), now=LANDED, by="staff:pat")
    for landed_at in (None, NEXT_DAY):
        with pytest.raises(DatabaseError), transaction.atomic():
            Transfer.objects.filter(pk=transfer.pk).update(landed_at=landed_at)


def test_a_step_is_taken_back_with_a_reason_and_the_last_one_first(house):
    order = place_in_japan()
    transfer = create_transfer_of(order)
    dispatch(transfer)
    for leg in ("at_customs", "cleared"):
        transfers.record_leg(transfer=transfer, leg=leg, now=LEFT_JAPAN, by="staff:pat")
    take = {"transfer": transfer, "now": LEFT_JAPAN, "by": "staff:pat"}
    with pytest.raises(FulfillmentRefused, match="later step"):
        transfers.undo_leg(leg="at_customs", why="x", **take)
    with pytest.raises(FulfillmentRefused, match="Reason"):
        transfers.undo_leg(leg="cleared", why=" ", **take)


# A report that it is late, foreseen and corrected.


def test_a_late_report_is_foreseen_and_nothing_is_stored(house):
    order = place_in_japan()
    transfer = create_transfer_of(order)
    dispatch(transfer)
    effect = late_transfers.preview_report(
        transfer=transfer, why="the flight was full", expected_on=date(2026, 12, 24), now=LEFT_JAPAN
    )
    assert (effect.orders, effect.undated) == (1, 0)
    undated = late_transfers.preview_report(
        transfer=transfer, why="papers", expected_on=None, now=LEFT_JAPAN
    )
    assert (undated.orders, undated.undated) == (1, 1)
    assert Transfer.objects.get(pk=transfer.pk).late_why == ""
    assert Item.objects.get(pk=order.lines.get().item_id).expected_here_on is None
    assert not Delay.objects.exists()


def test_a_late_report_typed_wrong_is_corrected_and_told_once(house, monkeypatch):
    order = place_in_japan()
    transfer = create_transfer_of(order)
    dispatch(transfer)
    days = Days(monkeypatch, LEFT_JAPAN)
    days.at(LEFT_JAPAN)
    report = {"transfer": transfer, "by": "staff:kenji"}
    late_transfers.report_late(
        why="the flight was full", expected_on=date(2026, 12, 24), now=LEFT_JAPAN, **report
    )
    days.at(LEFT_JAPAN)
    wrong = PromiseStatus.objects.get(order=order).arrives_by
    for _ in range(2):
        late_transfers.report_late(
            why="it is on the next flight", expected_on=date(2026, 12, 10), now=LEFT_JAPAN, **report
        )
    days.at(LEFT_JAPAN)
    first, second = letters_of(order, "delay")
    assert "Dec 24" in first.text
    assert second.event.kind == "promise.brought_forward"
    assert "sooner than we had told you: it is on the next flight." in second.text
    standing = PromiseStatus.objects.get(order=order)
    assert standing.arrives_by < wrong
    # In New York on Thu Dec 10: processed by Mon 14, with the carrier by Tue 15, there by Tue 29.
    assert (standing.ship_by, standing.arrives_by) == (date(2026, 12, 15), date(2026, 12, 29))


def test_a_late_report_that_moves_much_takes_a_second_person(house):
    order = place_in_japan()
    transfer = create_transfer_of(order)
    dispatch(transfer)
    report = {
        "transfer": transfer,
        "why": "the ship turned back",
        "expected_on": date(2027, 1, 20),
        "now": LEFT_JAPAN,
    }
    effect = late_transfers.preview_report(**report)
    assert effect.needs_second_person(terms())
    request = late_transfers.ask_second_person(
        **report, effect=effect, reason="They say six weeks.", by="staff:kenji"
    )
    assert not Delay.objects.exists()
    with pytest.raises(ApprovalRefused):
        decide_request(request=request, agree=True, by="staff:kenji", now=LEFT_JAPAN)
    decided = decide_request(request=request, agree=True, by="staff:carol", now=LEFT_JAPAN)
    assert "Entered: 1 promise moved. Whoever it concerns is told." in decided.outcome
    delay = Delay.objects.get(order=order)
    assert delay.new_by > date(2027, 1, 20)
    assert order.events.get(kind="promise.delayed").by == "staff:kenji, staff:carol"
