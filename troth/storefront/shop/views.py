"""The front page, an item's page and its photos."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from troth import clock
from troth.catalog import details, judging
from troth.catalog.kinds import item_kinds
from troth.catalog.models import Item
from troth.catalog.search.engine import similar_item_keys
from troth.catalog.search.types import IndexNotBuilt
from troth.checkout import quoting
from troth.event_kinds import ItemEventKind
from troth.http.headers import PICTURE
from troth.orders.policy_versions import terms_at
from troth.policy.addresses.places import UnknownZip, place_of
from troth.policy.dates.calendars import BeyondCalendar
from troth.policy.dates.promise import holds_until
from troth.policy.results import Refusal
from troth.storefront.shop import search_results, structured_data
from troth.storefront.shop.reservations import times_available_again

PAGE_SIZE = 24
_KINDS = {"jpg": "image/jpeg", "webp": "image/webp", "svg": "image/svg+xml"}


@require_GET
def front_page(request: HttpRequest) -> HttpResponse:
    newest = Item.objects.for_sale().newest_first().prefetch_related("photos")[:PAGE_SIZE]
    return render(
        request,
        "storefront/shop/front.html",
        {
            "items": newest,
            "categories": search_results.categories_for_sale(),
            "organization": structured_data.json_ld_script(
                structured_data.organization_data(terms_at(clock.now()))
            ),
        },
    )


@require_GET
def item_page(request: HttpRequest, slug: str) -> HttpResponse:
    """A piece for sale, or sold and kept; one that has left the store is gone, and like ones are
    offered.
    """
    rows = Item.objects.select_related("hold").prefetch_related("photos", "evaluations__withdrawal")
    piece = get_object_or_404(rows, slug=slug)
    if not piece.listed_at:
        if not piece.events.filter(kind=ItemEventKind.LISTED).exists():
            raise Http404("never listed")
        return render(
            request, "storefront/shop/gone.html", {"similar": _similar_items(piece)}, status=410
        )
    zip_code = request.GET.get("zip", request.session.get("zip", ""))[:20].strip()
    now = clock.now()
    context = {
        "item": piece,
        "zip": zip_code,
        "busy": times_available_again(request, [piece], now=now).get(piece.pk),
        "in_bag": slug in request.session.get("bag", []),
        "record": judging.public_record(piece),
        "zones": [
            (zone.name, item_kinds().grade(piece.grades[zone.key]))
            for zone in piece.kind.zones
            if zone.key in piece.grades
        ],
        "measures": details.measures_in_words(piece.kind, piece.measures),
        "defects": details.defects_in_words(piece),
        "similar": [] if piece.is_for_sale else _similar_items(piece),
        "not_dated": quoting.undated_message(piece, terms_at(clock.now()))
        if piece.crossing_undated
        else "",
        "product": structured_data.json_ld_script(
            structured_data.product_data(piece, terms_at(now), now)
        ),
    }
    if zip_code:
        context |= _promise_for(request, piece, zip_code, now)
    return render(request, "storefront/shop/item.html", context)


def _similar_items(piece: Item) -> list[Item]:
    try:
        return search_results.items_of(similar_item_keys(piece), sold=False)
    except IndexNotBuilt:
        return []


@require_GET
def media_file(_request: HttpRequest, path: str) -> HttpResponseBase:
    """A photo from the local folder. Its name is never used again, so it may be kept for a year."""
    kind = _KINDS.get(path.rpartition(".")[2])
    if kind is None:
        raise Http404("no photo")
    try:
        file = default_storage.open(path)
    except (OSError, SuspiciousFileOperation) as missing:
        raise Http404("no photo") from missing
    answer = FileResponse(file, content_type=kind)
    answer["Cache-Control"] = settings.PHOTO_CACHE
    answer["Content-Security-Policy"] = PICTURE
    answer["Cross-Origin-Resource-Policy"] = (
        "cross-origin"  # a feed's reader and a mail program show it too
    )
    return answer


def _promise_for(request: HttpRequest, piece: Item, zip_code: str, now: datetime) -> dict[str, Any]:
    terms = terms_at(now)
    try:
        place = place_of(zip_code)
    except UnknownZip as unknown:
        return {"zip_problem": f"{unknown}."}
    if request.session.get("zip") != place.zip_code:
        request.session["zip"] = place.zip_code
    if piece.crossing_undated:
        return {"place": place}
    try:
        answer = quoting.promise_from(
            terms,
            warehouse=piece.warehouse,
            under_way=piece.under_way,
            place=place,
            now=now,
            grams=piece.weight_grams,
        )
    except BeyondCalendar as beyond:
        return {"place": place, "zip_problem": f"We can't tell the dates now: {beyond}."}
    if isinstance(answer, Refusal):
        return {"place": place, "refusal": answer}
    until = holds_until(terms, answer)
    left = until - now
    return {"place": place, "promise": answer.data(), "until": until, "left": _countdown_text(left)}


def _countdown_text(left: timedelta) -> str:
    """`3 h 12 min`; nothing when it is more than a day, where the day says it better."""
    minutes = int(left.total_seconds()) // 60
    if minutes >= 24 * 60:
        return ""
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min"
