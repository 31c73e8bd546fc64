"""Between an address such as /search?q=bag&brand=Prada&brand=Dior&page=2 and what search is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict

from troth.catalog.models import Item
from troth.catalog.search import port
from troth.catalog.search.engine import find
from troth.catalog.search.port import FACETS, FOR_SALE, SOLD, Asked, Found
from troth.orders.templatetags.says import plain_dollars
from troth.policy.money import cents_from

LABELS = {
    "category": "Category", "brand": "Maker", "sub_category": "Kind", "condition": "Condition", "color": "Color",
    "material": "Material", "size": "Size", "gender": "For", "location": "Where it is",
}  # fmt: skip
SORTS = {"best": "Best match", "newest": "Newest", "price_up": "Price, low to high", "price_down": "Price, high to low"}
MOST_CHOICES = 20


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet: how it reads, how many items have it, whether it is chosen."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Applied:
    """A narrowing in force, and the address without it."""

    label: str
    without: str


def asked_of(query: QueryDict) -> Asked:
    """What an address asks. Nonsense in it is as if it weren't there."""
    filters = {name: _values(query, name) for name in FACETS}
    sort = query.get("sort", "")
    return Asked(
        words=_text(query.get("q", ""))[: port.LONGEST_QUERY],
        filters={name: values for name, values in filters.items() if values},
        price_from=_cents(query.get("price_from", "")),
        price_to=_cents(query.get("price_to", "")),
        states=(FOR_SALE, SOLD) if query.get("sold") == "yes" else (FOR_SALE,),
        sort=sort if sort in port.SORTS else "best",
        page=_page(query.get("page", "")),
    )


def address_of(asked: Asked, **instead: object) -> str:
    """The query of an address that asks this, in one order, so that the same is always the same address."""
    pairs: list[tuple[str, str]] = [("q", asked.words)] if asked.words else []
    pairs += [(name, value) for name in FACETS for value in asked.filters.get(name, ())]
    for name in ("price_from", "price_to"):
        cents = getattr(asked, name)
        pairs += [(name, plain_dollars(cents))] if cents is not None else []
    pairs += [("sold", "yes")] if SOLD in asked.states else []
    pairs += [("sort", asked.sort)] if asked.sort != "best" else []
    pairs += [("page", str(asked.page))] if asked.page > 1 else []
    dropped = {name: value for name, value in instead.items() if value is None}
    return urlencode([pair for pair in pairs if pair[0] not in dropped])


def without(asked: Asked, name: str, value: str) -> str:
    """The address that asks the same but for one value of a facet, from its first page."""
    kept = tuple(each for each in asked.filters.get(name, ()) if each != value)
    filters = {**asked.filters, name: kept}
    return address_of(Asked(**{**_fields(asked), "filters": filters, "page": 1}))


def applied(asked: Asked) -> list[Applied]:
    """Every narrowing in force, each with the way out of it."""
    found = [
        Applied(label_of(name, value), without(asked, name, value))
        for name in FACETS
        for value in asked.filters.get(name, ())
    ]
    for name, says in (("price_from", "From"), ("price_to", "Up to")):
        if (cents := getattr(asked, name)) is not None:
            fields = {**_fields(asked), name: None, "page": 1}
            found.append(Applied(f"{says} ${cents / 100:,.0f}", address_of(Asked(**fields))))
    if SOLD in asked.states:
        found.append(
            Applied("Sold ones too", address_of(Asked(**{**_fields(asked), "states": (FOR_SALE,), "page": 1})))
        )
    return found


def facets(asked: Asked, found: Found) -> list[tuple[str, str, list[Choice], bool]]:
    """Name, label, choices and whether to show them open; only of facets with something to choose."""
    shown = []
    for name, label in LABELS.items():
        chosen = asked.filters.get(name, ())
        choices = [
            Choice(value, label_of(name, value), count, value in chosen) for value, count in found.facets.get(name, [])
        ]
        if len(choices) > 1 or chosen:
            shown.append((name, label, choices, bool(chosen) or name in ("category", "brand")))
    return shown


def label_of(name: str, value: str) -> str:
    """How a facet's value reads."""
    if name == "location":
        return dict(Item.WAREHOUSES).get(value, value)
    return value if name in ("brand", "size") else value[:1].upper() + value[1:]


def items_of(keys: Sequence[int], *, sold: bool) -> list[Item]:
    """The items in this order. What left the store a moment ago isn't among them, whatever the index says."""
    shown: QuerySet[Item] = Item.objects.listed() if sold else Item.objects.for_sale()
    stored = shown.prefetch_related("photos").in_bulk(list(keys))
    return [stored[key] for key in keys if key in stored]


def categories() -> list[str]:
    """The categories with something for sale, fullest first."""
    try:
        return [value for value, _ in find(Asked(size=1)).facets.get("category", [])]
    except port.NotBuilt:
        return list(Item.objects.for_sale().order_by("category").values_list("category", flat=True).distinct()[:20])


def _fields(asked: Asked) -> dict:
    return {name: getattr(asked, name) for name in Asked.__dataclass_fields__}


def _text(value: str) -> str:
    return "".join(sign for sign in value if sign.isprintable()).strip()


def _values(query: QueryDict, name: str) -> tuple[str, ...]:
    values = (_text(value)[:80] for value in query.getlist(name)[:MOST_CHOICES])
    return tuple(dict.fromkeys(value for value in values if value))


def _cents(value: str) -> int | None:
    try:
        cents = cents_from(value)
    except ValueError:
        return None
    return cents


def _page(value: str) -> int:
    return min(int(value), port.LAST_PAGE) if value.isascii() and value.isdigit() and int(value[:6]) > 0 else 1
