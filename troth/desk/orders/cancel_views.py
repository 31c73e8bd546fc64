"""Care's page for cancelling an order, the letter that asks to pay again, holds and releases."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from troth import clock
from troth.care.cases import CaseActionRefused
from troth.desk.orders import cancelling, holding
from troth.desk.sessions import recent_login_required
from troth.desk.staff import StaffRequest, actor_of, staff_only, typed_text
from troth.fulfillment.promises import expired_authorizations
from troth.orders.models import Event, Order
from troth.orders.queue_entries import HELD
from troth.payments import actions as payments
from troth.payments import payment_requests
from troth.policy.dates.hours import deadline_label

MOST_TYPED = 200
BY_STORE = "store"


@staff_only
@require_http_methods(["GET", "POST"])
def cancel_page(request: StaffRequest, number: str) -> HttpResponseBase:
    """The page says of each way what happens, or what stands; the press does it."""
    if request.method == "POST":
        return _cancel_order(request, number)
    return _render_page(request, find_order(number))


@recent_login_required
def _cancel_order(request: StaffRequest, number: str) -> HttpResponse:
    order = find_order(number)
    reason, way = typed_text(request, "reason", MOST_TYPED), request.POST.get("way", "")
    try:
        message = cancelling.cancel_for_customer(
            order=order,
            way=way,
            reason=reason,
            by_shopper=request.POST.get("wish") != BY_STORE,
            now=clock.now(),
            by=actor_of(request),
        )
    except CaseActionRefused as unable:
        messages.error(request, _(str(unable)))
        return _render_page(request, order, typed=reason, chosen=way, status=422)
    messages.success(request, _(message))
    return redirect("desk_order", number=number)


def _render_page(
    request: StaffRequest, order: Order, *, typed: str = "", chosen: str = "", status: int = 200
) -> HttpResponse:
    ways = cancelling.ways_to_cancel(order, now=clock.now())
    context = {
        "order": order,
        "terms": order.policy.terms,
        "ways": [(way, _NAMES[way.key]) for way in ways],
        "payment": getattr(order, "payment", None),
        "lines": order.lines.order_by("pk"),
        "typed": typed,
        "chosen": chosen,
    }
    return render(request, "desk/orders/cancel.html", context, status=status)


@staff_only
@require_POST
@recent_login_required
def ask_to_pay(request: StaffRequest, number: str) -> HttpResponse:
    """A letter with a link asks the shopper to pay again."""
    order = find_order(number)
    try:
        payment_request = payment_requests.ask_to_pay_again(
            order=order,
            reason=typed_text(request, "reason", MOST_TYPED),
            ends_by=expired_authorizations.announced_refund(order),
            now=clock.now(),
            by=actor_of(request),
        )
    except payments.PaymentActionRefused as unable:
        messages.error(request, _(str(unable)))
        return redirect("desk_order", number=number)
    until = deadline_label(order.policy.terms, payment_request.pay_by)
    messages.success(
        request, _("The customer is asked to pay again, by %(until)s.") % {"until": until}
    )
    return redirect("desk_order", number=number)


@staff_only
@require_POST
def hold_order(request: StaffRequest, number: str) -> HttpResponse:
    order = find_order(number)
    why = typed_text(request, "why", MOST_TYPED)
    try:
        message = holding.hold_order(order=order, why=why, now=clock.now(), by=actor_of(request))
        messages.success(request, _(message))
    except CaseActionRefused as unable:
        messages.error(request, _(str(unable)))
    return redirect("desk_order", number=number)


@staff_only
@require_POST
def release_hold(request: StaffRequest, number: str, key: int) -> HttpResponse:
    rows = Event.objects.select_related("order__policy")
    hold_event = get_object_or_404(rows, pk=key, order__number=number, kind=HELD)
    why = typed_text(request, "why", MOST_TYPED)
    try:
        message = holding.release_order(
            hold=hold_event, why=why, now=clock.now(), by=actor_of(request)
        )
        messages.success(request, _(message))
    except CaseActionRefused as unable:
        messages.error(request, _(str(unable)))
    return redirect("desk_order", number=number)


def find_order(number: str) -> Order:
    """The order with this number, or a 404."""
    rows = Order.objects.select_related("recipient", "policy", "payment")
    return get_object_or_404(rows, number=number)


_NAMES = {
    cancelling.ASKED: gettext_lazy("As the customer asks, by phone"),
    cancelling.UNPAID: gettext_lazy("Because it has no payment any more"),
    cancelling.DELAY: gettext_lazy("Because it is late, as the customer chooses"),
    cancelling.GOODWILL: gettext_lazy("As goodwill, before it ships"),
}
