"""The public list of authenticators whose reports count. Every change takes a second person."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from troth import clock
from troth.approvals.actions import ApprovalRefused, waiting_requests
from troth.care.authenticity_refunds import authenticators as listing
from troth.care.models import Authenticator, AuthenticatorEvent
from troth.desk.care.forms import AuthenticatorForm
from troth.desk.sessions import recent_login_required
from troth.desk.staff import StaffRequest, actor_of, staff_only, typed_text
from troth.orders.policy_versions import terms_at

MOST_SHOWN = 200
MOST_EVENTS = 100


@staff_only
@require_GET
def authenticators_page(request: StaffRequest) -> HttpResponse:
    """Whose word on authenticity the store takes, and every change of the list."""
    return _render_list(request, AuthenticatorForm())


def _render_list(request: StaffRequest, form: AuthenticatorForm, status: int = 200) -> HttpResponse:
    context = {
        "listed": Authenticator.objects.order_by("name", "pk")[:MOST_SHOWN],
        "events": AuthenticatorEvent.objects.order_by("-pk")[:MOST_EVENTS],
        "waiting": waiting_requests(listing.KIND)[:MOST_SHOWN],
        "form": form,
        "terms": terms_at(clock.now()),
    }
    return render(request, "desk/care/authenticators.html", context, status=status)


@staff_only
@require_POST
@recent_login_required
def list_authenticator(request: StaffRequest) -> HttpResponse:
    """Asks a second person to put one on the list, or to take one off it."""
    now, by = clock.now(), actor_of(request)
    key = request.POST.get("end", "")
    if key[:9].isdecimal():
        row = get_object_or_404(Authenticator, pk=int(key[:9]))
        reason = typed_text(request, "why", 500)
        try:
            listing.request_ending(authenticator=row, reason=reason, now=now, by=by)
        except ApprovalRefused as refused:
            messages.error(request, _(str(refused)))
            return redirect("desk_authenticators")
    else:
        form = AuthenticatorForm(request.POST)
        if not form.is_valid():
            return _render_list(request, form, status=422)
        try:
            listing.request_listing(**form.cleaned_data, now=now, by=by)
        except ApprovalRefused as refused:
            form.add_error(None, _(str(refused)))
            return _render_list(request, form, status=422)
    messages.success(request, _("A second person is asked to decide, under Approvals."))
    return redirect("desk_authenticators")
