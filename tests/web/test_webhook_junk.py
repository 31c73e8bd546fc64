"""Whatever comes to a webhook with the right proof of who calls, and isn't a message: 400, never
500, and nothing of it is kept.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from base64 import b64encode
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from anymail.urls import urlpatterns as provider_urls
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from tests.factories import world
from tests.web.mail_providers import PROVIDERS
from tests.web.webhook_calls import sign_payload
from troth import clock
from troth.care.mail import filing
from troth.care.mail.reading import parse_mail
from troth.care.mail_models import Mail
from troth.checkout.tasks import process_provider_webhook
from troth.notifications import copies
from troth.notifications.models import UnmatchedReport
from troth.payments.models import WebhookEvent

SECRET = "webhooks:secret"
BASIC = {"Authorization": f"Basic {b64encode(SECRET.encode()).decode()}"}
DEEP = b'{"a":' * 100_000 + b"1" + b"}" * 100_000
MILDLY_DEEP = b'{"a":' * 500 + b"1" + b"}" * 500

JUNK = {
    "nothing": b"",
    "null": b"null",
    "true": b"true",
    "a number": b"7",
    "a huge number": b"9" * 10_000,
    "an infinite number": b'{"timestamp": 1e999}',
    "not a number": b'{"timestamp": NaN}',
    "a string": b'"hello"',
    "a list of numbers": b"[1, 2, 3]",
    "a list of nulls": b"[null, null]",
    "a list of lists": b"[[[[]]]]",
    "nested too deep": DEEP,
    "a deep list": b"[" * 100_000 + b"]" * 100_000,
    "nested": MILDLY_DEEP,
    "half a document": b'{"RecordType": "Deliv',
    "no UTF-8": b'{"a": "\xff\xfe"}',
    "a NUL": b"\x00",
    "half a character": b'{"RecordType": "\\ud800"}',
    "not JSON": b"<html>no</html>",
}
pytestmark = pytest.mark.filterwarnings(
    "ignore::anymail.exceptions.AnymailDeprecationWarning",
    "ignore::anymail.exceptions.AnymailNotSupportedWarning",
)
# Every byte there is, line ends of each kind among them.
PHOTO = bytes(range(256)) * 8_000 + b"\r\n\n\r--x\r\n"
# Right in its names, and wrong in its types.
WRONG = [None, 7, -1, 10**400, True, "", "x\x00y", [], [1], {}, {"a": 1}, "\ud800"]


@pytest.fixture
def doors(house):
    house.ROOT_URLCONF = "tests.web.mail_urls"
    house.ANYMAIL = {
        "WEBHOOK_SECRET": SECRET,
        "MANDRILL_WEBHOOK_KEY": "key",
        "MANDRILL_WEBHOOK_URL": "http://testserver/webhooks/mail/mandrill/",
        "MAILGUN_WEBHOOK_SIGNING_KEY": "mailgun-signing-key",
        "UNISENDER_GO_API_KEY": "key",
    }
    return Client(raise_request_exception=False)


def addresses() -> list[str]:
    """Every address that Anymail has, tracking and inbound."""
    routes = [str(url.pattern).replace("^", "").replace("(_mime)?", "").replace("$", "") for url
              in provider_urls]  # fmt: skip
    assert len(routes) > 20
    return sorted({f"/webhooks/mail/{route}" for route in routes})


@pytest.mark.parametrize("address", addresses())
def test_junk_from_a_mail_provider_is_refused(doors, address):
    for name, body in JUNK.items():
        for kind in ("application/json", "multipart/form-data; boundary=x", "text/plain"):
            answer = doors.post(address, body, content_type=kind, headers=BASIC)
            assert answer.status_code < 500, (address, name, kind)
            assert answer.status_code in (200, 400, 404), (address, name, kind)
    assert not Mail.objects.exists()
    assert not UnmatchedReport.objects.filter(provider_id="").exists()


@pytest.mark.parametrize("address", addresses())
def test_a_list_of_numbers_is_400(doors, address):
    answer = doors.post(address, b"[1, 2, 3]", content_type="application/json", headers=BASIC)
    assert answer.status_code in (400, 404)


def test_without_the_secret_nothing_is_read(doors):
    for address in addresses():
        assert doors.post(address, b"[]", content_type="application/json").status_code in (400, 404)


def test_a_provider_that_is_not_set_up_has_no_webhook(doors, house):
    house.ANYMAIL = {"WEBHOOK_SECRET": SECRET}
    answer = doors.post(
        "/webhooks/mail/mandrill/", b"[]", content_type="application/json", headers=BASIC
    )
    assert answer.status_code == 404


def variants(report):
    """The report with each of its values replaced by each wrong one."""
    if isinstance(report, dict):
        for key, value in report.items():
            for wrong in WRONG:
                yield report | {key: wrong}
            for inner in variants(value):
                yield report | {key: inner}
    elif isinstance(report, list):
        for at, value in enumerate(report[:3]):
            for inner in variants(value):
                yield [*report[:at], inner, *report[at + 1 :]]


@pytest.mark.parametrize("name", sorted(PROVIDERS))
@pytest.mark.parametrize("event", ["delivered", "bounced"])
def test_a_report_with_a_value_of_the_wrong_type_breaks_nothing(doors, name, event):
    provider = PROVIDERS[name]
    at = datetime(2026, 11, 28, 12, tzinfo=UTC)
    report = provider.report(event, "0000-1111", at, "ann@example.com")
    for wrong in variants(report):
        answer = doors.post(
            f"/webhooks/mail/{name}/tracking/",
            json.dumps(wrong),
            content_type="application/json",
            headers=BASIC | provider.headers,
        )
        assert answer.status_code in (200, 400), wrong


def test_a_null_character_in_a_providers_words_is_left_out(doors):
    body = {
        "RecordType": "Bounce", "ID": 1, "Type": "HardBounce", "TypeCode": 1, "MessageID": "a\x00b",
        "Details": "no\x00body", "Email": "ann@example.com", "BouncedAt": "2026-11-28T12:00:00Z",
    }  # fmt: skip
    answer = doors.post(
        "/webhooks/mail/postmark/tracking/",
        json.dumps(body),
        content_type="application/json",
        headers=BASIC,
    )
    assert answer.status_code == 200
    report = UnmatchedReport.objects.get()
    assert (report.provider_id, report.server_response) == ("ab", "nobody")


def test_a_report_keeps_no_null_character_whoever_notes_it(db):
    at = datetime(2026, 11, 28, 12, tzinfo=UTC)
    copies.record_provider_report(
        provider="postmark", provider_id="a\x00b", kind="bounced", at=at, sentence="x\x00y", now=at
    )
    assert UnmatchedReport.objects.get().provider_id == "ab"


def test_a_large_mail_with_photos_is_taken(doors):
    """Django's limit for forms is 1 MB; a mail with two photos has more."""
    photo = base64.b64encode(PHOTO).decode()
    body = {
        "From": "ann@example.com", "FromFull": {"Email": "ann@example.com", "Name": "Ann"},
        "To": "care@example.com", "ToFull": [{"Email": "care@example.com", "Name": ""}],
        "Subject": "Damaged", "TextBody": "See the photo.", "Headers": [],
        "Attachments": [{"Name": "a.jpg", "Content": photo, "ContentType": "image/jpeg"}],
    }  # fmt: skip
    answer = doors.post(
        "/webhooks/mail/postmark/inbound/",
        json.dumps(body),
        content_type="application/json",
        headers=BASIC,
    )
    assert answer.status_code == 200
    with Mail.objects.get().raw.open("rb") as raw:
        parsed = parse_mail(raw.read())
    assert [(name, content == PHOTO) for name, content in parsed.files] == [("a.jpg", True)]


def whole_mail() -> bytes:
    """A mail of 3 MB, with a photo whose bytes are those of any file."""
    email = EmailMessage()
    email["From"], email["To"], email["Subject"] = "ann@example.com", "care@example.com", "Torn"
    email["Message-ID"] = f"<large.{secrets.token_hex(4)}@example.com>"
    email.set_content("See the photo.")
    email.add_attachment(PHOTO, maintype="image", subtype="jpeg", filename="torn.jpg")
    return email.as_bytes(policy=SMTP)


def test_a_large_mail_in_a_field_of_a_form_is_taken_whole(doors):
    """SendGrid and Mailgun send a whole mail as one field: more than Django takes of a form."""
    stamp, token = "1795867200", "t" * 50
    digest = hmac.new(b"mailgun-signing-key", f"{stamp}{token}".encode(), hashlib.sha256)
    signed_fields = {"timestamp": stamp, "token": token, "signature": digest.hexdigest()}
    for address, fields in {
        "sendgrid/inbound/": {"email": whole_mail().decode("ascii")},
        "mailgun/inbound_mime/": {"body-mime": whole_mail().decode("ascii")} | signed_fields,
    }.items():
        answer = doors.post(f"/webhooks/mail/{address}", fields, headers=BASIC)
        assert answer.status_code == 200, address
        stored = Mail.objects.latest("pk")
        with stored.raw.open("rb") as raw:
            parsed = parse_mail(raw.read())
        assert parsed.own == "See the photo."
        assert [(name, content == PHOTO) for name, content in parsed.files] == [("torn.jpg", True)]


def test_a_large_file_beside_the_fields_is_taken_whole(doors):
    """As SendGrid sends a mail that it has taken apart, with one field that is large too."""
    fields = {
        "headers": "From: ann@example.com\nSubject: Torn\n",
        "from": "ann@example.com",
        "subject": "Torn",
        "text": "See the photo.",
        "html": "x" * 1_500_000,
        "attachments": "1",
        "attachment-info": json.dumps({"attachment1": {"filename": "torn.jpg"}}),
        "attachment1": SimpleUploadedFile("torn.jpg", PHOTO, "image/jpeg"),
    }
    answer = doors.post("/webhooks/mail/sendgrid/inbound/", fields, headers=BASIC)
    assert answer.status_code == 200
    with Mail.objects.get().raw.open("rb") as raw:
        parsed = parse_mail(raw.read())
    assert [(name, content == PHOTO) for name, content in parsed.files] == [("torn.jpg", True)]


def test_a_mail_with_a_value_of_the_wrong_type_breaks_nothing(doors):
    """It is refused, or kept for a person: a mail is never lost by what stands in it."""
    person = {"Email": "ann@example.com", "Name": "Ann", "MailboxHash": ""}
    photo = {"Name": "a.jpg", "Content": "eA==", "ContentType": "image/jpeg", "ContentID": ""}
    mail = {
        "From": "ann@example.com", "FromName": "Ann", "FromFull": person, "To": "care@example.com",
        "ToFull": [person], "CcFull": [person], "BccFull": [], "Subject": "Damaged",
        "MessageID": "1", "Date": "Sat, 28 Nov 2026 12:00:00 -0500", "TextBody": "See the photo.",
        "HtmlBody": "<p>See the photo.</p>", "Attachments": [photo], "OriginalRecipient": "",
        "Headers": [{"Name": "X-Spam-Status", "Value": "No"}, {"Name": "In-Reply-To", "Value": ""}],
    }  # fmt: skip
    sent = set()
    for wrong in variants(mail):
        answer = doors.post(
            "/webhooks/mail/postmark/inbound/",
            json.dumps(wrong),
            content_type="application/json",
            headers=BASIC,
        )
        assert answer.status_code in (200, 400), wrong
        sent.add(answer.status_code)
    assert sent == {200, 400}
    for stored in Mail.objects.all():
        came_in(stored)


def came_in(mail: Mail) -> None:
    filing.process_mail(
        mail_id=mail.pk, clock=clock.now, dns=lambda *_: None, authserv_id="", our_domain="x"
    )
    mail.refresh_from_db()
    assert mail.problem == ""


@pytest.mark.parametrize("name", sorted(JUNK))
def test_signed_junk_is_no_payment_message(house, name):
    payload = JUNK[name]
    client = Client(raise_request_exception=False)
    stamp = int(time.time())
    digest = hmac.new(world.SECRET.encode(), f"{stamp}.".encode() + payload, hashlib.sha256)
    signature = f"t={stamp},v1={digest.hexdigest()}"
    answer = client.post(
        "/webhooks/payments",
        payload,
        content_type="application/json",
        headers={"Stripe-Signature": signature},
    )
    assert answer.status_code == 400, name
    assert not WebhookEvent.objects.exists()


def test_a_payment_message_with_a_value_of_the_wrong_type_breaks_nothing(house):
    client = Client(raise_request_exception=False)
    message = {
        "id": "evt_1", "object": "event", "type": "charge.refunded",
        "data": {"object": {"id": "ch_1", "object": "charge", "payment_intent": "pi_1"}},
    }  # fmt: skip
    for wrong in variants(message):
        payload = json.dumps(wrong).encode()
        answer = client.post(
            "/webhooks/payments",
            payload,
            content_type="application/json",
            headers={"Stripe-Signature": sign_payload(payload)},
        )
        assert answer.status_code in (200, 400), wrong
    for received in WebhookEvent.objects.all():
        process_provider_webhook.func(received.pk)


@pytest.fixture
def fedex(house):
    from troth.fulfillment.carriers import registry

    account = {"url": "http://127.0.0.1:9", "key": "k", "secret": "s", "account": "1",
               "webhook_token": "token"}  # fmt: skip
    with override_settings(CARRIERS={**settings.CARRIERS, "fedex": account}):
        registry.configured_carriers.cache_clear()
        yield Client(raise_request_exception=False)
    registry.configured_carriers.cache_clear()


def told_by_fedex(client: Client, body: bytes) -> int:
    signature = base64.b64encode(hmac.digest(b"token", body, hashlib.sha256)).decode()
    return client.post(
        "/webhooks/carriers/fedex",
        body,
        content_type="application/json",
        headers={"fdx-signature": signature},
    ).status_code


@pytest.mark.parametrize("name", sorted(JUNK))
def test_signed_junk_is_no_carriers_message(fedex, name):
    assert told_by_fedex(fedex, JUNK[name]) == 400


def test_a_carriers_message_with_a_value_of_the_wrong_type_breaks_nothing(fedex):
    scan = {
        "date": "2026-11-28T10:00:00-05:00", "eventType": "PU", "eventDescription": "Picked up",
        "scanLocation": {"city": "NEW YORK", "stateOrProvinceCode": "NY"},
    }  # fmt: skip
    message = {
        "completeTrackResults": [{
            "trackingNumber": "794988888885",
            "trackResults": [{
                "trackingNumberInfo": {"trackingNumber": "794988888885"}, "scanEvents": [scan],
                "deliveryDetails": {"receivedByName": "A. LEE"},
                "dateAndTimes": [{"type": "ESTIMATED_DELIVERY", "dateTime": "2026-12-01"}],
            }],
        }],
    }  # fmt: skip
    for wrong in variants(message):
        assert told_by_fedex(fedex, json.dumps(wrong).encode()) in (200, 400), wrong
