"""Cancelling an order before it ships although no clause asks for it: an exception that two people
record, with everything returned. Clause `cancellation`.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from troth.actors import Actor
from troth.approvals.actions import (
    ApprovalRefused,
    decide_request,
    request_approval,
    waiting_requests,
)
from troth.approvals.models import ApprovalRequest
from troth.care.cancellations.cancellation import is_cancelled
from troth.care.cancellations.remaining import what_remains
from troth.care.cases import CaseActionRefused, lock_order
from troth.event_kinds import EventKind
from troth.orders.actions import hold_order, record_event, release_hold
from troth.orders.models import Event, Order
from troth.payments import actions as payments
from troth.payments.models import Payment
from troth.policy.lifecycle import MOVES
from troth.policy.lifecycle import TransitionRefused as NotMovable
from troth.policy.texts import shorten_text

KIND = "order.cancel_goodwill"
BY_CARE = EventKind.CANCELLATION_MADE_BY_CARE
WAITS = "A cancellation as goodwill waits for a second person."
CLAUSE = "cancellation"
BY_SHOPPER, BY_STORE = (
    ("Whose wish", "The customer asks for it"),
    ("Whose wish", "The store can't deliver it"),
)
THEN = ("If you approve", "Everything paid is returned.")
DETAILS = (BY_SHOPPER, BY_STORE, THEN)


def why_not_goodwill(order: Order) -> str:
    """Why the order can't be cancelled as goodwill, and what stands; empty where it can."""
    if is_cancelled(order):
        return "The order is cancelled already, and everything is returned."
    if _has_left(order):
        return (
            "A part of the order has shipped, so it can't be cancelled any more."
            f" {what_remains(order)}"
        )
    if waiting_requests(KIND, order=order.number).exists():
        return "A colleague has asked for it: it waits for a second person."
    return ""


def _has_left(order: Order) -> bool:
    """Whether a piece is on its way, or gone, or back in stock. What came back and is to be sent
    again hasn't.
    """
    may_be_cancelled = (*MOVES[EventKind.LINE_CANCELLED].sources, "cancelled")
    return order.lines.exclude(state__in=may_be_cancelled).exists()


def would_ship_refunded(order: Order, item_cents: int) -> bool:
    """Whether a refund of so much gives the whole price back while nothing has left, so that the
    pieces would ship for nothing: the order is cancelled instead.
    """
    payment = Payment.objects.filter(order=order).first()
    if payment is None or payment.captured_cents == 0 or why_not_goodwill(order):
        return False
    return item_cents == payments.refundable_parts(payment)["item_cents"] > 0


@transaction.atomic
def ask_for_goodwill(
    *, order: Order, reason: str, asked_by_shopper: bool, now: datetime, by: str
) -> ApprovalRequest:
    """Asks a second person to cancel the order; until they decide it is held, and keeps its place.

    `reason` is in words that the shopper reads where it isn't their own wish. Raises
    `CaseActionRefused`.
    """
    stored = lock_order(order)
    if problem := why_not_goodwill(stored):
        raise CaseActionRefused(CLAUSE, problem)
    if not reason.strip():
        raise CaseActionRefused(CLAUSE, "Reason: say why, for the second person and the record.")
    held = hold_order(order=stored, why=WAITS, now=now, by=by)
    try:
        return request_approval(
            kind=KIND,
            key=f"{KIND}.{stored.number}.{held.pk}",
            title=f"Cancel {stored.number} as goodwill",
            reason=reason,
            facts={"order": stored.number, "hold": held.pk, "asked": asked_by_shopper},
            details=[BY_SHOPPER if asked_by_shopper else BY_STORE, THEN],
            link=f"/desk/orders/{stored.number}",
            by=by,
            now=now,
        )
    except ApprovalRefused as unable:
        raise CaseActionRefused(CLAUSE, str(unable)) from unable


def apply_goodwill(request: ApprovalRequest, *, now: datetime, by: str) -> str:
    """The second person agrees: the order is cancelled, and everything is returned. Raises
    `ApprovalRefused` where it has shipped or was cancelled meanwhile.
    """
    order = lock_order(Order.objects.get(number=request.facts["order"]))
    if is_cancelled(order):
        raise ApprovalRefused(
            "The order is cancelled already. Decline this: there is nothing to do."
        )
    facts = {"way": "goodwill", "clause": CLAUSE, "reason": request.reason}
    try:
        with transaction.atomic():
            record_event(order=order, kind=BY_CARE, now=now, by=by[:100], facts=facts)
            payments.cancel_order(
                order=order,
                reason=shorten_text(request.reason, 200),
                now=now,
                by=by[:100],
                requested=bool(request.facts["asked"]),
            )
    except (payments.PaymentActionRefused, NotMovable) as unable:
        raise ApprovalRefused(f"{unable} Decline this. {what_remains(order)}") from unable
    _release_order(request, now, by)
    return "The order is cancelled, and everything is returned."


def decline_goodwill(request: ApprovalRequest, *, now: datetime, by: str) -> str:
    """The second person says no, or the first one takes it back: the order goes on in its turn."""
    _release_order(request, now, by)
    return "The order goes on in its place."


def _release_order(request: ApprovalRequest, now: datetime, by: str) -> None:
    held = Event.objects.filter(pk=request.facts["hold"]).select_related("order").first()
    if held is not None:
        release_hold(hold=held, now=now, by=by[:100], why="Decided by a second person.")


def decline_if_cancelled(*, order: Order, now: datetime) -> None:
    """The order was cancelled in another way: there is nothing left for a second person to
    decide.
    """
    for request in waiting_requests(KIND, order=order.number):
        decide_request(
            request=request,
            agree=False,
            by=Actor.POLICY,
            now=now,
            note="It was cancelled meanwhile.",
        )
