"""A parcel that was coming back and didn't: the carrier lost it on its way, or it was delivered in
the end.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from troth.event_kinds import EventKind
from troth.fulfillment.models import Parcel, Return
from troth.fulfillment.return_models import CANCEL
from troth.fulfillment.returns.returned_parcels import (
    check_in_task_key,
    choice_task_key,
    locked_return,
    pieces_of,
)
from troth.orders.actions import record_event
from troth.orders.models import Order
from troth.policy.dates.hours import end_of_next_business_day
from troth.policy.lifecycle import LineState
from troth.roles import CARE
from troth.worklist.actions import close_task, open_task


@transaction.atomic
def end_lost_return(*, number: str, order: Order, now: datetime, by: str) -> None:
    """The carrier lost it on its way back: nothing is left to choose. Care settles the loss, unless
    it was cancelled, and so given back, already.
    """
    open_ones = Return.objects.filter(order=order, parcel__labels__number=number, ended_at=None)
    returned = open_ones.filter(received_at=None).first()
    if returned is None:
        return
    stored = locked_return(returned)
    Return.objects.filter(pk=stored.pk).update(ended_at=now, ended_how="lost")
    for key in (choice_task_key(stored), check_in_task_key(stored)):
        close_task(key=key, now=now, by=by, outcome="The carrier lost it.")
    if stored.answer == CANCEL:
        for piece in pieces_of(stored):
            if piece.line.state == LineState.SHIPPED:
                record_event(order=order, line=piece.line, kind=EventKind.LINE_LOST, now=now, by=by)


@transaction.atomic
def end_delivered_return(*, parcel: Parcel, now: datetime, by: str) -> None:
    """It was delivered in the end: nothing is left to choose, and nothing comes back."""
    returned = Return.objects.filter(parcel=parcel, ended_at=None).first()
    if returned is None:
        return
    Return.objects.filter(pk=returned.pk).update(ended_at=now, ended_how="delivered")
    for key in (choice_task_key(returned), check_in_task_key(returned)):
        close_task(key=key, now=now, by=by, outcome="It was delivered.")
    if returned.answer == CANCEL:
        open_task(
            key=f"returned.{returned.key}.delivered",
            kind="returned_parcel",
            role=CARE,
            title=f"{parcel.key} was delivered after it had been refunded: ask for it back",
            due_at=end_of_next_business_day(parcel.order.policy.terms, now),
            now=now,
            order=parcel.order,
            link=f"/desk/orders/{parcel.order.number}",
        )
