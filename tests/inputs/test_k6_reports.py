"""Clauses `confirmation`, `cancellation`: what mail providers report of the confirmation, through
their real backends and webhooks.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import b64encode
from datetime import timedelta

import pytest
from django.test import Client

from tests.factories.orders import place_now
from tests.inputs.mails import name_of, rows_of
from tests.web.mail_providers import PROVIDERS, SIGNING_KEY, WEBHOOK_SECRET, mail_through
from troth import clock
from troth.notifications.models import Notification, SentCopy

pytestmark = pytest.mark.filterwarnings(
    "ignore::anymail.exceptions.AnymailNotSupportedWarning",
)


@pytest.fixture
def store(house):
    """Starts a store that mails through a provider."""
    running = []

    def start(name):
        running.append(mail_through(house, PROVIDERS[name]))
        return next(running[-1])

    yield start
    for generator in running:
        next(generator, None)


def filled(body, server, at):
    token, stamp = "6518", str(int(at.timestamp()))
    signed = hmac.new(SIGNING_KEY.encode(), f"{stamp}{token}".encode(), hashlib.sha256)
    signature = {"timestamp": stamp, "token": token, "signature": signed.hexdigest()}
    letter = Notification.objects.get(kind="confirmation")
    for name, value in {
        "{id}": server.ids[0],
        "{bare_id}": server.ids[0].strip("<>"),
        "{ours}": letter.message_id,
        "{to}": letter.to,
        "{at}": at.isoformat(),
        "{seconds}": stamp,
        "{milliseconds}": f"{stamp}000",
        "{signature}": json.dumps(signature),
    }.items():
        body = body.replace(name, value)
    if server.provider.name != "amazon_ses":
        return body
    return json.dumps(
        {
            "Type": "Notification",
            "MessageId": server.provider.headers["x-amz-sns-message-id"],
            "TopicArn": "arn:aws:sns:us-east-1:1234567890:SES_Events",
            "Message": body,
            "Timestamp": at.isoformat(),
        }
    )


def reported(body, server, at=None):
    answer = Client().post(
        f"/webhooks/mail/{server.provider.name}/tracking/",
        filled(body, server, at or clock.now()),
        content_type="application/json",
        headers={"Authorization": f"Basic {b64encode(WEBHOOK_SECRET.encode()).decode()}"}
        | server.provider.headers,
    )
    assert answer.status_code == 200
    clock.move_forward(timedelta(minutes=1))  # the next report


def state_of(order):
    """What is known of the confirmation, by its latest event."""
    events = order.events.filter(
        kind__in=["confirmation.delivered", "confirmation.bounced", "letter.complained"]
    )
    latest = events.order_by("-pk").first()
    return latest.kind.partition(".")[2] if latest else "nothing"


@pytest.mark.parametrize("row", rows_of("k6_reports"), ids=name_of)
def test_what_a_provider_reports(store, row):
    server = store(row["provider"])
    order = place_now()
    clock.move_forward(timedelta(minutes=1))
    handed_over = clock.now()
    for body in row.get("earlier", []):
        reported(body, server)
    reported(row["body"], server, handed_over if row.get("late") else None)
    assert state_of(order) == row["right"]
    if not row.get("earlier"):
        assert (SentCopy.objects.get().bounced_at is not None) == (row["right"] == "bounced")
