"""The search, the list of everything, and what is suggested while somebody types."""

from __future__ import annotations

from math import ceil
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from troth import clock
from troth.catalog.models import Item
from troth.catalog.search import types
from troth.catalog.search.address import address_of, search_query_of
from troth.catalog.search.engine import find_items, suggest_searches
from troth.catalog.search.types import SearchQuery
from troth.http import network
from troth.notifications import searches
from troth.notifications.models import SavedSearch
from troth.notifications.tasks import send_stored_notice
from troth.orders.policy_versions import terms_at
from troth.storefront.shop import search_results
from troth.storefront.shop.forms import SaveSearchForm

MOST_SUGGESTED_SIGNS = 60


@require_GET
def results_page(request: HttpRequest) -> HttpResponse:
    """Every page of results is an address; it needs no script."""
    query = search_query_of(request.GET)
    try:
        context = _results_of(query)
    except types.IndexNotBuilt:
        context = {
            "items": (
                Item.objects.for_sale().newest_first().prefetch_related("photos")[: query.size]
            ),
            "building": True,
        }
    return render(
        request, "storefront/shop/results.html", {"asked": query, "q": query.words, **context}
    )


def _results_of(query: SearchQuery) -> dict[str, Any]:
    hits, terms = find_items(query), terms_at(clock.now())
    sold = types.SOLD in query.states
    pages = min(ceil(hits.total / query.size), types.LAST_PAGE)
    others = () if hits.keys else find_items(SearchQuery(size=8), facets=False).keys
    address = address_of(query, page=None)
    return {
        "found": hits,
        "items": search_results.items_of(hits.keys, sold=sold),
        "near": search_results.items_of(hits.near, sold=sold),
        "facets": search_results.facet_choices(query, hits, terms),
        "applied": search_results.applied_filters(query, terms),
        "sorts": search_results.SORTS,
        "pages": pages,
        "previous": address + _page_query(query, query.page - 1) if query.page > 1 else None,
        "next": address + _page_query(query, query.page + 1) if query.page < pages else None,
        "address": address,
        "others": search_results.items_of(others, sold=False) if others else [],
    }


def _page_query(query: SearchQuery, page: int) -> str:
    return f"{'&' if address_of(query, page=None) else ''}page={page}"


@require_GET
def suggest_texts(request: HttpRequest) -> HttpResponse:
    """JSON for the search box: at most eight texts that find something, each with how many."""
    words = request.GET.get("q", "")[:MOST_SUGGESTED_SIGNS]
    try:
        suggested = suggest_searches(words)
    except types.IndexNotBuilt:
        suggested = []
    answer = JsonResponse(
        {
            "suggestions": [
                {"text": suggestion.text, "count": suggestion.count} for suggestion in suggested
            ]
        }
    )
    answer["Cache-Control"] = "private, max-age=30"
    return answer


@require_POST
def save_search(request: HttpRequest) -> HttpResponse:
    """Saves the search that was looked at; its owner confirms by mail."""
    form = SaveSearchForm(request.POST)
    address = request.POST.get("search", "")[: searches.LONGEST]
    try:
        if not form.is_valid():
            raise searches.UnableToSave(f"Email: {form.errors['email'][0]}")
        with transaction.atomic():
            _, notice = searches.save_search(
                email=form.cleaned_data["email"],
                address=address,
                now=clock.now(),
                network=network.address_of(request),
            )
            if notice:
                send_stored_notice.enqueue(notice.pk)
    except searches.UnableToSave as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request,
            "Check your email: the search is saved as soon as you confirm it there. If nothing"
            f" comes, the address has {searches.MOST_OF_ONE} saved searches already, or was sent"
            " several such emails today.",
        )
    return redirect(f"{reverse('search')}?{address_of(search_query_of(QueryDict(address)))}")


@require_http_methods(["GET", "POST"])
def saved_search_page(request: HttpRequest, key: str) -> HttpResponse:
    """The page behind the link in the mail. It is confirmed by a button: programs follow links
    too.
    """
    search = (
        searches.confirm_search(key=key, now=clock.now())
        if request.method == "POST"
        else _find_saved_search(key)
    )
    if search is None:
        raise Http404("no such search")
    return _render_saved_search(request, search)


@csrf_exempt
@require_http_methods(["GET", "POST"])
def end_search(request: HttpRequest, key: str) -> HttpResponse:
    """Ends a saved search. A mail program's own button posts here, without a cookie (RFC 8058)."""
    search = (
        searches.end_search(key=key, now=clock.now())
        if request.method == "POST"
        else _find_saved_search(key)
    )
    if search is None:
        raise Http404("no such search")
    return _render_saved_search(request, search, ending=True)


def _find_saved_search(key: str) -> SavedSearch | None:
    return SavedSearch.objects.filter(key=key).first()


def _render_saved_search(
    request: HttpRequest, search: SavedSearch, *, ending: bool = False
) -> HttpResponse:
    query = searches.in_words(search_query_of(QueryDict(search.asked)))
    return render(
        request,
        "storefront/shop/saved_search.html",
        {"search": search, "asked": query, "ending": ending},
    )
