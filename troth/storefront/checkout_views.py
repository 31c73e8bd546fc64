"""Checkout, the look-once-more page, and the order's own page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from troth import clock
from troth.checkout import actions
from troth.checkout.actions import Quote
from troth.orders.models import Order
from troth.payments.provider import BuiltInProvider, Declined
from troth.policy.answers import Refusal
from troth.policy.terms import shipped
from troth.storefront import bag as bags
from troth.storefront.forms import AddressForm, PayForm


@never_cache
@require_http_methods(["GET", "POST"])
def checkout(request: HttpRequest) -> HttpResponse:
    """Address and method. What nothing serves is refused here, before payment."""
    inside = bags.items_in(request)
    if not inside:
        return redirect("bag")
    kept = bags.draft(request)
    typed = request.POST if request.method == "POST" else None
    form = AddressForm(typed, initial=_typed_before(kept[0]) if kept else {"zip_code": request.session.get("zip", "")})
    context: dict[str, Any] = {"form": form, "items": inside, "methods": shipped().file.methods}
    if typed is not None and form.is_valid():
        address, method = form.address(), request.POST.get("method", "")[:30] or None
        known = method if method in shipped().methods else None
        try:
            offer = actions.quote(terms=shipped(), items=inside, address=address, method=known, now=clock.now())
        except actions.UnableToPlace as unable:
            messages.error(request, str(unable))
            return redirect("bag")
        if isinstance(offer, Quote):
            bags.remember(request, address=address, method=offer.route.method.key)
            return redirect("review")
        context["refusal"] = offer
    return render(request, "storefront/checkout.html", context)


def _typed_before(address: actions.Address) -> dict[str, str]:
    return {field: getattr(address, field) for field in AddressForm.base_fields}


@never_cache
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest) -> HttpResponse:
    """Look once more; then one press, one order."""
    form = PayForm(request.POST) if request.method == "POST" else None
    if form and form.is_valid():
        return _place(request, form)
    return _show_review(request, form)


def _place(request: HttpRequest, form: PayForm) -> HttpResponse:
    kept, typed = bags.draft(request), form.cleaned_data
    if kept is None:  # another tab has placed it, or the session ended
        if placed := actions.placed_with(key=typed["key"]):
            return redirect(placed)
        messages.error(request, "This checkout has ended; nothing was charged. Please start again from the bag.")
        return redirect("bag")
    try:
        order = actions.place(
            terms=shipped(), items=bags.items_in(request), address=kept[0], method=kept[1], agreed=typed["agreed"],
            card=typed["card"], key=typed["key"], now=clock.now(), provider=BuiltInProvider(),
        )  # fmt: skip
    except (Declined, actions.QuoteChanged) as problem:
        messages.error(request, str(problem))
        return redirect("review")
    except actions.UnableToPlace as unable:
        messages.error(request, str(unable))
        return redirect("bag")
    if kept[2] == typed["key"]:
        bags.empty(request)
    return redirect(f"{order.get_absolute_url()}?thanks=1")


def _show_review(request: HttpRequest, form: PayForm | None) -> HttpResponse:
    kept, inside = bags.draft(request), bags.items_in(request)
    if kept is None or not inside:
        return redirect("bag")
    address, method, key = kept
    try:
        offer = actions.quote(terms=shipped(), items=inside, address=address, method=method, now=clock.now())
    except actions.UnableToPlace as unable:
        messages.error(request, str(unable))
        return redirect("bag")
    if isinstance(offer, Refusal):
        return redirect("checkout")
    fresh = PayForm(initial={"key": key, "agreed": offer.agreed(), "card": BuiltInProvider.APPROVES})
    errors = form.errors if form else None
    promises = [(warehouse, made.data()) for warehouse, made in offer.promises.items()]
    context = {"form": fresh, "errors": errors, "offer": offer, "address": address, "promises": promises}
    return render(request, "storefront/review.html", context)


@never_cache
@require_GET
def order(request: HttpRequest, key: str) -> HttpResponse:
    """The order's own page, behind its unguessable address."""
    context = _order_context(key) | {"thanks": "thanks" in request.GET}
    return render(request, "storefront/order.html", context)


@never_cache
@require_GET
def order_print(request: HttpRequest, key: str) -> HttpResponse:
    """A copy made for paper."""
    return render(request, "storefront/order_print.html", _order_context(key))


def _order_context(key: str) -> dict[str, Any]:
    found = get_object_or_404(Order.objects.select_related("recipient", "policy"), key=key)
    events = list(found.events.select_related("line").order_by("pk"))
    closes_at = found.cancellation_closes_at()
    return {
        "order": found,
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
    }
