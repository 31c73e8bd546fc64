"""Packed boxes without a label of ours: shipped at the carrier's counter, or by another carrier."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from troth import clock
from troth.desk.packing.forms import ByHandForm, OtherCarrierForm
from troth.desk.packing.views import find_parcel, show_parcel
from troth.desk.staff import actor_of, staff_only
from troth.desk.uploads import files_of, scan_problem, takes_files
from troth.fulfillment.models import CounterReceipt
from troth.fulfillment.shipping_labels import by_hand, carrier_choice
from troth.fulfillment.warehouse.queue import FulfillmentRefused
from troth.http.downloads import send_picture
from troth.policy.lifecycle import TransitionRefused
from troth.scanning.actions import UploadContext


@takes_files
@require_POST
def ship_by_hand(request: HttpRequest, key: str) -> HttpResponse:
    """The box left at the carrier's counter, under the number on its receipt."""
    parcel, form = find_parcel(key), ByHandForm(request.POST)
    files, refused = files_of(request, "receipt")
    belongs = UploadContext("counter_receipt", parcel.key, actor_of(request), parcel.order.number)
    refused += filter(
        None, (scan_problem(file, belongs=belongs, now=clock.now()) for file in files)
    )
    if not form.is_valid() or refused:
        for why in refused:
            form.add_error(None, why)
        return show_parcel(request, parcel, by_hand_form=form, status=422)
    try:
        by_hand.ship_by_hand(
            parcel=parcel,
            number=form.cleaned_data["number"],
            receipt=files[0] if files else None,
            is_signed=form.cleaned_data["is_signed"],
            now=clock.now(),
            by=actor_of(request),
        )
    except (FulfillmentRefused, TransitionRefused) as unable:
        form.add_error(None, _(str(unable)))
        return show_parcel(request, parcel, by_hand_form=form, status=422)
    messages.success(request, _("Shipped. The shopper is being told."))
    return redirect("desk_parcel", key=key)


@staff_only
@require_POST
def ask_carrier(request: HttpRequest, key: str) -> HttpResponse:
    """Asks a second person to let the box go by another carrier than the rule's."""
    parcel = find_parcel(key)
    carriers = carrier_choice.other_carriers(parcel)
    form = OtherCarrierForm(request.POST, carriers=carriers)
    if not form.is_valid():
        return show_parcel(request, parcel, carrier_form=form, status=422)
    try:
        carrier_choice.request_carrier_change(
            parcel=parcel, now=clock.now(), by=actor_of(request), **form.cleaned_data
        )
        messages.success(request, _("Asked: a second person must agree."))
    except FulfillmentRefused as unable:
        messages.error(request, _(str(unable)))
    return redirect("desk_parcel", key=key)


@staff_only
@require_GET
def receipt_file(_request: HttpRequest, key: str) -> HttpResponseBase:
    """The photo of the carrier's receipt."""
    counter_receipt = get_object_or_404(CounterReceipt, label__parcel__key=key)
    if not counter_receipt.file:
        raise Http404
    return send_picture(counter_receipt.file.open("rb"))
