"""Which of the desk's pages leave a record of who looked, and of what: one row for each look and
each export. An order's number stands for whom it is about; nothing else of a person is in it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern

from troth import clock
from troth.access_log.actions import record_access
from troth.care.mail_models import Mail
from troth.care.models import Attachment, CareCase
from troth.catalog.models import EvidencePhoto
from troth.fulfillment.models import CrossingPhoto, PackingPhoto, Parcel, Return, ReturnPhoto
from troth.network import address_of

View = Callable[..., HttpResponseBase]
# The order's number, and what was looked at.
Target = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Look:
    """What a page shows: the kind in the record, and whom and what it is about, by the parts of its
    address.
    """

    kind: str
    target: Callable[[dict[str, Any]], Target]


def _order_target(parts: dict[str, Any]) -> Target:
    return str(parts["number"]), ""


def _request_target(parts: dict[str, Any]) -> Target:
    numbers = CareCase.objects.filter(key=parts["key"]).values_list("order__number", flat=True)
    return numbers.first() or "", f"request {parts['key']}"


def _parcel_target(parts: dict[str, Any]) -> Target:
    numbers = Parcel.objects.filter(key=parts["key"]).values_list("order__number", flat=True)
    return numbers.first() or "", f"box {parts['key']}"


def _return_target(parts: dict[str, Any]) -> Target:
    numbers = Return.objects.filter(key=parts["key"]).values_list("order__number", flat=True)
    return numbers.first() or "", f"return {parts['key']}"


def _mail_target(parts: dict[str, Any]) -> Target:
    numbers = Mail.objects.filter(pk=parts["key"]).values_list("order__number", flat=True)
    return numbers.first() or "", f"email {parts['key']}"


def _attachment_target(parts: dict[str, Any]) -> Target:
    rows = Attachment.objects.filter(pk=parts["key"])
    number, request = rows.values_list("request__order__number", "request__key").first() or ("", "")
    return number, f"file {parts['key']} of request {request}"


def _packing_photo_target(parts: dict[str, Any]) -> Target:
    rows = PackingPhoto.objects.filter(pk=parts["key"])
    number, box = rows.values_list("parcel__order__number", "parcel__key").first() or ("", "")
    return number, f"photo {parts['key']} of box {box}"


def _return_photo_target(parts: dict[str, Any]) -> Target:
    rows = ReturnPhoto.objects.filter(pk=parts["key"])
    number, key = rows.values_list("returned__order__number", "returned__key").first() or ("", "")
    return number, f"photo {parts['key']} of return {key}"


def _evidence_target(parts: dict[str, Any]) -> Target:
    slugs = EvidencePhoto.objects.filter(pk=parts["key"]).values_list("item__slug", flat=True)
    return "", f"evidence {parts['key']} of {slugs.first()}"


def _item_target(parts: dict[str, Any]) -> Target:
    return "", str(parts["slug"])


def _label_target(parts: dict[str, Any]) -> Target:
    number, about = _parcel_target(parts)
    return number, f"label of {about}"


def _proof_target(parts: dict[str, Any]) -> Target:
    number, about = _parcel_target(parts)
    return number, f"proof of delivery of {about}"


def _receipt_target(parts: dict[str, Any]) -> Target:
    number, about = _parcel_target(parts)
    return number, f"carrier's receipt of {about}"


def _label_back_target(parts: dict[str, Any]) -> Target:
    number, about = _return_target(parts)
    return number, f"label back of {about}"


def _crossing_photo_target(parts: dict[str, Any]) -> Target:
    rows = CrossingPhoto.objects.filter(pk=parts["key"]).values_list(
        "check_of__line__order__number", "check_of__crossing__transfer__key"
    )
    number, key = rows.first() or ("", "")
    return number, f"photo {parts['key']} of transfer {key}"


def _slip_target(parts: dict[str, Any]) -> Target:
    number, about = _parcel_target(parts)
    return number, f"packing slip of {about}"


def _page_target(name: str) -> Callable[[dict[str, Any]], Target]:
    return lambda parts: ("", " ".join([name, *map(str, parts.values())]))


LOOKS: dict[str, Look] = {
    "desk_order": Look("order_viewed", _order_target),
    "desk_request": Look("order_viewed", _request_target),
    "desk_parcel": Look("order_viewed", _parcel_target),
    "desk_return": Look("order_viewed", _return_target),
    "desk_slip": Look("file_opened", _slip_target),
    "desk_label": Look("file_opened", _label_target),
    "desk_receipt": Look("file_opened", _receipt_target),
    "desk_back_label_file": Look("file_opened", _label_back_target),
    "desk_crossing_photo": Look("file_opened", _crossing_photo_target),
    "desk_proof": Look("file_opened", _proof_target),
    "desk_paper": Look("file_opened", _attachment_target),
    "desk_packing_photo": Look("file_opened", _packing_photo_target),
    "desk_return_photo": Look("file_opened", _return_photo_target),
    "desk_evidence": Look("file_opened", _evidence_target),
    "desk_mail": Look("mail_viewed", _mail_target),
    "desk_mail_whole": Look("file_opened", _mail_target),
    "desk_serial": Look("serial_shown", _item_target),
    "desk_serials": Look("serial_shown", _page_target("the list of voided serials")),
    "desk_export": Look("exported", _page_target("items.csv")),
    "desk_tax_report": Look("exported", _page_target("sales tax report")),
    "desk_scorecard_csv": Look("exported", _page_target("scorecard figures")),
    "desk_measure_csv": Look("exported", _page_target("orders of the measure")),
}
# Sent with POST: a file that was taken in.
IMPORTS = {"desk_import": "items.csv"}


def record_looks(pages: list[URLPattern]) -> None:
    """Has each page of the tables leave its record, once it has answered with what was asked for:
    a refusal, a redirect or a missing page shows nothing.
    """
    for page in pages:
        if page.name in LOOKS or page.name in IMPORTS:
            page.callback = _recording_view(page.callback, str(page.name))


def _recording_view(view: View, page: str) -> View:
    @wraps(view)
    def looked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer = view(request, *args, **kwargs)
        if answer.status_code == 200:
            _record_look(request, page, kwargs)
        return answer

    return looked


def _record_look(request: HttpRequest, page: str, parts: dict[str, Any]) -> None:
    if page in IMPORTS:
        if "kept" not in request.POST:  # a preview takes nothing in
            return
        kind, (number, about) = "imported", ("", IMPORTS[page])
    else:
        kind, (number, about) = LOOKS[page].kind, LOOKS[page].target(parts)
    record_access(
        kind=kind,
        who=request.user.get_username(),
        order_number=number,
        about=about,
        address=address_of(request),
        now=clock.now(),
    )
