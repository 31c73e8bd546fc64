"""The order's own page: behind a link nobody can guess, which is traded for a cookie and leaves the
address bar.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from troth import clock, roles
from troth.access_log.actions import record_access
from troth.actors import Actor
from troth.fulfillment.models import Delay, Parcel
from troth.fulfillment.promises import delay_consent
from troth.fulfillment.tracking import proofs
from troth.fulfillment.warehouse.queue import FulfillmentRefused
from troth.http.downloads import send_attachment, send_text
from troth.http.network import address_of
from troth.notifications import arrivals, repeating
from troth.order_status.reading import status_of
from troth.orders.links import hash_of
from troth.orders.models import Order
from troth.payments import payment_requests
from troth.storefront import shopper_session
from troth.storefront.orders.access import closed_page, load_order
from troth.storefront.orders.calendar_file import calendar_of
from troth.storefront.orders.forms import FindOrderForm
from troth.storefront.orders.paper import paper_context


@never_cache
@require_GET
def open_order_link(request: HttpRequest, token: str) -> HttpResponse:
    """The mailed address: nothing of the order changes, the browser may see it, and the secret is
    gone from its bar.
    """
    placed_order = Order.objects.filter(link_hash=hash_of(token)).only("number").first()
    if placed_order is None:
        return closed_page(request)
    shopper_session.grant_access(request, placed_order)
    answer = redirect(placed_order)
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@never_cache
@require_GET
def order_page(request: HttpRequest, number: str) -> HttpResponse:
    if not _may_see(request, number):
        return closed_page(request)
    return _render_order(
        request, "storefront/orders/order.html", number, thanks="thanks" in request.GET
    )


@never_cache
@require_GET
def order_print(request: HttpRequest, number: str) -> HttpResponse:
    """A copy made for paper."""
    if not _may_see(request, number):
        return closed_page(request)
    return _render_order(request, "storefront/orders/order_print.html", number, for_paper=True)


@never_cache
@require_GET
def order_calendar(request: HttpRequest, number: str) -> HttpResponse:
    """The delivery window as a calendar file; fetched again, it replaces what it was (RFC 5545)."""
    if not _may_see(request, number):
        return closed_page(request)
    placed_order = load_order(number)
    if placed_order is None:
        return closed_page(request)
    file = calendar_of(status_of(placed_order, clock.now()), placed_order.policy.terms)
    answer = send_text(
        file.to_ical(),
        name=f"{placed_order.number}.ics",
        content_type="text/calendar; charset=utf-8",
    )
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@never_cache
@require_http_methods(["GET", "POST"])
def find_order(request: HttpRequest) -> HttpResponse:
    """Whoever lost the link has the confirmation mailed again, to the order's address; the answer
    tells nobody more.
    """
    form = FindOrderForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        repeating.request_resend(now=clock.now(), network=address_of(request), **form.cleaned_data)
        messages.success(
            request,
            "If the number and the address belong together, the confirmation is on its way to it"
            " once more.",
        )
        return redirect("find_order")
    return render(request, "storefront/orders/find_order.html", {"form": form})


def _may_see(request: HttpRequest, number: str) -> bool:
    """The shopper, by the order's link; or staff who may see orders, which is recorded."""
    if shopper_session.may_see(request, number):
        return True
    if not roles.has_role(request.user, roles.ORDERS):
        return False
    record_access(
        kind="order_viewed",
        who=request.user.get_username(),
        order_number=number,
        about="the shopper's own page",
        address=address_of(request),
        now=clock.now(),
    )
    return True


@never_cache
@require_GET
def mistyped_number(request: HttpRequest, mistyped: str) -> HttpResponse:
    """No number of ours looks so. Whoever followed a broken link is told how to find the order, as
    with every other.
    """
    del mistyped
    return closed_page(request)


def _render_order(request: HttpRequest, template: str, number: str, **more: Any) -> HttpResponse:
    placed_order = load_order(number)
    if placed_order is None:
        return closed_page(request)
    if more.pop("for_paper", False):
        more |= paper_context(placed_order)
    answer = render(request, template, _order_context(placed_order) | more)
    # No other site is told the address; without any, a browser would send the page's own forms from
    # nowhere.
    answer["Referrer-Policy"] = "same-origin"
    return answer


@never_cache
@require_POST
def answer_delay(request: HttpRequest, number: str, key: int) -> HttpResponse:
    """The shopper's choice in a delay: to wait, or to cancel for a full refund."""
    if not shopper_session.may_see(request, number):
        return closed_page(request)
    delay = get_object_or_404(Delay, pk=key, order__number=number)
    chosen = request.POST.get("answer")
    try:
        if chosen not in (delay_consent.WAIT, delay_consent.CANCEL):
            raise FulfillmentRefused("cancellation", "Choose to wait or to cancel.")
        messages.success(request, _apply_answer(delay, chosen))
    except FulfillmentRefused as unable:
        messages.error(request, str(unable))
    return redirect("order", number=number)


@transaction.atomic
def _apply_answer(delay: Delay, chosen: str) -> str:
    """Does what the shopper chose, and says so. To keep an order whose payment is gone also opens
    the request to pay again.
    """
    now = clock.now()
    answered = delay_consent.answer_delay(delay=delay, answer=chosen, now=now, by=Actor.SHOPPER)
    if chosen == delay_consent.CANCEL:
        return "Cancelled. Below is what happens to your payment."
    if payment_requests.money_now(answered.order) != "expired":
        return "Thanks. We'll ship it as soon as we can."
    # Never less time than the letter gave for the answer itself.
    payment_requests.ask_to_pay_again(
        order=answered.order, now=now, by=Actor.SHOPPER, not_before=answered.decides_at
    )
    return "Thanks. Please pay again below: nothing ships before that."


@never_cache
@require_GET
def delivery_proof_file(request: HttpRequest, number: str, key: int) -> HttpResponseBase:
    """The carrier's own proof of delivery."""
    parcel = (
        Parcel.objects.filter(pk=key, order__number=number).first()
        if _may_see(request, number)
        else None
    )
    if parcel is None or not parcel.proof:
        return closed_page(request)
    kind, content_type = proofs.kind_of(parcel)
    return send_attachment(
        parcel.proof.open("rb"), name=f"{number}-delivered.{kind}", content_type=content_type
    )


def _order_context(placed_order: Order) -> dict[str, Any]:
    """What the order's page and its copy for paper show: how it stands, and what was ordered."""
    now = clock.now()
    return {
        "order": placed_order,
        "status": status_of(placed_order, now),
        "terms": placed_order.policy.terms,
        "method": placed_order.policy.terms.methods[placed_order.method],
        "confirmation": arrivals.arrival_of(placed_order, now=now),
        "recipient": placed_order.recipient,
        "now": now,
    }
