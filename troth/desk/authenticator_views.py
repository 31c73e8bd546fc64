"""The public list of authenticators whose reports count."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from troth import clock
from troth.care.models import Authenticator
from troth.desk.care_forms import AuthenticatorForm
from troth.desk.staff import StaffRequest, by_whom, staff_only
from troth.orders.in_force import terms_at
from troth.policy.promise import local_time

MOST_SHOWN = 200


@staff_only
@require_GET
def authenticators(request: StaffRequest) -> HttpResponse:
    """Whose word on authenticity the store takes."""
    listed = Authenticator.objects.order_by("name")[:MOST_SHOWN]
    return render(
        request, "desk/authenticators.html", {"listed": listed, "form": AuthenticatorForm()}
    )


@staff_only
@require_POST
def list_authenticator(request: StaffRequest) -> HttpResponse:
    """Puts one on the list, or ends one."""
    today = local_time(terms_at(clock.now()), clock.now()).date()
    if request.POST.get("end", "").isdigit():
        Authenticator.objects.filter(pk=int(request.POST["end"][:9]), ended_on=None).update(
            ended_on=today
        )
        return redirect("desk_authenticators")
    form = AuthenticatorForm(request.POST)
    if not form.is_valid():
        listed = Authenticator.objects.order_by("name")[:MOST_SHOWN]
        return render(
            request, "desk/authenticators.html", {"listed": listed, "form": form}, status=422
        )
    told = form.cleaned_data | {
        "verified_on": today,
        "verified_by": by_whom(request),
        "ended_on": None,
    }
    Authenticator.objects.update_or_create(name=told.pop("name"), defaults=told)
    return redirect("desk_authenticators")
