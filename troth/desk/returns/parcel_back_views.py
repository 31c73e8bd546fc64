"""A piece that stays its buyer's goes back to them: packed, labelled, handed over, settled."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from troth import clock
from troth.desk.returns.forms import PackBackForm
from troth.desk.sessions import recent_login_required
from troth.desk.staff import StaffRequest, actor_of, staff_only, typed_text
from troth.desk.uploads import files_of, takes_files
from troth.fulfillment.models import ParcelBack, Return
from troth.fulfillment.returns import parcels_back, parcels_back_labels, parcels_back_tracking
from troth.fulfillment.warehouse.queue import FulfillmentRefused
from troth.http.downloads import send_attachment
from troth.policy.lifecycle import TransitionRefused


@staff_only
@require_POST
@recent_login_required
def open_parcel(request: StaffRequest, key: str) -> HttpResponse:
    """Care decides that what came back goes to its buyer, once more or after its report ended."""
    returned = get_object_or_404(Return, key=key, parcel=None)
    return _run_action(
        request,
        key,
        _("The warehouse is asked to pack it."),
        lambda: parcels_back.open_parcel(returned=returned, now=clock.now(), by=actor_of(request)),
    )


@takes_files
@require_POST
def pack_parcel(request: StaffRequest, key: str) -> HttpResponse:
    """The warehouse has packed it: its label is bought next."""
    parcel, form = _latest_parcel(key), PackBackForm(request.POST)
    files, refused = files_of(request, "photos")
    if not form.is_valid() or refused:
        first = refused[0] if refused else _first_error(form)
        messages.error(request, first)
        return redirect("desk_return", key=key)
    data = form.cleaned_data

    def pack_it() -> None:
        parcels_back.pack_parcel(
            parcel=parcel,
            tag=data["tag"],
            grams=data["grams"],
            size_mm=(data["length_mm"], data["width_mm"], data["height_mm"]),
            photos=files,
            now=clock.now(),
            by=actor_of(request),
        )

    return _run_action(request, key, _("Packed. Its label is being bought."), pack_it)


def _first_error(form: PackBackForm) -> str:
    name, errors = next(iter(form.errors.items()))
    return f"{form.fields[name].label}: {errors[0]}"


@takes_files
@require_POST
@recent_login_required
def relabel_parcel(request: StaffRequest, key: str) -> HttpResponse:
    """After the carrier refused its label: another try, or a label that was bought by hand."""
    parcel = _latest_parcel(key)
    if request.POST.get("what") == "again":

        def ask_again() -> None:
            parcels_back_labels.retry_parcel_back_label(parcel=parcel, now=clock.now())

        return _run_action(request, key, _("Its label is asked for again."), ask_again)
    number, why = typed_text(request, "number", 60), typed_text(request, "why", 300)
    files, refused = files_of(request, "receipt")
    if refused:
        messages.error(request, refused[0])
        return redirect("desk_return", key=key)
    return _run_action(
        request,
        key,
        _("The label is on record."),
        lambda: parcels_back_labels.enter_label_by_hand(
            parcel=parcel,
            number=number,
            why=why,
            receipt=files[0] if files else None,
            is_signed=request.POST.get("signed") == "on",
            now=clock.now(),
            by=actor_of(request),
        ),
    )


@staff_only
@require_GET
def label_file(_request: StaffRequest, key: str) -> HttpResponseBase:
    """Its label, to print."""
    parcel = ParcelBack.objects.filter(returned__key=key).exclude(file="").order_by("-pk").first()
    if parcel is None:
        raise Http404
    return send_attachment(
        parcel.file.open("rb"), name=f"{parcel.key}.pdf", content_type="application/pdf"
    )


@staff_only
@require_POST
def hand_over(request: StaffRequest, key: str) -> HttpResponse:
    """The carrier's person signed for it: its buyer is told."""
    parcel, to = _latest_parcel(key), typed_text(request, "to", 100)
    return _run_action(
        request,
        key,
        _("It has left, and the customer is told."),
        lambda: parcels_back.hand_over(parcel=parcel, to=to, now=clock.now(), by=actor_of(request)),
    )


@staff_only
@require_POST
@recent_login_required
def record_outcome(request: StaffRequest, key: str) -> HttpResponse:
    """Care has heard what became of one that left: its buyer has it, or it is lost."""
    parcel, statement, answer = (
        _latest_parcel(key),
        typed_text(request, "sentence", 300),
        request.POST.get("answer"),
    )
    if answer not in ("has_it", "lost"):
        messages.error(request, _("Choose one of the answers."))
        return redirect("desk_return", key=key)
    return _run_action(
        request,
        key,
        _("Saved. The customer is told by email."),
        lambda: parcels_back_tracking.settle_by_hand(
            parcel=parcel,
            has_it=answer == "has_it",
            sentence=statement,
            now=clock.now(),
            by=actor_of(request),
        ),
    )


@staff_only
@require_POST
def close_empty_return(request: StaffRequest, key: str) -> HttpResponse:
    """The box that came in was empty: nothing goes back."""
    parcel, why = _latest_parcel(key), typed_text(request, "why", 300)
    return _run_action(
        request,
        key,
        _("Closed: nothing goes back."),
        lambda: parcels_back.end_with_nothing(
            parcel=parcel, why=why, now=clock.now(), by=actor_of(request)
        ),
    )


def _latest_parcel(key: str) -> ParcelBack:
    """The latest parcel of this return. 404 where there is none."""
    rows = ParcelBack.objects.select_related("returned").filter(returned__key=key)
    parcel = rows.order_by("-pk").first()
    if parcel is None:
        raise Http404
    return parcel


def _run_action(
    request: StaffRequest, key: str, message: str, action: Callable[[], object]
) -> HttpResponse:
    try:
        action()
        messages.success(request, message)
    except (FulfillmentRefused, TransitionRefused) as unable:
        messages.error(request, _(str(unable)))
    return redirect("desk_return", key=key)
