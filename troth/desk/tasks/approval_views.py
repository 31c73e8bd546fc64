"""The desk's approvals: what a colleague asked for that takes a second person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from troth import clock, roles
from troth.approvals.actions import ApprovalRefused, decide_request, withdraw_request
from troth.approvals.models import ApprovalRequest
from troth.desk import access
from troth.desk.sessions import recent_login_required
from troth.desk.staff import StaffRequest, actor_of, staff_only, typed_text
from troth.orders.policy_versions import terms_at
from troth.payments.models import Approval
from troth.publishing.models import Proposal

MOST_WAITING = 200
MOST_DECIDED = 50
DECIDED_SHOWN_FOR = timedelta(days=30)
LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True)
class ApprovalRow:
    """A request as one person sees it."""

    request: ApprovalRequest
    is_mine: bool
    may_decide: bool


def _approval_row(approval: ApprovalRequest, request: StaffRequest) -> ApprovalRow:
    is_mine = approval.asked_by == actor_of(request)
    able = approval.row.may_decide(roles.roles_of(request.user))
    return ApprovalRow(approval, is_mine, able and not is_mine and approval.is_waiting)


@staff_only
@require_GET
def approvals_page(request: StaffRequest) -> HttpResponse:
    """What waits for a second person, and what was decided in the last 30 days."""
    now = clock.now()
    waiting = [
        _approval_row(approval_request, request)
        for approval_request in ApprovalRequest.objects.waiting()[:MOST_WAITING]
    ]
    since = now - DECIDED_SHOWN_FOR
    decided = ApprovalRequest.objects.filter(decided_at__gt=since).order_by("-decided_at", "-pk")
    may_refund = access.may_open_page(request.user, "desk_approve")
    may_publish = access.may_open_page(request.user, "desk_policy")
    context = {
        "now": now,
        "terms": terms_at(now),
        "waiting": waiting,
        "decided": decided[:MOST_DECIDED],
        "refunds": Approval.objects.filter(decided_at=None).count() if may_refund else 0,
        "policies": (Proposal.objects.filter(state=Proposal.WAITING).count() if may_publish else 0),
    }
    return render(request, "desk/tasks/approvals.html", context)


@staff_only
@require_GET
def approval_page(request: StaffRequest, key: int) -> HttpResponse:
    """One request: what would be done, why, and by whom it was asked for."""
    row = _approval_row(get_object_or_404(ApprovalRequest, pk=key), request)
    context = {"row": row, "approval": row.request, "terms": terms_at(clock.now())}
    return render(request, "desk/tasks/approval.html", context)


@staff_only
@require_POST
@recent_login_required
def decide_approval(request: StaffRequest, key: int) -> HttpResponse:
    """The second person approves or declines; the person who asked may withdraw."""
    stored = get_object_or_404(ApprovalRequest, pk=key)
    answer = request.POST.get("answer")
    note = typed_text(request, "note", LONGEST_NOTE + 1)
    if answer not in ("approve", "decline", "withdraw"):
        messages.error(request, _("Approve, decline or withdraw."))
    elif len(note) > LONGEST_NOTE:
        messages.error(request, _("Note: at most 500 characters."))
    elif not stored.is_waiting:
        messages.info(request, _("This was decided already."))
    elif answer != "withdraw" and not stored.row.may_decide(roles.roles_of(request.user)):
        messages.error(request, _("Somebody with another role must decide this."))
    else:
        _apply_answer(request, stored, answer, note)
    return redirect("desk_approval", key=key)


def _apply_answer(request: StaffRequest, stored: ApprovalRequest, answer: str, note: str) -> None:
    now, by = clock.now(), actor_of(request)
    try:
        if answer == "withdraw":
            withdraw_request(request=stored, by=by, now=now)
            messages.success(request, _("Withdrawn: nothing is done."))
            return
        agree = answer == "approve"
        decided = decide_request(request=stored, agree=agree, by=by, now=now, note=note)
    except ApprovalRefused as refused:
        messages.error(request, _(str(refused)))
        return
    if agree:
        messages.success(
            request, _("Approved. %(outcome)s") % {"outcome": _(decided.outcome or "–")}
        )
    else:
        messages.success(request, _("Declined: nothing is done."))
