"""Checkout: instead of a door where someone must sign, a place of the carrier's that keeps the
parcel.
"""

from __future__ import annotations

from dataclasses import replace
from textwrap import shorten

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from troth import clock
from troth.catalog import reservations
from troth.checkout import actions, quoting
from troth.checkout.models import Checkout
from troth.fulfillment.carriers.interface import CarrierRefused, CarrierUnreachable, PickupLocation
from troth.fulfillment.carriers.registry import configured_carriers
from troth.orders.policy_versions import terms_at
from troth.storefront import shopper_session
from troth.storefront.checkout.views import restart_checkout

MOST_SHOWN = 10
SILENT = (
    "The carrier doesn't say now where it keeps parcels. Try once more, or have it brought to your"
    " address."
)
NONE_NEAR = "The carrier that serves your address has no place near it that keeps parcels."
UNKNOWN = "Choose one of the places on this page."


@never_cache
@require_http_methods(["GET", "POST"])
def locations_page(request: HttpRequest) -> HttpResponse:
    """The places near the address. The one that is chosen becomes where the order goes, with its
    own tax and dates.
    """
    checkout = shopper_session.current_checkout(request)
    if checkout is None or not checkout.address:
        return redirect("bag")
    now = clock.now()
    try:
        offer = actions.current_quote(checkout=checkout, terms=terms_at(now), now=now)
        nearby = _nearby_locations(offer.route.carrier, offer.address.zip_code)
    except (actions.AlreadyPlaced, quoting.UnableToPlace):
        return redirect("review")  # which tells why
    except (CarrierUnreachable, CarrierRefused):
        messages.error(request, SILENT)
        return redirect("review")
    if request.method == "POST":
        return _choose_location(request, offer, nearby)
    if not nearby:
        messages.error(request, NONE_NEAR)
        return redirect("review")
    name = offer.terms.file.carriers[offer.route.carrier].name
    return render(
        request,
        "storefront/checkout/locations.html",
        {"locations": nearby, "address": offer.address, "carrier": name},
    )


def _nearby_locations(carrier: str, zip_code: str) -> list[PickupLocation]:
    adapter = configured_carriers().get(carrier)
    nearby = adapter.locations(zip_code) if adapter is not None and adapter.holds_parcels else []
    return [
        location
        for location in nearby
        if location.key and location.street and location.city and location.zip
    ][:MOST_SHOWN]


def _choose_location(
    request: HttpRequest, offer: quoting.Quote, nearby: list[PickupLocation]
) -> HttpResponse:
    chosen = next(
        (location for location in nearby if location.key == request.POST.get("location")), None
    )
    if chosen is None:
        messages.error(request, UNKNOWN)
        return redirect("locations")
    held = shorten(f"Hold at {chosen.name}", 35, placeholder="")
    address = replace(
        offer.address,
        street=chosen.street,
        street2=held,
        city=chosen.city,
        state=chosen.state,
        zip_code=chosen.zip,
        hold_at=chosen.key,
        hold_name=chosen.name[:60],
        hold_hours=chosen.hours[:200],
    )
    try:
        begun = restart_checkout(request, address, method=offer.route.method.key)
    except (reservations.ReservationRefused, quoting.UnableToPlace) as unable:
        messages.error(request, str(unable))
        return redirect("review")
    if not isinstance(begun, Checkout):
        messages.error(request, begun.sentence)
    return redirect("review")
