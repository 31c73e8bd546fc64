"""Japan's pages, in the warehouse's own time: what waits, what crosses, what arrives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from troth import clock
from troth.desk.fulfillment_forms import DispatchForm, LateForm, PapersForm
from troth.desk.staff import by_whom, staff_only
from troth.fulfillment import queue, tags, tracking, transfers
from troth.fulfillment.models import Crossing, Standing, Transfer
from troth.policy.lifecycle import NotAllowed

MOST_SHOWN = 100
TOKYO = ZoneInfo("Asia/Tokyo")


def _in_tokyo(
    request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    return render(request, template, context | {"zone": TOKYO, "now": clock.now()}, status=status)


@staff_only
@require_GET
def transfers_page(request: HttpRequest) -> HttpResponse:
    waiting = transfers.waiting()
    due = dict(
        Standing.objects.filter(
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
    return _in_tokyo(request, "desk/transfers.html", context)


@staff_only
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    chosen = [
        int(key)
        for key in request.POST.getlist("line")[:300]
        if key.isascii() and key.isdigit() and len(key) < 18
    ]
    try:
        made = transfers.begin(lines=chosen, now=clock.now(), by=by_whom(request))
    except queue.UnableTo as unable:
        messages.error(request, _(str(unable)))
        return redirect("desk_transfers")
    return redirect("desk_transfer", key=made.key)


@staff_only
@require_GET
def transfer(request: HttpRequest, key: str) -> HttpResponse:
    return _show(request, _transfer(key))


def _show(
    request: HttpRequest, found: Transfer, form: LateForm | None = None, status: int = 200
) -> HttpResponse:
    crossings = found.crossings.select_related("line__order", "line__item__shelved").order_by("pk")
    link = tracking.LINKS.get(found.carrier, "").format(number=found.number)
    context = {
        "transfer": found,
        "crossings": [(each, tags.tag_of(each.line.item_id), _papers(each)) for each in crossings],
        "missing": transfers.missing(found) if found.dispatched_at is None else [],
        "dispatch_form": DispatchForm(),
        "late_form": form or LateForm(),
        "link": link,
    }
    return _in_tokyo(request, "desk/transfer.html", context, status)


def _papers(crossing: Crossing) -> PapersForm:
    dollars = f"{(crossing.value_cents or 0) / 100:.2f}"
    return PapersForm(
        initial={"value_cents": dollars, "permit": crossing.permit}, auto_id=f"c{crossing.pk}_%s"
    )


@staff_only
@require_POST
def papers(request: HttpRequest, key: str, crossing: int) -> HttpResponse:
    found = get_object_or_404(
        Crossing.objects.select_related("transfer"), pk=crossing, transfer__key=key
    )
    form = PapersForm(request.POST)
    if not form.is_valid():
        messages.error(
            request,
            "; ".join(f"{name}: {error}" for name, all_ in form.errors.items() for error in all_),
        )
        return redirect("desk_transfer", key=key)
    return _do(request, key, lambda: transfers.papers(crossing=found, **form.cleaned_data))


@staff_only
@require_POST
def dispatch(request: HttpRequest, key: str) -> HttpResponse:
    found, form = _transfer(key), DispatchForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Name the carrier, and its number."))
        return redirect("desk_transfer", key=key)
    return _do(
        request,
        key,
        lambda: transfers.dispatch(
            transfer=found, now=clock.now(), by=by_whom(request), **form.cleaned_data
        ),
    )


@staff_only
@require_POST
def reached(request: HttpRequest, key: str) -> HttpResponse:
    found, leg = _transfer(key), request.POST.get("leg", "")
    return _do(
        request,
        key,
        lambda: transfers.reached(transfer=found, leg=leg, now=clock.now(), by=by_whom(request)),
    )


@staff_only
@require_POST
def late(request: HttpRequest, key: str) -> HttpResponse:
    found, form = _transfer(key), LateForm(request.POST)
    if not form.is_valid():
        return _show(request, found, form, status=422)
    told = {name: form.cleaned_data[name] for name in ("why", "expected_on")}
    return _do(
        request,
        key,
        lambda: transfers.late(transfer=found, now=clock.now(), by=by_whom(request), **told),
    )


@staff_only
@require_POST
def check_in(request: HttpRequest, key: str) -> HttpResponse:
    """A piece that arrived: its tag is scanned, and a shelf where one is named."""
    found, tag, shelf = (
        _transfer(key),
        request.POST.get("tag", "")[:100],
        request.POST.get("shelf", "")[:30],
    )

    def verb() -> None:
        item = tags.item_of(tag)
        crossing = found.crossings.filter(line__item=item).first() if item is not None else None
        if crossing is None:
            raise queue.UnableTo(
                "transfer", f"{tag.strip()[:40]!r} is not the tag of a piece of this transfer."
            )
        if shelf.strip():
            tags.shelve(shelf=shelf, tag=tag, now=clock.now(), by=by_whom(request))
        transfers.check_in(crossing=crossing, now=clock.now(), by=by_whom(request))

    return _do(request, key, verb)


def _do(request: HttpRequest, key: str, verb: Callable[[], object]) -> HttpResponse:
    try:
        verb()
        messages.success(request, _("Kept."))
    except (queue.UnableTo, NotAllowed) as unable:
        messages.error(request, _(str(unable)))
    return redirect("desk_transfer", key=key)


def _transfer(key: str) -> Transfer:
    return get_object_or_404(Transfer, key=key)
