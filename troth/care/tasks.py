"""Background work of care: parcels watched, limits that pass, requests that wake."""

from __future__ import annotations

from troth import clock
from troth.care import (
    asking,
    cancelling,
    claims,
    coming_back,
    damage,
    forgetting,
    goodwill,
    losses,
    returns,
)
from troth.orders.models import Event
from troth.payments.actions import CALLED_OFF


def follow(event_id: int) -> None:
    """Watches a parcel that shipped, lets a report rest whose parcel came, ends a request whose
    order is called off.
    """
    event = Event.objects.select_related("order__policy").get(pk=event_id)
    coming_back.stop_watching(event, now=clock.now())
    returns.received(event, now=clock.now())
    if event.kind == claims.SHIPPED:
        claims.watch(event)
    elif event.kind == CALLED_OFF:
        cancelling.came_off(order=event.order, now=clock.now())
        goodwill.came_off(order=event.order, now=clock.now())
    elif event.kind == claims.DELIVERED:
        claims.came(order=event.order, number=event.facts.get("number", ""), now=clock.now())
    elif event.kind in losses.SEARCHES:
        losses.carrier_searches(
            order=event.order, number=event.facts.get("number", ""), now=clock.now()
        )
    elif event.kind in ("payment.captured", "payment.dispute_closed"):
        losses.settle_after_capture(order=event.order, now=clock.now())
    elif event.kind == losses.LOST:
        losses.lost(order=event.order, number=event.facts.get("number", ""), now=clock.now())


def sweep() -> int:
    """Answers what is due and nobody has answered. Returns how much there was."""
    now = clock.now()
    for event in claims.unwatched(now=now):
        claims.watch(event)
    for event in coming_back.watched_still():
        coming_back.stop_watching(event, now=now)
    for event in returns.unfollowed():
        returns.received(event, now=now)
    cancels, opened = cancelling.due(now=now), claims.due(now=now)
    for request_id in cancels:
        cancelling.answer_due(request_id=request_id, now=now)
    for watch_id in opened:
        claims.opens(watch_id=watch_id, now=now)
    forget = forgetting.due(now=now)
    for request_id in forget:
        forgetting.answer_due(request_id=request_id, now=now)
    woken = asking.wake_due(now=now) + damage.end_unreturned(now=now)
    return len(cancels) + len(opened) + len(forget) + woken
