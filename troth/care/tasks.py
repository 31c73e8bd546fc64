"""Background work of care: parcels watched, limits that pass, requests that wake."""

from __future__ import annotations

from troth import clock
from troth.care import cases, damage, erasure_requests, returns
from troth.care.cancellations import cancellation, goodwill
from troth.care.not_received import claims, coming_back, losses, watched_parcels
from troth.event_kinds import EventKind
from troth.orders.models import Event


def on_event(event_id: int) -> None:
    """Watches a parcel that shipped, lets a report rest whose parcel came, ends a request whose
    order is cancelled.
    """
    event = Event.objects.select_related("order__policy").get(pk=event_id)
    coming_back.stop_watching(event, now=clock.now())
    returns.receive_returned_piece(event, now=clock.now())
    if event.kind == claims.SHIPPED:
        watched_parcels.watch_parcel(event)
    elif event.kind == EventKind.ORDER_CANCELLED:
        cancellation.close_if_cancelled(order=event.order, now=clock.now())
        goodwill.decline_if_cancelled(order=event.order, now=clock.now())
    elif event.kind == claims.DELIVERED:
        watched_parcels.handle_delivery(
            order=event.order, number=event.facts.get("number", ""), now=clock.now()
        )
    elif event.kind in losses.SEARCHES:
        losses.handle_carrier_search(
            order=event.order, number=event.facts.get("number", ""), now=clock.now()
        )
    elif event.kind in (EventKind.PAYMENT_CAPTURED, EventKind.PAYMENT_DISPUTE_CLOSED):
        losses.settle_after_capture(order=event.order, now=clock.now())
    elif event.kind == losses.LOST:
        losses.handle_loss(order=event.order, number=event.facts.get("number", ""), now=clock.now())


def sweep_care() -> int:
    """Answers what is due and nobody has answered. Returns how much there was."""
    now = clock.now()
    for event in watched_parcels.unwatched_parcels(now=now):
        watched_parcels.watch_parcel(event)
    for event in coming_back.still_watched_returns():
        coming_back.stop_watching(event, now=now)
    for event in returns.unprocessed_returns():
        returns.receive_returned_piece(event, now=now)
    cancels, opened = cancellation.due_request_ids(now=now), watched_parcels.due_watch_ids(now=now)
    for request_id in cancels:
        cancellation.answer_due_request(request_id=request_id, now=now)
    for watch_id in opened:
        watched_parcels.open_claim_period(watch_id=watch_id, now=now)
    forget = erasure_requests.due_erasure_ids(now=now)
    for request_id in forget:
        erasure_requests.erase_if_possible(request_id=request_id, now=now)
    woken = cases.wake_due_requests(now=now) + damage.close_unreturned_reports(now=now)
    return len(cancels) + len(opened) + len(forget) + woken
