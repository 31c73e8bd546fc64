"""The worker's part after a race of `cancel_races`, until nothing is left to do."""

from __future__ import annotations

from datetime import datetime

from tests.e2e import cancel_acts as acts
from tests.e2e.cancel_scenes import Scene
from troth.care import cases
from troth.care.cancellations import cancellation
from troth.care.models import CareCase
from troth.care.not_received import claims, watched_parcels
from troth.checkout import placement, repayment
from troth.checkout.models import Checkout
from troth.fulfillment import tasks
from troth.fulfillment.models import Delay
from troth.fulfillment.promises import delay_consent, monitoring
from troth.fulfillment.warehouse import packing
from troth.fulfillment.warehouse.queue import FulfillmentRefused
from troth.notifications.actions import write_notice
from troth.orders.models import Event, Order
from troth.payments import actions as payments
from troth.payments import execution, reviewing
from troth.payments.models import Payment
from troth.payments.outbox import OPERATIONS
from troth.payments.provider import configured_provider
from troth.policy.terms import shipped_terms


def orders_of(scene: Scene) -> list[Order]:
    return list(Order.objects.filter(lines__item__in=scene.items).distinct().order_by("pk"))


def settle(scene: Scene) -> None:
    """The worker's part, until nothing is left to do: at the moment of the race, and once all
    limits have passed.
    """
    followed_pks: list[int] = []
    for now in (scene.now, scene.later):
        for _ in range(6):
            for order in orders_of(scene):
                followed_pks += _followed(order, now, followed_pks)
                _swept(order, now)
            _unplaced(scene, now)
            if not _left(scene, now, followed_pks):
                break


def _followed(order: Order, now: datetime, followed_pks: list[int]) -> list[int]:
    """The followers, with the race's own clock."""
    fresh = list(
        order.events.exclude(pk__in=followed_pks)
        .select_related("order__policy", "order__recipient")
        .order_by("pk")
    )
    if any(event.kind in tasks._WATCHED for event in fresh):
        monitoring.reassess_order(order, now=now, by="policy")
    for event in fresh:
        if event.kind == claims.SHIPPED:
            watched_parcels.watch_parcel(event)
        elif event.kind == "order.cancelled":
            cancellation.close_if_cancelled(order=event.order, now=now)
        write_notice(event=event, now=now)

    return [event.pk for event in fresh]


def _swept(order: Order, now: datetime) -> None:
    for request in CareCase.objects.filter(
        order=order, pk__in=cancellation.due_request_ids(now=now)
    ):
        cancellation.answer_due_request(request_id=request.pk, now=now)
    cases.wake_due_requests(now=now)
    for delay in Delay.objects.filter(order=order, pk__in=delay_consent.due_delays(now=now)):
        try:
            delay_consent.decide_delay(delay_id=delay.pk, now=now)
        except FulfillmentRefused:
            continue  # it waits for a person
    reviewing.expire_overdue_reviews(now=now)
    acts.settles_again(order=order.pk, now=now)
    repayment.cancel_overdue_orders(now=now, provider=configured_provider())
    for operation in OPERATIONS.due(now).filter(payment__request__order=order):
        execution.execute_operation(
            operation_id=operation.pk, clock=lambda: now, provider=configured_provider()
        )
    acts.move(order=order.pk, now=now)
    if Payment.objects.filter(order=order, intent_id__isnull=False).exists():
        acts.provider_tells(order=order.pk, now=now)


def _unplaced(scene: Scene, now: datetime) -> None:
    """Checkouts that nobody came back from, and what is owed of those that ended."""
    for checkout in Checkout.objects.filter(items__in=[list(scene.items)], payment__order=None):
        if checkout.ended_at is None and checkout.payment and checkout.payment.session_id:
            snapshot = configured_provider().session(checkout.payment.session_id)
            acts.tried(
                placement.place_order,
                Exception,
                checkout=checkout,
                snapshot=snapshot,
                terms=shipped_terms(),
                now=now,
            )
        for operation in OPERATIONS.due(now).filter(payment__checkout=checkout):
            execution.execute_operation(
                operation_id=operation.pk, clock=lambda: now, provider=configured_provider()
            )


def _left(scene: Scene, now: datetime, followed_pks: list[int]) -> bool:
    events = Event.objects.filter(order__in=orders_of(scene)).exclude(pk__in=followed_pks)
    return (
        events.exists() or OPERATIONS.due(now).filter(payment__order__in=orders_of(scene)).exists()
    )


def clear(scene: Scene) -> None:
    """What still stands is cancelled, so that the next race has the house for itself."""
    for order in orders_of(scene):
        for parcel in order.parcels.filter(closed_at=None, set_aside_at=None):
            packing.set_aside(
                parcel=parcel, why="the race is over", hold_it=False, now=scene.later, by="race"
            )
        acts.tried(
            payments.cancel_order,
            payments.PaymentActionRefused,
            order=order,
            reason="over",
            now=scene.later,
            by="race",
        )
        acts.move(order=order.pk, now=scene.later)
