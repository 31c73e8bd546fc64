"""A page of results: what is narrowed and how to undo it, what can be chosen, and the items
themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from troth.catalog.models import Item
from troth.catalog.search import types
from troth.catalog.search.address import address_of
from troth.catalog.search.engine import find_items
from troth.catalog.search.types import FACETS, FOR_SALE, SOLD, SearchQuery, SearchResults
from troth.policy.terms import Terms

LABELS = {
    "category": "Category",
    "brand": "Maker",
    "sub_category": "Kind",
    "condition": "Condition",
    "color": "Color",
    "material": "Material",
    "size": "Size",
    "gender": "For",
    "location": "Where it is",
}
SORTS = {
    "best": "Best match",
    "newest": "Newest",
    "price_up": "Price, low to high",
    "price_down": "Price, high to low",
}

# What a card shows of an item.
_CARD = ("slug", "brand", "title", "price_cents", "condition", "warehouse", "listed_at", "sold_at")


@dataclass(frozen=True, slots=True)
class FacetChoice:
    """One value of a facet: how it reads, how many items have it, whether it is chosen."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class AppliedFilter:
    """A narrowing in force, and the address without it."""

    label: str
    without: str


def address_without(query: SearchQuery, name: str, value: str) -> str:
    """The address that asks the same but for one value of a facet, from its first page."""
    remaining = tuple(chosen for chosen in query.filters.get(name, ()) if chosen != value)
    filters = {**query.filters, name: remaining}
    return address_of(SearchQuery(**{**_query_fields(query), "filters": filters, "page": 1}))


def applied_filters(query: SearchQuery, terms: Terms) -> list[AppliedFilter]:
    """Every narrowing in force, each with the way out of it."""
    narrowings = [
        AppliedFilter(label_of(name, value, terms), address_without(query, name, value))
        for name in FACETS
        for value in query.filters.get(name, ())
    ]
    for name, label in (("price_from", "From"), ("price_to", "Up to")):
        if (cents := getattr(query, name)) is not None:
            fields = {**_query_fields(query), name: None, "page": 1}
            narrowings.append(
                AppliedFilter(f"{label} ${cents / 100:,.0f}", address_of(SearchQuery(**fields)))
            )
    if SOLD in query.states:
        narrowings.append(
            AppliedFilter(
                "Sold ones too",
                address_of(
                    SearchQuery(**{**_query_fields(query), "states": (FOR_SALE,), "page": 1})
                ),
            )
        )
    return narrowings


def facet_choices(
    query: SearchQuery, hits: SearchResults, terms: Terms
) -> list[tuple[str, str, list[FacetChoice], bool]]:
    """Name, label, choices and whether to show them open; only of facets with something to
    choose.
    """
    rows = []
    for name, label in LABELS.items():
        chosen = query.filters.get(name, ())
        choices = [
            FacetChoice(value, label_of(name, value, terms), count, value in chosen)
            for value, count in hits.facets.get(name, [])
        ]
        if len(choices) > 1 or chosen:
            rows.append((name, label, choices, bool(chosen) or name in ("category", "brand")))
    return rows


def label_of(name: str, value: str, terms: Terms) -> str:
    """How a facet's value reads."""
    if name == "location":
        return terms.warehouse_name(value)
    return value if name in ("brand", "size") else value[:1].upper() + value[1:]


def items_of(keys: Sequence[int], *, sold: bool) -> list[Item]:
    """The items in this order. What left the store a moment ago isn't among them, whatever the
    index says.
    """
    items: QuerySet[Item] = Item.objects.listed() if sold else Item.objects.for_sale()
    stored = items.only(*_CARD).prefetch_related("photos").in_bulk(list(keys))
    return [stored[key] for key in keys if key in stored]


def categories_for_sale() -> list[str]:
    """The categories with something for sale, fullest first."""
    try:
        return [value for value, _ in find_items(SearchQuery(size=1)).facets.get("category", [])]
    except types.IndexNotBuilt:
        return list(
            Item.objects.for_sale()
            .order_by("category")
            .values_list("category", flat=True)
            .distinct()[:20]
        )


def _query_fields(query: SearchQuery) -> dict[str, Any]:
    return {name: getattr(query, name) for name in SearchQuery.__dataclass_fields__}
