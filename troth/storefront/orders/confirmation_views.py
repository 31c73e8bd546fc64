"""The shopper says that they have their order's details, after the confirmation came back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from troth import clock
from troth.actors import Actor
from troth.orders.actions import mark_confirmation_acknowledged
from troth.policy.dates.hours import deadline_label
from troth.storefront import shopper_session
from troth.storefront.orders.access import closed_page, load_order


@never_cache
@require_POST
def acknowledge_confirmation(request: HttpRequest, number: str) -> HttpResponse:
    """The cancellation window's clock starts. Pressed again, nothing more happens."""
    order = load_order(number) if shopper_session.may_see(request, number) else None
    if order is None:
        return closed_page(request)
    now = clock.now()
    mark_confirmation_acknowledged(order=order, now=now, by=Actor.SHOPPER)
    again = load_order(number)
    closes_at = again.cancellation_closes_at(now) if again else None
    if closes_at is None:
        messages.info(request, "Nothing is needed from you for this order.")
    else:
        until = deadline_label(order.policy.terms, closes_at)
        messages.success(
            request,
            f"Thank you: we know that you have your order's details. You can cancel until {until}.",
        )
    return redirect("order", number=number)
