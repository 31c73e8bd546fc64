"""What may come between: a policy, a person, a lost answer, a message that makes no sense. Found by
a second reading.
"""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta

import pytest

from tests.factories import world
from tests.factories.items import a_bag, a_watch_in_japan
from tests.factories.moments import NOON
from tests.factories.orders import (
    open_payment_page,
    order_of,
    place_paid_order,
    reach_payment_page,
    shopper_of,
    start_checkout,
)
from tests.factories.payments import money_moved
from tests.factories.people import ANN
from tests.factories.policies import changed_terms
from tests.factories.transfers import check_in_transfer, send_from_japan
from troth.checkout import actions as checkout
from troth.checkout import payment_sync, placement
from troth.checkout.models import Checkout
from troth.checkout.quoting import UnableToPlace
from troth.notifications import released
from troth.notifications.models import Notification
from troth.orders.models import Order
from troth.payments import actions, external_changes, tax_return
from troth.payments.models import Payment, PaymentOperation, WebhookEvent
from troth.payments.provider import ProviderUnreachable, configured_provider
from troth.policy.terms import shipped_terms

LATER = NOON + timedelta(hours=3)
NEW_POLICY = changed_terms(("window_hours = 2", "window_hours = 3"))


def payment() -> Payment:
    return Payment.objects.get()


def paid(*items, **kwargs) -> Checkout:
    paying = reach_payment_page(*items or [a_bag()], **kwargs)
    world.pay(paying.payment.session_url)
    return paying


def swept(now=LATER, terms=None) -> int:
    return payment_sync.sync_abandoned_checkouts(
        terms=terms or shipped_terms(), now=now, provider=configured_provider()
    )


def theirs(key: str) -> dict:
    [match] = [
        intent
        for intent in world.audit()["payment_intents"]
        if intent["metadata"].get("key") == key
    ]
    return match


def test_a_method_that_left_the_policy_stops_nobody_and_what_was_paid_is_released(house):
    gone = changed_terms(('key = "ground"', 'key = "freight"'))
    first, second = paid(), paid()
    assert swept(terms=gone) == 2
    assert {row.ended_why for row in Checkout.objects.all()} == {
        "That way of shipping is offered no more. Please choose again."
    }
    assert money_moved(LATER) == 2
    assert {theirs(paying.key)["status"] for paying in (first, second)} == {"canceled"}


def test_the_policy_that_was_agreed_to_governs_not_the_one_of_the_first_step(house):
    started = start_checkout(a_bag(), session="ann")
    world.clock(NOON)
    offer = checkout.current_quote(checkout=started, terms=NEW_POLICY, now=NOON)
    paying = checkout.start_payment(
        checkout=started,
        terms=NEW_POLICY,
        agreed=offer.signed_token(),
        shopper=shopper_of("ann"),
        now=NOON,
        provider=configured_provider(),
    )
    world.pay(paying.payment.session_url)
    paid_checkout = placement.checkout_of(session_id=paying.payment.session_id)
    session = configured_provider().session(paying.payment.session_id)
    order = placement.place_order(
        checkout=paid_checkout, snapshot=session, terms=NEW_POLICY, now=NOON
    )
    assert Order.objects.get(pk=order.pk).policy.digest == NEW_POLICY.digest


def test_a_page_that_opens_after_the_checkout_was_left_takes_no_payment(house):
    started = start_checkout(a_bag(), session="ann")
    slow = SlowProvider(
        lambda: checkout.end_checkout(checkout=started, why="You left.", now=NOON, by="shopper")
    )
    world.clock(NOON)
    offer = checkout.current_quote(checkout=started, terms=shipped_terms(), now=NOON)
    with pytest.raises(checkout.CheckoutEnded, match="left meanwhile"):
        checkout.start_payment(
            checkout=started,
            terms=shipped_terms(),
            agreed=offer.signed_token(),
            shopper=shopper_of("ann"),
            now=NOON,
            provider=slow,
        )
    assert "expired" in world.pay(slow.opened.url)[1].lower()


class SlowProvider:
    """The real one, during whose answer something else happens."""

    def __init__(self, meanwhile) -> None:
        self.meanwhile = meanwhile

    def open(self, **kwargs):
        self.opened = configured_provider().open(**kwargs)
        self.meanwhile()
        money_moved()
        return self.opened

    def expire(self, session_id):
        configured_provider().expire(session_id)


def test_what_was_paid_on_a_page_that_was_thought_closed_is_released(house):
    paying = paid()
    Payment.objects.update(state="voided", session_id=None)
    WebhookEvent.objects.create(
        provider_id="evt_late",
        kind="checkout.session.completed",
        about=paying.payment.session_id,
        payload={},
        received_at=LATER,
        not_before=LATER,
    )
    assert payment_sync.process_webhook(
        received_id=WebhookEvent.objects.get().pk,
        terms=shipped_terms(),
        clock=lambda: LATER,
        provider=configured_provider(),
    )
    assert theirs(paying.key)["status"] == "canceled"


def test_what_the_provider_refuses_to_open_is_told_and_ends(house):
    started = start_checkout(a_bag(), by=dataclasses.replace(ANN, email="a@b"), session="ann")
    with pytest.raises(checkout.CheckoutEnded, match="can't take this payment"):
        open_payment_page(started, session="ann")
    assert Checkout.objects.get().ended_at


def test_an_hour_is_enough_to_try_again(house):
    started = start_checkout(a_bag(), session="ann")
    world.control(fail_before={"path": "/sessions", "status": 500, "times": 1})
    with pytest.raises(ProviderUnreachable):
        open_payment_page(started, session="ann")
    assert open_payment_page(
        Checkout.objects.get(), session="ann", now=NOON + timedelta(minutes=12)
    ).payment.session_url


def test_a_capture_that_failed_and_was_done_by_hand_is_recorded_and_until_then_nothing_ships(house):
    order = order_of(a_watch_in_japan())
    actions.request_capture(order=order, now=NOON, by="policy", reason="about to lapse")
    actions.mark_operation_failed(operation=PaymentOperation.objects.get(), sentence="no", now=NOON)
    assert "nothing is reserved" in actions.why_payment_blocks(Order.objects.get())
    configured_provider().capture(
        payment().intent_id, amount_cents=order.total_cents, key=f"{order.number}.by-hand"
    )
    payment_sync.sync_payment(
        payment=payment(), terms=shipped_terms(), now=LATER, provider=configured_provider()
    )
    assert (payment().state, payment().captured_cents) == ("captured", order.total_cents)
    assert actions.why_payment_blocks(Order.objects.get()) == ""
    assert not PaymentOperation.objects.get().failed


def test_a_refund_that_comes_back_is_told_and_may_be_given_again(house):
    order = order_of(a_bag())
    actions.request_capture(order=order, now=NOON, by="pat", reason="handed over")
    money_moved()
    kwargs = {
        "payment": payment(),
        "amount_cents": 900,
        "now": NOON,
        "by": "care",
        "reason": "x",
        "parts": {"item_cents": 900},
    }
    refund = actions.request_refund(key="1", **kwargs)
    money_moved()
    refund.refresh_from_db()
    assert external_changes.record_failed_refund(
        payment=payment(), reference=refund.reference, now=LATER
    )
    assert payment().refunded_cents == 0
    assert order.events.filter(kind="payment.operation_failed").exists()
    actions.request_refund(key="2", **kwargs)


def test_less_taken_by_hand_is_no_refund(house):
    order = order_of(a_bag())
    configured_provider().capture(
        payment().intent_id, amount_cents=order.total_cents - 500, key=f"{order.number}.less"
    )
    for _ in range(2):
        payment_sync.sync_payment(
            payment=payment(), terms=shipped_terms(), now=LATER, provider=configured_provider()
        )
    assert (payment().captured_cents, payment().refunded_cents) == (order.total_cents - 500, 0)


def test_who_paid_in_vain_is_told_why_once(house):
    bag = a_bag()
    paid(bag)
    type(bag).objects.filter(pk=bag.pk).update(price_cents=999_00)
    swept()
    money_moved(LATER)
    for _ in range(2):
        released.write_release_notices(now=LATER)
    letter = Notification.objects.get(kind="released")
    assert letter.to == ANN.email
    assert "The price has changed" in letter.text
    assert "Nothing is charged" in letter.text


def test_who_paid_nothing_hears_nothing(house):
    paying = reach_payment_page(a_bag())
    checkout.end_checkout(checkout=paying, why="You left.", now=NOON, by="shopper")
    money_moved()
    assert released.write_release_notices(now=LATER) == 0


def test_a_stale_checkout_is_ended_as_it_is_stored(house):
    started = start_checkout(a_bag(), session="ann")
    stale = Checkout.objects.get()
    open_payment_page(started, session="ann")
    checkout.end_checkout(checkout=stale, why="You left.", now=NOON, by="shopper")
    assert payment().state == "releasing"


def test_a_message_that_cannot_be_settled_is_given_up_in_the_end(house):
    received = WebhookEvent.objects.create(
        provider_id="evt_x",
        kind="charge.refunded",
        about="pi_unknown",
        payload={},
        received_at=NOON,
        not_before=NOON,
        attempts=payment_sync.MOST_ATTEMPTS,
    )
    broken = SlowProvider(None)
    assert payment_sync.process_webhook(
        received_id=received.pk, terms=shipped_terms(), clock=lambda: LATER, provider=broken
    )
    assert "AttributeError" in WebhookEvent.objects.get().problem


def test_what_came_from_japan_since_is_for_sale_here(house):
    watch = a_watch_in_japan()
    order = order_of(watch)
    check_in_transfer(send_from_japan(order, now=LATER), now=LATER)
    actions.cancel_order(order=order, reason="x", now=LATER, by="care")
    watch.refresh_from_db()
    assert (watch.warehouse, watch.is_for_sale) == ("us", True)


QUARTER = (date(2026, 9, 1), date(2026, 11, 30))


def tax_left() -> int:
    entries = tax_return.tax_entries(first=QUARTER[0], last=QUARTER[1], terms=shipped_terms())
    return sum(entry.state_cents + entry.local_cents + entry.mctd_cents for entry in entries)


def test_an_order_that_lapsed_and_was_called_off_leaves_no_tax(house):
    order = order_of(a_bag())
    external_changes.record_lapsed_authorization(payment=payment(), now=LATER)
    assert tax_left() == order.tax_cents
    actions.cancel_order(order=order, reason="x", now=LATER, by="care")
    assert tax_left() == 0


def test_one_that_was_partly_refunded_and_then_called_off_leaves_none_either(house):
    order = order_of(a_watch_in_japan())
    actions.request_capture(order=order, now=NOON, by="policy", reason="about to lapse")
    money_moved()
    actions.request_refund(
        payment=payment(),
        amount_cents=10_888,
        key="1",
        now=NOON,
        by="care",
        reason="x",
        parts={"item_cents": 10_000, "tax_cents": 888},
    )
    money_moved()
    actions.cancel_order(order=order, reason="x", now=NOON, by="care")
    money_moved()
    assert theirs(order.checkout_key)["refunded"] == order.total_cents
    assert tax_left() == 0


def test_the_tax_of_a_part_goes_back_in_the_parts_that_were_charged():
    assert tax_return._share_cents(
        5, {"state_cents": 400, "local_cents": 400, "mctd_cents": 0}
    ) == {
        "state_cents": 3,
        "local_cents": 2,
        "mctd_cents": 0,
    }


def test_a_page_that_may_still_be_paid_is_no_difference(house):
    from troth.payments.reconciliation import reconcile_payments

    paid()
    soon = NOON + timedelta(minutes=20)
    report = reconcile_payments(
        since=NOON - timedelta(minutes=1), until=soon, now=soon, provider=configured_provider()
    )
    assert [
        difference for difference in report.differences if "no order" in difference["sentence"]
    ] == []
    with pytest.raises(UnableToPlace):
        place_paid_order(paid(), now=NOON.replace(year=2033))
