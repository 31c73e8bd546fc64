"""Japan's pages, in the warehouse's own time: what waits, what crosses, what arrives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from troth import clock
from troth.approvals import actions as approvals
from troth.desk.foreseen import has_seen_effect, preview_effect
from troth.desk.sessions import recent_login_required
from troth.desk.staff import actor_of, staff_only, typed_text
from troth.desk.transfers.forms import DispatchForm, ExamineForm, FaultForm, LateForm, PapersForm
from troth.fulfillment.from_japan import late_transfers, transfers
from troth.fulfillment.models import Crossing, CrossingCheck, PromiseStatus, Transfer
from troth.fulfillment.promises.effects import Effect
from troth.fulfillment.shipping_labels import tracking_numbers
from troth.fulfillment.warehouse import queue, tags
from troth.orders.policy_versions import terms_at
from troth.policy.lifecycle import TransitionRefused

MOST_SHOWN = 100
SHELF = "desk_shelf"
LEGS = {
    "at_customs": gettext_lazy("Reached US customs"),
    "cleared": gettext_lazy("Cleared US customs"),
    "landed": gettext_lazy("Reached our warehouse"),
}


def render_abroad(
    request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page whose times are those of the warehouse abroad."""
    now = clock.now()
    time_context = {"zone": terms_at(now).zone_at("jp"), "now": now}
    return render(request, template, context | time_context, status=status)


@staff_only
@require_GET
def transfers_page(request: HttpRequest) -> HttpResponse:
    waiting = transfers.lines_awaiting_transfer()
    due = dict(
        PromiseStatus.objects.filter(
            warehouse="jp", order__in=[line.order_id for line in waiting]
        ).values_list("order", "ship_by")
    )
    context = {
        "waiting": [(line, tags.tag_of(line.item_id), due.get(line.order_id)) for line in waiting],
        "open": (
            Transfer.objects.filter(ended_at=None)
            .prefetch_related("crossings")
            .order_by("pk")[:MOST_SHOWN]
        ),
        "ended": Transfer.objects.exclude(ended_at=None).order_by("-pk")[:20],
    }
    return render_abroad(request, "desk/transfers/transfers.html", context)


@staff_only
@require_POST
def begin_transfer(request: HttpRequest) -> HttpResponse:
    chosen = [
        int(key)
        for key in request.POST.getlist("line")[:300]
        if key.isascii() and key.isdigit() and len(key) < 18
    ]
    try:
        transfer = transfers.create_transfer(lines=chosen, now=clock.now(), by=actor_of(request))
    except queue.FulfillmentRefused as unable:
        messages.error(request, _(str(unable)))
        return redirect("desk_transfers")
    return redirect("desk_transfer", key=transfer.key)


@staff_only
@require_GET
def transfer_page(request: HttpRequest, key: str) -> HttpResponse:
    return _render_transfer(request, _transfer_or_404(key))


def _render_transfer(
    request: HttpRequest,
    transfer: Transfer,
    *,
    late_form: LateForm | None = None,
    dispatch_form: DispatchForm | None = None,
    status: int = 200,
) -> HttpResponse:
    forms = {"late_form": late_form, "dispatch_form": dispatch_form}
    context = transfer_context(transfer, **forms) | {"shelf": request.session.get(SHELF, "")}
    return render_abroad(request, "desk/transfers/transfer.html", context, status)


def transfer_context(transfer: Transfer, **forms: Any) -> dict[str, Any]:
    """What the page of a transfer shows: `forms` are those that came back with something wrong."""
    crossings = list(transfer.crossings.select_related("line__order", "line__item__shelved"))
    crossings.sort(key=lambda crossing: crossing.pk)
    link = tracking_numbers.LINKS.get(transfer.carrier, "").format(number=transfer.number)
    checks_by_crossing = _checks_by_crossing(transfer)
    unchecked = [
        (crossing.pk, f"{crossing.line.title} ({tags.tag_of(crossing.line.item_id)})")
        for crossing in crossings
        if crossing.checked_at is None
    ]
    return {
        "transfer": transfer,
        "crossings": [
            _crossing_row(crossing, checks_by_crossing.get(crossing.pk, []))
            for crossing in crossings
        ],
        "last_leg": _last_leg(transfer) if not any(checks_by_crossing.values()) else "",
        "missing": transfers.missing_papers(transfer) if transfer.dispatched_at is None else [],
        "dispatch_form": forms.get("dispatch_form") or DispatchForm(),
        "late_form": forms.get("late_form") or LateForm(),
        "fault_form": forms.get("fault_form") or FaultForm(pieces=unchecked),
        "examine_form": ExamineForm(auto_id="examine_%s"),
        "link": link,
    }


def _checks_by_crossing(transfer: Transfer) -> dict[int, list[CrossingCheck]]:
    checks = CrossingCheck.objects.filter(crossing__transfer=transfer).order_by("pk")
    by_crossing: dict[int, list[CrossingCheck]] = {}
    for check in checks.prefetch_related("photos"):
        by_crossing.setdefault(check.crossing_id, []).append(check)
    return by_crossing


def _crossing_row(crossing: Crossing, checks: list[CrossingCheck]) -> tuple[Any, ...]:
    return (
        crossing,
        tags.tag_of(crossing.line.item_id),
        _papers_form(crossing),
        checks,
        _waits_for_expert(crossing, checks),
    )


def _waits_for_expert(crossing: Crossing, checks: list[CrossingCheck]) -> bool:
    damaged = bool(checks) and checks[-1].outcome == CrossingCheck.DAMAGED
    return damaged and crossing.checked_at is None


def _last_leg(transfer: Transfer) -> str:
    """The step that can be taken back: the last one on the way here."""
    recorded_legs = [
        leg for leg in transfers.LEGS[1:] if getattr(transfer, f"{leg}_at") is not None
    ]
    return recorded_legs[-1] if recorded_legs else ""


def _papers_form(crossing: Crossing) -> PapersForm:
    dollars = f"{(crossing.value_cents or 0) / 100:.2f}"
    return PapersForm(
        initial={"value_cents": dollars, "permit": crossing.permit}, auto_id=f"c{crossing.pk}_%s"
    )


@staff_only
@require_POST
def save_papers(request: HttpRequest, key: str, crossing: int) -> HttpResponse:
    stored_crossing = get_object_or_404(
        Crossing.objects.select_related("transfer"), pk=crossing, transfer__key=key
    )
    form = PapersForm(request.POST)
    if not form.is_valid():
        messages.error(
            request,
            "; ".join(f"{name}: {error}" for name, all_ in form.errors.items() for error in all_),
        )
        return redirect("desk_transfer", key=key)
    return _run_action(
        request, key, lambda: transfers.record_papers(crossing=stored_crossing, **form.cleaned_data)
    )


@staff_only
@require_POST
def dispatch_transfer(request: HttpRequest, key: str) -> HttpResponse:
    """It leaves Japan. What was typed and scanned stays in the form where something is wrong."""
    transfer, form = _transfer_or_404(key), DispatchForm(request.POST)
    if form.is_valid():
        try:
            transfers.dispatch_transfer(
                transfer=transfer, now=clock.now(), by=actor_of(request), **form.cleaned_data
            )
        except (queue.FulfillmentRefused, TransitionRefused) as unable:
            form.add_error(None, _(str(unable)))
        else:
            messages.success(request, _("It has left. Each piece that left was scanned."))
            return redirect("desk_transfer", key=key)
    return _render_transfer(request, transfer, dispatch_form=form, status=422)


@staff_only
@require_POST
def record_leg(request: HttpRequest, key: str) -> HttpResponse:
    """A step on the way: confirmed on a page of its own, since every shopper's page shows it."""
    transfer, leg = _transfer_or_404(key), request.POST.get("leg", "")
    if leg in LEGS and "confirmed" not in request.POST:
        context = {
            "transfer": transfer,
            "leg": leg,
            "leg_sentence": LEGS[leg],
            "orders": len(transfers.orders_of(transfer)),
            "pieces": transfer.crossings.count(),
        }
        return render_abroad(request, "desk/transfers/transfer_step.html", context)
    return _run_action(
        request,
        key,
        lambda: transfers.record_leg(
            transfer=transfer, leg=leg, now=clock.now(), by=actor_of(request)
        ),
    )


@staff_only
@require_POST
def correct_step(request: HttpRequest, key: str) -> HttpResponse:
    """A step that was recorded by mistake: the correction is added."""
    transfer = _transfer_or_404(key)
    return _run_action(
        request,
        key,
        lambda: transfers.undo_leg(
            transfer=transfer,
            leg=request.POST.get("leg", "")[:20],
            why=typed_text(request, "why", 200),
            now=clock.now(),
            by=actor_of(request),
        ),
    )


@staff_only
@require_POST
def preview_delay(request: HttpRequest, key: str) -> HttpResponse:
    """What a report that it is late would do. Nothing is entered yet."""
    transfer, form = _transfer_or_404(key), LateForm(request.POST)
    if not form.is_valid():
        return _render_transfer(request, transfer, late_form=form, status=422)
    try:
        effect = late_transfers.preview_report(
            transfer=transfer, now=clock.now(), **_delay_facts(form)
        )
    except queue.FulfillmentRefused as unable:
        form.add_error(None, _(str(unable)))
        return _render_transfer(request, transfer, late_form=form, status=422)
    return _show_effect(request, transfer, form, effect)


def _delay_facts(form: LateForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("why", "expected_on")}


def _show_effect(
    request: HttpRequest, transfer: Transfer, form: LateForm, effect: Effect, problem: str = ""
) -> HttpResponse:
    now = clock.now()
    context = {
        "transfer": transfer,
        "told": form.cleaned_data,
        "foreseen": preview_effect(effect, now),
        "problem": problem,
        "reason": form.cleaned_data["reason"],
        "rule": terms_at(now).file.delay,
    }
    return render_abroad(
        request, "desk/transfers/late_preview.html", context, 422 if problem else 200
    )


@staff_only
@require_POST
@recent_login_required
def enter_delay(request: HttpRequest, key: str) -> HttpResponse:
    """A late transfer whose effect was shown: every shopper whose date moves is told."""
    transfer, form = _transfer_or_404(key), LateForm(request.POST)
    now, by = clock.now(), actor_of(request)
    if not form.is_valid():
        return _render_transfer(request, transfer, late_form=form, status=422)
    try:
        effect = late_transfers.preview_report(transfer=transfer, now=now, **_delay_facts(form))
        if not has_seen_effect(form, effect):
            problem = _("More orders would be written to than you saw. Look again.")
            return _show_effect(
                request, transfer, form, effect, problem if "seen" in request.POST else ""
            )
        if effect.needs_second_person(terms_at(now)):
            reason = form.cleaned_data["reason"]
            approval_request = late_transfers.ask_second_person(
                transfer=transfer,
                effect=effect,
                reason=reason,
                now=now,
                by=by,
                **_delay_facts(form),
            )
            messages.success(request, _("A second person must approve it. Nothing is entered yet."))
            return redirect("desk_approval", key=approval_request.pk)
        moved = late_transfers.report_late(transfer=transfer, now=now, by=by, **_delay_facts(form))
    except approvals.ApprovalRefused as refused:
        return _show_effect(request, transfer, form, effect, _(str(refused)))
    except queue.FulfillmentRefused as unable:
        form.add_error(None, _(str(unable)))
        return _render_transfer(request, transfer, late_form=form, status=422)
    messages.success(request, _delay_entered_sentence(moved))
    return redirect("desk_transfer", key=key)


def _delay_entered_sentence(moved: int) -> str:
    """What entering a late transfer did, by how many promises moved."""
    if not moved:
        return _("Entered. No promise moved, so nobody is emailed.")
    if moved == 1:
        return _("Entered. One promise moved, and its customer is emailed.")
    return _("Entered. %(moved)s promises moved, and their customers are emailed.") % {
        "moved": moved
    }


@staff_only
@require_POST
def check_in(request: HttpRequest, key: str) -> HttpResponse:
    """A piece that arrived: its tag is scanned, and a shelf where one is named."""
    transfer, tag, shelf = (
        _transfer_or_404(key),
        request.POST.get("tag", "")[:100],
        request.POST.get("shelf", "")[:30],
    )

    def verb() -> None:
        item = tags.item_of(tag)
        crossing = transfer.crossings.filter(line__item=item).first() if item is not None else None
        if crossing is None:
            raise queue.FulfillmentRefused(
                "transfer", f"{tag.strip()[:40]!r} is not the tag of a piece of this transfer."
            )
        if shelf.strip():
            tags.shelve_item(shelf=shelf, tag=tag, now=clock.now(), by=actor_of(request))
        transfers.check_in_piece(crossing=crossing, now=clock.now(), by=actor_of(request))

    answer = _run_action(request, key, verb)
    request.session[SHELF] = shelf.strip()[:20]  # the next piece lies there, too
    return answer


def _run_action(request: HttpRequest, key: str, action: Callable[[], object]) -> HttpResponse:
    try:
        action()
        messages.success(request, _("Saved."))
    except (queue.FulfillmentRefused, TransitionRefused) as unable:
        messages.error(request, _(str(unable)))
    return redirect("desk_transfer", key=key)


def _transfer_or_404(key: str) -> Transfer:
    return get_object_or_404(Transfer, key=key)
