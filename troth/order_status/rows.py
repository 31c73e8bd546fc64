"""What the database holds of one order, read once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from troth.care.models import CareCase
from troth.event_kinds import EventKind
from troth.fulfillment.models import Crossing, Delay, Label, Parcel, PromiseStatus, Return
from troth.fulfillment.promises import delay_consent, monitoring
from troth.fulfillment.promises.obstacles import in_past_tense_if_lapsed
from troth.orders.confirmations import clock_of
from troth.orders.models import Event, Line, Order
from troth.payments.models import (
    AUTHORIZED,
    LAPSED,
    VOIDED,
    Approval,
    Payment,
    PaymentOperation,
    PaymentRequest,
)
from troth.payments.payment_requests import money_of, open_request
from troth.policy.dates.delay import Money
from troth.policy.dates.outlook import Closure
from troth.policy.dates.promise import local_time
from troth.policy.terms import Terms

MOST_REQUESTS = 50


@dataclass(frozen=True)
class OrderRows:
    """One order's rows, and the instant at which they are looked at."""

    order: Order
    now: datetime
    terms: Terms
    events: list[Event]
    lines: list[Line]
    crossings: dict[int, Crossing]
    boxes: list[Parcel]
    standings: dict[str, PromiseStatus]
    delays: list[Delay]
    requests: list[CareCase]
    operations: list[PaymentOperation]
    approvals: list[Approval]
    open_returns: list[Return]  # parcels that come back, and wait for a choice or a check
    payment_request: PaymentRequest | None = None  # the shopper is asked to pay again

    @property
    def payment(self) -> Payment | None:
        """The order's payment; None for one placed before payments were taken here."""
        return getattr(self.order, "payment", None)

    @cached_property
    def money(self) -> Money:
        """What became of the money, as far as it decides what a cancellation gives back."""
        is_charging = any(
            operation.kind == PaymentOperation.CAPTURE for operation in self.operations
        )
        return money_of(self.order, self.payment, is_charging=is_charging)

    def as_of_now(self, text: str, letter: Event | None) -> str:
        """What a letter said of the order's payment, in words that are still true."""
        payment = self.payment
        has_lapsed = (
            payment is not None
            and payment.state == AUTHORIZED
            and (payment.capture_before is not None and payment.capture_before <= self.now)
        )
        lapses = self.of_kind(EventKind.PAYMENT_AUTHORIZATION_EXPIRED)
        has_lapsed = has_lapsed or any(letter is None or event.at >= letter.at for event in lapses)
        return in_past_tense_if_lapsed(text) if has_lapsed else text

    @property
    def is_unreached(self) -> bool:
        """Whether its confirmation came back, and nothing ships before its shopper has it."""
        return clock_of(self.events).bounce is not None

    @cached_property
    def closures(self) -> tuple[Closure, ...]:
        """Every closure on record; asked for only where dates are counted."""
        return monitoring.current_closures()

    @cached_property
    def today(self) -> date:
        """The store's local day."""
        return self.day_of(self.now)

    @cached_property
    def titles(self) -> dict[int, str]:
        """The pieces' titles by key."""
        return {line.pk: line.title for line in self.lines}

    def day_of(self, at: datetime) -> date:
        """The store's local day of an instant."""
        return local_time(self.terms, at).date()

    def of_kind(self, *kinds: str) -> list[Event]:
        """The events of these kinds, oldest first."""
        return [event for event in self.events if event.kind in kinds]

    def about_number(self, number: str, *kinds: str) -> list[Event]:
        """The events of these kinds about one parcel, oldest first."""
        return [event for event in self.of_kind(*kinds) if event.facts.get("number") == number]

    def lines_in(self, keys: Iterable[int]) -> list[Line]:
        """These lines, in the order's own sequence."""
        wanted = set(keys)
        return [line for line in self.lines if line.pk in wanted]

    def box_of(self, number: str) -> Parcel | None:
        """The packed box behind a tracking number; None for one without a box."""
        return next((box for box in self.boxes if number in _tracking_numbers(box)), None)


def _tracking_numbers(box: Parcel) -> set[str]:
    return {label.number for label in box.labels.all() if label.state == Label.BOUGHT}


def rows_of(order: Order, now: datetime) -> OrderRows:
    """Reads what `status_of` needs of an order, in a fixed number of queries."""
    standings = {standing.warehouse: standing for standing in order.standings.all()}
    boxes = order.parcels.filter(closed_at__isnull=False, set_aside_at=None).order_by("pk")
    was_late = any(standing.rounds for standing in standings.values())
    lines = sorted(order.lines.all(), key=lambda line: line.pk)
    payment = getattr(order, "payment", None)
    requests = order.requests.order_by("-pk").prefetch_related("attachments", "notes")
    return OrderRows(
        order=order,
        now=now,
        terms=order.policy.terms,
        events=sorted(order.events.all(), key=lambda event: event.pk),
        lines=lines,
        crossings=_crossings_by_line(lines),
        boxes=list(boxes.prefetch_related("labels")),
        standings=standings,
        delays=delay_consent.open_rounds(order) if was_late else [],
        requests=list(requests[:MOST_REQUESTS]),
        operations=list(payment.operations.order_by("pk")) if payment else [],
        approvals=_unapproved_refunds(payment),
        open_returns=_open_returns(order),
        payment_request=_payment_request(payment),
    )


def _crossings_by_line(lines: Sequence[Line]) -> dict[int, Crossing]:
    """The way from Japan of the pieces that come from there, by line."""
    from_japan = [line.pk for line in lines if line.warehouse == "jp"]
    if not from_japan:
        return {}
    rows = Crossing.objects.filter(line__in=from_japan).select_related("transfer")
    return {crossing.line_id: crossing for crossing in rows}


def _open_returns(order: Order) -> list[Return]:
    if not any(event.kind.startswith("parcel.return") for event in order.events.all()):
        return []
    return list(order.returns.filter(parcel__isnull=False, ended_at=None).order_by("pk"))


def _payment_request(payment: Payment | None) -> PaymentRequest | None:
    if payment is None or payment.order is None or payment.state not in (LAPSED, VOIDED):
        return None
    return open_request(payment.order)


def _unapproved_refunds(payment: Payment | None) -> list[Approval]:
    """Refunds that a second person was asked for and hasn't approved."""
    if payment is None or payment.captured_cents == 0:
        return []
    return list(payment.approvals.filter(agreed=False).order_by("pk"))


def step_data(steps: Sequence[Any]) -> tuple[dict[str, Any], ...]:
    """Steps as templates show them, whether they come from a row or from the policy."""
    return tuple(step if isinstance(step, dict) else step.data() for step in steps)
