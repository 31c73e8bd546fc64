"""The right to answer a delay, in lives that showed it broken: what a letter gives stands until the
day that it names, it names one last day, and it says what a cancellation means for the money.
"""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from tests.factories.closures import enter_storm
from tests.factories.days import Days
from tests.factories.letters import letters_of
from tests.factories.moments import NOON, moment
from tests.factories.orders import place_watched
from tests.factories.pages import page_text, token_path
from tests.factories.payments import LAPSED, lapse_authorization, pay_again, reload_order
from troth.checkout import payment_sync
from troth.fulfillment.models import Delay, PromiseStatus
from troth.order_status.reading import status_of
from troth.orders import actions as orders
from troth.payments import payment_requests
from troth.payments.models import Payment, PaymentRequest
from troth.payments.provider import configured_provider
from troth.policy.terms import shipped_terms

SHIP_BY = moment("Fri 2026-11-27 16:30")  # placed Mon Nov 23
LAST_DAY = "the end of Sun Dec 27, 2026"  # thirty days after it


def held(monkeypatch):
    """An order that care holds: on its last day there is no date."""
    order = place_watched()
    hold = orders.hold_order(order=order, why="a question", now=NOON, by="care")
    days = Days(monkeypatch, NOON)
    days.at(SHIP_BY)
    return order, hold, days


def choice_of(order, now):
    return status_of(reload_order(order), now).delays[0]


def test_notices_later_the_first_one_s_time_to_answer_stands(house, monkeypatch):
    order, hold, days = held(monkeypatch)
    long = moment("Fri 2027-01-15 12:00")  # so that no letter is about the card's authorization
    Payment.objects.filter(order=order).update(capture_before=long)
    days.at(moment("Mon 2026-11-30 10:00"))
    orders.release_hold(hold=hold, now=days.now, by="care")
    days.at(days.now)
    for first, last in ((1, 4), (7, 9)):
        closes = moment(f"{date(2026, 12, first):%a %Y-%m-%d} 08:00")
        enter_storm(first=date(2026, 12, first), last=date(2026, 12, last), now=closes)
        days.at(closes)
    delay_letters = letters_of(order, "delay")
    assert len(delay_letters) == 4  # no date; a date; and each storm took it away
    assert all(LAST_DAY in letter.text for letter in delay_letters)
    assert {str(delay.decides_at.date()) for delay in Delay.objects.all()} == {"2026-12-28"}
    assert LAST_DAY in choice_of(order, days.now).sentence
    days.pass_by(10)
    assert not order.events.filter(kind="order.cancelled").exists()
    days.pass_by(15)
    assert order.events.get(kind="order.cancelled").at == moment("Mon 2026-12-28 00:05")


def test_no_letter_gives_a_choice_whose_time_is_over(house, monkeypatch):
    """The refund is due this minute, and a storm is entered before the worker makes it."""
    order, hold, days = held(monkeypatch)
    days.at(moment("Mon 2026-11-30 10:00"))
    orders.release_hold(hold=hold, now=days.now, by="care")
    days.at(days.now)
    letter_count = len(letters_of(order, "delay"))
    now = moment("Mon 2026-12-28 00:01")
    enter_storm(first=date(2026, 12, 28), last=date(2026, 12, 31), now=now)
    assert Delay.objects.count() == 1
    days.at(now)
    assert order.events.filter(kind="order.cancelled").exists()
    assert len(letters_of(order, "delay")) == letter_count


def test_a_window_that_ends_after_the_refund_holds_only_for_who_waits(house, monkeypatch):
    order, hold, days = held(monkeypatch)
    days.at(moment("Thu 2026-12-24 10:00"))
    orders.release_hold(hold=hold, now=days.now, by="care")
    days.at(days.now)
    assert PromiseStatus.objects.get().ship_by > date(2026, 12, 27)
    letter = letters_of(order, "delay")[-1]
    assert ", if you tell us that you want to wait." in letter.text
    assert f"Unless you tell us by {LAST_DAY} that you want to wait" in letter.text
    choice = choice_of(order, days.now)
    assert choice.if_kept
    assert LAST_DAY in choice.sentence


def test_a_window_before_the_refund_is_told_without_a_condition(house, monkeypatch):
    order, hold, days = held(monkeypatch)
    days.at(moment("Mon 2026-11-30 10:00"))
    orders.release_hold(hold=hold, now=days.now, by="care")
    days.at(days.now)
    assert "if you tell us that you want to wait" not in letters_of(order, "delay")[-1].text
    assert not choice_of(order, days.now).if_kept


def unpaid(monkeypatch):
    """The authorization expires, and then the day of shipping passes."""
    order = lapse_authorization(at=moment("Wed 2026-11-25 10:00"))
    days = Days(monkeypatch, NOON)
    days.at(SHIP_BY)
    return order, days


def test_who_was_not_charged_reads_of_no_refund_and_how_to_pay_again(house, monkeypatch):
    order, days = unpaid(monkeypatch)
    (letter,) = letters_of(order, "delay")
    assert "You haven't been charged." in letter.text
    assert "refund" not in letter.text
    assert "you also need to pay again, on your order's page" in letter.text
    assert "Keep your order and pay again, or cancel it: " in letter.text
    assert "and you are charged nothing" in letter.text
    choice = choice_of(order, days.now)
    assert choice.must_pay
    assert choice.sentence in letter.text


def keeps(order, delay) -> str:
    """The shopper opens the link and presses "Keep my order and pay again"; the page then."""
    browser = Client()
    page = browser.get(token_path(order)).url
    browser.post(f"{page}/delay/{delay.pk}", {"answer": "wait"})
    return page_text(browser.get(page))


def test_keeping_an_unpaid_order_asks_for_the_payment(house, monkeypatch):
    order, days = unpaid(monkeypatch)
    delay = Delay.objects.get()
    days.at(moment("Mon 2026-11-30 10:00"))
    assert "pay again below" in keeps(order, delay)
    request = PaymentRequest.objects.get()
    assert request.pay_by == delay.decides_at  # never less time than the letter gave
    keeps(order, delay)
    assert PaymentRequest.objects.count() == 1
    assert pay_again(order, now=days.now)
    days.pass_by(3)
    assert payment_requests.money_now(reload_order(order)) == "authorized"
    assert not order.events.filter(kind="order.cancelled").exists()


def test_an_unpaid_order_that_nobody_keeps_ends_without_a_refund(house, monkeypatch):
    order, days = unpaid(monkeypatch)
    days.pass_by(33)
    assert order.events.filter(kind="order.cancelled").exists()
    assert Delay.objects.get().refund_due_on is None
    assert "refund" not in " ".join(status_of(reload_order(order), days.now).money.sentences)
    assert not order.events.filter(kind="refund.owed").exists()


def test_the_page_follows_the_money(house, monkeypatch):
    """Told while the card was authorized; read after the authorization has expired."""
    order, _, days = held(monkeypatch)
    assert "you are charged nothing" in choice_of(order, days.now).sentence
    payment = Payment.objects.get(order=order)
    configured_provider().cancel(payment.intent_id, key=f"{payment.key}.lapse")
    payment_sync.sync_payment(
        payment=payment, terms=shipped_terms(), now=LAPSED, provider=configured_provider()
    )
    choice = choice_of(order, LAPSED)
    assert "pay again, on your order's page" in choice.sentence
    assert choice.steps[-1]["sentence"] == choice.sentence


@pytest.mark.parametrize(("left", "pay_by"), [(True, None), (False, "Wed 2026-12-02 10:00")])
def test_asked_to_pay_again_nobody_loses_time_that_a_letter_gave(house, left, pay_by):
    order = lapse_authorization()
    ends_by = moment("Mon 2026-12-28 00:00") if left else None
    request = payment_requests.ask_to_pay_again(order=order, now=LAPSED, by="care", ends_by=ends_by)
    assert request.pay_by == (ends_by or moment(pay_by))
