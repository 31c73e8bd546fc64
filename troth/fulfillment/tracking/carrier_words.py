"""What a carrier says that a person must look at: an event that no table has, and another address
or way of delivery. Care is asked, once each.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from troth.event_kinds import EventKind
from troth.fulfillment.models import Label, Parcel, Scan
from troth.orders.actions import record_event
from troth.policy.dates.hours import end_of_business_day
from troth.policy.shipping.tracking import REDIRECTED, UNKNOWN, ParcelStatus
from troth.roles import CARE
from troth.worklist.actions import open_task

KIND = "carrier_event"
UNREAD, REDIRECT = EventKind.PARCEL_STATUS_UNRECOGNIZED, EventKind.PARCEL_REDIRECTED
_EVENTS = {UNKNOWN: UNREAD, REDIRECTED: REDIRECT}
MOST_A_PARCEL = 10  # different words of one parcel that are asked about
_TO_DO = {
    UNKNOWN: "Ask {carrier} what it means of {number}: an event that we don't know",
    REDIRECTED: "Ask {carrier} about {number}: it was asked to deliver in another place or way",
}


def review_carrier_words(
    *, parcel: Parcel, label: Label, scans: Iterable[Scan], now: datetime
) -> None:
    """Asks care about each new word that doesn't say where the parcel is, and that a person must
    look at; of a parcel that has left, the customer reads it too.
    """
    asked_words = set(
        parcel.order.events.filter(
            kind__in=[UNREAD, REDIRECT], facts__number=label.number
        ).values_list("facts__word", flat=True)
    )
    for scan in scans:
        word = _word_digest(scan)
        if scan.status not in _EVENTS or word in asked_words or len(asked_words) >= MOST_A_PARCEL:
            continue
        if scan.status == REDIRECTED and parcel.status == ParcelStatus.DELIVERED:
            continue  # it came to its address, and was signed for
        asked_words.add(word)
        detail = ", ".join(
            part for part in (f"“{scan.carrier_text}” {scan.code}".strip(), scan.place) if part
        )
        asked_by = ask_care(parcel, label, scan.status, word, detail=detail, now=now)
        if parcel.left_at is not None and parcel.delivered_at is None:
            facts = _scan_facts(parcel, label, scan)
            facts |= {"word": word, "asked_by": asked_by.isoformat()}
            record_event(
                order=parcel.order,
                kind=_EVENTS[scan.status],
                now=now,
                by=label.carrier,
                facts=facts,
            )


def _scan_facts(parcel: Parcel, label: Label, scan: Scan) -> dict[str, Any]:
    return {
        "parcel": parcel.key,
        "carrier": label.carrier,
        "carrier_name": parcel.order.policy.terms.file.carriers[label.carrier].name,
        "number": label.number,
        "url": parcel.tracking_url(),
        "carrier_text": scan.carrier_text,
        "place": scan.place,
        "at": scan.at.isoformat() if scan.at else None,
    }


def ask_care(
    parcel: Parcel, label: Label, status: str, word: str, *, detail: str, now: datetime
) -> datetime:
    """A task for care, by the end of this business day, which is returned."""
    order, terms = parcel.order, parcel.order.policy.terms
    due_at = end_of_business_day(terms, now)
    carrier = terms.file.carriers[label.carrier].name
    open_task(
        key=f"{KIND}.{parcel.key}.{status}.{word}",
        kind=KIND,
        role=CARE,
        title=_TO_DO[status].format(carrier=carrier, number=label.number),
        detail=detail,
        due_at=due_at,
        now=now,
        order=order,
        link=f"/desk/orders/{order.number}",
    )
    return due_at


def _word_digest(scan: Scan) -> str:
    text = "\n".join((scan.status, scan.code, scan.carrier_text))
    return hashlib.sha256(text.encode()).hexdigest()[:12]
