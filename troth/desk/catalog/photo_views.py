"""An item's photos at the desk: sent, ordered, described, removed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from troth import clock
from troth.catalog import photos
from troth.catalog.models import MOST_PHOTOS, Photo
from troth.desk.catalog.views import find_item
from troth.desk.staff import actor_of, staff_only
from troth.desk.uploads import files_of, takes_files
from troth.scanning.actions import held_uploads


@takes_files
@require_http_methods(["GET", "POST"])
def item_photos(request: HttpRequest, slug: str) -> HttpResponse:
    """The photos in their order; what is sent is added at the end, and every file that can't be is
    named with why.
    """
    item = find_item(slug)
    refused: list[str] = []
    if request.method == "POST":
        files, refused = files_of(request, "photos")
        added, why_not = photos.add_photos(
            item=item, files=files, now=clock.now(), by=actor_of(request)
        )
        refused += why_not
        if added:
            messages.success(
                request, ngettext("%d photo added.", "%d photos added.", len(added)) % len(added)
            )
        if held_uploads(photos.PHOTO, item.slug).exists():
            messages.info(request, _("Photos wait for the virus scan; they are added after it."))
        if not files and not refused:
            refused = [_("Choose at least one file.")]
        if not refused:
            return redirect("desk_photos", slug=slug)
        item = find_item(slug)
    context = {"item": item, "refused": refused, "most": MOST_PHOTOS}
    return render(request, "desk/catalog/photos.html", context, status=422 if refused else 200)


@staff_only
@require_POST
def change_photo(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """One photo: its words, its place, or its end, by the button that was pressed."""
    item = find_item(slug)
    photo = Photo.objects.filter(pk=key, item=item).select_related("item").first()
    data, now, by = request.POST, clock.now(), actor_of(request)
    if photo is None:
        messages.error(request, _("This photo is gone already."))
    elif "remove" in data:
        photos.remove_photo(photo=photo, now=now, by=by)
        messages.success(request, _("The photo is removed."))
    else:
        photos.describe_photo(
            photo=photo, alt=data.get("alt", photo.alt).strip()[:200] or photo.alt, now=now, by=by
        )
        places = [item_photo.pk for item_photo in item.photos.all()]
        step = -1 if "earlier" in data else 1 if "later" in data else 0
        if step:
            photos.move_photo(photo=photo, to=max(0, places.index(photo.pk) + step), now=now, by=by)
        messages.success(request, _("Done."))
    return redirect("desk_photos", slug=slug)
