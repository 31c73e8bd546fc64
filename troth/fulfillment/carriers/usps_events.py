"""USPS's tracking answers, read into our own words. What isn't in the table of its events is
unknown, never guessed.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from troth.fulfillment.carriers.event_reading import (
    Doc,
    day_of,
    each_event,
    place_facts,
    small,
    text,
)
from troth.fulfillment.carriers.event_tables import table_of
from troth.fulfillment.carriers.port import Seen
from troth.policy.tracking import exception_status


def read(number: str, answer: Doc) -> list[Seen]:
    """Every event of a parcel in an answer."""
    events = answer.get("trackingEvents")
    return each_event(
        events if isinstance(events, list) else [],
        lambda event: _seen(number, event, answer),
        number=number,
    )


def _seen(number: str, event: Doc, answer: Doc) -> Seen:
    """One event. USPS gives local times without their offset: only the time in Greenwich beside
    them is an instant.
    """
    code, description = text(event.get("eventCode"), 20).upper(), text(event.get("eventType"), 300)
    status = table_of("usps").status_of(code=code, says=description)
    if status in ("delayed", "missing"):
        status = exception_status(description, otherwise=status)
    where = [text(event.get(name), 60) for name in ("eventCity", "eventState")]
    day, shipment = day_of(event.get("eventTimestamp")), _shipment(answer)
    return Seen(
        number=number,
        status=status,
        code=code,
        says=description,
        at=_instant(event.get("GMTTimestamp")),
        place=", ".join(part for part in where if part)[:120],
        signed_by=text(event.get("name"), 100) if status == "delivered" else "",
        expected_on=None,
        raw=small(event),
        facts=place_facts(
            city=event.get("eventCity"),
            state=event.get("eventState"),
            zip_code=event.get("eventZIP"),
        )
        | ({"day": day} if day else {})
        | ({"shipment": shipment} if shipment else {}),
    )


def _shipment(answer: Doc) -> str:
    """USPS's own key of the mailpiece: a number can be used again."""
    return text(answer.get("uniqueMailPieceID"), 60) or text(answer.get("uniqueMailPieceId"), 60)


def _instant(timestamp: Any) -> datetime | None:
    try:
        at = datetime.fromisoformat(text(timestamp, 40))
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo is not None else None
