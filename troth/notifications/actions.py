"""Writing a notice once, and sending it until it is sent. The text of a letter is a template:
`templates/notifications/KIND/body.txt` and `body.html`.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Q
from django.template import Context
from django.template.loader import get_template
from django.utils import translation
from django.utils.html import escape

from troth.absolute_urls import absolute_url
from troth.actors import Actor
from troth.event_kinds import EventKind
from troth.fulfillment.promises import announced_dates
from troth.notifications import copies, overtaken, parcels
from troth.notifications.models import Notification
from troth.notifications.outbox import EMAILS
from troth.notifications.refusals import refusal_of
from troth.notifications.standing import standing_of
from troth.notifications.threads import Thread, reply_subject, thread_of
from troth.order_status.decided import decision_of
from troth.orders import actions as orders
from troth.orders import links
from troth.orders.full_copy import full_copy
from troth.orders.models import Event, Order
from troth.orders.policy_versions import terms_at
from troth.policy.dates.delay import REFUND_WORKING_DAYS
from troth.policy.dates.windows import instant_label
from troth.policy.texts import as_text
from troth.policy.wording import has_greeting

LATE_AFTER = timedelta(hours=1)  # a letter that leaves so long after it was written says so
# The letters that answer a mail where one asked, and those that a person writes.
IN_THE_THREAD, BY_A_PERSON = ("answer", "request", "cancelled"), ("answer", "reply")


@dataclass(frozen=True, slots=True)
class Letter:
    """A kind of notice: its folder of templates, what its sending means for the order, and what its
    templates are given.
    """

    kind: str
    sent: Callable[[Notification, Event, datetime], Event] | None = None
    adds: Callable[[Event], dict[str, Any]] | None = None  # what its templates need besides
    tells_the_rest: bool = False  # when the pieces that are still here should arrive


def _shipping_notice_sent(notice: Notification, event: Event, now: datetime) -> Event:
    return _record_letter_sent(EventKind.SHIPPING_NOTICE_SENT, notice, event, now)


def _delay_notice_sent(notice: Notification, event: Event, now: datetime) -> Event:
    return _record_letter_sent(EventKind.DELAY_NOTICE_SENT, notice, event, now)


def _full_copy(event: Event) -> dict[str, Any]:
    return {"copy": full_copy(event.order)}


def _decision_context(event: Event) -> dict[str, Any]:
    return {"decided": decision_of(event.kind, event.facts)}


def _record_letter_sent(kind: str, notice: Notification, event: Event, now: datetime) -> Event:
    """On the timeline, with the event that owed it: an order has several parcels, and several
    delays.
    """
    facts = {"message_id": notice.message_id, "event": event.pk}
    return orders.record_event(
        order=event.order, kind=kind, now=now, by=Actor.NOTIFICATIONS, facts=facts
    )


_TOLD_OF_REQUESTS = (
    EventKind.MAIL_RECEIVED,
    EventKind.CANCELLATION_HELD,
    EventKind.CANCELLATION_REFUSED,
    EventKind.CANCELLATION_WITHDRAWN,
    EventKind.CANCELLATION_ACCEPTED,
    EventKind.CLAIM_PERIOD_OPENED,
    EventKind.CLAIM_REPORTED,
    EventKind.CLAIM_FILED,
    EventKind.CLAIM_REFUSED,
    EventKind.CLAIM_ACCEPTED,
    EventKind.CLAIM_PARCEL_FOUND,
    EventKind.CLAIM_REDELIVERY_STARTED,
    EventKind.CLAIM_PARCEL_RETURNING,
    EventKind.TRACE_STARTED,
    EventKind.AUTHENTICITY_REPORTED,
    EventKind.AUTHENTICITY_PIECE_RECEIVED,
    EventKind.AUTHENTICITY_DISPROVEN,
    EventKind.AUTHENTICITY_REPORT_REFUSED,
    EventKind.DAMAGE_REPORTED,
    EventKind.DAMAGE_PIECE_RECEIVED,
    EventKind.DAMAGE_DECIDED,
    EventKind.DAMAGE_RETURN_EXPIRED,
    EventKind.ERASURE_REQUESTED,
    EventKind.ERASURE_WITHDRAWN,
    EventKind.UPLOAD_INFECTED,
)
LETTERS: dict[str, Letter] = {
    EventKind.ORDER_PLACED: Letter("confirmation", adds=_full_copy),
    EventKind.PARCEL_SHIPPED: Letter(
        "shipping", _shipping_notice_sent, adds=parcels.shipping_facts, tells_the_rest=True
    ),
    EventKind.ORDER_CANCELLED: Letter("cancelled"),
    EventKind.ORDER_PARTLY_CANCELLED: Letter("partly_cancelled"),
    EventKind.PROMISE_DELAYED: Letter("delay", _delay_notice_sent),
    EventKind.PROMISE_DATED: Letter("delay"),
    EventKind.PROMISE_BROUGHT_FORWARD: Letter("delay"),
    EventKind.PARCEL_OVERDUE: Letter("delay"),
    EventKind.PARCEL_MISSING: Letter("trouble"),
    EventKind.PARCEL_DAMAGED: Letter("trouble"),
    EventKind.PARCEL_MISDELIVERED: Letter("trouble"),
    EventKind.PARCEL_REDIRECTED: Letter("trouble"),
    EventKind.PARCEL_DELIVERY_ATTEMPTED: Letter("waiting", adds=parcels.waiting_facts),
    EventKind.PARCEL_HELD_FOR_PICKUP: Letter("waiting", adds=parcels.waiting_facts),
    **dict.fromkeys(
        (
            EventKind.PARCEL_RETURNING,
            EventKind.PARCEL_RETURNED,
            EventKind.PARCEL_RESEND_CHOSEN,
            EventKind.PARCEL_RESEND_STARTED,
            EventKind.PARCEL_CANCEL_CHOSEN,
        ),
        Letter("returned"),
    ),
    **dict.fromkeys(
        (
            EventKind.RETURN_LABEL_BOUGHT,
            EventKind.RETURN_LABEL_PENDING,
            EventKind.RETURN_LABEL_ATTACHED,
        ),
        Letter("return"),
    ),
    **dict.fromkeys(
        (
            EventKind.PARCEL_BACK_SHIPPED,
            EventKind.PARCEL_BACK_DELIVERED,
            EventKind.PARCEL_BACK_DELIVERED_UNSIGNED,
            EventKind.PARCEL_BACK_RETURNING,
            EventKind.PARCEL_BACK_RETURNED,
            EventKind.PARCEL_BACK_LOST,
            EventKind.PARCEL_BACK_MISDELIVERED,
        ),
        Letter("parcel_back"),
    ),
    EventKind.PARCEL_DELIVERED: Letter("delivered", tells_the_rest=True),
    EventKind.PARCEL_DELIVERED_UNSIGNED: Letter("delivered", tells_the_rest=True),
    EventKind.PAYMENT_REFUNDED: Letter("refunded"),
    EventKind.PAYMENT_REQUESTED_AGAIN: Letter("pay_again"),
    EventKind.PAYMENT_AUTHORIZED_AGAIN: Letter("paid_again"),
    EventKind.CARE_ANSWERED: Letter("answer"),
    **dict.fromkeys(_TOLD_OF_REQUESTS, Letter("request", adds=_decision_context)),
}


def write_notice(*, event: Event, now: datetime) -> Notification | None:
    """The stored notice that the event owes, written the first time it is asked for; None where it
    owes none.
    """
    letter = LETTERS.get(event.kind)
    if letter is None or "no_letter" in event.facts:
        return None
    if written := Notification.objects.filter(event=event, kind=letter.kind).first():
        return written
    order = event.order
    thread = thread_of(event) if letter.kind in IN_THE_THREAD else None
    context = context_of(event, now)
    if letter.kind == "answer":
        context |= answer_context(order=order, sentence=event.letter.text, thread=thread)
    elif event.kind == EventKind.MAIL_RECEIVED and thread is not None:
        context["reply_subject"] = reply_subject(thread.subject, otherwise="")
    cause = {"event": event, "kind": letter.kind}
    to = order.recipient.email
    if not to:
        return None  # a shopper who is forgotten is written to no more
    notice = store_notice(
        cause=cause, context=context, to=to, name=order.number, now=now, thread=thread
    )
    if letter.tells_the_rest:
        _store_told_arrivals(order, context)
    return notice


def _store_told_arrivals(order: Order, context: dict[str, Any]) -> None:
    """The letter has said when the rest arrives."""
    rest = context.get("to_come") or context["status"].to_come
    arrivals = {group.warehouse: group.dates.arrives for group in rest if group.dates.arrives}
    announced_dates.narrow_arrivals(order, arrivals)


def context_of(event: Event, now: datetime) -> dict[str, Any]:
    """What the templates of the event's letter are given."""
    order, letter = event.order, LETTERS[event.kind]
    store = order.policy.terms.file.store
    context = {
        "order": order,
        "recipient": order.recipient,
        "lines": order.lines.order_by("pk"),
        "event": event,
        "facts": event.facts,
        "terms": order.policy.terms,
        "store": store,
        "order_url": links.PLACEHOLDER,
        "faq_url": absolute_url("faq_version", order.policy.digest[:12]),
        "refund_days": REFUND_WORKING_DAYS,
    } | standing_of(event, now)
    if letter.adds is not None:
        context |= letter.adds(event)
    return context


def preview_letter(*, event: Event, now: datetime) -> dict[str, str]:
    """The letter that an event would owe, which isn't stored: its subject and its text. The
    address of the order's page isn't in it, and neither is the customer's name.
    """
    context = context_of(event, now) | {"recipient": {"name": "[name]"}}
    parts = render_letter(LETTERS[event.kind].kind, context)
    text = parts["body.txt"].replace(links.PLACEHOLDER, "(the link to the order's page)")
    return {"subject": parts["subject.txt"], "text": text}


def answer_context(*, order: Order, sentence: str, thread: Thread | None) -> dict[str, Any]:
    """What the templates of an answer need beside the order."""
    subject = reply_subject(
        thread.subject if thread else "", otherwise=f"About your order {order.number}"
    )
    return {"reply_subject": subject, "message": sentence.strip(), "greets": has_greeting(sentence)}


def render_letter(kind: str, context: dict[str, Any]) -> dict[str, str]:
    """The parts of a letter, in English whatever language the person at the desk reads."""
    with translation.override("en"):
        parts = {
            part: _render_part(f"notifications/{kind}/{part}", context).strip()
            for part in ("subject.txt", "body.txt", "body.html")
        }
    return parts | {"subject.txt": " ".join(parts["subject.txt"].split())[:200]}


def store_notice(
    *,
    cause: dict[str, Any],
    context: dict[str, Any],
    to: str,
    name: str,
    now: datetime,
    thread: Thread | None = None,
) -> Notification:
    """The one notice of a cause and kind, its words kept as they are first written. `name` begins
    its Message-ID; `thread` is the mail that it answers.
    """
    kind, answered = cause["kind"], thread or Thread()
    parts = render_letter(kind, context)
    domain = urlsplit(settings.SITE_URL).hostname or "localhost"
    notice, _ = Notification.objects.get_or_create(
        **cause,
        defaults={
            "message_id": f"<{name}.{kind}.{secrets.token_hex(8)}@{domain}>",
            "to": to,
            "subject": parts["subject.txt"],
            "text": parts["body.txt"] + "\n",
            "html": parts["body.html"],
            "in_reply_to": answered.message_id,
            "thread": answered.references,
            "written_at": now,
            "not_before": now,
        },
    )
    return notice


def _render_part(template: str, context: dict[str, Any]) -> str:
    """Only the HTML part is markup: a subject or a text that escapes a name would show it
    escaped.
    """
    loaded: Any = get_template(template)
    markup = template.endswith(".html")
    return as_text(loaded.template.render(Context(context, autoescape=markup)))


def send_notice(*, notice: Notification, clock: Callable[[], datetime]) -> bool:
    """Sends the notice if it is owed, and says so on the timeline. False where it didn't leave.

    Letters about dates leave in their order, and one that a later letter replaces doesn't leave.
    The mail leaves outside any transaction. A crash between sending and recording repeats the same
    message, under the same Message-ID, when the lease has run out; nothing else can. A permanent
    refusal of the address counts as a bounce; every other failure is kept on the notice, which is
    tried again later.
    """
    now = clock()
    if overtaken.waits_for_another(notice, now):
        return False
    if not EMAILS.lease_row(notice.pk, now=now):
        return False
    try:
        taken = copies.hand_over(build_email(notice, now=now))
    except Exception as problem:  # noqa: BLE001 - whatever it is: kept, seen and tried again
        _record_failure(notice, problem, clock())
        return False
    _record_sent(notice, taken, clock())
    return True


@transaction.atomic
def _record_sent(notice: Notification, taken: copies.HandedOver, now: datetime) -> None:
    unsent = Notification.objects.filter(pk=notice.pk, sent_at=None)
    if not unsent.update(sent_at=now, problem=""):
        return
    copy = copies.store_copy(notice=notice, taken=taken, now=now)
    if notice.event:
        letter = LETTERS[notice.event.kind]
        if letter.sent is not None:
            letter.sent(notice, notice.event, now)
        if letter.kind in overtaken.REPLACING:
            overtaken.stop_replaced(notice.event, now)
    copies.match_copy(copy, now=now)


@transaction.atomic
def _record_failure(notice: Notification, problem: Exception, now: datetime) -> None:
    refusal = refusal_of(problem, to=notice.to)
    if refusal:
        Notification.objects.filter(pk=notice.pk).update(refused_at=now, problem=refusal[:1000])
        copies.record_refusal(notice=notice, sentence=refusal, now=now)
        return
    attempts = notice.attempts + 1  # this one was counted by the lease
    EMAILS.postpone(notice.pk, attempts=attempts, problem=repr(problem), now=now)
    logging.getLogger(__name__).warning("A letter could not be sent: %r", problem)


def build_email(notice: Notification, *, now: datetime | None = None) -> EmailMultiAlternatives:
    """The letter as it leaves. The address of the order's page is put in only now: it is kept
    nowhere. A letter about an order that leaves at `now`, an hour or more after it was written,
    says so first: a time that it names may be over.
    """
    terms = notice.event.order.policy.terms if notice.event else terms_at(notice.written_at)
    store, text, html = terms.file.store, notice.text, notice.html
    is_late = now is not None and now - notice.written_at >= LATE_AFTER
    if is_late and notice.event is not None:
        written_at = instant_label(terms, notice.written_at)
        text, html = _with_late_note(text, html, written_at)
    email = EmailMultiAlternatives(
        subject=notice.subject,
        body=_with_link(notice, text),
        from_email=f'"{store.name}" <{store.care_email}>',
        to=[notice.to],
        headers={"Message-ID": notice.message_id}
        | _written_by_a_program(notice)
        | _ends_with_one_click(notice)
        | Thread("", notice.in_reply_to, notice.thread).headers,
    )
    email.attach_alternative(_with_link(notice, html), "text/html")
    return email


def _with_late_note(text: str, html: str, written_at: str) -> tuple[str, str]:
    before, heading, after = html.partition("<h1")
    if not heading:  # a person's own letter
        return text, html
    note = f"This email was written {written_at}, and sent only now. We're sorry."
    return f"{note}\n\n{text}", f"{before}<p>{escape(note)}</p>\n{heading}{after}"


def _with_link(notice: Notification, text: str) -> str:
    if notice.event is None:
        return text
    order = notice.event.order
    return text.replace(
        links.PLACEHOLDER, links.link_of(number=order.number, link_hash=order.link_hash)
    )


def _written_by_a_program(notice: Notification) -> dict[str, str]:
    """RFC 3834: what a program sends says so; what a person wrote doesn't."""
    if notice.kind in BY_A_PERSON:
        return {}
    return {"Auto-Submitted": "auto-replied" if notice.in_reply_to else "auto-generated"}


def _ends_with_one_click(notice: Notification) -> dict[str, str]:
    """RFC 8058: the mail program's own button ends the search."""
    if notice.search is None:
        return {}
    url = absolute_url("end_search", notice.search.key)
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def events_owing_notice(*, now: datetime, limit: int = 500) -> list[int]:
    """Events, oldest first, whose notice is unwritten or unsent and not being tried now."""
    unwritten = Event.objects.filter(kind__in=LETTERS, notices=None).exclude(
        Q(order__recipient__email="") | Q(facts__has_key="no_letter")
    )
    unsent = Event.objects.filter(notices__in=EMAILS.due(now))
    return sorted(
        {
            *unwritten.values_list("pk", flat=True)[:limit],
            *unsent.values_list("pk", flat=True)[:limit],
        }
    )[:limit]
