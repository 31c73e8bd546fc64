"""A consignment that was judged before it came here: an expert attests to it, in a batch."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from troth import clock
from troth.catalog import actions, attesting
from troth.catalog.models import Item
from troth.desk.catalog.forms import AttestForm
from troth.desk.sessions import recent_login_required
from troth.desk.staff import StaffRequest, actor_of, staff_only, typed_text
from troth.orders.policy_versions import terms_at


@staff_only
@require_http_methods(["GET", "POST"])
@recent_login_required
def attest_page(request: StaffRequest) -> HttpResponse:
    """Pieces that wait for this expert, and the examination that they attest to. What another
    expert found, or attested, isn't shown.
    """
    if not actions.is_expert(request.user):
        message = _("Only an in-house expert attests to an examination.")
        return render(request, "desk/refused.html", {"sentence": message}, status=403)
    form = AttestForm(request.POST or None, initial=_initial_values(request))
    chosen = {int(key) for key in request.POST.getlist("item")[:1000] if key[:12].isdecimal()}
    notes = {key: typed_text(request, f"note_{key}", attesting.LONGEST_NOTE) for key in chosen}
    if form.is_valid() and _attest_chosen(request, form, chosen, notes):
        return redirect("desk_attest")
    waiting = attesting.items_to_attest(request.user).order_by("source", "source_id", "pk")
    page = Paginator(waiting, attesting.MOST_ITEMS).get_page(request.GET.get("page"))
    rows = [(item, item.pk in chosen, notes.get(item.pk, "")) for item in page]
    context = {"form": form, "page": page, "rows": rows, "longest_note": attesting.LONGEST_NOTE}
    return render(
        request, "desk/catalog/attest.html", context, status=422 if form.is_bound else 200
    )


def _initial_values(request: StaffRequest) -> dict[str, Any]:
    name = request.user.get_full_name() or request.user.get_username()
    return {"judged_by": name, "batch": secrets.token_hex(8)}


def _attest_chosen(
    request: StaffRequest, form: AttestForm, chosen: set[int], notes: dict[int, str]
) -> bool:
    now, data = clock.now(), form.cleaned_data
    terms = terms_at(now)
    items = list(Item.objects.filter(pk__in=chosen).order_by("pk"))
    try:
        count = attesting.attest_items(
            items=items,
            examination=attesting.Examination(
                judged_by=data["judged_by"],
                judged_on=data["judged_on"],
                evidence_at=data["evidence_at"],
            ),
            notes=notes,
            batch=data["batch"],
            terms=terms,
            now=now,
            by=request.user,
        )
        listed = _put_on_sale(request, items) if data["put_on_sale"] else 0
    except actions.ItemActionRefused as refused:
        form.add_error(None, _(str(refused)))
        return False
    message = ngettext("%d piece attested.", "%d pieces attested.", count) % count
    if data["put_on_sale"]:
        message += " " + ngettext("%d is for sale now.", "%d are for sale now.", listed) % listed
    messages.success(request, message)
    return True


def _put_on_sale(request: StaffRequest, items: list[Item]) -> int:
    """Lists those that have enough approvals now. Returns how many."""
    now = clock.now()
    terms = terms_at(now)
    unlisted = [item for item in items if item.listed_at is None]
    lacking = actions.unlistable_items(items=unlisted, terms=terms)
    ready = [item for item in unlisted if item not in lacking]
    actions.put_on_sale(items=ready, terms=terms, now=now, by=actor_of(request))
    return len(ready)
