"""The desk's pages of promises: what is late or about to be, closures, and the proof that nobody
was overtaken.
"""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from troth import clock
from troth.desk.fulfillment_forms import ClosureForm
from troth.desk.staff import by_whom, staff_only
from troth.fulfillment import closing, queue, tasks, turns_report
from troth.fulfillment.models import Closure, Delay, Standing
from troth.orders.in_force import terms_at
from troth.orders.models import Event
from troth.policy.promise import local_time

MOST_SHOWN = 200


@staff_only
@require_GET
def promises(request: HttpRequest) -> HttpResponse:
    return _show(request, ClosureForm())


def _show(request: HttpRequest, form: ClosureForm, status: int = 200) -> HttpResponse:
    now = clock.now()
    today = local_time(terms_at(now), now).date()
    open_ones = Standing.objects.filter(ended_at=None).select_related("order__policy")
    soon = today + timedelta(days=1)
    late = Q(shipped_at=None, ship_by__lte=soon) | Q(shipped_at__isnull=False, arrives_by__lt=today)
    context = {
        "now": now,
        "today": today,
        "terms": terms_at(now),
        "late": (
            open_ones.filter(late | Q(unknown_why__gt="")).order_by("ship_by", "order__placed_at")[
                :MOST_SHOWN
            ]
        ),
        "delays": (
            Delay.objects.filter(ended_at=None)
            .select_related("order__policy")
            .order_by("decides_at")[:MOST_SHOWN]
        ),
        "unsent": Event.objects.filter(kind="promise.moved", notices=None).count(),
        "closures": Closure.objects.select_related("reckoning").order_by("-pk")[:50],
        "form": form,
    }
    return render(request, "desk/promises.html", context, status=status)


@staff_only
@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """A closure: every promise it touches is worked out anew, in the background."""
    form = ClosureForm(request.POST)
    if not form.is_valid():
        return _show(request, form, status=422)
    try:
        closure = closing.enter(now=clock.now(), by=by_whom(request), **form.cleaned_data)
    except queue.UnableTo as unable:
        form.add_error(None, _(str(unable)))
        return _show(request, form, status=422)
    tasks.work_through.enqueue(closure.pk)
    messages.success(
        request,
        _(
            "Entered. Every open promise is being worked out anew; this page shows how far it has"
            " come."
        ),
    )
    return redirect("desk_promises")


@staff_only
@require_GET
def in_turn(request: HttpRequest) -> HttpResponse:
    """The report on the last days: how many orders were taken, and who was overtaken."""
    now = clock.now()
    days = (
        min(int(request.GET["days"]), 60)
        if request.GET.get("days", "").isascii() and request.GET.get("days", "").isdigit()
        else 7
    )
    made = turns_report.report(since=now - timedelta(days=days), until=now + timedelta(seconds=1))
    return render(
        request, "desk/in_turn.html", {"made": made, "days": days, "terms": terms_at(now)}
    )
