"""Clause `processing` and 16 CFR 435.2: an order that can't leave writes one letter for one fact,
names the recorded cause, and gives the money back on the day that its letter announced.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.factories.days import Days
from tests.factories.items import a_bag, a_watch_in_japan
from tests.factories.letters import letter_of, letters_of
from tests.factories.moments import NOON, moment
from tests.factories.orders import place_watched
from tests.factories.parcels import BOX, PACKED_TUESDAY, box_next_order, fill_parcel
from tests.factories.people import ANN
from tests.factories.policies import changed_terms
from tests.factories.returns import scan_parcel
from tests.factories.transfers import send_from_japan
from troth.alerting.actions import bring_up_to_date
from troth.catalog.models import Item
from troth.fulfillment.from_japan import late_transfers
from troth.fulfillment.models import Delay, Label, Parcel, PromiseStatus
from troth.fulfillment.promises import closures, delay_consent, monitoring
from troth.fulfillment.shipping_labels import labels
from troth.fulfillment.tracking import tracking_events
from troth.fulfillment.warehouse import handover, packing
from troth.fulfillment.warehouse.queue import FulfillmentRefused, claim_next_order
from troth.order_status.reading import status_of
from troth.orders import actions as orders
from troth.orders.actions import record_event
from troth.payments import actions as payments
from troth.payments import external_changes
from troth.payments.models import Payment
from troth.worklist.kinds import KINDS
from troth.worklist.models import Task

PO_BOX = replace(ANN, street="PO Box 12")
FEDEX = "794988888885"
SHIP_BY = moment("Fri 2026-11-27 16:30")  # placed Mon Nov 23: processed by Wed 25, handed over Fri


@pytest.fixture(autouse=True)
def _an_account_that_sells_no_label(house):
    """The Postal Service has an account here; `refused` tells that it gives no label."""
    house.CARRIERS_BY_HAND = ()
    house.CARRIERS = house.CARRIERS | {"usps": {}}


def refused(parcel, reason="", carriers=None):
    """Its label is asked for, and no carrier gives one."""
    label = parcel.labels.get()
    labels.process_label(label_id=label.pk, clock=lambda: PACKED_TUESDAY, carriers=carriers or {})
    label.refresh_from_db()
    assert label.state == Label.REFUSED
    return label


def storm(*, first, last, now, why="a snow storm"):
    closure = closures.enter_closure(
        place="us", first_on=first, last_on=last, why=why, now=now, by="pat"
    )
    return closures.recompute_promises(closure_id=closure.pk, now=now)


def test_a_box_without_a_label_lives_sixty_days(house, monkeypatch):
    order = place_watched(by=PO_BOX)
    refused(box_next_order(order))
    days = Days(monkeypatch, PACKED_TUESDAY)
    days.pass_by(60)
    delay_letters = letters_of(order, "delay")
    assert len(delay_letters) == 1  # one fact, one letter
    assert "we can't get a shipping label from USPS yet" in delay_letters[0].text
    assert "Nobody can say yet when it will ship." in delay_letters[0].text
    delay = Delay.objects.get()
    # Thirty days after the day first promised, Fri Nov 27: the end of Sun Dec 27.
    assert (delay.silence, delay.decides_at) == ("cancel", moment("Mon 2026-12-28 00:00"))
    assert "the end of Sun Dec 27, 2026" in delay_letters[0].text
    off = order.events.get(kind="order.cancelled")
    assert off.at == moment("Mon 2026-12-28 00:05")
    assert order.events.filter(kind="payment.voided").exists() or (
        Payment.objects.get(order=order).state != "authorized"
    )
    assert len(letters_of(order)) <= 6


def test_an_order_that_nobody_packs_is_refunded_on_the_announced_day(house, monkeypatch):
    order = place_watched()
    days = Days(monkeypatch, NOON)
    days.pass_by(20)
    first, second = Delay.objects.order_by("number")
    delay_letters = letters_of(order, "delay")
    assert len(delay_letters) == 2
    # Told on the last day; processing and hand-over take their time once more: 2 + 1 business days.
    assert (str(first.old_by), str(first.new_by), first.silence) == (
        "2026-11-27",
        "2026-12-02",
        "consent",
    )
    assert (second.new_by, second.silence) == (None, "cancel")
    assert second.decides_at == moment("Thu 2026-12-03 00:00")  # the end of the day agreed to
    off = order.events.get(kind="order.cancelled")
    assert off.at == moment("Thu 2026-12-03 00:05")
    assert "the end of Wed Dec 2, 2026" in delay_letters[1].text
    assert "packed yet" in delay_letters[1].text
    late = Task.objects.filter(kind="late", order=order)
    assert late.exists()
    assert not late.open().exists()  # there is nothing left to hurry


def test_a_box_packed_on_the_last_day_is_late_only_if_it_does_not_leave_that_day(house):
    order = place_watched()
    last_day = moment("Fri 2026-11-27 12:00")
    parcel = fill_parcel(claim_next_order(now=last_day, by="pat"), last_day)
    packing.close_parcel(parcel=parcel, grams=2_400, now=last_day, by="pat", **BOX)
    monitoring.reassess_order(order, now=last_day, by="policy")
    monitoring.reassess_order(order, now=moment("Fri 2026-11-27 15:59"), by="policy")
    assert not Delay.objects.exists()  # the carrier can still have it today
    monitoring.reassess_order(order, now=SHIP_BY, by="policy")
    assert Delay.objects.get().old_by == date(2026, 11, 27)
    assert "It's packed, but the carrier hasn't collected it yet" in Delay.objects.get().why


def test_the_page_names_the_dates_of_a_letter_that_was_owed_as_the_box_was_closed(
    house, monkeypatch
):
    terms = changed_terms(("hand_over_days = 1", "hand_over_days = 0"))
    monkeypatch.setattr("tests.factories.orders.shipped_terms", lambda: terms)
    order = place_watched()
    evening = moment("Wed 2026-11-25 16:30")
    parcel = fill_parcel(claim_next_order(now=evening, by="pat"), evening)
    packing.close_parcel(parcel=parcel, grams=2_400, now=evening, by="pat", **BOX)
    monitoring.reassess_order(order, now=evening, by="policy")  # in the same instant
    late = Delay.objects.get()
    (to_come,) = status_of(order, evening).to_come
    assert to_come.dates.arrives == (late.arrives_from, late.arrives_by)


def bought(order):
    """Packed with a label, and its carrier was asked about it at noon of the day to ship."""
    parcel = box_next_order(order)
    Label.objects.filter(parcel=parcel).update(
        state=Label.BOUGHT, number=FEDEX, signature="DIRECT", carrier="fedex"
    )
    Parcel.objects.filter(pk=parcel.pk).update(asked_at=moment("Fri 2026-11-27 15:30"))
    return Parcel.objects.get(pk=parcel.pk)


def test_a_box_is_late_only_once_its_carrier_was_asked_after_the_day(house, monkeypatch):
    order = place_watched()
    parcel = bought(order)
    days = Days(monkeypatch, SHIP_BY)
    assert (
        tracking_events.numbers_to_ask(now=moment("Fri 2026-11-27 15:45"), carriers=["fedex"]) == {}
    )
    days.at(SHIP_BY)
    assert not Delay.objects.exists()  # it may have left since
    assert tracking_events.numbers_to_ask(now=SHIP_BY, carriers=["fedex"]) == {"fedex": [FEDEX]}
    scan_parcel(parcel, "accepted", moment("Fri 2026-11-27 15:50"))
    days.at(SHIP_BY + timedelta(minutes=1))
    assert not letters_of(order, "delay")
    assert letters_of(order, "shipping")


@pytest.mark.parametrize("answers", [True, False])
def test_a_box_that_is_still_here_is_told_late_within_the_hour(house, monkeypatch, answers):
    order = place_watched()
    parcel = bought(order)
    days = Days(monkeypatch, SHIP_BY)
    days.at(SHIP_BY)
    assert not letters_of(order, "delay")
    if answers:
        Parcel.objects.filter(pk=parcel.pk).update(asked_at=SHIP_BY)
    days.at(SHIP_BY + timedelta(minutes=1 if answers else 31))
    (letter,) = letters_of(order, "delay")
    assert "the carrier hasn't collected it yet" in letter.text


def test_a_later_delay_never_puts_off_an_announced_refund(house, monkeypatch):
    order = place_watched()
    storm(first=date(2026, 11, 24), last=date(2026, 12, 1), now=NOON)  # now by Fri Dec 4
    second_at = moment("Wed 2026-12-02 12:00")
    storm(first=date(2026, 12, 2), last=date(2026, 12, 4), now=second_at, why="a flood")
    announced = Delay.objects.get(number=2)
    assert announced.decides_at == moment("Sat 2026-12-05 00:00")
    storm(
        first=date(2026, 12, 5),
        last=date(2026, 12, 30),
        now=moment("Thu 2026-12-03 12:00"),
        why="a strike",
    )
    third = Delay.objects.get(number=3)
    assert third.decides_at == announced.decides_at
    assert "the end of Fri Dec 4, 2026" in letter_of(order, "delay").text
    days = Days(monkeypatch, moment("Thu 2026-12-03 12:00"))
    days.pass_by(3)
    assert order.events.get(kind="order.cancelled").at == moment("Sat 2026-12-05 00:05")


def test_who_agreed_to_a_date_is_asked_again_and_silence_refunds_at_its_end(house, monkeypatch):
    order = place_watched()
    days = Days(monkeypatch, NOON)
    days.at(SHIP_BY)
    first = Delay.objects.get()
    delay_consent.answer_delay(delay=first, answer="wait", now=SHIP_BY, by="shopper")
    days.pass_by(10)
    second = Delay.objects.get(number=2)
    assert second.old_by == first.new_by
    assert second.decides_at.date() == first.new_by + timedelta(days=1)
    assert order.events.get(kind="order.cancelled").at == second.decides_at + timedelta(minutes=5)


def test_who_waits_without_a_date_is_written_no_more(house, monkeypatch):
    order = place_watched(by=PO_BOX)
    refused(box_next_order(order))
    days = Days(monkeypatch, PACKED_TUESDAY)
    days.pass_by(5)
    delay_consent.answer_delay(delay=Delay.objects.get(), answer="wait", now=days.now, by="shopper")
    days.pass_by(35)
    assert len(letters_of(order, "delay")) == 1
    assert not order.events.filter(kind="order.cancelled").exists()
    delay_consent.answer_delay(
        delay=Delay.objects.get(), answer="cancel", now=days.now, by="shopper"
    )
    assert order.events.filter(kind="order.cancelled").exists()


def test_a_packed_box_that_is_cancelled_goes_back_for_a_check(house, monkeypatch):
    order = place_watched(by=PO_BOX)
    parcel = box_next_order(order)
    refused(parcel)
    Days(monkeypatch, PACKED_TUESDAY).pass_by(40)
    item = Item.objects.get(lines__order=order)
    assert (item.listed_at, item.sold_at) == (None, None)  # not for sale before somebody looked
    assert list(handover.parcels_to_pull()) == [parcel]
    bring_up_to_date(now=moment("Mon 2027-01-04 12:00"), kinds=["label_refused"])
    assert not Task.objects.open().filter(kind="label_refused").exists()  # nobody needs one now
    with pytest.raises(FulfillmentRefused, match="is cancelled"):
        labels.retry_label(parcel=parcel, now=moment("Mon 2027-01-04 12:00"), by="pat")
    handover.unpack_parcel(parcel=parcel, now=moment("Mon 2027-01-04 12:00"))


def test_a_refused_label_is_one_task_on_the_same_day(house):
    order = place_watched(by=PO_BOX)
    label = refused(box_next_order(order))
    for _ in range(2):
        bring_up_to_date(now=PACKED_TUESDAY, kinds=["label_refused"])
    task = Task.objects.get(kind="label_refused")  # one, from one place
    assert (task.role, task.order, task.key) == ("warehouse", order, f"label.{label.reference}")
    assert "care" in KINDS["label_refused"].roles
    assert task.due_at == moment("Tue 2026-11-24 18:00")
    assert "not set up" in task.detail


def test_the_letter_and_the_task_of_a_late_order_come_on_the_same_day(house, monkeypatch):
    order = place_watched()
    orders.hold_order(order=order, why="the tag is missing", now=NOON, by="pat")
    Days(monkeypatch, NOON).at(SHIP_BY)
    (letter,) = letters_of(order, "delay")
    assert "on hold" in letter.text
    assert "the tag is missing" not in letter.text  # that is for staff
    task = Task.objects.get(kind="late")
    assert "the tag is missing" not in task.detail  # no personal data: a task is never erased
    assert task.due_at == moment("Fri 2026-11-27 18:00")


def test_a_lapsed_authorization_is_told_and_nothing_is_charged(house, monkeypatch):
    order = place_watched()
    payment = Payment.objects.get(order=order)
    external_changes.record_lapsed_authorization(
        payment=payment, now=moment("Wed 2026-11-25 10:00")
    )
    Days(monkeypatch, NOON).pass_by(45)
    delay_letters = letters_of(order, "delay")
    assert len(delay_letters) == 1
    assert "authorization on your card has expired" in delay_letters[0].text
    assert order.events.get(kind="order.cancelled").at == moment("Mon 2026-12-28 00:05")
    payment.refresh_from_db()
    assert (payment.captured_cents, payment.refunded_cents) == (0, 0)


def dates_in(text):
    return [date.fromisoformat(day) for day in re.findall(r"\d{4}-\d{2}-\d{2}", text)]


@pytest.mark.parametrize("packed", [False, True])
def test_the_letter_says_each_date_as_it_was_worked_out(house, monkeypatch, packed):
    order = place_watched()
    if packed:
        parcel = box_next_order(order)
        Label.objects.filter(parcel=parcel).update(
            state=Label.BOUGHT, number="794988888885", signature="DIRECT"
        )
        Parcel.objects.filter(pk=parcel.pk).update(asked_at=SHIP_BY)
    Days(monkeypatch, NOON).at(SHIP_BY)
    facts = order.events.get(kind="promise.delayed").facts
    worked_out = {step["on"][:10] for step in facts["steps"]}
    assert {facts["arrives_from"], facts["arrives_by"], facts["ship_from"]} <= worked_out
    assert facts["ship_by"] < facts["arrives_from"]
    (letter,) = letters_of(order, "delay")
    assert letter.text.count("You can cancel at any time until it ships") == 1
    delay = Delay.objects.get()
    assert delay.decides_at.date() <= delay.new_by  # nobody agrees to a day that is over
    assert ("packed, but the carrier hasn't collected it" in letter.text) == packed


def test_no_reason_is_made_up(house, monkeypatch):
    order = place_watched()
    Days(monkeypatch, NOON).at(SHIP_BY)
    (letter,) = letters_of(order, "delay")
    assert "we don't know why yet" in letter.text


def test_only_the_latest_round_stands_on_the_page(house):
    order = place_watched()
    storm(first=date(2026, 11, 24), last=date(2026, 12, 1), now=NOON)
    delay_consent.answer_delay(delay=Delay.objects.get(), answer="wait", now=NOON, by="shopper")
    storm(first=date(2026, 12, 2), last=date(2026, 12, 4), now=NOON, why="a flood")
    (shown,) = delay_consent.open_rounds(order)
    assert shown.number == 2


def test_a_mixed_order_s_letter_names_the_piece_and_leaves_the_rest_alone(house, monkeypatch):
    order = place_watched(a_bag(), a_watch_in_japan())
    bag, watch = order.lines.order_by("pk")
    transfer = send_from_japan(order)
    record_event(order=order, line=bag, kind="line.processed", now=PACKED_TUESDAY, by="pat")
    record_event(order=order, line=bag, kind="line.shipped", now=PACKED_TUESDAY, by="pat")
    late_transfers.report_late(
        transfer=transfer,
        why="customs asks for papers",
        expected_on=None,
        now=PACKED_TUESDAY,
        by="kenji",
    )
    text = letter_of(order, "delay").text
    assert watch.title in text
    assert bag.title not in text
    assert "The rest of your order isn't affected" in text
    assert "everything you paid" not in text
    Days(monkeypatch, PACKED_TUESDAY).pass_by(50)
    bag.refresh_from_db(), watch.refresh_from_db()
    assert (bag.state, watch.state) == ("shipped", "cancelled")


def test_a_date_known_again_is_told_once_and_the_announced_refund_stands(house, monkeypatch):
    order = place_watched()
    hold = orders.hold_order(order=order, why="a question", now=NOON, by="care")
    days = Days(monkeypatch, NOON)
    days.at(SHIP_BY)
    announced = Delay.objects.get().decides_at
    orders.release_hold(hold=hold, now=moment("Mon 2026-11-30 10:00"), by="care")
    late = moment("Mon 2026-11-30 12:00")
    record_event(order=order, line=order.lines.get(), kind="line.processed", now=late, by="pat")
    days.pass_by(4)
    assert order.events.filter(kind="promise.dated").count() == 1
    assert Delay.objects.get().decides_at == announced
    assert PromiseStatus.objects.get().ship_by > date(2026, 11, 30)
    text = letters_of(order, "delay")[-1].text
    assert "What we announced stands. Unless you tell us by the end of" in text


def test_a_refund_that_can_t_be_made_by_itself_is_a_task_on_that_day(house, monkeypatch):
    order = place_watched(by=PO_BOX)
    refused(box_next_order(order))
    days = Days(monkeypatch, PACKED_TUESDAY)
    days.at(SHIP_BY)

    def in_the_way(**_):
        raise payments.PaymentActionRefused("Something is in the way.")

    monkeypatch.setattr(payments, "cancel_order", in_the_way)
    for _ in range(2):
        days.at(moment("Mon 2026-12-28 00:05"))
    (task,) = Task.objects.filter(kind="late_refund")
    assert (task.role, task.due_at) == ("care", moment("Mon 2026-12-28 18:00"))
    assert "Something is in the way." in task.detail
