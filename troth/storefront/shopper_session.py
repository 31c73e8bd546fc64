"""The shopper's bag, the key of their checkout and the orders they may see, kept in their
session.
"""

from __future__ import annotations

import secrets

from django.http import HttpRequest

from troth.catalog.models import Item
from troth.checkout.actions import Shopper
from troth.checkout.models import Checkout
from troth.checkout.quoting import MOST_ITEMS
from troth.http.network import address_of
from troth.orders.models import Order

MOST_ORDERS = 30


def items_in(request: HttpRequest) -> list[Item]:
    """The items, as they are now, in the order they were put in."""
    slugs = request.session.get("bag", [])
    if not slugs:
        return []
    items = Item.objects.filter(slug__in=slugs).select_related("hold").prefetch_related("photos")
    by_slug = {item.slug: item for item in items}
    return [by_slug[slug] for slug in slugs if slug in by_slug]


def add_item(request: HttpRequest, item: Item) -> bool:
    """False when the bag is full."""
    bag = request.session.get("bag", [])
    if item.slug not in bag:
        if len(bag) >= MOST_ITEMS:
            return False
        request.session["bag"] = [*bag, item.slug]
    return True


def remove_item(request: HttpRequest, slug: str) -> bool:
    """Whether it was in the bag."""
    held = request.session.get("bag", [])
    request.session["bag"] = [other for other in held if other != slug]
    return slug in held


def shopper_of(request: HttpRequest) -> Shopper:
    """Who shops in this browser, with a secret of its own the first time it is asked for."""
    if "shopper" not in request.session:
        request.session["shopper"] = secrets.token_urlsafe(16)
    return Shopper(session=request.session["shopper"], network=address_of(request))


def session_fingerprint(request: HttpRequest) -> str:
    """Of this browser's session; empty for one that never began a checkout."""
    return shopper_of(request).fingerprint if "shopper" in request.session else ""


def checkout_key(request: HttpRequest) -> str:
    """The key of the checkout under way here; empty when there is none."""
    return str(request.session.get("checkout_key", ""))


def current_checkout(request: HttpRequest) -> Checkout | None:
    """The checkout under way in this browser."""
    key = checkout_key(request)
    checkouts = Checkout.objects.select_related("payment", "policy").defer("policy__source")
    return checkouts.filter(key=key).first() if key else None


def remember_checkout(request: HttpRequest, current_checkout: Checkout) -> None:
    """This browser goes on with that checkout."""
    if checkout_key(request) != current_checkout.key:
        request.session["checkout_key"] = current_checkout.key
    if request.session.get("zip") != current_checkout.address["zip_code"]:
        request.session["zip"] = current_checkout.address["zip_code"]


def forget_checkout(request: HttpRequest) -> None:
    request.session.pop("checkout_key", None)


def finish_purchase(request: HttpRequest, order: Order) -> None:
    """After placing: nothing is left to place twice, and this browser may see the order."""
    if checkout_key(request) == order.checkout_key:
        request.session.pop("bag", None)
        forget_checkout(request)
    grant_access(request, order)


def grant_access(request: HttpRequest, order: Order) -> None:
    """This browser may see the order's page from now on."""
    numbers = request.session.get("orders", [])
    if order.number not in numbers:
        request.session["orders"] = [*numbers, order.number][-MOST_ORDERS:]


def may_see(request: HttpRequest, number: str) -> bool:
    return number in request.session.get("orders", [])
