"""An authorization expired, and care asks nobody to pay again: the store does, as letters say."""

from __future__ import annotations

from datetime import timedelta

from tests.cast import letter_of
from tests.moments import moment
from tests.rooms.test_paying_again import HOUR, LAPSED, asked, lapsed, whole
from troth.checkout import paying_again
from troth.fulfillment import expired
from troth.fulfillment.models import Delay
from troth.orders.actions import hold
from troth.payments.models import PaymentRequest
from troth.payments.provider import provider

EVENING = moment("Mon 2026-11-30 18:01")


def test_until_the_evening_it_is_care_s_and_then_the_store_s(house):
    order = lapsed()
    assert expired.ask_overdue(now=EVENING - HOUR) == 0
    assert expired.ask_overdue(now=EVENING) == 1
    assert expired.ask_overdue(now=EVENING + HOUR) == 0
    request = PaymentRequest.objects.get()
    assert (request.order_id, request.by) == (order.pk, "policy")
    letter = letter_of(order, "pay_again")
    assert "The authorization on your card expired before your order shipped." in letter.text


def test_unpaid_it_ends_by_itself(house):
    order = lapsed()
    expired.ask_overdue(now=EVENING)
    over = PaymentRequest.objects.get().pay_by + timedelta(minutes=1)
    assert paying_again.end_overdue(now=over, provider=provider()) == 1
    assert {line.state for line in order.lines.all()} == {"cancelled"}


def test_whom_care_has_asked_is_asked_once(house):
    asked(lapsed())
    assert expired.ask_overdue(now=EVENING) == 0


def test_an_order_that_is_held_is_left_to_care(house):
    order = lapsed()
    hold(order=whole(order), why="They ask to cancel.", now=LAPSED, by="policy")
    assert expired.ask_overdue(now=EVENING) == 0
    assert not Delay.objects.filter(order=order).exists()
