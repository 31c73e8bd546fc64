"""The search, the list of everything, and what is suggested while somebody types."""

from __future__ import annotations

from math import ceil
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from troth.catalog.models import Item
from troth.catalog.search import port
from troth.catalog.search.engine import find, suggest
from troth.catalog.search.port import Asked
from troth.storefront import finding

MOST_SUGGESTED_SIGNS = 60


@require_GET
def results(request: HttpRequest) -> HttpResponse:
    """Every page of results is an address; it needs no script."""
    asked = finding.asked_of(request.GET)
    try:
        context = _found(asked)
    except port.NotBuilt:
        context = {
            "items": Item.objects.for_sale().newest_first().prefetch_related("photos")[: asked.size],
            "building": True,
        }
    return render(request, "storefront/results.html", {"asked": asked, "q": asked.words, **context})


def _found(asked: Asked) -> dict[str, Any]:
    found = find(asked)
    sold = port.SOLD in asked.states
    pages = min(ceil(found.total / asked.size), port.LAST_PAGE)
    return {
        "found": found,
        "items": finding.items_of(found.keys, sold=sold),
        "near": finding.items_of(found.near, sold=sold),
        "facets": finding.facets(asked, found),
        "applied": finding.applied(asked),
        "sorts": finding.SORTS,
        "pages": pages,
        "previous": finding.address_of(asked, page=None) + _page(asked, asked.page - 1) if asked.page > 1 else None,
        "next": finding.address_of(asked, page=None) + _page(asked, asked.page + 1) if asked.page < pages else None,
        "address": finding.address_of(asked, page=None),
        "others": [] if found.keys else finding.items_of(find(Asked(size=8), facets=False).keys, sold=False),
    }


def _page(asked: Asked, page: int) -> str:
    return f"{'&' if finding.address_of(asked, page=None) else ''}page={page}"


@require_GET
def suggestions(request: HttpRequest) -> HttpResponse:
    """JSON for the search box: at most eight texts that find something, each with how many."""
    words = request.GET.get("q", "")[:MOST_SUGGESTED_SIGNS]
    try:
        found = suggest(words)
    except port.NotBuilt:
        found = []
    answer = JsonResponse({"suggestions": [{"text": each.text, "count": each.count} for each in found]})
    answer["Cache-Control"] = "private, max-age=30"
    return answer
