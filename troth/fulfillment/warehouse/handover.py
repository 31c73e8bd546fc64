"""Out of the house: a box leaves when the carrier signs for it, and one that must not leave is
pulled back.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from troth.fulfillment.models import Label, Parcel
from troth.fulfillment.shipping_labels import labels
from troth.fulfillment.tracking import tracking_events
from troth.fulfillment.warehouse import packing
from troth.fulfillment.warehouse.queue import FulfillmentRefused
from troth.orders.models import QueueEntry
from troth.policy.lifecycle import LineState


@transaction.atomic
def hand_over(*, parcel: Parcel, to: str, now: datetime, by: str) -> None:
    """The carrier's person signed for the box: the order ships. The same press twice is one.

    Raises `FulfillmentRefused` without a label that is as promised, and while the order must wait.
    """
    QueueEntry.objects.select_for_update().get(order=parcel.order_id)
    stored = Parcel.objects.select_for_update().get(pk=parcel.pk)
    if stored.left_at is not None:
        return
    if why := packing.stop_reason(stored, now=now):
        raise FulfillmentRefused("cancellation", f"Stop. {why} The box stays here.")
    label = stored.labels.filter(state=Label.BOUGHT).first()
    if label is None:
        raise FulfillmentRefused(
            "signature", "It has no label yet that asks for a signature: it can't leave."
        )
    tracking_events.mark_shipped(
        parcel=stored, how=f"handed over, signed for by {to.strip()[:100]}", at=now, now=now, by=by
    )


def parcels_to_pull() -> QuerySet[Parcel]:
    """Closed boxes that are still here and must not leave: their order was cancelled, or is
    held.
    """
    still_here = Parcel.objects.filter(closed_at__isnull=False, left_at=None, set_aside_at=None)
    must_stay = Q(order__queue_entry__holds__gt=0) | Q(
        packed__line__state=LineState.CANCELLED, packed__out=False
    )
    return (
        still_here.filter(must_stay)
        .select_related("order__policy")
        .distinct()
        .order_by("closed_at")
    )


@transaction.atomic
def unpack_parcel(*, parcel: Parcel, now: datetime) -> None:
    """A closed box of an order that was cancelled is opened again: its label and its pieces go
    back.
    """
    QueueEntry.objects.select_for_update().get(order=parcel.order_id)
    stored = Parcel.objects.select_for_update().get(pk=parcel.pk)
    if stored.left_at is not None:
        raise FulfillmentRefused("cancellation", "It has left: ask the carrier to bring it back.")
    if stored.set_aside_at is not None:
        return
    if stored.packed.exclude(line__state=LineState.CANCELLED).exists():
        raise FulfillmentRefused(
            "cancellation", "Its order still stands: it stays closed, and goes when it may."
        )
    for label in stored.labels.filter(state=Label.BOUGHT):
        labels.void_label(label=label, now=now)
    stored.labels.filter(state=Label.ASKED, attempts=0).update(
        state=Label.REFUSED, ended_at=now, problem="cancelled"
    )
    Parcel.objects.filter(pk=stored.pk).update(set_aside_at=now, set_aside_why="cancelled")
    stored.packed.update(out=True)
