"""What the worker and the provider do about an order's money."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.factories import world
from tests.factories.items import a_bag
from tests.factories.moments import CLAIM_OPENS, NOON, moment
from tests.factories.orders import order_of, place_now, process_pieces
from troth import clock
from troth.checkout import payment_sync, repayment
from troth.fulfillment.actions import ship_order
from troth.fulfillment.promises import monitoring
from troth.orders.actions import mark_confirmation_sent
from troth.orders.models import Order
from troth.payments import actions, disputes, payment_requests
from troth.payments.execution import execute_operation
from troth.payments.models import Dispute, Payment, PaymentRequest
from troth.payments.outbox import OPERATIONS
from troth.payments.provider import configured_provider
from troth.payments.reconciliation import reconcile_payments
from troth.policy.terms import shipped_terms

HANDED_OVER = NOON + timedelta(hours=3)
LAPSED = moment("Mon 2026-11-30 10:00")
# Eighteen business hours after Monday, 10:00: eight on Monday, nine on Tuesday, one on Wednesday.
PAY_BY = moment("Wed 2026-12-02 10:00")
PROVIDER_KEYS: set[str] = set()
TIE_OUT_AT = NOON + timedelta(hours=2)


def money_moved(now: datetime = NOON) -> int:
    """The worker's part: whatever is owed is tried. Returns how many operations were done."""
    world.clock(now)
    return sum(
        execute_operation(
            operation_id=operation.pk, clock=lambda: now, provider=configured_provider()
        )
        for operation in OPERATIONS.due(now)
    )


def payment_of(order) -> Payment:
    return Payment.objects.get(order=order)


def hand_over_order(*items, now=NOON):
    order = order_of(*items or [a_bag()], now=now)
    mark_confirmation_sent(order=order, message_id="<x@example.com>", now=now, by="notifications")
    process_pieces(order=order, now=now, by="pat")
    ship_order(
        order=order, carrier="fedex", number="986578788855", now=now + timedelta(hours=3), by="pat"
    )
    return order


def capture_order(*items):
    order = hand_over_order(*items)
    assert money_moved(HANDED_OVER) == 1
    return order


def lapse_authorization(*, at=LAPSED, card=world.VISA) -> Order:
    """An order that didn't ship in time: at the provider, the authorization is gone."""
    order = order_of(a_bag(), now=NOON, card=card)
    mark_confirmation_sent(
        order=order, message_id=f"<{order}@example.com>", now=NOON, by="notifications"
    )
    monitoring.start_watching([order])
    payment = Payment.objects.get(order=order)
    configured_provider().cancel(payment.intent_id, key=f"{payment.key}.lapse")
    payment_sync.sync_payment(
        payment=payment, terms=shipped_terms(), now=at, provider=configured_provider()
    )
    return reload_order(order)


def reload_order(order: Order) -> Order:
    return Order.objects.select_related("policy", "recipient").get(pk=order.pk)


def ask_to_pay(order: Order, *, now=LAPSED, **kwargs) -> PaymentRequest:
    return payment_requests.ask_to_pay_again(order=order, now=now, by="staff:care", **kwargs)


def payment_page_of(order: Order, *, now=LAPSED) -> str:
    world.clock(now)
    return repayment.open_page(order=reload_order(order), now=now, provider=configured_provider())


def pay_again(order: Order, *, now=LAPSED, card=world.VISA) -> bool:
    """The shopper presses, types a card, and comes back."""
    url = payment_page_of(order, now=now)
    world.pay(url, card=card)
    return sync_second_payment(order, now=now)


def sync_second_payment(order: Order, *, now=LAPSED) -> bool:
    payment = Payment.objects.filter(request__order=order).order_by("-pk").first()
    return repayment.sync_repayment(payment=payment, now=now, provider=configured_provider())


def open_dispute(order, reason="product_not_received") -> Dispute:
    opened = world.control(
        "/_control/dispute",
        payment_intent=Payment.objects.get(order=order).intent_id,
        reason=reason,
    )
    return record_dispute(order, opened["id"])


def record_dispute(order, dispute_id) -> Dispute:
    payment = Payment.objects.get(order=order)
    return disputes.record_dispute(
        payment=payment, dispute=configured_provider().dispute(dispute_id), now=CLAIM_OPENS
    )


def tie_out_differences() -> list[dict]:
    since, until = NOON - timedelta(minutes=10), TIE_OUT_AT
    ours = set(Payment.objects.values_list("key", flat=True)) | {None}
    report = reconcile_payments(
        since=since, until=until, now=TIE_OUT_AT, provider=configured_provider()
    )
    # Other tests of this process have left payments at the same provider, at the same time: they
    # are of no store here.
    strangers = "The provider has it, and we know of no such payment"
    mine = {
        intent["id"]
        for intent in world.audit()["payment_intents"]
        if intent["metadata"].get("key") in ours | PROVIDER_KEYS
    }
    return [
        difference
        for difference in report.differences
        if difference["sentence"] != strangers or difference["about"] in mine
    ]


def place_and_capture() -> Order:
    placed = place_now()
    actions.request_capture(order=placed, now=clock.now(), by="pat", reason="handed over")
    assert money_moved(clock.now()) == 1
    return placed
