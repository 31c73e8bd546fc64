"""Six mail providers as they answer and report: a local server for what the store sends them, and
the bodies of their webhooks.

The shapes are those of django-anymail's own tests (github.com/anymail/django-anymail,
`tests/test_<provider>_backend.py` and `tests/test_<provider>_webhooks.py`), which quote what the
providers sent. Refusals that Anymail's tests don't quote: SendGrid as in
github.com/sendgrid/sendgrid-nodejs/issues/1362, Brevo as in
github.com/getbrevo/brevo-node/issues/40, Resend as in
github.com/resend/resend-python/issues/65, Amazon's words as in
github.com/monde-sistemas/delphi-aws-ses/issues/22 in the error of botocore's `sesv2` model.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from django.test import Client

from troth import clock

SIGNING_KEY = "mailgun-signing-key"
REASON = "550 5.1.1 The email account that you tried to reach does not exist."
Answer = tuple[int, dict[str, str], str]

WEBHOOK_SECRET = "webhooks:secret"


@dataclass
class Provider:
    """One provider: how it takes a message, refuses one, and reports what became of it."""

    name: str  # as MAIL_PROVIDER names it
    esp_name: str
    settings: Callable[[str], dict[str, Any]]
    accepts: Callable[[str], Answer]  # given the id that it will use
    refuses: Answer
    report: Callable[[str, str, datetime, str], Any]  # event, id, instant, address -> body
    sent_id: Callable[[str, bytes], str] = lambda used, _body: used
    headers: dict[str, str] = field(default_factory=dict)


class Server:
    """The provider's API on a local socket."""

    def __init__(self, provider: Provider) -> None:
        self.provider, self.refuses = provider, False
        self.bodies: list[bytes] = []
        self.ids: list[str] = []
        self.status = 0  # another answer than the provider's: a failure of its own
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                status, headers, reply = outer.answer(body)
                self.send_response(status)
                for name, value in {"Content-Type": "application/json", **headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(reply.encode())))
                self.end_headers()
                self.wfile.write(reply.encode())

            def log_message(self, *_: Any) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.http.server_address[1]}"

    def answer(self, body: bytes) -> Answer:
        self.bodies.append(body)
        if self.status:
            return self.status, {}, json.dumps({"message": "out of order"})
        if self.refuses:
            return self.provider.refuses
        used = f"00000000-1111-2222-3333-{len(self.ids):012}"
        if self.provider.name in ("mailgun", "brevo"):
            used = f"<20261128.{len(self.ids)}@{self.provider.name}.example>"
        self.ids.append(self.provider.sent_id(used, body))
        return self.provider.accepts(used)

    def stop(self) -> None:
        self.http.shutdown()
        self.http.server_close()


def _postmark_report(event: str, message: str, at: datetime, to: str) -> dict[str, Any]:
    if event == "delivered":
        return {
            "RecordType": "Delivery", "ServerId": 23, "MessageID": message, "Recipient": to,
            "Tag": "", "Metadata": {}, "DeliveredAt": at.isoformat(), "Details": "250 OK",
        }  # fmt: skip
    kind = {
        "bounced": ("HardBounce", 1), "rejected": ("BadEmailAddress", 100000),
        "complained": ("SpamComplaint", 512), "deferred": ("Transient", 2),
    }[event]  # fmt: skip
    return {
        "RecordType": "SpamComplaint" if event == "complained" else "Bounce",
        "ID": 901542550, "Type": kind[0], "TypeCode": kind[1], "ServerID": 23,
        "Name": "Hard bounce", "MessageID": message,
        "Description": "The server was unable to deliver your message"
        " (ex: unknown user, mailbox not found).",
        "Details": f"smtp;{REASON}", "Email": to, "From": "care@fathomandreed.example",
        "BouncedAt": at.isoformat(), "DumpAvailable": True, "Inactive": True, "CanActivate": True,
        "Subject": "Your order", "Content": "...",
    }  # fmt: skip


def _sendgrid_report(event: str, message: str, at: datetime, to: str) -> list[dict[str, Any]]:
    common = {
        "email": to, "timestamp": int(at.timestamp()), "anymail_id": message,
        "smtp-id": "<wrfRRvF7Q0GgwUo2CvDmEA@ismtpd0006p1sjc2.sendgrid.net>",
        "sg_event_id": "nOSv8m0eTQ-vxvwNwt3fZQ",
        "sg_message_id": "wrfRRvF7Q0GgwUo2CvDmEA.filter0425p1mdw1.13037.57168B4A1D.0",
    }  # fmt: skip
    more = {
        "delivered": {"event": "delivered", "ip": "167.89.17.173", "tls": 1,
                      "response": "250 2.0.0 OK 1461095248 m143si2210036ioe.159 - gsmtp "},
        "bounced": {"event": "bounce", "type": "bounce", "status": "5.1.1", "reason": REASON},
        "rejected": {"event": "dropped", "reason": "Bounced Address", "status": "5.0.0"},
        "complained": {"event": "spamreport"},
        "deferred": {"event": "deferred", "attempt": "1",
                     "response": "Email was deferred due to the following reason(s):"
                     " [IPs were throttled by recipient server]"},
    }[event]  # fmt: skip
    return [common | more]


def _mailgun_report(event: str, message: str, at: datetime, to: str) -> dict[str, Any]:
    data: dict[str, Any] = {
        "timestamp": at.timestamp(), "id": "hTWCTD81RtiDN-...", "recipient": to,
        "message": {"headers": {"to": to, "message-id": message.strip("<>"),
                                "from": "care@fathomandreed.example", "subject": "Your order"}},
    }  # fmt: skip
    data |= {
        "delivered": {"event": "delivered", "delivery-status": {"code": 250, "message": "OK"}},
        "bounced": {"event": "failed", "severity": "permanent", "reason": "bounce",
                    "delivery-status": {"code": 550, "message": REASON.removeprefix("550 "),
                                        "description": ""}},
        "rejected": {"event": "rejected",
                     "reject": {"reason": "Recipient is suppressed.", "description": ""}},
        "complained": {"event": "complained"},
        "deferred": {"event": "failed", "severity": "temporary", "reason": "generic",
                     "delivery-status": {"code": 498, "message": "No MX", "description": ""}},
    }[event]  # fmt: skip
    token, stamp = "651869375b9df3c98fc15c4889b102119add1235c38fc92824", str(int(at.timestamp()))
    signed = hmac.new(SIGNING_KEY.encode(), f"{stamp}{token}".encode(), hashlib.sha256)
    signature = {"timestamp": stamp, "token": token, "signature": signed.hexdigest()}
    return {"signature": signature, "event-data": data}


def _amazon_report(event: str, message: str, at: datetime, to: str) -> dict[str, Any]:
    stamp = at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    recipient = {"emailAddress": to, "status": "5.1.1", "action": "failed",
                 "diagnosticCode": f"smtp; {REASON}"}  # fmt: skip
    report: dict[str, Any] = {
        "delivered": {"notificationType": "Delivery",
                      "delivery": {"timestamp": stamp, "recipients": [to],
                                   "processingTimeMillis": 546,
                                   "smtpResponse": "250 ok:  Message 64111812 accepted"}},
        "bounced": {"notificationType": "Bounce",
                    "bounce": {"bounceType": "Permanent", "bounceSubType": "General",
                               "bouncedRecipients": [recipient], "timestamp": stamp,
                               "feedbackId": "00000138111222aa-44455566-000000"}},
        "rejected": {"eventType": "Reject", "reject": {"reason": "Bad content"}},
        "complained": {"notificationType": "Complaint",
                       "complaint": {"complainedRecipients": [{"emailAddress": to}],
                                     "timestamp": stamp, "feedbackId": "000001378603177f"}},
        "deferred": {"eventType": "DeliveryDelay",
                     "deliveryDelay": {"timestamp": stamp, "delayType": "TransientCommunication"}},
    }[event]  # fmt: skip
    report["mail"] = {"timestamp": stamp, "messageId": message, "destination": [to]}
    return {
        "Type": "Notification", "MessageId": "19ba9823-d7f2-53c1-860e-cb10e0d13dfc",
        "TopicArn": "arn:aws:sns:us-east-1:1234567890:SES_Events",
        "Subject": "Amazon SES Email Event Notification", "Message": json.dumps(report) + "\n",
        "Timestamp": stamp, "SignatureVersion": "1", "Signature": "EXAMPLE-SIGNATURE==",
    }  # fmt: skip


def _brevo_report(event: str, message: str, at: datetime, to: str) -> dict[str, Any]:
    more = {
        "delivered": {"event": "delivered"},
        "bounced": {"event": "hard_bounce", "reason": f" RecipientError: {REASON}"},
        "rejected": {"event": "blocked", "reason": "blocked : due to blacklist user"},
        "complained": {"event": "spam"},
        "deferred": {"event": "deferred", "reason": "504 Greylisted"},
    }[event]
    stamp = int(at.timestamp() * 1000)
    return {"email": to, "ts_epoch": stamp, "message-id": message} | more


def _resend_report(event: str, message: str, at: datetime, to: str) -> dict[str, Any]:
    stamp = at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    data: dict[str, Any] = {
        "created_at": stamp, "email_id": message, "from": "care@fathomandreed.example",
        "subject": "Your order", "to": [to],
    }  # fmt: skip
    reasons = {
        "bounced": "The recipient's email provider sent a hard bounce message.",
        "rejected": "Resend has suppressed sending to this address because it is on the"
        " account-level suppression list.",
    }
    data |= {"bounce": {"message": reasons[event]}} if event in reasons else {}
    kind = {"rejected": "bounced", "deferred": "delivery_delayed"}.get(event, event)
    return {"created_at": stamp, "data": data, "type": f"email.{kind}"}


def _sendgrid_id(_used: str, body: bytes) -> str:
    """SendGrid reports the id that Anymail gave the message."""
    return str(json.loads(body)["personalizations"][0]["custom_args"]["anymail_id"])


PROVIDERS = {
    provider.name: provider
    for provider in (
        Provider(
            "postmark", "Postmark",
            lambda url: {"POSTMARK_SERVER_TOKEN": "t", "POSTMARK_API_URL": f"{url}/"},
            lambda used: (200, {}, json.dumps({
                "To": "ann@example.com", "SubmittedAt": "2016-03-12T15:27:50.4468803-05:00",
                "MessageID": used, "ErrorCode": 0, "Message": "OK"})),
            (422, {}, json.dumps({
                "ErrorCode": 406,
                "Message": "You tried to send to a recipient that has been marked as inactive.\n"
                "Found inactive addresses: ann@example.com.\nInactive recipients are ones that"
                " have generated a hard bounce or a spam complaint."})),
            _postmark_report,
        ),
        Provider(
            "sendgrid", "SendGrid",
            lambda url: {"SENDGRID_API_KEY": "k", "SENDGRID_API_URL": f"{url}/v3/"},
            lambda _used: (202, {}, ""),
            (400, {}, json.dumps({"errors": [{
                "message": "The to array is required for all personalization objects, and must"
                " have at least one email object with a valid email address.",
                "field": "personalizations.0.to",
                "help": "http://sendgrid.com/docs/API_Reference/Web_API_v3/Mail/errors.html"}]})),
            _sendgrid_report, _sendgrid_id,
        ),
        Provider(
            "mailgun", "Mailgun",
            lambda url: {"MAILGUN_API_KEY": "k", "MAILGUN_API_URL": f"{url}/v3",
                         "MAILGUN_SENDER_DOMAIN": "fathomandreed.example",
                         "MAILGUN_WEBHOOK_SIGNING_KEY": SIGNING_KEY},
            lambda used: (200, {}, json.dumps({"id": used, "message": "Queued. Thank you."})),
            (400, {}, json.dumps({
                "message": "'to' parameter is not a valid address. please check documentation"})),
            _mailgun_report,
        ),
        Provider(
            "amazon_ses", "Amazon SES",
            lambda url: {"AMAZON_SES_CLIENT_PARAMS": {
                "endpoint_url": url, "region_name": "us-east-1",
                "aws_access_key_id": "id", "aws_secret_access_key": "secret"}},
            lambda used: (200, {}, json.dumps({"MessageId": used})),
            (400, {"x-amzn-ErrorType": "BadRequestException"},
             json.dumps({"message": "Domain contains control or whitespace"})),
            _amazon_report,
            headers={"x-amz-sns-message-type": "Notification",
                     "x-amz-sns-message-id": "19ba9823-d7f2-53c1-860e-cb10e0d13dfc"},
        ),
        Provider(
            "brevo", "Brevo",
            lambda url: {"BREVO_API_KEY": "k", "BREVO_API_URL": f"{url}/v3/"},
            lambda used: (201, {}, json.dumps({"messageId": used})),
            (400, {}, json.dumps({"code": "invalid_parameter",
                                  "message": "email is not valid in to"})),
            _brevo_report,
        ),
        Provider(
            "resend", "Resend",
            lambda url: {"RESEND_API_KEY": "k", "RESEND_API_URL": f"{url}/"},
            lambda used: (200, {}, json.dumps({"id": used})),
            (422, {}, json.dumps({
                "statusCode": 422, "name": "validation_error",
                "message": "Invalid `to` field. The email address needs to follow the"
                " `email@example.com` or `Name <email@example.com>` format."})),
            _resend_report,
        ),
    )
}  # fmt: skip


def mail_through(house, provider):
    running = Server(provider)
    house.EMAIL_BACKEND = f"anymail.backends.{provider.name}.EmailBackend"
    house.ANYMAIL = {"WEBHOOK_SECRET": WEBHOOK_SECRET, **provider.settings(running.url)}
    house.MAIL_PROVIDER, house.MAIL_REPORTS = provider.name, True
    house.ROOT_URLCONF = "tests.web.mail_urls"
    yield running
    running.stop()


def post_report(server, event, message_id, *, when=None) -> int:
    """The provider's webhook comes in. Returns the status of our answer."""
    provider, when = server.provider, when or clock.now()
    answer = Client().post(
        f"/webhooks/mail/{provider.name}/tracking/",
        json.dumps(provider.report(event, message_id, when, "ann@example.com")),
        content_type="application/json",
        headers={"Authorization": f"Basic {b64encode(WEBHOOK_SECRET.encode()).decode()}"}
        | provider.headers,
    )
    return answer.status_code
