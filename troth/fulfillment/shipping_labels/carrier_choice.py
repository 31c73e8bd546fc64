"""Another carrier than the rule's, for a box that is packed: with a reason and a second person:
clause `carrier`.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from troth.approvals.actions import ApprovalRefused, request_approval, waiting_requests
from troth.approvals.models import ApprovalRequest
from troth.event_kinds import EventKind
from troth.fulfillment.models import Label, Parcel
from troth.fulfillment.shipping_labels import labels
from troth.fulfillment.warehouse import packing
from troth.fulfillment.warehouse.queue import FulfillmentRefused
from troth.orders.actions import record_event
from troth.orders.models import Order, QueueEntry
from troth.orders.served import is_by_hand, served_carriers
from troth.policy.addresses.places import place_of
from troth.policy.lifecycle import LineState
from troth.policy.shipping.carriers import carriers_to

KIND = "ship.other_carrier"


def other_carriers(parcel: Parcel) -> list[tuple[str, str]]:
    """Key and name of each carrier that the store ships with and that delivers to the address,
    beside the box's own.
    """
    order = parcel.order
    if order.recipient.hold_at:  # only the carrier whose location it is can keep it there
        return []
    terms = order.policy.terms
    reached_by = carriers_to(
        terms,
        method=order.method,
        place=place_of(order.ship_to_zip),
        po_box=packing.goes_to_po_box(order),
    )
    served = served_carriers()
    return [
        (key, terms.file.carriers[key].name)
        for key in reached_by
        if key in served and key != parcel.carrier
    ]


def request_carrier_change(
    *, parcel: Parcel, carrier: str, reason: str, now: datetime, by: str
) -> ApprovalRequest:
    """Asks a second person to let the box go by another carrier than the rule's. Until they agree
    nothing changes. Raises `FulfillmentRefused`.
    """
    _check_box(parcel)
    name = dict(other_carriers(parcel)).get(carrier)
    if name is None:
        raise FulfillmentRefused(
            "carrier", "Carrier: choose one that we ship with and that delivers there."
        )
    terms = parcel.order.policy.terms
    rule = terms.file.carriers[parcel.carrier].name
    decided = ApprovalRequest.objects.filter(
        kind=KIND, facts__parcel=parcel.key, decided_at__isnull=False
    )
    try:
        return request_approval(
            kind=KIND,
            key=f"{KIND}.{parcel.key}.{carrier}.{decided.count() + 1}",
            title=f"Ship box {parcel.key} with {name} instead of {rule}",
            reason=reason,
            facts={"order": parcel.order.number, "parcel": parcel.key, "carrier": carrier},
            details=[
                ("Box", parcel.key),
                ("By the rule", parcel.carrier_reason or rule),
                ("Instead", name),
            ],
            by=by,
            now=now,
            link=f"/desk/orders/{parcel.order.number}",
        )
    except ApprovalRefused as refused:
        raise FulfillmentRefused("carrier", str(refused)) from refused


def waiting_carrier_request(parcel: Parcel) -> ApprovalRequest | None:
    """The request about this box that waits for its second person."""
    return waiting_requests(KIND, parcel=parcel.key).first()


@transaction.atomic
def apply_carrier_change(request: ApprovalRequest, *, now: datetime, by: str) -> str:
    """The box goes by the carrier that was asked for; `by` names both people. Raises
    `ApprovalRefused` once it has left or has a label.
    """
    parcel = Parcel.objects.select_related("order__policy", "order__recipient").get(
        key=request.facts["parcel"]
    )
    QueueEntry.objects.select_for_update().get(order=parcel.order_id)
    stored = Parcel.objects.select_for_update().get(pk=parcel.pk)
    parcel.carrier, parcel.left_at = stored.carrier, stored.left_at
    carrier = request.facts["carrier"]
    try:
        _check_box(stored)
        if carrier not in dict(other_carriers(parcel)):
            raise FulfillmentRefused("carrier", "That carrier can't take this box any more.")
        labels.abandon_label(parcel=stored, why="another carrier takes it", now=now)
    except FulfillmentRefused as unable:
        raise ApprovalRefused(str(unable)) from unable
    return _change_carrier(parcel, carrier, request.reason, now, by)


def _change_carrier(parcel: Parcel, carrier: str, reason: str, now: datetime, by: str) -> str:
    order: Order = parcel.order
    names = {key: entry.name for key, entry in order.policy.terms.file.carriers.items()}
    was, name = names[parcel.carrier], names[carrier]
    sentence = f"{name} carries it instead of {was}: {reason.rstrip('.')}."
    Parcel.objects.filter(pk=parcel.pk).update(carrier=carrier, carrier_reason=sentence[:300])
    facts = {
        "parcel": parcel.key,
        "carrier": carrier,
        "carrier_name": name,
        "was": parcel.carrier,
        "reason": reason,
    }
    record_event(order=order, kind=EventKind.PARCEL_CARRIER_CHANGED, now=now, by=by, facts=facts)
    if is_by_hand(carrier):
        return f"Box {parcel.key} goes with {name}: ship it by hand."
    labels.request_label(parcel=Parcel.objects.get(pk=parcel.pk), now=now, by=by)
    return f"Box {parcel.key} goes with {name}: its label is being bought."


def _check_box(parcel: Parcel) -> None:
    if parcel.closed_at is None or parcel.set_aside_at is not None:
        raise FulfillmentRefused("processing", "The box isn't closed, or was set aside.")
    if parcel.left_at is not None:
        raise FulfillmentRefused("carrier", "The box has left: its carrier can't change any more.")
    if parcel.labels.filter(state=Label.BOUGHT).exists():
        raise FulfillmentRefused("carrier", "The box has a label: give it back first.")
    if parcel.packed.filter(line__state=LineState.CANCELLED).exists():
        raise FulfillmentRefused(
            "cancellation", "Its order is cancelled: open the box, and put it back."
        )
