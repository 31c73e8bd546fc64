"""A claim that came in its days, of a parcel without a delivery on record, is refused by two people
with a reason: clause `non_receipt` lets the shopper claim it.
"""

from __future__ import annotations

from datetime import datetime

from troth.approvals.actions import ApprovalRefused as NotApproved
from troth.approvals.actions import request_approval, waiting_requests
from troth.approvals.models import ApprovalRequest
from troth.care.cases import CaseActionRefused
from troth.care.models import DONE, CareCase
from troth.care.not_received import claims
from troth.payments.actions import PaymentActionRefused as NoMoney
from troth.policy.lifecycle import TransitionRefused

KIND = "claim.refusal"


def ask_for_refusal(*, request: CareCase, why: str, now: datetime, by: str) -> ApprovalRequest:
    """Asks a second person to refuse a claim that stands. The shopper is told nothing before.

    Raises `CaseActionRefused` without a reason, and for a claim that has ended.
    """
    if request.state == DONE:
        raise CaseActionRefused(claims.CLAUSE, "It has ended already.")
    if waiting := waiting_requests(KIND, request=request.key).first():
        return waiting
    number = request.order.number
    try:
        return request_approval(
            kind=KIND,
            key=f"{KIND}.{request.key}.{now:%Y%m%d%H%M%S%f}",
            title=f"{number}: refuse a claim that came in time",
            reason=why,
            facts={"request": request.key, "order": number, "why": why.strip()},
            link=f"/desk/care/{request.key}",
            details=[
                ("Order", number),
                ("Parcel", request.about),
                ("Clause", "Parcel not received: it can be claimed, and no delivery is on record"),
            ],
            by=by,
            now=now,
        )
    except NotApproved as refused:
        raise CaseActionRefused(claims.CLAUSE, str(refused)) from refused


def apply_refusal(approval: ApprovalRequest, *, now: datetime, by: str) -> str:
    """Refuses the claim with the reason that two people agreed to."""
    request = CareCase.objects.select_related("order__policy").get(key=approval.facts["request"])
    if request.state == DONE:
        raise NotApproved("The claim has ended meanwhile.")
    try:
        claims.settle_claim(
            request=request, outcome=claims.NO, why=approval.facts["why"], now=now, by=by
        )
    except (CaseActionRefused, NoMoney, TransitionRefused) as unable:
        raise NotApproved(str(unable)) from unable
    return "The claim is refused, and the customer is told why."
