"""What the mail provider's webhook tells: mail that came, what became of ours. Anymail checks who
calls.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.encoders import encode_base64
from typing import Any

from anymail.signals import inbound, tracking
from django.dispatch import receiver

from troth import clock
from troth.care.mail import filing
from troth.http.webhook_bodies import storable_text
from troth.notifications import copies
from troth.webhooks.mail.tasks import read_mail


@receiver(inbound)
def receive_mail(sender: Any, event: Any, esp_name: str, **_: Any) -> None:  # noqa: ARG001 - a signal's signature
    """A mail to care: kept before the provider is told that we have it."""
    now, raw = clock.now(), _raw_message(event.message)
    read_mail.enqueue(
        filing.store_mail(raw, received_at=now, how=esp_name[:20].lower(), now=now).pk
    )


def _raw_message(message: Any) -> bytes:
    """The message, its header lines as they were: folded anew, a signature over them may not hold.
    Of one whose parts can't be written, or are nested too deep for it, the header: a person finds
    the rest at the provider.
    """
    try:
        _encode_files(message)
        written: bytes = message.as_bytes(
            policy=message.policy.clone(refold_source="none", linesep="\r\n")
        )
    except (RecursionError, ValueError, TypeError, AttributeError, LookupError) as unwritten:
        lines = "".join(f"{name}: {_one_line(value)}\r\n" for name, value in message.raw_items())
        deep = isinstance(unwritten, RecursionError)
        why = "are nested too deep to be written" if deep else "can't be written"
        written = _as_bytes(f"{lines}\r\nIts parts {why}.\r\n")
    return written


def _encode_files(message: Any) -> None:
    """Anymail puts a file that the provider sent apart from the mail in as it is; written so, its
    line ends would change.
    """
    for part in message.walk():
        if part.is_multipart() or part.get_content_maintype() == "text":
            continue
        if part["Content-Transfer-Encoding"] is None and _is_binary(part.get_payload(decode=True)):
            encode_base64(part)


def _is_binary(content: object) -> bool:
    if not isinstance(content, bytes):
        return False
    bare = content.replace(b"\r\n", b"")
    return not content.isascii() or any(sign in bare for sign in (b"\0", b"\r", b"\n"))


def _one_line(value: object) -> str:
    return re.sub(r"[\r\n]+[ \t]*", " ", str(value))


def _as_bytes(text: str) -> bytes:
    """Eight bits that came as such stay; other halves of characters are question marks."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")


# What is told of a letter, by what Anymail calls it. A letter that is deferred may still arrive.
_KINDS = {
    "delivered": copies.DELIVERED,
    "bounced": copies.BOUNCED,
    "rejected": copies.BOUNCED,
    "failed": copies.BOUNCED,
    "complained": copies.COMPLAINED,
}
# Words of providers' own for a letter that they didn't deliver, which Anymail doesn't know.
_FAILED = frozenset(("blocked", "Bounce", "email.failed", "email.suppressed"))
# Amazon's word for a letter that it keeps back, because one before it was called spam or came back.
_SUPPRESSED = "OnAccountSuppressionList"
# Amazon's, and of those who send through it: also somebody's out-of-office reply.
_FOR_NOW = frozenset(("Transient", "Undetermined"))


@receiver(tracking)
def receive_tracking_event(sender: Any, event: Any, esp_name: str, **_: Any) -> None:  # noqa: ARG001 - a signal's signature
    """A letter of ours was delivered, came back, or was called spam. It is known by the id that the
    provider gave it when it was handed over.
    """
    kind = _kind_of(event)
    if kind is None:
        return
    now = clock.now()
    copies.record_provider_report(
        provider=esp_name,
        provider_id=storable_text(event.message_id or ""),
        to=storable_text(event.recipient or ""),
        kind=kind,
        at=_instant_of(event.timestamp) or now,
        sentence=_words_of(event),
        now=now,
    )


def _kind_of(event: Any) -> str | None:
    """What is told of the letter, where it is anything: by Anymail's word, and where that is too
    coarse by the provider's.
    """
    kind = _KINDS.get(event.event_type)
    words = [_text_at(event.esp_event, name) for name in ("event", "type", "RecordType")]
    if event.event_type == "unknown" and _FAILED.intersection(words):
        return copies.BOUNCED
    if _text_at(event.esp_event, "complaint", "complaintSubType") == _SUPPRESSED:
        return copies.BOUNCED
    natures = {_text_at(event.esp_event, "bounce", "bounceType")}
    natures.add(_text_at(event.esp_event, "data", "bounce", "type"))
    if kind == copies.BOUNCED and natures & _FOR_NOW:
        return copies.BOUNCED_FOR_NOW
    return kind


def _text_at(value: Any, *names: str) -> str:
    """The word under these names; empty where none is."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, str) else ""


def _instant_of(timestamp: Any) -> datetime | None:
    """When it happened, by the provider's clock; None for what is no instant of this age."""
    try:
        return timestamp.astimezone(UTC) if isinstance(timestamp, datetime) else None
    except (OverflowError, ValueError, OSError):
        return None


def _words_of(event: Any) -> str:
    """Why it came back: the receiving server's own words (RFC 3464 puts `smtp;` before them), else
    the provider's.
    """
    text = event.mta_response or event.description or event.reject_reason or ""
    words = storable_text(text).strip()
    return re.sub(r"^(smtp|dns|x-[\w-]+);\s*", "", words, flags=re.IGNORECASE)
