"""Clauses `cancellation` and `care`: what servers and providers tell of letters and refunds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.factories.orders import place_confirmed, place_now
from tests.factories.payments import money_moved
from tests.inputs.mails import came, head, name_of, rows_of
from tests.web.mail_providers import post_report
from tests.web.webhook_calls import pay_at_provider, receive_webhook, take_payment
from troth import clock
from troth.checkout.payment_sync import FOLLOWED
from troth.notifications.models import SentCopy
from troth.payments import actions
from troth.payments.models import Payment

ROOT = Path(__file__).parents[2]


@pytest.fixture
def taken(house) -> Payment:
    return take_payment(pay_at_provider())


def returned(order):
    confirmation = order.events.get(kind="confirmation.sent").facts["message_id"]
    return f"Message-ID: {confirmation}\r\nSubject: Your order {order.number}\r\n"


def report(row, order):
    about = (
        f"Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; ann@example.com\r\nAction:"
        f" {row['action']}\r\nStatus: {row['status']}\r\n"
    )
    top = head("Mail Delivery System <MAILER-DAEMON@mx.example>", "Undelivered Mail")
    return (
        f'{top}Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        f"--b\r\nContent-Type: text/plain\r\n\r\nAbout your message.\r\n"
        f"--b\r\nContent-Type: message/delivery-status\r\n\r\n{about}\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\n{returned(order)}\r\n--b--\r\n"
    )


def plain(row, order):
    top = head(row["from"], row["subject"], row.get("more", ""))
    words = f"It is about this message:\r\n\r\n{returned(order)}"
    return f"{top}Content-Type: text/plain; charset=us-ascii\r\n\r\n{words}"


@pytest.mark.parametrize("row", rows_of("k14_bounces"), ids=name_of)
def test_what_became_of_a_letter(house, row):
    order = place_confirmed()
    mail = came((report(row, order) if "action" in row else plain(row, order)).encode())
    came_back = order.events.filter(kind="confirmation.bounced").exists()
    assert (mail.kind, came_back) == (row["right"], row["right"] == "bounce")


@pytest.mark.parametrize("row", rows_of("k14_refunds"), ids=name_of)
def test_what_became_of_a_refund(taken, row):
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
    refund_data = {"id": refund.reference, "object": "refund", "payment_intent": taken.intent_id}
    receive_webhook(row["event"], "evt_1", **refund_data, status=row["status"])
    receive_webhook(row["event"], "evt_2", **refund_data, status=row["status"])
    assert Payment.objects.get().refunded_cents == (900 if row["right"] else 0)
    assert taken.order.events.filter(kind="payment.operation_failed").count() == (
        0 if row["right"] else 1
    )


def test_the_operators_document_names_every_event_that_is_followed():
    document = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    assert set(FOLLOWED) <= set(re.findall(r"`([a-z_.]+)`", document))


def test_case_25_a_letter_is_known_by_the_providers_own_id(postmark):
    order = place_now()
    copy = SentCopy.objects.get()
    assert copy.provider_id not in ("", copy.notice.message_id)
    assert post_report(postmark, "delivered", copy.provider_id) == 200
    assert order.events.filter(kind="confirmation.delivered").exists()
