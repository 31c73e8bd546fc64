"""An order ships: never before it may."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from troth.event_kinds import EventKind
from troth.fulfillment.promises.arrivals import arrival_outlook
from troth.fulfillment.shipping_labels.tracking_numbers import normalize_number
from troth.fulfillment.warehouse.queue import (
    FulfillmentRefused,
    payment_waiting_reason,
    waiting_reason,
)
from troth.orders.actions import record_event
from troth.orders.models import Line, Order, QueueEntry
from troth.payments import actions as payments
from troth.policy.dates.calendars import BeyondCalendar
from troth.policy.dates.promise import local_time
from troth.policy.dates.windows import claim_dates
from troth.policy.lifecycle import LineState
from troth.policy.results import Step
from troth.policy.shipping.carriers import tracking_url


def check_not_doubted(order: Order) -> None:
    """Raises `FulfillmentRefused` while the order holds a piece that left the store after it was
    sold.
    """
    if doubted := order.doubted():
        message = (
            f"An expert no longer vouches for {doubted.title}. Care decides what becomes of the"
            " order."
        )
        raise FulfillmentRefused("authentication", message)


def check_paid(order: Order) -> None:
    """Raises `FulfillmentRefused` while a person looks at the payment, or when nothing is reserved
    any more.
    """
    if waits := payment_waiting_reason(order):
        raise FulfillmentRefused("queue", f"{order.number} keeps its place and waits. {waits}")


@transaction.atomic
def ship_order(
    *,
    order: Order,
    carrier: str,
    number: str,
    now: datetime,
    by: str,
    lines: Collection[int] | None = None,
    left_at: datetime | None = None,
) -> None:
    """The order's processed lines left with `carrier` under the tracking `number`: one parcel, one
    notice.

    `lines` are those in the box, where not all went into it; `left_at` is when the carrier took it,
    if earlier. Called where a box leaves (`tracking_events.mark_shipped`), and nowhere else: the
    number is its label's.

    Raises `FulfillmentRefused` while the cancellation window is open, or with nothing processed.
    """
    if carrier not in order.policy.terms.file.carriers:
        raise FulfillmentRefused("carrier", f"The policy has no carrier {carrier!r}.")
    check_not_doubted(order)
    check_paid(order)
    # A request that freezes it comes wholly before, or after.
    QueueEntry.objects.select_for_update().get(order=order.pk)
    order = Order.objects.select_related("policy", "payment").get(pk=order.pk)
    _check_waits_for_nothing(order, now)
    packed = _packed_lines(order, lines)
    try:
        facts = _shipment_facts(order, packed, carrier, normalize_number(number), left_at or now)
    except BeyondCalendar as beyond:
        raise FulfillmentRefused(
            "claim_deadline", f"Its claim dates can't be told: {beyond}."
        ) from beyond
    for line in packed:
        record_event(order=order, line=line, kind=EventKind.LINE_SHIPPED, now=now, by=by)
    record_event(order=order, kind=EventKind.PARCEL_SHIPPED, now=now, by=by, facts=facts)
    try:
        payments.request_capture(order=order, now=now, by=by, reason="handed to the carrier")
    except payments.PaymentActionRefused as gone:
        raise FulfillmentRefused("queue", str(gone)) from gone


def _check_waits_for_nothing(order: Order, now: datetime) -> None:
    if waits := waiting_reason(order, now=now):
        raise FulfillmentRefused(
            "cancellation", f"Nothing ships while the cancellation window is open. {waits}"
        )


def _packed_lines(order: Order, chosen: Collection[int] | None) -> list[Line]:
    """The processed lines, or those `chosen` of them; raises `FulfillmentRefused` for none."""
    packed = list(order.lines.filter(state=LineState.PROCESSED).order_by("pk"))
    if chosen is not None:
        packed = [line for line in packed if line.pk in chosen]
    if not packed:
        raise FulfillmentRefused(
            "processing", f"Nothing of {order.number} is processed and waiting to ship."
        )
    return packed


def _shipment_facts(
    order: Order, lines: Sequence[Line], carrier: str, number: str, now: datetime
) -> dict[str, Any]:
    """What left, with whom, when it should arrive, and when a claim opens and closes: recorded now,
    moved by nothing later.
    """
    terms = order.policy.terms
    shipped_on = local_time(terms, now).date()
    dates = claim_dates(terms, shipped_on=shipped_on)
    steps: tuple[Step, ...] = dates.steps
    outlook = arrival_outlook(order, lines, shipped_on=shipped_on)
    return {
        "carrier": carrier,
        "carrier_name": terms.file.carriers[carrier].name,
        "number": number,
        "url": tracking_url(terms, carrier=carrier, number=number),
        "lines": [line.pk for line in lines],
        "shipped_on": shipped_on.isoformat(),
        "arrives": outlook.arrives.data() if outlook else None,
        "arrives_steps": [step.data() for step in outlook.steps] if outlook else [],
        "signature": terms.file.signature.required,
        "claim_opens_at": dates.opens_at.isoformat(),
        "claim_closes_at": dates.closes_at.isoformat(),
        "claim_last_on": dates.last_on.isoformat(),
        "claim_steps": [step.data() for step in steps],
    }
