"""A claim after its last day is refunded only as an exception, by two people with a reason: clause
`claim_deadline`.
"""

from __future__ import annotations

from datetime import datetime

from troth.approvals.actions import ApprovalRefused as NotApproved
from troth.approvals.actions import request_approval, waiting_requests
from troth.approvals.models import ApprovalRequest
from troth.care.cases import CaseActionRefused
from troth.care.models import DONE, NOT_RECEIVED, CareCase
from troth.care.not_received import claims
from troth.care.not_received.tracing import parcel_events
from troth.orders.models import Order
from troth.payments.actions import PaymentActionRefused as NoMoney
from troth.payments.actions import amounts_paid_for
from troth.policy.lifecycle import TransitionRefused
from troth.policy.money import dollars

KIND = "claim.exception"


def ask_for_late_refund(*, request: CareCase, why: str, now: datetime, by: str) -> ApprovalRequest:
    """Asks a second person to refund a claim that came after its last day. Nothing is refunded,
    and the shopper is told nothing, before they agree.

    Raises `CaseActionRefused` without a reason, and for a claim that has ended or came in time.
    """
    if request.state == DONE:
        raise CaseActionRefused("claim_deadline", "It has ended already.")
    if not claims.is_late(request):
        raise CaseActionRefused("claim_deadline", "It came in time, so it takes no exception.")
    if waiting := waiting_requests(KIND, request=request.key).first():
        return waiting
    amount = dollars(
        sum(amounts_paid_for(request.order, claims.lines_of(request.order, request.about)).values())
    )
    number = request.order.number
    try:
        return request_approval(
            kind=KIND,
            key=f"{KIND}.{request.key}.{now:%Y%m%d%H%M%S%f}",
            title=f"{number}: refund {amount} after the time to claim",
            reason=why,
            facts={"request": request.key, "order": number, "why": why.strip()},
            link=f"/desk/care/{request.key}",
            details=[
                ("Order", number),
                ("Parcel", request.about),
                ("Amount", amount),
                ("Clause", "Claim deadline: only as an exception, by two people"),
            ],
            by=by,
            now=now,
        )
    except NotApproved as refused:
        raise CaseActionRefused("claim_deadline", str(refused)) from refused


def refund_late_claim(approval: ApprovalRequest, *, now: datetime, by: str) -> str:
    """Refunds what two people agreed to. Raises the approvals' `TransitionRefused` where it can't
    be.
    """
    request = CareCase.objects.select_related("order__policy").get(key=approval.facts["request"])
    if request.state == DONE:
        raise NotApproved("The claim has ended meanwhile.")
    why = f"The time to claim is over, so we do this as an exception. {approval.facts['why']}"
    try:
        claims.settle_claim(request=request, outcome=claims.REFUND, why=why, now=now, by=by)
    except (CaseActionRefused, NoMoney, TransitionRefused) as unable:
        raise NotApproved(str(unable)) from unable
    return "The claim is refunded as an exception."


def unclaimed_in_time(order: Order, *, now: datetime) -> list[str]:
    """The numbers of the parcels that haven't come, and whose time to claim has ended without a
    claim: what is refunded of such an order is an exception.
    """
    states = dict(order.lines.values_list("pk", "state"))
    late = []
    for shipped in parcel_events(order):
        number = shipped.facts["number"]
        if all(states.get(line) != "shipped" for line in shipped.facts["lines"]):
            continue
        if now < datetime.fromisoformat(shipped.facts["claim_closes_at"]):
            continue
        reports = CareCase.objects.filter(order=order, kind=NOT_RECEIVED, about=number)
        if all(claims.is_late(report) for report in reports):
            late.append(number)
    return late
