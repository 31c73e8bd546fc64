"""Each parcel that has left: where it is, what was said about it, and what may be done."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from troth.event_kinds import EventKind
from troth.fulfillment.models import Parcel as Box
from troth.order_status.claims import claim_dates_of, claim_of, told_at
from troth.order_status.dates import dates_of
from troth.order_status.model import Claim, Dates, Parcel
from troth.order_status.rows import OrderRows
from troth.orders.models import Event, Line
from troth.policy.lifecycle import LineState
from troth.policy.shipping.tracking import ON_THEIR_WAY, STATUSES, ParcelStatus

SHIPPED = EventKind.PARCEL_SHIPPED
# What an event of the timeline says of a parcel, for one that was shipped by hand.
_BY_EVENT: dict[str, str] = {
    EventKind.PARCEL_DELAYED: "delayed",
    EventKind.PARCEL_MISSING: "missing",
    EventKind.PARCEL_DAMAGED: "damaged",
    EventKind.PARCEL_LOST: "lost",
    EventKind.PARCEL_MISDELIVERED: "elsewhere",
    EventKind.PARCEL_DELIVERY_ATTEMPTED: "attempted",
    EventKind.PARCEL_HELD_FOR_PICKUP: "held",
    EventKind.PARCEL_RETURNING: "returning",
    EventKind.PARCEL_RETURNED: "returned",
    EventKind.PARCEL_CHECKED_IN: "returned",
    EventKind.PARCEL_DELIVERED: "delivered",
    EventKind.PARCEL_DELIVERED_UNSIGNED: "unsigned",
    EventKind.CLAIM_PARCEL_FOUND: "found",
    EventKind.CLAIM_REDELIVERY_STARTED: "found",
}
_COMES_BACK = ("returning", "returned")
_WORDS = STATUSES | {
    "settled": "Lost: your claim was accepted",
    "elsewhere": "The carrier says that it was delivered in another place; we are asking it",
    "found": "Found",
    "attempted": "The carrier came, and nobody could sign",
    "held": "Ready for you at the carrier's location",
    "returning": "On its way back to us",
    "returned": "Back with us",
}


def parcels_of(rows: OrderRows) -> tuple[Parcel, ...]:
    """Every parcel that has left, in the order in which they left."""
    shipped = rows.of_kind(SHIPPED)
    return tuple(
        _build_parcel(rows, event, later=shipped[at + 1 :]) for at, event in enumerate(shipped)
    )


def lines_in_parcel(rows: OrderRows, shipped: Event) -> list[Line]:
    """The pieces that left in it; all of the order, where an old record names none."""
    keys = shipped.facts.get("lines")
    return rows.lines if keys is None else rows.lines_in(keys)


def _build_parcel(rows: OrderRows, shipped: Event, later: list[Event]) -> Parcel:
    facts: dict[str, Any] = shipped.facts
    number, carrier = facts["number"], facts["carrier_name"]
    lines, box = lines_in_parcel(rows, shipped), rows.box_of(facts["number"])
    claim = claim_of(rows, number, carrier)
    status = _parcel_status(rows, number, box, lines)
    again = {key for event in later for key in event.facts.get("lines") or ()}
    again |= {
        e.line_id for e in rows.of_kind(EventKind.LINE_REQUEUED) if e.pk > shipped.pk and e.line_id
    }
    is_current = not lines or any(line.pk not in again for line in lines)
    delivered_at, signed_by = _delivery_facts(rows, number, box, status)
    is_over = status in ("delivered", "unsigned", "settled", *_COMES_BACK)
    claimed = claim is not None and (claim.is_open or claim.stage == "accepted")
    dates = _parcel_dates(rows, shipped, lines)
    return Parcel(
        number=number,
        carrier=facts["carrier"],
        carrier_name=carrier,
        url=facts["url"],
        titles=tuple(line.title for line in lines),
        line_keys=tuple(line.pk for line in lines),
        shipped_on=date.fromisoformat(facts["shipped_on"]),
        status=status,
        sentence=_status_text(rows, status, carrier, delivered_at, signed_by),
        detail=_exception_detail(rows, box, carrier, status),
        warehouse=lines[0].warehouse if lines else "us",
        dates=_without_date(dates, status, claim) if is_current else _no_dates(dates),
        carrier_expects=_carrier_estimate(rows, box, status, claimed=claimed),
        delivered_at=delivered_at,
        signed_by=signed_by,
        proof_key=box.pk if box is not None and box.proof else None,
        claim=claim,
        claim_dates=None
        if is_over or claim is not None or not is_current
        else claim_dates_of(rows, shipped),
        may_report=is_current
        and not claimed
        and not _is_in_the_house(lines)
        and status not in ("settled", *_COMES_BACK)
        and (claim is None or claim.stage == "ended"),
        is_current=is_current,
    )


def _parcel_status(rows: OrderRows, number: str, box: Box | None, lines: list[Line]) -> str:
    """The carrier's own account; by the timeline, for a parcel that no carrier reports about."""
    if lines and all(line.state == LineState.LOST for line in lines):
        return "settled"
    status = _reported_status(rows, number, box)
    if _is_in_the_house(lines) and status not in (
        ParcelStatus.DELIVERED,
        ParcelStatus.UNSIGNED,
        *_COMES_BACK,
    ):
        return "returned"  # its buyer sent it back, and nobody reported that it came
    return status


def _is_in_the_house(lines: list[Line]) -> bool:
    return bool(lines) and all(
        line.state in (LineState.RETURNED, LineState.RESTOCKED) for line in lines
    )


def _reported_status(rows: OrderRows, number: str, box: Box | None) -> str:
    events = rows.about_number(number, *_BY_EVENT)
    by_event = _BY_EVENT[events[-1].kind] if events else "accepted"
    if by_event == "found":
        return _found_status(box, events[-1])
    if box is None:
        return by_event
    if by_event == "lost" and box.status not in (
        ParcelStatus.DELIVERED,
        ParcelStatus.UNSIGNED,
        *_COMES_BACK,
    ):
        return "lost"  # the carrier may have said so to a person
    # Announced: it was signed for, and not scanned yet.
    return ParcelStatus.ACCEPTED if box.status == ParcelStatus.ANNOUNCED else box.status


def _found_status(box: Box | None, event: Event) -> str:
    """Of a parcel that was said to be found: what the carrier has scanned since, where it has."""
    if box is None:
        return "found"
    is_later = box.status_at is not None and box.status_at > event.at
    is_over = box.status in (ParcelStatus.DELIVERED, ParcelStatus.UNSIGNED, *_COMES_BACK)
    return box.status if is_later or is_over else "found"


def _delivery_facts(
    rows: OrderRows, number: str, box: Box | None, status: str
) -> tuple[datetime | None, str]:
    """When it was delivered and who signed; nothing of a parcel that wasn't."""
    if status not in (ParcelStatus.DELIVERED, ParcelStatus.UNSIGNED):
        return None, ""
    if box is not None and box.delivered_at is not None:
        return box.delivered_at, box.signed_by
    events = rows.about_number(
        number, EventKind.PARCEL_DELIVERED, EventKind.PARCEL_DELIVERED_UNSIGNED
    )
    if not events:
        return None, ""
    at = events[-1].facts.get("at")
    return (
        datetime.fromisoformat(at) if at else events[-1].at,
        str(events[-1].facts.get("signed_by") or ""),
    )


def _status_text(
    rows: OrderRows, status: str, carrier: str, delivered_at: datetime | None, signed_by: str
) -> str:
    when = f" {told_at(rows, delivered_at)}" if delivered_at else ""
    if status == ParcelStatus.DELIVERED:
        return f"Delivered{when}" + (
            f"; signed for by {signed_by}" if signed_by else "; signed for"
        )
    if status == ParcelStatus.UNSIGNED:
        return f"Delivered{when}, without a signature on record"
    return (
        _WORDS.get(status, status).replace("The carrier", carrier).replace("the carrier", carrier)
    )


def _exception_detail(rows: OrderRows, box: Box | None, carrier: str, status: str) -> str:
    """The carrier's own words about what is in the way, with place and time."""
    is_over = status in ("found", "delivered", "unsigned", *_COMES_BACK)
    if box is None or is_over:
        return ""
    if not box.exception_text:
        return _not_known(rows, box, carrier)
    when = told_at(rows, box.exception_at) if box.exception_at else ""
    where = ", ".join(part for part in (box.exception_place, when) if part)
    return f"{carrier} says: “{box.exception_text}”" + (f" ({where})" if where else "")


def _not_known(rows: OrderRows, box: Box, carrier: str) -> str:
    """What the carrier said last that nobody knows yet: a person is asking it."""
    label = box.labels.filter(state="bought").first()
    events = (
        rows.about_number(label.number, EventKind.PARCEL_STATUS_UNRECOGNIZED)
        if label is not None
        else []
    )
    if not events:
        return ""
    facts = events[-1].facts
    at = datetime.fromisoformat(facts["at"]) if facts.get("at") else None
    if at is not None and box.status_at is not None and at < box.status_at:
        return ""  # it has been seen since
    where = ", ".join(part for part in (facts["place"], told_at(rows, at) if at else "") if part)
    return (
        f"{carrier} says: “{facts['carrier_text']}”"
        + (f" ({where})" if where else "")
        + f". We don't know yet what that means, and ask {carrier}."
    )


def _parcel_dates(rows: OrderRows, shipped: Event, lines: list[Line]) -> Dates:
    warehouse = lines[0].warehouse if lines else next(iter(rows.order.promises))
    return dates_of(rows, warehouse, lines, shipped=shipped)


def _no_dates(dates: Dates, why: str = "") -> Dates:
    return Dates(dates.promised, None, why, processed_on=dates.processed_on)


def _without_date(dates: Dates, status: str, claim: Claim | None) -> Dates:
    """No date is promised of a parcel that is lost, claimed, comes back or waits for its
    recipient.
    """
    if status in (ParcelStatus.DELIVERED, ParcelStatus.UNSIGNED):
        return Dates(dates.promised, None, processed_on=dates.processed_on)
    if status not in ON_THEIR_WAY or (claim is not None and claim.is_open):
        return _no_dates(dates)
    return dates


def _carrier_estimate(
    rows: OrderRows, box: Box | None, status: str, *, claimed: bool
) -> date | None:
    """The carrier's own estimate, while the day isn't over and the parcel is on its way."""
    if (
        box is None
        or claimed
        or status
        not in (
            ParcelStatus.ACCEPTED,
            ParcelStatus.MOVING,
            ParcelStatus.DELAYED,
            ParcelStatus.OUT_FOR_DELIVERY,
        )
    ):
        return None
    expected = box.expected_on
    return expected if expected is not None and expected >= rows.today else None
