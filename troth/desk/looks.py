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
from troth.care.models import Attachment, Request
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


def _of_order(parts: dict[str, Any]) -> Target:
    return str(parts["number"]), ""


def _of_request(parts: dict[str, Any]) -> Target:
    numbers = Request.objects.filter(key=parts["key"]).values_list("order__number", flat=True)
    return numbers.first() or "", f"request {parts['key']}"


def _of_parcel(parts: dict[str, Any]) -> Target:
    numbers = Parcel.objects.filter(key=parts["key"]).values_list("order__number", flat=True)
    return numbers.first() or "", f"box {parts['key']}"


def _of_return(parts: dict[str, Any]) -> Target:
    numbers = Return.objects.filter(key=parts["key"]).values_list("order__number", flat=True)
    return numbers.first() or "", f"return {parts['key']}"


def _of_mail(parts: dict[str, Any]) -> Target:
    numbers = Mail.objects.filter(pk=parts["key"]).values_list("order__number", flat=True)
    return numbers.first() or "", f"email {parts['key']}"


def _of_paper(parts: dict[str, Any]) -> Target:
    rows = Attachment.objects.filter(pk=parts["key"])
    number, request = rows.values_list("request__order__number", "request__key").first() or ("", "")
    return number, f"file {parts['key']} of request {request}"


def _of_packing_photo(parts: dict[str, Any]) -> Target:
    rows = PackingPhoto.objects.filter(pk=parts["key"])
    number, box = rows.values_list("parcel__order__number", "parcel__key").first() or ("", "")
    return number, f"photo {parts['key']} of box {box}"


def _of_return_photo(parts: dict[str, Any]) -> Target:
    rows = ReturnPhoto.objects.filter(pk=parts["key"])
    number, key = rows.values_list("returned__order__number", "returned__key").first() or ("", "")
    return number, f"photo {parts['key']} of return {key}"


def _of_evidence(parts: dict[str, Any]) -> Target:
    slugs = EvidencePhoto.objects.filter(pk=parts["key"]).values_list("item__slug", flat=True)
    return "", f"evidence {parts['key']} of {slugs.first()}"


def _of_item(parts: dict[str, Any]) -> Target:
    return "", str(parts["slug"])


def _label(parts: dict[str, Any]) -> Target:
    number, about = _of_parcel(parts)
    return number, f"label of {about}"


def _proof(parts: dict[str, Any]) -> Target:
    number, about = _of_parcel(parts)
    return number, f"proof of delivery of {about}"


def _receipt(parts: dict[str, Any]) -> Target:
    number, about = _of_parcel(parts)
    return number, f"carrier's receipt of {about}"


def _label_back(parts: dict[str, Any]) -> Target:
    number, about = _of_return(parts)
    return number, f"label back of {about}"


def _of_crossing_photo(parts: dict[str, Any]) -> Target:
    rows = CrossingPhoto.objects.filter(pk=parts["key"]).values_list(
        "check_of__line__order__number", "check_of__crossing__transfer__key"
    )
    number, key = rows.first() or ("", "")
    return number, f"photo {parts['key']} of transfer {key}"


def _slip(parts: dict[str, Any]) -> Target:
    number, about = _of_parcel(parts)
    return number, f"packing slip of {about}"


def _named(name: str) -> Callable[[dict[str, Any]], Target]:
    return lambda parts: ("", " ".join([name, *map(str, parts.values())]))


LOOKS: dict[str, Look] = {
    "desk_order": Look("order_viewed", _of_order),
    "desk_request": Look("order_viewed", _of_request),
    "desk_parcel": Look("order_viewed", _of_parcel),
    "desk_return": Look("order_viewed", _of_return),
    "desk_slip": Look("file_opened", _slip),
    "desk_label": Look("file_opened", _label),
    "desk_receipt": Look("file_opened", _receipt),
    "desk_back_label_file": Look("file_opened", _label_back),
    "desk_crossing_photo": Look("file_opened", _of_crossing_photo),
    "desk_proof": Look("file_opened", _proof),
    "desk_paper": Look("file_opened", _of_paper),
    "desk_packing_photo": Look("file_opened", _of_packing_photo),
    "desk_return_photo": Look("file_opened", _of_return_photo),
    "desk_evidence": Look("file_opened", _of_evidence),
    "desk_mail": Look("mail_viewed", _of_mail),
    "desk_mail_whole": Look("file_opened", _of_mail),
    "desk_serial": Look("serial_shown", _of_item),
    "desk_serials": Look("serial_shown", _named("the list of voided serials")),
    "desk_export": Look("exported", _named("items.csv")),
    "desk_tax_report": Look("exported", _named("sales tax report")),
    "desk_scorecard_csv": Look("exported", _named("scorecard figures")),
    "desk_measure_csv": Look("exported", _named("orders of the measure")),
}
# Sent with POST: a file that was taken in.
IMPORTS = {"desk_import": "items.csv"}


def record_looks(pages: list[URLPattern]) -> None:
    """Has each page of the tables leave its record, once it has answered with what was asked for:
    a refusal, a redirect or a missing page shows nothing.
    """
    for page in pages:
        if page.name in LOOKS or page.name in IMPORTS:
            page.callback = _recorded(page.callback, str(page.name))


def _recorded(view: View, page: str) -> View:
    @wraps(view)
    def looked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer = view(request, *args, **kwargs)
        if answer.status_code == 200:
            _record(request, page, kwargs)
        return answer

    return looked


def _record(request: HttpRequest, page: str, parts: dict[str, Any]) -> None:
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
