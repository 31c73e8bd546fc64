"""What the desk asks of carriers: to come, and the proof that they delivered."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from troth import clock
from troth.desk.staff import actor_of, staff_only
from troth.fulfillment.carriers.registry import configured_carriers
from troth.fulfillment.models import Parcel, Pickup
from troth.fulfillment.tracking import proofs
from troth.fulfillment.warehouse import pickups
from troth.fulfillment.warehouse.queue import FulfillmentRefused
from troth.http.downloads import send_attachment
from troth.orders import formatting
from troth.orders.policy_versions import terms_at


def pickup_rows() -> list[dict[str, Any]]:
    """Each carrier that is set up: what waits for it, when it would come, and what it was asked
    already.
    """
    now = clock.now()
    terms = terms_at(now)
    booked = {
        pickup.carrier: pickup
        for pickup in Pickup.objects.filter(ended_at=None, on__gte=now.date()).order_by("-on")
    }
    return [
        {
            "key": key,
            "name": terms.file.carriers[key].name,
            "waiting": pickups.waiting_totals(key)[0],
            "on": pickups.next_pickup_day(terms, key, now),
            "booked": booked.get(key),
        }
        for key in configured_carriers()
        if key in terms.file.carriers
    ]


@staff_only
@require_POST
def request_pickup(request: HttpRequest) -> HttpResponse:
    key = request.POST.get("carrier", "")[:30]
    now = clock.now()
    try:
        booked = pickups.request_pickup(
            carrier=key,
            terms=terms_at(now),
            carriers=configured_carriers(),
            now=now,
            by=actor_of(request),
        )
        params = {
            "day": formatting.format_day(booked.on),
            "answer": booked.confirmation or _("asked"),
        }
        messages.success(request, _("They come on %(day)s: %(answer)s.") % params)
    except FulfillmentRefused as unable:
        messages.error(request, _(str(unable)))
    return redirect("desk_parcels")


@staff_only
@require_POST
def cancel_pickup(request: HttpRequest, key: int) -> HttpResponse:
    try:
        pickups.cancel_pickup(
            pickup=get_object_or_404(Pickup, pk=key),
            carriers=configured_carriers(),
            now=clock.now(),
        )
        messages.success(request, _("Taken back: they don't come for it."))
    except FulfillmentRefused as unable:
        messages.error(request, _(str(unable)))
    return redirect("desk_parcels")


@staff_only
@require_GET
def delivery_proof_file(_request: HttpRequest, key: str) -> HttpResponseBase:
    """The carrier's own proof of delivery."""
    parcel = get_object_or_404(Parcel, key=key)
    if not parcel.proof:
        raise Http404
    kind, content_type = proofs.kind_of(parcel)
    return send_attachment(
        parcel.proof.open("rb"), name=f"{parcel.key}-delivered.{kind}", content_type=content_type
    )
