"""What is asked of a search, and what it answers: the whole of what the doors know about it."""

from __future__ import annotations

from dataclasses import dataclass, field

FACETS = (
    "brand",
    "category",
    "sub_category",
    "condition",
    "color",
    "material",
    "size",
    "gender",
    "location",
)
SORTS = ("best", "newest", "price_up", "price_down")
FOR_SALE, SOLD, HIDDEN = "for_sale", "sold", "hidden"
LONGEST_QUERY = 200
PAGE_SIZE = 24
LAST_PAGE = 400
MOST_VALUES = 20


class IndexNotBuilt(Exception):
    """There is no index yet; the worker makes one, and so does `troth reindex`."""


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """Words, filters (several values within one facet are alternatives), a price range in cents, an
    order, a page.
    """

    words: str = ""
    filters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    price_from: int | None = None
    price_to: int | None = None
    states: tuple[str, ...] = (FOR_SALE,)
    sort: str = "best"
    page: int = 1
    size: int = PAGE_SIZE
    everything: bool = False  # staff's search: whatever its state, by its source's id too


@dataclass(slots=True)
class SearchResults:
    """Keys of items, best first; how many there are; each facet's values with counts, most frequent
    first.

    `read_as` is the query as it was understood, where words were misspelt. `nearest` says that
    nothing has all that was asked for, and these come near; `near` are those that fill a page after
    the few that have all of it.
    """

    keys: list[int]
    total: int
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    read_as: str = ""
    nearest: bool = False
    near: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """While a shopper types: the text they may mean, and how many items it finds."""

    text: str
    count: int
