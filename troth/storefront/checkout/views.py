"""Checkout: the address, the look-once-more page, the provider's page and back."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from troth import clock
from troth.actors import Actor
from troth.catalog import reservations
from troth.catalog.models import Item
from troth.checkout import actions, placement, quoting
from troth.checkout.models import Checkout
from troth.fulfillment.carriers.registry import configured_carriers
from troth.orders.models import Order
from troth.orders.policy_versions import terms_at
from troth.payments.provider import ProviderRefused, ProviderUnreachable, configured_provider
from troth.policy.results import Refusal
from troth.storefront import shopper_session
from troth.storefront.checkout import bag_totals
from troth.storefront.checkout.address_forms import USE_PROPOSED, AddressForm
from troth.storefront.checkout.forms import PayForm

UNKNOWN = "We know of no such payment. If you paid, the confirmation tells you so within minutes."
NOT_NOW = (
    "The payment page doesn't answer now. Nothing was charged, and your pieces are kept: please try"
    " again."
)


@never_cache
@require_http_methods(["GET", "POST"])
def checkout_page(request: HttpRequest) -> HttpResponse:
    """Address and method. What nothing serves, and what somebody else is buying, is refused here,
    before payment.
    """
    items = shopper_session.items_in(request)
    if not items:
        return redirect("bag")
    current_checkout = shopper_session.current_checkout(request)
    typed = request.POST if request.method == "POST" else None
    initial = _earlier_input(current_checkout) or {"zip_code": request.session.get("zip", "")}
    form = AddressForm(typed, initial=initial)
    if typed is not None and USE_PROPOSED in typed:
        form = form.as_proposed()
    now = clock.now()
    context: dict[str, Any] = {"form": form, "items": items, "methods": terms_at(now).file.methods}
    if typed is not None and form.is_valid():
        try:
            begun = _start_checkout(
                request, items, form.address(), request.POST.get("method", "")[:30]
            )
        except (reservations.ReservationRefused, quoting.UnableToPlace) as unable:
            context["unable"] = unable
        else:
            if isinstance(begun, Checkout):
                shopper_session.remember_checkout(request, begun)
                return redirect("review")
            context["refusal"] = begun
    zip_code = typed.get("zip_code", "")[:20] if typed else initial.get("zip_code", "")
    context["early"] = bag_totals.early_total(items, zip_code, now)
    return render(request, "storefront/checkout/checkout.html", context)


def _earlier_input(current_checkout: Checkout | None) -> dict[str, str]:
    """What the shopper said of themselves; a place of the carrier's isn't their address."""
    address = current_checkout.address if current_checkout else {}
    return (
        {name: address[name] for name in ("email", "name", "phone")}
        if address.get("hold_at")
        else address
    )


def restart_checkout(
    request: HttpRequest, address: quoting.Address, *, method: str
) -> Checkout | Refusal:
    """The checkout of this browser's bag, to this address, from now on. Raises as
    `actions.start_checkout` does.
    """
    begun = _start_checkout(request, shopper_session.items_in(request), address, method)
    if isinstance(begun, Checkout):
        shopper_session.remember_checkout(request, begun)
    return begun


def _start_checkout(
    request: HttpRequest, items: list[Item], address: quoting.Address, method: str
) -> Checkout | Refusal:
    now = clock.now()
    terms = terms_at(now)
    return actions.start_checkout(
        terms=terms,
        items=items,
        address=address,
        method=method if method in terms.methods else None,
        shopper=shopper_session.shopper_of(request),
        key=shopper_session.checkout_key(request),
        now=now,
    )


@never_cache
@require_http_methods(["GET", "POST"])
def review_page(request: HttpRequest) -> HttpResponse:
    """Look once more; then one press to the provider's page."""
    current_checkout = shopper_session.current_checkout(request)
    form = PayForm(request.POST) if request.method == "POST" else None
    if form and form.is_valid():
        return _press_pay(request, current_checkout, form)
    try:
        return _show_review(request, current_checkout, form)
    except actions.AlreadyPlaced as placed:
        return _show_placed_order(request, placed.order)
    except quoting.UnableToPlace as unable:
        return _back_to_bag(request, str(unable))


def _press_pay(
    request: HttpRequest, current_checkout: Checkout | None, form: PayForm
) -> HttpResponse:
    if current_checkout is None or current_checkout.key != form.cleaned_data["key"]:
        if (
            placed := placement.order_placed_with(key=form.cleaned_data["key"])
        ) and shopper_session.may_see(request, placed.number):
            return redirect(placed)  # another tab has placed it
        if current_checkout is None:
            return _back_to_bag(
                request,
                "This checkout has ended; nothing was charged. Please start again from the bag.",
            )
    now = clock.now()
    try:
        begun = actions.start_payment(
            checkout=current_checkout,
            terms=terms_at(now),
            agreed=form.cleaned_data["agreed"],
            shopper=shopper_session.shopper_of(request),
            now=now,
            provider=configured_provider(),
        )
    except actions.AlreadyPlaced as placed:
        return _show_placed_order(request, placed.order)
    except (quoting.QuoteChanged, reservations.ReservationRefused) as problem:
        messages.error(request, _problem_text(problem))
        return redirect("review")
    except quoting.UnableToPlace as unable:
        return _back_to_bag(request, str(unable))
    except ProviderUnreachable:
        messages.error(request, NOT_NOW)
        return redirect("review")
    shopper_session.remember_checkout(request, begun)
    assert begun.payment is not None
    return HttpResponseRedirect(begun.payment.session_url, status=303)


def _problem_text(problem: Exception) -> str:
    """What stopped the shopper, with the time at which it may be over."""
    return (
        f"{problem} {bag_totals.available_again_text(problem.until)}"
        if isinstance(problem, reservations.BeingBought)
        else str(problem)
    )


def _back_to_bag(request: HttpRequest, reason: str) -> HttpResponse:
    """Back to the bag, with the reason."""
    shopper_session.forget_checkout(request)
    messages.error(request, reason)
    return redirect("bag")


def _show_placed_order(request: HttpRequest, order: Order) -> HttpResponse:
    """To the order's page, in the browser that bought it."""
    shopper_session.finish_purchase(request, order)
    return redirect(f"{order.get_absolute_url()}?thanks=1")


def _show_review(
    request: HttpRequest, current_checkout: Checkout | None, form: PayForm | None
) -> HttpResponse:
    if current_checkout is None:
        return redirect("bag")
    now = clock.now()
    offer = actions.current_quote(checkout=current_checkout, terms=terms_at(now), now=now)
    context = {
        "form": PayForm(initial={"key": current_checkout.key, "agreed": offer.signed_token()}),
        "errors": form.errors if form else None,
        "offer": offer,
        "address": offer.address,
        "promises": [
            (warehouse, promise.data() | {"titles": _titles_from(offer, warehouse)})
            for warehouse, promise in offer.promises.items()
        ],
        "held_until": reservations.reserved_until(key=current_checkout.key, now=now),
        "conditions": quoting.payment_conditions(offer),
        "options": bag_totals.other_methods(offer, now),
        "asks_again": current_checkout.asks_again,
        "offers_locations": _offers_locations(offer.route.carrier),
        "started": current_checkout.payment is not None,
        "now": now,
    }
    return render(request, "storefront/checkout/review.html", context)


def _offers_locations(carrier: str) -> bool:
    """Whether the carrier of the parcel has locations that keep it. No other carrier's are offered:
    only the one that has the parcel can keep it there.
    """
    adapter = configured_carriers().get(carrier)
    return adapter is not None and adapter.holds_parcels


def _titles_from(offer: quoting.Quote, warehouse: str) -> list[str]:
    """The pieces that come from one warehouse."""
    return [item.title for item in offer.items if item.warehouse == warehouse]


@never_cache
@require_GET
def return_from_payment(request: HttpRequest) -> HttpResponse:
    """Back from the provider's page. What it did there, the provider is asked; coming here twice
    changes nothing.
    """
    session_id = request.GET.get("session", "")
    current_checkout = (
        placement.checkout_of(session_id=session_id)
        if re.fullmatch(r"cs_\w{1,250}", session_id, re.ASCII)
        else None
    )
    if current_checkout is None:
        messages.error(request, UNKNOWN)
        return redirect("bag")
    try:
        if current_checkout.payment is not None and current_checkout.payment.order is not None:
            return _thank_shopper(request, current_checkout, current_checkout.payment.order)
        session = configured_provider().session(session_id)
        now = clock.now()
        order = placement.place_order(
            checkout=current_checkout, snapshot=session, terms=terms_at(now), now=now
        )
    except ProviderUnreachable:
        return render(
            request, "storefront/checkout/waiting.html", {"address": request.get_full_path()}
        )
    except ProviderRefused:
        messages.error(request, UNKNOWN)
        return redirect("bag")
    except (placement.NotPaid, placement.DatesChanged) as more:
        messages.error(request, str(more))
        return redirect("review")
    except quoting.UnableToPlace as unable:
        return _back_to_bag(request, _problem_text(unable))
    return _thank_shopper(request, current_checkout, order)


def _thank_shopper(request: HttpRequest, current_checkout: Checkout, order: Order) -> HttpResponse:
    if current_checkout.session == shopper_session.session_fingerprint(request):
        return _show_placed_order(request, order)
    return render(request, "storefront/checkout/placed_elsewhere.html", {"order": order})


@never_cache
@require_POST
def accept_new_dates(request: HttpRequest) -> HttpResponse:
    """The dates moved while the shopper paid, and they agree to the new ones."""
    current_checkout, form = shopper_session.current_checkout(request), PayForm(request.POST)
    if (
        current_checkout is None
        or current_checkout.payment is None
        or not current_checkout.payment.session_id
        or not form.is_valid()
    ):
        return redirect("review")
    try:
        session = configured_provider().session(current_checkout.payment.session_id)
        now = clock.now()
        order = placement.accept_new_dates(
            checkout=current_checkout,
            agreed=form.cleaned_data["agreed"],
            snapshot=session,
            terms=terms_at(now),
            now=now,
        )
    except (ProviderUnreachable, ProviderRefused):
        messages.error(request, NOT_NOW)
        return redirect("review")
    except quoting.QuoteChanged as changed:
        messages.error(request, str(changed))
        return redirect("review")
    except quoting.UnableToPlace as unable:
        return _back_to_bag(request, str(unable))
    return _show_placed_order(request, order)


@require_POST
def change_method(request: HttpRequest) -> HttpResponse:
    """Another of the methods that serve the address; the look-once-more page shows its dates and
    total.
    """
    current_checkout = shopper_session.current_checkout(request)
    if current_checkout is None or not current_checkout.address:
        return redirect("bag")
    try:
        restart_checkout(
            request,
            quoting.Address(**current_checkout.address),
            method=request.POST.get("method", "")[:30],
        )
    except (reservations.ReservationRefused, quoting.UnableToPlace) as unable:
        return _back_to_bag(request, _problem_text(unable))
    return redirect("review")


@require_POST
def leave_checkout(request: HttpRequest) -> HttpResponse:
    """The shopper lets go: the pieces are free for others at once, and nothing stays reserved."""
    abandon_checkout(request)
    messages.success(
        request, "Let go: nothing is kept for you, and nothing was charged. Your bag is as it was."
    )
    return redirect("bag")


def abandon_checkout(request: HttpRequest) -> None:
    """Ends the checkout under way in this browser, if there is one."""
    current_checkout = shopper_session.current_checkout(request)
    if current_checkout is not None:
        actions.end_checkout(
            checkout=current_checkout,
            why="You left the checkout.",
            now=clock.now(),
            by=Actor.SHOPPER,
        )
        shopper_session.forget_checkout(request)
