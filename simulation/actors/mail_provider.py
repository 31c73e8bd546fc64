"""The mail provider: it delivers each letter, sooner or later or never, and reports so."""

from __future__ import annotations

import json
from base64 import b64encode
from functools import partial
from random import Random
from typing import TYPE_CHECKING, Any

from simulation.life import Quiet
from simulation.outside import SECRET, Sent

if TYPE_CHECKING:
    from simulation.life import Life

RETRIES = (1, 5, 10, 30, 60)  # minutes: Postmark sends a report again until it gets a 200
REASON = "550 5.1.1 The email account that you tried to reach does not exist."
# What is the same in every report of a kind.
_REPORTS: dict[str, dict[str, Any]] = {
    "delivered": {"RecordType": "Delivery", "Details": "250 OK", "Metadata": {}},
    "complained": {
        "RecordType": "SpamComplaint",
        "Type": "SpamComplaint",
        "TypeCode": 100001,
        "Name": "Spam complaint",
        "From": "care@fathomandreed.example",
        "Details": "",
        "Description": "The subscriber explicitly marked this message as spam.",
        "Inactive": True,
        "CanActivate": True,
    },
    "bounced": {
        "RecordType": "Bounce",
        "Type": "HardBounce",
        "TypeCode": 1,
        "Details": f"smtp;{REASON}",
        "Description": "The server was unable to deliver your message (ex: unknown user, mailbox"
        " not found).",
        "Inactive": True,
        "CanActivate": True,
        "From": "care@fathomandreed.example",
    },
}


class MailProvider(Quiet):
    """Postmark's shapes, as django-anymail's tests quote them."""

    def __init__(self, life: Life) -> None:
        super().__init__(life)
        self._fates: dict[str, tuple[str, int]] = {}  # address -> what becomes of its letters

    def begin(self) -> None:
        """Addresses that the provider refuses at once are known before."""
        for line in self.life.script.storylines:
            if line.kind == "order":
                traits = line.traits
                self._fates[traits["email"]] = (traits["mail"], traits["mail_minutes"])
                if traits["mail"] == "refused":
                    self.life.host.outside.postmark.refuses.add(traits["email"])

    def letter(self, letter: Sent) -> None:
        """Reports what becomes of it, where a report comes at all."""
        if not self.life.host.mail_reports:
            return
        address = letter.to.rpartition("<")[2].strip("> ")
        fate, minutes = self._fates.get(address, ("delivered", 0))
        if fate == "silent":
            return
        kind = "bounced" if fate == "bounced" else "delivered"
        minutes = 180 if fate == "late" else minutes
        self.life.later(lambda: self._report(letter, address, kind), minutes=minutes)
        dice = Random(f"complaint {address} {self.life.script.seed}")
        if kind == "delivered" and "is confirmed" not in letter.subject and dice.random() < 0.04:
            self.life.later(lambda: self._report(letter, address, "complained"), hours=20)

    def _report(self, letter: Sent, address: str, kind: str) -> None:
        self._send(letter, address, kind, at=self.life.host.clock.now().isoformat())

    def _send(
        self, letter: Sent, address: str, kind: str, *, at: str, waits: tuple[int, ...] = RETRIES
    ) -> None:
        """One report of what became of the letter `at` that time, and again where nobody took
        it.
        """
        life = self.life
        answer = life.host._client().post(
            "/webhooks/mail/postmark/tracking/",
            json.dumps(_report_body(letter, address, kind, at)),
            content_type="application/json",
            headers={"Authorization": f"Basic {b64encode(SECRET.encode()).decode()}"},
        )
        message_id = {name.lower(): value for name, value in letter.headers.items()}
        life.transcript.write(
            "mail_report",
            message_id=message_id.get("message-id", ""),
            to=address,
            kind=kind,
            subject=letter.subject,
            status=answer.status_code,
        )
        if answer.status_code != 200 and waits:
            again = partial(self._send, letter, address, kind, at=at, waits=waits[1:])
            life.later(again, minutes=waits[0])


def _report_body(letter: Sent, address: str, kind: str, at: str) -> dict[str, Any]:
    body = {"MessageID": letter.provider_id, "ServerID": 23, "Tag": ""} | _REPORTS[kind]
    if kind == "delivered":
        return body | {"Recipient": address, "DeliveredAt": at}
    return body | {"Email": address, "BouncedAt": at, "Subject": letter.subject}
