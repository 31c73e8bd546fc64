"""The experts' pages: judging an item, taking an approval back, the list of voided and stolen
serials.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from troth import clock
from troth.catalog import actions, judging, photos, serials
from troth.catalog.models import Evaluation, EvidencePhoto, Item, VoidedSerial
from troth.desk.catalog.forms import EvaluationForm, SerialForm, WithdrawForm
from troth.desk.catalog.views import find_item, run_item_action
from troth.desk.sessions import recent_login_required
from troth.desk.staff import StaffRequest, actor_of, staff_only
from troth.desk.uploads import files_of, takes_files
from troth.event_kinds import ItemEventKind
from troth.http.downloads import send_picture
from troth.orders.policy_versions import terms_at

PAGE_SIZE = 100


@takes_files
@require_http_methods(["GET", "POST"])
def evaluate_item(request: StaffRequest, slug: str) -> HttpResponse:
    """The checklist. What another expert found is not shown to one who hasn't judged yet."""
    item = find_item(slug)
    if not actions.is_expert(request.user):
        return render(
            request,
            "desk/refused.html",
            {"sentence": _("Only an in-house expert judges an item.")},
            status=403,
        )
    form = EvaluationForm(
        request.POST or None, item=item, initial={"number": judging.next_number(item)}
    )
    refused: list[str] = []
    if request.method == "POST":
        # What was sent is kept whatever becomes of the rest: nobody photographs a date code twice.
        files, refused = files_of(request, "evidence")
        refused += photos.add_evidence(item=item, files=files, now=clock.now(), by=request.user)[1]
        if (
            "only_photos" not in request.POST
            and form.is_valid()
            and _save_evaluation(request, item, form, refused)
        ):
            return redirect("desk_item", slug=slug)
    return _render_form(request, item, form, refused)


def _save_evaluation(
    request: StaffRequest, item: Item, form: EvaluationForm, refused: list[str]
) -> bool:
    if refused:
        return False
    data = form.cleaned_data
    try:
        judging.judge_item(
            item=item,
            number=data["number"],
            verdict=data["verdict"],
            checks=form.answers(),
            notes=data["notes"],
            reasons=data["reasons"],
            now=clock.now(),
            by=request.user,
        )
    except judging.Incomplete as incomplete:
        form.add_error(
            incomplete.field if incomplete.field in form.fields else None, str(incomplete)
        )
        return False
    except actions.ItemActionRefused as not_allowed:
        form.add_error(None, _(str(not_allowed)))
        return False
    messages.success(request, _("Your evaluation is on record."))
    return True


def _render_form(
    request: StaffRequest, item: Item, form: EvaluationForm, refused: list[str]
) -> HttpResponse:
    only_photos = "only_photos" in request.POST
    if only_photos:  # keeps what was filled in, without asking for the rest
        form = EvaluationForm(item=item, initial=request.POST.dict())
    earlier = [evaluation for evaluation in item.evaluations.all() if not evaluation.is_withdrawn]
    context: dict[str, Any] = {
        "item": item,
        "form": form,
        "refused": refused,
        "own_name": actor_of(request),
        "serial": (
            serials.masked_serial(item.serial_sealed)
            if request.user.has_perm(actions.SEE_SERIALS)
            else ""
        ),
        "serial_found": judging.serial_findings(item),
        "evidence": EvidencePhoto.objects.filter(item=item, by=request.user).order_by("pk"),
        "blind": [evaluation for evaluation in earlier if evaluation.by_id != request.user.pk],
        "needed": actions.experts_needed(terms=terms_at(clock.now()), price_cents=item.price_cents),
    }
    has_errors = refused or (form.is_bound and not form.is_valid())
    return render(request, "desk/catalog/evaluate.html", context, status=422 if has_errors else 200)


@staff_only
@require_http_methods(["GET", "POST"])
@recent_login_required
def withdraw_evaluation(request: StaffRequest, slug: str, key: int) -> HttpResponse:
    item = find_item(slug)
    evaluation = get_object_or_404(Evaluation, pk=key, item=item)
    form = WithdrawForm(request.POST or None)
    if not form.is_valid():
        context = {"item": item, "evaluation": evaluation, "form": form}
        return render(
            request, "desk/catalog/withdraw.html", context, status=422 if form.is_bound else 200
        )
    reason = form.cleaned_data["reason"]
    return run_item_action(
        request,
        slug,
        _("The approval is withdrawn, and the item has left the store."),
        lambda: actions.withdraw_approval(
            evaluation=evaluation, reason=reason, now=clock.now(), by=request.user
        ),
    )


@staff_only
@require_POST
@recent_login_required
def show_serial(request: StaffRequest, slug: str) -> HttpResponse:
    """Shows the serial in the clear, once. Who may see a serial: in-house experts and owners, by
    the permission `actions.SEE_SERIALS`. The timeline records that it was shown.
    """
    item = find_item(slug)
    if not request.user.has_perm(actions.SEE_SERIALS):
        return render(
            request, "desk/refused.html", {"sentence": _("You may not see serials.")}, status=403
        )
    actions.record_item_events(
        [item], ItemEventKind.SERIAL_SHOWN, now=clock.now(), by=actor_of(request)
    )
    return render(
        request,
        "desk/catalog/serial.html",
        {"item": item, "serial": serials.decrypt_text(item.serial_sealed)},
    )


@staff_only
@require_GET
def evidence_file(request: StaffRequest, key: int) -> HttpResponseBase:
    """An evidence photo, to experts only. Another expert's is shown to those who have judged the
    piece themselves.
    """
    if not request.user.has_perm(actions.SEE_SERIALS):
        return render(
            request, "desk/refused.html", {"sentence": _("Evidence is for experts.")}, status=403
        )
    photo = get_object_or_404(EvidencePhoto.objects.select_related("item"), pk=key)
    if photo.by_id != request.user.pk and judging.is_blind(photo.item, request.user):
        message = _("Another expert's evidence is shown when you have judged the piece yourself.")
        return render(request, "desk/refused.html", {"sentence": message}, status=403)
    return send_picture(photo.file.open())


@staff_only
@require_http_methods(["GET", "POST"])
def voided_serials(request: StaffRequest) -> HttpResponse:
    """The list of voided and stolen serials, and adding to it."""
    if not request.user.has_perm(actions.SEE_SERIALS):
        return render(
            request, "desk/refused.html", {"sentence": _("You may not see serials.")}, status=403
        )
    form = SerialForm(request.POST or None)
    if form.is_valid():
        try:
            bearing = actions.void_serial(
                now=clock.now(), by=actor_of(request), **form.cleaned_data
            )
            messages.success(request, _("It is on the list."))
            for item in bearing:
                messages.error(
                    request,
                    _("%s bears it. It is not for sale now; an expert must look at it.")
                    % item.title,
                )
            return redirect("desk_serials")
        except actions.ItemActionRefused as refused:
            form.add_error("serial", _(str(refused)))
    page = Paginator(VoidedSerial.objects.order_by("-pk"), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    return render(
        request,
        "desk/catalog/serials.html",
        {"form": form, "page": page},
        status=422 if form.errors else 200,
    )
