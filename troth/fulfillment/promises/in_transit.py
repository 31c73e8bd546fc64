"""A parcel with the carrier whose promised days move, or pass."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from troth.event_kinds import EventKind
from troth.fulfillment.models import Label, Parcel, PromiseStatus
from troth.fulfillment.promises.counting import TransitMove
from troth.fulfillment.promises.delay_notices import KNOWN, MOVED, Moved, facts_of
from troth.fulfillment.promises.obstacles import carrier_name
from troth.fulfillment.promises.standing_progress import StandingProgress
from troth.orders.models import Event
from troth.policy.dates.calendars import day_label
from troth.policy.dates.promise import local_time
from troth.policy.results import Step, Window
from troth.policy.shipping.tracking import ON_THEIR_WAY
from troth.policy.texts import shorten_text

OVERDUE = EventKind.PARCEL_OVERDUE


def reassess_in_transit(
    standing: PromiseStatus,
    progress: StandingProgress,
    closed: TransitMove | None,
    now: datetime,
    by: str,
) -> Moved | None:
    """A parcel with the carrier: the carrier's own later date is told, and what its closures move;
    when the last promised day passes without either, that is told once.
    """
    if not may_name_a_date(progress):
        return None
    terms = standing.order.policy.terms
    today = local_time(terms, now).date()
    expected = progress.delivery_on
    if expected is not None and expected > standing.arrives_by and expected >= today:
        return _apply_carrier_date(standing, progress, expected, now, by)
    if closed is not None and closed.arrives.latest > max(standing.arrives_by, today):
        return _apply_move(standing, progress, closed, now, by)
    if today <= standing.arrives_by or standing.unknown_why or progress.was_reported:
        return None  # who has reported it knows
    return _record_overdue(standing, progress, now, by)


def may_name_a_date(progress: StandingProgress) -> bool:
    """Whether a date may be said of what is with the carrier: not of a parcel that is lost, comes
    back, waits for its recipient or is claimed, and not of what left without a carrier's scans.
    """
    undelivered = _undelivered(progress)
    is_moving = all(parcel.status in ON_THEIR_WAY for parcel in undelivered)
    return bool(undelivered) and is_moving and not progress.claim_is_open


def _undelivered(progress: StandingProgress) -> list[Parcel]:
    return [parcel for parcel in progress.parcels if parcel.delivered_at is None]


def _record_overdue(
    standing: PromiseStatus, progress: StandingProgress, now: datetime, by: str
) -> Moved:
    number, carrier = tracking_of(_undelivered(progress))
    why = f"{carrier} still has your parcel and hasn't told us when it will be delivered."
    standing.unknown_why = shorten_text(why, 200)
    facts = facts_of(standing, progress, old_by=standing.arrives_by, why=why, steps=[])
    facts |= {"choice": False, "shipped": True, "number": number, "carrier_name": carrier}
    facts["arrives_from"] = facts["arrives_by"] = None
    return [], Event(order=standing.order, kind=OVERDUE, at=now, by=by, facts=facts)


def _apply_carrier_date(
    standing: PromiseStatus, progress: StandingProgress, expected: date, now: datetime, by: str
) -> Moved:
    _, carrier = tracking_of(progress.parcels)
    quoted = next(
        (parcel.exception_text for parcel in progress.parcels if parcel.exception_text), ""
    )
    why = f"{carrier} now expects to deliver your parcel on {day_label(expected)}."
    why += f" It says: “{quoted}”." if quoted else ""
    steps = [Step("delivery", why, expected).data()]
    moved = TransitMove(Window(expected, expected), why, steps)
    return _apply_move(standing, progress, moved, now, by)


def _apply_move(
    standing: PromiseStatus, progress: StandingProgress, moved: TransitMove, now: datetime, by: str
) -> Moved:
    old_by, was_unknown = standing.arrives_by, bool(standing.unknown_why)
    standing.arrives_from, standing.arrives_by = moved.arrives
    standing.unknown_why = ""
    number, carrier = tracking_of(progress.parcels)
    facts = facts_of(standing, progress, old_by=old_by, why=moved.why, steps=moved.steps)
    facts |= {"choice": False, "shipped": True, "number": number, "carrier_name": carrier}
    kind = KNOWN if was_unknown else MOVED
    return [], Event(order=standing.order, kind=kind, at=now, by=by, facts=facts)


def tracking_of(parcels: Sequence[Parcel]) -> tuple[str, str]:
    """The number and the carrier's name of the first of these parcels."""
    for parcel in parcels:
        for label in parcel.labels.all():
            if label.state == Label.BOUGHT:
                return label.number, carrier_name(parcel.order, label.carrier)
    return "", "The carrier"
