"""Holding an order and letting it go on: what stands of its dates, and what its shopper is told."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_noop as _

from troth.actors import Actor
from troth.approvals.models import ApprovalRequest
from troth.care.cases import CaseActionRefused
from troth.care.models import CareCase
from troth.fulfillment.models import PromiseStatus
from troth.fulfillment.promises import monitoring
from troth.orders import actions as orders
from troth.orders.models import Event, Order
from troth.payments.payment_requests import money_now
from troth.policy.dates.calendars import day_label, span_label
from troth.policy.dates.delay import cancelled_with

CLAUSE = "queue"


def hold_blocked_by(hold: Event) -> str:
    """What must be answered before a hold can end: a request, or a second person's decision. Empty
    where a person may release it.
    """
    request = CareCase.objects.unended().filter(hold=hold).first()
    if request is not None:
        return f"It ends when {request.key} is answered."
    waiting = ApprovalRequest.objects.waiting().filter(facts__hold=hold.pk).first()
    return _("It ends when a second person has decided.") if waiting is not None else ""


def hold_order(*, order: Order, why: str, now: datetime, by: str) -> str:
    """Holds the order in its place. Returns what stands, in words for staff. Raises
    `CaseActionRefused` without a reason, and where nothing of it is left to ship.
    """
    if not why.strip():
        raise CaseActionRefused(CLAUSE, _("Say why it is held."))
    if not Order.objects.unshipped().filter(pk=order.pk).exists():
        raise CaseActionRefused(
            CLAUSE, _("Nothing of the order is left to ship, so there is nothing to hold.")
        )
    orders.hold_order(order=order, why=why, now=now, by=by)
    return f"Held: it keeps its place. {what_stands(order)}"


def release_order(*, hold: Event, why: str, now: datetime, by: str) -> str:
    """Ends one hold, works the dates out anew, and tells the shopper where they moved. Returns what
    stands, in words for staff. Raises `CaseActionRefused` without a reason, and for a hold that
    something else ends.
    """
    if not why.strip():
        raise CaseActionRefused(CLAUSE, _("Say why it goes on."))
    if waits := hold_blocked_by(hold):
        raise CaseActionRefused(CLAUSE, f"{waits} Until then the order keeps its place and waits.")
    before = dates_of(hold.order)
    if orders.release_hold(hold=hold, why=why, now=now, by=by) is None:
        return _("It was released already.")
    monitoring.reassess_order(hold.order, now=now, by=Actor.POLICY, goes_on=True)
    after = dates_of(hold.order)
    if after == before:
        return f"Released: it goes on in its turn. The dates stand: {after}."
    if (
        PromiseStatus.objects.filter(order=hold.order, ended_at=None)
        .exclude(unknown_why="")
        .exists()
    ):
        return f"Released: it goes on in its turn. The customer is emailed why: {after}."
    return f"Released: it goes on in its turn. The customer is emailed the new dates: {after}."


def what_stands(order: Order) -> str:
    """What a held order's shopper has been told, and is told next."""
    return (
        f"The dates stand: {dates_of(order)}. The customer isn't emailed about the hold; if it"
        " still waits on the last day to ship, we email that it's late, and they may cancel,"
        f" {cancelled_with(money_now(order))}."
    )


def dates_of(order: Order) -> str:
    """When each of its parts ships and arrives, as the shopper knows it."""
    parts = []
    for row in PromiseStatus.objects.filter(order=order, ended_at=None, shipped_at=None).order_by(
        "pk"
    ):
        if row.unknown_why:
            parts.append(f"no date is known ({row.unknown_why})")
            continue
        arrives = span_label(row.arrives_from, row.arrives_by)
        parts.append(f"ships by {day_label(row.ship_by)}, arrives {arrives}")
    return "; ".join(parts) or "none is promised yet"
