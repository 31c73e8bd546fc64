"""Paying for an order once more: from its own page to the provider's, and back."""

from __future__ import annotations

import re

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from troth import clock
from troth.actors import Actor
from troth.checkout import repayment
from troth.payments.actions import PaymentActionRefused
from troth.payments.models import Payment
from troth.payments.provider import ProviderRefused, ProviderUnreachable, configured_provider
from troth.policy.lifecycle import TransitionRefused
from troth.storefront import shopper_session
from troth.storefront.orders.access import closed_page, load_order

NOT_NOW = (
    "The payment provider doesn't answer at the moment. Nothing was charged; please press once more"
    " in a minute."
)
UNKNOWN = "This payment isn't known here. Your order's page shows how it stands."
NOT_PAID = "Nothing is paid yet. You can pay again below."
_SESSION = re.compile(r"cs_\w{1,250}", re.ASCII)


@never_cache
@require_POST
def pay_again(request: HttpRequest, number: str) -> HttpResponse:
    """The press: to the provider's page. Pressed in two tabs, it is one page and one payment."""
    order = load_order(number) if shopper_session.may_see(request, number) else None
    if order is None:
        return closed_page(request)
    try:
        url = repayment.open_page(order=order, now=clock.now(), provider=configured_provider())
    except repayment.UnableToPay as unable:
        messages.error(request, str(unable))
    except ProviderUnreachable:
        messages.error(request, NOT_NOW)
    else:
        return HttpResponseRedirect(url, status=303)
    return redirect("order", number=number)


@never_cache
@require_GET
def return_from_payment(request: HttpRequest, number: str) -> HttpResponse:
    """Back from the provider's page. What it did there, the provider is asked; coming here twice
    changes nothing.
    """
    if not shopper_session.may_see(request, number):
        return closed_page(request)
    session = request.GET.get("session", "")
    about = Payment.objects.select_related("request").filter(request__order__number=number)
    payment = about.filter(session_id=session).first() if _SESSION.fullmatch(session) else None
    if payment is None:
        messages.error(request, UNKNOWN)
        return redirect("order", number=number)
    try:
        is_paid = repayment.sync_repayment(
            payment=payment, now=clock.now(), provider=configured_provider()
        )
    except ProviderUnreachable:
        return render(
            request, "storefront/checkout/waiting.html", {"address": request.get_full_path()}
        )
    except ProviderRefused:
        messages.error(request, UNKNOWN)
        return redirect("order", number=number)
    if is_paid:
        messages.success(request, "Thank you: it's paid, and your order goes on in its place.")
    else:
        messages.error(request, NOT_PAID)
    return redirect("order", number=number)


@never_cache
@require_POST
def decline_payment(request: HttpRequest, number: str) -> HttpResponse:
    """The shopper doesn't want to pay again: the order is cancelled at once."""
    order = load_order(number) if shopper_session.may_see(request, number) else None
    if order is None:
        return closed_page(request)
    try:
        repayment.decline_to_pay_again(order=order, now=clock.now(), by=Actor.SHOPPER)
        messages.success(request, "Cancelled. You were charged nothing.")
    except (repayment.UnableToPay, PaymentActionRefused, TransitionRefused) as unable:
        messages.error(request, str(unable))
    return redirect("order", number=number)
