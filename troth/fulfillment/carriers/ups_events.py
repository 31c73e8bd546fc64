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
    bounded_copy,
    day_of,
    object_of,
    objects_of,
    place_facts,
    read_events,
    text_of,
)
from troth.fulfillment.carriers.event_tables import table_of
from troth.fulfillment.carriers.interface import TrackingEvent
from troth.policy.shipping.tracking import exception_status

_PICTURES = (b"GIF8", b"\x89PNG\r\n", b"\xff\xd8\xff")
_SHORTEST_PICTURE = 20


def packages_of(answer: Doc) -> list[Doc]:
    """The packages of every shipment in an answer."""
    shipments = objects_of(object_of(answer.get("trackResponse")).get("shipment"))
    return [package for shipment in shipments for package in objects_of(shipment.get("package"))]


def parse_events(number: str, answer: Doc) -> list[TrackingEvent]:
    """Every event of a parcel in an answer."""
    readings: list[TrackingEvent] = []
    for package in packages_of(answer):
        activity = package.get("activity")
        events = activity if isinstance(activity, list) else []
        read_one = partial(_parse_event, number, package=package)
        readings += read_events(events, read_one, number=number)
    return readings


def is_void(package: Doc) -> bool:
    """Whether the label was given back, by its present status."""
    status = object_of(package.get("currentStatus"))
    kind = text_of(status.get("type"), 5).upper()
    return _status_of(status) == "cancelled" or kind == "MV"


def signature_picture(answer: Doc) -> bytes:
    """The picture of the signature in an answer; empty where there is none."""
    for package in packages_of(answer):
        image = object_of(object_of(package.get("deliveryInformation")).get("signature")).get(
            "image"
        )
        try:
            picture = base64.b64decode(image, validate=True) if isinstance(image, str) else b""
        except (binascii.Error, ValueError):
            continue
        if picture.startswith(_PICTURES):
            return picture
    return b""


def _parse_event(number: str, event: Doc, package: Doc) -> TrackingEvent:
    """One event. Its time of day in Greenwich (`gmtDate`, `gmtTime`) is the one that counts;
    without it there is none to trust.
    """
    status = object_of(event.get("status"))
    description = text_of(status.get("description"), 300)
    ours = _status_of(status)
    if ours == "delayed":
        ours = exception_status(description, otherwise=ours)
    address = object_of(object_of(event.get("location")).get("address"))
    where = [text_of(address.get(name), 60) for name in ("city", "stateProvince")]
    delivery = object_of(package.get("deliveryInformation")) if ours == "delivered" else {}
    day = day_of(event.get("date"))
    return TrackingEvent(
        number=number,
        status=ours,
        code=text_of(status.get("code"), 20),
        carrier_text=description,
        at=_parse_instant(event),
        place=", ".join(part for part in where if part)[:120],
        signed_by=text_of(delivery.get("receivedBy"), 100),
        expected_on=None,
        raw=bounded_copy(event),
        facts=place_facts(
            city=address.get("city"),
            state=address.get("stateProvince"),
            zip_code=address.get("postalCode"),
        )
        | ({"day": day} if day else {})
        | ({"has_signature": True} if _has_signature(delivery) else {}),
    )


def _status_of(status: Doc) -> str:
    """By its own code, by the status code, or by the type of activity, whichever the table has."""
    return table_of("ups").status_of(
        kind=text_of(status.get("type"), 5).upper(),
        code=text_of(status.get("code"), 20).upper().lstrip("0") or "0",
        detail=_without_zeros(text_of(status.get("statusCode"), 5)),
        sentence=text_of(status.get("description"), 300),
    )


def _without_zeros(code: str) -> str:
    return (code.lstrip("0") or "0") if code else ""


def _has_signature(delivery: Doc) -> bool:
    """A picture of a signature, which UPS gives without a name as well."""
    image = object_of(delivery.get("signature")).get("image")
    return isinstance(image, str) and len(image.strip()) > _SHORTEST_PICTURE


def _parse_instant(event: Any) -> datetime | None:
    try:
        timestamp = f"{event['gmtDate']} {str(event['gmtTime']).replace(':', ''):0>6}"
        return datetime.strptime(timestamp, "%Y%m%d %H%M%S").replace(tzinfo=UTC)
    except (KeyError, ValueError, TypeError):
        return None
