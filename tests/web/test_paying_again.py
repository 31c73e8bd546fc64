"""Paying again, as a shopper and care see it: the order's page, the provider's, and the desk."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.factories import world
from tests.factories.items import a_bag
from tests.factories.letters import send_confirmation
from tests.factories.orders import order_of
from tests.factories.pages import Browser, page_text
from tests.factories.people import fay, pat
from troth import clock
from troth.checkout import tasks
from troth.orders.links import token_for
from troth.orders.models import Order
from troth.payments import external_changes
from troth.payments.models import Payment, PaymentRequest
from troth.payments.provider import ProviderUnreachable, configured_provider
from troth.storefront.orders import pay_again_views


@pytest.fixture
def unpaid(house) -> Order:
    """Its authorization has expired, here and at the provider."""
    order = order_of(a_bag(), now=clock.now() - timedelta(days=8))
    world.clock(clock.now())
    send_confirmation(order)
    payment = Payment.objects.get(order=order)
    assert configured_provider().intent(payment.intent_id).intent == "canceled"
    external_changes.record_lapsed_authorization(payment=payment, now=clock.now())
    return order


@pytest.fixture
def desk(house) -> Browser:
    browser = Browser()
    browser.force_login(pat())
    return browser


@pytest.fixture
def order_to_pay(unpaid, desk) -> Order:
    answer = desk.post(f"/desk/orders/{unpaid.number}/pay-again", {"reason": ""}, follow=True)
    assert "The customer is asked to pay again, by" in page_text(answer)
    return unpaid


def browser_of(order: Order) -> Browser:
    """A browser in which the letter's link was opened."""
    browser = Browser()
    browser.get(f"/o/{token_for(order.number)}")
    return browser


def press(browser: Browser, order: Order, what: str = "pay"):
    return browser.post(f"/orders/{order.number}/{what}", follow=what != "pay")


def test_from_the_letter_to_the_provider_and_back(order_to_pay):
    browser = browser_of(order_to_pay)
    words = page_text(browser.get(f"/orders/{order_to_pay.number}"))
    for shown in ("Payment needed", "Pay again by", "$1,322.83", "keeps its place", "Cancel this"):
        assert shown in words, shown
    page = press(browser, order_to_pay)
    assert page.status_code == 303
    _, back = world.pay(page.url)
    assert re.search(rf"/orders/{order_to_pay.number}/paid\?session=cs_", back)
    answer = browser.get(back[back.index("/orders") :], follow=True)
    assert "Thank you: it's paid" in page_text(answer)
    assert "Payment needed" not in page_text(answer)
    assert "You paid again" in page_text(answer)
    again = browser.get(back[back.index("/orders") :], follow=True)  # the other tab
    assert "Thank you: it's paid" in page_text(again)
    assert order_to_pay.events.filter(kind="payment.authorized_again").count() == 1


def test_both_tabs_lead_to_one_page(order_to_pay):
    one, other = browser_of(order_to_pay), browser_of(order_to_pay)
    pages = [press(one, order_to_pay), press(other, order_to_pay)]
    assert [page.status_code for page in pages] == [303, 303]
    assert pages[0].url == pages[1].url


def test_back_without_paying_it_says_so_and_can_be_pressed_again(order_to_pay):
    browser = browser_of(order_to_pay)
    press(browser, order_to_pay)
    session = Payment.objects.get(request__order=order_to_pay).session_id
    answer = browser.get(f"/orders/{order_to_pay.number}/paid?session={session}", follow=True)
    assert "Nothing is paid yet" in page_text(answer)
    assert press(browser, order_to_pay).status_code == 303


@pytest.mark.parametrize("session", ["", "cs_unknown", "x", "cs_" + "x" * 300])
def test_a_session_that_is_not_this_orders_pays_nothing(order_to_pay, session):
    browser = browser_of(order_to_pay)
    answer = browser.get(f"/orders/{order_to_pay.number}/paid", {"session": session}, follow=True)
    assert "isn't known here" in page_text(answer)
    assert Payment.objects.get(order=order_to_pay).state == "lapsed"


def test_nobody_else_can_pay_or_cancel_it(order_to_pay):
    stranger = Browser()
    for what in ("pay", "pay/cancel"):
        assert stranger.post(f"/orders/{order_to_pay.number}/{what}").status_code == 404
    assert stranger.get(f"/orders/{order_to_pay.number}/paid").status_code == 404
    assert not Payment.objects.filter(request__order=order_to_pay).exists()


def test_the_shopper_may_cancel_instead(order_to_pay):
    answer = press(browser_of(order_to_pay), order_to_pay, "pay/cancel")
    assert "Cancelled. You were charged nothing" in page_text(answer)
    again = press(browser_of(order_to_pay), order_to_pay, "pay/cancel")
    assert "Nobody asks you to pay again" in page_text(again)
    assert order_to_pay.events.filter(kind="order.cancelled").count() == 1


def test_while_the_provider_does_not_answer_nothing_is_lost(order_to_pay, monkeypatch):
    class Away:
        def __getattr__(self, name):
            raise ProviderUnreachable("away")

    monkeypatch.setattr(pay_again_views, "configured_provider", Away)
    answer = browser_of(order_to_pay).post(f"/orders/{order_to_pay.number}/pay", follow=True)
    assert "press once more in a minute" in page_text(answer)
    monkeypatch.undo()
    assert press(browser_of(order_to_pay), order_to_pay).status_code == 303


def test_a_paid_order_has_nothing_to_pay(order_to_pay):
    browser = browser_of(order_to_pay)
    world.pay(press(browser, order_to_pay).url)
    tasks.sweep_payments()  # nobody came back from the page
    assert Payment.objects.get(order=order_to_pay).state == "authorized"
    answer = browser.post(f"/orders/{order_to_pay.number}/pay", follow=True)
    assert "can't be paid again" in page_text(answer)


def test_unpaid_at_the_limit_the_sweep_cancels_it(order_to_pay, monkeypatch):
    pay_by = PaymentRequest.objects.get().pay_by
    monkeypatch.setattr(clock, "now", lambda: pay_by)
    tasks.sweep_payments()
    words = page_text(browser_of(order_to_pay).get(f"/orders/{order_to_pay.number}"))
    assert "no new payment had reached us by" in words
    assert "Pay again by" not in words


# At the desk.


def test_the_desk_offers_it_only_where_nothing_is_reserved(desk, unpaid):
    other = order_of(a_bag(), now=clock.now())
    assert "Ask the customer to pay again" in page_text(desk.get(f"/desk/orders/{unpaid.number}"))
    assert "Ask the customer to pay" not in page_text(desk.get(f"/desk/orders/{other.number}"))
    answer = desk.post(f"/desk/orders/{other.number}/pay-again", {"reason": ""}, follow=True)
    assert "there is nothing to pay again" in page_text(answer)
    assert not PaymentRequest.objects.exists()


def test_once_asked_the_desk_says_until_when_and_asks_no_more(desk, order_to_pay):
    page = page_text(desk.get(f"/desk/orders/{order_to_pay.number}"))
    assert "asked the customer to pay again, by" in page
    assert "Ask the customer to pay again" not in page
    desk.post(f"/desk/orders/{order_to_pay.number}/pay-again", {"reason": "x"})
    assert PaymentRequest.objects.count() == 1


def test_the_money_page_lists_what_has_no_payment_any_more(desk, unpaid):
    url = "/desk/money/"
    assert f"{unpaid.number} , $1,322.83: nobody has asked the customer" in page_text(desk.get(url))
    desk.post(f"/desk/orders/{unpaid.number}/pay-again", {"reason": ""})
    assert f"{unpaid.number} , $1,322.83: the customer is asked to pay again, by" in page_text(
        desk.get(url)
    )
    browser_of(unpaid).post(f"/orders/{unpaid.number}/pay/cancel")
    assert unpaid.number not in page_text(desk.get(url))


def test_the_cancel_page_says_of_each_way_what_happens_or_what_stands(desk, unpaid):
    words = page_text(desk.get(f"/desk/orders/{unpaid.number}/cancel"))
    for shown in (
        "Clause: Cancellation",
        "No clause: the policy's payment terms",
        "As the customer asks, by phone",
        "Because it has no payment any more",
        "Nothing was charged; the customer is told why",
        "Because it is late",
        "No delay is open: the promised dates stand",
        "Ask a second person to cancel it",
    ):
        assert shown in words, shown


def test_care_cancels_with_a_reason_and_a_fresh_proof(desk, unpaid):
    url = f"/desk/orders/{unpaid.number}/cancel"
    answer = desk.post(url, {"way": "unpaid", "reason": " "})
    assert answer.status_code == 422
    assert "Reason: say who asks for it" in page_text(answer)
    desk.proven(pat(), minutes_ago=16)
    assert desk.post(url, {"way": "unpaid", "reason": "she called"}).url.startswith("/desk/sign-in")
    assert not unpaid.events.filter(kind="order.cancelled").exists()
    desk.proven(pat())
    done = desk.post(url, {"way": "unpaid", "reason": "she called"}, follow=True)
    assert "Cancelled. Nothing was charged." in page_text(done)
    again = desk.post(url, {"way": "unpaid", "reason": "she called"})
    assert "cancelled already" in page_text(again)
    assert unpaid.events.filter(kind="order.cancelled").count() == 1


def test_goodwill_goes_to_a_second_person(desk, unpaid):
    form = {"way": "goodwill", "reason": "a gift", "wish": "store"}
    desk.post(f"/desk/orders/{unpaid.number}/cancel", form)
    page = page_text(desk.get(f"/desk/orders/{unpaid.number}"))
    assert "It ends when a second person has decided" in page
    second = Browser()
    second.force_login(fay())
    request_id = re.search(r"/desk/approvals/(\d+)", desk.get("/desk/approvals/").content.decode())
    assert request_id is not None
    answer = second.post(
        f"/desk/approvals/{request_id[1]}/decide", {"answer": "approve", "note": ""}, follow=True
    )
    assert answer.status_code == 200
    off = unpaid.events.get(kind="order.cancelled")
    assert off.facts["reason"] == "a gift"
    assert "pat@example.com, staff:fay@example.com" in off.by
