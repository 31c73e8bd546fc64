"""What comes back to the warehouse: returned parcels, and pieces that their buyers send back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from troth import clock
from troth.desk.returns.forms import CheckInForm, PackBackForm
from troth.desk.sessions import recent_login_required
from troth.desk.staff import StaffRequest, actor_of, staff_only
from troth.desk.uploads import files_of, takes_files
from troth.fulfillment.models import ParcelBack, Return, ReturnPhoto
from troth.fulfillment.return_models import CANCEL, CONDITIONS, MISSING, RESEND
from troth.fulfillment.returns import checking_in, returned_parcels
from troth.fulfillment.warehouse import tags
from troth.fulfillment.warehouse.queue import FulfillmentRefused
from troth.http.downloads import send_picture
from troth.policy.lifecycle import TransitionRefused

MOST_SHOWN = 100


@staff_only
@require_GET
def returns_page(request: StaffRequest) -> HttpResponse:
    """What is to be checked in, what is still under way, and what was checked in lately."""
    rows = Return.objects.select_related("order__policy", "parcel").prefetch_related("pieces__line")
    waiting = rows.filter(received_at=None, ended_at=None)
    context = {
        "here": waiting.exclude(arrived_at=None).order_by("arrived_at", "pk")[:MOST_SHOWN],
        "coming": waiting.filter(arrived_at=None).order_by("opened_at", "pk")[:MOST_SHOWN],
        "going_back": (
            ParcelBack.objects.filter(ended_at=None)
            .select_related("returned__order")
            .order_by("opened_at", "pk")[:MOST_SHOWN]
        ),
        "received": rows.exclude(received_at=None).order_by("-received_at", "-pk")[:MOST_SHOWN],
    }
    return render(request, "desk/returns/returns.html", context)


@staff_only
@require_GET
def return_page(request: StaffRequest, key: str) -> HttpResponse:
    return _render_return(request, _return_or_404(key))


def _render_return(request: StaffRequest, returned: Return, problem: str = "") -> HttpResponse:
    pieces = returned.pieces.select_related("line__item").order_by("pk")
    context: dict[str, Any] = {
        "returned": returned,
        "order": returned.order,
        "terms": returned.order.policy.terms,
        "pieces": [
            (
                piece,
                tags.tag_of(piece.line.item_id),
                CheckInForm(request.POST or None, prefix=f"p{piece.pk}"),
                CONDITIONS.get(piece.condition, ""),
            )
            for piece in pieces
        ],
        "photos": returned.photos.filter(parcel_back=None).order_by("pk"),
        "parcels_back": returned.parcels_back.prefetch_related("photos").order_by("pk"),
        "may_send_back": _may_send_back(returned),
        "pack_form": PackBackForm(),
        "is_missing": any(piece.condition == MISSING for piece in pieces),
        "labels": returned.labels.order_by("pk"),
        "may_choose": returned.parcel_id is not None
        and returned.ended_at is None
        and returned.answer != CANCEL,
        "may_resend": returned.answer != RESEND and returned_parcels.may_resend(returned),
        "problem": problem,
    }
    return render(request, "desk/returns/return.html", context, status=422 if problem else 200)


def _may_send_back(returned: Return) -> bool:
    """Whether care may have it sent to its buyer: it is theirs, and no parcel takes it there or
    has.
    """
    if returned.parcel_id is not None or returned.received_at is None or returned.ended_at is None:
        return False
    ends = ("", ParcelBack.DELIVERED, ParcelBack.LOST)
    return returned.ended_how != "refunded" and not any(
        parcel.ended_how in ends for parcel in returned.parcels_back.all()
    )


@takes_files
@require_POST
def check_in(request: StaffRequest, key: str) -> HttpResponse:
    """The box was opened: each piece by its tag, photos, and the condition of each."""
    returned = _return_or_404(key)
    files, refused = files_of(request, "photos")
    findings: dict[int, checking_in.PieceFinding] = {}
    for piece in returned.pieces.all():
        form = CheckInForm(request.POST, prefix=f"p{piece.pk}")
        if not form.is_valid():
            return _render_return(request, returned, _("Choose the condition of each piece."))
        findings[piece.pk] = checking_in.PieceFinding(**form.cleaned_data)
    if refused:
        return _render_return(request, returned, refused[0])
    try:
        checking_in.check_in_return(
            returned=returned,
            findings=findings,
            photos=files,
            now=clock.now(),
            by=actor_of(request),
        )
        messages.success(request, _("Checked in."))
    except (FulfillmentRefused, TransitionRefused) as unable:
        return _render_return(request, returned, _(str(unable)))
    return redirect("desk_return", key=key)


@staff_only
@require_POST
@recent_login_required
def enter_choice(request: StaffRequest, key: str) -> HttpResponse:
    """Care enters what the customer chose by phone or by email."""
    returned = get_object_or_404(Return, key=key, parcel__isnull=False)
    try:
        returned_parcels.choose_outcome(
            returned=returned,
            answer=request.POST.get("answer", "")[:10],
            now=clock.now(),
            by=actor_of(request),
        )
        messages.success(request, _("Saved. The customer is told by email."))
    except (FulfillmentRefused, TransitionRefused) as unable:
        messages.error(request, _(str(unable)))
    return redirect("desk_return", key=key)


@staff_only
@require_GET
def return_photo_file(_request: StaffRequest, key: int) -> HttpResponseBase:
    return send_picture(get_object_or_404(ReturnPhoto, pk=key).file.open("rb"))


def _return_or_404(key: str) -> Return:
    return get_object_or_404(Return.objects.select_related("order__policy", "parcel"), key=key)
