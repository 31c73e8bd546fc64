"""The way back of a piece that its buyer sends, as the carrier sees it by its label's number."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from troth.event_kinds import EventKind
from troth.fulfillment.models import Return, ReturnLabel
from troth.fulfillment.shipping_labels.sender import store_address
from troth.fulfillment.tracking.shipment_scans import interpret_scans, scans_of_shipment
from troth.orders.actions import record_event
from troth.policy.dates.hours import end_of_next_business_day
from troth.policy.shipping.elsewhere import Destination
from troth.policy.shipping.tracking import ParcelStatus, derive_parcel_state
from troth.roles import WAREHOUSE
from troth.worklist.actions import open_task

SHIPPED, ARRIVED = EventKind.RETURN_SHIPPED, EventKind.RETURN_ARRIVED
TRACK_EVERY = timedelta(hours=2)


def to_track(*, now: datetime, limit: int = 200) -> dict[str, list[str]]:
    """Numbers of returns under way that the carrier hasn't been asked about for a while."""
    rows = ReturnLabel.objects.filter(
        state=ReturnLabel.BOUGHT, returned__received_at=None, returned__ended_at=None
    ).exclude(tracked_at__gt=now - TRACK_EVERY)
    numbers: dict[str, list[str]] = {}
    due = rows.exclude(number="").order_by("tracked_at", "pk")
    for carrier, number in due.values_list("carrier", "number")[:limit]:
        numbers.setdefault(carrier, []).append(number)
    return numbers


@transaction.atomic
def apply_tracking(*, carrier: str, number: str, now: datetime) -> bool:
    """What the carrier's scans say of a return: that it is on its way, and that it has reached us.
    False for a number that is no return's.
    """
    label = (
        ReturnLabel.objects.filter(carrier=carrier, number=number)
        .select_related("returned__order__policy")
        .first()
    )
    if label is None:
        return False
    ReturnLabel.objects.filter(pk=label.pk).update(tracked_at=now)
    returned = Return.objects.select_for_update(of=("self",)).get(pk=label.returned_id)
    terms, since = label.returned.order.policy.terms, label.bought_at or label.asked_at
    scans = scans_of_shipment(carrier=carrier, number=number, since=since, terms=terms)
    home = store_address(terms)
    to = Destination(home.city, home.state, home.zip)
    state = derive_parcel_state(interpret_scans(scans, to=to, terms=terms))
    facts = {"request": returned.request_key, "return_number": number, "carrier": carrier}
    if state.taken and returned.shipped_at is None and returned.received_at is None:
        Return.objects.filter(pk=returned.pk).update(shipped_at=state.accepted_at or now)
        record_event(order=label.returned.order, kind=SHIPPED, now=now, by=carrier, facts=facts)
    arrived = state.status in (ParcelStatus.DELIVERED, ParcelStatus.UNSIGNED)
    if arrived and returned.arrived_at is None and returned.received_at is None:
        Return.objects.filter(pk=returned.pk).update(arrived_at=state.delivered_at or now)
        record_event(order=label.returned.order, kind=ARRIVED, now=now, by=carrier, facts=facts)
        _open_check_in_task(label.returned, now)
    return True


def _open_check_in_task(returned: Return, now: datetime) -> None:
    open_task(
        key=f"returned.{returned.key}.check_in",
        kind="return_check_in",
        role=WAREHOUSE,
        title=f"Check in what came back: {returned.key}",
        due_at=end_of_next_business_day(returned.order.policy.terms, now),
        now=now,
        order=returned.order,
        link=f"/desk/returns/{returned.key}",
    )
