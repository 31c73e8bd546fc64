"""What the mail provider's webhook tells: mail that came, what became of ours. Anymail checks who
calls.
"""

from __future__ import annotations

import re
from datetime import UTC
from typing import Any

from anymail.signals import inbound, tracking
from django.dispatch import receiver

from troth import clock
from troth.care.mail import filing
from troth.mailbox.tasks import read
from troth.notices import copies


@receiver(inbound)
def came(sender: Any, event: Any, esp_name: str, **_: Any) -> None:  # noqa: ARG001 - a signal's signature
    """A mail to care: kept before the provider is told that we have it."""
    now, raw = clock.now(), _as_it_came(event.message)
    read.enqueue(filing.take(raw, received_at=now, how=esp_name[:20].lower(), now=now).pk)


def _as_it_came(message: Any) -> bytes:
    """The message, its header lines as they were: folded anew, a signature over them may not hold.
    Of one whose parts are nested too deep to be written, the header: a person finds the rest at the
    provider.
    """
    try:
        written: bytes = message.as_bytes(
            policy=message.policy.clone(refold_source="none", linesep="\r\n")
        )
    except RecursionError:
        lines = "".join(f"{name}: {value}\r\n" for name, value in message.raw_items())
        written = (
            lines.encode("utf-8", "surrogateescape")
            + b"\r\nIts parts are nested too deep to be written.\r\n"
        )
    return written


# What is told of a letter, by what Anymail calls it. A letter that is deferred may still arrive.
_KINDS = {
    "delivered": copies.DELIVERED,
    "bounced": copies.BOUNCED,
    "rejected": copies.BOUNCED,
    "failed": copies.BOUNCED,
    "complained": copies.COMPLAINED,
}


@receiver(tracking)
def told(sender: Any, event: Any, esp_name: str, **_: Any) -> None:  # noqa: ARG001 - a signal's signature
    """A letter of ours was delivered, came back, or was called spam. It is known by the id that the
    provider gave it when it was handed over.
    """
    kind = _KINDS.get(event.event_type)
    if kind is None or not event.message_id:
        return
    now = clock.now()
    copies.note_report(
        provider=esp_name,
        provider_id=str(event.message_id),
        kind=kind,
        at=event.timestamp.astimezone(UTC) if event.timestamp else now,
        says=_words_of(event),
        now=now,
    )


def _words_of(event: Any) -> str:
    """Why it came back: the receiving server's own words (RFC 3464 puts `smtp;` before them), else
    the provider's.
    """
    words = str(event.mta_response or event.description or event.reject_reason or "").strip()
    return re.sub(r"^(smtp|dns|x-[\w-]+);\s*", "", words, flags=re.IGNORECASE)
