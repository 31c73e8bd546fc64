"""The conversation that a letter belongs to: RFC 5322, 3.6.4."""

from __future__ import annotations

import re
from dataclasses import dataclass

from troth.event_kinds import EventKind
from troth.orders.models import Event

_ANSWERS = re.compile(r"\s*(re|aw|sv|antw|rif|res|返信)\s*(\[\d+\])?\s*[:：]\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Thread:
    """The mail that a letter answers: its subject, its Message-ID, its conversation's ones."""

    subject: str = ""
    message_id: str = ""
    references: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """In-Reply-To and References; empty for a mail without a Message-ID."""
        if not self.message_id:
            return {}
        return {"In-Reply-To": self.message_id, "References": self.references or self.message_id}


def thread_of(event: Event) -> Thread | None:
    """The mail that a letter about this event answers: the latest one about its request. None where
    nobody wrote one.
    """
    requests = event.order.requests.order_by("pk")
    if event.kind == EventKind.ORDER_CANCELLED:
        request = requests.filter(kind="cancel", how="mail", outcome="accepted").last()
    else:
        request = requests.filter(key=event.facts.get("request", "")).last()
    if request is None:
        return None
    mail = (
        request.mails.order_by("pk").last()
        or event.order.mails.filter(pk=request.facts.get("mail")).first()
    )
    return Thread(mail.subject, mail.message_id, mail.thread) if mail is not None else None


def reply_subject(subject: str, *, otherwise: str) -> str:
    """`Re: ` and what it answers, once; `otherwise` where that has no subject."""
    own = " ".join(subject.split())
    while match := _ANSWERS.match(own):
        own = own[match.end() :]
    return f"Re: {own}"[:200] if own else otherwise
