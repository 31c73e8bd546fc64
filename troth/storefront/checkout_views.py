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
from troth.catalog import holds
from troth.catalog.models import Item
from troth.checkout import actions, placing, quoting
from troth.checkout.models import Checkout
from troth.fulfillment.carriers.configured import carriers
from troth.orders.in_force import terms_at
from troth.orders.models import Order
from troth.payments.provider import Refused, Unreachable, provider
from troth.policy.answers import Refusal
from troth.storefront import bag as bags
from troth.storefront import totals
from troth.storefront.address_forms import USE_PROPOSED, AddressForm
from troth.storefront.forms import PayForm

UNKNOWN = "We know of no such payment. If you paid, the confirmation tells you so within minutes."
NOT_NOW = (
    "The payment page doesn't answer now. Nothing was charged, and your pieces are kept: please try"
    " again."
)


@never_cache
@require_http_methods(["GET", "POST"])
def checkout(request: HttpRequest) -> HttpResponse:
    """Address and method. What nothing serves, and what somebody else is buying, is refused here,
    before payment.
    """
    inside = bags.items_in(request)
    if not inside:
        return redirect("bag")
    kept = bags.checkout(request)
    typed = request.POST if request.method == "POST" else None
    known = _typed_before(kept) or {"zip_code": request.session.get("zip", "")}
    form = AddressForm(typed, initial=known)
    if typed is not None and USE_PROPOSED in typed:
        form = form.as_proposed()
    now = clock.now()
    context: dict[str, Any] = {"form": form, "items": inside, "methods": terms_at(now).file.methods}
    if typed is not None and form.is_valid():
        try:
            begun = _begin(request, inside, form.address(), request.POST.get("method", "")[:30])
        except (holds.NotHeld, quoting.UnableToPlace) as unable:
            context["unable"] = unable
        else:
            if isinstance(begun, Checkout):
                bags.remember(request, begun)
                return redirect("review")
            context["refusal"] = begun
    zip_code = typed.get("zip_code", "")[:20] if typed else known.get("zip_code", "")
    context["early"] = totals.early(inside, zip_code, now)
    return render(request, "storefront/checkout.html", context)


def _typed_before(kept: Checkout | None) -> dict[str, str]:
    """What the shopper said of themselves; a place of the carrier's isn't their address."""
    address = kept.address if kept else {}
    return (
        {name: address[name] for name in ("email", "name", "phone")}
        if address.get("hold_at")
        else address
    )


def begin_again(
    request: HttpRequest, address: quoting.Address, *, method: str
) -> Checkout | Refusal:
    """The checkout of this browser's bag, to this address, from now on. Raises as `actions.begin`
    does.
    """
    begun = _begin(request, bags.items_in(request), address, method)
    if isinstance(begun, Checkout):
        bags.remember(request, begun)
    return begun


def _begin(
    request: HttpRequest, inside: list[Item], address: quoting.Address, method: str
) -> Checkout | Refusal:
    now = clock.now()
    terms = terms_at(now)
    return actions.begin(
        terms=terms,
        items=inside,
        address=address,
        method=method if method in terms.methods else None,
        shopper=bags.shopper(request),
        key=bags.checkout_key(request),
        now=now,
    )


@never_cache
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest) -> HttpResponse:
    """Look once more; then one press to the provider's page."""
    kept = bags.checkout(request)
    form = PayForm(request.POST) if request.method == "POST" else None
    if form and form.is_valid():
        return _press(request, kept, form)
    try:
        return _show_review(request, kept, form)
    except actions.AlreadyPlaced as placed:
        return _placed(request, placed.order)
    except quoting.UnableToPlace as unable:
        return _stop(request, str(unable))


def _press(request: HttpRequest, kept: Checkout | None, form: PayForm) -> HttpResponse:
    if kept is None or kept.key != form.cleaned_data["key"]:
        if (placed := placing.placed_with(key=form.cleaned_data["key"])) and bags.may_see(
            request, placed.number
        ):
            return redirect(placed)  # another tab has placed it
        if kept is None:
            return _stop(
                request,
                "This checkout has ended; nothing was charged. Please start again from the bag.",
            )
    now = clock.now()
    try:
        begun = actions.pay(
            checkout=kept,
            terms=terms_at(now),
            agreed=form.cleaned_data["agreed"],
            shopper=bags.shopper(request),
            now=now,
            provider=provider(),
        )
    except actions.AlreadyPlaced as placed:
        return _placed(request, placed.order)
    except (quoting.QuoteChanged, holds.NotHeld) as problem:
        messages.error(request, _told(problem))
        return redirect("review")
    except quoting.UnableToPlace as unable:
        return _stop(request, str(unable))
    except Unreachable:
        messages.error(request, NOT_NOW)
        return redirect("review")
    bags.remember(request, begun)
    assert begun.payment is not None
    return HttpResponseRedirect(begun.payment.session_url, status=303)


def _told(problem: Exception) -> str:
    """What stopped the shopper, with the time at which it may be over."""
    return (
        f"{problem} {totals.back_at(problem.until)}"
        if isinstance(problem, holds.BeingBought)
        else str(problem)
    )


def _stop(request: HttpRequest, says: str) -> HttpResponse:
    """Back to the bag, with the reason."""
    bags.forget_checkout(request)
    messages.error(request, says)
    return redirect("bag")


def _placed(request: HttpRequest, order: Order) -> HttpResponse:
    """To the order's page, in the browser that bought it."""
    bags.bought(request, order)
    return redirect(f"{order.get_absolute_url()}?thanks=1")


def _show_review(request: HttpRequest, kept: Checkout | None, form: PayForm | None) -> HttpResponse:
    if kept is None:
        return redirect("bag")
    now = clock.now()
    offer = actions.offer_of(checkout=kept, terms=terms_at(now), now=now)
    context = {
        "form": PayForm(initial={"key": kept.key, "agreed": offer.agreed()}),
        "errors": form.errors if form else None,
        "offer": offer,
        "address": offer.address,
        "promises": [
            (warehouse, made.data() | {"titles": _titles(offer, warehouse)})
            for warehouse, made in offer.promises.items()
        ],
        "held_until": holds.held_until(key=kept.key, now=now),
        "conditions": quoting.conditions(offer),
        "options": totals.other_methods(offer, now),
        "asks_again": kept.asks_again,
        "offers_locations": _offers_locations(offer.route.carrier),
        "started": kept.payment is not None,
        "now": now,
    }
    return render(request, "storefront/review.html", context)


def _offers_locations(carrier: str) -> bool:
    """Whether the carrier of the parcel has locations that keep it. No other carrier's are offered:
    only the one that has the parcel can keep it there.
    """
    known = carriers().get(carrier)
    return known is not None and known.holds_parcels


def _titles(offer: quoting.Quote, warehouse: str) -> list[str]:
    """The pieces that come from one warehouse."""
    return [item.title for item in offer.items if item.warehouse == warehouse]


@never_cache
@require_GET
def paid(request: HttpRequest) -> HttpResponse:
    """Back from the provider's page. What it did there, the provider is asked; coming here twice
    changes nothing.
    """
    session_id = request.GET.get("session", "")
    kept = (
        placing.checkout_of(session_id=session_id)
        if re.fullmatch(r"cs_\w{1,250}", session_id, re.ASCII)
        else None
    )
    if kept is None:
        messages.error(request, UNKNOWN)
        return redirect("bag")
    try:
        if kept.payment is not None and kept.payment.order is not None:
            return _thank(request, kept, kept.payment.order)
        found = provider().session(session_id)
        now = clock.now()
        order = placing.conclude(checkout=kept, found=found, terms=terms_at(now), now=now)
    except Unreachable:
        return render(request, "storefront/waiting.html", {"address": request.get_full_path()})
    except Refused:
        messages.error(request, UNKNOWN)
        return redirect("bag")
    except (placing.NotPaid, placing.DatesChanged) as more:
        messages.error(request, str(more))
        return redirect("review")
    except quoting.UnableToPlace as unable:
        return _stop(request, _told(unable))
    return _thank(request, kept, order)


def _thank(request: HttpRequest, kept: Checkout, order: Order) -> HttpResponse:
    if kept.session == bags.fingerprint(request):
        return _placed(request, order)
    return render(request, "storefront/placed_elsewhere.html", {"order": order})


@never_cache
@require_POST
def accept(request: HttpRequest) -> HttpResponse:
    """The dates moved while the shopper paid, and they agree to the new ones."""
    kept, form = bags.checkout(request), PayForm(request.POST)
    if kept is None or kept.payment is None or not kept.payment.session_id or not form.is_valid():
        return redirect("review")
    try:
        found = provider().session(kept.payment.session_id)
        now = clock.now()
        order = placing.accept(
            checkout=kept,
            agreed=form.cleaned_data["agreed"],
            found=found,
            terms=terms_at(now),
            now=now,
        )
    except (Unreachable, Refused):
        messages.error(request, NOT_NOW)
        return redirect("review")
    except quoting.QuoteChanged as changed:
        messages.error(request, str(changed))
        return redirect("review")
    except quoting.UnableToPlace as unable:
        return _stop(request, str(unable))
    return _placed(request, order)


@require_POST
def method(request: HttpRequest) -> HttpResponse:
    """Another of the methods that serve the address; the look-once-more page shows its dates and
    total.
    """
    kept = bags.checkout(request)
    if kept is None or not kept.address:
        return redirect("bag")
    try:
        begin_again(
            request, quoting.Address(**kept.address), method=request.POST.get("method", "")[:30]
        )
    except (holds.NotHeld, quoting.UnableToPlace) as unable:
        return _stop(request, _told(unable))
    return redirect("review")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """The shopper lets go: the pieces are free for others at once, and nothing stays reserved."""
    let_go(request)
    messages.success(
        request, "Let go: nothing is kept for you, and nothing was charged. Your bag is as it was."
    )
    return redirect("bag")


def let_go(request: HttpRequest) -> None:
    """Ends the checkout under way in this browser, if there is one."""
    kept = bags.checkout(request)
    if kept is not None:
        actions.end(checkout=kept, why="You left the checkout.", now=clock.now(), by="shopper")
        bags.forget_checkout(request)
