"""What the mail provider's webhook tells: mail that came, what became of ours. Anymail checks who
calls.
"""

from __future__ import annotations

from datetime import UTC
from typing import Any

from anymail.signals import inbound, tracking
from django.dispatch import receiver

from troth import clock
from troth.care.mail import filing
from troth.mailbox.tasks import read
from troth.notices.models import Notice
from troth.orders.actions import confirmation_bounced, confirmation_delivered


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


@receiver(tracking)
def told(sender: Any, event: Any, esp_name: str, **_: Any) -> None:  # noqa: ARG001 - a signal's signature
    """A letter of ours was delivered, or came back."""
    sent = Notice.objects.select_related("event__order").filter(
        message_id__in=[event.message_id or "-", f"<{event.message_id}>"], kind="confirmation"
    )
    notice = sent.first()
    if notice is None or notice.event is None:
        return
    order, now, by = notice.event.order, clock.now(), esp_name[:100].lower()
    if event.event_type == "delivered":
        at = event.timestamp.astimezone(UTC) if event.timestamp else now
        confirmation_delivered(
            order=order, message_id=notice.message_id, at=min(at, now), now=now, by=by
        )
    elif event.event_type in ("bounced", "rejected", "failed"):
        confirmation_bounced(
            order=order, says=str(event.description or event.reject_reason or ""), now=now, by=by
        )
