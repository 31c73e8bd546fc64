"""Which tracking numbers are taken: a parcel never goes under the number of another one."""

from __future__ import annotations

from datetime import datetime, timedelta

from troth.event_kinds import EventKind
from troth.fulfillment.models import Label, ParcelBack, ReturnLabel, Transfer
from troth.orders.models import Event

NUMBER_IS_TAKEN_FOR = timedelta(days=366)


def other_use_of(number: str, now: datetime) -> str:
    """What else goes or went under this number; empty where nothing does."""
    # What carriers say is kept by number for good: an older parcel's scans, or its proof of
    # delivery, must never be taken for this one's.
    label = Label.objects.filter(number=number).select_related("parcel").first()
    if label is not None:
        return f"box {label.parcel.key}"
    if returned := ReturnLabel.objects.filter(number=number).select_related("returned").first():
        return f"return {returned.returned.key}"
    if back := ParcelBack.objects.filter(number=number).first():
        return f"parcel back {back.key}"
    since = now - NUMBER_IS_TAKEN_FOR
    if transfer := Transfer.objects.filter(number=number, dispatched_at__gt=since).first():
        return f"transfer {transfer.key}"
    shipped = Event.objects.filter(
        kind=EventKind.PARCEL_SHIPPED, at__gt=since, facts__number=number
    )
    event = shipped.select_related("order").first()
    return f"a parcel of {event.order.number}" if event is not None else ""
