"""Letters, written and sent as the worker does it."""

from __future__ import annotations

from troth.notifications import tasks as notices
from troth.notifications.actions import write_notice
from troth.notifications.models import Notification
from troth.orders.models import Order


def send_confirmation(order: Order) -> None:
    """The worker's part: the confirmation is written and sent."""
    notices.on_event(order.events.get(kind="order.placed").pk)


def letter_of(order: Order, kind: str, nth: int = -1) -> Notification:
    """The latest letter of this kind, or the `nth`, written as the worker writes it."""
    for event in order.events.select_related("order__policy", "order__recipient").order_by("pk"):
        write_notice(event=event, now=event.at)
    return list(Notification.objects.filter(event__order=order, kind=kind).order_by("event"))[nth]


def letters_of(order: Order, *kinds: str) -> list[Notification]:
    """What the shopper was written, oldest first."""
    notices = Notification.objects.filter(event__order=order, to=order.recipient.email)
    return list((notices.filter(kind__in=kinds) if kinds else notices).order_by("event", "pk"))
