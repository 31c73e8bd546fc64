"""The shop's pages. Each translates a request, makes one call, and translates back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from troth import clock
from troth.catalog.models import Item
from troth.policy.answers import Refusal
from troth.policy.calendars import BeyondCalendar
from troth.policy.places import UnknownZip, place_of
from troth.policy.promise import holds_until, promise
from troth.policy.terms import shipped
from troth.storefront import bag as bags
from troth.storefront import finding

PAGE_SIZE = 24


@require_GET
def healthz(_request: HttpRequest) -> HttpResponse:
    """200 when the process serves and its database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


@require_GET
def front(request: HttpRequest) -> HttpResponse:
    newest = Item.objects.for_sale().newest_first().prefetch_related("photos")[:PAGE_SIZE]
    return render(request, "storefront/front.html", {"items": newest, "categories": finding.categories()})


@require_GET
def item(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Item.objects.listed().prefetch_related("photos", "evaluations__by"), slug=slug)
    zip_code = request.GET.get("zip", request.session.get("zip", ""))[:10].strip()
    context = {"item": found, "zip": zip_code, "in_bag": slug in request.session.get("bag", [])}
    if zip_code:
        context |= _promise_for(request, found, zip_code)
    return render(request, "storefront/item.html", context)


def _promise_for(request: HttpRequest, found: Item, zip_code: str) -> dict[str, Any]:
    now = clock.now()
    try:
        place = place_of(zip_code)
    except UnknownZip as unknown:
        return {"zip_problem": f"{unknown}."}
    if request.session.get("zip") != place.zip_code:
        request.session["zip"] = place.zip_code
    try:
        made = promise(shipped(), placed_at=now, place=place, warehouse=found.warehouse, grams=found.weight_grams)
    except BeyondCalendar as beyond:
        return {"place": place, "zip_problem": f"We can't tell the dates now: {beyond}."}
    if isinstance(made, Refusal):
        return {"place": place, "refusal": made}
    until = holds_until(shipped(), made)
    left = until - now
    return {"place": place, "promise": made.data(), "until": until, "left": _countdown(left)}


def _countdown(left: timedelta) -> str:
    """`3 h 12 min`; nothing when it is more than a day, where the day says it better."""
    minutes = int(left.total_seconds()) // 60
    if minutes >= 24 * 60:
        return ""
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min"


@require_GET
def bag(request: HttpRequest) -> HttpResponse:
    inside = bags.items_in(request)
    total = sum(each.price_cents for each in inside if each.is_for_sale)
    gone = any(not each.is_for_sale for each in inside)
    return render(request, "storefront/bag.html", {"items": inside, "total": total, "gone": gone})


@require_POST
def bag_add(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Item.objects.listed(), slug=slug)
    if not found.is_for_sale:
        messages.error(request, "It has just been sold.")
        return redirect(found)
    if not bags.put_in(request, found):
        messages.error(request, "The bag is full: place this order first.")
    return redirect("bag")


@require_POST
def bag_remove(request: HttpRequest, slug: str) -> HttpResponse:
    bags.take_out(request, slug)
    return redirect("bag")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "storefront/404.html", {"exception": exception}, status=404)
