"""Mail that shoppers write to care: it reaches the store by the mail provider's inbound webhook,
with the finding of the store's own mail server (`mx.simulation`) on top of it.

The body of the webhook is Postmark's, as django-anymail's tests quote it; every second mail comes
with `RawEmail`, as the store's setting there may have it.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from random import Random
from typing import TYPE_CHECKING, Any

from simulation.outside import SECRET, Sent

if TYPE_CHECKING:
    from simulation.life import Life

AUTHSERV = "mx.simulation"
ADDRESS = "/webhooks/mail/postmark/inbound/"
CARE = "care@fathomandreed.example"


@dataclass
class Mail:
    """What a person sends. `verdict` is what the store's mail server found: pass, fail or none."""

    sender: str
    name: str
    subject: str
    text: str
    html: str = ""
    verdict: str = "pass"
    headers: dict[str, str] = field(default_factory=dict)
    files: list[tuple[str, str, bytes]] = field(default_factory=list)  # name, content type, bytes


def answer_to(letter: Sent) -> dict[str, str]:
    """The headers of a reply to one of the store's letters."""
    headers = {name.lower(): value for name, value in letter.headers.items()}
    message_id = headers.get("message-id", "")
    return {"In-Reply-To": message_id, "References": message_id} if message_id else {}


def quoted(letter: Sent) -> str:
    """The letter's text as mail programs quote it."""
    lines = "\n".join(f"> {line}" for line in letter.text.splitlines())
    return f"On some day, Fathom & Reed <{CARE}> wrote:\n{lines}"


def pasted(letter: Sent) -> str:
    """The letter's text as other programs put it under an answer, without a mark on each line."""
    return (
        f"-----Original Message-----\nFrom: Fathom & Reed <{CARE}>\nSubject: {letter.subject}\n\n"
        f"{letter.text}"
    )


class Mailer:
    """Hands mail to the store, as its provider does."""

    def __init__(self, life: Life) -> None:
        self._life, self._count = life, 0

    def send(self, mail: Mail) -> int:
        """Returns the status with which the store took it."""
        self._count += 1
        dice = Random(f"mail {self._life.script.seed} {mail.sender} {self._life.now}")
        message_id = f"<{dice.randrange(10**12):012}.{mail.sender}>"
        headers = self._headers(mail, message_id)
        body = self._body(mail, headers, message_id, raw=dice.random() < 0.5)
        answer = self._life.host._client().post(
            ADDRESS,
            json.dumps(body),
            content_type="application/json",
            headers={"Authorization": f"Basic {base64.b64encode(SECRET.encode()).decode()}"},
        )
        return int(answer.status_code)

    def _headers(self, mail: Mail, message_id: str) -> list[tuple[str, str]]:
        domain = mail.sender.rpartition("@")[2]
        headers = [("Received", f"from mx.{domain} by {AUTHSERV} with ESMTPS")]
        if mail.verdict != "none":
            result = f"{AUTHSERV}; dmarc={mail.verdict} header.from={domain}"
            headers.insert(0, ("Authentication-Results", result))
        return [*headers, ("Message-ID", message_id), *mail.headers.items()]

    def _body(
        self, mail: Mail, headers: list[tuple[str, str]], message_id: str, *, raw: bool
    ) -> dict[str, Any]:
        date = format_datetime(self._life.now)
        body = {
            "FromName": mail.name,
            "From": mail.sender,
            "FromFull": {"Email": mail.sender, "Name": mail.name, "MailboxHash": ""},
            "To": CARE,
            "ToFull": [{"Email": CARE, "Name": "", "MailboxHash": ""}],
            "Cc": "",
            "CcFull": [],
            "Bcc": "",
            "BccFull": [],
            "OriginalRecipient": CARE,
            "Subject": mail.subject,
            "MessageID": f"{self._count:08}-inbound",
            "ReplyTo": "",
            "MailboxHash": "",
            "Date": date,
            "TextBody": mail.text,
            "HtmlBody": mail.html,
            "StrippedTextReply": "",
            "Tag": "",
            "Headers": [
                {"Name": "Return-Path", "Value": f"<{mail.sender}>"},
                *({"Name": name, "Value": value} for name, value in headers),
            ],
            "Attachments": [
                {
                    "Name": name,
                    "Content": base64.b64encode(content).decode(),
                    "ContentType": kind,
                    "ContentLength": len(content),
                }
                for name, kind, content in mail.files
            ],
        }
        if raw:
            body["RawEmail"] = self._raw(mail, headers, date)
        return body

    def _raw(self, mail: Mail, headers: list[tuple[str, str]], date: str) -> str:
        message = EmailMessage(policy=SMTP)
        for name, value in headers:
            message[name] = value
        message["From"] = f'"{mail.name}" <{mail.sender}>'
        message["To"] = CARE
        message["Subject"] = mail.subject
        message["Date"] = date
        if mail.text or not mail.html:
            message.set_content(mail.text, cte="base64")
            if mail.html:
                message.add_alternative(mail.html, subtype="html", cte="base64")
        else:
            message.set_content(mail.html, subtype="html", cte="base64")
        for name, kind, content in mail.files:
            main, _, sub = kind.partition("/")
            message.add_attachment(content, maintype=main, subtype=sub, filename=name)
        return message.as_bytes().decode("ascii", "replace")
