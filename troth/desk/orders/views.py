"""Staff's pages: the queue in turn, and what can be done with an order."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from troth import clock
from troth.care.not_received import exceptions, losses
from troth.desk.money.forms import RefundForm
from troth.desk.orders import holding
from troth.desk.orders.forms import ClockForm
from troth.desk.packing.lookup_views import lookup_rows, may_look_up
from troth.desk.staff import staff_only
from troth.desk.tasks.views import task_rows
from troth.fulfillment.warehouse.queue import holds_of
from troth.notifications import arrivals
from troth.notifications.models import Notification
from troth.order_status.outgoing import outgoing_of, with_outgoing
from troth.order_status.reading import status_of
from troth.orders.models import Line, Order
from troth.payments import approving, payment_requests, tax_return
from troth.payments.actions import MOVE_MONEY
from troth.payments.models import PaymentOperation
from troth.payments.parts import blocking_dispute

PAGE_SIZE = 50
MOST_TASKS = 50


@staff_only
@require_GET
def queue_page(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    waiting = with_outgoing(Order.objects.unshipped().in_turn())
    page = Paginator(waiting, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [(order, outgoing_of(order, now)) for order in page]
    return render(
        request,
        "desk/orders/queue.html",
        {
            "page": page,
            "rows": rows,
            "now": now,
            "clock_form": ClockForm(),
            "has_no_orders": not rows and not Order.objects.exists(),
        },
    )


@staff_only
@require_GET
def order_page(request: HttpRequest, number: str) -> HttpResponse:
    order = _order_or_404(number)
    prefetch_related_objects(
        [order],
        Prefetch("lines", Line.objects.select_related("item", "crossing__transfer")),
        "events",
        "parcels__labels",
        "parcels__packed",
    )
    context = {
        "status": status_of(order, clock.now()),
        "order": order,
        "terms": order.policy.terms,
        "recipient": order.recipient,
        "events": order.events.select_related("line", "letter").order_by("pk"),
        "notices": Notification.objects.filter(event__order=order).order_by("pk"),
        "outgoing": outgoing_of(order, clock.now()),
        "arrival": arrivals.arrival_of(order, now=clock.now()),
        "page_link": arrivals.page_link(order),
        "parcels": sorted(order.parcels.all(), key=lambda box: box.pk),
        "to_look_up": lookup_rows(order) if may_look_up(request) else [],
        "undelivered": losses.undelivered_numbers(order),
        "holds": [(held, holding.hold_blocked_by(held)) for held in holds_of(order)],
        "dates_stand": holding.dates_of(order),
        "order_tasks": task_rows(
            order.tasks.open().select_related("order")[:MOST_TASKS],
            user=cast(User, request.user),
            now=clock.now(),
        ),
        **_money_context(request, order),
    }
    return render(request, "desk/orders/order.html", context)


def _money_context(request: HttpRequest, order: Order) -> dict[str, Any]:
    """The payment, what people have given back of it, and what can be done about it."""
    payment = getattr(order, "payment", None)
    return {
        "may_pay_again": not payment_requests.why_not_ask_again(order),
        "payment_request": payment_requests.open_request(order),
        "payment": payment,
        "dispute": blocking_dispute(payment) if payment else None,
        "by_people": payment is not None and bool(approving.refunds_by_people(payment)),
        "total_by_people": approving.total_refunded_by_people(payment) if payment else 0,
        "late_parcels": exceptions.unclaimed_in_time(order, now=clock.now()),
        "second_person_above": order.policy.terms.file.care.second_person_above_cents,
        "operations": list(PaymentOperation.objects.filter(payment__order=order).order_by("pk")),
        "review": order.review(),
        "refund_form": RefundForm.fresh() if request.user.has_perm(MOVE_MONEY) else None,
        "tax_waits": tax_return.awaits_tax_review(order),
        "tax_places": tax_return.possible_tax_places(order) if order.tax["review"] else [],
    }


@staff_only
@require_POST
def move_clock(request: HttpRequest) -> HttpResponse:
    form = ClockForm(request.POST)
    try:
        if not form.is_valid():
            raise ValueError(
                "; ".join(str(error) for errors in form.errors.values() for error in errors)
            )
        clock.move_forward(timedelta(hours=form.cleaned_data["hours"]))
        messages.success(request, _("The clock was moved forward."))
    except (ValueError, clock.ClockIsReal) as refused:
        messages.error(request, _(str(refused)))
    return redirect("desk")


def _order_or_404(number: str) -> Order:
    return get_object_or_404(
        Order.objects.select_related("recipient", "policy", "payment"), number=number
    )
