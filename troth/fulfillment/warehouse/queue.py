"""Whose turn it is, strictly by order of receipt, and what keeps the others: clause `queue`."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from troth.errors import ActionRefused
from troth.event_kinds import EventKind
from troth.fulfillment.models import Parcel, ParcelLine
from troth.orders.confirmations import clock_of
from troth.orders.models import Event, Order, QueueEntry
from troth.orders.queue_entries import HELD, RELEASED
from troth.payments import actions as payments
from troth.policy.dates.hours import deadline_label
from troth.policy.lifecycle import LineState

MOST_PASSED = 500


class FulfillmentRefused(ActionRefused):
    """It can't be done now: the clause that says so, and a sentence for the person who tried."""

    def __init__(self, clause: str, message: str) -> None:
        super().__init__(message, clause=clause)


def waiting_reason(order: Order, *, now: datetime) -> str | None:
    """Why nothing of the order may be packed or ship yet, in words with the time; None when it
    may.
    """
    if doubted := order.doubted():
        return f"An expert no longer vouches for {doubted.title}: care decides."
    if waits := payment_waiting_reason(order):
        return waits
    if held := holds_of(order):
        return f"Held: {held[0].facts['why']}"
    return receipt_waiting_reason(order, now=now)


def receipt_waiting_reason(order: Order, *, now: datetime) -> str | None:
    """Why the confirmation or the cancellation window keeps the order; None where neither does."""
    if came_back := bounce_waiting_reason(order):
        return came_back
    clock, terms = clock_of(order.events.all()), order.policy.terms
    if clock.report_by is not None and clock.awaits_report(now):
        until = deadline_label(terms, clock.report_by)
        return f"Waiting for the mail provider's report on the confirmation, until {until}."
    closes_at = clock.limit(now)
    if closes_at is None:
        return "The confirmation hasn't gone out yet; the cancellation window opens when it does."
    if now <= closes_at:
        return f"The shopper may cancel until {deadline_label(terms, closes_at)}."
    return None


def bounce_waiting_reason(order: Order) -> str | None:
    """Why an order whose confirmation came back keeps its place and waits; None for every other."""
    bounce = clock_of(order.events.all()).bounce
    if bounce is None:
        return None
    words = bounce.facts["sentence"].strip()
    return (
        f"Held: the confirmation came back{f' ({words})' if words else ''}. The order waits until a"
        " copy is delivered, or until the shopper says on its page that they have its details."
    )


def payment_waiting_reason(order: Order) -> str:
    """Why the payment keeps the order; empty where it doesn't."""
    if review := order.review():
        until = datetime.fromisoformat(review.facts["until"])
        shown = deadline_label(order.policy.terms, until)
        return (
            f"A person looks at the payment first, until {shown}: {'; '.join(review.facts['why'])}."
        )
    return payments.why_payment_blocks(order)


def holds_of(order: Order) -> list[Event]:
    """The holds that nobody has released, oldest first."""
    events = order.events.all()
    ended = {event.facts["hold"] for event in events if event.kind == RELEASED}
    return sorted(
        (event for event in events if event.kind == HELD and event.pk not in ended),
        key=lambda event: event.pk,
    )


_ABOUT_CANCELLING = ("cancellation.", EventKind.ORDER_CANCELLED, EventKind.ORDER_PARTLY_CANCELLED)
_UNANSWERED = (EventKind.CANCELLATION_REQUESTED, EventKind.CANCELLATION_HELD)


def asks_to_cancel(order: Order) -> bool:
    """Whether the shopper asks to cancel, and waits for the answer."""
    about_it = [event for event in order.events.all() if event.kind.startswith(_ABOUT_CANCELLING)]
    return bool(about_it) and max(about_it, key=lambda event: event.pk).kind in _UNANSWERED


def open_parcel(by: str) -> Parcel | None:
    """What a packer has begun and not ended."""
    return Parcel.objects.filter(by=by, closed_at=None, set_aside_at=None).first()


def claim_next_order(*, now: datetime, by: str) -> Parcel | None:
    """The first order in turn that may go becomes this packer's; what they have open already comes
    first.

    None where nothing may go now. Several packers at once never get the same order, and none gets a
    later one while an earlier one could go.
    """
    try:
        return open_parcel(by) or _claim_next_order(now, by)
    except IntegrityError:  # the same press, sent twice at once
        return open_parcel(by)


@transaction.atomic
def _claim_next_order(now: datetime, by: str) -> Parcel | None:
    passed: list[dict[str, str]] = []
    skipped: list[int] = []
    while len(skipped) < MOST_PASSED:
        entry = (
            QueueEntry.objects.select_for_update()
            .ready_to_pack(now)
            .exclude(order__in=skipped)
            .first()
        )
        if entry is None:
            return None
        order = load_queued_order(entry.order_id)
        why = waiting_reason(order, now=now)
        if why is None:
            return _begin_parcel(order, entry, passed, now, by)
        skipped.append(order.pk)
        passed.append({"order": order.number, "why": why})
    raise FulfillmentRefused(
        "queue", f"The first {MOST_PASSED} orders all wait for a person. See the queue."
    )


def _begin_parcel(
    order: Order, entry: QueueEntry, passed: list[dict[str, str]], now: datetime, by: str
) -> Parcel:
    QueueEntry.objects.filter(pk=entry.pk).update(claimed=True)
    parcel = Parcel.objects.create(
        order=order,
        key=f"{order.number}-{order.parcels.count() + 1}",
        by=by,
        taken_at=now,
        passed=passed,
    )
    ready = order.lines.filter(state=LineState.PLACED).order_by("item__warehouse", "pk")
    ParcelLine.objects.bulk_create(ParcelLine(parcel=parcel, line=line) for line in ready)
    return parcel


def load_queued_order(pk: int) -> Order:
    """An order with all that the question whether it may go asks for."""
    orders = Order.objects.select_related("policy", "payment", "recipient").defer("policy__source")
    return orders.prefetch_related("events", "lines__item").get(pk=pk)
