"""USPS's tracking answers, read into our own words. What isn't in the table of its events is
unknown, never guessed.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from troth.fulfillment.carriers.event_reading import (
    Doc,
    bounded_copy,
    day_of,
    place_facts,
    read_events,
    text_of,
)
from troth.fulfillment.carriers.event_tables import table_of
from troth.fulfillment.carriers.interface import TrackingEvent
from troth.policy.shipping.tracking import exception_status


def parse_events(number: str, answer: Doc) -> list[TrackingEvent]:
    """Every event of a parcel in an answer."""
    events = answer.get("trackingEvents")
    return read_events(
        events if isinstance(events, list) else [],
        lambda event: _parse_event(number, event, answer),
        number=number,
    )


def _parse_event(number: str, event: Doc, answer: Doc) -> TrackingEvent:
    """One event. USPS gives local times without their offset: only the time in Greenwich beside
    them is an instant.
    """
    code, description = (
        text_of(event.get("eventCode"), 20).upper(),
        text_of(event.get("eventType"), 300),
    )
    status = table_of("usps").status_of(code=code, sentence=description)
    if status in ("delayed", "missing"):
        status = exception_status(description, otherwise=status)
    where = [text_of(event.get(name), 60) for name in ("eventCity", "eventState")]
    day, shipment = day_of(event.get("eventTimestamp")), _shipment_key(answer)
    return TrackingEvent(
        number=number,
        status=status,
        code=code,
        carrier_text=description,
        at=_parse_instant(event.get("GMTTimestamp")),
        place=", ".join(part for part in where if part)[:120],
        signed_by=text_of(event.get("name"), 100) if status == "delivered" else "",
        expected_on=None,
        raw=bounded_copy(event),
        facts=place_facts(
            city=event.get("eventCity"),
            state=event.get("eventState"),
            zip_code=event.get("eventZIP"),
        )
        | ({"day": day} if day else {})
        | ({"shipment": shipment} if shipment else {}),
    )


def _shipment_key(answer: Doc) -> str:
    """USPS's own key of the mailpiece: a number can be used again."""
    return text_of(answer.get("uniqueMailPieceID"), 60) or text_of(
        answer.get("uniqueMailPieceId"), 60
    )


def _parse_instant(timestamp: Any) -> datetime | None:
    try:
        at = datetime.fromisoformat(text_of(timestamp, 40))
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo is not None else None
