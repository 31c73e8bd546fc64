"""The packer's pages: the next order in turn, its box step by step, its label, its hand-over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from troth import clock
from troth.desk.packing.carrier_views import pickup_rows
from troth.desk.packing.forms import (
    AsideForm,
    BoxForm,
    ByHandForm,
    HandOverForm,
    OtherCarrierForm,
    ShelfForm,
)
from troth.desk.packing.lookup_views import lookup_rows
from troth.desk.staff import actor_of, staff_only
from troth.desk.uploads import files_of, takes_files
from troth.fulfillment.models import CarrierOutage, Label, PackingPhoto, Parcel
from troth.fulfillment.shipping_labels import carrier_choice, labels
from troth.fulfillment.shipping_labels.by_hand import SIGNATURE_SERVICES, carrier_name
from troth.fulfillment.tracking import manual_tracking
from troth.fulfillment.warehouse import handover, packing, queue, tags
from troth.http.downloads import send_attachment, send_picture
from troth.orders.models import QueueEntry
from troth.orders.served import is_by_hand
from troth.policy.lifecycle import TransitionRefused
from troth.policy.shipping.tracking import EXCEPTIONS

MOST_SHOWN = 100


@staff_only
@require_GET
def packing_page(request: HttpRequest) -> HttpResponse:
    """What a packer sees first: their open box, what may go, what waits for a label or for the
    carrier.
    """
    now = clock.now()
    waiting = Parcel.objects.filter(closed_at__isnull=False, left_at=None, set_aside_at=None)
    context = {
        "now": now,
        "mine": queue.open_parcel(actor_of(request)),
        "may_go": QueueEntry.objects.ready_to_pack(now).count(),
        "waiting": (
            waiting.select_related("order__policy")
            .prefetch_related("labels")
            .order_by("closed_at")[:MOST_SHOWN]
        ),
        "others": (
            Parcel.objects.filter(closed_at=None, set_aside_at=None)
            .exclude(by=actor_of(request))
            .order_by("pk")[:MOST_SHOWN]
        ),
        "pulled": handover.parcels_to_pull()[:MOST_SHOWN],
        "troubles": CarrierOutage.objects.order_by("since"),
        "shelf_form": ShelfForm(),
    }
    return render(request, "desk/packing/packing.html", context)


@staff_only
@require_POST
def claim_next_order(request: HttpRequest) -> HttpResponse:
    try:
        parcel = queue.claim_next_order(now=clock.now(), by=actor_of(request))
    except queue.FulfillmentRefused as unable:
        messages.error(request, _(str(unable)))
        return redirect("desk_packing")
    if parcel is None:
        messages.info(request, _("Nothing may go now. The queue says what waits, and until when."))
        return redirect("desk_packing")
    return redirect("desk_parcel", key=parcel.key)


@staff_only
@require_GET
def parcel_page(request: HttpRequest, key: str) -> HttpResponse:
    return show_parcel(request, find_parcel(key))


def show_parcel(
    request: HttpRequest,
    parcel: Parcel,
    *,
    box_form: BoxForm | None = None,
    by_hand_form: ByHandForm | None = None,
    carrier_form: OtherCarrierForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of one box, with the form that was sent, if one was."""
    now = clock.now()
    packed = parcel.packed.select_related("line__item__shelved").order_by(
        "line__item__shelved__shelf", "pk"
    )
    is_open = parcel.closed_at is None and parcel.set_aside_at is None
    context = {
        "parcel": parcel,
        "order": parcel.order,
        "terms": parcel.order.policy.terms,
        "recipient": parcel.order.recipient,
        "packed": [(piece, tags.tag_of(piece.line.item_id)) for piece in packed],
        "all_scanned": all(piece.scanned_at for piece in packed),
        "photos": parcel.photos.order_by("pk"),
        "is_open": is_open,
        "mine": parcel.by == actor_of(request),
        "stopped": (
            packing.stop_reason(parcel, now=now)
            if parcel.left_at is None and not parcel.set_aside_at
            else None
        ),
        "box_form": box_form or BoxForm(),
        "by_hand_form": by_hand_form or ByHandForm(),
        **_other_carrier(parcel, carrier_form),
        "carrier_name": carrier_name(parcel) if parcel.carrier else "",
        "is_by_hand": is_by_hand(parcel.carrier),
        "signature_service": SIGNATURE_SERVICES.get(parcel.carrier, ""),
        "to_look_up": [row for row in lookup_rows(parcel.order) if row[0].pk == parcel.pk],
        "may_add_proof": manual_tracking.may_add_proof(parcel),
        "aside_form": AsideForm(),
        "hand_form": HandOverForm(),
        "label": parcel.labels.live().first(),
        "labels": parcel.labels.order_by("pk"),
    }
    return render(request, "desk/packing/parcel.html", context, status=status)


def _other_carrier(parcel: Parcel, form: OtherCarrierForm | None) -> dict[str, Any]:
    """Whether the box may go by another carrier, and the request for it that waits."""
    is_here = parcel.closed_at and not parcel.left_at and not parcel.set_aside_at
    carriers = carrier_choice.other_carriers(parcel) if is_here else []
    return {
        "choice": carrier_choice.waiting_carrier_request(parcel) if is_here else None,
        "carrier_form": (form or OtherCarrierForm(carriers=carriers)) if carriers else None,
    }


@staff_only
@require_GET
def parcel_state(_request: HttpRequest, key: str) -> HttpResponse:
    """Asked every few seconds by an open box's page: must the packer stop, and is the label
    there?
    """
    parcel = find_parcel(key)
    ended = parcel.set_aside_at or parcel.left_at
    label = parcel.labels.live().first()
    return JsonResponse(
        {
            "stop": None if ended else packing.stop_reason(parcel, now=clock.now()),
            "label": label.state if label else "",
        }
    )


@staff_only
@require_POST
def scan_tag(request: HttpRequest, key: str) -> HttpResponse:
    parcel = find_parcel(key)
    tag = request.POST.get("tag", "")[:100]
    return _run_action(
        request,
        key,
        lambda: (
            _("%s: the right piece.")
            % packing.scan_tag(parcel=parcel, tag=tag, now=clock.now()).line.title
        ),
    )


@takes_files
@require_POST
def add_photos(request: HttpRequest, key: str) -> HttpResponse:
    parcel = find_parcel(key)
    files, refused = files_of(request, "photos")
    try:
        refused += packing.add_photos(
            parcel=parcel, files=files, now=clock.now(), by=actor_of(request)
        )
    except queue.FulfillmentRefused as unable:
        refused.append(_(str(unable)))
    for why in refused or ([] if files else [_("Choose a photo first.")]):
        messages.error(request, why)
    return redirect("desk_parcel", key=key)


@staff_only
@require_POST
def close_parcel(request: HttpRequest, key: str) -> HttpResponse:
    parcel, form = find_parcel(key), BoxForm(request.POST)
    if not form.is_valid():
        return show_parcel(request, parcel, box_form=form, status=422)
    data = form.cleaned_data
    size = (data["length_mm"], data["width_mm"], data["height_mm"])
    try:
        packing.close_parcel(
            parcel=parcel,
            grams=data["grams"],
            size_mm=size,
            seal=data["seal"],
            now=clock.now(),
            by=actor_of(request),
        )
    except (queue.FulfillmentRefused, TransitionRefused) as unable:
        form.add_error(None, _(str(unable)))
        return show_parcel(request, parcel, box_form=form, status=422)
    messages.success(request, _("Closed. The label is being bought."))
    return redirect("desk_parcel", key=key)


@staff_only
@require_POST
def set_aside(request: HttpRequest, key: str) -> HttpResponse:
    parcel, form = find_parcel(key), AsideForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say in a few words why, in at most 200 characters."))
        return redirect("desk_parcel", key=key)
    data = form.cleaned_data
    packing.set_aside(
        parcel=parcel,
        why=data["why"],
        hold_it=data["hold_it"],
        now=clock.now(),
        by=actor_of(request),
    )
    message = (
        _("%s is back in its place, and held for a person.")
        if data["hold_it"]
        else _("%s is back in its place.")
    )
    messages.info(request, message % parcel.order)
    return redirect("desk_packing")


@staff_only
@require_POST
def retry_or_void_label(request: HttpRequest, key: str) -> HttpResponse:
    """Another try after a refusal, or the present label is given back first."""
    parcel = find_parcel(key)

    def verb() -> str:
        if request.POST.get("what") == "void":
            bought_label = parcel.labels.filter(state=Label.BOUGHT).first()
            return (
                _("It is being given back.")
                if bought_label and labels.void_label(label=bought_label, now=clock.now())
                else _("Nothing to give back.")
            )
        labels.retry_label(parcel=parcel, now=clock.now(), by=actor_of(request))
        return _("The label is asked for.")

    return _run_action(request, key, verb)


@staff_only
@require_POST
def hand_over(request: HttpRequest, key: str) -> HttpResponse:
    """The driver signed for it: it has left."""
    parcel, form = find_parcel(key), HandOverForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write the name of who signed for it."))
        return redirect("desk_parcel", key=key)

    def verb() -> str:
        handover.hand_over(
            parcel=parcel, to=form.cleaned_data["to"], now=clock.now(), by=actor_of(request)
        )
        return _("Shipped. The shopper is being told.")

    return _run_action(request, key, verb)


@staff_only
@require_POST
def unpack_parcel(request: HttpRequest, key: str) -> HttpResponse:
    parcel = find_parcel(key)

    def verb() -> str:
        handover.unpack_parcel(parcel=parcel, now=clock.now())
        return _("Unpacked: put the pieces back on their shelves.")

    return _run_action(request, key, verb)


@staff_only
@require_POST
def shelve_piece(request: HttpRequest) -> HttpResponse:
    form = ShelfForm(request.POST)
    if form.is_valid():
        try:
            shelved = tags.shelve_item(now=clock.now(), by=actor_of(request), **form.cleaned_data)
            messages.success(
                request,
                _("%(title)s lies on %(shelf)s.")
                % {"title": shelved.item.title, "shelf": shelved.shelf},
            )
        except queue.FulfillmentRefused as unable:
            messages.error(request, _(str(unable)))
    else:
        messages.error(request, _("Scan the shelf, then the tag."))
    return redirect("desk_packing")


@staff_only
@require_GET
def packing_slip(request: HttpRequest, key: str) -> HttpResponse:
    """The packing slip, a page made for paper. Its reader is the shopper, whatever the packer
    reads. A box that isn't closed has none.
    """
    parcel = find_parcel(key)
    if parcel.closed_at is None:
        raise Http404
    context = {
        "parcel": parcel,
        "order": parcel.order,
        "recipient": parcel.order.recipient,
        "terms": parcel.order.policy.terms,
        "lines": [piece.line for piece in parcel.packed.select_related("line").order_by("pk")],
    }
    with translation.override("en"):
        return render(request, "fulfillment/slip.html", context)


@staff_only
@require_GET
def label_file(_request: HttpRequest, key: str) -> HttpResponseBase:
    """The label as the carrier made it."""
    label = Label.objects.filter(parcel__key=key, state=Label.BOUGHT).first()
    if label is None or not label.file:
        raise Http404
    return send_attachment(
        label.file.open("rb"), name=f"{label.reference}.pdf", content_type="application/pdf"
    )


@staff_only
@require_GET
def packing_photo_file(_request: HttpRequest, key: int) -> HttpResponseBase:
    return send_picture(get_object_or_404(PackingPhoto, pk=key).file.open("rb"))


@staff_only
@require_GET
def parcels_page(request: HttpRequest) -> HttpResponse:
    """Where every parcel is; what is in trouble first."""
    wanted = request.GET.get("q", "").strip()[:40].replace("\0", "")
    rows = (
        Parcel.objects.filter(closed_at__isnull=False)
        .select_related("order__policy")
        .prefetch_related("labels")
    )
    if wanted:
        rows = rows.filter(
            Q(key__istartswith=wanted) | Q(labels__number=wanted.replace(" ", ""))
        ).distinct()
    trouble = [*EXCEPTIONS, "attempted", "returning", "returned", "unsigned"]
    context = {
        "q": wanted,
        "calls": pickup_rows(),
        "trouble": rows.filter(status__in=trouble).order_by("-status_at")[:MOST_SHOWN],
        "rest": rows.exclude(status__in=trouble).order_by("-closed_at")[:MOST_SHOWN],
    }
    return render(request, "desk/packing/parcels.html", context)


def _run_action(request: HttpRequest, key: str, action: Callable[[], str]) -> HttpResponse:
    try:
        messages.success(request, action())
    except (queue.FulfillmentRefused, TransitionRefused) as unable:
        messages.error(request, _(str(unable)))
    return redirect("desk_parcel", key=key)


def find_parcel(key: str) -> Parcel:
    """A box by its key, with its order; 404 where there is none."""
    return get_object_or_404(
        Parcel.objects.select_related("order__policy", "order__recipient"), key=key
    )
