"""The desk's pages of promises: what is late or about to be, closures, and the proof that nobody
was overtaken.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from troth import clock
from troth.approvals.actions import ApprovalRefused
from troth.approvals.models import ApprovalRequest
from troth.desk.foreseen import has_seen_effect, preview_effect
from troth.desk.orders.forms import ClosureForm
from troth.desk.sessions import recent_login_required
from troth.desk.staff import actor_of, staff_only
from troth.fulfillment import tasks
from troth.fulfillment.from_japan import late_transfers
from troth.fulfillment.models import Closure, Delay, PromiseStatus
from troth.fulfillment.promises import closures
from troth.fulfillment.promises.delay_notices import MOVED, SOONER
from troth.fulfillment.promises.effects import Effect
from troth.fulfillment.warehouse import queue, queue_audit
from troth.orders.labels import closed_place_name
from troth.orders.models import Event
from troth.orders.policy_versions import terms_at
from troth.policy.dates.promise import local_time

MOST_SHOWN = 200
_FORESEE: dict[str, Callable[..., Effect]] = {
    closures.APPROVAL: closures.preview_request,
    late_transfers.APPROVAL: late_transfers.preview_request,
}


@staff_only
@require_GET
def promises_page(request: HttpRequest) -> HttpResponse:
    return _render_page(request, ClosureForm())


def _render_page(request: HttpRequest, form: ClosureForm, status: int = 200) -> HttpResponse:
    now = clock.now()
    today = local_time(terms_at(now), now).date()
    open_ones = PromiseStatus.objects.filter(ended_at=None).select_related("order__policy")
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
        "unsent": Event.objects.filter(kind__in=(MOVED, SOONER), notices=None).count(),
        "closures": (
            Closure.objects.filter(replaced_by=None)
            .select_related("reckoning", "replaces")
            .order_by("-pk")[:50]
        ),
        "form": form,
    }
    return render(request, "desk/orders/promises.html", context, status=status)


@staff_only
@require_POST
def preview_closure(request: HttpRequest) -> HttpResponse:
    """What a closure, or a change of one, would do. Nothing is entered yet."""
    form = ClosureForm(request.POST)
    if not form.is_valid():
        return _render_form_problems(request, form)
    try:
        effect = closures.preview_plan(plan=form.plan, now=clock.now())
    except queue.FulfillmentRefused as unable:
        form.add_error(None, _(str(unable)))
        return _render_form_problems(request, form)
    return _show_effect(request, form, effect)


def _render_form_problems(request: HttpRequest, form: ClosureForm) -> HttpResponse:
    """The form with what is wrong with it, on the page that it came from."""
    typed = request.POST.get("replaces", "")[:18]
    key = int(typed) if typed.isascii() and typed.isdigit() else None
    replaced = Closure.objects.filter(pk=key or 0).first()
    if replaced is None:
        return _render_page(request, form, status=422)
    return _show_closure(request, replaced, form, status=422)


def _show_effect(
    request: HttpRequest, form: ClosureForm, effect: Effect, problem: str = ""
) -> HttpResponse:
    now = clock.now()
    context = {
        "plan": form.plan,
        "place": closed_place_name(form.plan.place),
        "replaced": Closure.objects.filter(pk=form.plan.replaces or 0).first(),
        "foreseen": preview_effect(effect, now),
        "problem": problem,
        "reason": form.cleaned_data["reason"],
        "rule": terms_at(now).file.delay,
    }
    return render(
        request, "desk/orders/closure_preview.html", context, status=422 if problem else 200
    )


@staff_only
@require_POST
@recent_login_required
def enter_closure(request: HttpRequest) -> HttpResponse:
    """A closure whose effect was shown is entered, or asks for the second person whom it needs."""
    form, now, by = ClosureForm(request.POST), clock.now(), actor_of(request)
    if not form.is_valid():
        return _render_form_problems(request, form)
    try:
        effect = closures.preview_plan(plan=form.plan, now=now)
        if not has_seen_effect(form, effect):
            problem = _("More orders would be written to than you saw. Look again.")
            return _show_effect(request, form, effect, problem if "seen" in request.POST else "")
        if effect.needs_second_person(terms_at(now)):
            approval_request = closures.ask_second_person(
                plan=form.plan, effect=effect, reason=form.cleaned_data["reason"], now=now, by=by
            )
            messages.success(request, _("A second person must approve it. Nothing is entered yet."))
            return redirect("desk_approval", key=approval_request.pk)
        closure = closures.enter_plan(plan=form.plan, now=now, by=by)
    except ApprovalRefused as refused:
        return _show_effect(request, form, effect, _(str(refused)))
    except queue.FulfillmentRefused as unable:
        form.add_error(None, _(str(unable)))
        return _render_form_problems(request, form)
    tasks.run_closure.enqueue(closure.pk)
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
def effect_page(request: HttpRequest, key: str) -> HttpResponse:
    """What a closure or a late transfer that waits for its second person would do, as they decide
    it: the same page as its author saw.
    """
    approval_request = get_object_or_404(ApprovalRequest, key=key, kind__in=list(_FORESEE))
    context: dict[str, Any] = {"asked": approval_request, "terms": terms_at(clock.now())}
    if approval_request.is_waiting:
        try:
            now = clock.now()
            context["foreseen"] = preview_effect(
                _FORESEE[approval_request.kind](approval_request, now=now), now
            )
        except queue.FulfillmentRefused as unable:
            context["problem"] = _(str(unable))
    return render(request, "desk/orders/foreseen.html", context)


@staff_only
@require_GET
def closure_page(request: HttpRequest, key: int) -> HttpResponse:
    """One closure with its changes, and how it is ended early, corrected or taken back."""
    return _show_closure(request, get_object_or_404(Closure, pk=key), None)


def _show_closure(
    request: HttpRequest, closure: Closure, form: ClosureForm | None, status: int = 200
) -> HttpResponse:
    chain = [closure]
    while chain[0].replaces is not None:
        chain.insert(0, chain[0].replaces)
    while (later := Closure.objects.filter(replaces=chain[-1]).first()) is not None:
        chain.append(later)
    context = {
        "chain": chain,
        "current": chain[-1],
        "form": form,
        "terms": terms_at(clock.now()),
    }
    return render(request, "desk/orders/closure.html", context, status=status)


@staff_only
@require_GET
def turn_report(request: HttpRequest) -> HttpResponse:
    """The report on the last days: how many orders were taken, and who was overtaken."""
    now = clock.now()
    days = (
        min(int(request.GET["days"]), 60)
        if request.GET.get("days", "").isascii() and request.GET.get("days", "").isdigit()
        else 7
    )
    report = queue_audit.queue_report(
        since=now - timedelta(days=days), until=now + timedelta(seconds=1)
    )
    return render(
        request, "desk/orders/in_turn.html", {"made": report, "days": days, "terms": terms_at(now)}
    )
