"""An authorization expired, and care asks nobody to pay again: the store does, as letters say."""

from __future__ import annotations

from datetime import timedelta

from tests.factories.items import a_bag
from tests.factories.letters import letter_of
from tests.factories.moments import HOUR, NOON, moment
from tests.factories.orders import order_of
from tests.factories.payments import LAPSED, ask_to_pay, lapse_authorization, reload_order
from troth.checkout import repayment
from troth.fulfillment.models import Delay
from troth.fulfillment.promises import delay_consent, expired_authorizations, monitoring
from troth.orders.actions import hold_order, mark_confirmation_sent
from troth.orders.models import Order
from troth.payments import external_changes
from troth.payments.models import Payment, PaymentRequest
from troth.payments.provider import configured_provider

EVENING = moment("Mon 2026-11-30 18:01")
LATE = moment("Fri 2026-11-27 16:01")  # it was to ship by then


def lapsed_late_order(answer="wait") -> Order:
    """An order that is late, of which its shopper has said so much, and whose authorization has
    expired since.
    """
    order = order_of(a_bag(), now=NOON)
    mark_confirmation_sent(
        order=order, message_id=f"<{order}@example.com>", now=NOON, by="notifications"
    )
    monitoring.start_watching([order])
    monitoring.reassess_order(order, now=LATE, by="policy")
    if answer:
        delay_consent.answer_delay(delay=Delay.objects.get(), answer=answer, now=LATE, by="shopper")
    external_changes.record_lapsed_authorization(
        payment=Payment.objects.get(order=order), now=LAPSED
    )
    return reload_order(order)


def test_until_the_evening_it_is_care_s_and_then_the_store_s(house):
    order = lapsed_late_order()
    assert expired_authorizations.ask_overdue(now=EVENING - HOUR) == 0
    assert expired_authorizations.ask_overdue(now=EVENING) == 1
    assert expired_authorizations.ask_overdue(now=EVENING + HOUR) == 0
    request = PaymentRequest.objects.get()
    assert (request.order_id, request.by) == (order.pk, "policy")
    letter = letter_of(order, "pay_again")
    assert "The authorization on your card expired before your order shipped." in letter.text


def test_unpaid_it_ends_by_itself(house):
    order = lapsed_late_order()
    expired_authorizations.ask_overdue(now=EVENING)
    over = PaymentRequest.objects.get().pay_by + timedelta(minutes=1)
    assert repayment.cancel_overdue_orders(now=over, provider=configured_provider()) == 1
    assert {line.state for line in order.lines.all()} == {"cancelled"}


def test_whom_care_has_asked_is_asked_once(house):
    ask_to_pay(lapsed_late_order())
    assert expired_authorizations.ask_overdue(now=EVENING) == 0


def test_an_order_that_is_held_is_left_to_care(house):
    order = lapsed_late_order()
    hold_order(order=reload_order(order), why="They ask to cancel.", now=LAPSED, by="policy")
    assert expired_authorizations.ask_overdue(now=EVENING) == 0


def test_who_has_not_answered_keeps_the_days_of_the_letter(house):
    lapsed_late_order(answer="")
    assert expired_authorizations.ask_overdue(now=EVENING) == 0
    lapse_authorization()  # and an order that isn't late yet
    assert expired_authorizations.ask_overdue(now=EVENING) == 0
