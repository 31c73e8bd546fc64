"""Background work of fulfillment: labels, tracking, promises that are watched, closures that are
worked through.
"""

from __future__ import annotations

import logging
from datetime import datetime

from django.conf import settings
from django_tasks import task

from troth import clock
from troth.fulfillment import (
    customer_returns,
    parcels_back_labels,
    parcels_back_tracking,
    return_overtaken,
    return_tracking,
    returned_parcels,
    transfers,
    watching,
)
from troth.fulfillment.queue import UnableTo
from troth.orders.models import Event

# Events after which a promise may stand otherwise, or must begin to be watched.
_WATCHED = (
    "order.placed", "line.dispatched", "line.arrived", "line.processed", "parcel.shipped",
    "parcel.delivered", "parcel.unsigned", "parcel.returning", "parcel.returned",
    "parcel.checked_in", "order.called_off",
    "order.partly_called_off",
    "confirmation.acknowledged", "confirmation.delivered",  # no delay is told while a copy is back
)  # fmt: skip
# What had kept an order ends with these: what is left to do has a date again.
_GOES_ON = ("order.released", "payment.authorized_again", "payment.review_approved")


def follow(event_id: int) -> None:
    """Keeps the order's standings true to what has happened."""
    event = Event.objects.select_related("order__policy").get(pk=event_id)
    follow_return(event)
    if event.kind == "order.placed":
        transfers.join_all(order=event.order, now=clock.now())
    if event.kind in (*_WATCHED, *_GOES_ON):
        goes_on = event.kind in _GOES_ON
        watching.look(event.order, now=clock.now(), by="policy", goes_on=goes_on)


def follow_return(event: Event) -> None:
    """A piece that care wants back: its label is bought, and what is decided of it is done."""
    if event.kind in customer_returns.ASKED_FOR:
        customer_returns.begin(event)
        buy_return_labels.enqueue()
    elif event.kind == "parcel.lost":
        return_overtaken.lost_on_its_way(
            number=event.facts.get("number", ""), order=event.order, now=event.at, by=event.by
        )
    elif event.kind == customer_returns.ATTACHED:
        customer_returns.label_attached(event=event)
    elif event.kind in customer_returns.DECIDED:
        customer_returns.decided(event)


@task()
def buy_return_labels() -> None:
    """Buys the prepaid labels that are owed."""
    from troth.fulfillment.carriers.configured import carriers

    for label_id in customer_returns.owed(now=clock.now()):
        customer_returns.buy(label_id=label_id, clock=clock.now, carriers=carriers())


@task()
def buy_labels_back() -> None:
    """Buys the labels of parcels that take pieces back to their buyers."""
    from troth.fulfillment.carriers.configured import carriers

    for parcel_id in parcels_back_labels.owed(now=clock.now()):
        parcels_back_labels.buy(parcel_id=parcel_id, clock=clock.now, carriers=carriers())


@task()
def carry(label_id: int) -> None:
    """Does what a label needs next, if it is still owed."""
    from troth.fulfillment import labels
    from troth.fulfillment.carriers.configured import carriers

    labels.do(label_id=label_id, clock=clock.now, carriers=carriers())


@task()
def settle(carrier: str, number: str) -> None:
    """Works out what is true of a parcel of which something was said."""
    from troth.fulfillment import scans

    scans.settle(carrier=carrier, number=number, now=clock.now())


@task()
def work_through(closure_id: int) -> None:
    """Works every promise out anew that a closure may touch, from where it stopped."""
    from troth.fulfillment import closing

    closing.work(closure_id=closure_id, now=clock.now())


@task()
def ask_carriers() -> None:
    """Asks the carriers what became of the parcels on their way."""
    from troth.fulfillment import scans
    from troth.fulfillment.carriers.configured import carriers

    scans.ask(carriers=carriers(), now=clock.now())


@task()
def keep_proofs() -> None:
    """Keeps the carriers' own proofs of what was delivered."""
    from troth.fulfillment import proofs
    from troth.fulfillment.carriers.configured import carriers

    proofs.keep(carriers=carriers(), now=clock.now())


def sweep_returns(now: datetime) -> int:
    """The same of what comes back."""
    for event in customer_returns.unbegun():
        customer_returns.begin(event)
    for event in customer_returns.undecided():
        customer_returns.decided(event)
    if customer_returns.owed(now=now, limit=1):
        buy_return_labels.enqueue()
    if parcels_back_labels.owed(now=now, limit=1):
        buy_labels_back.enqueue()
    return returned_parcels.settle_due(now=now)


def sweep() -> int:
    """Finds whatever is owed and nobody does. Returns how much was found."""
    from troth.fulfillment import closing, erasing, expired, labels, proofs, rounds, scans

    now = clock.now()
    label_ids = labels.owed(now=now)
    for label_id in label_ids:
        carry.enqueue(label_id)
    for reckoning in closing.unfinished():
        work_through.enqueue(reckoning.pk)
    if any(
        module.to_track(now=now, limit=1) for module in (return_tracking, parcels_back_tracking)
    ) or scans.to_ask(now=now, carriers=list(settings.CARRIERS), limit=1):
        ask_carriers.enqueue()
    if proofs.owed(now=now, limit=1):
        keep_proofs.enqueue()
    transfers.join_all(now=now)
    for order in watching.unwatched():
        watching.begin([order])
    over = rounds.due(now=now)
    for delay_id in over:
        try:
            rounds.decide(delay_id=delay_id, now=now)
        except UnableTo as unable:
            logging.getLogger(__name__).exception("Delay %s waits for a person", delay_id)
            rounds.ask_for_help(delay_id=delay_id, why=str(unable), now=now)
    for order in watching.due(now=now):
        watching.look(order, now=now, by="policy")
    erasing.erase_due(today=now.date())
    expired.ask_overdue(now=now)
    returned = sweep_returns(now)
    return len(label_ids) + len(over) + returned
