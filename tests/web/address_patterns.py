"""Every address of the store, from its URLs."""

from __future__ import annotations

import re

from django.urls import URLPattern, URLResolver, get_resolver

from troth.orders.links import link_of
from troth.orders.models import Order


def address_patterns(patterns=None, prefix: str = "/"):
    """Every address of the store, as patterns."""
    for pattern in patterns or get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            yield from address_patterns(pattern.url_patterns, prefix + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield prefix + str(pattern.pattern)


def fill_pattern(door: str, order: Order, item) -> str:
    """An address with the order's or its item's own name in it."""
    import re

    token = link_of(number=order.number, link_hash=order.link_hash).rpartition("/")[2]
    values = {
        "number": order.number,
        "slug": item.slug,
        "token": token,
        "path": "x.jpg",
        "section": "items",
        "name": "x",
    }

    def value(match: re.Match) -> str:
        kind, _, name = match[1].rpartition(":")
        return values.get(name, "1" if kind == "int" else "x")

    return re.sub(r"<([^>]+)>", value, door).replace("^", "").replace("\\", "").replace("$", "")
