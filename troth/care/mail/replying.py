"""Answering a mail that belongs to no order: to its sender alone, and never to a program."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.db import transaction

from troth.care.cases import LONGEST_TEXT, CaseActionRefused
from troth.care.mail.meaning import PERSON
from troth.care.mail_models import DONE, NEW, OPEN, Mail, MailReply
from troth.email_addresses import mailbox_filter
from troth.orders.models import Order
from troth.worklist.actions import close_task

MOST_A_DAY = 10  # to one address
MOST_SUGGESTED = 10
DAY = timedelta(days=1)
BY_EMAIL = "Answered by email."
# Why a mail can't be answered.
NO_SENDER = "It names no single sender, so there is nobody to answer."
FORGED = "It shows signs of a forged sender: an answer may reach somebody else."
BY_A_PROGRAM = "A program or a mailing list wrote it: an answer could go back and forth for ever."
NOBODY_READS = "Nobody reads mail at its sender's address."
UNANSWERABLE = (NO_SENDER, FORGED, BY_A_PROGRAM, NOBODY_READS)
_NO_REPLY = re.compile(
    r"(no|not|do-?not|don-?t|never)[-._+]?repl(y|ies)|mailer-daemon|postmaster|bounces?|auto[-._]?(reply|responder)",
    re.IGNORECASE,
)


def why_unanswerable(mail: Mail) -> str:
    """Why a mail can't be answered, in words for staff; empty where it can."""
    local, _, domain = mail.sender.rpartition("@")
    if not local or not domain:
        return NO_SENDER
    if mail.forged:
        return FORGED
    if mail.kind != PERSON:
        return BY_A_PROGRAM
    return NOBODY_READS if _NO_REPLY.match(local) else ""


@transaction.atomic
def send_reply(
    *, mail: Mail, sentence: str, key: str, now: datetime, by: str
) -> tuple[MailReply, bool]:
    """What care answers a mail of no order, and whether it is new: the same `key` is one reply. The
    mail is then in its place, and can be answered again.

    Raises `CaseActionRefused` for an empty reply, for a mail of an order, for one that nobody may
    answer, and beyond `MOST_A_DAY` to its address.
    """
    stored = Mail.objects.select_for_update().get(pk=mail.pk)
    if existing := MailReply.objects.filter(mail=stored, key=key).first():
        return existing, False
    if not sentence.strip():
        raise CaseActionRefused("care", "The reply is empty.")
    _check_may_answer(stored, now)
    reply = MailReply.objects.create(
        mail=stored, key=key, body=sentence.strip()[:LONGEST_TEXT], by=by, at=now
    )
    Mail.objects.filter(pk=stored.pk, state=OPEN).update(
        state=DONE, answer_by=None, outcome=BY_EMAIL, ended_at=now, ended_by=by
    )
    close_task(key=f"mail.{stored.pk}", now=now, by=by, outcome=BY_EMAIL)
    return reply, True


def _check_may_answer(mail: Mail, now: datetime) -> None:
    if mail.request_id is not None:
        raise CaseActionRefused("care", "It belongs to a request now: reply there.")
    if mail.state == NEW:
        raise CaseActionRefused("care", "It hasn't been read yet: try again in a minute.")
    if why := why_unanswerable(mail):
        raise CaseActionRefused("care", why)
    recent = MailReply.objects.filter(mailbox_filter("mail__sender", mail.sender), at__gt=now - DAY)
    if recent.count() >= MOST_A_DAY:
        raise CaseActionRefused("care", "Too many replies to this address in one day.")


def likely_orders(mail: Mail) -> list[Order]:
    """The orders whose address a mail comes from, the latest first, for a person to choose from.
    None where the sender isn't proven: staff must not take a guess for a fact.
    """
    if not mail.sender_proven or not mail.sender:
        return []
    theirs = Order.objects.filter(mailbox_filter("recipient__email", mail.sender))
    return list(theirs.prefetch_related("lines").order_by("-placed_at", "-pk")[:MOST_SUGGESTED])
