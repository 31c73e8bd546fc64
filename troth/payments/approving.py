"""Refunds that a person decides: where an order is given back more than the policy's limit in all,
a second person agrees before any money moves.

The limit counts the order, not the refund: what people have decided so far, what waits, and this
one. Which refunds a rule decides alone is written in `docs/decisions`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.module_loading import import_string

from troth.actors import decided_by_people, people_in
from troth.event_kinds import EventKind
from troth.orders.actions import record_event
from troth.orders.models import Order, QueueEntry
from troth.payments.actions import (
    PaymentActionRefused,
    refund_blocked_by_dispute,
    request_refund,
)
from troth.payments.models import Approval, Payment, PaymentOperation
from troth.payments.parts import (
    PaymentDisputed,
    check_not_disputed,
    check_refundable_parts,
    refundable_parts,
)
from troth.policy.texts import shorten_text

ASKED, DECLINED = EventKind.REFUND_APPROVAL_REQUESTED, EventKind.REFUND_APPROVAL_DECLINED
NOT_TAKEN = "Nothing was taken for this order yet, so nothing can be given back."

# How the keys of refunds begin that follow from a rule, and that letters have told of.
OWED_BY_RULE = ("authentic", "returned", "tax")

# What an approved refund carries out, by how its key begins: dotted names of functions
# `(approval, *, now, by) -> None`, called in the transaction of the approval. They raise
# `PaymentActionRefused` where it can't be done any more; then the refund still waits, and can be
# declined.
_CARRIES_OUT = {
    "cancel.": "troth.care.cancellations.cancellation.refund_approved",
    "claim.": "troth.care.not_received.claims.refund_approved",
    "damage.": "troth.care.damage.refund_approved",
}


@dataclass(frozen=True, slots=True)
class PersonsRefund:
    """A refund of an order that people decided, or that waits for a second person."""

    amount_cents: int
    by: str
    at: datetime
    reason: str
    waits: bool


def refunds_by_people(payment: Payment) -> list[PersonsRefund]:
    """What people have given back of a payment so far, by whichever way, and what waits for a
    second person; oldest first. What a rule gave back isn't among them.
    """
    done = payment.operations.filter(kind=PaymentOperation.REFUND, failed=False)
    waiting = payment.approvals.filter(decided_at=None)
    rows = [
        PersonsRefund(
            operation.amount_cents, operation.by, operation.asked_at, operation.reason, waits=False
        )
        for operation in done
        if decided_by_people(operation.by)
    ]
    rows += [
        PersonsRefund(
            approval.amount_cents, approval.by, approval.asked_at, approval.reason, waits=True
        )
        for approval in waiting
    ]
    return sorted(rows, key=lambda row: row.at)


def total_refunded_by_people(payment: Payment) -> int:
    """The sum of `refunds_by_people`, in cents."""
    return sum(row.amount_cents for row in refunds_by_people(payment))


def why_no_refund(order: Order) -> str:
    """Why nothing of an order can be refunded now, in words for staff; empty where it can."""
    payment = Payment.objects.filter(order=order).first()
    if payment is None or payment.captured_cents == 0:
        return NOT_TAKEN
    try:
        check_not_disputed(payment)
    except PaymentDisputed as disputed:
        return str(disputed)
    return ""


def needs_second_person(payment: Payment, cents: int, *, by: str) -> bool:
    """Whether a refund of so much, decided by these people, would wait for a second person."""
    if payment.order is None or len(people_in(by)) >= 2:
        return False
    limit = payment.order.policy.terms.file.care.second_person_above_cents
    return cents + total_refunded_by_people(payment) > limit


@transaction.atomic
def submit_refund(
    *,
    order: Order,
    parts: dict[str, int],
    key: str,
    reason: str,
    now: datetime,
    by: str,
    exact: bool = False,
    exception: bool = False,
) -> PaymentOperation | Approval | None:
    """So much is to be given back, in the parts given, each at most what is left of it; `exact`, or
    not at all. The same `key` asks once.

    It is owed from now on while the order's sum stays within the policy's limit, or where `by`
    names two people; else it waits for a second person. An `exception` to a clause always takes
    two. None where nothing is left to give. Raises `PaymentActionRefused` where the money was never
    taken, and `PaymentDisputed` where a dispute blocks every refund.
    """
    # The payment's row is locked: two refunds at the same moment see each other's sum.
    payment = Payment.objects.select_for_update().filter(order=order).first()
    if payment is None or payment.captured_cents == 0:
        raise PaymentActionRefused(NOT_TAKEN)
    if waiting := Approval.objects.filter(payment=payment, key=key).first():
        return waiting
    if owed := PaymentOperation.objects.filter(key=f"{payment.key}.refund.{key}").first():
        return owed
    check_not_disputed(payment)
    if exact:
        check_refundable_parts(payment, parts)
    left = refundable_parts(payment)
    parts = {name: max(min(cents, left[name]), 0) for name, cents in parts.items()}
    cents = sum(parts.values())
    if cents <= 0 and not exact:
        return None
    two = len(people_in(by)) >= 2
    if two or not (exception or needs_second_person(payment, cents, by=by)):
        return _request_refund_of_parts(payment, parts, key, reason, now, by)
    return _ask_second_person(order, payment, parts, key, reason, now, by)


def _ask_second_person(
    order: Order,
    payment: Payment,
    parts: dict[str, int],
    key: str,
    reason: str,
    now: datetime,
    by: str,
) -> Approval:
    cents, reason = sum(parts.values()), shorten_text(reason, 200)
    total = cents + total_refunded_by_people(payment)
    approval = Approval.objects.create(
        payment=payment,
        key=key,
        parts=parts,
        amount_cents=cents,
        reason=reason,
        by=by,
        asked_at=now,
    )
    facts = {"amount_cents": cents, "reason": reason, "parts": parts, "in_all_cents": total}
    record_event(order=order, kind=ASKED, now=now, by=by, facts=facts)
    return approval


@transaction.atomic
def submit_or_note_blocked_refund(
    *, order: Order, parts: dict[str, int], key: str, reason: str, now: datetime, by: str
) -> PaymentOperation | Approval | None:
    """Asks for a refund that is owed by what has happened, and not by whoever pressed last. Where a
    dispute blocks it, that is noted instead, and it is asked for once the store has won.
    """
    payment = Payment.objects.select_for_update().filter(order=order).first()
    if payment is not None and refund_blocked_by_dispute(
        payment=payment, parts=parts, now=now, by=by, key=key, why=reason
    ):
        return None
    return submit_refund(order=order, parts=parts, key=key, reason=reason, now=now, by=by)


def submit_refunds_after_dispute(*, order: Order, dispute: str, now: datetime) -> None:
    """Asks for each refund that a dispute has blocked: it is over, and the store has the money."""
    blocked = order.events.filter(kind=EventKind.REFUND_BLOCKED, facts__dispute=dispute)
    for event in blocked.exclude(facts__key="").order_by("pk"):
        submit_refund(
            order=order,
            parts=event.facts["parts"],
            key=event.facts["key"],
            reason=event.facts["reason"],
            now=now,
            by=event.by,
        )


@transaction.atomic
def decide_refund(
    *, approval: Approval, agree: bool, now: datetime, by: str
) -> PaymentOperation | None:
    """The second person's word, once; what was decided is carried out in the same transaction.
    Raises `PaymentActionRefused` for the person who asked, and where it can't be carried out any
    more.
    """
    stored = _lock_approval(approval)
    if by in people_in(stored.by):
        raise PaymentActionRefused("Another person must agree: it was you who asked for it.")
    if stored.decided_at is not None:
        return None
    Approval.objects.filter(pk=stored.pk).update(decided_at=now, decided_by=by, agreed=agree)
    if not agree:
        facts = {"amount_cents": stored.amount_cents, "reason": stored.reason}
        assert stored.payment.order is not None
        record_event(order=stored.payment.order, kind=DECLINED, now=now, by=by, facts=facts)
        return None
    people = f"{stored.by}, {by}"[:100]
    owed = _request_refund_of_parts(
        stored.payment,
        stored.parts,
        stored.key,
        stored.reason,
        now,
        people,
        since=stored.asked_at,
    )
    _run_approved_action(stored, now, people)
    return owed


def _lock_approval(approval: Approval) -> Approval:
    """Locks the order's turn first, as care does, then the payment's row, as `submit_refund` does,
    to avoid deadlocks; so nobody counts the refund twice, or not at all.
    """
    order = Payment.objects.values_list("order", flat=True).get(pk=approval.payment_id)
    QueueEntry.objects.select_for_update().filter(order=order).first()
    Payment.objects.select_for_update().get(pk=approval.payment_id)
    return (
        Approval.objects.select_for_update(of=("self",))
        .select_related("payment__order__policy")
        .get(pk=approval.pk)
    )


def _run_approved_action(approval: Approval, now: datetime, people: str) -> None:
    for begins, name in _CARRIES_OUT.items():
        if approval.key.startswith(begins):
            function: Callable[..., None] = import_string(name)
            function(approval, now=now, by=people)


def _request_refund_of_parts(
    payment: Payment,
    parts: dict[str, int],
    key: str,
    reason: str,
    now: datetime,
    by: str,
    since: datetime | None = None,
) -> PaymentOperation:
    paid_parts = {name: cents for name, cents in parts.items() if cents}
    return request_refund(
        payment=payment,
        amount_cents=sum(paid_parts.values()),
        key=key,
        now=now,
        by=by,
        reason=reason,
        parts=paid_parts,
        since=since,
    )


# Refunds that a rule or a request made; what has another key, a person made by hand.
_BY_RULE = (
    "all",
    "part.",
    "cancel.",
    "claim.",
    "damage.",
    "authentic.",
    "returned.",
    "there.",
    "tax.",
)


def refunded_by_hand(payment: Payment, *, since: datetime) -> dict[str, int]:
    """What a person at the desk has given back since an instant, in its parts."""
    refunded_parts = dict.fromkeys(refundable_parts(payment), 0)
    refunds = payment.operations.filter(
        kind=PaymentOperation.REFUND, failed=False, asked_at__gte=since
    )
    for operation in refunds:
        if not operation.key.removeprefix(f"{payment.key}.refund.").startswith(_BY_RULE):
            for name in refunded_parts:
                refunded_parts[name] += operation.parts.get(name, 0)
    return refunded_parts
