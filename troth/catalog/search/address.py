"""Between an address such as /search?q=bag&brand=Prada&brand=Dior&page=2 and what search is
asked.
"""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import QueryDict

from troth.catalog.search import types
from troth.catalog.search.types import FACETS, FOR_SALE, SOLD, SearchQuery
from troth.policy.money import cents_from

MOST_CHOICES = 20


def search_query_of(query: QueryDict) -> SearchQuery:
    """What an address asks. Nonsense in it is as if it weren't there."""
    filters = {name: _facet_values(query, name) for name in FACETS}
    sort = query.get("sort", "")
    return SearchQuery(
        words=_clean_text(query.get("q", ""))[: types.LONGEST_QUERY],
        filters={name: values for name, values in filters.items() if values},
        price_from=_price_cents(query.get("price_from", "")),
        price_to=_price_cents(query.get("price_to", "")),
        states=(FOR_SALE, SOLD) if query.get("sold") == "yes" else (FOR_SALE,),
        sort=sort if sort in types.SORTS else "best",
        page=_page_number(query.get("page", "")),
    )


def address_of(criteria: SearchQuery, **instead: object) -> str:
    """The query of an address that asks this, in one order, so that the same is always the same
    address.
    """
    pairs: list[tuple[str, str]] = [("q", criteria.words)] if criteria.words else []
    pairs += [(name, value) for name in FACETS for value in criteria.filters.get(name, ())]
    for name in ("price_from", "price_to"):
        cents = getattr(criteria, name)
        pairs += [(name, f"{cents / 100:.2f}".removesuffix(".00"))] if cents is not None else []
    pairs += [("sold", "yes")] if SOLD in criteria.states else []
    pairs += [("sort", criteria.sort)] if criteria.sort != "best" else []
    pairs += [("page", str(criteria.page))] if criteria.page > 1 else []
    dropped = {name: value for name, value in instead.items() if value is None}
    return urlencode([pair for pair in pairs if pair[0] not in dropped])


def _clean_text(value: str) -> str:
    """Without signs that can't be seen; every kind of space, as the Japanese one, is a space."""
    shown = (
        " " if sign.isspace() else sign for sign in value if sign.isprintable() or sign.isspace()
    )
    return "".join(shown).strip()


def _facet_values(query: QueryDict, name: str) -> tuple[str, ...]:
    values = (_clean_text(value)[:80] for value in query.getlist(name)[:MOST_CHOICES])
    return tuple(dict.fromkeys(value for value in values if value))


def _price_cents(value: str) -> int | None:
    try:
        cents = cents_from(value)
    except ValueError:
        return None
    return cents


def _page_number(value: str) -> int:
    return (
        min(int(value), types.LAST_PAGE)
        if value.isascii() and value.isdigit() and int(value[:6]) > 0
        else 1
    )
