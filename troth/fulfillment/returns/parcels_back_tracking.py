"""A parcel on its way back to a piece's buyer, as the carrier sees it, and how it ends. Clauses
`authenticity_refund`, `signature`.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from troth.event_kinds import EventKind
from troth.fulfillment.models import ParcelBack
from troth.fulfillment.returns.parcels_back import (
    CLAUSE,
    DELIVERED,
    ELSEWHERE,
    LONGEST_WHY,
    LOST,
    RETURNED,
    RETURNING,
    UNSIGNED,
    end_parcel,
    facts_of,
    fresh_parcel,
    leave_with_carrier,
    locked_parcel,
)
from troth.fulfillment.tracking.shipment_scans import (
    destination_of,
    interpret_scans,
    scans_of_shipment,
)
from troth.fulfillment.warehouse.queue import FulfillmentRefused
from troth.orders.actions import record_event
from troth.policy.dates.hours import deadline_label, end_of_next_business_day
from troth.policy.lifecycle import LineState
from troth.policy.shipping.tracking import ParcelState, ParcelStatus, derive_parcel_state
from troth.roles import CARE, WAREHOUSE
from troth.worklist.actions import open_task

_TOLD = {
    "delivered": DELIVERED,
    "unsigned": UNSIGNED,
    "elsewhere": ELSEWHERE,
    "returning": RETURNING,
    "returned": RETURNED,
    "lost": LOST,
}
TRACK_EVERY = timedelta(hours=2)
_TO_DO = {
    "unsigned": "{key} was left without a signature: ask the customer whether they have it",
    "elsewhere": "{key} was delivered in another place than the label's: ask the carrier where",
    "returning": "{key} turns back to us: ask the customer when they can sign for it",
    "returned": "{key} came back to us: send it again, at a time that suits the customer",
    "lost": "{key} was lost on its way back to the customer: decide what they get",
}
_SAYS = {
    "elsewhere": "The carrier says that it was delivered in another place than your address.",
    "unsigned": "The carrier says that it was delivered, and has no signature.",
    "returning": "Nobody could sign for it, so the carrier brings it back to us.",
    "returned": "It came back to us, and is safe here. We send it to you again.",
    "lost": "The carrier says that it lost it. We answer for it.",
}


def to_track(*, now: datetime, limit: int = 200) -> dict[str, list[str]]:
    """Numbers on their way that the carrier hasn't been asked about for a while, by carrier."""
    rows = ParcelBack.objects.filter(label=ParcelBack.BOUGHT, ended_at=None)
    rows = rows.exclude(tracked_at__gt=now - TRACK_EVERY).order_by("tracked_at", "pk")
    numbers: dict[str, list[str]] = {}
    for carrier, number in rows.values_list("carrier", "number")[:limit]:
        numbers.setdefault(carrier, []).append(number)
    return numbers


@transaction.atomic
def apply_tracking(*, carrier: str, number: str, now: datetime) -> bool:
    """What the carrier's scans make true of it: it left, was signed for, turns back, or is lost.
    False for a number that is none of these parcels'.
    """
    match = ParcelBack.objects.filter(carrier=carrier, number=number).exclude(number="").first()
    if match is None:
        return False
    parcel = locked_parcel(match)
    order = parcel.returned.order
    terms, since = order.policy.terms, parcel.packed_at or parcel.opened_at
    scans = scans_of_shipment(carrier=carrier, number=number, since=since, terms=terms)
    seen = derive_parcel_state(interpret_scans(scans, to=destination_of(order), terms=terms))
    if seen.taken and parcel.left_at is None:
        at = min(seen.accepted_at or now, now)
        leave_with_carrier(parcel, how="the carrier's acceptance scan", at=at, now=now, by=carrier)
    before = parcel.status
    ParcelBack.objects.filter(pk=parcel.pk).update(
        status=seen.status,
        tracked_at=now,
        delivered_at=parcel.delivered_at or seen.delivered_at,
        signed_by=parcel.signed_by or seen.signed_by[:100],
    )
    is_open = parcel.ended_at is None or (
        parcel.ended_how == ParcelBack.LOST and seen.status == ParcelStatus.DELIVERED
    )
    if seen.status != before and seen.status in _TOLD and is_open:
        _record_status(fresh_parcel(parcel), seen, now)
    return True


def _record_status(parcel: ParcelBack, seen: ParcelState, now: datetime) -> None:
    """Says on the timeline, once, how it stands now, and asks a person for what is left to do."""
    order, kind = parcel.returned.order, _TOLD[seen.status]
    if order.events.filter(kind=kind, facts__parcel=parcel.key).exists():
        return
    facts = facts_of(parcel) | {"signed_by": seen.signed_by}
    if seen.status == ParcelStatus.DELIVERED:
        _end_delivered(parcel, now, parcel.carrier)
    elif seen.status == ParcelStatus.UNSIGNED:
        facts["sentence"] = _ask_care(parcel, seen.status, now)
    else:
        if seen.status in (ParcelStatus.RETURNED, ParcelStatus.LOST):
            ended = (
                ParcelBack.CAME_BACK if seen.status == ParcelStatus.RETURNED else ParcelBack.LOST
            )
            end_parcel(parcel, ended, now, parcel.carrier)
        facts["sentence"] = _ask_care(parcel, seen.status, now)
    record_event(order=order, kind=kind, now=now, by=parcel.carrier, facts=facts)


@transaction.atomic
def settle_by_hand(
    *, parcel: ParcelBack, has_it: bool, sentence: str, now: datetime, by: str
) -> ParcelBack:
    """Care has heard from the buyer, or the carrier, what became of a parcel that left: its buyer
    has it, or it is lost. Once. Raises `FulfillmentRefused` without words, and for one that hasn't
    left.
    """
    stored = locked_parcel(parcel)
    if stored.ended_at is not None:
        return stored
    if stored.left_at is None:
        raise FulfillmentRefused(CLAUSE, "It hasn't left.")
    if not 0 < len(sentence.strip()) <= LONGEST_WHY:
        raise FulfillmentRefused(
            CLAUSE, f"Reason: say who told you so, in at most {LONGEST_WHY} characters."
        )
    facts = facts_of(stored) | {"heard": sentence.strip()}
    if has_it:
        _end_delivered(stored, now, by, note=sentence.strip())
        record_event(order=stored.returned.order, kind=DELIVERED, now=now, by=by, facts=facts)
    else:
        end_parcel(stored, ParcelBack.LOST, now, by, note=sentence.strip())
        facts["sentence"] = _ask_care(stored, "lost", now)
        record_event(order=stored.returned.order, kind=LOST, now=now, by=by, facts=facts)
    return fresh_parcel(stored)


def _end_delivered(parcel: ParcelBack, now: datetime, by: str, note: str = "") -> None:
    """Its buyer has it: the pieces are theirs again."""
    end_parcel(parcel, ParcelBack.DELIVERED, now, by, note=note)
    for piece in parcel.returned.pieces.select_related("line"):
        if piece.line.state == LineState.RETURNED:
            record_event(
                order=parcel.returned.order,
                line=piece.line,
                kind=EventKind.LINE_RETURNED_TO_BUYER,
                now=now,
                by=by,
                facts={"parcel": parcel.key},
            )


def _ask_care(parcel: ParcelBack, status: str, now: datetime) -> str:
    """A task for care; what the buyer reads of it, with the time of the answer."""
    order = parcel.returned.order
    due_at = end_of_next_business_day(order.policy.terms, now)
    open_task(
        key=f"parcel_back.{parcel.key}.{status}",
        kind="parcel_trouble",
        role=CARE,
        title=_TO_DO[status].format(key=parcel.key),
        due_at=due_at,
        now=now,
        order=order,
        link=f"/desk/returns/{parcel.returned.key}",
    )
    if status == ParcelStatus.RETURNED:
        open_task(
            key=f"parcel_back.{parcel.key}.shelve",
            kind="returned_parcel",
            role=WAREHOUSE,
            title=f"Take {parcel.key} in, and open it: it goes back to the customer again",
            due_at=due_at,
            now=now,
            order=order,
            link=f"/desk/returns/{parcel.returned.key}",
        )
    return (
        f"{_SAYS[status]} A person writes to you by {deadline_label(order.policy.terms, due_at)}."
    )
