"""Saved searches: confirmed by their owner, told of what is new, ended with one click."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.http import QueryDict

from troth.absolute_urls import absolute_url
from troth.catalog.models import Item
from troth.catalog.search.address import address_of, search_query_of
from troth.catalog.search.engine import find_items
from troth.catalog.search.types import IndexNotBuilt, SearchQuery
from troth.email_addresses import mailbox_filter
from troth.errors import ActionRefused
from troth.notifications import actions
from troth.notifications.models import Notification, SavedSearch
from troth.notifications.typed_addresses import allow_mail
from troth.orders.policy_versions import terms_at
from troth.policy.money import dollars

EVERY = timedelta(hours=1)
MOST_OF_ONE = 20
UNCONFIRMED_FOR = timedelta(days=7)
MOST_AT_ONCE = 200
TOLD_AT_ONCE = 12
LONGEST = 1000
# The filters whose words are the store's own.
_OWN_WORDS = ("brand", "category", "sub_category", "condition", "color", "gender")


class UnableToSave(ActionRefused):
    """The search can't be saved; the text says why, and what can be done."""


def in_words(query: SearchQuery) -> str:
    """`“black bag”, Prada or Dior, bags`: what a search asks, for its mails and pages."""
    parts = [f"“{query.words}”"] if query.words else []
    parts += [" or ".join(values) for values in query.filters.values()]
    return ", ".join(parts) or "everything"


def in_known_words(query: SearchQuery) -> str:
    """A search by those of its filters that our own listings have, and its prices: nothing that
    somebody typed. Empty where it has none.
    """
    parts = [
        " or ".join(own_values)
        for name, values in query.filters.items()
        if name in _OWN_WORDS
        and (own_values := [value for value in values if _is_ours(name, value)])
    ]
    if query.price_from is not None:
        parts.append(f"from {dollars(query.price_from)}")
    if query.price_to is not None:
        parts.append(f"up to {dollars(query.price_to)}")
    return ", ".join(parts)


def _is_ours(name: str, value: str) -> bool:
    return Item.objects.filter(listed_at__isnull=False, **{name: value}).exists()


@transaction.atomic
def save_search(
    *, email: str, address: str, now: datetime, network: str = ""
) -> tuple[SavedSearch | None, Notification | None]:
    """Saves a search, and writes the mail that asks its owner to confirm it: to an address that
    anybody can type, so none of the typed words are in it, and the day's limits hold
    (`typed_addresses`). The same search again gives the same.

    Raises `UnableToSave` for an empty search. Nothing is saved, and nothing is said of it, for one
    too many and over a limit. Nothing is told before it is confirmed.
    """
    query, email = _normalize_query(address), email.strip().lower()
    searches = SavedSearch.objects.filter(mailbox_filter("email", email), ended_at=None)
    if (search := searches.filter(asked=query).first()) is None:
        if searches.exclude(confirmed_at=None).count() >= MOST_OF_ONE:
            return None, None
        if not allow_mail(purpose="search", email=email, network=network, now=now):
            return None, None
        search = SavedSearch.objects.create(
            key=secrets.token_urlsafe(24),
            email=email,
            asked=query,
            saved_at=now,
            told_until=now,
            checked_at=now,
        )
    if search.confirmed_at:
        return search, None
    cause = {"search": search, "kind": "search_confirm", "about": ""}
    return search, actions.store_notice(
        cause=cause, context=_search_context(search, now), to=email, name="search", now=now
    )


def _normalize_query(address: str) -> str:
    """The search as it is kept; raises `UnableToSave` for an empty or a very long one."""
    query = address_of(
        search_query_of(QueryDict(address[:LONGEST])), sort=None, page=None, sold=None
    )
    if not query:
        raise UnableToSave("Search for something first, or narrow down what is shown.")
    if len(query) > LONGEST:
        raise UnableToSave("This search is too long to be kept. Choose fewer values.")
    return query


def confirm_search(*, key: str, now: datetime) -> SavedSearch | None:
    """Its owner has followed the link in the mail. None where there is no such search."""
    SavedSearch.objects.filter(key=key, ended_at=None, confirmed_at=None).update(
        confirmed_at=now, told_until=now, checked_at=now
    )
    return SavedSearch.objects.filter(key=key).first()


def end_search(*, key: str, now: datetime) -> SavedSearch | None:
    """Ends it; again is as once. None where there is no such search."""
    SavedSearch.objects.filter(key=key, ended_at=None).update(ended_at=now)
    return SavedSearch.objects.filter(key=key).first()


def write_search_notices(*, now: datetime) -> int:
    """Looks through the searches whose hour has come, and writes to those that have something new.
    Returns how many. What nobody confirmed in a week is ended.
    """
    unconfirmed = SavedSearch.objects.filter(ended_at=None, confirmed_at=None)
    unconfirmed.filter(saved_at__lt=now - UNCONFIRMED_FOR).update(ended_at=now)
    due = SavedSearch.objects.filter(
        ended_at=None, confirmed_at__isnull=False, checked_at__lte=now - EVERY
    )
    written = 0
    for search in due.order_by("checked_at")[:MOST_AT_ONCE]:
        try:
            fresh = _fresh_items(search)
        except IndexNotBuilt:
            return written
        written += _write_search_notice(search, fresh, now)
    return written


def _fresh_items(search: SavedSearch) -> list[Item]:
    query = search_query_of(QueryDict(search.asked))
    results = find_items(
        SearchQuery(query.words, query.filters, query.price_from, query.price_to, sort="newest"),
        facets=False,
    )
    keys = [] if results.nearest else results.keys
    return list(
        Item.objects.for_sale().filter(pk__in=keys, listed_at__gt=search.told_until).newest_first()
    )


@transaction.atomic
def _write_search_notice(search: SavedSearch, fresh: list[Item], now: datetime) -> bool:
    until = max((item.listed_at for item in fresh if item.listed_at), default=search.told_until)
    if fresh:
        cause = {"search": search, "kind": "search_found", "about": until.isoformat()}
        context = _search_context(search, now) | {
            "items": fresh[:TOLD_AT_ONCE],
            "more": len(fresh) > TOLD_AT_ONCE,
        }
        actions.store_notice(cause=cause, context=context, to=search.email, name="search", now=now)
    SavedSearch.objects.filter(pk=search.pk).update(told_until=until, checked_at=now)
    return bool(fresh)


def _search_context(search: SavedSearch, now: datetime) -> dict[str, object]:
    query = search_query_of(QueryDict(search.asked))
    return {
        "search": search,
        "asked": in_words(query) if search.confirmed_at else in_known_words(query),
        "results_url": f"{absolute_url('search')}?{search.asked}",
        "confirm_url": absolute_url("saved_search", search.key),
        "end_url": absolute_url("end_search", search.key),
        "store": terms_at(now).file.store,
    }
