"""Which of the scans under a tracking number are of a parcel of ours, and what they mean for it.
Carriers use a number again: what is older than our label is another parcel's.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import F, QuerySet

from troth.fulfillment.models import Label, Parcel, Scan
from troth.fulfillment.shipping_labels.sender import store_address
from troth.orders.models import Order
from troth.policy.dates.promise import local_time
from troth.policy.shipping.elsewhere import Destination
from troth.policy.shipping.tracking import ParcelStatus, Sighting
from troth.policy.terms import Terms

CLOCKS_DIFFER = timedelta(hours=1)  # between a carrier's clock and ours
LONG_BEFORE = timedelta(days=2)
_TYPED = "typed"  # by a person of ours, who looked this very parcel up


def scans_of_parcel(parcel: Parcel) -> QuerySet[Scan]:
    """What its carrier says it saw of it, the latest first; nothing of another parcel that had the
    number before.
    """
    bought = parcel.labels.filter(state=Label.BOUGHT).first()
    if bought is None:
        return Scan.objects.none()
    own = Scan.objects.filter(pk__in=[scan.pk for scan in scans_of_label(bought)])
    return own.order_by(F("at").desc(nulls_last=True), "-pk")


def scans_of_label(label: Label) -> list[Scan]:
    """The scans of a parcel under its label's number. A box that was shipped by hand may have been
    scanned before its number was entered here: it counts from when it was closed.
    """
    parcel = label.parcel
    since = min(label.asked_at, parcel.closed_at or label.asked_at)
    terms = parcel.order.policy.terms
    return scans_of_shipment(carrier=label.carrier, number=label.number, since=since, terms=terms)


def scans_of_shipment(*, carrier: str, number: str, since: datetime, terms: Terms) -> list[Scan]:
    """The scans under a number that are not older than `since`, when it became ours. A carrier that
    tells its shipments apart is believed: a shipment that began earlier is set apart as a whole.
    """
    scans = list(Scan.objects.filter(carrier=carrier, number=number).order_by("pk"))
    earlier = since - LONG_BEFORE  # more than a carrier's clock or time zone can be wrong
    began = (scan for scan in scans if _is_older(scan, earlier, terms))
    older_shipments = {scan.facts.get("shipment", "") for scan in began} - {""}
    return [
        scan
        for scan in scans
        if scan.facts.get("shipment", "") not in older_shipments
        and not _is_older(scan, since, terms)
    ]


def _is_older(scan: Scan, since: datetime, terms: Terms) -> bool:
    """By its instant; without one by its day, which in another time zone may be the day before."""
    if scan.how == _TYPED:
        return False
    if scan.at is not None and not scan.facts.get("day_only"):
        return scan.at < since - CLOCKS_DIFFER
    first = local_time(terms, since).date() - timedelta(days=1)
    return bool(day := str(scan.facts.get("day", ""))) and day < first.isoformat()


def destination_of(order: Order) -> Destination:
    """Where the labels of an order go."""
    return Destination(order.recipient.city, order.ship_to_state, order.ship_to_zip)


def interpret_scans(scans: Iterable[Scan], *, to: Destination, terms: Terms) -> list[Sighting]:
    """What the scans of a parcel mean. One that was delivered in another place is `elsewhere`: but
    for where it had been kept for its recipient, in the same state, and for the store itself, to
    which it has come back.
    """
    scan_list = list(scans)
    home = store_address(terms)
    store = Destination(home.city, home.state, home.zip)
    kept_at = [
        Destination(scan.facts.get("city", ""), to.state, scan.facts.get("zip", ""))
        for scan in scan_list
        if scan.status == ParcelStatus.HELD
        and scan.facts.get("state") == to.state
        and scan.facts.get("zip")
    ]
    return [
        Sighting(
            _status_for_parcel(scan, (to, *kept_at), store),
            scan.at,
            scan.signed_by,
            scan.digest,
            bool(scan.facts.get("has_signature")),
        )
        for scan in scan_list
    ]


def _status_for_parcel(
    scan: Scan, destinations: tuple[Destination, ...], store: Destination
) -> str:
    place = {name: scan.facts[name] for name in ("city", "state", "zip") if name in scan.facts}
    if scan.status not in (ParcelStatus.DELIVERED, ParcelStatus.UNSIGNED) or not place:
        return scan.status
    if any(destination.is_at(place) for destination in destinations):
        return scan.status
    return "returned" if store.is_at(place) and len(place) > 1 else "elsewhere"
