"""What the readers of all carriers' events share: texts within bounds, and that one event which
can't be read is one event.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from troth.fulfillment.carriers.interface import TrackingEvent
from troth.policy.shipping.tracking import UNKNOWN

Doc = dict[str, Any]
MOST_EVENTS = 500
LONGEST_RAW = 8_000
UNREAD = "An event that can't be read."
_LONE = re.compile("[\0\ud800-\udfff]")  # what no database takes


def text_of(value: Any, most: int) -> str:
    """A text or a number as text, at most so long; empty for anything else."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    return _LONE.sub("", str(value)).strip()[:most]


def object_of(value: Any) -> Doc:
    """An object; an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def objects_of(value: Any) -> list[Doc]:
    """The objects of a list; what isn't one is left out."""
    return (
        [element for element in value if isinstance(element, dict)]
        if isinstance(value, list)
        else []
    )


def bounded_copy(event: Any) -> Doc:
    """What was said, kept within bounds, and without what a database refuses."""
    written = _LONE.sub("", json.dumps(event, default=str, ensure_ascii=False))
    if len(written) > LONGEST_RAW:
        return {"cut": written[: LONGEST_RAW // 2]}
    return object_of(json.loads(written.replace("\\u0000", ""), parse_constant=lambda _name: None))


def place_facts(*, city: Any, state: Any, zip_code: Any) -> Doc:
    """The city, state and five-digit ZIP of a place, as far as they are told."""
    zip_match = re.match(r"\d{5}(?!\d)", text_of(zip_code, 12))
    facts = {
        "city": text_of(city, 60),
        "state": text_of(state, 2).upper(),
        "zip": zip_match[0] if zip_match else "",
    }
    return {name: value for name, value in facts.items() if value}


def day_of(value: Any) -> str:
    """The local date in a date, or in a date with a time (`2026-11-30` or `20261130`); empty where
    there is none.
    """
    try:
        return date.fromisoformat(text_of(value, 40)[:10].split("T")[0]).isoformat()
    except ValueError:
        return ""


def has_hour(value: Any) -> bool:
    """Whether a time is more than a date: midnight to the second is what stands for no time."""
    try:
        at = datetime.fromisoformat(text_of(value, 40))
    except ValueError:
        return False
    return (at.hour, at.minute, at.second) != (0, 0, 0)


def read_events(
    events: Iterable[Any], read: Callable[[Doc], TrackingEvent | None], *, number: str
) -> list[TrackingEvent]:
    """Every event, read. One that can't be is kept as unknown, so that a person looks; it stops no
    other.
    """
    readings: list[TrackingEvent] = []
    for event, _ in zip(events, range(MOST_EVENTS), strict=False):
        try:
            seen = read(event)
        except (AttributeError, KeyError, LookupError, TypeError, ValueError, OverflowError):
            logging.getLogger(__name__).exception("An event of %s can't be read", number)
            seen = unknown_event(number, event)
        if seen is not None:
            readings.append(seen)
    return readings


def unknown_event(number: str, event: Any) -> TrackingEvent:
    """An event of which nothing is understood."""
    return TrackingEvent(
        number=number,
        status=UNKNOWN,
        code="",
        carrier_text=UNREAD,
        at=None,
        place="",
        signed_by="",
        expected_on=None,
        raw=bounded_copy(event),
    )
