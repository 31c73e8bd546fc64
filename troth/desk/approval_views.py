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
from troth.approvals.actions import NotAllowed, decide_request, withdraw_request
from troth.approvals.models import ApprovalRequest
from troth.desk import access
from troth.desk.sign_in import confirmed_lately
from troth.desk.staff import StaffRequest, by_whom, staff_only, typed_text
from troth.orders.in_force import terms_at
from troth.payments.models import Approval
from troth.publishing.models import Proposal

MOST_WAITING = 200
MOST_DECIDED = 50
DECIDED_SHOWN_FOR = timedelta(days=30)
LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True)
class Row:
    """A request as one person sees it."""

    request: ApprovalRequest
    is_mine: bool
    may_decide: bool


def _row(approval: ApprovalRequest, request: StaffRequest) -> Row:
    is_mine = approval.asked_by == by_whom(request)
    able = approval.row.may_decide(roles.of(request.user))
    return Row(approval, is_mine, able and not is_mine and approval.is_waiting)


@staff_only
@require_GET
def approvals(request: StaffRequest) -> HttpResponse:
    """What waits for a second person, and what was decided in the last 30 days."""
    now = clock.now()
    waiting = [
        _row(approval_request, request)
        for approval_request in ApprovalRequest.objects.waiting()[:MOST_WAITING]
    ]
    since = now - DECIDED_SHOWN_FOR
    decided = ApprovalRequest.objects.filter(decided_at__gt=since).order_by("-decided_at", "-pk")
    may_refund = access.allowed(request.user, "desk_approve")
    may_publish = access.allowed(request.user, "desk_policy")
    context = {
        "now": now,
        "terms": terms_at(now),
        "waiting": waiting,
        "decided": decided[:MOST_DECIDED],
        "refunds": Approval.objects.filter(decided_at=None).count() if may_refund else 0,
        "policies": (Proposal.objects.filter(state=Proposal.WAITING).count() if may_publish else 0),
    }
    return render(request, "desk/approvals.html", context)


@staff_only
@require_GET
def approval(request: StaffRequest, key: int) -> HttpResponse:
    """One request: what would be done, why, and by whom it was asked for."""
    row = _row(get_object_or_404(ApprovalRequest, pk=key), request)
    context = {"row": row, "approval": row.request, "terms": terms_at(clock.now())}
    return render(request, "desk/approval.html", context)


@staff_only
@require_POST
@confirmed_lately
def decide(request: StaffRequest, key: int) -> HttpResponse:
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
    elif answer != "withdraw" and not stored.row.may_decide(roles.of(request.user)):
        messages.error(request, _("Somebody with another role must decide this."))
    else:
        _decide(request, stored, answer, note)
    return redirect("desk_approval", key=key)


def _decide(request: StaffRequest, stored: ApprovalRequest, answer: str, note: str) -> None:
    now, by = clock.now(), by_whom(request)
    try:
        if answer == "withdraw":
            withdraw_request(request=stored, by=by, now=now)
            messages.success(request, _("Withdrawn: nothing is done."))
            return
        agree = answer == "approve"
        decided = decide_request(request=stored, agree=agree, by=by, now=now, note=note)
    except NotAllowed as refused:
        messages.error(request, _(str(refused)))
        return
    if agree:
        messages.success(
            request, _("Approved. %(outcome)s") % {"outcome": _(decided.outcome or "–")}
        )
    else:
        messages.success(request, _("Declined: nothing is done."))
