"""The daily tie-out: every cent at the provider has its order, and every order its cents."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Max, Min, Sum

from troth.orders.models import Order
from troth.payments.models import (
    AUTHORIZED,
    CAPTURED,
    STARTED,
    Payment,
    PaymentOperation,
    Reconciliation,
)
from troth.payments.provider import PaymentSnapshot, Provider, ProviderRefused

EVERY = timedelta(days=1)
BACK = timedelta(days=8)  # a reservation lives for seven
LATE = timedelta(hours=6)  # a provider that is silent for an hour or two is no task
GRACE = timedelta(minutes=5)  # what was paid a moment ago is still on its way to us
MOST_KEPT = 1000


def reconcile_payments(
    *, since: datetime, until: datetime, now: datetime, provider: Provider
) -> Reconciliation:
    """Compares what was paid, taken, released or given back from `since` to before `until`, on both
    sides, and keeps what differs. What differs is asked for once more first: it may have moved
    while the lists were read.

    Raises `ProviderUnreachable`: half a comparison is none.
    """
    theirs = _list_snapshots(since, until, provider)
    differences = _compare_payments(theirs, since, until, now)
    if doubtful := {difference["intent"] for difference in differences} & set(theirs):
        again = _fetch_snapshots(doubtful, provider)
        differences = _compare_payments(theirs | again, since, until, now)
    return Reconciliation.objects.create(
        made_at=now,
        since=since,
        until=until,
        payments=len(theirs),
        differences=differences[:MOST_KEPT],
    )


def _list_snapshots(
    since: datetime, until: datetime, provider: Provider
) -> dict[str, PaymentSnapshot]:
    """By intent, the payments of that time, and older ones whose money moved then."""
    listed = {
        snapshot.intent_id: snapshot
        for snapshot in provider.every_payment(since=since, until=until)
    }
    moved = PaymentOperation.objects.filter(
        done_at__gte=since, done_at__lt=until, payment__intent_id__isnull=False
    )
    older = {
        *filter(None, moved.values_list("payment__intent_id", flat=True)),
        *provider.refunded_payments(since=since, until=until),
    }
    return listed | _fetch_snapshots(older - set(listed), provider)


def is_reconciliation_due(*, now: datetime) -> bool:
    """Whether a day has passed since the last one that looked as far back."""
    whole = Reconciliation.objects.filter(made_at__gt=now - EVERY, until__gte=F("since") + BACK)
    return not whole.exists()


def overdue_since(*, now: datetime) -> datetime | None:
    """Since when the daily comparison is missing: none looked far enough back for longer than a day
    and `LATE`, counted from the last one or from the first payment. None where none is missing.
    """
    whole = Reconciliation.objects.filter(until__gte=F("since") + BACK)
    last = whole.aggregate(last=Max("made_at"))["last"]
    counted_from = last or Payment.objects.aggregate(first=Min("made_at"))["first"]
    if counted_from is None:
        return None
    due_at: datetime = counted_from + EVERY
    return due_at if now > due_at + LATE else None


def _fetch_snapshots(intents: set[str], provider: Provider) -> dict[str, PaymentSnapshot]:
    """Each by itself. What the provider doesn't know is left out, and so is found to be missing."""
    snapshots = {}
    for intent_id in sorted(intents):
        with contextlib.suppress(ProviderRefused):
            snapshots[intent_id] = provider.intent(intent_id)
    return snapshots


def _compare_payments(
    theirs: dict[str, PaymentSnapshot], since: datetime, until: datetime, now: datetime
) -> list[dict[str, Any]]:
    ours = {payment.key: payment for payment in _our_payments(since, until, theirs)}
    return [
        *_provider_differences(theirs, ours, now),
        *_store_differences(theirs, ours, since, until),
    ]


def _our_payments(
    since: datetime, until: datetime, theirs: dict[str, PaymentSnapshot]
) -> Iterator[Payment]:
    payments = Payment.objects.select_related("order")
    yield from payments.filter(made_at__gte=since, made_at__lt=until)
    keys = [snapshot.key for snapshot in theirs.values() if snapshot.key]
    for start in range(0, len(keys), 500):
        yield from payments.filter(key__in=keys[start : start + 500])


def _provider_differences(
    theirs: dict[str, PaymentSnapshot], ours: dict[str, Payment], now: datetime
) -> Iterator[dict[str, Any]]:
    refunds = _refunds_done(ours)
    for intent_id, snapshot in theirs.items():
        payment = ours.get(snapshot.key)
        if payment is None:
            if snapshot.reserved or _net_cents(snapshot):
                yield _difference_row(
                    intent_id,
                    intent_id,
                    "The provider has it, and we know of no such payment",
                    0,
                    snapshot.amount_cents,
                )
        elif not _is_in_flight(payment, now):
            about = payment.order.number if payment.order else intent_id
            refunded_cents = refunds.get(payment.pk, 0)
            for text, ours_cents, theirs_cents in _differences_of(
                payment, snapshot, refunded_cents
            ):
                yield _difference_row(intent_id, about, text, ours_cents, theirs_cents)


def _net_cents(snapshot: PaymentSnapshot) -> int:
    """What the provider has taken and not given back."""
    return snapshot.received_cents - snapshot.refunded_cents


def _differences_of(
    payment: Payment, snapshot: PaymentSnapshot, refunded_cents: int
) -> list[tuple[str, int, int]]:
    """What differs of a payment that both know: in words, in our cents and in the provider's."""
    has_money = snapshot.reserved or bool(_net_cents(snapshot))
    only_ours = payment.state == AUTHORIZED and not snapshot.reserved
    checks = [
        (
            payment.order is None and has_money,
            "It is reserved or taken, and there is no order",
            0,
            _net_cents(snapshot) or snapshot.amount_cents,
        ),
        (
            snapshot.received_cents != payment.captured_cents,
            "What was taken differs",
            payment.captured_cents,
            snapshot.received_cents,
        ),
        (
            snapshot.refunded_cents != refunded_cents,
            "What was refunded differs",
            refunded_cents,
            snapshot.refunded_cents,
        ),
        (
            only_ours and snapshot.intent != "succeeded",
            f"We think it is reserved; it is {snapshot.intent}",
            payment.amount_cents,
            0,
        ),
        (
            snapshot.amount_cents != payment.amount_cents,
            "The amounts differ",
            payment.amount_cents,
            snapshot.amount_cents,
        ),
    ]
    return [
        (text, ours_cents, theirs_cents)
        for differs, text, ours_cents, theirs_cents in checks
        if differs
    ]


def _refunds_done(ours: dict[str, Payment]) -> dict[int, int]:
    done = PaymentOperation.objects.filter(
        kind=PaymentOperation.REFUND, done_at__isnull=False, failed=False
    )
    summed = (
        done.filter(payment__in=list(ours.values()))
        .values_list("payment")
        .annotate(cents=Sum("amount_cents"))
    )
    return dict(summed)


def _store_differences(
    theirs: dict[str, PaymentSnapshot], ours: dict[str, Payment], since: datetime, until: datetime
) -> Iterator[dict[str, Any]]:
    seen = {snapshot.key for snapshot in theirs.values()}
    for payment in ours.values():
        inside = since + GRACE <= payment.made_at < until - GRACE
        if (
            payment.order
            and payment.state in (AUTHORIZED, CAPTURED)
            and payment.key not in seen
            and inside
        ):
            yield _difference_row(
                "",
                payment.order.number,
                "The provider knows no such payment",
                payment.amount_cents,
                0,
            )
    for order in Order.objects.filter(placed_at__gte=since, placed_at__lt=until, payment=None):
        yield _difference_row("", order.number, "The order has no payment", order.total_cents, 0)


def _is_in_flight(payment: Payment, now: datetime) -> bool:
    """Whether it is on its way: its page may still be paid and become an order, or an operation is
    being tried.
    """
    open_page = payment.state == STARTED and payment.closes_at > now - GRACE
    placed_now = payment.state == AUTHORIZED and payment.made_at > now - GRACE
    tried = payment.operations.filter(done_at=None, asked_at__gt=now - timedelta(hours=1))
    return open_page or placed_now or tried.exists()


def _difference_row(
    intent: str, about: str, text: str, ours_cents: int, theirs_cents: int
) -> dict[str, Any]:
    return {
        "intent": intent,
        "about": about,
        "sentence": text,
        "ours_cents": ours_cents,
        "theirs_cents": theirs_cents,
    }
