"""What carriers say they saw, kept once, in any order, and what it makes true: `shipping_notice`,
`signature`.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from troth.event_kinds import EventKind
from troth.fulfillment import actions
from troth.fulfillment.carriers.interface import (
    Carrier,
    CarrierRefused,
    CarrierUnreachable,
    TrackingEvent,
)
from troth.fulfillment.models import CarrierOutage, Label, Parcel, Scan
from troth.fulfillment.promises import monitoring
from troth.fulfillment.returns import (
    parcels_back_tracking,
    return_overtaken,
    return_tracking,
    returned_parcels,
)
from troth.fulfillment.shipping_labels.tracking_numbers import normalize_number
from troth.fulfillment.tracking import carrier_words, shipment_scans, trouble
from troth.fulfillment.warehouse import uncollected
from troth.fulfillment.warehouse.queue import FulfillmentRefused
from troth.orders.actions import record_event
from troth.orders.models import Event, Order, QueueEntry
from troth.orders.policy_versions import terms_at
from troth.policy.dates.promise import local_time
from troth.policy.lifecycle import LineState, TransitionRefused
from troth.policy.shipping.tracking import (
    EXCEPTIONS,
    ON_THEIR_WAY,
    ParcelState,
    ParcelStatus,
    Sighting,
    derive_parcel_state,
)
from troth.worklist.actions import close_tasks

ASK_EVERY = timedelta(hours=2)
ASK_AT_ONCE = 30
# An event from further in the future than this is not believed.
CLOCKS_DIFFER = shipment_scans.CLOCKS_DIFFER
# Told on the order's timeline, once each time the parcel comes to stand so.
_TOLD = {
    "delayed": EventKind.PARCEL_DELAYED,
    "missing": EventKind.PARCEL_MISSING,
    "damaged": EventKind.PARCEL_DAMAGED,
    "lost": EventKind.PARCEL_LOST,
    "elsewhere": EventKind.PARCEL_MISDELIVERED,
    "attempted": EventKind.PARCEL_DELIVERY_ATTEMPTED,
    "held": EventKind.PARCEL_HELD_FOR_PICKUP,
    "returning": EventKind.PARCEL_RETURNING,
    "returned": EventKind.PARCEL_RETURNED,
    "delivered": EventKind.PARCEL_DELIVERED,
    "unsigned": EventKind.PARCEL_DELIVERED_UNSIGNED,
}


_NEWS = frozenset(["has_signature"])


@transaction.atomic
def store_events(
    seen: Iterable[TrackingEvent], *, carrier: str, how: str, now: datetime
) -> set[str]:
    """Keeps each event once, whatever parcel it is of. Returns the numbers about which something
    new was said.
    """
    rows = {
        row.digest: row
        for event in seen
        if event.number
        for row in [_scan_of(event, carrier, how, now)]
    }
    stored_digests = set(
        Scan.objects.filter(digest__in=list(rows)).values_list("digest", flat=True)
    )
    fresh = [row for digest, row in rows.items() if digest not in stored_digests]
    Scan.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=500)
    return {row.number for row in fresh}


def _scan_of(event: TrackingEvent, carrier: str, how: str, now: datetime) -> Scan:
    number = normalize_number(event.number)[:40]
    identity = [
        carrier,
        number,
        event.status,
        event.code,
        event.carrier_text,
        event.at.isoformat() if event.at else "",
        event.place,
        event.signed_by,
        str(event.expected_on),
    ]
    if set(event.facts) & _NEWS:  # it may come later than the event, and is news then
        identity.append(json.dumps(event.facts, sort_keys=True))
    return Scan(
        carrier=carrier,
        number=number,
        digest=hashlib.sha256(json.dumps(identity).encode()).hexdigest(),
        status=event.status,
        code=event.code[:20],
        carrier_text=event.carrier_text[:300],
        at=event.at,
        place=event.place[:120],
        signed_by=event.signed_by[:100],
        expected_on=event.expected_on,
        raw=event.raw,
        held=event.held,
        facts=event.facts,
        heard_at=now,
        how=how,
    )


@transaction.atomic
def apply_events(*, carrier: str, number: str, now: datetime) -> ParcelState | None:
    """Works out what is true of a parcel from all its events, and lets it happen. None for a parcel
    that isn't ours.
    """
    label = Label.objects.filter(carrier=carrier, number=number).select_related("parcel").first()
    if label is None:
        if not return_tracking.apply_tracking(carrier=carrier, number=number, now=now):
            parcels_back_tracking.apply_tracking(carrier=carrier, number=number, now=now)
        return None
    QueueEntry.objects.select_for_update().get(order=label.parcel.order_id)
    # The box may have been unpacked, and its label given back, meanwhile.
    label.refresh_from_db(fields=["state"])
    parcel = (
        Parcel.objects.select_for_update().select_related("order__policy").get(pk=label.parcel_id)
    )
    scans = shipment_scans.scans_of_label(label)
    believed = [scan for scan in scans if scan.at is None or scan.at <= now + CLOCKS_DIFFER]
    to, terms = shipment_scans.destination_of(parcel.order), parcel.order.policy.terms
    seen = shipment_scans.interpret_scans(believed, to=to, terms=terms)
    state = derive_parcel_state(seen)
    if label.state == Label.BOUGHT:
        _apply_state(parcel, label, state, _scans_with_status(believed, seen), now)
        parcel.refresh_from_db(fields=["left_at"])
        carrier_words.review_carrier_words(parcel=parcel, label=label, scans=believed, now=now)
    elif state.taken:
        _flag_stray_parcel(parcel, label, now)
    return state


def _scans_with_status(scans: list[Scan], seen: list[Sighting]) -> list[Scan]:
    """The scans, each with the status that it has for this parcel; for reading only."""
    for scan, sighting in zip(scans, seen, strict=True):
        scan.status = sighting.status
    return scans


def _expected_date(scans: list[Scan], state: ParcelState) -> Any:
    dated = [scan for scan in scans if scan.expected_on and scan.at]
    latest = max(dated, key=lambda scan: (scan.at, scan.pk), default=None)
    return latest.expected_on if latest and state.delivered_at is None else None


def _exception_scan(scans: list[Scan], state: ParcelState) -> Scan | None:
    """The carrier's own words about what stands in the parcel's way now."""
    if state.status not in EXCEPTIONS:
        return None
    matching = [scan for scan in scans if (scan.status, scan.at) == (state.status, state.at)]
    return max(matching, key=lambda scan: scan.pk, default=None)


def _apply_state(
    parcel: Parcel, label: Label, state: ParcelState, believed: list[Scan], now: datetime
) -> None:
    before = parcel.status
    if state.accepted_at is not None and parcel.left_at is None:
        mark_shipped(
            parcel=parcel,
            how="the carrier's acceptance scan",
            at=min(state.accepted_at, now),
            now=now,
            by=label.carrier,
        )
    parcel.refresh_from_db(fields=["left_at", "left_how"])
    _store_state(parcel, state, believed, now)
    if state.status != before and state.status in _TOLD:
        _record_state(parcel, label, state, now)
    if state.status in ON_THEIR_WAY and before in ("missing", "lost", "damaged", "elsewhere"):
        close_tasks(prefix=f"parcel.{parcel.key}.", now=now, by=label.carrier, outcome="It moves.")
    if state.status == ParcelStatus.DELAYED and parcel.left_at is not None:
        monitoring.reassess_order(parcel.order, now=now, by=label.carrier)


def _store_state(parcel: Parcel, state: ParcelState, believed: list[Scan], now: datetime) -> None:
    parcel.status, parcel.status_at = state.status, state.at
    parcel.expected_on = _expected_date(believed, state)
    exception = _exception_scan(believed, state)
    parcel.exception_kind = state.status if exception else ""
    parcel.exception_text = exception.carrier_text if exception else ""
    parcel.exception_place = exception.place if exception else ""
    parcel.exception_at = exception.at if exception else None
    if state.delivered_at or state.status in (ParcelStatus.DELIVERED, ParcelStatus.UNSIGNED):
        parcel.delivered_at = state.delivered_at or now
        parcel.signed_by = state.signed_by
        parcel.transit_days = _transit_days(parcel)
    parcel.save()


def _record_state(parcel: Parcel, label: Label, state: ParcelState, now: datetime) -> None:
    facts = {
        "parcel": parcel.key,
        "carrier": label.carrier,
        "number": label.number,
        "signed_by": state.signed_by,
        "carrier_name": parcel.order.policy.terms.file.carriers[label.carrier].name,
        "at": state.at.isoformat() if state.at else None,
    }
    facts |= _place_facts(label, state)
    if state.status in EXCEPTIONS:
        facts |= {"carrier_text": parcel.exception_text, "place": parcel.exception_place}
    if state.status in returned_parcels.COMING_BACK:
        facts |= returned_parcels.record_turned_back(parcel=parcel, status=state.status, now=now)
    if state.status in (ParcelStatus.DELIVERED, ParcelStatus.UNSIGNED):
        _deliver_lines(parcel, label, facts, now)
    kind = _TOLD[state.status]
    earlier = parcel.order.events.filter(kind=kind, facts__number=label.number)
    if state.status not in _ONCE:
        earlier = earlier.filter(facts__at=facts["at"])
    if earlier.exists():
        return
    if state.status in trouble.OF_WHAT_IS_AWAITED and not trouble.is_awaited(parcel):
        trouble.report_to_care(parcel, label, state.status, now)
        return
    if state.status in trouble.TO_DO:
        facts |= trouble.ask_care(parcel, state.status, label.number, now)
    record_event(order=parcel.order, kind=kind, now=now, by=label.carrier, facts=facts)


def _deliver_lines(parcel: Parcel, label: Label, facts: dict[str, Any], now: datetime) -> None:
    lines = [packed.line for packed in parcel.packed.filter(out=False).select_related("line")]
    return_overtaken.end_delivered_return(parcel=parcel, now=now, by=label.carrier)
    for line in lines:
        if line.state == LineState.SHIPPED:
            record_event(
                order=parcel.order,
                line=line,
                kind=EventKind.LINE_DELIVERED,
                now=now,
                by=label.carrier,
                facts=facts,
            )


# Told once of a parcel.
_ONCE = (
    "missing",
    "damaged",
    "lost",
    "elsewhere",
)


def _place_facts(label: Label, state: ParcelState) -> dict[str, Any]:
    """Where the carrier says that it happened, and where and until when it keeps the parcel."""
    other_status = (
        state.status
        if state.status not in (ParcelStatus.ELSEWHERE, ParcelStatus.RETURNED)
        else "delivered"
    )
    matching = Scan.objects.filter(carrier=label.carrier, number=label.number, at=state.at)
    scan = matching.filter(status__in=[state.status, other_status]).order_by("-pk").first()
    return {"place": scan.place, "held": scan.held} if scan else {}


def mark_shipped(*, parcel: Parcel, how: str, at: datetime, now: datetime, by: str) -> None:
    """The carrier has the parcel: its order ships now. One that must not leave, and did, is told of
    and kept.
    """
    label = parcel.labels.get(state=Label.BOUGHT)
    Parcel.objects.filter(pk=parcel.pk).update(left_at=at, left_how=how[:200])
    order = Order.objects.select_related("policy", "payment").get(pk=parcel.order_id)
    try:
        with transaction.atomic():
            lines = [packed.line_id for packed in parcel.packed.all()]
            actions.ship_order(
                order=order,
                carrier=label.carrier,
                number=label.number,
                now=now,
                by=by,
                lines=lines,
                left_at=at,
            )
    except (FulfillmentRefused, TransitionRefused) as unable:
        facts = {"parcel": parcel.key, "number": label.number, "sentence": str(unable)}
        record_event(
            order=order, kind=EventKind.PARCEL_SHIPPED_IN_ERROR, now=now, by=by, facts=facts
        )


def _flag_stray_parcel(parcel: Parcel, label: Label, now: datetime) -> None:
    """A label that we gave back is travelling: a person must look, once."""
    facts = {
        "parcel": parcel.key,
        "number": label.number,
        "sentence": f"Its label was {label.state}, and the carrier has it.",
    }
    if not Event.objects.filter(
        order=parcel.order, kind=EventKind.PARCEL_SHIPPED_IN_ERROR, facts__number=label.number
    ).exists():
        record_event(
            order=parcel.order,
            kind=EventKind.PARCEL_SHIPPED_IN_ERROR,
            now=now,
            by=label.carrier,
            facts=facts,
        )


def _transit_days(parcel: Parcel) -> int | None:
    """Store business days from the day it was processed to the day it came."""
    terms = parcel.order.policy.terms
    if parcel.closed_at is None or parcel.delivered_at is None:
        return None
    days = terms.store_days
    packed, came = (local_time(terms, at).date() for at in (parcel.closed_at, parcel.delivered_at))
    return max(days.index(came) - days.index(packed), 0)


def numbers_to_ask(
    *, now: datetime, carriers: Collection[str], limit: int = 500
) -> dict[str, list[str]]:
    """Numbers on their way with one of these carriers that it hasn't been asked about for a while,
    by carrier. (Those of other carriers are looked up by a person: `lookups`.) About a box that
    hasn't left it is asked once more when the day's work is over.
    """
    ended_at = uncollected.day_ended_at(terms_at(now), now)
    due = Label.objects.filter(
        state=Label.BOUGHT,
        carrier__in=list(carriers),
        parcel__delivered_at=None,
        parcel__closed_at__isnull=False,
    )
    lately = Q(parcel__asked_at__gt=now - ASK_EVERY)
    waits = Q(parcel__left_at=None, parcel__asked_at__lte=ended_at)
    due = due.exclude(lately & ~waits).exclude(parcel__status=ParcelStatus.RETURNED)
    numbers_by_carrier: dict[str, list[str]] = {}
    for carrier, number in due.order_by("parcel__asked_at", "pk").values_list("carrier", "number")[
        :limit
    ]:
        numbers_by_carrier.setdefault(carrier, []).append(number)
    return numbers_by_carrier


def ask_carriers(*, carriers: Mapping[str, Carrier], now: datetime) -> int:
    """Asks the carriers about what is due, and settles what they say. Returns how many parcels were
    asked about.
    """
    asked_count = 0
    due = (
        numbers_to_ask(now=now, carriers=list(carriers)),
        return_tracking.to_track(now=now),
        parcels_back_tracking.to_track(now=now),
    )
    for key in {key for by_carrier in due for key in by_carrier}:
        numbers = [number for by_carrier in due for number in by_carrier.get(key, [])]
        carrier = carriers.get(key)
        if carrier is None:
            continue
        for start in range(0, len(numbers), ASK_AT_ONCE):
            batch = numbers[start : start + ASK_AT_ONCE]
            if not _ask_about(carrier, key, batch, now):
                break
            asked_count += len(batch)
    return asked_count


def _ask_about(carrier: Carrier, key: str, batch: list[str], now: datetime) -> bool:
    """Asks about these numbers, and settles the answer; False where the carrier gives none."""
    try:
        store_events(carrier.track(batch), carrier=key, how="asked", now=now)
    except (CarrierUnreachable, CarrierRefused) as problem:
        CarrierOutage.objects.update_or_create(
            carrier=key,
            defaults={"last_at": now, "carrier_text": str(problem)[:1000]},
            create_defaults={"since": now, "last_at": now, "carrier_text": str(problem)[:1000]},
        )
        return False
    Parcel.objects.filter(labels__carrier=key, labels__number__in=batch).update(asked_at=now)
    for number in batch:
        _apply_events_safely(carrier=key, number=number, now=now)
    return True


def _apply_events_safely(*, carrier: str, number: str, now: datetime) -> None:
    """The same as `apply_events`; a parcel that can't be settled stops no other one."""
    try:
        apply_events(carrier=carrier, number=number, now=now)
    except Exception:
        logging.getLogger(__name__).exception("%s %s can't be settled", carrier, number)
