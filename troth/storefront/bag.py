"""The shopper's bag and half-filled checkout, kept in their session."""

from __future__ import annotations

import secrets
from dataclasses import asdict
from typing import Any

from django.http import HttpRequest

from troth.catalog.models import Item
from troth.checkout.actions import MOST_ITEMS, Address


def items_in(request: HttpRequest) -> list[Item]:
    """The items, as they are now, in the order they were put in."""
    slugs = request.session.get("bag", [])
    found = {item.slug: item for item in Item.objects.filter(slug__in=slugs).prefetch_related("photos")}
    return [found[slug] for slug in slugs if slug in found]


def put_in(request: HttpRequest, item: Item) -> bool:
    """False when the bag is full."""
    bag = request.session.get("bag", [])
    if item.slug not in bag:
        if len(bag) >= MOST_ITEMS:
            return False
        request.session["bag"] = [*bag, item.slug]
    return True


def take_out(request: HttpRequest, slug: str) -> None:
    request.session["bag"] = [kept for kept in request.session.get("bag", []) if kept != slug]


def remember(request: HttpRequest, *, address: Address, method: str) -> None:
    """Keeps the address for the look-once-more page, with the key that makes the coming press one order."""
    draft = request.session.get("checkout", {})
    key = draft.get("key") or secrets.token_urlsafe(24)
    request.session["checkout"] = {"key": key, "address": asdict(address), "method": method}
    request.session["zip"] = address.zip_code


def draft(request: HttpRequest) -> tuple[Address, str, str] | None:
    """The address, method and key kept by `remember`, or None."""
    kept: dict[str, Any] | None = request.session.get("checkout")
    return (Address(**kept["address"]), kept["method"], kept["key"]) if kept else None


def empty(request: HttpRequest) -> None:
    """After placing: nothing is left to place twice."""
    request.session.pop("bag", None)
    request.session.pop("checkout", None)
