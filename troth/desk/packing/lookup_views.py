"""What staff get from a carrier's own site: where a parcel is that it doesn't report to us, and the
proof of delivery of any.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from troth import clock
from troth.desk import access
from troth.desk.packing.forms import LookupForm
from troth.desk.staff import actor_of
from troth.desk.uploads import files_of, scan_problem, takes_files
from troth.fulfillment.models import Parcel
from troth.fulfillment.tracking import manual_tracking
from troth.fulfillment.warehouse.queue import FulfillmentRefused
from troth.orders.models import Order
from troth.policy.lifecycle import TransitionRefused
from troth.scanning.actions import UploadContext


def lookup_rows(order: Order) -> list[tuple[Parcel, LookupForm]]:
    """The parcels of an order that staff look up, each with its form."""
    rows = manual_tracking.parcels_to_look_up().filter(order=order)
    return [(parcel, LookupForm(auto_id=f"lookup-{parcel.pk}-%s")) for parcel in rows]


def may_look_up(request: HttpRequest) -> bool:
    """Whether this person may enter what a carrier's site says."""
    return access.may_open_page(request.user, "desk_lookup")


@takes_files
@require_POST
def look_up(request: HttpRequest, key: str) -> HttpResponse:
    """What the carrier's site says of the parcel, and its proof of delivery where there is one; or
    that proof alone.
    """
    parcel = get_object_or_404(
        Parcel.objects.select_related("order__policy", "order__recipient"), key=key
    )
    if request.POST.get("what") == "proof":
        return _add_proof(request, parcel)
    form = LookupForm(request.POST)
    files, problems = _uploaded_proof(request, parcel)
    problems += [] if form.is_valid() else _form_problems(form)
    if not problems:
        try:
            _record_lookup(request, parcel, form.cleaned_data, files[0] if files else None)
            messages.success(request, _("Entered, like a scan of the carrier's."))
        except (FulfillmentRefused, TransitionRefused) as unable:
            problems.append(_(str(unable)))
    for problem in problems:
        messages.error(request, problem)
    return redirect("desk_order", number=parcel.order.number)


def _record_lookup(request: HttpRequest, parcel: Parcel, data: dict[str, Any], proof: Any) -> None:
    manual_tracking.record_lookup(
        parcel=parcel,
        status=data["status"],
        at=datetime.combine(data["on"], data["at"], parcel.order.policy.terms.zone),
        signed_by=data["signed_by"],
        sentence=data["sentence"],
        proof=proof,
        now=clock.now(),
        by=actor_of(request),
    )


def _add_proof(request: HttpRequest, parcel: Parcel) -> HttpResponse:
    files, problems = _uploaded_proof(request, parcel)
    if not problems:
        try:
            manual_tracking.add_proof(
                parcel=parcel,
                proof=files[0] if files else None,
                now=clock.now(),
                by=actor_of(request),
            )
            messages.success(request, _("Kept."))
        except (FulfillmentRefused, TransitionRefused) as unable:
            problems.append(_(str(unable)))
    for problem in problems:
        messages.error(request, problem)
    return redirect("desk_order", number=parcel.order.number)


def _uploaded_proof(request: HttpRequest, parcel: Parcel) -> tuple[list[Any], list[str]]:
    """The files that were sent as the proof, and why any of them can't be kept."""
    files, problems = files_of(request, "proof")
    belongs = UploadContext("delivery_proof", parcel.key, actor_of(request), parcel.order.number)
    scanned = [scan_problem(file, belongs=belongs, now=clock.now()) for file in files]
    return list(files), [*problems, *filter(None, scanned)]


def _form_problems(form: LookupForm) -> list[str]:
    return [
        f"{form.fields[name].label}: {error}"
        for name, errors in form.errors.items()
        for error in errors
    ]
