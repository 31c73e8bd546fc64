"""Items at the desk: finding them, taking them in, describing, pricing, listing."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from math import ceil
from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from troth import clock
from troth.approvals.actions import waiting_requests
from troth.catalog import actions, details, judging, repricing, serials
from troth.catalog.kinds import item_kinds
from troth.catalog.models import Item, ItemEvent, new_slug
from troth.catalog.price_approvals import KIND as PRICE_CHANGE
from troth.catalog.price_approvals import ask_for_price_change
from troth.catalog.pricing import PriceChange
from troth.catalog.search import types
from troth.catalog.search.engine import find_items
from troth.catalog.search.types import SearchQuery
from troth.desk.catalog.forms import DefectForm, ItemForm, PriceForm, price_field
from troth.desk.staff import StaffRequest, actor_of, staff_only, typed_text
from troth.orders.policy_versions import terms_at

STANDINGS = {
    "taken_in": "To be judged",
    "judged": "Judged, not listed",
    "for_sale": "For sale",
    "sold": "Sold",
    "rejected": "Rejected",
    "withdrawn": "Approval withdrawn",
}
PAGE_SIZE = 50
MOST_EVENTS = 100
SOURCE = "desk"


@staff_only
@require_GET
def items_page(request: StaffRequest) -> HttpResponse:
    """Every item, by words (its source's id too) and by where it stands."""
    words = request.GET.get("q", "")[: types.LONGEST_QUERY].strip()
    standing = request.GET.get("standing", "")
    page = _page_number(request.GET.get("page", "1")[:4])
    filters: dict[str, tuple[str, ...]] = {"standing": (standing,)} if standing in STANDINGS else {}
    context = {
        "q": words,
        "standing": standing,
        "standings": {key: _(label) for key, label in STANDINGS.items()},
        "page": page,
    }
    try:
        results = find_items(
            SearchQuery(
                words=words,
                filters=filters,
                page=page,
                size=PAGE_SIZE,
                everything=True,
                sort="best",
            ),
            facets=False,
        )
        keys, context["total"] = [*results.keys, *results.near], results.total
        context["pages"] = min(ceil(results.total / PAGE_SIZE), types.LAST_PAGE)
    except types.IndexNotBuilt:
        keys, context["building"] = (
            list(Item.objects.order_by("-pk").values_list("pk", flat=True)[:PAGE_SIZE]),
            True,
        )
    stored = Item.objects.prefetch_related("evaluations__withdrawal").in_bulk(keys)
    context["items"] = [
        (item, _(STANDINGS[item.standing])) for key in keys if (item := stored.get(key))
    ]
    return render(request, "desk/catalog/items.html", context)


def _page_number(typed: str) -> int:
    """The page that was asked for; the first where that is no number of one."""
    return (int(typed) or 1) if typed.isascii() and typed.isdigit() else 1


@staff_only
@require_http_methods(["GET", "POST"])
def add_item(request: StaffRequest) -> HttpResponse:
    """A new item: its category first, then what is recorded of that category."""
    category = request.GET.get("category", "")
    if category not in item_kinds().categories:
        return render(request, "desk/catalog/intake.html", {"kinds": item_kinds().categories})
    form = ItemForm(request.POST or None, category=category)
    form.fields["price"] = price_field()
    # Names this intake: the same page sent twice takes one item in.
    key = typed_text(request, "key", 40) or f"D-{secrets.token_hex(5).upper()}"
    if form.is_valid():
        try:
            return redirect("desk_item", slug=_create_item(form, key, request).slug)
        except ValueError as wrong:
            form.add_error(None, _(str(wrong)))
    status = 422 if form.is_bound else 200
    context = {
        "form": form,
        "category": category,
        "kind": form.kind,
        "key": key,
        "price": form["price"],
    }
    return render(request, "desk/catalog/intake.html", context, status=status)


def _create_item(form: ItemForm, key: str, request: StaffRequest) -> Item:
    now, values = clock.now(), form.values()
    cents = form.cleaned_data["price"]
    if not cents:
        raise ValueError(_("Price in dollars: more than $0"))
    item = Item(
        source=SOURCE,
        source_id=key,
        slug=new_slug(values["title"]),
        category=form.category,
        price_cents=cents,
        created_at=now,
        **values,
    )
    try:
        actions.add_items(items=[item], now=now, by=actor_of(request))
    except IntegrityError:
        return Item.objects.get(source=SOURCE, source_id=key)
    return item


def find_item(slug: str) -> Item:
    """The item of a desk page, with all that the page and the verbs ask of it. 404 where there is
    none.
    """
    rows = Item.objects.prefetch_related("photos", "evaluations__by", "evaluations__withdrawal__by")
    return get_object_or_404(rows, slug=slug)


@staff_only
@require_GET
def item_page(request: StaffRequest, slug: str) -> HttpResponse:
    return render_item_page(request, find_item(slug))


def render_item_page(
    request: StaffRequest, item: Item, *, status: int = 200, **forms: Any
) -> HttpResponse:
    """The item's page, with a form that was sent wrong in place of the fresh one."""
    terms = terms_at(clock.now())
    needed = actions.experts_needed(terms=terms, price_cents=item.price_cents)
    evaluations = list(item.evaluations.all())
    blind = judging.is_blind(item, request.user)
    experts = len({evaluation.by_id for evaluation in evaluations if evaluation.stands})
    context = {
        "item": item,
        "blind": blind,
        "standing": _(STANDINGS[item.standing]),
        "needed": needed,
        "experts": experts,
        "rejected": any(evaluation.verdict == "rejected" for evaluation in evaluations),
        "may_judge": actions.is_expert(request.user),
        "may_list": not item.listed_at and not actions.unlistable_items(items=[item], terms=terms),
        "serial": (
            serials.masked_serial(item.serial_sealed)
            if request.user.has_perm(actions.SEE_SERIALS)
            else ""
        ),
        "zones": [(_(zone.name), item.grades.get(zone.key)) for zone in item.kind.zones],
        "defects": details.defects_in_words(item),
        "events": _shown_events(item, hide_reasons=blind),
        "defect_form": DefectForm(item=item),
        "price_requests": waiting_requests(PRICE_CHANGE, item=item.pk),
        "price_form": PriceForm(
            initial={"price": f"{item.price_cents / 100:.2f}", "was": item.price_cents}
        ),
    } | forms
    return render(request, "desk/catalog/item.html", context, status=status)


def _shown_events(item: Item, *, hide_reasons: bool) -> list[ItemEvent]:
    """The item's latest events. Why an approval was withdrawn is a finding: it is hidden from an
    expert who hasn't judged the item yet.
    """
    events = list(item.events.order_by("-pk")[:MOST_EVENTS])
    if hide_reasons:
        for event in events:
            event.facts = {name: value for name, value in event.facts.items() if name != "reason"}
    return events


@staff_only
@require_http_methods(["GET", "POST"])
def describe_item(request: StaffRequest, slug: str) -> HttpResponse:
    item = find_item(slug)
    form = ItemForm(request.POST or None, category=item.category, item=item)
    if form.is_valid():
        try:
            changed = actions.describe_item(
                item=item, changes=form.values(), now=clock.now(), by=actor_of(request)
            )
            messages.success(request, _("Recorded.") if changed else _("Nothing differed."))
            return redirect("desk_item", slug=slug)
        except (ValueError, actions.ItemActionRefused) as refused:
            form.add_error(None, _(str(refused)))
    status = 422 if form.is_bound else 200
    return render(
        request, "desk/catalog/describe.html", {"item": item, "form": form}, status=status
    )


@staff_only
@require_POST
def change_price(request: StaffRequest, slug: str) -> HttpResponse:
    """A new price. A large change is repeated and confirmed first; a very large one takes a second
    person.
    """
    item = find_item(slug)
    form = PriceForm(request.POST)
    if not form.is_valid():
        return render_item_page(request, item, status=422, price_form=form)
    shown_item, now = find_item(slug), clock.now()
    shown_item.price_cents, cents = form.cleaned_data["was"], form.cleaned_data["price"]
    try:
        repricing.reprice_item(
            item=shown_item,
            price_cents=cents,
            terms=terms_at(now),
            now=now,
            by=actor_of(request),
            confirmed=form.cleaned_data["confirmed"] == cents,
        )
        messages.success(request, _("The price is changed."))
    except repricing.PriceNotConfirmed as unconfirmed:
        return _confirm_price(request, item, form, unconfirmed.change)
    except repricing.PriceNeedsSecondPerson as alone:
        if "reason" not in request.POST:
            return _confirm_price(request, item, form, alone.change)
        return _ask_for_price(request, item, form, alone.change)
    except actions.ItemActionRefused as refused:
        messages.error(request, _(str(refused)))
    return redirect("desk_item", slug=slug)


def _confirm_price(
    request: StaffRequest, item: Item, form: PriceForm, change: PriceChange, status: int = 200
) -> HttpResponse:
    context = {"item": item, "form": form, "change": change}
    return render(request, "desk/catalog/price.html", context, status=status)


def _ask_for_price(
    request: StaffRequest, item: Item, form: PriceForm, change: PriceChange
) -> HttpResponse:
    try:
        ask_for_price_change(
            item=item,
            change=change,
            reason=form.cleaned_data["reason"],
            now=clock.now(),
            by=actor_of(request),
        )
    except actions.ItemActionRefused as refused:
        form.add_error("reason", _(str(refused)))
        return _confirm_price(request, item, form, change, status=422)
    messages.success(request, _("It waits for a second person. The price stays until they agree."))
    return redirect("desk_item", slug=item.slug)


@staff_only
@require_POST
def put_on_sale(request: StaffRequest, slug: str) -> HttpResponse:
    item, now = find_item(slug), clock.now()
    return run_item_action(
        request,
        slug,
        _("It is for sale."),
        lambda: actions.put_on_sale(
            items=[item], terms=terms_at(now), now=now, by=actor_of(request)
        ),
    )


@staff_only
@require_POST
def take_off_sale(request: StaffRequest, slug: str) -> HttpResponse:
    item, reason = (
        find_item(slug),
        typed_text(request, "reason", 200) or "taken off by hand",
    )
    return run_item_action(
        request,
        slug,
        _("It has left the store."),
        lambda: actions.take_off_sale(
            item=item, reason=reason, now=clock.now(), by=actor_of(request)
        ),
    )


@staff_only
@require_POST
def add_defect(request: StaffRequest, slug: str) -> HttpResponse:
    item = find_item(slug)
    form = DefectForm(request.POST, item=item)
    if not form.is_valid():
        return render_item_page(request, item, status=422, defect_form=form)
    try:
        defects = details.defects_of(item.kind, [*item.defects, form.cleaned_data])
    except ValueError as wrong:
        form.add_error(None, _(str(wrong)))
        return render_item_page(request, item, status=422, defect_form=form)
    if defects[-1] in defects[:-1]:  # sent twice
        return redirect("desk_item", slug=slug)
    return _change_defects(request, item, defects, _("The defect is recorded."))


@staff_only
@require_POST
def remove_defect(request: StaffRequest, slug: str) -> HttpResponse:
    item = find_item(slug)
    nth = request.POST.get("nth", "")[:4]
    remaining = [defect for at, defect in enumerate(item.defects) if str(at) != nth]
    return _change_defects(request, item, remaining, _("The defect is taken out."))


def _change_defects(
    request: StaffRequest, item: Item, defects: list[dict[str, Any]], message: str
) -> HttpResponse:
    def change() -> None:
        actions.describe_item(
            item=item, changes={"defects": defects}, now=clock.now(), by=actor_of(request)
        )

    return run_item_action(request, item.slug, message, change)


def run_item_action(
    request: StaffRequest, slug: str, message: str, action: Callable[[], Any]
) -> HttpResponse:
    """Calls a verb, tells what came of it, and goes back to the item's page."""
    try:
        action()
        messages.success(request, message)
    except actions.ItemActionRefused as refused:
        messages.error(request, _(str(refused)))
    return redirect("desk_item", slug=slug)
