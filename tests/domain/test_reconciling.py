"""After a restore: what the provider knows and the database has lost becomes the same order again,
or goes back.
"""

from __future__ import annotations

import contextlib
from datetime import timedelta

import pytest
from django.db import transaction
from django.forms.models import model_to_dict

from tests.factories import world
from tests.factories.items import a_bag, a_watch_in_japan
from tests.factories.moments import NOON
from tests.factories.orders import (
    open_payment_page,
    order_of,
    place_paid_order,
    reach_payment_page,
    start_checkout,
)
from tests.factories.payments import money_moved
from tests.factories.policies import changed_terms
from tests.factories.publications import put_in_force
from troth.catalog import actions as catalog
from troth.checkout import repayment
from troth.checkout.disaster_recovery import (
    FOLLOWED,
    GIVEN_BACK,
    PLACED,
    STRANGE,
    reconcile_after_restore,
)
from troth.notifications import released
from troth.notifications.models import Notification
from troth.orders.models import Order
from troth.orders.policy_versions import terms_at
from troth.payments import actions, payment_requests
from troth.payments import external_changes as payment_reported
from troth.payments.models import CAPTURED, LAPSED, Payment, PaymentOperation
from troth.payments.provider import configured_provider

LONGER = changed_terms(("window_hours = 2", "window_hours = 3"))
BACKUP, LATER = NOON - timedelta(minutes=1), NOON + timedelta(hours=3)


@pytest.fixture
def store(house, request):
    """A store with an address of its own, so that other tests' payments are another store's."""
    house.SITE_URL = f"https://{request.node.name.replace('_', '-')[:60]}.example"
    return house


@contextlib.contextmanager
def lost():
    """What is written down meanwhile is gone afterwards, as a disk that is lost; the provider keeps
    what it knows.
    """
    begins = transaction.savepoint()
    yield
    transaction.savepoint_rollback(begins)


def reconciled() -> list:
    world.clock(LATER)
    cases = list(
        reconcile_after_restore(
            since=BACKUP, now=LATER, terms_at=terms_at, provider=configured_provider()
        )
    )
    return [case for case in cases if case.what != STRANGE]


def whole(order: Order) -> dict:
    """All of an order and its recipient but for its row's own key."""
    fields = {
        name: value for name, value in model_to_dict(order).items() if name not in ("id", "agreed")
    }
    person = {
        name: value for name, value in model_to_dict(order.recipient).items() if name != "order"
    }
    lines = [
        (line.title, line.price_cents, line.tax_cents, line.state)
        for line in order.lines.order_by("pk")
    ]
    return fields | person | {"lines": lines, "link": order.link_hash}


def test_a_lost_order_is_the_same_one_again(store):
    bag, watch = a_bag(), a_watch_in_japan()
    with lost():
        before = whole(order_of(bag, watch))
    assert not Order.objects.exists()
    [case] = reconciled()
    payment_requests = Order.objects.get()
    assert (case.what, case.order) == (PLACED, payment_requests.number)
    after = whole(payment_requests)
    # The provider keeps whole seconds, and every promise counts from the same day.
    assert abs(after.pop("placed_at") - before.pop("placed_at")) < timedelta(seconds=5)
    for snapshot in (before, after):
        snapshot["promises"] = {
            key: promise["arrives"] for key, promise in snapshot["promises"].items()
        }
    assert after == before
    assert payment_requests.agreed["shown"]["total"] == payment_requests.total_cents
    assert reconciled() == []


def test_a_lost_order_is_placed_again_under_the_terms_of_its_own_hour(store):
    bag = a_bag()
    with lost():
        before = whole(order_of(bag))
    put_in_force(LONGER, since=NOON + timedelta(hours=1))
    [case] = reconciled()
    payment_requests = Order.objects.get()
    assert case.what == PLACED
    assert (case.order, payment_requests.policy.terms.file.cancellation.window_hours) == (
        payment_requests.number,
        2,
    )
    assert whole(payment_requests)["total_cents"] == before["total_cents"]


def test_one_that_was_being_paid_at_the_backup(store):
    paying = reach_payment_page(a_bag())
    with lost():
        world.pay(paying.payment.session_url)
        number = place_paid_order(paying).number
    assert [(case.what, case.order) for case in reconciled()] == [(PLACED, number)]


def test_a_page_that_was_opened_after_the_backup(store):
    started = start_checkout(a_bag(), session="s")
    with lost():
        paying = open_payment_page(started, session="s")
        world.pay(paying.payment.session_url)
        number = place_paid_order(paying).number
    assert [(case.what, case.order) for case in reconciled()] == [(PLACED, number)]


def test_what_was_taken_since_is_known_to_be_taken(store):
    bag, surviving = a_bag(), order_of(a_bag())
    with lost():
        order = order_of(bag)
        for captured_order in (order, surviving):
            actions.request_capture(order=captured_order, now=NOON, by="pat", reason="handed over")
        money_moved()
        number = order.number
    assert {(case.what, case.order) for case in reconciled()} == {
        (PLACED, number),
        (FOLLOWED, surviving.number),
    }
    assert set(Payment.objects.values_list("state", flat=True)) == {CAPTURED}


@pytest.mark.parametrize("taken", [False, True])
def test_where_the_piece_is_gone_the_money_goes_back_and_the_shopper_is_told(store, taken):
    bag = a_bag()
    with lost():
        order = order_of(bag)
        intent = order.payment.intent_id
        if taken:
            actions.request_capture(order=order, now=NOON, by="pat", reason="handed over")
            money_moved()
    catalog.take_off_sale(item=bag, now=NOON, by="erin", reason="lost")
    [case] = reconciled()
    assert case.what == GIVEN_BACK
    assert money_moved(LATER) == 1
    [seen] = [
        payment_intent
        for payment_intent in world.audit()["payment_intents"]
        if payment_intent["id"] == intent
    ]
    assert (seen["status"], seen["refunded"]) == (
        ("succeeded", seen["amount"]) if taken else ("canceled", 0)
    )
    assert released.write_release_notices(now=LATER) == 1
    letter = Notification.objects.get(kind="released")
    assert letter.to == "ann@example.com"
    assert "The store has lost what it had written down" in letter.text
    assert ("on its way back to your card" in letter.text) == taken
    assert not Order.objects.exists()
    assert reconciled() == []


def test_a_refund_that_was_made_since_is_not_made_twice(store):
    order = order_of(a_bag())
    actions.request_capture(order=order, now=NOON, by="pat", reason="handed over")
    money_moved()
    payment = Payment.objects.get()
    kwargs = {
        "payment": payment,
        "amount_cents": 500,
        "now": NOON,
        "by": "care",
        "reason": "x",
        "parts": {},
    }
    actions.request_refund(key="owed", **kwargs)
    with lost():
        money_moved()
        actions.request_refund(key="later", **kwargs)
        money_moved()
    reconciled()
    assert money_moved(LATER) == 0
    payment.refresh_from_db()
    assert payment.refunded_cents == 1000
    done = PaymentOperation.objects.filter(kind=PaymentOperation.REFUND, done_at__isnull=False)
    assert sum(done.values_list("amount_cents", flat=True)) == 1000
    [seen] = [
        payment_intent
        for payment_intent in world.audit()["payment_intents"]
        if payment_intent["id"] == payment.intent_id
    ]
    assert seen["refunded"] == 1000


def test_an_order_that_was_called_off_since_ships_nothing(store):
    order = order_of(a_bag())
    with lost():
        actions.cancel_order(order=order, reason="the shopper asked", now=NOON, by="care")
        money_moved()
    assert [(case.what, case.order) for case in reconciled()] == [(FOLLOWED, order.number)]
    assert Payment.objects.get().state == LAPSED
    assert actions.why_payment_blocks(Order.objects.get()) != ""


def test_another_stores_payment_is_left_as_it_is(store):
    bag = a_bag()
    with lost():
        intent = order_of(bag).payment.intent_id
    store.SITE_URL = "https://another.example"
    world.clock(LATER)
    cases = reconcile_after_restore(
        since=BACKUP, now=LATER, terms_at=terms_at, provider=configured_provider()
    )
    assert STRANGE in {case.what for case in cases if case.intent_id == intent}
    assert [
        payment_intent["status"]
        for payment_intent in world.audit()["payment_intents"]
        if payment_intent["id"] == intent
    ] == ["requires_capture"]


def unpaid_order() -> Order:
    """Placed, and its authorization is gone."""
    order = order_of(a_bag())
    stored = Payment.objects.get(order=order)
    configured_provider().cancel(stored.intent_id, key=f"{stored.key}.lapse")
    payment_reported.record_lapsed_authorization(payment=stored, now=NOON)
    return order


def pays_again(order: Order) -> None:
    world.pay(repayment.open_page(order=order, now=NOON, provider=configured_provider()))


def test_an_order_that_was_paid_again_and_has_lost_that_is_paid_again(store):
    order = unpaid_order()
    payment_requests.ask_to_pay_again(order=order, now=NOON, by="care")
    with lost():
        pays_again(order)
        page = Payment.objects.get(request__order=order)
        repayment.sync_repayment(payment=page, now=NOON, provider=configured_provider())
    # The press was written down before the disk was lost: its key is the provider's, too.
    Payment.objects.create(
        **model_to_dict(page, fields=("key", "amount_cents"))
        | {"made_at": page.made_at, "closes_at": page.closes_at, "request_id": page.request_id}
    )
    assert [(case.what, case.order) for case in reconciled()] == [(PLACED, order.number)]
    assert Payment.objects.get(order=order).state == "authorized"
    assert reconciled() == []


def test_what_was_paid_again_on_a_request_that_is_lost_is_released(store):
    order = unpaid_order()
    with lost():
        payment_requests.ask_to_pay_again(order=order, now=NOON, by="care")
        pays_again(order)
        intent = (
            configured_provider()
            .session(Payment.objects.get(request__order=order).session_id)
            .intent_id
        )
    [case] = reconciled()
    assert (case.what, case.order) == (GIVEN_BACK, order.number)
    assert configured_provider().intent(intent).intent == "canceled"
    assert Order.objects.count() == 1  # and not an order for the same piece once more
    payment_requests.ask_to_pay_again(
        order=order, now=NOON, by="care"
    )  # the shopper can be asked once more
