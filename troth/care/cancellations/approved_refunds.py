"""A decision of care whose refund needs a second person. Until that person has approved the refund,
the request stays open and the shopper is told nothing of the decision.

What was decided stands in the request's facts as `decision`. A second person who declines leaves
the request open: a person decides it again.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from troth.care.cases import CaseActionRefused, wake_request
from troth.care.models import ASLEEP, CANCEL, DAMAGED, DONE, NOT_RECEIVED, CareCase
from troth.payments import approving
from troth.payments.actions import PaymentActionRefused as NoMoney
from troth.payments.models import Approval, PaymentOperation
from troth.policy.dates.hours import end_of_next_business_day

DECISION = "decision"
PREFIXES = {CANCEL: "cancel", NOT_RECEIVED: "claim", DAMAGED: "damage"}
WAITS = (
    "It was decided already, and its refund waits for a second person. They approve it or decline"
    " it on the care page."
)


def refunds_of(request: CareCase) -> list[Approval]:
    """The refunds of this request that a second person was asked for, oldest first."""
    if request.kind not in PREFIXES:
        return []
    first = first_key(request)
    rows = Approval.objects.filter(payment__order=request.order_id, key__startswith=first)
    return [row for row in rows.order_by("pk") if row.key == first or row.key[len(first)] == "."]


def first_key(request: CareCase) -> str:
    """The key under which the refund of this request is asked for the first time."""
    return f"{PREFIXES[request.kind]}.{request.key}"


def waiting_refund(request: CareCase) -> Approval | None:
    """The refund of this request that waits for a second person."""
    return next((row for row in refunds_of(request) if row.decided_at is None), None)


def was_declined(request: CareCase) -> bool:
    """Whether a second person has declined the latest refund that was decided for this request."""
    refunds = refunds_of(request)
    return bool(refunds) and refunds[-1].decided_at is not None and not refunds[-1].agreed


def was_decided(request: CareCase, *, since: datetime) -> bool:
    """Whether its refund waits for a second person, or was declined by one though it was asked for
    since this instant: then it is a person's, and no rule asks for it again.
    """
    refunds = refunds_of(request)
    return bool(refunds) and (refunds[-1].decided_at is None or refunds[-1].asked_at >= since)


def check_no_waiting_refund(request: CareCase, clause: str) -> None:
    """Raises `CaseActionRefused` while an earlier decision's refund waits for a second person."""
    if waiting_refund(request) is not None:
        raise CaseActionRefused(clause, WAITS)


def submit_decided_refund(
    *,
    request: CareCase,
    parts: dict[str, int],
    reason: str,
    decision: dict[str, Any],
    now: datetime,
    by: str,
) -> dict[str, Any] | None:
    """Asks for the refund of a decision. Returns what is told of it; None where it waits for a
    second person: then `decision` is kept for the moment in which they approve it.
    """
    outcome = approving.submit_refund(
        order=request.order, parts=parts, key=_next_key(request), reason=reason, now=now, by=by
    )
    if not isinstance(outcome, Approval):
        return _refund_facts(outcome)
    facts = request.facts | {DECISION: decision | {"by": by, "at": now.isoformat()}}
    CareCase.objects.filter(pk=request.pk).update(facts=facts)
    request.facts = facts
    if request.state == ASLEEP:  # nothing else ends it while two people decide
        terms = request.order.policy.terms
        wake_request(request=request, answer_by=end_of_next_business_day(terms, now))
    return None


def approved_refund_facts(approval: Approval) -> dict[str, Any]:
    """What is told of a refund that a second person has approved."""
    key = f"{approval.payment.key}.refund.{approval.key}"
    return _refund_facts(PaymentOperation.objects.get(key=key))


def _refund_facts(refund: PaymentOperation | None) -> dict[str, Any]:
    if refund is None:
        return {"amount_cents": 0}
    facts = {"amount_cents": refund.amount_cents, "parts": refund.parts}
    return facts | ({"due_on": refund.due_on.isoformat()} if refund.due_on else {})


def approved_request(approval: Approval) -> CareCase | None:
    """The request whose decision is carried out now: its refund has been approved. None where it
    ended before second persons were waited for. Raises the payments' `CaseActionRefused` where it
    has ended in another way meanwhile.
    """
    key = approval.key.split(".")[1]
    request = CareCase.objects.select_related("order__policy", "hold").filter(key=key).first()
    if request is None or (request.state == DONE and DECISION not in request.facts):
        return None
    if request.state == DONE:
        raise NoMoney("The request has ended in another way meanwhile. Decline this.")
    return request


def _next_key(request: CareCase) -> str:
    """A refund that was declined is asked for again under a key of its own."""
    first, before = first_key(request), refunds_of(request)
    if not before or before[-1].decided_at is None or before[-1].agreed:
        return before[-1].key if before else first
    return f"{first}.{len(before) + 1}"
