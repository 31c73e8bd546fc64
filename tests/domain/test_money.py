"""Money after the order: taken when the parcel is handed over, released, given back; owed until it
is done, done once.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from tests.factories import world
from tests.factories.items import a_bag, a_watch_in_japan
from tests.factories.moments import NOON
from tests.factories.orders import order_of, reach_payment_page
from tests.factories.payments import (
    HANDED_OVER,
    capture_order,
    hand_over_order,
    money_moved,
    payment_of,
)
from troth.checkout import payment_sync
from troth.fulfillment.warehouse.queue import claim_next_order, waiting_reason
from troth.orders.models import Event
from troth.payments import actions, execution
from troth.payments.models import Dispute, Payment, PaymentOperation
from troth.payments.outbox import OPERATIONS
from troth.payments.provider import ProviderUnreachable, configured_provider
from troth.policy.terms import shipped_terms


def theirs(order) -> dict:
    [match] = [
        intent
        for intent in world.audit()["payment_intents"]
        if intent["metadata"].get("key") == order.checkout_key
    ]
    return match


def refund(order, cents, key="once", **parts):
    return actions.request_refund(
        payment=payment_of(order),
        amount_cents=cents,
        key=key,
        now=HANDED_OVER,
        by="care",
        reason="a scratch",
        parts=parts,
    )


def kinds(order) -> list[str]:
    return [event.kind for event in order.events.order_by("pk")]


def test_nothing_is_taken_before_the_parcel_is_handed_over(house):
    order = order_of(a_bag())
    assert money_moved() == 0
    assert theirs(order)["status"] == "requires_capture"


def test_handing_over_takes_the_whole_amount_once(house):
    order = hand_over_order()
    assert money_moved(HANDED_OVER) == 1
    assert money_moved(HANDED_OVER) == 0
    assert (theirs(order)["status"], theirs(order)["amount_received"]) == (
        "succeeded",
        order.total_cents,
    )
    assert (payment_of(order).state, payment_of(order).captured_cents) == (
        "captured",
        order.total_cents,
    )
    assert kinds(order)[-1] == "payment.captured"


def test_a_second_parcel_takes_nothing_more(house):
    order = order_of(a_bag(), a_watch_in_japan())
    actions.request_capture(order=order, now=NOON, by="pat", reason="first parcel")
    assert actions.request_capture(order=order, now=NOON, by="pat", reason="second parcel") is None


def test_calling_off_releases_everything_and_puts_the_piece_back(house):
    bag = a_bag()
    order = order_of(bag)
    actions.cancel_order(
        order=order, reason="the payment could not be accepted", now=NOON, by="care"
    )
    assert money_moved() == 1
    assert (theirs(order)["status"], payment_of(order).state) == ("canceled", "voided")
    bag.refresh_from_db()
    assert bag.is_for_sale
    assert {line.state for line in order.lines.all()} == {"cancelled"}
    order_of(bag)  # at once, by the next one


def test_what_was_taken_is_given_back_when_the_order_is_called_off(house):
    order = order_of(a_watch_in_japan())
    actions.request_capture(order=order, now=NOON, by="policy", reason="about to lapse")
    money_moved()
    actions.cancel_order(order=order, reason="it was doubted", now=NOON, by="care")
    money_moved()
    assert theirs(order)["refunded"] == order.total_cents
    assert PaymentOperation.objects.get(kind="refund").parts["tax_cents"] == order.tax_cents


def test_called_off_while_it_is_being_taken_it_comes_back_too(house):
    order = order_of(a_watch_in_japan())
    actions.request_capture(order=order, now=NOON, by="policy", reason="about to lapse")
    actions.cancel_order(order=order, reason="it was doubted", now=NOON, by="care")
    assert money_moved() == 1
    assert money_moved() == 1
    assert theirs(order)["refunded"] == order.total_cents


def test_what_has_shipped_is_not_called_off(house):
    with pytest.raises(actions.PaymentActionRefused, match="has shipped"):
        actions.cancel_order(order=hand_over_order(), reason="x", now=HANDED_OVER, by="care")


def test_a_part_and_then_the_rest(house):
    order = capture_order()
    refund(order, 20_000, item_cents=20_000)
    money_moved(HANDED_OVER)
    assert theirs(order)["refunded"] == 20_000
    refund(order, order.total_cents - 20_000, key="the rest")
    money_moved(HANDED_OVER)
    assert theirs(order)["refunded"] == order.total_cents


@pytest.mark.parametrize("cents", [0, -5, 132_284])
def test_never_more_than_was_taken(house, cents):
    with pytest.raises(actions.PaymentActionRefused):
        refund(capture_order(), cents)
    assert not PaymentOperation.objects.filter(kind="refund").exists()


def test_the_same_refund_asked_for_twice_is_one(house):
    order = capture_order()
    assert refund(order, 5_000) == refund(order, 5_000)
    money_moved(HANDED_OVER)
    assert theirs(order)["refunded"] == 5_000


def test_the_database_itself_keeps_refunds_within_what_was_taken(house):
    order = capture_order()
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.filter(order=order).update(refunded_cents=order.total_cents + 1)


def test_a_refund_has_the_laws_last_day(house):
    assert (
        refund(capture_order(), 100).due_on.isoformat() == "2026-12-03"
    )  # seven working days, Thanksgiving left out


@pytest.mark.parametrize("table", ["payments_payment", "payments_paymentoperation"])
def test_money_rows_are_never_deleted_or_rewritten(house, table):
    capture_order()
    for sql in (
        f"DELETE FROM {table}",
        f"UPDATE {table} SET amount_cents = 1",
        f"UPDATE {table} SET key = 'x'",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


# What may go wrong on the way


def test_a_provider_that_does_not_answer_is_asked_again_later(house):
    order = hand_over_order()
    world.control(fail_before={"path": "/capture", "status": 500, "times": 1})
    assert money_moved(HANDED_OVER) == 0
    assert PaymentOperation.objects.get().problem
    assert money_moved(HANDED_OVER) == 0  # it pauses first
    assert money_moved(HANDED_OVER + timedelta(minutes=1)) == 1
    assert theirs(order)["amount_received"] == order.total_cents


class Deaf:
    """A provider that answers the second time, and keeps every key that it was asked with."""

    def __init__(self) -> None:
        self.keys: list[str] = []

    def __getattr__(self, name):
        return getattr(configured_provider(), name)

    def _answer(self, verb, key, *args, **kwargs):
        self.keys.append(key)
        if len(self.keys) == 1:
            raise ProviderUnreachable("no answer")
        return verb(*args, key=key, **kwargs)

    def capture(self, intent, *, amount_cents, key):
        return self._answer(configured_provider().capture, key, intent, amount_cents=amount_cents)

    def refund(self, intent, *, amount_cents, key):
        return self._answer(configured_provider().refund, key, intent, amount_cents=amount_cents)

    def cancel(self, intent, *, key):
        return self._answer(configured_provider().cancel, key, intent)


@pytest.mark.parametrize("kind", ["capture", "refund", "void"])
def test_a_retry_uses_the_idempotency_key_that_was_stored_first(house, kind):
    if kind == "refund":
        refund(capture_order(), 1_000)
    elif kind == "void":
        actions.cancel_order(order=order_of(a_bag()), reason="x", now=NOON, by="policy")
    else:
        hand_over_order()
    operation, deaf = PaymentOperation.objects.get(kind=kind), Deaf()
    for minutes in (0, 5):
        at = HANDED_OVER + timedelta(minutes=minutes)
        execution.execute_operation(
            operation_id=operation.pk, clock=lambda at=at: at, provider=deaf
        )
    assert deaf.keys == [operation.key, operation.key]
    operation.refresh_from_db()
    assert (operation.attempts, operation.done_at) == (2, HANDED_OVER + timedelta(minutes=5))


@pytest.mark.parametrize("path", ["/capture", "/refunds", "/cancel"])
def test_an_answer_that_is_lost_after_the_money_moved_moves_it_once(house, path):
    order = (
        order_of(a_bag())
        if path == "/cancel"
        else hand_over_order()
        if path == "/capture"
        else capture_order()
    )
    if path == "/refunds":
        refund(order, 1_000)
    if path == "/cancel":
        actions.cancel_order(order=order, reason="x", now=HANDED_OVER, by="care")
    world.control(hang_after={"path": path, "times": 1})
    assert money_moved(HANDED_OVER) == 0
    assert money_moved(HANDED_OVER + timedelta(minutes=5)) == 1
    expected = {
        "/capture": (order.total_cents, 0),
        "/refunds": (order.total_cents, 1_000),
        "/cancel": (0, 0),
    }[path]
    assert (theirs(order)["amount_received"], theirs(order)["refunded"]) == expected


def test_a_lapsed_reservation_stops_the_order_and_is_told(house):
    order = order_of(a_bag())
    lapsed_on = NOON + timedelta(days=8)
    world.clock(lapsed_on)
    payment_sync.sync_payment(
        payment=payment_of(order),
        terms=shipped_terms(),
        now=lapsed_on,
        provider=configured_provider(),
    )
    assert payment_of(order).state == "lapsed"
    assert kinds(order)[-1] == "payment.authorization_expired"
    order = type(order).objects.get(pk=order.pk)
    assert "nothing is reserved any more" in waiting_reason(order, now=lapsed_on)
    assert claim_next_order(now=lapsed_on, by="pat") is None


def requested_at(now: datetime) -> list[int]:
    """What is pending once the sweep has requested what it must at that instant."""
    execution.capture_before_authorizations_expire(now=now)
    return OPERATIONS.due_keys(now=now)


def test_from_japan_it_is_taken_before_the_reservation_lapses(house):
    order = order_of(a_watch_in_japan())
    before = payment_of(order).capture_before
    assert requested_at(before - timedelta(hours=25)) == []
    [pending] = requested_at(before - timedelta(hours=23))
    assert PaymentOperation.objects.get(pk=pending).reason == "the reservation is about to lapse"
    assert money_moved(before - timedelta(hours=23)) == 1
    assert payment_of(order).state == "captured"


def test_what_a_person_must_decide_is_not_taken_and_care_is_told(house):
    watch = a_watch_in_japan()
    order = order_of(watch)
    type(watch).objects.filter(pk=watch.pk).update(
        listed_at=None
    )  # an expert no longer vouches for it
    assert requested_at(payment_of(order).capture_before - timedelta(hours=23)) == []
    assert kinds(order)[-1] == "payment.authorization_expiring"


def test_from_here_care_is_told_before_it_lapses_and_nothing_is_taken(house):
    order = order_of(a_bag())
    near = payment_of(order).capture_before - timedelta(hours=23)
    for _ in range(2):
        assert requested_at(near) == []
    assert kinds(order).count("payment.authorization_expiring") == 1


def test_what_the_provider_refuses_for_good_is_for_a_person(house):
    order = hand_over_order()
    world.clock(NOON + timedelta(days=8))
    [operation] = PaymentOperation.objects.all()
    execution.execute_operation(
        operation_id=operation.pk,
        clock=lambda: NOON + timedelta(days=8),
        provider=configured_provider(),
    )
    operation.refresh_from_db()
    assert operation.failed
    assert kinds(order)[-1] == "payment.operation_failed"


def test_money_taken_or_given_back_at_the_providers_own_desk_is_recorded(house):
    order = order_of(a_bag())
    configured_provider().capture(
        payment_of(order).intent_id, amount_cents=order.total_cents, key=f"{order.number}.1"
    )
    payment_sync.sync_payment(
        payment=payment_of(order),
        terms=shipped_terms(),
        now=HANDED_OVER,
        provider=configured_provider(),
    )
    configured_provider().refund(
        payment_of(order).intent_id, amount_cents=700, key=f"{order.number}.2"
    )
    for _ in range(2):
        payment_sync.sync_payment(
            payment=payment_of(order),
            terms=shipped_terms(),
            now=HANDED_OVER,
            provider=configured_provider(),
        )
    assert (payment_of(order).captured_cents, payment_of(order).refunded_cents) == (
        order.total_cents,
        700,
    )
    assert kinds(order)[-2:] == ["payment.captured", "payment.refunded"]


def test_a_dispute_is_kept_and_its_end_too(house):
    order = capture_order()
    opened = world.control(
        "/_control/dispute",
        payment_intent=payment_of(order).intent_id,
        reason="product_not_received",
    )
    receive(opened["id"], "charge.dispute.created", order)
    assert Dispute.objects.get().reason == "product_not_received"
    world.control("/_control/dispute/close", dispute=opened["id"], status="won")
    receive(opened["id"], "charge.dispute.closed", order)
    receive(opened["id"], "charge.dispute.closed", order)
    assert kinds(order)[-2:] == ["payment.disputed", "payment.dispute_closed"]


def receive(dispute_id: str, kind: str, order) -> None:
    """As the webhook's task does it."""
    from troth.payments import disputes

    assert kind.startswith("charge.dispute.")
    disputes.record_dispute(
        payment=payment_of(order),
        dispute=configured_provider().dispute(dispute_id),
        now=HANDED_OVER,
    )


def test_an_unpaid_page_that_is_left_is_closed(house):
    from troth.checkout.actions import end_checkout

    paying = reach_payment_page(a_bag())
    end_checkout(checkout=paying, why="You left the checkout.", now=NOON, by="shopper")
    assert money_moved() == 1
    assert "expired" in world.pay(paying.payment.session_url)[1].lower()
    assert not Event.objects.exists()
