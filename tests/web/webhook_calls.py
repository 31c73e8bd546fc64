"""Calls of the payment provider's webhook, signed as it signs them."""

from __future__ import annotations

import json
import time

import stripe
from django.test import Client

from tests.factories import world
from tests.factories.items import a_bag
from tests.factories.orders import reach_payment_page
from tests.factories.payments import money_moved
from troth import clock
from troth.checkout.tasks import process_provider_webhook
from troth.orders.models import Order
from troth.payments import actions
from troth.payments.models import Payment, WebhookEvent

URL = "/webhooks/payments"


def webhook_message(
    payment: Payment, kind: str = "checkout.session.completed", key: str = "evt_1", **thing
) -> bytes:
    thing = {"id": payment.session_id, "object": "checkout.session"} | thing
    return json.dumps(
        {"id": key, "object": "event", "type": kind, "data": {"object": thing}}
    ).encode()


def sign_payload(payload: bytes, *, at: float | None = None, secret: str = world.SECRET) -> str:
    at = int(time.time() if at is None else at)
    signature = stripe.WebhookSignature._compute_signature(f"{at}.{payload.decode()}", secret)
    return f"t={at},v1={signature}"


def post_webhook(payload: bytes, signature: str):
    client = Client(enforce_csrf_checks=True)
    return client.post(
        URL, payload, content_type="application/json", headers={"Stripe-Signature": signature}
    )


def process_webhooks() -> None:
    for received in WebhookEvent.objects.order_by("pk"):
        process_provider_webhook.func(received.pk)


def pay_at_provider() -> Payment:
    """A bag is paid; the provider's webhook is still to come."""
    paying = reach_payment_page(a_bag(), now=clock.now())
    world.pay(paying.payment.session_url)
    return paying.payment


def take_payment(paid: Payment) -> Payment:
    """An order's money that was taken."""
    payload = webhook_message(paid, key="evt_paid")
    post_webhook(payload, sign_payload(payload))
    process_webhooks()
    order = Order.objects.get()
    actions.request_capture(order=order, now=clock.now(), by="pat", reason="handed over")
    money_moved(clock.now())
    return Payment.objects.get()


def receive_webhook(kind: str, key: str, **thing) -> None:
    payload = webhook_message(Payment.objects.get(), kind, key=key, **thing)
    assert post_webhook(payload, sign_payload(payload)).status_code == 200
    process_webhooks()
    assert not WebhookEvent.objects.exclude(problem="").exists()
