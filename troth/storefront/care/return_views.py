"""What a shopper chooses for a parcel that comes back, and the label for a piece sent back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from troth import clock
from troth.actors import Actor
from troth.fulfillment.models import Return
from troth.fulfillment.return_models import CANCEL, RESEND
from troth.fulfillment.returns import customer_returns, returned_parcels
from troth.fulfillment.warehouse.queue import FulfillmentRefused
from troth.http.downloads import send_attachment
from troth.orders.models import Order
from troth.storefront.orders.access import closed_page, own_order_required

DONE = {
    RESEND: "Thanks. We'll send it again to the same address.",
    CANCEL: "It is cancelled: everything you paid for it is returned.",
}


@own_order_required
@require_POST
def choose_for_return(request: HttpRequest, order: Order, key: str) -> HttpResponse:
    """To have a returned parcel sent again, or to cancel it."""
    returned = get_object_or_404(Return, key=key, order=order, parcel__isnull=False)
    chosen = request.POST.get("answer", "")[:10]
    try:
        returned_parcels.choose_outcome(
            returned=returned, answer=chosen, now=clock.now(), by=Actor.SHOPPER
        )
        messages.success(request, DONE[chosen])
    except FulfillmentRefused as unable:
        messages.error(request, str(unable))
    return redirect("order", number=order.number)


@own_order_required
@require_GET
def return_label_file(request: HttpRequest, order: Order, key: str) -> HttpResponseBase:
    """The prepaid label to print, while it can be used."""
    returned = get_object_or_404(Return, key=key, order=order, parcel__isnull=True)
    usable = customer_returns.usable_label(returned, clock.now())
    if usable is None:
        return closed_page(request)
    return send_attachment(
        usable.file.open("rb"),
        name=f"return-{returned.key}.pdf",
        content_type="application/pdf",
    )


@own_order_required
@require_POST
def new_label(request: HttpRequest, order: Order, key: str) -> HttpResponse:
    """Another label in place of one that has lapsed."""
    returned = get_object_or_404(Return, key=key, order=order, parcel__isnull=True)
    try:
        customer_returns.request_new_label(returned=returned, now=clock.now())
        messages.success(request, "A new label is being made. You get an email when it is ready.")
    except FulfillmentRefused as unable:
        messages.error(request, str(unable))
    return redirect("order", number=order.number)
