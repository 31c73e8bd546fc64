"""Each mail to its place: kept whole first, then read, linked, and done, asked back, or put before
a person.

Clauses `care`, `cancellation_by_email`: it counts from when it was received, and only from the
order's own address.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from troth.actors import Actor
from troth.care import attaching
from troth.care.answering import change_answer
from troth.care.cancellations import cancellation
from troth.care.cases import (
    CaseActionRefused,
    lock_order,
    record_outcome,
    store_request,
    unended_request,
)
from troth.care.held_files import tell_of_infected
from troth.care.mail.meaning import BOUNCE, BULK, COMPLAINT, PERSON, Meaning, kind_of, meaning_of
from troth.care.mail.pages import words_of
from troth.care.mail.quoting import without_letters
from troth.care.mail.reading import ParsedMail, parse_mail
from troth.care.mail.reports import reported_letter
from troth.care.mail.senders import Dns, SenderVerification, verify_sender
from troth.care.mail_models import DONE, NEW, OPEN, Mail
from troth.care.models import CANCEL, DAMAGED, NOT_AUTHENTIC, NOT_RECEIVED, OTHER, CareCase
from troth.care.outbox import MAILS
from troth.email_addresses import same_mailbox
from troth.event_kinds import EventKind
from troth.orders.actions import mark_confirmation_bounced
from troth.orders.models import Event, Order
from troth.orders.numbers import order_numbers
from troth.orders.policy_versions import terms_at
from troth.policy.dates.hours import deadline_label, end_of_next_business_day
from troth.policy.lifecycle import LineState
from troth.scanning.actions import scan_files, scan_result
from troth.scanning.models import INFECTED
from troth.worklist.actions import close_task

MOST_BYTES = 40_000_000
MOST_ATTEMPTS = 8
MOST_RECEIPTS = 3  # a day and order
MOST_LETTERS = 60  # the latest of an order's, that a mail may quote
RECEIVED, KEPT = EventKind.MAIL_RECEIVED, EventKind.MAIL_RECEIVED_WITHOUT_RECEIPT
CHANGE = "change"


def store_mail(raw: bytes, *, received_at: datetime, how: str, now: datetime) -> Mail:
    """Keeps a message whole, once, before anything is made of it. Of one larger than any mail, its
    beginning: a cut message proves nobody, so a person looks, and finds the rest where it came in.
    """
    raw = raw[:MOST_BYTES]
    digest = _message_digest(raw)
    if existing := Mail.objects.filter(digest=digest).first():
        return existing
    mail = Mail(digest=digest, received_at=received_at, how=how, not_before=now)
    mail.raw.save(f"mail/{digest[:2]}/{digest}.eml", ContentFile(raw), save=False)
    try:
        with transaction.atomic():
            mail.save()
    except IntegrityError:  # the same one by another way, at the same moment
        return Mail.objects.get(digest=digest)
    return mail


def _message_digest(raw: bytes) -> str:
    """The same for one message that came by two ways, with other trace headers above it."""
    head, _, body = raw.partition(b"\r\n\r\n") if b"\r\n\r\n" in raw else raw.partition(b"\n\n")
    lines = head.lower().replace(b"\r\n", b"\n").split(b"\n")
    headers = [
        line.strip()
        for line in lines
        if line.startswith((b"message-id:", b"from:", b"subject:", b"date:"))
    ]
    if not any(line.startswith(b"message-id:") for line in headers):
        return hashlib.sha256(raw).hexdigest()
    return hashlib.sha256(
        b"\n".join([*sorted(headers), hashlib.sha256(body.replace(b"\r\n", b"\n")).digest()])
    ).hexdigest()


def process_mail(
    *, mail_id: int, clock: Callable[[], datetime], dns: Dns, authserv_id: str, our_domain: str
) -> bool:
    """Reads a mail and puts it in its place, once. What fails is kept on it and tried again; then a
    person looks.
    """
    now = clock()
    if not MAILS.lease_row(mail_id, now=now):
        return False
    mail = Mail.objects.get(pk=mail_id)
    try:
        with mail.raw.open("rb") as file:
            raw = file.read()
        message = parse_mail(raw)
        theirs, meant = _read_meaning(mail, message, our_domain, now)
        files = _scanned_files(message) if theirs else []
        proof = verify_sender(raw, message, dns=dns, authserv_id=authserv_id)
        _route_mail(mail, message, meant, proof, theirs, files, clock())
    except Exception as problem:  # noqa: BLE001 - a crafted mail must not be lost, nor stop the others
        if mail.attempts >= MOST_ATTEMPTS:
            _leave_to_person(mail, f"It can't be read: {problem!r}"[:200], clock())
        else:
            MAILS.postpone(mail.pk, attempts=mail.attempts, problem=repr(problem), now=now)
        return False
    return True


def _read_meaning(
    mail: Mail, message: ParsedMail, our_domain: str, now: datetime
) -> tuple[bool, Meaning]:
    """Whether it is from its order's address, and what it asks for; both are recorded on it."""
    mail.order = order_of(message)
    theirs = mail.order is not None and same_mailbox(mail.order.recipient.email, message.sender)
    kind = kind_of(message, care_email=terms_at(now).file.store.care_email, our_domain=our_domain)
    if mail.order is not None:
        message.own, message.repeated = without_letters(message.own, _letter_texts(mail.order))
    # A group's address marks whatever it hands on as a list's.
    return theirs, _record_contents(mail, message, PERSON if kind == BULK and theirs else kind)


def _letter_texts(order: Order) -> list[str]:
    """What we have written about an order, as text and as its page reads: quoted without a mark,
    it isn't what the shopper asks for.
    """
    letters = order.events.exclude(notices=None).order_by("-pk")
    rows = letters.values_list("notices__text", "notices__html")[:MOST_LETTERS]
    return [body for text, html in rows for body in (text, words_of(html))]


def _record_contents(mail: Mail, message: ParsedMail, kind: str) -> Meaning:
    meant = meaning_of(message) if kind == PERSON else Meaning(None)
    mail.message_id, mail.sender, mail.subject = (
        message.message_id[:260],
        message.sender[:254],
        message.subject[:500],
    )
    mail.thread = " ".join(message.thread)
    mail.own, mail.kind, mail.suggests, mail.clear = (
        message.own[:20_000],
        kind,
        meant.suggests or "",
        meant.clear,
    )
    return meant


@transaction.atomic
def _route_mail(
    mail: Mail,
    message: ParsedMail,
    meant: Meaning,
    proof: SenderVerification,
    theirs: bool,
    files: list[ContentFile[bytes]],
    now: datetime,
) -> None:
    """What is made of it, in one step: the mail is no longer new exactly when this has happened."""
    mail.proven, mail.proof = proof.proven and theirs, proof.explanation[:300]
    mail.sender_proven, mail.forged = proof.proven, proof.forged
    if Mail.objects.select_for_update().filter(pk=mail.pk, state=NEW).first() is None:
        return
    mail.state, mail.ended_at, mail.ended_by, mail.outcome = (
        DONE,
        now,
        "policy",
        "Kept: no person wrote it.",
    )
    if mail.kind == BOUNCE:
        _handle_bounce(mail, message, now)
    elif mail.kind == COMPLAINT:  # a person's, unless the letter it is about is found
        _keep_open(mail, "Somebody called a letter of ours spam.", now)
    elif mail.kind == PERSON:
        _route_persons_mail(mail, meant, theirs and not proof.ambiguous, files, now)
    mail.save()


def _scanned_files(message: ParsedMail) -> list[ContentFile[bytes]]:
    """What is attached, scanned before any row is locked: a scan takes its time."""
    files = [
        ContentFile(content, name=name) for name, content in message.files[: attaching.MOST_FILES]
    ]
    scan_files(files)
    return files


def _route_persons_mail(
    mail: Mail,
    meant: Meaning,
    theirs: bool,
    files: list[ContentFile[bytes]],
    now: datetime,
) -> None:
    """`theirs`: its one sender is the order's address, proven or not. A mail that fails the
    sender's own policy (DMARC), as an honest one does that was forwarded, is treated like one
    without a signature: a request to cancel is frozen, and the order's address is asked.
    """
    if mail.order is None:
        _keep_open(mail, "No order is named.", now)
    elif not theirs:
        _keep_open(mail, "It isn't from the order's address, or shows signs of a lie.", now)
    elif mail.suggests == CANCEL and not cancellation.is_cancelled(mail.order):
        _handle_cancel_mail(mail, now)
    else:
        _create_request(mail, now)
        if meant.cancels and mail.suggests != CANCEL:
            _hold_and_confirm(mail, now)
    if mail.request is not None:
        attaching.attach_files(request=mail.request, files=files, now=now, by=Actor.SHOPPER)
        infected = [result for result in map(scan_result, files) if result.state == INFECTED]
        if infected:
            tell_of_infected(request=mail.request, signature=infected[0].scanner_response, now=now)


def _handle_cancel_mail(mail: Mail, now: datetime) -> None:
    """Proven and plain, it is done like a press of the button. Else it is frozen, and the order's
    address is asked.

    The number must stand in what the signature covers: a letter to somebody else, sent on to us,
    names no order here.
    """
    order = mail.order
    assert order is not None
    if mail.proven and mail.clear and order.number in order_numbers(f"{mail.subject}\n{mail.own}"):
        kwargs: dict[str, Any] = {
            "asked_at": mail.received_at,
            "now": now,
            "by": Actor.SHOPPER,
            "how": "mail",
        }
        mail.request = cancellation.request_cancellation(order=order, sentence=mail.own, **kwargs)
        mail.outcome = "Done like a press of the button."
    elif existing := unended_request(stored := lock_order(order), CANCEL):
        mail.request, mail.outcome = existing, "It is asked for already."
    elif cancellation.is_cancelled(stored):  # at this moment
        _create_request(mail, now)
    else:
        mail.request = cancellation.request_confirmation(
            order=order,
            asked_at=mail.received_at,
            now=now,
            sentence=mail.own,
            proven=mail.proven,
            mail=mail.pk,
        )
        mail.outcome = "Frozen, and asked back to the order's address."


def _hold_and_confirm(mail: Mail, now: datetime) -> None:
    """Beside what a person answers, it seems to ask to cancel: what can still be frozen is, and is
    asked back.
    """
    order = mail.order
    assert order is not None
    if cancellation.verdict_of(
        order, asked_at=mail.received_at
    ).verdict != "refused" and not cancellation.is_cancelled(order):
        kwargs: dict[str, Any] = {
            "sentence": mail.own,
            "proven": mail.proven,
            "mail": mail.pk,
        }
        if unended_request(lock_order(order), CANCEL) is None:
            cancellation.request_confirmation(
                order=order, asked_at=mail.received_at, now=now, **kwargs
            )
        mail.outcome = (
            "A request that a person answers; frozen too, and asked back to the order's address."
        )


def _create_request(mail: Mail, now: datetime) -> None:
    """What a person must answer: one request a mail, with what it seems to ask for."""
    order = mail.order
    assert order is not None
    answer_by = end_of_next_business_day(order.policy.terms, now)
    verdict = {
        "verdict": "asked",
        "clause": "care",
        "sentence": "We have your message.",
        "steps": [],
    }
    facts = {"mail": mail.pk, "suggests": mail.suggests}
    mail.request = store_request(
        order=order,
        kind=OTHER,
        about=f"mail-{mail.pk}",
        sentence=mail.own or mail.subject,
        how="mail",
        by=Actor.SHOPPER,
        asked_at=mail.received_at,
        verdict=verdict,
        answer_by=answer_by,
        facts=facts,
    )
    mail.outcome = "A request that a person answers."
    # Two programs that answer each other stop here.
    today = Event.objects.filter(order=order, kind=RECEIVED, at__gt=now - timedelta(days=1)).count()
    kind = RECEIVED if today < MOST_RECEIPTS else KEPT
    receipt = receipt_of(order, suggests=mail.suggests, answer_by=answer_by, now=now)
    record_outcome(
        request=mail.request, kind=kind, now=now, by=Actor.SHOPPER, mail=mail.pk, **receipt
    )


def receipt_of(
    order: Order, *, suggests: str, answer_by: datetime, now: datetime
) -> dict[str, str]:
    """What the order's own address is told at once: the rule, to who asks for a change; to
    everybody, by when a person answers. It never goes to another address, whoever wrote.
    """
    until = deadline_label(order.policy.terms, answer_by)
    by_person = f"A person reads your message and replies by {until}."
    if suggests == CHANGE:
        return {
            "clause": "no_changes",
            "sentence": f"{change_answer(order, now=now)} {by_person}",
            "suggests": CHANGE,
        }
    sent = any(line.state in (LineState.SHIPPED, LineState.DELIVERED) for line in order.lines.all())
    if sent and suggests in (NOT_RECEIVED, DAMAGED, NOT_AUTHENTIC):
        return {
            "sentence": f"{by_person} You can also report it yourself on your order's page: it is"
            " filed at once.",
            "suggests": suggests,
        }
    return {"sentence": by_person}


def _handle_bounce(mail: Mail, message: ParsedMail, now: datetime) -> None:
    """A letter of ours that didn't arrive. Of the confirmation, that is told on the timeline, and
    care must act.
    """
    if mail.order is None:
        _keep_open(mail, "A letter of ours came back.", now)
        return
    sent = mail.order.events.filter(kind=EventKind.CONFIRMATION_SENT).values_list(
        "facts__message_id", flat=True
    )
    # Its name is a secret of ours and the sender's.
    if set(sent) & set(reported_letter(message).ids):
        mark_confirmation_bounced(
            order=mail.order,
            sentence=message.subject,
            now=now,
            by=Actor.MAILBOX,
            at=mail.received_at,
        )
    _keep_open(mail, "A letter of ours came back: reach the shopper in another way.", now)


def _keep_open(mail: Mail, why: str, now: datetime) -> None:
    mail.state, mail.ended_at, mail.ended_by, mail.outcome = OPEN, None, "", why[:200]
    mail.answer_by = end_of_next_business_day(
        mail.order.policy.terms if mail.order else terms_at(now), now
    )


def _leave_to_person(mail: Mail, why: str, now: datetime) -> None:
    fields = {
        "state": OPEN,
        "outcome": why,
        "answer_by": end_of_next_business_day(terms_at(now), now),
    }
    Mail.objects.filter(pk=mail.pk, state=NEW).update(**fields)


def order_of(message: ParsedMail) -> Order | None:
    """The one order that the mail names: in its subject or own words, in the address it came to, or
    by answering us.

    What it quotes counts only where nothing else names one. Two orders in its own words are none.
    """
    orders = Order.objects.select_related("policy", "recipient").prefetch_related("events")
    for numbers in (
        order_numbers(f"{message.subject}\n{message.own}"),
        order_numbers(" ".join(message.to)),
        _by_thread(message),
        order_numbers(message.quoted[:20_000]) or order_numbers(message.report[:20_000]),
    ):
        if numbers:
            matches = list(orders.filter(number__in=numbers[:20]).order_by("pk")[:2])
            if matches or len(numbers) > 1:
                return matches[0] if len(matches) == 1 and len(numbers) == 1 else None
    return None


def _by_thread(message: ParsedMail) -> list[str]:
    """The orders whose letters it answers: a letter's Message-ID begins with its order's number."""
    return order_numbers(" ".join(message.replies_to[:10]))[:1]


@transaction.atomic
def link_to_order(*, mail: Mail, order: Order, now: datetime, by: str) -> CareCase:
    """A person says which order a mail belongs to: it becomes a request of that order."""
    stored = Mail.objects.select_for_update().get(pk=mail.pk)
    if stored.request is not None:
        return stored.request
    if stored.state != OPEN:
        raise CaseActionRefused("care", "It is in its place already.")
    stored.order = Order.objects.select_related("policy", "recipient").get(pk=order.pk)
    _create_request(stored, now)
    stored.state, stored.ended_at, stored.ended_by = DONE, now, by
    stored.save()
    close_task(key=f"mail.{stored.pk}", now=now, by=by, outcome="Linked to its order.")
    assert stored.request is not None
    return stored.request


@transaction.atomic
def dismiss_mail(*, mail: Mail, why: str, now: datetime, by: str) -> bool:
    """A person says that nothing is to be done with it. False where it was in its place already."""
    fields: dict[str, Any] = {
        "state": DONE,
        "outcome": why.strip()[:200] or "Put away.",
        "ended_at": now,
        "ended_by": by,
    }
    if not Mail.objects.filter(pk=mail.pk, state=OPEN).update(answer_by=None, **fields):
        return False
    close_task(key=f"mail.{mail.pk}", now=now, by=by, outcome=fields["outcome"])
    return True
