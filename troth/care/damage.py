"""Damaged, or not as described: photos of it, compared with the frozen listing and the pack photos
by a person.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from troth.care.asking import (
    UnableTo,
    came_back,
    end,
    keep,
    locked,
    return_by,
    tell,
    unended,
)
from troth.care.models import ASLEEP, DAMAGED, DONE, Request
from troth.orders.models import Line, Order
from troth.payments import approving
from troth.payments.actions import paid_for
from troth.policy.answers import Step
from troth.policy.hours import end_of_next_business_day
from troth.policy.promise import local_time

REPORTED, DECIDED = "damage.reported", "damage.decided"
CLAUSE = "care"
WHOLE, PART, RETURN, NO = "whole", "part", "return", "refused"


@transaction.atomic
def report(
    *, order: Order, line: Line, says: str, asked_at: datetime, now: datetime, by: str, how: str
) -> Request:
    """The shopper reports a piece that arrived damaged or isn't as described. Asked again, it is
    the same report.

    Raises `UnableTo` before it was delivered, and without words of what is wrong.
    """
    stored = locked(order)
    line = stored.lines.get(pk=line.pk)
    if line.state not in ("shipped", "delivered"):
        raise UnableTo(CLAUSE, f"{line.title} hasn't been delivered yet.")
    if kept := unended(stored, DAMAGED, str(line.pk)):
        return kept
    if not says.strip():
        raise UnableTo(CLAUSE, "Say what is damaged, or what isn't as described.")
    answer_by = end_of_next_business_day(stored.policy.terms, now)
    step = Step(
        CLAUSE,
        "A person compares it with the listing that you bought from, and answers.",
        local_time(stored.policy.terms, asked_at),
    )
    verdict = {"verdict": "reported", "clause": CLAUSE, "says": step.says, "steps": [step.data()]}
    request = keep(
        order=stored,
        kind=DAMAGED,
        about=str(line.pk),
        says=says,
        how=how,
        by=by,
        asked_at=asked_at,
        verdict=verdict,
        answer_by=answer_by,
    )
    tell(request=request, kind=REPORTED, now=now, by=by, title=line.title, **verdict)
    return request


@transaction.atomic
def decide(
    *, request: Request, outcome: str, cents: int, why: str, now: datetime, by: str
) -> Request:
    """A person's decision, once: a part of the price back (`cents`), all that was paid, a return
    first, or no.

    After a return the request waits for the piece; `back` then refunds it whole.
    """
    stored = locked(request.order)
    request = Request.objects.select_related("order__policy").get(pk=request.pk)
    line = stored.lines.get(pk=int(request.about))
    if request.state == DONE:
        return request
    if not why.strip():
        raise UnableTo(CLAUSE, "Say why, in words that the shopper may read.")
    if outcome == RETURN:
        if "return" in request.facts:
            return request
        by_day, wakes = return_by(stored.policy.terms, now)
        facts = request.facts | {"return": why.strip()[:1000], "return_by": by_day.isoformat()}
        Request.objects.filter(pk=request.pk).update(
            facts=facts, state=ASLEEP, wakes_at=wakes, answer_by=None
        )
    elif outcome == PART:
        if not 0 < cents <= line.price_cents:
            raise UnableTo(CLAUSE, "A part is more than $0.00 and at most what the piece cost.")
        tax = -(-line.tax_cents * cents // max(line.price_cents, 1))
        _refund(stored, request, {"item_cents": cents, "tax_cents": tax}, why, now, by)
    elif outcome == WHOLE:
        _refund(stored, request, paid_for(stored, [line]), why, now, by)
    elif outcome != NO:
        raise UnableTo(CLAUSE, "Choose one of the outcomes.")
    if outcome != RETURN:
        end(request=request, outcome=outcome, reason=why, now=now, by=by)
    tell(
        request=request,
        kind=DECIDED,
        now=now,
        by=by,
        says=why.strip(),
        clause=CLAUSE,
        verdict=outcome,
        title=line.title,
    )
    return Request.objects.get(pk=request.pk)


@transaction.atomic
def back(*, request: Request, now: datetime, by: str) -> Request:
    """The piece came back: everything paid for it goes to the shopper."""
    stored = locked(request.order)
    request = Request.objects.select_related("order__policy").get(pk=request.pk)
    if request.state == DONE:
        return request
    if "return" not in request.facts:
        raise UnableTo(CLAUSE, "No return was offered.")
    line = stored.lines.get(pk=int(request.about))
    came_back(line=line, order=stored, now=now, by=by)
    _refund(stored, request, paid_for(stored, [line]), request.facts["return"], now, by)
    if end(request=request, outcome=WHOLE, reason=request.facts["return"], now=now, by=by):
        tell(
            request=request,
            kind=DECIDED,
            now=now,
            by=by,
            says="It came back.",
            clause=CLAUSE,
            verdict=WHOLE,
            title=line.title,
        )
    return Request.objects.get(pk=request.pk)


def _refund(
    order: Order, request: Request, parts: dict[str, int], why: str, now: datetime, by: str
) -> None:
    approving.ask(
        order=order,
        parts=parts,
        key=f"damage.{request.key}",
        reason=why.strip()[:200],
        now=now,
        by=by,
    )
