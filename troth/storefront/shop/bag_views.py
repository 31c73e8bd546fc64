"""The bag."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from troth import clock
from troth.catalog.models import Item
from troth.storefront import shopper_session
from troth.storefront.checkout import bag_totals
from troth.storefront.checkout.views import abandon_checkout
from troth.storefront.shop.reservations import times_available_again


@require_GET
def bag_page(request: HttpRequest) -> HttpResponse:
    now, items = clock.now(), shopper_session.items_in(request)
    gone = any(not piece.is_for_sale for piece in items)
    zip_code = request.GET.get("zip", request.session.get("zip", ""))[:20].strip()
    early = bag_totals.early_total(items, zip_code, now)
    if early.offer and request.session.get("zip") != zip_code:
        request.session["zip"] = zip_code
    context = {
        "items": items,
        "early": early,
        "gone": gone,
        "zip": zip_code,
        "busy": times_available_again(request, items, now=now),
    }
    return render(request, "storefront/shop/bag.html", context)


@require_POST
def add_to_bag(request: HttpRequest, slug: str) -> HttpResponse:
    piece = get_object_or_404(Item.objects.listed(), slug=slug)
    if not piece.is_for_sale:
        messages.error(request, "It has just been sold.")
        return redirect(piece)
    if not shopper_session.add_item(request, piece):
        messages.error(request, "The bag is full: place this order first.")
    return redirect("bag")


@require_POST
def remove_from_bag(request: HttpRequest, slug: str) -> HttpResponse:
    if shopper_session.remove_item(request, slug):
        abandon_checkout(request)  # what is not in the bag is not kept
    return redirect("bag")
