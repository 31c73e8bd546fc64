"""UPS's tracking answers, read into our own words. What isn't in the table of its events is
unknown, never guessed.
"""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime
from functools import partial
from typing import Any

from troth.fulfillment.carriers.event_reading import (
    Doc,
    day_of,
    doc,
    docs,
    each_event,
    place_facts,
    small,
    text,
)
from troth.fulfillment.carriers.event_tables import table_of
from troth.fulfillment.carriers.port import Seen
from troth.policy.tracking import exception_status

_PICTURES = (b"GIF8", b"\x89PNG\r\n", b"\xff\xd8\xff")
_SHORTEST_PICTURE = 20


def packages(answer: Doc) -> list[Doc]:
    """The packages of every shipment in an answer."""
    shipments = docs(doc(answer.get("trackResponse")).get("shipment"))
    return [package for shipment in shipments for package in docs(shipment.get("package"))]


def read(number: str, answer: Doc) -> list[Seen]:
    """Every event of a parcel in an answer."""
    readings: list[Seen] = []
    for package in packages(answer):
        activity = package.get("activity")
        events = activity if isinstance(activity, list) else []
        read_one = partial(_seen, number, package=package)
        readings += each_event(events, read_one, number=number)
    return readings


def is_void(package: Doc) -> bool:
    """Whether the label was given back, by its present status."""
    status = doc(package.get("currentStatus"))
    kind = text(status.get("type"), 5).upper()
    return _status(status) == "cancelled" or kind == "MV"


def signature(answer: Doc) -> bytes:
    """The picture of the signature in an answer; empty where there is none."""
    for package in packages(answer):
        image = doc(doc(package.get("deliveryInformation")).get("signature")).get("image")
        try:
            picture = base64.b64decode(image, validate=True) if isinstance(image, str) else b""
        except (binascii.Error, ValueError):
            continue
        if picture.startswith(_PICTURES):
            return picture
    return b""


def _seen(number: str, event: Doc, package: Doc) -> Seen:
    """One event. Its time of day in Greenwich (`gmtDate`, `gmtTime`) is the one that counts;
    without it there is none to trust.
    """
    status = doc(event.get("status"))
    description = text(status.get("description"), 300)
    ours = _status(status)
    if ours == "delayed":
        ours = exception_status(description, otherwise=ours)
    address = doc(doc(event.get("location")).get("address"))
    where = [text(address.get(name), 60) for name in ("city", "stateProvince")]
    delivery = doc(package.get("deliveryInformation")) if ours == "delivered" else {}
    day = day_of(event.get("date"))
    return Seen(
        number=number,
        status=ours,
        code=text(status.get("code"), 20),
        says=description,
        at=_instant(event),
        place=", ".join(part for part in where if part)[:120],
        signed_by=text(delivery.get("receivedBy"), 100),
        expected_on=None,
        raw=small(event),
        facts=place_facts(
            city=address.get("city"),
            state=address.get("stateProvince"),
            zip_code=address.get("postalCode"),
        )
        | ({"day": day} if day else {})
        | ({"has_signature": True} if _has_signature(delivery) else {}),
    )


def _status(status: Doc) -> str:
    """By its own code, by the status code, or by the type of activity, whichever the table has."""
    return table_of("ups").status_of(
        kind=text(status.get("type"), 5).upper(),
        code=text(status.get("code"), 20).upper().lstrip("0") or "0",
        detail=_without_zeros(text(status.get("statusCode"), 5)),
        says=text(status.get("description"), 300),
    )


def _without_zeros(code: str) -> str:
    return (code.lstrip("0") or "0") if code else ""


def _has_signature(delivery: Doc) -> bool:
    """A picture of a signature, which UPS gives without a name as well."""
    image = doc(delivery.get("signature")).get("image")
    return isinstance(image, str) and len(image.strip()) > _SHORTEST_PICTURE


def _instant(event: Any) -> datetime | None:
    try:
        timestamp = f"{event['gmtDate']} {str(event['gmtTime']).replace(':', ''):0>6}"
        return datetime.strptime(timestamp, "%Y%m%d %H%M%S").replace(tzinfo=UTC)
    except (KeyError, ValueError, TypeError):
        return None
