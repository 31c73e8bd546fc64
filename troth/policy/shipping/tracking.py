"""What became of a parcel, from its tracking events in any order: clauses `shipping_notice`,
`signature`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from troth.policy.shipping.signatures import signer_name


class ParcelStatus(StrEnum):
    """Where a parcel is, as `fulfillment.Parcel.status`: worked out anew from all of its carrier's
    scans. The order is how far along it is.
    """

    ANNOUNCED = "announced"
    ACCEPTED = "accepted"  # the carrier has scanned it
    MOVING = "moving"
    DELAYED = "delayed"
    MISSING = "missing"  # the carrier can't locate it
    DAMAGED = "damaged"
    LOST = "lost"
    ELSEWHERE = "elsewhere"  # to another place than its label's
    OUT_FOR_DELIVERY = "out_for_delivery"
    ATTEMPTED = "attempted"  # nobody could sign
    HELD = "held"  # at the carrier's location, for pickup
    RETURNING = "returning"
    RETURNED = "returned"  # back with us
    DELIVERED = "delivered"  # and signed for
    UNSIGNED = "unsigned"  # without a signature on record
    CANCELLED = "cancelled"  # the label was voided


# In the words of a shopper.
STATUSES: dict[str, str] = {
    ParcelStatus.ANNOUNCED: "The label is made; the carrier doesn't have the parcel yet",
    ParcelStatus.ACCEPTED: "The carrier has it",
    ParcelStatus.MOVING: "On its way",
    ParcelStatus.DELAYED: "Delayed on its way",
    ParcelStatus.MISSING: "The carrier can't locate it",
    ParcelStatus.DAMAGED: "Damaged on its way",
    ParcelStatus.LOST: "Lost by the carrier",
    ParcelStatus.ELSEWHERE: "Delivered to another place than its label's",
    ParcelStatus.OUT_FOR_DELIVERY: "Out for delivery today",
    ParcelStatus.ATTEMPTED: "The carrier came, and nobody could sign",
    ParcelStatus.HELD: "Waiting at the carrier's location for its recipient",
    ParcelStatus.RETURNING: "On its way back to us",
    ParcelStatus.RETURNED: "Back with us",
    ParcelStatus.DELIVERED: "Delivered and signed for",
    ParcelStatus.UNSIGNED: "Delivered, without a signature",
    ParcelStatus.CANCELLED: "The label was voided",
}
WITH_THE_CARRIER = frozenset(STATUSES) - {ParcelStatus.ANNOUNCED, ParcelStatus.CANCELLED}
ON_THEIR_WAY = frozenset(
    [
        ParcelStatus.ANNOUNCED,
        ParcelStatus.ACCEPTED,
        ParcelStatus.MOVING,
        ParcelStatus.DELAYED,
        ParcelStatus.OUT_FOR_DELIVERY,
    ]
)
EXCEPTIONS = frozenset(
    [
        ParcelStatus.DELAYED,
        ParcelStatus.MISSING,
        ParcelStatus.DAMAGED,
        ParcelStatus.LOST,
        ParcelStatus.ELSEWHERE,
    ]
)
# What a carrier says that doesn't tell where a parcel is. It changes no status; what is unknown, or
# asks for another place or way of delivery, is a person's to look at.
UNKNOWN, REDIRECTED, NOTE = "unknown", "redirected", "note"
NOT_A_STATE = frozenset([UNKNOWN, REDIRECTED, NOTE])
_ENDS = (ParcelStatus.DELIVERED, ParcelStatus.UNSIGNED, ParcelStatus.RETURNED)
# Carriers say in words what an exception is; their codes differ by service and have changed. The
# words are those of UPS's list of exceptions and of FedEx's and USPS's events. A search that has
# begun isn't a loss: the carrier confirms that in other words.
_NOT_THE_PARCEL = re.compile(
    r"for intercept|addressee|receiver's location|recipient|apartment|suite|label|documents?\b"
    r"|investigation (?:has been |was )?(?:closed|cancell?ed)|closed with a proof",
    re.IGNORECASE,
)
_MISSING = (
    r"unable to locate|(?:can(?:no|')t|could not|cannot) be (?:located|found)|attempting to locate"
    r"|trace (?:was )?(?:started|initiated|opened)|investigation|missing mail search|lost and found"
)
_LOST = (
    r"\b(?:package|shipment|parcel|item|mailpiece)\b[^.:;]{0,30}\blost\b"
    r"|\blost (?:package|shipment|parcel|in transit)\b|all merchandise missing"
)
_SAID_OF = (
    ("missing", _MISSING),
    ("lost", _LOST),
    ("damaged", r"\bdamaged?\b|not recoverable"),
)


def exception_status(text: str, *, otherwise: str) -> str:
    """What the carrier's words about an exception mean: `missing` (it looks for the parcel), `lost`
    (it confirms the loss), `damaged`; else `otherwise`.
    """
    if _NOT_THE_PARCEL.search(text):
        return otherwise
    for status, words in _SAID_OF:
        if re.search(words, text, re.IGNORECASE):
            return status
    return otherwise


@dataclass(frozen=True, slots=True)
class Sighting:
    """One event: its status, the carrier's instant (UTC; None where unknown), and who signed."""

    status: str  # one of `STATUSES`, or of `NOT_A_STATE`
    at: datetime | None
    signed_by: str = ""  # the carrier's own text: a signature where it is a person's name
    key: str = ""  # breaks ties, so that any order of arrival gives the same truth
    has_signature: bool = False  # the carrier has a picture of one, whoever signed


@dataclass(frozen=True, slots=True)
class ParcelState:
    """Where the parcel stands: the status, since when, when the carrier took it, and who signed
    when.
    """

    status: str
    at: datetime | None
    taken: bool  # the carrier has had it, whether or not it said when
    accepted_at: datetime | None
    delivered_at: datetime | None
    signed_by: str


def derive_parcel_state(seen: Iterable[Sighting]) -> ParcelState:
    """The same for the same events, however ordered or repeated.

    The latest by the carrier's own clock counts, and what comes after an end is passed over unless
    it is an end too. Events without a time count only where nothing with a time says more. What is
    delivered after it turned back is delivered to us: it has returned.
    """
    sightings = sorted(
        {sighting for sighting in seen if sighting.status not in NOT_A_STATE}, key=_by_time
    )
    timed = [sighting for sighting in sightings if sighting.at is not None]
    last = _on_its_way_back(timed, _last_sighting(sightings, timed))
    taken = [sighting for sighting in sightings if sighting.status in WITH_THE_CARRIER]
    first = min((sighting.at for sighting in taken if sighting.at is not None), default=None)
    delivered = last if last.status in ("delivered", "unsigned") else None
    if delivered and _turned_back(sightings, delivered):
        return ParcelState("returned", last.at, bool(taken), first, None, "")
    if delivered is None:
        return ParcelState(last.status, last.at, bool(taken), first, None, "")
    # A signature often comes in an event of its own.
    ends = [delivered, *(sighting for sighting in reversed(sightings) if sighting.status in _ENDS)]
    signed = next((name for sighting in ends if (name := signer_name(sighting.signed_by))), "")
    is_signed = bool(signed) or any(sighting.has_signature for sighting in ends)
    status = "delivered" if is_signed else "unsigned"
    return ParcelState(status, last.at, bool(taken), first, delivered.at, signed)


def _last_sighting(sightings: list[Sighting], timed: list[Sighting]) -> Sighting:
    """The last end, or the last of all; one without a time where nothing with a time says more."""
    if not sightings:
        return Sighting("announced", None)
    ends = [sighting for sighting in timed if sighting.status in _ENDS]
    if ends:
        return ends[-1]
    untimed_ends = [
        sighting for sighting in sightings if sighting.at is None and sighting.status in _ENDS
    ]
    return (untimed_ends or timed or sightings)[-1]


def _on_its_way_back(timed: Sequence[Sighting], last: Sighting) -> Sighting:
    """Of a parcel that turned back, its turning: scans on its way back are no way to the buyer."""
    if last.status in (*_ENDS, "missing", "damaged", "lost", "elsewhere"):
        return last
    return next((sighting for sighting in reversed(timed) if sighting.status == "returning"), last)


def _turned_back(sightings: Iterable[Sighting], delivered: Sighting) -> bool:
    """Whether the carrier was bringing it back when it was delivered. Of events without a time,
    none is known to be later than the delivery.
    """
    ended_at = delivered.at
    return any(
        sighting.status == "returning"
        and (sighting.at is None or ended_at is None or sighting.at < ended_at)
        for sighting in sightings
    )


def _by_time(sighting: Sighting) -> tuple[bool, float, int, str, str]:
    rank = list(STATUSES).index(sighting.status)
    return (
        sighting.at is not None,
        sighting.at.timestamp() if sighting.at else 0.0,
        rank,
        sighting.signed_by,
        sighting.key,
    )
