"""What arrived from Japan damaged, wrong or not at all: the warehouse records it with photos, and
an authenticator looks at what is damaged.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from troth import clock
from troth.desk.sessions import recent_login_required
from troth.desk.staff import StaffRequest, actor_of, staff_only
from troth.desk.transfers.forms import ExamineForm, FaultForm
from troth.desk.transfers.views import render_abroad, transfer_context
from troth.desk.uploads import files_of, takes_files
from troth.fulfillment.from_japan import arrival_checks
from troth.fulfillment.models import Crossing, CrossingPhoto, Transfer
from troth.fulfillment.warehouse.queue import FulfillmentRefused
from troth.http.downloads import send_picture
from troth.policy.lifecycle import TransitionRefused


@takes_files
@require_POST
def report_fault(request: StaffRequest, key: str) -> HttpResponse:
    """One piece isn't as it should be. What was typed stays in the form where something is
    missing.
    """
    transfer = get_object_or_404(Transfer, key=key)
    crossings = transfer.crossings.filter(checked_at=None).select_related("line")
    pieces = [(crossing.pk, crossing.line.title) for crossing in crossings]
    form = FaultForm(request.POST, pieces=pieces)
    files, refused = files_of(request, "photos")
    if form.is_valid() and not refused:
        data = {**form.cleaned_data}
        crossing = transfer.crossings.get(pk=data.pop("crossing"))
        try:
            arrival_checks.record_fault(
                crossing=crossing,
                fault=arrival_checks.Fault(**data),
                photos=files,
                now=clock.now(),
                by=actor_of(request),
            )
        except (FulfillmentRefused, TransitionRefused) as unable:
            form.add_error(None, _(str(unable)))
        else:
            messages.success(
                request, _("Recorded. Care has a task, and the customer is emailed once.")
            )
            return redirect("desk_transfer", key=key)
    for problem in refused:
        form.add_error(None, problem)
    context = transfer_context(transfer, fault_form=form)
    return render_abroad(request, "desk/transfers/transfer.html", context, status=422)


@staff_only
@require_POST
@recent_login_required
def examine_piece(request: StaffRequest, key: str, crossing: int) -> HttpResponse:
    """The authenticator's word on a piece that arrived damaged."""
    stored_crossing = get_object_or_404(Crossing, pk=crossing, transfer__key=key)
    form = ExamineForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say what you found, and choose an answer."))
        return redirect("desk_transfer", key=key)
    try:
        arrival_checks.examine_piece(
            crossing=stored_crossing,
            is_right=form.cleaned_data["answer"] == "right",
            words=form.cleaned_data["words"],
            now=clock.now(),
            by=actor_of(request),
        )
        messages.success(request, _("Recorded, and the customer is told."))
    except (FulfillmentRefused, TransitionRefused) as unable:
        messages.error(request, _(str(unable)))
    return redirect("desk_transfer", key=key)


@staff_only
@require_GET
def crossing_photo_file(_request: StaffRequest, key: int) -> HttpResponseBase:
    """A photo of the opened box."""
    crossing_photo = get_object_or_404(CrossingPhoto, pk=key)
    return send_picture(crossing_photo.file.open("rb"))
