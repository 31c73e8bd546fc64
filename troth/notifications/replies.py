"""Letters that a person at the desk writes, as they will be sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from troth.notifications.actions import answer_context, render_letter, store_notice
from troth.notifications.models import Notification
from troth.notifications.threads import Thread, reply_subject
from troth.orders.models import Order
from troth.orders.policy_versions import terms_at
from troth.policy.wording import has_greeting

ANSWER, REPLY = "answer", "reply"


@dataclass(frozen=True, slots=True)
class Preview:
    """A letter before it is sent."""

    to: str
    subject: str
    text: str


def about_mail(mail: int) -> str:
    """How the causes of the replies to a mail begin."""
    return f"mail.{mail}"


def preview_answer(*, order: Order, sentence: str, thread: Thread | None) -> Preview:
    """The reply to an order's shopper, word by word, without the link to the order's page."""
    context = {
        "order": order,
        "recipient": order.recipient,
        "store": order.policy.terms.file.store,
        "order_url": "(link)",
    }
    context |= answer_context(order=order, sentence=sentence, thread=thread)
    parts = render_letter(ANSWER, context)
    return Preview(order.recipient.email, parts["subject.txt"], parts["body.txt"])


def preview_reply(*, to: str, sentence: str, thread: Thread, now: datetime) -> Preview:
    """The reply to a mail of no order, word by word."""
    parts = render_letter(REPLY, _reply_context(sentence, thread, now))
    return Preview(to, parts["subject.txt"], parts["body.txt"])


def mails_answered(message_ids: list[str]) -> list[int]:
    """The mails of no order to which letters with these Message-IDs were the replies."""
    letters = Notification.objects.filter(kind=REPLY, message_id__in=message_ids)
    return sorted({int(about.split(".")[1]) for about in letters.values_list("about", flat=True)})


def write_reply(
    *, mail: int, reply: int, to: str, sentence: str, thread: Thread, now: datetime
) -> Notification:
    """The letter that a reply to a mail of no order owes, written once, in the mail's thread."""
    cause = {
        "kind": REPLY,
        "about": f"{about_mail(mail)}.{reply}",
        "event": None,
        "item_event": None,
        "search": None,
    }
    context = _reply_context(sentence, thread, now)
    return store_notice(
        cause=cause, context=context, to=to, name=f"mail-{mail}", now=now, thread=thread
    )


def _reply_context(text: str, thread: Thread, now: datetime) -> dict[str, Any]:
    store = terms_at(now).file.store
    subject = reply_subject(thread.subject, otherwise=f"Your message to {store.name}")
    return {
        "store": store,
        "reply_subject": subject,
        "message": text.strip(),
        "greets": has_greeting(text),
    }
