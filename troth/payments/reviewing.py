"""A risky payment waits for a person, for some business hours; its order keeps its place."""

from __future__ import annotations

import contextlib
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from troth.actors import Actor
from troth.event_kinds import EventKind
from troth.orders.actions import record_event
from troth.orders.models import Event, Order, QueueEntry
from troth.payments import actions
from troth.policy.dates.hours import after_business_hours, within_business_hours
from troth.policy.lifecycle import TransitionRefused
from troth.policy.terms import Terms

OPENED, APPROVED, DECLINED, EXPIRED = (
    EventKind.PAYMENT_REVIEW_OPENED,
    EventKind.PAYMENT_REVIEW_APPROVED,
    EventKind.PAYMENT_REVIEW_DECLINED,
    EventKind.PAYMENT_REVIEW_EXPIRED,
)
NOT_REVIEWED = (
    "we didn't review the payment in time, which is our mistake; your card was not charged"
)
_CHECKS = {"line1": "street", "postal_code": "ZIP code", "cvc": "security code"}


def review_reasons(terms: Terms, checks: dict[str, Any]) -> list[str]:
    """Why the policy wants a person to look at a payment; empty where it doesn't."""
    rule = terms.file.payment
    problems = []
    if checks.get("risk_level") in rule.review_risk_levels:
        problems.append(
            f"the provider calls its risk {checks['risk_level']} (score"
            f" {checks.get('risk_score', 'unknown')})"
        )
    problems += [
        f"the card's issuer says that the {_CHECKS[check]} is wrong"
        for check in rule.review_failed_checks
        if checks.get(check) == "fail"
    ]
    return problems


def review_opening_events(
    terms: Terms, checks: dict[str, Any], *, lapses_at: datetime, now: datetime
) -> list[Event]:
    """The event that begins a review, for a new order's timeline; none where nothing is risky.
    `lapses_at` is when the card's authorization expires.
    """
    why = review_reasons(terms, checks)
    if not why:
        return []
    until = review_limit(terms, lapses_at=lapses_at, now=now)
    return [Event(kind=OPENED, by=Actor.POLICY, facts={"why": why, "until": until.isoformat()})]


def review_limit(terms: Terms, *, lapses_at: datetime, now: datetime) -> datetime:
    """Until when a person decides: so many business hours, and always while the authorization still
    holds; by the time at which the policy calls it about to lapse, where it lives that long.

    It is a time at which people work, so that no limit passes over a night, a weekend or a holiday;
    only where nobody works at all before the authorization lapses, it is not.
    """
    rule = terms.file.payment
    about_to_lapse = lapses_at - timedelta(hours=rule.before_expiry_hours)
    latest = max(about_to_lapse, now + (lapses_at - now) / 2)
    in_hours = (within_business_hours(terms, instant) for instant in (latest, lapses_at))
    latest = next((instant for instant in in_hours if instant > now), latest)
    return min(after_business_hours(terms, now, rule.review_hours), latest)


def open_reviews() -> QuerySet[Event]:
    """Reviews that a person must still decide: the order may have been cancelled without one. An
    order that was paid again may have been reviewed before.
    """
    over = Event.objects.filter(
        order=OuterRef("order"),
        pk__gt=OuterRef("pk"),
        kind__in=[APPROVED, DECLINED, EXPIRED, EventKind.ORDER_CANCELLED],
    )
    return Event.objects.filter(~Exists(over), kind=OPENED)


@transaction.atomic
def decide_review(*, order: Order, approve: bool, note: str, now: datetime, by: str) -> None:
    """A person's answer. Declining calls the order off: nothing is charged, and the pieces are for
    sale again.

    Raises `PaymentActionRefused` where nothing waits to be decided.
    """
    stored = _lock_order_in_review(order)
    kind = APPROVED if approve else DECLINED
    record_event(order=stored, kind=kind, now=now, by=by, facts={"note": note[:500]})
    if not approve:
        actions.cancel_order(
            order=stored, reason="the payment could not be accepted", now=now, by=by
        )


@transaction.atomic
def expire_review(*, order: Order, now: datetime) -> None:
    """Nobody decided in time: that is recorded as what it is, and the order is cancelled.

    Raises `PaymentActionRefused` where nothing waits to be decided.
    """
    stored = _lock_order_in_review(order)
    record_event(order=stored, kind=EXPIRED, now=now, by=Actor.TIME_LIMIT)
    actions.cancel_order(order=stored, reason=NOT_REVIEWED, now=now, by=Actor.TIME_LIMIT)


def _lock_order_in_review(order: Order) -> Order:
    """The order as stored, with its review undecided. Who cancels it at this moment waits, and
    finds it decided.
    """
    QueueEntry.objects.select_for_update().get(order=order.pk)
    stored = Order.objects.get(pk=order.pk)
    if stored.review() is None:
        raise actions.PaymentActionRefused(f"No review of {order.number} waits to be decided.")
    return stored


def expire_overdue_reviews(*, now: datetime, limit: int = 200) -> int:
    """Cancels the orders whose review nobody decided in time. Returns how many."""
    ended = 0
    for event in open_reviews().select_related("order").order_by("pk")[:limit]:
        if datetime.fromisoformat(event.facts["until"]) <= now:
            # Decided, or cancelled, at this moment.
            with contextlib.suppress(actions.PaymentActionRefused, TransitionRefused):
                expire_review(order=event.order, now=now)
                ended += 1
    return ended
