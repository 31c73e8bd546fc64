"""Background work of fulfillment: labels, tracking, promises that are watched, closures that are
worked through.
"""

from __future__ import annotations

import logging
from datetime import datetime

from django.conf import settings
from django_tasks import task

from troth import clock
from troth.actors import Actor
from troth.event_kinds import EventKind
from troth.fulfillment import erasure
from troth.fulfillment.carriers.registry import configured_carriers
from troth.fulfillment.from_japan import transfers
from troth.fulfillment.outbox import LABELS, PARCEL_BACK_LABELS, RETURN_LABELS
from troth.fulfillment.promises import closures, delay_consent, expired_authorizations, monitoring
from troth.fulfillment.returns import (
    customer_returns,
    parcels_back_labels,
    parcels_back_tracking,
    return_overtaken,
    return_tracking,
    returned_parcels,
)
from troth.fulfillment.shipping_labels import labels
from troth.fulfillment.tracking import proofs, tracking_events
from troth.fulfillment.warehouse.queue import FulfillmentRefused
from troth.orders.models import Event

# Events after which a promise may stand otherwise, or must begin to be watched.
_WATCHED = (
    EventKind.ORDER_PLACED,
    EventKind.LINE_DISPATCHED,
    EventKind.LINE_ARRIVED,
    EventKind.LINE_PROCESSED,
    EventKind.PARCEL_SHIPPED,
    EventKind.PARCEL_DELIVERED,
    EventKind.PARCEL_DELIVERED_UNSIGNED,
    EventKind.PARCEL_RETURNING,
    EventKind.PARCEL_RETURNED,
    EventKind.PARCEL_CHECKED_IN,
    EventKind.ORDER_CANCELLED,
    EventKind.ORDER_PARTLY_CANCELLED,
    EventKind.CONFIRMATION_ACKNOWLEDGED,
    EventKind.CONFIRMATION_DELIVERED,  # no delay is told while a copy is back
)
# What had kept an order ends with these: what is left to do has a date again.
_GOES_ON = (
    EventKind.ORDER_RELEASED,
    EventKind.PAYMENT_AUTHORIZED_AGAIN,
    EventKind.PAYMENT_REVIEW_APPROVED,
)


def on_event(event_id: int) -> None:
    """Keeps the order's standings true to what has happened."""
    event = Event.objects.select_related("order__policy").get(pk=event_id)
    on_return_event(event)
    if event.kind == EventKind.ORDER_PLACED:
        transfers.join_crossings(order=event.order, now=clock.now())
    if event.kind in (*_WATCHED, *_GOES_ON):
        goes_on = event.kind in _GOES_ON
        monitoring.reassess_order(event.order, now=clock.now(), by=Actor.POLICY, goes_on=goes_on)


def on_return_event(event: Event) -> None:
    """A piece that care wants back: its label is bought, and what is decided of it is done."""
    if event.kind in customer_returns.ASKED_FOR:
        customer_returns.begin_return(event)
    elif event.kind == EventKind.PARCEL_LOST:
        return_overtaken.end_lost_return(
            number=event.facts.get("number", ""), order=event.order, now=event.at, by=event.by
        )
    elif event.kind == customer_returns.ATTACHED:
        customer_returns.record_attached_label(event=event)
    elif event.kind in customer_returns.DECIDED:
        customer_returns.apply_decision(event)


@task()
def buy_return_label(label_id: int) -> None:
    """Buys a prepaid return label, if it is due."""
    customer_returns.buy_label(label_id=label_id, clock=clock.now, carriers=configured_carriers())


@task()
def buy_parcel_back_label(parcel_id: int) -> None:
    """Buys the label of a parcel that takes pieces back to their buyer, if it is due."""
    parcels_back_labels.buy_label(
        parcel_id=parcel_id, clock=clock.now, carriers=configured_carriers()
    )


@task()
def run_label_step(label_id: int) -> None:
    """Does what a label needs next, if it is still owed."""
    labels.process_label(label_id=label_id, clock=clock.now, carriers=configured_carriers())


@task()
def apply_carrier_events(carrier: str, number: str) -> None:
    """Works out what is true of a parcel of which something was said."""
    tracking_events.apply_events(carrier=carrier, number=number, now=clock.now())


@task()
def run_closure(closure_id: int) -> None:
    """Works every promise out anew that a closure may touch, from where it stopped."""
    closures.recompute_promises(closure_id=closure_id, now=clock.now())


@task()
def ask_carriers() -> None:
    """Asks the carriers what became of the parcels on their way."""
    tracking_events.ask_carriers(carriers=configured_carriers(), now=clock.now())


@task()
def fetch_proofs() -> None:
    """Keeps the carriers' own proofs of what was delivered."""
    proofs.fetch_proofs(carriers=configured_carriers(), now=clock.now())


def sweep_returns(now: datetime) -> int:
    """The same of what comes back."""
    for event in customer_returns.unfollowed_requests():
        customer_returns.begin_return(event)
    for event in customer_returns.unfollowed_decisions():
        customer_returns.apply_decision(event)
    RETURN_LABELS.nudge_due(now=now, limit=200)
    PARCEL_BACK_LABELS.nudge_due(now=now, limit=100)
    return returned_parcels.settle_due_returns(now=now)


def sweep_fulfillment() -> int:
    """Finds whatever is owed and nobody does. Returns how much was found."""
    now = clock.now()
    label_count = LABELS.nudge_due(now=now)
    for reckoning in closures.unfinished_closures():
        run_closure.enqueue(reckoning.pk)
    if any(
        module.to_track(now=now, limit=1) for module in (return_tracking, parcels_back_tracking)
    ) or tracking_events.numbers_to_ask(now=now, carriers=list(settings.CARRIERS), limit=1):
        ask_carriers.enqueue()
    if proofs.pending_proofs(now=now, limit=1):
        fetch_proofs.enqueue()
    transfers.join_crossings(now=now)
    for order in monitoring.unwatched_orders():
        monitoring.start_watching([order])
    over = delay_consent.due_delays(now=now)
    for delay_id in over:
        try:
            delay_consent.decide_delay(delay_id=delay_id, now=now)
        except FulfillmentRefused as unable:
            logging.getLogger(__name__).exception("Delay %s waits for a person", delay_id)
            delay_consent.ask_for_help(delay_id=delay_id, why=str(unable), now=now)
    for order in monitoring.orders_due(now=now):
        monitoring.reassess_order(order, now=now, by=Actor.POLICY)
    erasure.erase_due(today=now.date())
    expired_authorizations.ask_overdue(now=now)
    returned = sweep_returns(now)
    return label_count + len(over) + returned
