"""Refunds that a person decides: above the policy's limit, a second person agrees before any money
moves.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from troth.orders.actions import record
from troth.orders.models import Order
from troth.payments.actions import UnableTo, owe_refund
from troth.payments.models import Approval, Movement, Payment
from troth.payments.parts import check_left, left_to_give

ASKED, DECLINED = "refund.asked", "refund.declined"


@transaction.atomic
def ask(
    *,
    order: Order,
    parts: dict[str, int],
    key: str,
    reason: str,
    now: datetime,
    by: str,
    exact: bool = False,
) -> Movement | Approval | None:
    """So much is to be given back, in the parts given, each at most what is left of it; `exact`, or
    not at all. The same `key` asks once.

    Up to the limit it is owed from now on; above it, it waits for a second person. None where
    nothing is left to give. Raises `UnableTo` where the money was never taken.
    """
    payment = Payment.objects.select_for_update().filter(order=order).first()
    if payment is None or payment.captured_cents == 0:
        raise UnableTo("Nothing was taken for this order yet, so nothing can be given back.")
    if waiting := Approval.objects.filter(payment=payment, key=key).first():
        return waiting
    if owed := Movement.objects.filter(key=f"{payment.key}.refund.{key}").first():
        return owed
    if exact:
        check_left(payment, parts)
    left = left_to_give(payment)
    parts = {name: max(min(cents, left[name]), 0) for name, cents in parts.items()}
    cents = sum(parts.values())
    if cents <= 0 and not exact:
        return None
    if cents <= order.policy.terms.file.care.second_person_above_cents:
        return _owe(payment, parts, key, reason, now, by)
    asked = Approval.objects.create(
        payment=payment,
        key=key,
        parts=parts,
        amount_cents=cents,
        reason=reason[:200],
        by=by,
        asked_at=now,
    )
    facts = {"amount_cents": cents, "reason": reason[:200], "parts": parts}
    record(order=order, kind=ASKED, now=now, by=by, facts=facts)
    return asked


@transaction.atomic
def decide(*, approval: Approval, agree: bool, now: datetime, by: str) -> Movement | None:
    """The second person's word, once. Raises `UnableTo` for the person who asked."""
    stored = (
        Approval.objects.select_for_update(of=("self",))
        .select_related("payment__order__policy")
        .get(pk=approval.pk)
    )
    if stored.by == by:
        raise UnableTo("Another person must agree: it was you who asked for it.")
    if stored.decided_at is not None:
        return None
    Approval.objects.filter(pk=stored.pk).update(decided_at=now, decided_by=by, agreed=agree)
    if agree:
        people = f"{stored.by}, {by}"[:100]
        return _owe(
            stored.payment,
            stored.parts,
            stored.key,
            stored.reason,
            now,
            people,
            since=stored.asked_at,
        )
    facts = {"amount_cents": stored.amount_cents, "reason": stored.reason}
    assert stored.payment.order is not None
    record(order=stored.payment.order, kind=DECLINED, now=now, by=by, facts=facts)
    return None


def _owe(
    payment: Payment,
    parts: dict[str, int],
    key: str,
    reason: str,
    now: datetime,
    by: str,
    since: datetime | None = None,
) -> Movement:
    told = {name: cents for name, cents in parts.items() if cents}
    return owe_refund(
        payment=payment,
        amount_cents=sum(told.values()),
        key=key,
        now=now,
        by=by,
        reason=reason,
        parts=told,
        since=since,
    )


# Refunds that a rule or a request made; what has another key, a person made by hand.
_BY_RULE = ("all", "part.", "cancel.", "claim.", "damage.", "authentic.", "returned.", "there.")


def given_by_hand(payment: Payment, *, since: datetime) -> dict[str, int]:
    """What a person at the desk has given back since an instant, in its parts."""
    given = dict.fromkeys(left_to_give(payment), 0)
    refunds = payment.movements.filter(kind=Movement.REFUND, failed=False, asked_at__gte=since)
    for movement in refunds:
        if not movement.key.removeprefix(f"{payment.key}.refund.").startswith(_BY_RULE):
            for name in given:
                given[name] += movement.parts.get(name, 0)
    return given
