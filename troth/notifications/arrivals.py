"""What became of an order's letters, as the shopper's page and the desk show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from troth.event_kinds import EventKind
from troth.notifications.copies import CONFIRMATION
from troth.notifications.models import SentCopy
from troth.orders.confirmations import clock_of
from troth.orders.links import link_of
from troth.orders.models import Event, Order
from troth.payments.models import Payment
from troth.payments.unreached import ends_at

State = Literal["unsent", "sent", "awaiting", "delivered", "bounced", "acknowledged"]


@dataclass(frozen=True, slots=True)
class Arrival:
    """How the confirmation stands, and which letters came back."""

    state: State
    at: datetime | None = None  # since when: sent, delivered, came back, or acknowledged
    sentence: str = ""  # why it came back, in the mail server's words
    report_by: datetime | None = None
    cancelled_at: datetime | None = None  # when the order ends unless the shopper is reached
    returned: tuple[SentCopy, ...] = ()  # other letters that came back, oldest first


def arrival_of(order: Order, *, now: datetime) -> Arrival:
    """How the confirmation of this order stands `now`."""
    events = list(order.events.all())
    clock, returned = clock_of(events), tuple(_returned_letters(order))
    if clock.bounce is not None:
        payment = Payment.objects.select_related("order__policy").filter(order=order).first()
        return Arrival(
            "bounced",
            at=datetime.fromisoformat(clock.bounce.facts["bounced_at"]),
            sentence=clock.bounce.facts["sentence"],
            cancelled_at=ends_at(payment, clock) if payment else None,
            returned=returned,
        )
    at = {event.kind.removeprefix("confirmation."): event.at for event in events}
    if "acknowledged" in at:
        return Arrival("acknowledged", at=at["acknowledged"], returned=returned)
    if "delivered" in at:
        return Arrival("delivered", at=_delivered_at(events), returned=returned)
    if clock.awaits_report(now):
        return Arrival("awaiting", at=at["sent"], report_by=clock.report_by, returned=returned)
    if "sent" in at:
        return Arrival("sent", at=at["sent"], returned=returned)
    return Arrival("unsent", returned=returned)


def page_link(order: Order) -> str:
    """The address of the order's page, for staff who reach the shopper in another way."""
    return link_of(number=order.number, link_hash=order.link_hash)


def _delivered_at(events: list[Event]) -> datetime:
    deliveries = [event for event in events if event.kind == EventKind.CONFIRMATION_DELIVERED]
    return datetime.fromisoformat(max(deliveries, key=lambda event: event.pk).facts["delivered_at"])


def _returned_letters(order: Order) -> list[SentCopy]:
    copies = SentCopy.objects.filter(notice__event__order=order, bounced_at__isnull=False)
    others = copies.exclude(notice__kind=CONFIRMATION).exclude(notice__to="")
    return list(others.select_related("notice").order_by("bounced_at", "pk"))
