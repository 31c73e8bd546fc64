"""FedEx's tracking answers and messages, read into our own words. What can't be read is passed
over, never guessed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

from troth.fulfillment.carriers.port import Location, Seen
from troth.policy.tracking import exception_status

Doc = dict[str, Any]
MOST_EVENTS = 500
_STATUSES = {
    "OC": "announced",
    "PU": "accepted",
    "PX": "accepted",
    "DL": "delivered",
    "HL": "held",
    "HP": "held",
    "RS": "returning",
    "RT": "returning",
    "OD": "out_for_delivery",
    "CA": "cancelled",
    **dict.fromkeys(("DE", "SE", "CD", "DY", "DD"), "delayed"),
}
_MOVING = frozenset({
    "IT", "DP", "AR", "AF", "FD", "EA", "ED", "EO", "EP", "HO", "LO", "OX", "PF", "PL", "PM", "SF",
    "SP", "TR", "CC", "OF", "CP", "AC", "AA", "AD", "AO",
})  # fmt: skip
_NOBODY_HOME = {
    "08",
    "02",
    "007",
    "07A",
    "34",
}  # exception codes of an attempt that found nobody to sign


def read(answer: Doc) -> list[Seen]:
    """Every event of every parcel in an answer or a message."""
    output = answer.get("output")
    source = output if isinstance(output, dict) else answer
    found: list[Seen] = []
    for complete in _dicts(source.get("completeTrackResults")):
        for result in _dicts(complete.get("trackResults")):
            if "error" in result:
                continue
            number = (
                _text((result.get("trackingNumberInfo") or {}).get("trackingNumber"), 40)
                if isinstance(result.get("trackingNumberInfo"), dict)
                else ""
            )
            number = number or _text(complete.get("trackingNumber"), 40)
            if number:
                found += _events(number, result)
    return found[: MOST_EVENTS * 30]


def _events(number: str, result: Doc) -> list[Seen]:
    details = result.get("deliveryDetails")
    signed = _text(details.get("receivedByName"), 100) if isinstance(details, dict) else ""
    expected, held = _expected(result), _held(result)
    seen = [
        _seen(number, event, signed) for event in _dicts(result.get("scanEvents"))[:MOST_EVENTS]
    ]
    known = [each for each in seen if each is not None]
    timed = [each for each in known if each.at is not None]
    if expected is not None and timed:
        newest = max(timed, key=lambda each: each.at or datetime.min.replace(tzinfo=UTC))
        known[known.index(newest)] = replace(newest, expected_on=expected)
    return [replace(each, held=held) if each.status == "held" else each for each in known]


def _held(result: Doc) -> Doc:
    """Where FedEx keeps the parcel, and its own sentence about until when."""
    at = result.get("holdAtLocation")
    told = at.get("locationContactAndAddress") if isinstance(at, dict) else None
    address = told.get("address") if isinstance(told, dict) else None
    found: Doc = {}
    if isinstance(address, dict):
        streets = address.get("streetLines")
        lines = [_text(each, 60) for each in streets[:3]] if isinstance(streets, list) else []
        city, state = _text(address.get("city"), 40), _text(address.get("stateOrProvinceCode"), 2)
        if any(lines) and city:
            zip_code = _text(address.get("postalCode"), 10)
            found["address"] = [*filter(None, lines), f"{city}, {state} {zip_code}".strip()]
    message = result.get("serviceCommitMessage")
    if isinstance(message, dict) and _text(message.get("type"), 80).startswith("HELD_PACKAGE"):
        found["says"] = _text(message.get("message"), 300)
    return found


def _seen(number: str, event: Doc, signed: str) -> Seen | None:
    code = _text(event.get("eventType"), 20).upper()
    derived = _text(event.get("derivedStatusCode"), 20).upper()
    says = _text(event.get("eventDescription"), 300)
    exception = _text(event.get("exceptionDescription"), 200)
    status = _status(code, derived, says, _text(event.get("exceptionCode"), 20))
    if status is None:
        return None
    if status == "delayed":
        status = exception_status(f"{says}: {exception}", otherwise=status)
    place = event.get("scanLocation")
    where = (
        [_text(place.get(name), 60) for name in ("city", "stateOrProvinceCode")]
        if isinstance(place, dict)
        else []
    )
    return Seen(
        number=number,
        status=status,
        code=code,
        says=f"{says}: {exception}"[:300] if exception else says,
        at=_instant(event.get("date")),
        place=", ".join(part for part in where if part)[:120],
        signed_by=signed if status == "delivered" else "",
        expected_on=None,
        raw=_small(event),
    )


def _status(code: str, derived: str, says: str, exception: str) -> str | None:
    for key in (code, derived):
        if key == "DE" and exception in _NOBODY_HOME:
            return "attempted"
        if key in ("RS", "RT") and "returned to shipper" in says.lower():
            return "returned"
        if key in _STATUSES:
            return _STATUSES[key]
        if key in _MOVING:
            return "moving"
    return None


def _instant(told: Any) -> datetime | None:
    """In UTC; None without an offset: an hour that could be any of many is none."""
    try:
        at = datetime.fromisoformat(str(told)[:40])
    except ValueError:
        return None
    if at.tzinfo is None or not 2020 <= at.year <= 2100:
        return None
    return at.astimezone(UTC)


def _expected(result: Doc) -> date | None:
    for each in _dicts(result.get("dateAndTimes")):
        if each.get("type") == "ESTIMATED_DELIVERY":
            try:
                return date.fromisoformat(str(each.get("dateTime"))[:10])
            except ValueError:
                return None
    return None


def location(told: Doc) -> Location:
    """A place that keeps parcels."""
    contact = told.get("contactAndAddress") or {}
    address = contact.get("address") or {}
    lines = address.get("streetLines") or [""]
    name = (contact.get("contact") or {}).get("companyName") or told.get("locationType") or "FedEx"
    return Location(
        key=_text(told.get("locationId"), 20),
        name=_text(name, 60),
        street=_text(lines[0], 60),
        city=_text(address.get("city"), 40),
        state=_text(address.get("stateOrProvinceCode"), 2),
        zip=_text(address.get("postalCode"), 5),
        hours=_week(_dicts(told.get("storeHours"))[:7])[:200],
    )


def _week(days: list[Doc]) -> str:
    """`Mon–Fri 7:00 am–10:00 pm; Sun closed all day`: days that follow each other with the same
    hours are said together.
    """
    runs: list[tuple[list[str], str]] = []
    for each in days:
        day, hours = str(each.get("dayOfWeek", ""))[:3].title(), _hours(each)
        if runs and runs[-1][1] == hours:
            runs[-1][0].append(day)
        else:
            runs.append(([day], hours))
    return "; ".join(
        f"{names[0]}{f'–{names[-1]}' if len(names) > 1 else ''} {hours}" for names, hours in runs
    )


def _hours(day: Doc) -> str:
    told = day.get("operationalHours")
    if isinstance(told, dict):
        return f"{_clock(told.get('begins'))}–{_clock(told.get('ends'))}"
    return str(told or day.get("operationalHoursType", "")).replace("_", " ").lower()[:30]


def _clock(told: Any) -> str:
    """`7:00 am` for `07:00:00`; as it was said where it is no time."""
    try:
        return f"{time.fromisoformat(str(told)[:8]):%-I:%M %p}".replace("AM", "am").replace(
            "PM", "pm"
        )
    except ValueError:
        return str(told or "")[:5]


def _small(event: Doc) -> Doc:
    """What was said, kept within bounds and without null characters, which a database refuses."""
    import json

    text = json.dumps(event).replace("\\u0000", "")
    return json.loads(text) if len(text) <= 8_000 else {"cut": text[:4_000]}


def _dicts(told: Any) -> list[Doc]:
    return [each for each in told if isinstance(each, dict)] if isinstance(told, list) else []


def _text(told: Any, most: int) -> str:
    return str(told).replace("\0", "").strip()[:most] if isinstance(told, (str, int, float)) else ""
