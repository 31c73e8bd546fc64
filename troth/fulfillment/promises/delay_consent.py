"""The shopper's answer to a delay, and what silence means when the time has come: 16 CFR
435.2(b).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce

from troth.actors import Actor
from troth.event_kinds import EventKind
from troth.fulfillment.models import Delay, PromiseStatus
from troth.fulfillment.warehouse.queue import FulfillmentRefused
from troth.orders.actions import record_event
from troth.orders.models import Line, Order, QueueEntry
from troth.payments import actions as payments
from troth.payments.payment_requests import money_now
from troth.policy.dates.delay import refund_due_on
from troth.policy.dates.hours import deadline_label, end_of_business_day
from troth.policy.lifecycle import UNSHIPPED, LineState
from troth.roles import CARE
from troth.worklist.actions import close_tasks, open_task

WAIT, CANCEL = "wait", "cancel"
AGREED, ENDED = EventKind.DELAY_ACCEPTED, EventKind.DELAY_ORDER_CANCELLED


def open_rounds(order: Order) -> list[Delay]:
    """The round in which the shopper may still choose, of each warehouse's pieces: the latest one.
    Earlier ones are history, and stand on the timeline.
    """
    waiting = Delay.objects.filter(order=order, standing__shipped_at=None, standing__ended_at=None)
    latest = {
        delay.standing_id: delay
        for delay in waiting.select_related("standing").order_by("standing", "number")
    }
    return [delay for delay in latest.values() if delay.outcome in ("", "consented")]


@transaction.atomic
def answer_delay(*, delay: Delay, answer: str, now: datetime, by: str) -> Delay:
    """The shopper's own choice. To cancel is possible until it ships, also after having agreed to
    wait.

    The same answer twice is one answer. Raises `FulfillmentRefused` once it has shipped or was
    cancelled.
    """
    QueueEntry.objects.select_for_update().get(order=delay.order_id)
    stored = Delay.objects.select_related("standing", "order__policy").get(pk=delay.pk)
    if stored.answer == answer:
        return stored
    _check_answerable(stored)
    stored.answer, stored.answered_at = answer, now
    if answer == CANCEL:
        return _cancel_delayed_lines(
            stored, now=now, by=by, reason="you chose to cancel it because of the delay"
        )
    if stored.outcome != "consented":
        stored.outcome, stored.ended_at = "consented", now
        record_event(
            order=stored.order, kind=AGREED, now=now, by=by, facts={"round": stored.number}
        )
    stored.save()
    return stored


def _check_answerable(delay: Delay) -> None:
    """Raises `FulfillmentRefused` where there is nothing to choose any more."""
    if (
        delay.outcome in (CANCEL, "replaced")
        or delay.standing.ended_at
        or _is_cancelled(delay.standing)
    ):
        raise FulfillmentRefused(
            "cancellation",
            "This question is over. Your order's page shows how things stand now.",
        )
    if _has_shipped(delay.standing):
        raise FulfillmentRefused(
            "cancellation",
            "It has shipped in the meantime, so it can't be cancelled. Your parcel is on its way.",
        )


def end_delays_of_resent(order: Order, sent_again: Sequence[Line], now: datetime) -> None:
    """What was asked about pieces before they left is over once they came back and are sent again,
    unless others wait with them that it was asked about too.
    """
    keys = {line.pk for line in sent_again}
    for standing in PromiseStatus.objects.filter(
        order=order, warehouse__in={line.warehouse for line in sent_again}
    ):
        if not _unshipped_lines(standing).exclude(pk__in=keys).exists():
            open_delays = standing.delays.filter(outcome__in=("", "consented"))
            open_delays.update(outcome="shipped", ended_at=Coalesce("ended_at", Value(now)))


def due_delays(*, now: datetime, limit: int = 500) -> list[int]:
    """Rounds whose time has come and that nobody has ended."""
    over = Delay.objects.filter(ended_at=None, decides_at__lte=now)
    return list(over.order_by("decides_at", "pk").values_list("pk", flat=True)[:limit])


@transaction.atomic
def decide_delay(*, delay_id: int, now: datetime) -> Delay | None:
    """What silence means, once the time has come. None where there was nothing to decide."""
    unlocked = Delay.objects.select_related("standing", "order__policy").get(pk=delay_id)
    QueueEntry.objects.select_for_update().get(order=unlocked.order_id)
    delay = Delay.objects.select_related("standing", "order__policy").get(pk=delay_id)
    if delay.ended_at is not None or now < delay.decides_at:
        return None
    if _has_shipped(delay.standing):
        delay.outcome, delay.ended_at = "shipped", now
    elif delay.standing.ended_at is not None or _is_cancelled(delay.standing):
        delay.outcome, delay.ended_at = "replaced", now
    elif delay.silence == "consent":
        delay.outcome, delay.ended_at = "consented", now
        record_event(
            order=delay.order, kind=AGREED, now=now, by=Actor.SILENCE, facts={"round": delay.number}
        )
    else:
        until = deadline_label(delay.order.policy.terms, delay.decides_at)
        return _cancel_delayed_lines(
            delay,
            now=now,
            by=Actor.POLICY,
            reason=f"it was late, and you hadn't told us by {until} that you want to wait",
        )
    delay.save()
    return delay


def ask_for_help(*, delay_id: int, why: str, now: datetime) -> None:
    """The refund that was announced could not be made by itself: a person makes it today."""
    delay = Delay.objects.select_related("order__policy").get(pk=delay_id)
    order = delay.order
    open_task(
        key=f"delay.{delay.pk}",
        kind="late_refund",
        role=CARE,
        title=f"{order.number} was to be cancelled and refunded by now: do it by hand",
        detail=why,
        due_at=end_of_business_day(order.policy.terms, now),
        now=now,
        order=order,
        link=f"/desk/orders/{order.number}",
    )


def _cancel_delayed_lines(delay: Delay, *, now: datetime, by: str, reason: str) -> Delay:
    """The delayed pieces that are still here are cancelled, and all that was paid for them goes
    back by the law's day. What was packed is looked at before it is for sale again.
    """
    terms = delay.order.policy.terms
    late = list(_unshipped_lines(delay.standing).values_list("pk", flat=True))
    try:
        payments.cancel_order(order=delay.order, reason=reason, now=now, by=by, lines=late)
    except payments.PaymentActionRefused as unable:
        raise FulfillmentRefused("cancellation", str(unable)) from unable
    delay.outcome, delay.ended_at = CANCEL, now
    facts: dict[str, Any] = {"round": delay.number}
    if money_now(delay.order) == "charged":  # of what was only authorized, nothing goes back
        delay.refund_due_on = refund_due_on(terms, vested_at=now)
        facts["refund_due_on"] = delay.refund_due_on.isoformat()
    delay.save()
    record_event(order=delay.order, kind=ENDED, now=now, by=by, facts=facts)
    PromiseStatus.objects.filter(pk=delay.standing_id).update(ended_at=now)
    prefix = f"late.{delay.order.number}.{delay.standing.warehouse}."
    close_tasks(prefix=prefix, now=now, by=by, outcome="It is cancelled.")
    return delay


def _is_cancelled(standing: PromiseStatus) -> bool:
    """Whether its pieces were cancelled for another reason; the standing itself is told of that a
    moment later.
    """
    return (
        not standing.order.lines.filter(warehouse=standing.warehouse)
        .exclude(state=LineState.CANCELLED)
        .exists()
    )


def _has_shipped(standing: PromiseStatus) -> bool:
    """Whether none of its pieces is here any more, and not because they were cancelled."""
    return not _unshipped_lines(standing).exists() and not _is_cancelled(standing)


def _unshipped_lines(standing: PromiseStatus) -> QuerySet[Line]:
    return standing.order.lines.filter(warehouse=standing.warehouse, state__in=UNSHIPPED)
