"""What can happen to money. Every outside call follows a stored row, and is safe to repeat."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from troth.catalog.actions import put_back
from troth.orders.actions import record
from troth.orders.models import Line, Order
from troth.payments.models import AUTHORIZED, CAPTURED, LAPSED, RELEASING, STARTED, VOIDED, Movement, Payment
from troth.payments.provider import Found
from troth.payments.tasks import move
from troth.policy.lifecycle import MOVES
from troth.policy.money import dollars
from troth.policy.promise import local_time
from troth.policy.terms import Terms

MOVE_MONEY = "payments.add_movement"
REFUND_WORKING_DAYS = 7  # 16 CFR 435.1(b): for what was paid by card
# The provider keeps its page open for at least half an hour; a try that did not reach it may come again for as long.
PAGE_STAYS_OPEN = timedelta(minutes=60)
RESERVED_FOR = timedelta(days=6)  # where the provider names no end: a day less than cards usually have


class UnableTo(Exception):
    """The money can't move so; the text says why."""


def start(*, key: str, amount_cents: int, now: datetime) -> Payment:
    """Begins the payment of a checkout that has none. Its caller holds the checkout, so that it is begun once."""
    return Payment.objects.create(key=key, amount_cents=amount_cents, made_at=now, closes_at=now + PAGE_STAYS_OPEN)


def opened(*, payment: Payment, found: Found) -> bool:
    """The provider's page is there, at its address. False where the payment was released meanwhile."""
    payment.session_id, payment.session_url = found.session_id, found.url
    waiting = Payment.objects.filter(pk=payment.pk, state=STARTED)
    return bool(waiting.update(session_id=found.session_id, session_url=found.url))


def belongs(*, payment: Payment, order: Order, found: Found) -> bool:
    """The reserved payment becomes this order's, in the caller's transaction. False if it has an order already, or was
    released meanwhile."""
    unclaimed = Payment.objects.filter(pk=payment.pk, order=None, state=STARTED)
    return bool(unclaimed.update(order=order, state=AUTHORIZED, **_told(payment, found)))


def _told(payment: Payment, found: Found) -> dict[str, Any]:
    return {
        "intent_id": found.intent_id,
        "charge_id": found.charge_id,
        "capture_before": found.capture_before or payment.made_at + RESERVED_FOR,
        "checks": found.checks,
    }


@transaction.atomic
def owe_capture(*, order: Order, now: datetime, by: str, reason: str) -> Movement | None:
    """The order's whole amount is to be taken, once. None where it was asked for before, or there is no payment.

    Raises `UnableTo` where the reservation is gone.
    """
    payment = Payment.objects.select_for_update().filter(order=order).first()
    if payment is None or payment.movements.filter(kind=Movement.CAPTURE).exists():
        return None
    if payment.state != AUTHORIZED:
        raise UnableTo(f"The reservation of {order.number} is {payment.state}: nothing can be taken from it.")
    return _owe(payment, Movement.CAPTURE, payment.amount_cents, now=now, by=by, reason=reason)


@transaction.atomic
def owe_void(*, payment: Payment, now: datetime, by: str, reason: str) -> Movement | None:
    """What is reserved, or could still be paid on the provider's page, is to be released, once.

    Raises `UnableTo` once a capture is asked for: then a refund gives the money back.
    """
    stored = Payment.objects.select_for_update().get(pk=payment.pk)
    if stored.movements.filter(kind=Movement.CAPTURE).exists():
        raise UnableTo("The money is taken already, or being taken: refund it.")
    # The state moves at once, so that who places an order with this payment at the same moment finds it gone.
    if not Payment.objects.filter(pk=stored.pk, state__in=[STARTED, AUTHORIZED]).update(state=RELEASING):
        return None
    return _owe(stored, Movement.VOID, stored.amount_cents, now=now, by=by, reason=reason)


@transaction.atomic
def owe_refund(
    *, payment: Payment, amount_cents: int, key: str, now: datetime, by: str, reason: str, parts: dict[str, Any]
) -> Movement:
    """So much of what was taken is to be given back; the same `key` of a payment asks once. Never more than was taken.

    `parts` tells what it is for: `item_cents`, `shipping_cents` and `tax_cents`.
    """
    key = f"{payment.key}.refund.{key}"
    if asked := Movement.objects.filter(key=key).first():
        return asked
    if amount_cents <= 0:
        raise UnableTo("A refund is more than $0.00.")
    left = left_to_give(payment)
    for name, cents in parts.items():
        if cents > left[name]:
            raise UnableTo(f"Of {_PARTS[name]}, at most {dollars(left[name])} can be refunded.")
    room = Payment.objects.filter(pk=payment.pk, captured_cents__gte=F("refunded_cents") + amount_cents)
    if not room.update(refunded_cents=F("refunded_cents") + amount_cents):
        stored = Payment.objects.get(pk=payment.pk)
        most = dollars(stored.captured_cents - stored.refunded_cents)
        raise UnableTo(f"At most {most} can be refunded: never more than what was taken.")
    due_on = _refund_due_on(payment, now)
    return _owe(
        payment, Movement.REFUND, amount_cents, now=now, by=by, reason=reason, key=key, parts=parts, due_on=due_on
    )


def _refund_due_on(payment: Payment, now: datetime) -> Any:
    if payment.order is None:
        return None
    terms = payment.order.policy.terms
    return terms.store_days.after(local_time(terms, now).date(), REFUND_WORKING_DAYS)


def _owe(payment: Payment, kind: str, cents: int, *, now: datetime, by: str, reason: str, **more: Any) -> Movement:
    told = {"key": f"{payment.key}.{kind}", "not_before": now, "asked_at": now, "by": by, "reason": reason[:200]} | more
    try:
        with transaction.atomic():
            movement = Movement.objects.create(payment=payment, kind=kind, amount_cents=cents, **told)
    except IntegrityError:  # asked for at the same moment by somebody else
        return Movement.objects.get(key=told["key"])
    move.enqueue(movement.pk)
    return movement


@transaction.atomic
def call_off(*, order: Order, reason: str, now: datetime, by: str) -> list[Line]:
    """Ends the order before anything shipped: its lines are cancelled, what was reserved or taken goes back in full,
    and the pieces are for sale again. Returns the lines. Raises `UnableTo` once something has shipped."""
    lines = list(order.lines.select_related("item").order_by("pk"))
    live = [line for line in lines if line.state != "cancelled"]
    if not live:
        raise UnableTo(f"{order.number} is called off already.")
    if any(line.state not in MOVES["line.cancelled"].sources for line in live):
        raise UnableTo(f"Something of {order.number} has shipped: it can't be called off.")
    here = [line.item for line in live if line.warehouse == "jp" and line.state in ("placed", "processed")]
    items = [line.item for line in live]
    for line in live:
        record(order=order, line=line, kind="line.cancelled", now=now, by=by)
    put_back(items=items, now=now, by=by, reason=f"{order.number}: {reason}"[:200], arrived=here)
    record(order=order, kind="order.called_off", now=now, by=by, facts={"reason": reason})
    _give_back(order, reason=reason, now=now, by=by)
    return live


def _give_back(order: Order, *, reason: str, now: datetime, by: str) -> None:
    payment = Payment.objects.select_for_update().filter(order=order).first()
    if payment is None:
        return
    if not payment.movements.filter(kind=Movement.CAPTURE).exists():
        owe_void(payment=payment, now=now, by=by, reason=reason)
        return
    # Being taken at this moment: the refund waits for it, since `captured_cents` is known only then.
    left = payment.captured_cents - payment.refunded_cents
    if left > 0:
        parts = left_to_give(payment)
        owe_refund(
            payment=payment,
            amount_cents=left,
            key="all",
            now=now,
            by=by,
            reason=reason,
            parts=parts,
        )


_PARTS = {"item_cents": "the pieces", "shipping_cents": "the shipping", "tax_cents": "the sales tax"}


def left_to_give(payment: Payment) -> dict[str, int]:
    """What of an order's pieces, shipping and tax has not been given back yet."""
    order = payment.order
    left = {name: getattr(order, {"item_cents": "items_cents"}.get(name, name)) if order else 0 for name in _PARTS}
    for movement in payment.movements.filter(kind=Movement.REFUND, failed=False):
        for name in left:
            left[name] -= movement.parts.get(name, 0)
    return left


@transaction.atomic
def done(*, movement: Movement, found: Found | None, reference: str, now: datetime) -> bool:
    """Records that the money has moved, once, on the payment and on the order's timeline."""
    undone = Movement.objects.filter(Q(done_at=None) | Q(failed=True), pk=movement.pk)
    if not undone.update(done_at=now, failed=False, problem="", reference=reference):
        return False
    payment = (
        Payment.objects.select_for_update(of=("self",)).select_related("order__policy").get(pk=movement.payment_id)
    )
    _apply(payment, movement, found)
    if payment.order is not None:
        kind = {"capture": "payment.captured", "void": "payment.voided", "refund": "payment.refunded"}[movement.kind]
        facts = {
            "amount_cents": movement.amount_cents,
            "reason": movement.reason,
            "reference": reference,
            "parts": movement.parts,
        }
        record(order=payment.order, kind=kind, now=now, by=movement.by, facts=facts)
        if movement.kind == Movement.CAPTURE:
            _owed_since_called_off(payment.order, now=now)
    return True


def _apply(payment: Payment, movement: Movement, found: Found | None) -> None:
    if movement.kind == Movement.CAPTURE:
        taken = found.received_cents if found else movement.amount_cents
        Payment.objects.filter(pk=payment.pk).update(state=CAPTURED, captured_cents=taken)
    elif movement.kind == Movement.VOID:
        Payment.objects.filter(pk=payment.pk).update(state=VOIDED)


def _owed_since_called_off(order: Order, *, now: datetime) -> None:
    """An order that was called off while its money was being taken gets it back now."""
    off = order.events.filter(kind="order.called_off").first()
    if off is not None:
        _give_back(order, reason=off.facts["reason"], now=now, by=off.by)


@transaction.atomic
def failed(*, movement: Movement, says: str, now: datetime) -> None:
    """It can't be done, and a person must look: kept, told on the timeline, tried no more."""
    if not Movement.objects.filter(pk=movement.pk, done_at=None).update(done_at=now, failed=True, problem=says[:1000]):
        return
    payment = Payment.objects.select_related("order").get(pk=movement.payment_id)
    if movement.kind == Movement.REFUND:
        Payment.objects.filter(pk=payment.pk).update(refunded_cents=F("refunded_cents") - movement.amount_cents)
    if movement.kind == Movement.CAPTURE:  # nothing more of it ships, until a person has looked
        Payment.objects.filter(pk=payment.pk, state=AUTHORIZED).update(state=LAPSED)
    if payment.order is not None:
        facts = {"kind": movement.kind, "amount_cents": movement.amount_cents, "says": says[:500]}
        record(order=payment.order, kind="payment.failed", now=now, by="provider", facts=facts)


@transaction.atomic
def refund_failed(*, payment: Payment, reference: str, now: datetime) -> bool:
    """A refund that was on its way came back: the card is closed, say. A person must look."""
    movement = Movement.objects.filter(payment=payment, kind=Movement.REFUND, reference=reference, failed=False).first()
    if movement is None:
        return False
    Movement.objects.filter(pk=movement.pk).update(failed=True, problem="the card's bank sent it back")
    Payment.objects.filter(pk=payment.pk).update(refunded_cents=F("refunded_cents") - movement.amount_cents)
    if payment.order is not None:
        facts = {"kind": "refund", "amount_cents": movement.amount_cents, "says": "the card's bank sent it back"}
        record(order=payment.order, kind="payment.failed", now=now, by="provider", facts=facts)
    return True


@transaction.atomic
def lapsed(*, payment: Payment, now: datetime) -> bool:
    """The reservation is gone without having been taken."""
    if not Payment.objects.filter(pk=payment.pk, state=AUTHORIZED).update(state=LAPSED):
        return False
    if payment.order is not None:
        record(order=payment.order, kind="payment.lapsed", now=now, by="provider")
    return True


@transaction.atomic
def refunded_there(*, payment: Payment, refunded_cents: int, now: datetime) -> None:
    """More was refunded at the provider's own desk than we asked for: recorded as what it is."""
    stored = Payment.objects.select_for_update(of=("self",)).select_related("order").get(pk=payment.pk)
    more = min(refunded_cents, stored.captured_cents) - stored.refunded_cents
    if more <= 0:
        return
    left = left_to_give(stored)
    parts = left if more == sum(left.values()) else {"item_cents": min(more, left["item_cents"])}
    Payment.objects.filter(pk=stored.pk).update(refunded_cents=F("refunded_cents") + more)
    Movement.objects.create(
        payment=stored, kind=Movement.REFUND, amount_cents=more, key=f"{stored.key}.there.{refunded_cents}",
        reason="refunded at the provider's own desk", by="provider", asked_at=now, not_before=now, done_at=now,
        parts=parts,
    )  # fmt: skip
    if stored.order is not None:
        facts = {"amount_cents": more, "reason": "refunded at the provider's own desk", "parts": parts}
        record(order=stored.order, kind="payment.refunded", now=now, by="provider", facts=facts)


def about_to_lapse(*, payments: Iterable[Payment], now: datetime) -> None:
    """Takes what the policy takes before it lapses; of the rest, says on the timeline that it is about to, once."""
    for payment in payments:
        order = payment.order
        if order is None or payment.movements.exists():
            continue
        person_decides = order.review() is not None or order.doubted() is not None
        if captured_before_expiry(order) and not person_decides:
            owe_capture(order=order, now=now, by="policy", reason="the reservation is about to lapse")
        elif not order.events.filter(kind="payment.about_to_lapse").exists():
            facts = {"lapses_at": payment.capture_before.isoformat() if payment.capture_before else ""}
            record(order=order, kind="payment.about_to_lapse", now=now, by="policy", facts=facts)


def captured_before_expiry(order: Order) -> bool:
    """Whether the policy takes the money before the reservation lapses, for where the order comes from."""
    terms: Terms = order.policy.terms
    when = terms.file.payment.capture
    return any(when.get(warehouse) == "before_expiry" for warehouse in order.promises)


def reserved(order: Order) -> str:
    """Why the order's money keeps it from going on; empty when it is reserved or taken, or was never asked for."""
    payment = getattr(order, "payment", None)
    if payment is None or payment.state in (AUTHORIZED, CAPTURED):
        return ""
    return f"The payment is {payment.state}: nothing is reserved any more, and care decides."
