"""What arrives from Japan damaged, wrong or not at all: recorded piece by piece, looked at, and
told to the shopper. What leaves Japan is scanned. `transfer`
"""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from tests.cast import NOON, a_bag, a_watch_in_japan, money_moved, order_of, tags_in
from tests.domain.days import Days, letters
from tests.moments import moment
from tests.uploads import picture
from troth.approvals.actions import ApprovalRefused, decide_request
from troth.catalog.actions import unlistable_items
from troth.catalog.models import Item
from troth.fulfillment import (
    arrival_checks,
    delay_consent,
    late_transfers,
    monitoring,
    queue,
    transfers,
)
from troth.fulfillment.arrival_checks import Fault
from troth.fulfillment.models import Crossing, CrossingCheck, Delay, PromiseStatus, Transfer
from troth.fulfillment.queue import FulfillmentRefused
from troth.fulfillment.tags import tag_of
from troth.order_status.reading import status_of
from troth.orders.actions import hold_order, mark_confirmation_sent
from troth.payments import actions as payments
from troth.policy.terms import shipped_terms as terms
from troth.worklist.models import Task

LEFT = moment("Tue 2026-11-24 10:00")
LANDED = moment("Wed 2026-12-02 10:00")
NEXT_DAY = moment("Thu 2026-12-03 10:00")


def photo(seed=1):
    return SimpleUploadedFile("box.jpg", picture(seed=seed), "image/jpeg")


def placed(*items, now=NOON):
    order = order_of(*items or [a_watch_in_japan()], now=now)
    mark_confirmation_sent(
        order=order, message_id=f"<{order}@example.com>", now=now, by="notifications"
    )
    monitoring.start_watching([order])
    return order


def batch(*orders):
    lines = [line.pk for order in orders for line in order.lines.filter(state="in_japan")]
    return transfers.create_transfer(lines=lines, now=LEFT, by="staff:kenji")


def leaves(transfer, **changes):
    defaults = {"carrier": "yamato", "number": "123456789013", "tags_scanned": tags_in(transfer)}
    transfers.dispatch_transfer(
        transfer=transfer, **{**defaults, **changes}, now=LEFT, by="staff:kenji"
    )


def landed(*orders):
    transfer = batch(*orders)
    leaves(transfer)
    transfers.record_leg(transfer=transfer, leg="landed", now=LANDED, by="staff:pat")
    return Transfer.objects.get(pk=transfer.pk)


def crossing_of(order):
    return Crossing.objects.select_related("line").get(line__order=order, line__warehouse="jp")


def reported(order, outcome, now=LANDED, by="staff:pat", **overrides):
    crossing = crossing_of(order)
    tag = tags_in(crossing.transfer)[0] if outcome == "damaged" else ""
    fields = {
        "tag": tag,
        "words": "the glass is cracked" if outcome == "damaged" else "",
    } | overrides
    photos = [] if outcome == "missing" else [photo()]
    return arrival_checks.record_fault(
        crossing=crossing, fault=Fault(outcome, **fields), photos=photos, now=now, by=by
    )


FAULTS = {
    "damaged": ({}, "came damaged from Japan: the glass is cracked"),
    "wrong": ({"in_the_box": "a brown belt"}, "Another piece lay in the place of"),
    "missing": ({}, "wasn't in the box that came from Japan"),
}


@pytest.mark.parametrize("outcome", list(FAULTS))
def test_the_shopper_is_told_what_was_found_and_chooses(house, monkeypatch, outcome):
    order = placed()
    landed(order)
    days = Days(monkeypatch, LANDED)
    days.at(LANDED)
    fields, words = FAULTS[outcome]
    reported(order, outcome, **fields)
    days.pass_by(2)
    (letter,) = letters(order, "delay")
    assert letter.subject.endswith("is late: no date yet, and your choice")
    assert words in letter.text
    assert "you are charged nothing" in letter.text
    status = status_of(order, days.now)
    (group,) = status.to_come
    assert group.dates.arrives is None
    assert "from Japan" in group.says
    assert len(status.delays) == 1


@pytest.mark.parametrize("outcome", list(FAULTS))
def test_it_can_not_be_packed_and_care_and_the_expert_have_a_task(house, outcome):
    order = placed()
    landed(order)
    reported(order, outcome, **FAULTS[outcome][0])
    assert order.lines.get().state == "in_transfer"
    assert queue.claim_next_order(now=NEXT_DAY, by="staff:pat") is None
    roles = set(Task.objects.filter(order=order, key__startswith="arrival.").values_list("role"))
    assert roles == ({("care",)} if outcome == "missing" else {("care",), ("authenticator",)})
    assert all(task.due_at for task in Task.objects.filter(order=order))


def test_the_same_report_twice_is_one(house):
    order = placed()
    landed(order)
    first = reported(order, "missing")
    assert reported(order, "missing") == first
    assert order.events.filter(kind="transfer.item_missing").count() == 1
    assert Delay.objects.filter(order=order).count() == 1


def test_found_later_it_goes_on_and_the_shopper_has_a_date_again(house, monkeypatch):
    order = placed()
    transfer = landed(order)
    days = Days(monkeypatch, LANDED)
    days.at(LANDED)
    reported(order, "missing")
    days.pass_by(1)
    assert Transfer.objects.get(pk=transfer.pk).ended_at is None
    transfers.check_in_piece(crossing=crossing_of(order), now=days.now, by="staff:pat")
    days.pass_by(1)
    assert order.lines.get().state == "placed"
    letter = letters(order, "delay")[-1]
    assert letter.event.kind == "promise.dated"
    assert "It's in our New York warehouse now, and we have checked it." in letter.text
    assert PromiseStatus.objects.get(order=order).unknown_why == ""
    assert not Task.objects.filter(key__startswith="arrival.", closed_at=None).exists()
    assert Transfer.objects.get(pk=transfer.pk).ended_at is not None
    assert not Item.objects.filter(pk=order.lines.get().item_id).set_aside().exists()


def test_the_warehouse_does_not_overrule_the_damage(house):
    order = placed()
    landed(order)
    reported(order, "damaged")
    with pytest.raises(FulfillmentRefused, match="an expert decides"):
        transfers.check_in_piece(crossing=crossing_of(order), now=LANDED, by="staff:pat")


def test_the_expert_finds_it_as_it_was_sold(house, monkeypatch):
    order = placed()
    landed(order)
    days = Days(monkeypatch, LANDED)
    reported(order, "damaged")
    days.at(LANDED)
    arrival_checks.examine_piece(
        crossing=crossing_of(order), is_right=True, words="dust", now=NEXT_DAY, by="staff:ada"
    )
    days.at(NEXT_DAY)
    assert order.lines.get().state == "placed"
    assert letters(order, "delay")[-1].event.kind == "promise.dated"


def test_the_expert_finds_it_damaged_and_everything_goes_back(house, monkeypatch):
    order = placed()
    landed(order)
    days = Days(monkeypatch, LANDED)
    reported(order, "damaged")
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
    (letter,) = letters(order, "cancelled")
    assert "the crystal is cracked through" in letter.text
    item = Item.objects.get(pk=line.item_id)
    assert (item.listed_at, item.sold_at, item.warehouse) == (None, None, "us")


def test_only_the_damaged_piece_of_an_order_is_called_off(house):
    order = placed(a_bag(), a_watch_in_japan())
    landed(order)
    reported(order, "damaged")
    arrival_checks.examine_piece(
        crossing=crossing_of(order), is_right=False, words="cracked", now=NEXT_DAY, by="staff:ada"
    )
    assert [line.state for line in order.lines.order_by("pk")] == ["placed", "cancelled"]
    event = order.events.get(kind="order.partly_cancelled")
    assert event.by == "staff:pat, staff:ada"  # who recorded the damage, and who confirmed it


def test_two_people_look_at_damage(house):
    order = placed()
    landed(order)
    reported(order, "damaged", by="staff:ada")
    with pytest.raises(FulfillmentRefused, match="Another person"):
        arrival_checks.examine_piece(
            crossing=crossing_of(order), is_right=False, words="x", now=NEXT_DAY, by="staff:ada"
        )
    assert order.lines.get().state == "in_transfer"


@pytest.mark.parametrize("outcome", list(FAULTS))
def test_who_cancels_gets_everything_back_and_nobody_can_buy_the_piece(house, outcome):
    order = placed()
    landed(order)
    reported(order, outcome, **FAULTS[outcome][0])
    (delay,) = delay_consent.open_rounds(order)
    delay_consent.answer_delay(delay=delay, answer="cancel", now=NEXT_DAY, by="shopper")
    line = order.lines.get()
    item = Item.objects.get(pk=line.item_id)
    assert (line.state, item.listed_at) == ("cancelled", None)
    assert "set aside" in unlistable_items(items=[item], terms=terms())[item]


def test_a_piece_that_nobody_has_bought_leaves_the_store(house):
    order = placed()
    landed(order)
    item = order.lines.get().item_id
    payments.cancel_order(order=order, reason="cancelled", now=LANDED, by="shopper")
    assert Item.objects.for_sale().filter(pk=item).exists()
    reported(order, "missing")
    assert not Item.objects.for_sale().filter(pk=item).exists()


def test_another_cause_is_told_to_who_knows_that_there_is_no_date(house, monkeypatch):
    order = placed()
    transfer = batch(order)
    leaves(transfer)
    late_transfers.report_late(
        transfer=transfer, why="customs asks for papers", expected_on=None, now=LEFT, by="kenji"
    )
    days = Days(monkeypatch, LEFT)
    days.at(LEFT)
    transfers.record_leg(transfer=transfer, leg="landed", now=LANDED, by="staff:pat")
    reported(order, "damaged")
    days.at(LANDED)
    first, second = letters(order, "delay")
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
    order = placed()
    transfer = landed(order)
    fault_fields = {"tag": tags_in(transfer)[0]} | fields
    with pytest.raises(FulfillmentRefused, match=message):
        arrival_checks.record_fault(
            crossing=crossing_of(order),
            fault=Fault(outcome, **fault_fields),
            photos=[photo() for _ in range(photos)],
            now=LANDED,
            by="staff:pat",
        )
    assert not CrossingCheck.objects.exists()


def test_nothing_is_found_before_it_has_landed(house):
    order = placed()
    leaves(batch(order))
    with pytest.raises(FulfillmentRefused, match="hasn't landed"):
        reported(order, "missing")


def test_the_database_keeps_what_was_found(house):
    order = placed()
    landed(order)
    check = reported(order, "damaged")
    for write in (
        lambda: CrossingCheck.objects.filter(pk=check.pk).update(words="fine"),
        lambda: CrossingCheck.objects.filter(pk=check.pk).delete(),
        lambda: check.photos.update(by="x"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()


# What leaves Japan.


def test_what_leaves_is_scanned_and_recorded(house):
    order = placed(a_watch_in_japan(), a_watch_in_japan())
    transfer = batch(order)
    leaves(transfer)
    scanned = list(transfer.crossings.values_list("scanned_at", "scanned_by"))
    assert scanned == [(LEFT, "staff:kenji")] * 2


def test_a_piece_that_was_not_scanned_does_not_leave(house):
    order = placed(a_watch_in_japan(), a_watch_in_japan())
    transfer = batch(order)
    first, second = tags_in(transfer)
    with pytest.raises(FulfillmentRefused, match="Tags: not scanned"):
        leaves(transfer, tags_scanned=[first])
    assert {line.state for line in order.lines.all()} == {"in_japan"}
    leaves(transfer, tags_scanned=[first], rest_stays=True)
    assert sorted(line.state for line in order.lines.all()) == ["in_japan", "in_transfer"]
    assert [line.item_id for line in transfers.lines_awaiting_transfer()] == [
        order.lines.get(state="in_japan").item_id
    ]
    assert second not in tags_in(transfer)


def test_another_piece_in_the_box_is_refused(house):
    transfer = batch(placed())
    other = a_watch_in_japan()
    for tag in (tag_of(other.pk), "TAG000000999", "x"):
        with pytest.raises(FulfillmentRefused, match="Tags: "):
            leaves(transfer, tags_scanned=[*tags_in(transfer), tag])
    assert Transfer.objects.get(pk=transfer.pk).dispatched_at is None


def test_a_piece_that_must_wait_is_not_in_the_box(house):
    waits, goes = placed(), placed()
    transfer = batch(waits, goes)
    hold_order(order=waits, why="a question", now=LEFT, by="care")
    with pytest.raises(FulfillmentRefused, match="must stay"):
        leaves(transfer)
    leaves(transfer, tags_scanned=[tags_in(transfer)[1]])
    assert (waits.lines.get().state, goes.lines.get().state) == ("in_japan", "in_transfer")


# A step that was recorded by mistake.


def test_a_landing_is_taken_back_and_the_page_says_the_truth_again(house):
    order = placed()
    transfer = landed(order)
    (group,) = status_of(order, LANDED).to_come
    assert "being checked in" in group.says
    transfers.undo_leg(
        transfer=transfer, leg="landed", why="the wrong transfer", now=LANDED, by="staff:pat"
    )
    (group,) = status_of(order, LANDED).to_come
    assert group.says == "On its way from Japan to New York"
    assert Transfer.objects.get(pk=transfer.pk).landed_at is None
    corrected = order.events.get(kind="transfer.corrected")
    assert (corrected.facts["leg"], corrected.by) == ("landed", "staff:pat")
    assert order.events.filter(
        kind="transfer.reached_warehouse"
    ).exists()  # added, never overwritten
    transfers.record_leg(transfer=transfer, leg="landed", now=NEXT_DAY, by="staff:pat")
    (group,) = status_of(order, NEXT_DAY).to_come
    assert "being checked in" in group.says


def test_a_landing_stands_once_a_piece_is_checked(house):
    order = placed()
    transfer = landed(order)
    reported(order, "missing")
    for leg, why, message in (
        ("landed", "x", "has been checked"),
        ("at_customs", "x", "no such step"),
        ("dispatched", "x", "no such step"),
    ):
        with pytest.raises(FulfillmentRefused, match=message):
            transfers.undo_leg(transfer=transfer, leg=leg, why=why, now=NEXT_DAY, by="staff:pat")


def test_the_database_keeps_the_steps_once_a_piece_is_checked(house):
    order = placed()
    transfer = landed(order)
    transfers.check_in_piece(crossing=crossing_of(order), now=LANDED, by="staff:pat")
    for landed_at in (None, NEXT_DAY):
        with pytest.raises(DatabaseError), transaction.atomic():
            Transfer.objects.filter(pk=transfer.pk).update(landed_at=landed_at)


def test_a_step_is_taken_back_with_a_reason_and_the_last_one_first(house):
    order = placed()
    transfer = batch(order)
    leaves(transfer)
    for leg in ("at_customs", "cleared"):
        transfers.record_leg(transfer=transfer, leg=leg, now=LEFT, by="staff:pat")
    take = {"transfer": transfer, "now": LEFT, "by": "staff:pat"}
    with pytest.raises(FulfillmentRefused, match="later step"):
        transfers.undo_leg(leg="at_customs", why="x", **take)
    with pytest.raises(FulfillmentRefused, match="Reason"):
        transfers.undo_leg(leg="cleared", why=" ", **take)


# A report that it is late, foreseen and corrected.


def test_a_late_report_is_foreseen_and_nothing_is_stored(house):
    order = placed()
    transfer = batch(order)
    leaves(transfer)
    effect = late_transfers.preview_report(
        transfer=transfer, why="the flight was full", expected_on=date(2026, 12, 24), now=LEFT
    )
    assert (effect.orders, effect.undated) == (1, 0)
    undated = late_transfers.preview_report(
        transfer=transfer, why="papers", expected_on=None, now=LEFT
    )
    assert (undated.orders, undated.undated) == (1, 1)
    assert Transfer.objects.get(pk=transfer.pk).late_why == ""
    assert Item.objects.get(pk=order.lines.get().item_id).expected_here_on is None
    assert not Delay.objects.exists()


def test_a_late_report_typed_wrong_is_corrected_and_told_once(house, monkeypatch):
    order = placed()
    transfer = batch(order)
    leaves(transfer)
    days = Days(monkeypatch, LEFT)
    days.at(LEFT)
    report = {"transfer": transfer, "by": "staff:kenji"}
    late_transfers.report_late(
        why="the flight was full", expected_on=date(2026, 12, 24), now=LEFT, **report
    )
    days.at(LEFT)
    wrong = PromiseStatus.objects.get(order=order).arrives_by
    for _ in range(2):
        late_transfers.report_late(
            why="it is on the next flight", expected_on=date(2026, 12, 10), now=LEFT, **report
        )
    days.at(LEFT)
    first, second = letters(order, "delay")
    assert "Dec 24" in first.text
    assert second.event.kind == "promise.brought_forward"
    assert "sooner than we had told you: it is on the next flight." in second.text
    standing = PromiseStatus.objects.get(order=order)
    assert standing.arrives_by < wrong
    # In New York on Thu Dec 10: processed by Mon 14, with the carrier by Tue 15, there by Tue 29.
    assert (standing.ship_by, standing.arrives_by) == (date(2026, 12, 15), date(2026, 12, 29))


def test_a_late_report_that_moves_much_takes_a_second_person(house):
    order = placed()
    transfer = batch(order)
    leaves(transfer)
    report = {
        "transfer": transfer,
        "why": "the ship turned back",
        "expected_on": date(2027, 1, 20),
        "now": LEFT,
    }
    effect = late_transfers.preview_report(**report)
    assert effect.needs_second_person(terms())
    request = late_transfers.ask_second_person(
        **report, effect=effect, reason="They say six weeks.", by="staff:kenji"
    )
    assert not Delay.objects.exists()
    with pytest.raises(ApprovalRefused):
        decide_request(request=request, agree=True, by="staff:kenji", now=LEFT)
    decided = decide_request(request=request, agree=True, by="staff:carol", now=LEFT)
    assert "Entered: 1 promise moved. Whoever it concerns is told." in decided.outcome
    delay = Delay.objects.get(order=order)
    assert delay.new_by > date(2027, 1, 20)
    assert order.events.get(kind="promise.delayed").by == "staff:kenji, staff:carol"
