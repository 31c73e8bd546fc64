"""Refunds that wait for a second person, beside all that people give back of their orders."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from troth import clock
from troth.desk.sessions import recent_login_required
from troth.desk.staff import StaffRequest, actor_of, staff_only
from troth.payments import approving
from troth.payments.actions import PaymentActionRefused
from troth.payments.models import Approval

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class RefundToApprove:
    """A refund that waits for a second person, beside all that people give back of its order."""

    approval: Approval
    in_all_cents: int
    by_people: list[approving.PersonsRefund]
    limit_cents: int


def refunds_to_approve() -> list[RefundToApprove]:
    """Every refund that waits, the oldest first."""
    rows = Approval.objects.filter(decided_at=None).select_related("payment__order__policy")
    refunds = []
    for approval in rows.order_by("asked_at")[:MOST_SHOWN]:
        assert approval.payment.order is not None
        by_people = approving.refunds_by_people(approval.payment)
        total = sum(refund.amount_cents for refund in by_people)
        limit = approval.payment.order.policy.terms.file.care.second_person_above_cents
        refunds.append(RefundToApprove(approval, total, by_people, limit))
    return refunds


@staff_only
@require_POST
@recent_login_required
def decide_refund(request: StaffRequest, key: int) -> HttpResponse:
    """The second person's word on a refund."""
    approval, answer = get_object_or_404(Approval, pk=key), request.POST.get("answer")
    if answer not in ("agree", "decline"):
        messages.error(request, _("Agree, or decline."))
        return redirect("desk_care")
    try:
        approving.decide_refund(
            approval=approval, agree=answer == "agree", now=clock.now(), by=actor_of(request)
        )
        messages.success(
            request,
            _("The refund is on its way.") if answer == "agree" else _("Declined: nothing moves."),
        )
    except PaymentActionRefused as unable:
        messages.error(request, _(str(unable)))
    return redirect("desk_care")
