"""What the payment provider tells us: signed, fresh, kept once, in any order, any number of
times.
"""

from __future__ import annotations

import random
import time

import pytest

from tests.factories import world
from tests.factories.items import a_bag
from tests.factories.orders import reach_payment_page
from tests.factories.payments import money_moved
from tests.web.webhook_calls import (
    pay_at_provider,
    post_webhook,
    process_webhooks,
    receive_webhook,
    sign_payload,
    take_payment,
    webhook_message,
)
from troth import clock
from troth.catalog.models import Reservation
from troth.orders.models import Order
from troth.payments import actions
from troth.payments.models import Dispute, Payment, WebhookEvent


@pytest.fixture
def paid(house) -> Payment:
    return pay_at_provider()


def test_who_never_comes_back_still_has_an_order(paid):
    payload = webhook_message(paid)
    assert post_webhook(payload, sign_payload(payload)).status_code == 200
    process_webhooks()
    assert Order.objects.get().payment == paid


def test_however_often_it_comes_it_is_one(paid):
    payload = webhook_message(paid)
    for _ in range(3):
        assert post_webhook(payload, sign_payload(payload)).status_code == 200
        process_webhooks()
    assert (WebhookEvent.objects.count(), Order.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    "forged",
    [
        lambda payload: "",
        lambda payload: "t=1,v1=00",
        lambda payload: sign_payload(payload, secret="whsec_other"),
        lambda payload: sign_payload(payload, at=time.time() - 301),
        lambda payload: sign_payload(payload + b" "),
        lambda payload: "x" * 5000,
    ],
)
def test_what_is_forged_or_stale_is_refused_and_changes_nothing(paid, forged):
    payload = webhook_message(paid)
    answer = post_webhook(payload, forged(payload))
    assert (answer.status_code, WebhookEvent.objects.count()) == (400, 0)


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"[]",
        b"{}",
        b'{"object": "event"}',
        b"\xff\xfe",
        b'{"id": "evt", "object": "event", "type": "x", "data": []}',
    ],
)
def test_signed_nonsense_is_no_error(house, payload):
    at = int(time.time())
    try:
        signature = sign_payload(payload, at=at)
    except UnicodeDecodeError:
        signature = f"t={at},v1=00"
    assert post_webhook(payload, signature).status_code in (200, 400)


def test_a_declined_card_leaves_a_few_minutes_for_another(house):
    now = clock.now()
    paying = reach_payment_page(a_bag(), now=now)
    world.pay(paying.payment.session_url, card=world.DECLINED)
    [intent] = [
        candidate
        for candidate in world.audit()["payment_intents"]
        if candidate["metadata"].get("key") == paying.key
    ]
    payload = webhook_message(
        paying.payment, "payment_intent.payment_failed", id=intent["id"], object="payment_intent"
    )
    post_webhook(payload, sign_payload(payload))
    process_webhooks()
    left = (Reservation.objects.get().until - now).total_seconds()
    assert 0 < left < 4 * 60


def test_in_any_order_and_many_times_the_end_is_the_same(paid):
    [intent] = [
        candidate
        for candidate in world.audit()["payment_intents"]
        if candidate["metadata"].get("key") == paid.key
    ]
    about = {"id": intent["id"], "object": "payment_intent"}
    payloads = [
        webhook_message(paid, key="evt_a"),
        webhook_message(paid, "payment_intent.payment_failed", key="evt_b", **about),
        webhook_message(paid, "payment_intent.succeeded", key="evt_c", **about),
        webhook_message(
            paid,
            "charge.refunded",
            key="evt_d",
            id="ch_1",
            object="charge",
            payment_intent=intent["id"],
        ),
        webhook_message(
            paid,
            "charge.succeeded",
            key="evt_e",
            id="ch_1",
            object="charge",
            payment_intent=intent["id"],
        ),
    ] * 3
    random.shuffle(payloads)
    for payload in payloads:
        post_webhook(payload, sign_payload(payload))
        process_webhooks()
    assert (WebhookEvent.objects.count(), Order.objects.count()) == (4, 1)
    assert Payment.objects.get().state == "authorized"


@pytest.fixture
def taken(paid) -> Payment:
    return take_payment(paid)


def test_a_dispute_is_heard_of_and_its_end(taken):
    opened = world.control(
        "/_control/dispute", payment_intent=taken.intent_id, reason="product_not_received"
    )
    about = {"id": opened["id"], "object": "dispute", "payment_intent": taken.intent_id}
    receive_webhook("charge.dispute.created", "evt_d1", **about)
    assert Dispute.objects.get().amount_cents == taken.captured_cents
    world.control("/_control/dispute/close", dispute=opened["id"], status="lost")
    receive_webhook("charge.dispute.closed", "evt_d2", **about)
    kinds = [event.kind for event in Order.objects.get().events.order_by("pk")]
    assert kinds[-2:] == ["payment.disputed", "payment.dispute_closed"]


def test_a_refund_that_came_back_is_heard_of(taken):
    refund = actions.request_refund(
        payment=taken,
        amount_cents=900,
        key="1",
        now=clock.now(),
        by="care",
        reason="x",
        parts={"item_cents": 900},
    )
    money_moved(clock.now())
    refund.refresh_from_db()
    receive_webhook(
        "refund.failed",
        "evt_r1",
        id=refund.reference,
        object="refund",
        payment_intent=taken.intent_id,
    )
    assert Payment.objects.get().refunded_cents == 0


def test_nothing_of_a_person_is_kept_of_a_message(taken):
    receive_webhook(
        "charge.refunded",
        "evt_p1",
        id="ch_1",
        object="charge",
        payment_intent=taken.intent_id,
        billing_details={"name": "Ann"},
    )
    assert "Ann" not in str(WebhookEvent.objects.values())


def test_of_another_stores_payments_nothing_happens(paid):
    payload = webhook_message(paid, id="cs_test_of_another_store")
    assert post_webhook(payload, sign_payload(payload)).status_code == 200
    process_webhooks()
    assert WebhookEvent.objects.get().handled_at
    assert not Order.objects.exists()
