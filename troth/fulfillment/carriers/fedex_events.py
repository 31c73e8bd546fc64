"""FedEx's tracking answers and messages, read into our own words. What isn't in the table of its
events is unknown, never guessed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

from troth.fulfillment.carriers.event_reading import (
    MOST_EVENTS,
    Doc,
    bounded_copy,
    day_of,
    has_hour,
    place_facts,
    read_events,
)
from troth.fulfillment.carriers.event_reading import object_of as _doc
from troth.fulfillment.carriers.event_reading import objects_of as _dicts
from troth.fulfillment.carriers.event_reading import text_of as _text
from troth.fulfillment.carriers.event_tables import DERIVED, table_of
from troth.fulfillment.carriers.interface import PickupLocation, TrackingEvent
from troth.policy.shipping.signatures import signer_name
from troth.policy.shipping.tracking import UNKNOWN, exception_status


def parse_events(answer: Doc) -> list[TrackingEvent]:
    """Every event of every parcel in an answer or a message."""
    output = answer.get("output")
    source = output if isinstance(output, dict) else answer
    readings: list[TrackingEvent] = []
    for complete in _dicts(source.get("completeTrackResults")):
        for result in _dicts(complete.get("trackResults")):
            if "error" in result:
                continue
            number = _text(_doc(result.get("trackingNumberInfo")).get("trackingNumber"), 40)
            number = number or _text(complete.get("trackingNumber"), 40)
            if number:
                readings += _parcel_events(number, result)
    return readings[: MOST_EVENTS * 30]


def _parcel_events(number: str, result: Doc) -> list[TrackingEvent]:
    scans = result.get("scanEvents")
    events = read_events(
        scans if isinstance(scans, list) else [],
        lambda event: _parse_event(number, event, result),
        number=number,
    )
    expected, held = _expected_date(result), _held_facts(result)
    timed = [event for event in events if event.at is not None]
    if expected is not None and timed:
        newest = max(timed, key=lambda event: event.at or datetime.min.replace(tzinfo=UTC))
        events[events.index(newest)] = replace(newest, expected_on=expected)
    return [replace(event, held=held) if event.status == "held" else event for event in events]


def _held_facts(result: Doc) -> Doc:
    """Where FedEx keeps the parcel, and its own sentence about until when."""
    at = result.get("holdAtLocation")
    place = at.get("locationContactAndAddress") if isinstance(at, dict) else None
    address = place.get("address") if isinstance(place, dict) else None
    hold: Doc = {}
    if isinstance(address, dict):
        streets = address.get("streetLines")
        lines = [_text(street, 60) for street in streets[:3]] if isinstance(streets, list) else []
        city, state = _text(address.get("city"), 40), _text(address.get("stateOrProvinceCode"), 2)
        if any(lines) and city:
            zip_code = _text(address.get("postalCode"), 10)
            hold["address"] = [*filter(None, lines), f"{city}, {state} {zip_code}".strip()]
    message = result.get("serviceCommitMessage")
    if isinstance(message, dict) and _text(message.get("type"), 80).startswith("HELD_PACKAGE"):
        hold["sentence"] = _text(message.get("message"), 300)
    return hold


def _parse_event(number: str, event: Doc, result: Doc) -> TrackingEvent:
    code = _text(event.get("eventType"), 20).upper()
    description = _text(event.get("eventDescription"), 300)
    exception = _text(event.get("exceptionDescription"), 200)
    whole = f"{description}: {exception}"[:300] if exception else description
    status = _status_of(code, event, whole)
    if status == "delayed":
        status = exception_status(whole, otherwise=status)
    details, place = _doc(result.get("deliveryDetails")), _doc(event.get("scanLocation"))
    is_delivery = status == "delivered"
    where = [_text(place.get(name), 60) for name in ("city", "stateOrProvinceCode")]
    timestamp = event.get("date")
    return TrackingEvent(
        number=number,
        status=status,
        code=code,
        carrier_text=whole,
        at=_parse_instant(timestamp),
        place=", ".join(part for part in where if part)[:120],
        signed_by=_signed_by(details) if is_delivery else "",
        expected_on=None,
        raw=bounded_copy(event),
        facts=_place_of(place, _doc(details.get("actualDeliveryAddress")) if is_delivery else {})
        | _day_facts(timestamp)
        | _shipment_facts(result),
    )


def _status_of(code: str, event: Doc, description: str) -> str:
    table, exception = table_of("fedex"), _text(event.get("exceptionCode"), 20).upper()
    status = table.status_of(code=code, detail=exception, sentence=description)
    if status == UNKNOWN:
        derived = _text(event.get("derivedStatusCode"), 20).upper()
        status = table.status_of(kind=DERIVED, code=derived, detail=exception, sentence=description)
    return status


def _signed_by(details: Doc) -> str:
    """As FedEx writes it: not always a name (`policy.signatures.signer_name` tells)."""
    names = [_text(details.get(name), 100) for name in ("receivedByName", "signedByName")]
    return next((name for name in names if signer_name(name)), next(filter(None, names), ""))


def _place_of(scanned: Doc, delivered_to: Doc) -> Doc:
    """Where it was scanned; of a delivery, the address where it was, if that is told. The ZIP of
    the scan is the address's where both are in one city.
    """
    places = [
        place_facts(
            city=place.get("city"),
            state=place.get("stateOrProvinceCode"),
            zip_code=place.get("postalCode"),
        )
        for place in (delivered_to, scanned)
    ]
    address, scan = places
    if "city" not in address and "zip" not in address:
        return scan
    in_one_city = address.get("city", "").casefold() == scan.get("city", "").casefold()
    return scan | address if in_one_city else address


def _day_facts(timestamp: Any) -> Doc:
    day = day_of(timestamp)
    return ({"day": day} if day else {}) | (
        {"day_only": True} if day and not has_hour(timestamp) else {}
    )


def _shipment_facts(result: Doc) -> Doc:
    """FedEx uses a number for several shipments, one after another; this tells them apart."""
    info = _doc(result.get("trackingNumberInfo"))
    key = _text(info.get("trackingNumberUniqueId"), 60)
    return {"shipment": key} if key else {}


def _parse_instant(timestamp: Any) -> datetime | None:
    """In UTC; None without an offset: an hour that could be any of many is none."""
    try:
        at = datetime.fromisoformat(str(timestamp)[:40])
    except ValueError:
        return None
    if at.tzinfo is None or not 2020 <= at.year <= 2100:
        return None
    return at.astimezone(UTC)


def _expected_date(result: Doc) -> date | None:
    for entry in _dicts(result.get("dateAndTimes")):
        if entry.get("type") == "ESTIMATED_DELIVERY":
            try:
                return date.fromisoformat(str(entry.get("dateTime"))[:10])
            except ValueError:
                return None
    return None


def parse_location(details: Doc) -> PickupLocation:
    """A place that keeps parcels."""
    contact = details.get("contactAndAddress") or {}
    address = contact.get("address") or {}
    lines = address.get("streetLines") or [""]
    name = (
        (contact.get("contact") or {}).get("companyName") or details.get("locationType") or "FedEx"
    )
    return PickupLocation(
        key=_text(details.get("locationId"), 20),
        name=_text(name, 60),
        street=_text(lines[0], 60),
        city=_text(address.get("city"), 40),
        state=_text(address.get("stateOrProvinceCode"), 2),
        zip=_text(address.get("postalCode"), 5),
        hours=_format_week(_dicts(details.get("storeHours"))[:7])[:200],
    )


def _format_week(days: list[Doc]) -> str:
    """`Mon–Fri 7:00 am–10:00 pm; Sun closed all day`: days that follow each other with the same
    hours are said together.
    """
    runs: list[tuple[list[str], str]] = []
    for entry in days:
        day, hours = str(entry.get("dayOfWeek", ""))[:3].title(), _format_hours(entry)
        if runs and runs[-1][1] == hours:
            runs[-1][0].append(day)
        else:
            runs.append(([day], hours))
    return "; ".join(
        f"{names[0]}{f'–{names[-1]}' if len(names) > 1 else ''} {hours}" for names, hours in runs
    )


def _format_hours(day: Doc) -> str:
    hours = day.get("operationalHours")
    if isinstance(hours, dict):
        return f"{_format_time(hours.get('begins'))}–{_format_time(hours.get('ends'))}"
    return str(hours or day.get("operationalHoursType", "")).replace("_", " ").lower()[:30]


def _format_time(value: Any) -> str:
    """`7:00 am` for `07:00:00`; as it was said where it is no time."""
    try:
        return f"{time.fromisoformat(str(value)[:8]):%-I:%M %p}".replace("AM", "am").replace(
            "PM", "pm"
        )
    except ValueError:
        return str(value or "")[:5]
