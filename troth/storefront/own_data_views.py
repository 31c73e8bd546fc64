"""See my data: all that the store holds on whoever has the order's link, beside its deletion."""

from __future__ import annotations

import json

from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from troth import clock
from troth.downloads import send_attachment, send_text
from troth.orders.models import Order
from troth.policy import erasing
from troth.scanning.actions import scan_content
from troth.scanning.models import CLEAN
from troth.storefront.care_views import shoppers_own
from troth.storefront.own_data import NOT_IN_IT, as_document, own_files, sections_of


@shoppers_own
@require_GET
def page(request: HttpRequest, found: Order) -> HttpResponse:
    """Everything, section by section, with why it is held."""
    terms = found.policy.terms
    context = {
        "order": found,
        "terms": terms,
        "sections": sections_of(found),
        "not_in_it": NOT_IN_IT,
        "erased": erasing.ERASED,
        "kept": erasing.kept(terms, placed_at=found.placed_at),
    }
    return render(request, "storefront/own_data.html", context)


@shoppers_own
@require_GET
def document(_request: HttpRequest, found: Order) -> HttpResponse:
    """The same as a JSON file."""
    told = as_document(found, now=clock.now())
    text = json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    return send_text(text, name=f"{found.number}-my-data.json", content_type="application/json")


@shoppers_own
@require_GET
def file(_request: HttpRequest, found: Order, key: int) -> HttpResponseBase:
    """A file that belongs to a request of the order, as it is kept."""
    kept = get_object_or_404(own_files(found), pk=key)
    return send_attachment(kept.file.open("rb"), name=kept.name, content_type=kept.kind)


@shoppers_own
@require_GET
def mail(request: HttpRequest, found: Order, key: int) -> HttpResponseBase:
    """A mail of the shopper's, as it came: scanned first, as it may have come from anybody."""
    kept = get_object_or_404(found.mails.exclude(raw=""), pk=key)
    with kept.raw.open("rb") as raw:
        content = raw.read()
    if scan_content(content).state != CLEAN:
        messages.error(request, "This email can't be opened: it isn't through our virus scan.")
        return redirect("own_data", number=found.number)
    return send_text(content, name=f"email-{key}.eml", content_type="message/rfc822")
