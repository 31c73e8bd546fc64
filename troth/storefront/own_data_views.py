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
from troth.policy import retention
from troth.scanning.actions import scan_content
from troth.scanning.models import CLEAN
from troth.storefront.care_views import own_order_required
from troth.storefront.own_data import NOT_IN_IT, as_document, own_files, sections_of


@own_order_required
@require_GET
def own_data_page(request: HttpRequest, order: Order) -> HttpResponse:
    """Everything, section by section, with why it is held."""
    terms = order.policy.terms
    context = {
        "order": order,
        "terms": terms,
        "sections": sections_of(order),
        "not_in_it": NOT_IN_IT,
        "erased": retention.ERASED,
        "kept": retention.kept_records(terms, placed_at=order.placed_at),
    }
    return render(request, "storefront/own_data.html", context)


@own_order_required
@require_GET
def own_data_json(_request: HttpRequest, order: Order) -> HttpResponse:
    """The same as a JSON file."""
    data = as_document(order, now=clock.now())
    text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    return send_text(text, name=f"{order.number}-my-data.json", content_type="application/json")


@own_order_required
@require_GET
def own_data_file(_request: HttpRequest, order: Order, key: int) -> HttpResponseBase:
    """A file that belongs to a request of the order, as it is kept."""
    attachment = get_object_or_404(own_files(order), pk=key)
    return send_attachment(
        attachment.file.open("rb"), name=attachment.name, content_type=attachment.kind
    )


@own_order_required
@require_GET
def own_data_mail(request: HttpRequest, order: Order, key: int) -> HttpResponseBase:
    """A mail of the shopper's, as it came: scanned first, as it may have come from anybody."""
    stored_mail = get_object_or_404(order.mails.exclude(raw=""), pk=key)
    with stored_mail.raw.open("rb") as raw:
        content = raw.read()
    if scan_content(content).state != CLEAN:
        messages.error(request, "This email can't be opened: it isn't through our virus scan.")
        return redirect("own_data", number=order.number)
    return send_text(content, name=f"email-{key}.eml", content_type="message/rfc822")
