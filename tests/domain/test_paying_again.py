"""An order whose authorization is gone is paid again: asked for by a letter with a link, in its
place and at its price, once; or it is cancelled when the time is over. Clauses `queue` and
`no_changes`.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tests.factories import world
from tests.factories.days import Days
from tests.factories.items import a_bag
from tests.factories.letters import letter_of, letters_of
from tests.factories.moments import HOUR, NOON, moment
from tests.factories.orders import order_of
from tests.factories.payments import (
    LAPSED,
    PAY_BY,
    ask_to_pay,
    hand_over_order,
    lapse_authorization,
    money_moved,
    pay_again,
    payment_page_of,
    reload_order,
    sync_second_payment,
)
from troth.alerting.actions import bring_up_to_date
from troth.catalog.models import Item
from troth.checkout import payment_sync, repayment
from troth.fulfillment.models import Parcel
from troth.fulfillment.warehouse import queue_audit
from troth.fulfillment.warehouse.queue import claim_next_order, waiting_reason
from troth.notifications import released
from troth.orders.actions import mark_confirmation_bounced, mark_confirmation_sent
from troth.orders.links import PLACEHOLDER
from troth.orders.models import Order, QueueEntry
from troth.payments import actions, erasure, execution, reconciliation, reviewing
from troth.payments.models import Payment, PaymentOperation, PaymentRequest
from troth.payments.provider import ProviderUnreachable, configured_provider
from troth.policy.terms import shipped_terms
from troth.worklist.models import Task


def state_of(order: Order) -> str:
    return Payment.objects.get(order=order).state


def kinds(order: Order) -> list[str]:
    return list(order.events.order_by("pk").values_list("kind", flat=True))


def intents(order: Order) -> dict[str, str]:
    """What the provider says of every payment of the order, by its id."""
    rows = Payment.objects.filter(order=order) | Payment.objects.filter(was_for=order)
    rows |= Payment.objects.filter(request__order=order)
    return {
        row.intent_id: configured_provider().intent(row.intent_id).intent
        for row in rows
        if row.intent_id
    }


def test_the_letter_has_the_link_the_total_and_the_limit_in_business_hours(house):
    order = lapse_authorization()
    request = ask_to_pay(order)
    assert request.pay_by == PAY_BY
    letter = letter_of(order, "pay_again")
    assert letter.to == "ann@example.com"
    for words in (
        PLACEHOLDER,
        "$1,322.83",  # the order's total, as it was
        "10:00 am ET on Wed Dec 2, 2026",
        "The authorization on your card expired",
        "You haven't been charged",
        "keeps its price and its place",
    ):
        assert words in letter.text, words
    assert ask_to_pay(order).pk == request.pk  # asked twice, it is one request and one letter
    assert kinds(order).count("payment.requested_again") == 1


def test_paid_again_it_goes_on_in_its_place_at_its_price(house):
    order = lapse_authorization()
    behind = order_of(a_bag(), now=NOON + HOUR)
    mark_confirmation_sent(
        order=behind, message_id="<b@example.com>", now=NOON + HOUR, by="notifications"
    )
    place, before = QueueEntry.objects.get(order=order).placed_at, reload_order(order).total_cents
    ask_to_pay(order)
    assert "asked to pay again, by 10:00 am ET on Wed Dec 2" in waiting_reason(order, now=LAPSED)
    assert pay_again(order)
    parcel = claim_next_order(now=LAPSED, by="pat")
    assert parcel.order_id == order.pk
    assert (QueueEntry.objects.get(order=order).placed_at, reload_order(order).total_cents) == (
        place,
        before,
    )
    payment = Payment.objects.get(order=order)
    assert (payment.state, payment.amount_cents) == ("authorized", before)
    assert kinds(order)[-1] == "payment.authorized_again"
    assert "goes on in its place" in letter_of(order, "paid_again").text
    assert PaymentRequest.objects.get().outcome == "paid"


def test_the_former_payment_can_neither_be_taken_nor_come_back(house):
    order = lapse_authorization()
    former = Payment.objects.get(order=order)
    ask_to_pay(order)
    assert pay_again(order)
    former.refresh_from_db()
    assert (former.order_id, former.was_for_id, former.state) == (None, order.pk, "lapsed")
    payment_sync.sync_payment(
        payment=former, terms=shipped_terms(), now=LAPSED, provider=configured_provider()
    )
    actions.request_capture(order=reload_order(order), now=LAPSED, by="pat", reason="handed over")
    assert money_moved(LAPSED) == 1
    states = intents(order)
    assert states.pop(former.intent_id) == "canceled"
    assert list(states.values()) == ["succeeded"]
    assert Payment.objects.get(order=order).captured_cents == order.total_cents


def test_an_authorization_that_only_we_gave_up_is_released_before_another_is_made(house):
    """The capture was refused, and the provider still holds the money: both would be reserved."""
    order = order_of(a_bag(), now=NOON)
    operation = actions.request_capture(order=order, now=NOON, by="pat", reason="x")
    actions.mark_operation_failed(operation=operation, sentence="refused", now=NOON)
    former = Payment.objects.get(order=order)
    assert configured_provider().intent(former.intent_id).intent == "requires_capture"
    request = ask_to_pay(order)
    assert "refused the charge" in request.reason
    assert pay_again(order)
    assert sorted(intents(order).values()) == ["canceled", "requires_capture"]


def test_what_went_through_after_all_is_not_paid_twice(house):
    order = order_of(a_bag(), now=NOON)
    operation = actions.request_capture(order=order, now=NOON, by="pat", reason="x")
    actions.mark_operation_failed(operation=operation, sentence="refused", now=NOON)
    former = Payment.objects.get(order=order)
    configured_provider().capture(former.intent_id, amount_cents=former.amount_cents, key="theirs")
    ask_to_pay(order)
    with pytest.raises(repayment.UnableToPay, match="went through after all"):
        payment_page_of(order)


def test_two_tabs_are_one_page_and_one_payment(house):
    order = lapse_authorization()
    ask_to_pay(order)
    assert payment_page_of(order) == payment_page_of(order)
    assert pay_again(order)
    assert sync_second_payment(order)  # the other tab comes back too
    assert kinds(order).count("payment.authorized_again") == 1
    with pytest.raises(repayment.UnableToPay, match="can't be paid again"):
        payment_page_of(order)


def test_a_page_that_has_closed_gives_way_to_a_new_one_and_takes_nothing(house):
    order = lapse_authorization()
    ask_to_pay(order)
    first, later = payment_page_of(order), LAPSED + timedelta(minutes=55)
    second = payment_page_of(order, now=later)
    assert first != second
    money_moved(later)
    world.pay(first)
    world.pay(second)
    assert sync_second_payment(order, now=later)
    assert sorted(intents(order).values()) == ["canceled", "requires_capture"]


def test_who_pays_and_never_comes_back_has_paid(house):
    order = lapse_authorization()
    ask_to_pay(order)
    world.pay(payment_page_of(order))
    assert (
        repayment.sync_open_repayments(now=LAPSED + HOUR / 60, provider=configured_provider()) == 1
    )
    assert state_of(order) == "authorized"


def test_unpaid_at_the_limit_it_is_cancelled_and_told(house):
    order = lapse_authorization()
    ask_to_pay(order)
    payment_page_of(order, now=PAY_BY - HOUR / 2)
    assert (
        repayment.cancel_overdue_orders(now=PAY_BY - HOUR / 3600, provider=configured_provider())
        == 0
    )
    world.clock(PAY_BY)
    assert repayment.cancel_overdue_orders(now=PAY_BY, provider=configured_provider()) == 1
    assert repayment.cancel_overdue_orders(now=PAY_BY, provider=configured_provider()) == 0
    assert {line.state for line in order.lines.all()} == {"cancelled"}
    assert Item.objects.get().is_for_sale
    letter = letter_of(order, "cancelled")
    assert "no new payment had reached us by 10:00 am ET on Wed Dec 2, 2026" in letter.text
    assert "haven't been charged" in letter.text
    assert PaymentRequest.objects.get().outcome == "expired"
    money_moved(PAY_BY)
    assert "requires_capture" not in intents(order).values()


def test_who_paid_in_time_and_whose_return_is_late_has_paid(house):
    order = lapse_authorization()
    ask_to_pay(order)
    world.pay(payment_page_of(order, now=PAY_BY - HOUR / 2))
    assert repayment.cancel_overdue_orders(now=PAY_BY + HOUR, provider=configured_provider()) == 0
    assert state_of(order) == "authorized"


def test_nobody_is_cancelled_while_the_provider_does_not_answer(house, monkeypatch):
    order = lapse_authorization()
    ask_to_pay(order)
    payment_page_of(order, now=PAY_BY - HOUR / 2)

    def away(*_args, **_named):
        raise ProviderUnreachable("away")

    silent = configured_provider()
    monkeypatch.setattr(silent, "session", away)
    assert repayment.cancel_overdue_orders(now=PAY_BY, provider=silent) == 0
    assert {line.state for line in order.lines.all()} == {"placed"}


def test_paid_while_it_is_cancelled_the_money_goes_back(house):
    """A person cancels while the shopper types the card: what is reserved is released."""
    order = lapse_authorization()
    ask_to_pay(order)
    url = payment_page_of(order)
    actions.cancel_order(order=reload_order(order), reason="goodwill", now=LAPSED, by="care")
    world.pay(url)
    assert not sync_second_payment(order)
    money_moved(LAPSED)
    assert "requires_capture" not in intents(order).values()
    assert {line.state for line in order.lines.all()} == {"cancelled"}
    with pytest.raises(repayment.UnableToPay):
        payment_page_of(order)


def test_cancelled_just_after_it_was_paid_the_new_authorization_is_released(house):
    order = lapse_authorization()
    ask_to_pay(order)
    assert pay_again(order)
    actions.cancel_order(order=reload_order(order), reason="goodwill", now=LAPSED, by="care")
    money_moved(LAPSED)
    assert state_of(order) == "voided"
    assert set(intents(order).values()) == {"canceled"}


def test_the_shopper_may_cancel_instead(house):
    order = lapse_authorization()
    ask_to_pay(order)
    url = payment_page_of(order)
    repayment.decline_to_pay_again(order=order, now=LAPSED, by="shopper")
    assert "cancelled, as you asked" in letter_of(order, "cancelled").text
    world.pay(url)
    money_moved(LAPSED)
    assert "requires_capture" not in intents(order).values()
    with pytest.raises(repayment.UnableToPay, match="Nobody asks you"):
        repayment.decline_to_pay_again(order=order, now=LAPSED, by="shopper")


def test_no_letter_about_a_date_goes_out_while_it_is_unpaid(house, monkeypatch):
    order = lapse_authorization()
    ask_to_pay(order)
    days = Days(monkeypatch, LAPSED)
    days.pass_by(2)
    assert letters_of(order, "delay") == []
    assert pay_again(order, now=PAY_BY - HOUR)
    days.at(PAY_BY - HOUR / 2)
    delay_letters = letters_of(order, "delay")
    assert len(delay_letters) == 1  # the date of Fri Nov 27 has passed: the new one, once
    assert "can't ship by Fri Nov 27, 2026" in delay_letters[0].text


def test_it_is_never_open_beyond_a_refund_that_was_announced(house):
    order = lapse_authorization()
    refund_at = moment("Tue 2026-12-01 00:00")
    assert ask_to_pay(order, ends_by=refund_at).pay_by == refund_at


def test_a_risky_card_is_reviewed_again_although_the_first_was_approved(house):
    order = order_of(a_bag(), now=NOON, card=world.RISKY)
    reviewing.decide_review(order=order, approve=True, note="", now=NOON, by="fay")
    payment = Payment.objects.get(order=order)
    configured_provider().cancel(payment.intent_id, key="lapse")
    payment_sync.sync_payment(
        payment=payment, terms=shipped_terms(), now=LAPSED, provider=configured_provider()
    )
    ask_to_pay(order)
    assert pay_again(order, card=world.RISKY)
    assert reviewing.open_reviews().count() == 1
    assert "looks at the payment first" in waiting_reason(reload_order(order), now=LAPSED)
    reviewing.decide_review(order=reload_order(order), approve=False, note="", now=LAPSED, by="fay")
    money_moved(LAPSED)
    assert set(intents(order).values()) == {"canceled"}


@pytest.mark.parametrize("state", ["authorized", "off", "shipped", "part"])
def test_who_need_not_or_cannot_pay_again_is_not_asked(house, state):
    items = [a_bag(), a_bag()] if state == "part" else [a_bag()]
    order = (hand_over_order if state == "shipped" else order_of)(*items, now=NOON)
    if state == "off":
        actions.cancel_order(order=order, reason="x", now=NOON, by="care")
    if state in ("shipped", "part"):
        Payment.objects.filter(order=order).update(state="lapsed")
    if state == "part":
        line = order.lines.first()
        actions.cancel_order(order=order, reason="late", now=NOON, by="x", lines=[line.pk])
    with pytest.raises(actions.PaymentActionRefused) as refused:
        ask_to_pay(order)
    assert {
        "authorized": "is authorized",
        "off": "is cancelled",
        "shipped": "has shipped",
        "part": "A part of the order is cancelled",
    }[state] in str(refused.value)
    assert not PaymentRequest.objects.exists()


def test_care_is_not_asked_to_act_while_the_shopper_is(house):
    order = lapse_authorization()
    bring_up_to_date(now=LAPSED, kinds=["payment_lapsed"])
    assert Task.objects.open().filter(kind="payment_lapsed", order=order).exists()
    ask_to_pay(order)
    bring_up_to_date(now=LAPSED, kinds=["payment_lapsed"])
    assert not Task.objects.open().filter(kind="payment_lapsed").exists()


def test_the_day_s_comparison_ties_out(house):
    order = lapse_authorization()
    ask_to_pay(order)
    assert pay_again(order)
    report = reconciliation.reconcile_payments(
        since=NOON - HOUR, until=LAPSED + HOUR, now=LAPSED + HOUR, provider=configured_provider()
    )
    our_keys = {order.number, *intents(order)}  # the provider is shared by every test of a process
    assert [
        difference for difference in report.differences if difference["about"] in our_keys
    ] == []


def _behind(order: Order) -> Order:
    """An order received an hour later, that may go."""
    behind = order_of(a_bag(), now=NOON + HOUR)
    mark_confirmation_sent(
        order=behind, message_id="<b@example.com>", now=NOON + HOUR, by="notifications"
    )
    assert behind.placed_at > order.placed_at
    return behind


@pytest.mark.parametrize(("paid_first", "overtaken"), [(False, 0), (True, 1)])
def test_the_proof_of_fairness_counts_from_when_it_was_paid_again(house, paid_first, overtaken):
    """Unpaid it blocks nobody; paid again it is overtaken by nobody unseen."""
    order = lapse_authorization()
    behind = _behind(order)
    ask_to_pay(order)
    if paid_first:
        assert pay_again(order)
    taken_at = LAPSED + HOUR
    Parcel.objects.create(order=behind, key=f"{behind}-1", by="pat", taken_at=taken_at)
    report = queue_audit.queue_report(since=NOON, until=taken_at + HOUR)
    assert [(pair.taken, pair.earlier) for pair in report.overtaken] == (
        [(behind.number, order.number)] * overtaken
    )
    QueueEntry.objects.filter(order=behind).update(claimed=True)


def test_a_date_that_nobody_knew_is_known_again_once_it_is_paid(house, monkeypatch):
    order = lapse_authorization(at=moment("Tue 2026-11-24 10:00"))
    days = Days(monkeypatch, moment("Tue 2026-11-24 10:00"))
    days.pass_by(6)
    [letter] = letters_of(order, "delay")
    assert "authorization on your card has expired" in letter.text
    assert "Nobody can say yet when it will ship" in letter.text
    ask_to_pay(order, now=days.now)
    assert pay_again(order, now=days.now)
    days.at(days.now)
    latest = letters_of(order, "delay")[-1]
    assert "There is a date now" in latest.text
    assert len(letters_of(order, "delay")) == 2


def test_a_copy_that_bounces_meanwhile_does_not_end_it_before_the_limit(house):
    order = lapse_authorization()
    ask_to_pay(order)
    mark_confirmation_bounced(
        order=order, sentence="mailbox full", now=LAPSED, by="mailbox", at=LAPSED
    )
    execution.capture_before_authorizations_expire(now=PAY_BY - HOUR)
    assert {line.state for line in order.lines.all()} == {"placed"}
    assert pay_again(order, now=PAY_BY - HOUR)


def test_a_second_authorization_lapses_like_a_first_one(house):
    order = lapse_authorization()
    ask_to_pay(order)
    assert pay_again(order)
    again_lapses = Payment.objects.get(order=order).capture_before
    execution.capture_before_authorizations_expire(now=again_lapses - HOUR)
    assert kinds(order).count("payment.authorization_expiring") == 1


def test_what_was_asked_is_never_changed_and_one_is_open_at_a_time(house):
    order = lapse_authorization()
    request = ask_to_pay(order)
    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentRequest.objects.create(
            order=order, reason="x", by="x", asked_at=LAPSED, pay_by=PAY_BY
        )
    for statement in (
        "UPDATE payments_paymentrequest SET pay_by = pay_by, reason = 'other'",
        "UPDATE payments_paymentrequest SET order_id = order_id + 1",
        "DELETE FROM payments_paymentrequest",
        "UPDATE payments_payment SET request_id = NULL WHERE request_id IS NOT NULL",
    ):
        payment_page_of(order)
        with pytest.raises(DatabaseError, match="never"), transaction.atomic():
            connection.cursor().execute(statement)
    assert PaymentRequest.objects.get().pk == request.pk


def test_what_is_asked_for_is_not_erased_before_it_is_settled(house):
    order = lapse_authorization()
    assert not erasure.has_unsettled_money(order)
    ask_to_pay(order)
    assert erasure.has_unsettled_money(order)


def test_nobody_is_written_to_about_a_page_that_was_closed(house):
    """The letter of a checkout that was released is not for an order that is there."""
    order = lapse_authorization()
    ask_to_pay(order)
    payment_page_of(order)
    payment_page_of(order, now=LAPSED + timedelta(minutes=55))
    money_moved(LAPSED + HOUR)
    assert PaymentOperation.objects.filter(kind="void", payment__request__order=order).exists()
    assert released.write_release_notices(now=LAPSED + HOUR) == 0
