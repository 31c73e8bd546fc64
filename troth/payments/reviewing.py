"""A risky payment waits for a person, for a limited time; its order keeps its place."""

from __future__ import annotations

import contextlib
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from troth.orders.actions import record
from troth.orders.models import Event, Order, Turn
from troth.payments import actions
from troth.policy.lifecycle import NotAllowed
from troth.policy.terms import Terms

OPENED, APPROVED, DECLINED = (
    "payment.review_opened",
    "payment.review_approved",
    "payment.review_declined",
)
_CHECKS = {"line1": "street", "postal_code": "ZIP code", "cvc": "security code"}


def reasons(terms: Terms, checks: dict[str, Any]) -> list[str]:
    """Why the policy wants a person to look at a payment; empty where it doesn't."""
    rule = terms.file.payment
    found = []
    if checks.get("risk_level") in rule.review_risk_levels:
        found.append(
            f"the provider calls its risk {checks['risk_level']} (score"
            f" {checks.get('risk_score', 'unknown')})"
        )
    found += [
        f"the card's issuer says that the {_CHECKS[check]} is wrong"
        for check in rule.review_failed_checks
        if checks.get(check) == "fail"
    ]
    return found


def opening(terms: Terms, checks: dict[str, Any], now: datetime) -> list[Event]:
    """The event that begins a review, for a new order's timeline; none where nothing is risky."""
    why = reasons(terms, checks)
    if not why:
        return []
    until = now + timedelta(hours=terms.file.payment.review_hours)
    return [Event(kind=OPENED, by="policy", facts={"why": why, "until": until.isoformat()})]


def waiting() -> QuerySet[Event]:
    """Reviews that a person must still decide: the order may have been called off without one."""
    over = Event.objects.filter(
        order=OuterRef("order"), kind__in=[APPROVED, DECLINED, actions.CALLED_OFF]
    )
    return Event.objects.filter(~Exists(over), kind=OPENED)


@transaction.atomic
def decide(*, order: Order, approve: bool, note: str, now: datetime, by: str) -> None:
    """A person's answer. Declining calls the order off: nothing is charged, and the pieces are for
    sale again.

    Raises `actions.UnableTo` where nothing waits to be decided.
    """
    Turn.objects.select_for_update().get(
        order=order.pk
    )  # who cancels it at this moment waits, and finds it decided
    locked = Order.objects.get(pk=order.pk)
    opened = locked.review()
    if opened is None:
        raise actions.UnableTo(f"No review of {order.number} waits to be decided.")
    kind = APPROVED if approve else DECLINED
    record(order=locked, kind=kind, now=now, by=by, facts={"note": note[:500]})
    if not approve:
        actions.call_off(order=locked, reason="the payment could not be accepted", now=now, by=by)


def end_overdue(*, now: datetime, limit: int = 200) -> int:
    """Calls off the orders whose review nobody decided in time. Returns how many."""
    ended = 0
    for event in waiting().select_related("order").order_by("pk")[:limit]:
        if datetime.fromisoformat(event.facts["until"]) <= now:
            with contextlib.suppress(
                actions.UnableTo, NotAllowed
            ):  # decided, or called off, at this moment
                decide(
                    order=event.order,
                    approve=False,
                    note="nobody decided in time",
                    now=now,
                    by="time limit",
                )
                ended += 1
    return ended
