"""Care cancels an order by a clause, holds it and lets it go on: what is promised ends, or what
stands is said. Clauses `cancellation`, `cancellation_closed_days`, `queue`.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.factories.care_requests import ask_to_cancel
from tests.factories.days import Days
from tests.factories.items import a_bag, a_watch_in_japan
from tests.factories.letters import letter_of, letters_of
from tests.factories.moments import MONDAY, SATURDAY, moment
from tests.factories.orders import line_states, place_confirmed
from tests.factories.parcels import process_and_ship
from tests.factories.payments import LAPSED, PAY_BY, ask_to_pay, lapse_authorization, money_moved
from troth.approvals.actions import ApprovalRefused, decide_request, withdraw_request
from troth.approvals.models import ApprovalRequest
from troth.care import tasks as care_tasks
from troth.care.cancellations import cancellation, goodwill
from troth.care.cases import CaseActionRefused
from troth.care.models import CareCase
from troth.catalog.models import Item
from troth.desk.orders import holding
from troth.desk.orders.cancelling import cancel_for_customer, ways_to_cancel
from troth.fulfillment.models import Delay
from troth.fulfillment.promises import monitoring
from troth.fulfillment.promises.expired_authorizations import announced_refund
from troth.fulfillment.warehouse import packing
from troth.fulfillment.warehouse.queue import claim_next_order, waiting_reason
from troth.orders.actions import record_event, release_hold
from troth.orders.models import Event, Order
from troth.payments import actions
from troth.payments.models import Payment, PaymentRequest

HOUR = timedelta(hours=1)
IN_WINDOW, AFTER = MONDAY + HOUR, MONDAY + 3 * HOUR


def whole(order: Order) -> Order:
    return Order.objects.get(pk=order.pk)


def ways(order: Order, now) -> dict:
    return {way.key: way for way in ways_to_cancel(whole(order), now=now)}


def cancelled(
    order: Order, way: str, *, now, by="staff:carl", reason="Ann called.", **kwargs
) -> str:
    return cancel_for_customer(order=whole(order), way=way, reason=reason, now=now, by=by, **kwargs)


def asked_for_goodwill(order: Order, *, now=AFTER, by="staff:carl", **kwargs) -> ApprovalRequest:
    cancelled(order, "goodwill", now=now, by=by, **kwargs)
    return ApprovalRequest.objects.latest("pk")


# By role and clause.


def test_in_the_window_it_is_as_if_the_shopper_had_asked_and_recorded_so(house):
    order = place_confirmed()
    assert ways(order, IN_WINDOW)["asked"].is_open
    assert "everything is returned" in cancelled(order, "asked", now=IN_WINDOW)
    request = CareCase.objects.get()
    assert (request.outcome, request.how, request.by) == ("accepted", "phone", "staff:carl")
    assert "Ann called" in request.message
    assert line_states(order) == {"cancelled"}
    assert Item.objects.get().is_for_sale
    money_moved(IN_WINDOW)
    assert Payment.objects.get().state == "voided"
    assert "cancelled, as you asked" in letter_of(order, "cancelled").text
    by_care = order.events.get(kind="cancellation.made_by_care")
    assert (by_care.by, by_care.facts["clause"], by_care.facts["way"]) == (
        "staff:carl",
        "cancellation",
        "asked",
    )


def test_to_the_instant_and_no_longer(house):
    order = place_confirmed()
    assert ways(order, MONDAY + 2 * HOUR)["asked"].is_open
    late = MONDAY + 2 * HOUR + timedelta(microseconds=1)
    way = ways(order, late)["asked"]
    assert not way.is_open
    assert way.clause == "cancellation"
    with pytest.raises(CaseActionRefused) as refused:
        cancelled(order, "asked", now=late)
    assert refused.value.clause == "cancellation"
    assert line_states(order) == {"placed"}
    assert not CareCase.objects.exists()
    assert not order.events.filter(kind="cancellation.made_by_care").exists()


def test_on_a_closed_day_it_is_held_until_the_next_business_day(house):
    order = place_confirmed(at=SATURDAY)
    done = cancelled(order, "asked", now=SATURDAY + HOUR)
    assert done == "Held: it is answered by 6:00 pm ET on Mon Nov 30, 2026."
    assert (CareCase.objects.get().state, line_states(order)) == ("asleep", {"placed"})
    assert ways(order, SATURDAY + HOUR)["asked"].why_not.startswith("It is asked for already")
    monday = moment("Mon 2026-11-30 00:00")
    for request_id in cancellation.due_request_ids(now=monday):
        cancellation.answer_due_request(request_id=request_id, now=monday)
    assert line_states(order) == {"cancelled"}


@pytest.mark.parametrize("way", ["asked", "unpaid", "delay", "goodwill"])
def test_each_way_needs_a_reason(house, way):
    order = lapse_authorization() if way == "unpaid" else place_confirmed()
    with pytest.raises(CaseActionRefused, match="Reason"):
        cancelled(order, way, now=IN_WINDOW, reason="  ")
    assert line_states(order) == {"placed"}


def test_a_payment_that_stands_is_no_reason(house):
    order = place_confirmed()
    assert "The payment stands" in ways(order, AFTER)["unpaid"].why_not
    with pytest.raises(CaseActionRefused, match="payment stands"):
        cancelled(order, "unpaid", now=AFTER)


def test_what_has_no_payment_any_more_is_cancelled_and_told(house):
    order = lapse_authorization()
    assert cancelled(order, "unpaid", now=LAPSED) == "Cancelled. Nothing was charged."
    assert line_states(order) == {"cancelled"}
    letter = letter_of(order, "cancelled")
    assert "the authorization on your card expired" in letter.text
    assert "not charged" in letter.text


def test_not_while_the_shopper_may_still_pay(house):
    order = lapse_authorization()
    ask_to_pay(order)
    way = ways(order, LAPSED)["unpaid"]
    assert "may until 10:00 am ET on Wed Dec 2, 2026" in way.why_not
    with pytest.raises(CaseActionRefused, match="asked to pay again"):
        cancelled(order, "unpaid", now=LAPSED)
    assert PaymentRequest.objects.get().pay_by == PAY_BY


def test_an_open_delay_may_be_answered_for_the_shopper(house, monkeypatch):
    order = place_confirmed()
    monitoring.start_watching([order])
    assert "No delay is open" in ways(order, AFTER)["delay"].why_not
    days = Days(monkeypatch, MONDAY)
    days.pass_by(5)
    assert ways(order, days.now)["delay"].is_open
    assert ways(order, days.now)["delay"].clause == "processing"
    cancelled(order, "delay", now=days.now)
    assert line_states(order) == {"cancelled"}
    assert Delay.objects.get().outcome == "cancel"
    assert "because of the delay" in order.events.get(kind="order.cancelled").facts["reason"]


def test_of_a_late_piece_from_japan_the_clause_is_the_transfers(house, monkeypatch):
    order = place_confirmed(a_watch_in_japan())
    monitoring.start_watching([order])
    days = Days(monkeypatch, MONDAY)
    days.pass_by(20)
    assert ways(order, days.now)["delay"].clause == "transfer"


def test_goodwill_takes_a_second_person_and_gives_everything_back(house):
    order = place_confirmed(a_watch_in_japan())
    actions.request_capture(order=whole(order), now=AFTER, by="policy", reason="about to lapse")
    money_moved(AFTER)
    request = asked_for_goodwill(order)
    assert line_states(order) == {"in_japan"}
    decide_request(request=request, agree=True, by="staff:fay", now=AFTER + HOUR)
    assert line_states(order) == {"cancelled"}
    money_moved(AFTER + HOUR)
    payment = Payment.objects.get()
    assert payment.refunded_cents == payment.captured_cents == order.total_cents
    by_care = order.events.get(kind="cancellation.made_by_care")
    assert by_care.by == "staff:carl, staff:fay"
    assert by_care.facts["clause"] == "cancellation"
    assert "cancelled, as you asked" in letter_of(order, "cancelled").text


def test_one_person_alone_cannot(house):
    order = place_confirmed()
    request = asked_for_goodwill(order)
    with pytest.raises(ApprovalRefused, match="Another person"):
        decide_request(request=request, agree=True, by="staff:carl", now=AFTER)
    with pytest.raises(IntegrityError), transaction.atomic():
        ApprovalRequest.objects.filter(pk=request.pk).update(
            decided_by="staff:carl", decided_at=AFTER, agreed=True
        )
    assert line_states(order) == {"placed"}


def test_while_it_waits_nothing_ships_and_it_keeps_its_place(house):
    order = place_confirmed()
    request = asked_for_goodwill(order)
    assert "waits for a second person" in waiting_reason(whole(order), now=AFTER)
    assert claim_next_order(now=AFTER, by="pat") is None
    with pytest.raises(CaseActionRefused, match="A colleague has asked"):
        cancelled(order, "goodwill", now=AFTER, by="staff:cora")
    decide_request(request=request, agree=False, by="staff:fay", now=AFTER)
    assert claim_next_order(now=AFTER, by="pat").order_id == order.pk
    assert line_states(order) == {"placed"}


def test_who_asked_may_take_it_back(house):
    order = place_confirmed()
    withdraw_request(request=asked_for_goodwill(order), by="staff:carl", now=AFTER)
    assert waiting_reason(whole(order), now=AFTER) is None


def test_cancelled_in_another_way_there_is_nothing_left_to_decide(house):
    order = place_confirmed(at=SATURDAY)
    request = asked_for_goodwill(order, now=SATURDAY + HOUR)
    actions.cancel_order(order=whole(order), reason="late", now=SATURDAY + HOUR, by="policy")
    care_tasks.on_event(order.events.get(kind="order.cancelled").pk)
    request.refresh_from_db()
    assert (request.agreed, request.decided_by) == (False, "policy")
    assert order.queue_entry.holds == 0


def test_the_store_s_own_wish_is_told_with_its_reason(house):
    order = place_confirmed()
    request = asked_for_goodwill(order, by_shopper=False, reason="the clasp broke while packing")
    decide_request(request=request, agree=True, by="staff:fay", now=AFTER)
    letter = letter_of(order, "cancelled")
    assert f"cancel your order {order.number}: the clasp broke while packing" in letter.text


def test_what_has_shipped_is_no_goodwill_and_says_what_remains(house):
    order = place_confirmed()
    process_and_ship(order, AFTER)
    way = ways(order, AFTER + HOUR)["goodwill"]
    assert "has shipped" in way.why_not
    assert "What remains" in way.why_not
    with pytest.raises(CaseActionRefused, match="has shipped"):
        cancelled(order, "goodwill", now=AFTER + HOUR)


def test_what_came_back_and_is_to_be_sent_again_can_be_cancelled(house):
    order = place_confirmed()
    process_and_ship(order, AFTER)
    money_moved(AFTER)
    line = order.lines.get()
    for kind in ("line.returned", "line.requeued"):
        record_event(order=order, line=line, kind=kind, now=AFTER + HOUR, by="policy")
    payment = Payment.objects.get()
    assert goodwill.would_ship_refunded(order, order.items_cents)
    assert not goodwill.would_ship_refunded(order, order.items_cents - 1)
    request = asked_for_goodwill(whole(order), now=AFTER + HOUR)
    decide_request(request=request, agree=True, by="staff:fay", now=AFTER + HOUR)
    money_moved(AFTER + HOUR)
    payment.refresh_from_db()
    assert line_states(order) == {"cancelled"}
    assert payment.refunded_cents == payment.captured_cents == order.total_cents
    assert order.lines.get().item.sold_at is None


@pytest.mark.parametrize("kinds", [["line.returned"], ["line.returned", "line.restocked"]])
def test_what_came_back_for_good_is_no_goodwill(house, kinds):
    order = place_confirmed()
    process_and_ship(order, AFTER)
    for kind in kinds:
        record_event(order=order, line=order.lines.get(), kind=kind, now=AFTER + HOUR, by="policy")
    assert "has shipped" in ways(order, AFTER + HOUR)["goodwill"].why_not
    assert not goodwill.would_ship_refunded(order, order.items_cents)


def test_shipped_between_the_two_people_it_stays_shipped(house):
    """The hold is gone by force: the second person's approval cancels nothing that has left."""
    order = place_confirmed()
    request = asked_for_goodwill(order)
    hold = Event.objects.get(pk=request.facts["hold"])
    release_hold(hold=hold, now=AFTER, by="x")
    process_and_ship(order, AFTER)
    with pytest.raises(ApprovalRefused, match="has shipped"):
        decide_request(request=request, agree=True, by="staff:fay", now=AFTER + HOUR)
    assert line_states(order) == {"shipped"}
    assert ApprovalRequest.objects.get(pk=request.pk).is_waiting


def test_cancelled_once_it_can_be_cancelled_in_no_other_way(house):
    order = place_confirmed()
    ask_to_cancel(order, IN_WINDOW)
    assert {way.is_open for way in ways(order, AFTER).values()} == {False}
    for way in ("asked", "unpaid", "delay", "goodwill", "another"):
        with pytest.raises(CaseActionRefused):
            cancelled(order, way, now=AFTER)
    assert order.events.filter(kind="order.cancelled").count() == 1


def test_a_packed_piece_that_is_cancelled_goes_back_for_a_check(house):
    order = place_confirmed()
    parcel = claim_next_order(now=AFTER, by="pat")
    assert parcel is not None
    packing.set_aside(parcel=parcel, why="asked", hold_it=False, now=AFTER, by="pat")
    request = asked_for_goodwill(order)
    decide_request(request=request, agree=True, by="staff:fay", now=AFTER + HOUR)
    assert line_states(order) == {"cancelled"}


def test_a_refund_that_was_announced_is_when_paying_again_ends(house, monkeypatch):
    order = lapse_authorization()
    assert announced_refund(order) is None
    days = Days(monkeypatch, LAPSED)
    days.pass_by(3)
    [delay] = Delay.objects.filter(order=order, ended_at=None)
    expected = delay.decides_at if delay.silence == "cancel" else None
    assert announced_refund(order) == expected


# Hold and release.


def held(order: Order, *, now=AFTER, why="the clasp is loose") -> Event:
    holding.hold_order(order=whole(order), why=why, now=now, by="staff:carl")
    return order.events.filter(kind="order.held").latest("pk")


def test_a_hold_says_what_dates_stand_and_what_the_shopper_is_told(house):
    order = place_confirmed()
    monitoring.start_watching([order])
    done = holding.hold_order(order=order, why="a doubt", now=AFTER, by="staff:carl")
    # Placed Mon Nov 23 12:00: processed by Wed Nov 25, handed over the next business day.
    assert "ships by Fri Nov 27, 2026, arrives Wed Dec 2 – Thu Dec 10, 2026" in done
    assert "isn't emailed about the hold" in done
    assert claim_next_order(now=AFTER, by="pat") is None
    assert letters_of(order, "delay") == []


def test_released_in_time_the_dates_stand(house):
    order = place_confirmed()
    monitoring.start_watching([order])
    done = holding.release_order(hold=held(order), why="it is fine", now=AFTER, by="staff:carl")
    assert done.startswith("Released: it goes on in its turn. The dates stand: ships by Fri Nov 27")
    released = order.events.get(kind="order.released")
    assert (released.by, released.facts["why"]) == ("staff:carl", "it is fine")
    assert claim_next_order(now=AFTER, by="pat").order_id == order.pk


def test_released_too_late_the_shopper_is_emailed_the_new_dates(house, monkeypatch):
    order = place_confirmed()
    monitoring.start_watching([order])
    hold = held(order)
    Payment.objects.update(capture_before=AFTER + timedelta(days=30))
    days = Days(monkeypatch, AFTER)
    days.pass_by(7)
    [letter] = letters_of(order, "delay")
    assert "on hold while we look into a question" in letter.text
    done = holding.release_order(hold=hold, why="it is fine", now=days.now, by="staff:carl")
    assert "The customer is emailed the new dates" in done
    days.at(days.now)
    assert len(letters_of(order, "delay")) == 2
    assert "There is a date now" in letters_of(order, "delay")[-1].text


def test_released_over_an_authorization_that_expires_first_no_date_is_told(house, monkeypatch):
    order = place_confirmed()
    monitoring.start_watching([order])
    hold = held(order)
    days = Days(monkeypatch, AFTER)
    days.pass_by(7)
    Payment.objects.update(capture_before=days.now + timedelta(hours=28))
    done = holding.release_order(hold=hold, why="it is fine", now=days.now, by="staff:carl")
    assert "The customer is emailed why: no date is known (The authorization on your card" in done
    days.at(days.now)
    assert "We'll ask you by email to pay again" in letters_of(order, "delay")[-1].text


@pytest.mark.parametrize("why", ["", "   "])
def test_without_a_reason_nothing_is_held_or_released(house, why):
    order = place_confirmed()
    with pytest.raises(CaseActionRefused, match="Say why it is held"):
        holding.hold_order(order=order, why=why, now=AFTER, by="x")
    hold = held(order)
    with pytest.raises(CaseActionRefused, match="Say why it goes on"):
        holding.release_order(hold=hold, why=why, now=AFTER, by="x")
    assert not order.events.filter(kind="order.released").exists()


def test_a_hold_that_a_request_to_cancel_opened_is_ended_by_its_answer_alone(house):
    """Released by hand, the order would ship although the shopper asked in time."""
    order = place_confirmed(at=SATURDAY)
    request = ask_to_cancel(order, SATURDAY + HOUR)
    with pytest.raises(CaseActionRefused, match=f"It ends when {request.key} is answered"):
        holding.release_order(hold=request.hold, why="go", now=SATURDAY + HOUR, by="staff:carl")
    assert claim_next_order(now=SATURDAY + 5 * HOUR, by="pat") is None


def test_nor_is_one_that_waits_for_a_second_person(house):
    order = place_confirmed()
    request = asked_for_goodwill(order)
    hold = Event.objects.get(pk=request.facts["hold"])
    with pytest.raises(CaseActionRefused, match="second person"):
        holding.release_order(hold=hold, why="go", now=AFTER, by="staff:carl")


def test_what_has_shipped_cannot_be_held(house):
    order = place_confirmed()
    process_and_ship(order, AFTER)
    with pytest.raises(CaseActionRefused, match="Nothing of the order is left to ship"):
        holding.hold_order(order=order, why="a doubt", now=AFTER + HOUR, by="x")


def test_the_kind_names_care_to_ask_and_care_or_finance_to_decide(house):
    request = asked_for_goodwill(place_confirmed())
    assert request.row.ask_roles == ("care",)
    assert set(request.row.decide_roles) == {"care", "finance"}
    assert request.kind == goodwill.KIND
    assert a_bag().is_for_sale
