"""Who may see an order, and the page that everybody else sees."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from troth.orders.models import Order
from troth.storefront import shopper_session
from troth.storefront.orders.forms import FindOrderForm


def own_order_required(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For who may see the order, which the view is given; others see the page that every unknown
    order has.
    """

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, number: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        order = load_order(number) if shopper_session.may_see(request, number) else None
        if order is None:
            return closed_page(request)
        answer = view(request, order, *args, **kwargs)
        answer["Referrer-Policy"] = (
            "same-origin"  # no other site is told the address; its own forms need one
        )
        return answer

    return guarded


def closed_page(request: HttpRequest) -> HttpResponse:
    """The same page whether there is such an order or not."""
    return render(
        request,
        "storefront/orders/find_order.html",
        {"form": FindOrderForm(), "closed": True},
        status=404,
    )


def load_order(number: str) -> Order | None:
    """The order with what its pages show."""
    orders = Order.objects.select_related("recipient", "policy", "payment").defer("policy__source")
    orders = orders.prefetch_related("events", "lines")
    return orders.filter(number=number).first()
