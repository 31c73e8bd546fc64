"""The order's own page: behind a link nobody can guess, which is traded for a cookie and leaves the address bar."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods
from icalendar import Calendar, Event

from troth import clock
from troth.notices import repeating
from troth.orders.links import hash_of
from troth.orders.models import Order
from troth.storefront import bag as bags
from troth.storefront.forms import FindOrderForm


@never_cache
@require_GET
def opened(request: HttpRequest, token: str) -> HttpResponse:
    """The mailed address: nothing of the order changes, the browser may see it, and the secret is gone from its bar."""
    found = Order.objects.filter(link_hash=hash_of(token)).only("number").first()
    if found is None:
        return _closed(request)
    bags.let_see(request, found)
    answer = redirect(found)
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@never_cache
@require_GET
def order(request: HttpRequest, number: str) -> HttpResponse:
    if not _may_see(request, number):
        return _closed(request)
    return _shown(request, "storefront/order.html", number, thanks="thanks" in request.GET)


@never_cache
@require_GET
def order_print(request: HttpRequest, number: str) -> HttpResponse:
    """A copy made for paper."""
    if not _may_see(request, number):
        return _closed(request)
    return _shown(request, "storefront/order_print.html", number)


@never_cache
@require_GET
def calendar(request: HttpRequest, number: str) -> HttpResponse:
    """The delivery window as a calendar file; fetched again, it replaces what it was (RFC 5545)."""
    if not _may_see(request, number):
        return _closed(request)
    found = _order(number)
    if found is None:
        return _closed(request)
    answer = HttpResponse(_calendar(found).to_ical(), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{found.number}.ics"'
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _calendar(found: Order) -> Calendar:
    terms = found.policy.terms
    file = Calendar()
    file.add("prodid", "-//Troth//order//EN")
    file.add("version", "2.0")
    file.add("method", "PUBLISH")
    for warehouse, promise in found.promised:
        window, event = promise["arrives"], Event()
        event.add("uid", f"{found.number}.{warehouse}@{terms.file.store.care_email.partition('@')[2]}")
        event.add("dtstamp", found.placed_at)
        event.add("sequence", 0)
        event.add("dtstart", date.fromisoformat(window["earliest"]))
        event.add("dtend", date.fromisoformat(window["latest"]) + timedelta(days=1))  # a day's end is the next day
        signs = " Someone must sign for it." if terms.file.signature.required else ""
        event.add("summary", f"{terms.file.store.name}: order {found.number} should arrive")
        event.add("description", f"It should arrive within these days.{signs} Care: {terms.file.store.care_email}")
        event.add("transp", "TRANSPARENT")
        file.add_component(event)
    return file


@never_cache
@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Whoever lost the link has the confirmation mailed again, to the order's address; the answer tells nobody more."""
    form = FindOrderForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        repeating.ask(now=clock.now(), **form.cleaned_data)
        messages.success(
            request, "If the number and the address belong together, the confirmation is on its way to it once more."
        )
        return redirect("find_order")
    return render(request, "storefront/find_order.html", {"form": form})


def _may_see(request: HttpRequest, number: str) -> bool:
    return bags.may_see(request, number) or request.user.is_staff


def _closed(request: HttpRequest) -> HttpResponse:
    """The same page whether there is such an order or not."""
    return render(request, "storefront/find_order.html", {"form": FindOrderForm(), "closed": True}, status=404)


def _order(number: str) -> Order | None:
    told = Order.objects.select_related("recipient", "policy", "payment").defer("policy__source")
    told = told.prefetch_related("events__line")
    return told.filter(number=number).first()


def _shown(request: HttpRequest, template: str, number: str, **more: Any) -> HttpResponse:
    found = _order(number)
    if found is None:
        return _closed(request)
    answer = render(request, template, _context(found) | more)
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _context(found: Order) -> dict[str, Any]:
    events = sorted(found.events.all(), key=lambda event: event.pk)
    closes_at = found.cancellation_closes_at()
    return {
        "order": found,
        "payment": getattr(found, "payment", None),
        "terms": found.policy.terms,
        "method": found.policy.terms.methods[found.method],
        "carrier": found.policy.terms.file.carriers[found.carrier],
        "recipient": found.recipient,
        "lines": list(found.lines.order_by("pk")),
        "events": events,
        "parcels": [event for event in events if event.kind == "parcel.shipped"],
        "limits": [event for event in events if event.facts.get("closes_at")][-1:],
        "closes_at": closes_at,
        "window_open": closes_at is None or clock.now() <= closes_at,
        "review": found.review(),
        "off": next((event for event in events if event.kind == "order.called_off"), None),
    }
