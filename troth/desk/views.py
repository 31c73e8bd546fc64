"""Staff's pages: the queue in turn, and what can be done with an order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from troth import clock
from troth.care import losses
from troth.desk.forms import ClockForm, RefundForm, ShipForm
from troth.desk.staff import by_whom, staff_only, typed_text
from troth.desk.task_views import rows_for
from troth.fulfillment import actions
from troth.fulfillment.queue import UnableTo, holds_of, waits_until
from troth.notices import arrivals
from troth.notices.models import Notice
from troth.order_status.reading import status_of
from troth.orders import actions as orders
from troth.orders.models import Event, Order
from troth.orders.turns import HELD
from troth.payments import tax_return
from troth.payments.actions import MOVE_MONEY
from troth.payments.models import Movement
from troth.policy.lifecycle import NotAllowed

PAGE_SIZE = 50
MOST_TASKS = 50


@staff_only
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    waiting = (
        Order.objects.unshipped()
        .in_turn()
        .select_related("policy", "payment")
        .prefetch_related("lines__item", "events")
    )
    page = Paginator(waiting, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [(order, waits_until(order, now=now)) for order in page]
    return render(
        request,
        "desk/queue.html",
        {"page": page, "rows": rows, "now": now, "clock_form": ClockForm()},
    )


@staff_only
@require_GET
def order(request: HttpRequest, number: str) -> HttpResponse:
    found = _order(number)
    return _show(
        request, found, ShipForm(terms=found.policy.terms, initial={"carrier": found.carrier})
    )


def _show(request: HttpRequest, found: Order, form: ShipForm, status: int = 200) -> HttpResponse:
    prefetch_related_objects([found], "lines__item", "events")
    lines = list(found.lines.all())
    context = {
        "status": status_of(found, clock.now()),
        "order": found,
        "terms": found.policy.terms,
        "recipient": found.recipient,
        "states": {line.state for line in lines},
        "events": found.events.select_related("line", "letter").order_by("pk"),
        "notices": Notice.objects.filter(event__order=found).order_by("pk"),
        "waits": waits_until(found, now=clock.now()),
        "arrival": arrivals.arrival_of(found, now=clock.now()),
        "page_link": arrivals.page_link(found),
        "form": form,
        "parcels": found.parcels.order_by("pk"),
        "undelivered": losses.undelivered(found),
        "holds": holds_of(found),
        "order_tasks": rows_for(
            found.tasks.open().select_related("order")[:MOST_TASKS],
            user=cast(User, request.user),
            now=clock.now(),
        ),
        "payment": getattr(found, "payment", None),
        "movements": list(Movement.objects.filter(payment__order=found).order_by("pk")),
        "review": found.review(),
        "refund_form": RefundForm.fresh() if request.user.has_perm(MOVE_MONEY) else None,
        "tax_waits": tax_return.awaits_review(found),
        "tax_places": tax_return.places(found) if found.tax["review"] else [],
    }
    return render(request, "desk/order.html", context, status=status)


@staff_only
@require_POST
def process(request: HttpRequest, number: str) -> HttpResponse:
    return _do(request, number, actions.process, _("Marked processed."))


@staff_only
@require_POST
def hold(request: HttpRequest, number: str) -> HttpResponse:
    why = typed_text(request, "why", 200)
    if not why:
        messages.error(request, _("Say why it is held."))
        return redirect("desk_order", number=number)
    return _do(request, number, partial(orders.hold, why=why), _("Held: it keeps its place."))


@staff_only
@require_POST
def release(request: HttpRequest, number: str, key: int) -> HttpResponse:
    found = get_object_or_404(Event, pk=key, order__number=number, kind=HELD)
    orders.release(hold=found, now=clock.now(), by=by_whom(request))
    messages.success(request, _("Released: it goes on in its turn."))
    return redirect("desk_order", number=number)


def _do(request: HttpRequest, number: str, verb: Callable[..., object], done: str) -> HttpResponse:
    found = _order(number)
    try:
        verb(order=found, now=clock.now(), by=by_whom(request))
        messages.success(request, done)
    except (UnableTo, NotAllowed) as unable:
        messages.error(request, _(str(unable)))
    return redirect("desk_order", number=number)


@staff_only
@require_POST
def ship(request: HttpRequest, number: str) -> HttpResponse:
    found = _order(number)
    form = ShipForm(request.POST, terms=found.policy.terms)
    if not form.is_valid():
        return _show(request, found, form, status=422)
    try:
        actions.ship(order=found, now=clock.now(), by=by_whom(request), **form.cleaned_data)
    except actions.NumberLooksWrong as wrong:
        form.ask_to_insist(_(str(wrong)))
        return _show(request, found, form, status=422)
    except (UnableTo, NotAllowed) as unable:
        messages.error(request, _(str(unable)))
        return redirect("desk_order", number=number)
    messages.success(request, _("Shipped. The shopper is being told."))
    return redirect("desk_order", number=number)


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


def _order(number: str) -> Order:
    return get_object_or_404(
        Order.objects.select_related("recipient", "policy", "payment"), number=number
    )
