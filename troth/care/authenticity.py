"""Not authentic: a report by somebody whose word counts, the piece back, two people's eyes,
everything refunded.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from troth.care.asking import (
    UnableTo,
    end,
    keep,
    locked,
    tell,
    unended,
)
from troth.care.models import ASLEEP, DONE, NOT_AUTHENTIC, OPEN, Authenticator, Opinion, Request
from troth.catalog.barring import bar
from troth.orders.models import Line, Order
from troth.payments import actions as payments
from troth.policy.answers import Step
from troth.policy.hours import deadline_label, end_of_next_business_day
from troth.policy.lifecycle import ENDED
from troth.policy.promise import local_time

REPORTED, RETURN, BACK, PROVEN, REFUSED = (
    "authenticity.reported",
    "authenticity.return",
    "authenticity.back",
    "authenticity.proven",
    "authenticity.refused",
)
CLAUSE = "authenticity_refund"


def verified(*, on: date) -> list[Authenticator]:
    """Those whose word counts on that day."""
    told = Authenticator.objects.filter(verified_on__lte=on).order_by("name")
    return [each for each in told if each.ended_on is None or each.ended_on > on]


@transaction.atomic
def report(
    *,
    order: Order,
    line: Line,
    authenticator: str,
    says: str,
    asked_at: datetime,
    now: datetime,
    by: str,
    how: str,
) -> Request:
    """The shopper reports that a piece isn't authentic. No time limit; asked again, it is the same
    report.

    Raises `UnableTo` before the piece was delivered.
    """
    stored = locked(order)
    line = stored.lines.get(pk=line.pk)
    if line.state not in ("shipped", "delivered"):
        raise UnableTo(
            CLAUSE, f"{line.title} hasn't been delivered yet: this is for a piece that you have."
        )
    if kept := unended(stored, NOT_AUTHENTIC, str(line.pk)):
        return kept
    known = next(
        (
            each
            for each in verified(on=local_time(stored.policy.terms, now).date())
            if each.name == authenticator
        ),
        None,
    )
    step = Step(
        CLAUSE, _first_step(known, authenticator), local_time(stored.policy.terms, asked_at)
    )
    verdict = {"verdict": "reported", "clause": CLAUSE, "says": step.says, "steps": [step.data()]}
    request = keep(
        order=stored,
        kind=NOT_AUTHENTIC,
        about=str(line.pk),
        says=says,
        how=how,
        by=by,
        asked_at=asked_at,
        verdict=verdict,
        answer_by=end_of_next_business_day(stored.policy.terms, now),
        facts={"authenticator": authenticator[:120], "verified": known is not None},
    )
    tell(request=request, kind=REPORTED, now=now, by=by, title=line.title, **verdict)
    return request


def _first_step(known: Authenticator | None, name: str) -> str:
    if known is not None:
        return (
            f"{known.name}'s word counts here; care makes sure that the report is theirs, and"
            " answers."
        )
    return (
        f"{name[:120] or 'Whoever wrote it'} isn't on the store's list; care looks at the report"
        " and answers."
    )


@transaction.atomic
def check_origin(*, request: Request, genuine: bool, why: str, now: datetime, by: str) -> Request:
    """A person has asked whoever wrote the report whether it is theirs. Yes offers the return; no
    refuses, with why.
    """
    locked(request.order)
    request = _unended(request)
    if not why.strip():
        raise UnableTo(CLAUSE, "Say how you made sure, or why not: the shopper is told.")
    if not genuine:
        says = (
            f"{why.strip()} What remains: a report by one of the store's verified authenticators,"
            " at any time."
        )
        if end(request=request, outcome="refused", reason=says, now=now, by=by):
            tell(request=request, kind=REFUSED, now=now, by=by, says=says, clause=CLAUSE)
        return Request.objects.get(pk=request.pk)
    if "origin" in request.facts:
        return request
    facts = request.facts | {"origin": why.strip()[:1000], "origin_by": by}
    # There is no last day for it: it is a person's turn once the warehouse has checked it in.
    Request.objects.filter(pk=request.pk).update(
        facts=facts, state=ASLEEP, wakes_at=None, answer_by=None
    )
    line = request.order.lines.get(pk=int(request.about))
    told: dict[str, Any] = {"line": line.pk, "title": line.title, "clause": CLAUSE}
    tell(request=request, kind=RETURN, now=now, by=by, **told)
    return Request.objects.get(pk=request.pk)


@transaction.atomic
def back(*, request: Request, now: datetime, by: str) -> Request:
    """The warehouse has checked the piece in: people look at it beside the evidence of its first
    evaluation. Once.
    """
    stored = locked(request.order)
    request = _unended(request)
    line = stored.lines.get(pk=int(request.about))
    if "origin" not in request.facts:
        raise UnableTo(CLAUSE, "The report's origin comes first.")
    if line.state != "returned":
        raise UnableTo(
            CLAUSE, "The warehouse checks the piece in first, by its tag and with a photo."
        )
    if stored.events.filter(kind=BACK, facts__request=request.key).exists():
        return request
    answer_by = end_of_next_business_day(stored.policy.terms, now)
    Request.objects.filter(pk=request.pk).update(state=OPEN, wakes_at=None, answer_by=answer_by)
    until = deadline_label(stored.policy.terms, answer_by)
    says = f"Thank you: it has reached us. We look at it and answer by {until}."
    tell(request=request, kind=BACK, now=now, by=by, title=line.title, says=says)
    return Request.objects.get(pk=request.pk)


@transaction.atomic
def opine(*, request: Request, authentic: bool, says: str, now: datetime, by: User) -> Request:
    """One person's opinion. Two that say no original prove it; two that say original end it, and
    the piece goes back.

    Two that differ wait for a third. Raises `UnableTo` before the piece is here, and where one
    person has two.
    """
    stored = locked(request.order)
    request = _unended(request)
    line = stored.lines.select_related("item").get(pk=int(request.about))
    if line.state != "returned":
        raise UnableTo(CLAUSE, "The piece comes back first.")
    if not says.strip():
        raise UnableTo(CLAUSE, "Say what you found.")
    name = f"staff:{by.get_username()}"[:100]
    try:
        with transaction.atomic():
            Opinion.objects.create(
                request=request, authentic=authentic, says=says.strip()[:4000], by=name, at=now
            )
    except IntegrityError:
        raise UnableTo(CLAUSE, "You have given your opinion: another person must look.") from None
    agreeing = [each.by for each in request.opinions.filter(authentic=authentic).order_by("pk")]
    if len(agreeing) >= 2:
        people = ", ".join(agreeing)[:100]  # each opinion has its whole name
        if authentic:
            _original(request, says, now, people)
        else:
            _proven(stored, request, line, now, by, people)
    return Request.objects.get(pk=request.pk)


def _proven(
    order: Order, request: Request, line: Line, now: datetime, by: User, people: str
) -> None:
    evidence: dict[str, Any] = {
        "request": request.key,
        "opinions": [each.says for each in request.opinions.all()],
    }
    flagged = bar(
        item=line.item,
        reason=f"{order.number}: proven not authentic",
        evidence=evidence,
        by=by,
        now=now,
    )
    Request.objects.filter(pk=request.pk).update(
        facts=request.facts | {"flagged": [item.pk for item in flagged]}
    )
    says = (
        "Two of our experts agree. Everything that was paid for the piece goes back: price, tax,"
        " shipping."
    )
    if end(request=request, outcome="proven", reason=says, now=now, by=people):
        tell(
            request=request,
            kind=PROVEN,
            now=now,
            by=people,
            says=says,
            clause=CLAUSE,
            title=line.title,
        )
        _everything_back(order, request, line, now, people)


def _everything_back(
    order: Order, request: Request, line: Line, now: datetime, people: str
) -> None:
    """All that was paid for it; the whole shipping where it is all that the order has left."""
    payment = getattr(order, "payment", None)
    if payment is None:  # placed before payments were taken here: care gives it back by hand
        return
    parts, left = payments.paid_for(order, [line]), payments.left_to_give(payment)
    others = order.lines.exclude(pk=line.pk).exclude(state__in=[*ENDED, "returned", "lost"])
    parts = (
        left
        if not others.exists()
        else {name: min(cents, left[name]) for name, cents in parts.items()}
    )
    cents = {name: part for name, part in parts.items() if part > 0}
    if cents:
        payments.owe_refund(
            payment=payment,
            amount_cents=sum(cents.values()),
            key=f"authentic.{request.key}",
            now=now,
            by=people[:100],
            reason="proven not authentic",
            parts=cents,
        )


def _original(request: Request, says: str, now: datetime, people: str) -> None:
    said = (
        f"Two of our experts looked at it again, and it is an original: {says.strip()[:500]} It is"
        " sent back to you."
    )
    if end(request=request, outcome="refused", reason=said, now=now, by=people):
        tell(request=request, kind=REFUSED, now=now, by=people, says=said, clause=CLAUSE)


def _unended(request: Request) -> Request:
    stored = Request.objects.select_related("order__policy").get(pk=request.pk)
    if stored.state == DONE:
        raise UnableTo(CLAUSE, "It has ended: what became of it stands on the page.")
    return stored
