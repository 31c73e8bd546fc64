"""What care says: the reply that is emailed, the answer to begin from, and notes among staff."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import transaction

from troth.care import damage, erasure_requests
from troth.care.authenticity_refunds import authenticity, proving
from troth.care.cancellations import cancellation
from troth.care.cases import (
    LONGEST_TEXT,
    CaseActionRefused,
    close_request,
    lock_order,
    record_outcome,
)
from troth.care.models import (
    CANCEL,
    DAMAGED,
    DONE,
    FORGET,
    NOT_AUTHENTIC,
    NOT_RECEIVED,
    OTHER,
    Attachment,
    CareCase,
    Mail,
    Note,
)
from troth.care.not_received import claims
from troth.event_kinds import EventKind
from troth.orders.models import Event, Line, Order
from troth.payments.payment_requests import money_now
from troth.policy.dates.delay import cancelled_with
from troth.policy.dates.hours import deadline_label, end_of_next_business_day
from troth.policy.lifecycle import LineState

ANSWERED = EventKind.CARE_ANSWERED
BY_EMAIL, WITHOUT_REPLY = "answered", "closed"
MOST_REPLIES_A_DAY = 20  # to one order
DAY = timedelta(days=1)
NO_CHANGES = (
    "An order can't be changed by anyone once it is placed: not its address, its pieces or anything"
    " else."
)
NOT_PROVEN = "The sender isn't proven: have the shopper ask for it on the order's page."
NOT_ATTACHED = (
    "The authenticator's report isn't attached: ask the shopper to send it, as a PDF or photos."
)
_Thing = TypeVar("_Thing")
_PROPOSED = {
    CANCEL: "Your order is cancelled, and everything goes back to the card you paid with.",
    NOT_RECEIVED: (
        "The carrier could not find your parcel, so everything you paid for it goes back to your"
        " card."
    ),
    NOT_AUTHENTIC: "They have confirmed to us that the report is theirs.",
    DAMAGED: "We compared your photos with the listing and with those from when it was packed.",
}


def proposed_answer(request: CareCase, *, now: datetime) -> str:
    """An answer to begin from: the policy's own words where it has decided, else the usual ones."""
    if request.facts.get("suggests") == "change":
        return change_answer(request.order, now=now)
    if request.facts.get("suggests") == "forget":
        return (
            "You can have it done on your order's page, which tells what is erased and what stays."
        )
    decided = request.verdict.get("verdict") in ("refused", "closed")
    if decided and "unconfirmed" in request.facts:  # its own words only ask the shopper back
        return cancellation.verdict_of(request.order, asked_at=request.asked_at).sentence
    return str(request.verdict["sentence"]) if decided else _PROPOSED.get(request.kind, "")


def change_answer(order: Order, *, now: datetime) -> str:
    """Clause `no_changes`: nobody changes an order; and what the shopper can do instead now."""
    if cancellation.is_cancelled(order):
        return f"{NO_CHANGES} This order is cancelled, so nothing of it will ship."
    verdict = cancellation.verdict_of(order, asked_at=now)
    if verdict.verdict == "refused":
        return f"{NO_CHANGES} {verdict.sentence}"
    money = money_now(order)
    again = (
        "Its pieces are back on sale as soon as it is cancelled, so somebody else may buy them"
        " first."
    )
    if verdict.verdict == "best_effort":
        return (
            f"{NO_CHANGES} The cancellation window has closed, but today isn't a business day: you"
            " can still ask to cancel on your order's page. If it hasn't shipped when we open, we"
            f" cancel it, {cancelled_with(money)}, and you can order again. {again}"
        )
    until = verdict.closes_at
    back = " for a full refund" if money == "charged" else ", charged nothing,"
    limit = (
        f" until {deadline_label(order.policy.terms, until)}"
        if until
        else ": the window hasn't begun yet"
    )
    return (
        f"{NO_CHANGES} What you can do: cancel it on your order's page{back}{limit},"
        f" and order again. {again}"
    )


def mail_of(request: CareCase) -> Mail | None:
    """The mail that a request came by, or that came last about it."""
    if linked := request.mails.order_by("pk").last():
        return linked
    return Mail.objects.filter(pk=request.facts.get("mail"), order=request.order_id).first()


@transaction.atomic
def send_reply(
    *, request: CareCase, sentence: str, key: str, now: datetime, by: str, closes: bool = False
) -> bool:
    """What care says to the shopper is emailed to the order's address, in the thread of the mail
    that asked, and stands on the order's timeline. The same `key` sends one. With `closes` it also
    ends a question; every other request ends by its decision. False where nothing new was sent.

    A question that stays open after a reply is due again by the end of the next business day.
    Raises `CaseActionRefused` for an empty reply, for a shopper who was forgotten, and beyond
    `MOST_REPLIES_A_DAY`.
    """
    order = lock_order(request.order)
    if not sentence.strip():
        raise CaseActionRefused("care", "The reply is empty.")
    if not order.recipient.email:
        raise CaseActionRefused(
            "care", "The shopper asked to be forgotten: there is no address to write to."
        )
    new = not Event.objects.filter(order=order, kind=ANSWERED, facts__key=key).exists()
    if new:
        _check_daily_limit(order, now)
        event = record_outcome(request=request, kind=ANSWERED, now=now, by=by, key=key)
        Note.objects.create(
            request=request, event=event, text=sentence.strip()[:LONGEST_TEXT], by=by, at=now
        )
    if request.kind == OTHER and closes:
        reason = "Answered by email."
        close_request(request=request, outcome=BY_EMAIL, reason=reason, now=now, by=by)
    elif request.kind == OTHER and new:
        answer_by = end_of_next_business_day(order.policy.terms, now)
        CareCase.objects.exclude(state=DONE).filter(pk=request.pk).update(answer_by=answer_by)
    return new


def _check_daily_limit(order: Order, now: datetime) -> None:
    recent = Event.objects.filter(order=order, kind=ANSWERED, at__gt=now - DAY).count()
    if recent >= MOST_REPLIES_A_DAY:
        raise CaseActionRefused(
            "care", "Too many replies to this order in one day: call the shopper."
        )


@transaction.atomic
def close_without_reply(*, request: CareCase, reason: str, now: datetime, by: str) -> bool:
    """A person ends a question without writing to the shopper, for a reason that staff can read.
    False where it had ended.

    Raises `CaseActionRefused` without a reason, and for what ends by a decision.
    """
    if not reason.strip():
        raise CaseActionRefused("care", "Give the reason for closing it without a reply.")
    if request.kind != OTHER:
        raise CaseActionRefused(
            "care", "This request ends by its decision, which the shopper is told."
        )
    ended = close_request(
        request=request, outcome=WITHOUT_REPLY, reason="Closed without a reply.", now=now, by=by
    )
    if ended:
        add_note(
            request=request, sentence=f"Closed without a reply: {reason.strip()}", now=now, by=by
        )
    return ended


@transaction.atomic
def refile_request(*, request: CareCase, kind: str, now: datetime, by: str) -> CareCase:
    """A person says what a mail asks for: it is filed as that, and counts from when the mail was
    received. The mail and what came with it go along.

    Raises `CaseActionRefused` where it isn't plain which parcel or piece is meant, and what the
    filing itself raises.
    """
    file_request = _FILED_BY.get(kind)
    if file_request is None:
        raise CaseActionRefused("care", "Choose one of the kinds.")
    filed = file_request(request, now, by)
    _move_mail_and_files(request, filed)
    close_request(
        request=request, outcome="refiled", reason=f"Filed as {filed.key}.", now=now, by=by
    )
    return filed


def _file_cancellation(request: CareCase, now: datetime, by: str) -> CareCase:
    mail = mail_of(request)
    if mail is not None and not mail.proven:  # nobody acts on a sender who is only believed
        return cancellation.request_confirmation(
            order=request.order,
            asked_at=request.asked_at,
            now=now,
            sentence=request.message,
            proven=False,
            mail=mail.pk,
        )
    return cancellation.request_cancellation(
        order=request.order,
        sentence=request.message,
        asked_at=request.asked_at,
        now=now,
        by=by,
        how="mail",
    )


def _file_not_received(request: CareCase, now: datetime, by: str) -> CareCase:
    number = _require_single(_shipped_numbers(request.order), "parcel", "non_receipt")
    return claims.report_not_received(
        order=request.order,
        number=number,
        sentence=request.message,
        asked_at=request.asked_at,
        now=now,
        by=by,
        how="mail",
    )


def _file_erasure(request: CareCase, now: datetime, by: str) -> CareCase:
    mail = mail_of(request)
    if mail is None or not mail.proven:
        raise CaseActionRefused("care", NOT_PROVEN)
    return erasure_requests.request_erasure(
        order=request.order, asked_at=request.asked_at, now=now, by=by, how="mail"
    )


def _file_damage(request: CareCase, now: datetime, by: str) -> CareCase:
    line = _require_single(_pieces_with_shopper(request.order), "piece", "care")
    return damage.report_damage(
        order=request.order,
        line=line,
        sentence=request.message or "See the mail.",
        asked_at=request.asked_at,
        now=now,
        by=by,
        how="mail",
    )


def _file_not_authentic(request: CareCase, now: datetime, by: str) -> CareCase:
    line = _require_single(_pieces_with_shopper(request.order), "piece", "care")
    if not _has_report(request):
        raise CaseActionRefused(proving.CLAUSE, NOT_ATTACHED)
    return authenticity.report_not_authentic(
        order=request.order,
        line=line,
        authenticator="",
        sentence=request.message,
        asked_at=request.asked_at,
        now=now,
        by=by,
        how="mail",
    )


_FILED_BY = {
    CANCEL: _file_cancellation,
    NOT_RECEIVED: _file_not_received,
    FORGET: _file_erasure,
    DAMAGED: _file_damage,
    NOT_AUTHENTIC: _file_not_authentic,
}


def why_not_refile(request: CareCase, kind: str) -> str:
    """Why a mail can't be filed as this now, in words for staff; empty where it can."""
    order, mail = request.order, mail_of(request)
    if kind == CANCEL:
        return cancellation.OFF if cancellation.is_cancelled(order) else ""
    if kind == NOT_RECEIVED:
        return _why_not_single(_shipped_numbers(order), "parcel")
    if kind == FORGET:
        return NOT_PROVEN if mail is None or not mail.proven else ""
    if kind == NOT_AUTHENTIC and not _has_report(request):
        return NOT_ATTACHED
    return _why_not_single(_pieces_with_shopper(order), "piece")


def _shipped_numbers(order: Order) -> list[str]:
    """The numbers of what has shipped."""
    return [event.facts["number"] for event in claims.parcel_events(order)]


def _pieces_with_shopper(order: Order) -> list[Line]:
    """What the shopper has, or is on its way to them."""
    return [
        line for line in order.lines.all() if line.state in (LineState.SHIPPED, LineState.DELIVERED)
    ]


def _has_report(request: CareCase) -> bool:
    return request.attachments.exclude(file="").exists()


def _move_mail_and_files(request: CareCase, filed: CareCase) -> None:
    """The mail and its files belong to what it was filed as, so that the letters about that go out
    in the mail's thread.
    """
    if filed.pk == request.pk:
        return
    request.mails.update(request=filed)
    stored_digests = set(filed.attachments.values_list("digest", flat=True))
    Attachment.objects.bulk_create(
        Attachment(
            request=filed,
            file=attachment.file.name,
            name=attachment.name,
            kind=attachment.kind,
            digest=attachment.digest,
            by=attachment.by,
            at=attachment.at,
        )
        for attachment in request.attachments.exclude(file="").order_by("pk")
        if attachment.digest not in stored_digests
    )


def _require_single(candidates: list[_Thing], noun: str, clause: str) -> _Thing:
    if why_not := _why_not_single(candidates, noun):
        raise CaseActionRefused(clause, why_not)
    return candidates[0]


def _why_not_single(candidates: list[Any], noun: str) -> str:
    if len(candidates) == 1:
        return ""
    return f"The order has {len(candidates)} such {noun}s: ask the shopper which one is meant."


@transaction.atomic
def add_note(*, request: CareCase, sentence: str, now: datetime, by: str) -> Note:
    """Keeps what staff say of it. Raises `CaseActionRefused` for nothing."""
    if not sentence.strip():
        raise CaseActionRefused("care", "The note is empty.")
    return Note.objects.create(request=request, text=sentence.strip()[:LONGEST_TEXT], by=by, at=now)
