"""Tracking of parcels whose carrier has no account here: a person looks the number up on the
carrier's own site, and enters what it says. It counts like the carrier's scan.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from troth.event_kinds import EventKind
from troth.fulfillment.carriers.interface import TrackingEvent
from troth.fulfillment.models import Label, Parcel
from troth.fulfillment.tracking import tracking_events
from troth.fulfillment.warehouse.queue import FulfillmentRefused
from troth.orders.actions import record_event
from troth.policy.dates.calendars import BeyondCalendar
from troth.policy.dates.hours import close_of_business
from troth.policy.dates.promise import local_time
from troth.policy.shipping.tracking import STATUSES, ParcelStatus

LOOK_UP_EVERY_DAYS = 2  # business days
MOST_PROOF_BYTES = 5_000_000
LONGEST_WORDS = 300
# What a carrier's site can say of a parcel that it has. "Delivered" with who signed, or without. A
# loss is care's to record (`care.losses`): it gives money back.
CHOICES = tuple(
    status
    for status in STATUSES
    if status
    not in (
        ParcelStatus.ANNOUNCED,
        ParcelStatus.CANCELLED,
        ParcelStatus.UNSIGNED,
        ParcelStatus.LOST,
    )
)
_ENDED = ("delivered", "unsigned", "returned", "lost")


def parcels_to_look_up() -> QuerySet[Parcel]:
    """Parcels on their way with a carrier that has no account here, and those that a carrier has
    delivered in another place: what became of them a person finds out.
    """
    label = Label.objects.filter(parcel=OuterRef("pk"), state=Label.BOUGHT)
    without_account = label.exclude(carrier__in=list(settings.CARRIERS))
    by_hand = Exists(without_account) | Q(status=ParcelStatus.ELSEWHERE)
    under_way = Parcel.objects.filter(by_hand, left_at__isnull=False)
    return under_way.exclude(status__in=_ENDED).order_by("left_at", "pk")


def must_look_up(parcel: Parcel) -> bool:
    """Whether this parcel is followed by a person."""
    return parcel.left_at is not None and parcels_to_look_up().filter(pk=parcel.pk).exists()


def due_lookups(parcels: QuerySet[Parcel]) -> Iterator[tuple[Parcel, datetime]]:
    """Each parcel, and by when it is to be looked up next: the end of the second business day after
    it left, or was last looked up.
    """
    for parcel in parcels.select_related("order__policy"):
        terms = parcel.order.policy.terms
        last = parcel.asked_at or parcel.left_at
        if last is None:
            continue
        try:
            day = terms.store_days.after(local_time(terms, last).date(), LOOK_UP_EVERY_DAYS)
        except BeyondCalendar:
            continue
        yield parcel, close_of_business(terms, day)


@transaction.atomic
def record_lookup(
    *,
    parcel: Parcel,
    status: str,
    at: datetime,
    signed_by: str,
    sentence: str,
    proof: Any,
    now: datetime,
    by: str,
) -> None:
    """What the carrier's site says of the parcel now, since `at`. It happens like a scan: what was
    delivered ends, with who signed. `proof` is the carrier's own proof of delivery, or None.

    Raises `FulfillmentRefused` for a parcel that the carrier's own scans follow, and for an instant
    before it left or in the future.
    """
    stored = Parcel.objects.select_for_update().select_related("order__policy").get(pk=parcel.pk)
    label = _label_to_look_up(stored)
    if status not in CHOICES:
        raise FulfillmentRefused("shipping_notice", "What it says: choose one of the list.")
    _check_time(stored, at, now)
    content = _read_proof_pdf(proof)
    seen = _typed_event(label, status, at, sentence=sentence, signed_by=signed_by, by=by)
    tracking_events.store_events([seen], carrier=label.carrier, how="typed", now=now)
    facts = {"parcel": stored.key, "number": label.number, "status": status, "at": at.isoformat()}
    record_event(order=stored.order, kind=EventKind.PARCEL_LOOKED_UP, now=now, by=by, facts=facts)
    Parcel.objects.filter(pk=stored.pk).update(asked_at=now)
    tracking_events.apply_events(carrier=label.carrier, number=label.number, now=now)
    if content:
        _store_proof(stored, content)


def _typed_event(
    label: Label, status: str, at: datetime, *, sentence: str, signed_by: str, by: str
) -> TrackingEvent:
    return TrackingEvent(
        number=label.number,
        status=status,
        code="",
        carrier_text=(sentence.strip() or STATUSES[status])[:LONGEST_WORDS],
        at=at,
        place="",
        signed_by=signed_by.strip().upper()[:100] if status == ParcelStatus.DELIVERED else "",
        expected_on=None,
        raw={"entered_by": by},
    )


def _label_to_look_up(parcel: Parcel) -> Label:
    """The label of a parcel that a person follows; raises `FulfillmentRefused` for any other."""
    label = parcel.labels.filter(state=Label.BOUGHT).first()
    if label is None or parcel.left_at is None or not must_look_up(parcel):
        raise FulfillmentRefused(
            "shipping_notice",
            "Nobody need look this parcel up: it isn't on its way, or the carrier reports to us by"
            " itself.",
        )
    return label


def may_add_proof(parcel: Parcel) -> bool:
    """Whether the parcel was delivered, and its carrier gave no document of that by itself: some
    send theirs to a person only, who asks for it on the tracking page.
    """
    is_known = bool(parcel.order.recipient.email)  # who is forgotten has none kept
    return parcel.status == ParcelStatus.DELIVERED and not parcel.proof and is_known


@transaction.atomic
def add_proof(*, parcel: Parcel, proof: Any, now: datetime, by: str) -> None:
    """Keeps the carrier's own proof of delivery, a PDF that a person got. Raises
    `FulfillmentRefused` unless `may_add_proof`, and for what is no PDF.
    """
    stored = Parcel.objects.select_for_update().get(pk=parcel.pk)
    if not may_add_proof(stored):
        raise FulfillmentRefused(
            "signature", "A proof of delivery is added once, to a parcel that was delivered."
        )
    content = _read_proof_pdf(proof)
    if not content:
        raise FulfillmentRefused("signature", "Choose a file first.")
    label = stored.labels.get(state=Label.BOUGHT)
    facts = {"parcel": stored.key, "number": label.number, "proof": True}
    record_event(order=stored.order, kind=EventKind.PARCEL_LOOKED_UP, now=now, by=by, facts=facts)
    _store_proof(stored, content)


def _store_proof(parcel: Parcel, content: bytes) -> None:
    stored = Parcel.objects.get(pk=parcel.pk)
    stored.proof.save(f"{stored.key}-delivered.pdf", ContentFile(content), save=False)
    stored.save(update_fields=["proof"])


def _check_time(parcel: Parcel, at: datetime, now: datetime) -> None:
    assert parcel.left_at is not None
    terms = parcel.order.policy.terms
    left_on = local_time(terms, parcel.left_at).date()
    if at > now:
        raise FulfillmentRefused("shipping_notice", "Since when: that is in the future.")
    if local_time(terms, at).date() < left_on:
        raise FulfillmentRefused("shipping_notice", "Since when: that is before the parcel left.")


def _read_proof_pdf(proof: Any) -> bytes:
    if proof is None:
        return b""
    content: bytes = proof.read(MOST_PROOF_BYTES + 1)
    if not content.startswith(b"%PDF") or len(content) > MOST_PROOF_BYTES:
        most = MOST_PROOF_BYTES // 1_000_000
        raise FulfillmentRefused("signature", f"Proof of delivery: a PDF of at most {most} MB.")
    return content
