"""What became of the money, said exactly: what was authorized, charged, released and refunded."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from troth.care.models import DONE
from troth.event_kinds import EventKind
from troth.order_status.model import Money, Refund
from troth.order_status.rows import OrderRows
from troth.orders.full_copy import card_name
from troth.payments import approving
from troth.payments.models import (
    AUTHORIZED,
    CAPTURED,
    LAPSED,
    RELEASING,
    STARTED,
    VOIDED,
    Approval,
    Payment,
    PaymentOperation,
)
from troth.policy.agreement import charged_when
from troth.policy.dates.calendars import day_label
from troth.policy.money import dollars


def money_of(rows: OrderRows) -> Money | None:
    """The order's money; None for an order that was placed before payments were taken here."""
    payment = rows.payment
    if payment is None:
        return None
    card = card_name(payment.checks)
    refunds = (
        *_operation_refunds(rows, payment),
        *_refunds_to_approve(rows),
        *_refunds_after_charge(rows, payment),
        *_blocked_refunds(rows),
    )
    done = sum(refund.cents for refund in refunds if refund.done_at is not None)
    card_sentence = _card_sentence(rows, payment, card)
    return Money(
        authorized_cents=payment.amount_cents,
        charged_cents=payment.captured_cents,
        refunded_cents=done,
        refunds=refunds,
        was_charged=payment.state == CAPTURED,
        is_released=payment.state in (RELEASING, VOIDED, LAPSED),
        card=card,
        card_sentence=card_sentence,
        sentences=(card_sentence, *(refund.sentence for refund in refunds)),
    )


def _card_sentence(rows: OrderRows, payment: Payment, card: str) -> str:
    amount, to = dollars(payment.amount_cents), card
    capture = next(
        (operation for operation in rows.operations if operation.kind == PaymentOperation.CAPTURE),
        None,
    )
    if payment.state == CAPTURED:
        when = _on_day(rows, capture.done_at) if capture is not None else ""
        return f"We charged {dollars(payment.captured_cents)} to {to}{when}."
    authorized = f"The authorization of {amount} on {to}"
    if payment.state == VOIDED:
        void = next(
            (operation for operation in rows.operations if operation.kind == PaymentOperation.VOID),
            None,
        )
        when = _on_day(rows, void.done_at) if void is not None else ""
        return (
            f"Your card was not charged. {authorized} was released{when}; your bank may show it for"
            " a few more days."
        )
    if payment.state == RELEASING:
        return (
            f"Your card was not charged. {authorized} is being released; your bank may show it for"
            " a few more days."
        )
    if payment.state == LAPSED:
        return f"Your card was not charged. {authorized} has expired."
    if payment.state == STARTED:
        return "Nothing has been charged."
    if capture is not None:
        return f"We're charging {amount} to {to}."
    when = charged_when(rows.terms, rows.order.promises)
    return f"{amount} is authorized on {to}. We charge it {when}."


def _on_day(rows: OrderRows, at: datetime | None) -> str:
    return f" on {day_label(rows.day_of(at))}" if at is not None else ""


def _operation_refunds(rows: OrderRows, payment: Payment) -> list[Refund]:
    refunds = []
    for operation in rows.operations:
        if operation.kind != PaymentOperation.REFUND:
            continue
        keys = _lines_of(rows, payment, operation.key)
        done_at = None if operation.failed else operation.done_at
        refunds.append(
            _build_refund(
                rows,
                operation.amount_cents,
                operation.reason,
                keys,
                operation.due_on,
                done_at,
                operation.parts,
                sentence=_refund_sentence(rows, operation, keys),
                operation=operation.pk,
            )
        )
    return refunds


def _build_refund(
    rows: OrderRows,
    cents: int,
    reason: str,
    keys: tuple[int, ...],
    due_on: date | None,
    done_at: datetime | None,
    parts: dict[str, Any],
    sentence: str,
    operation: int | None = None,
) -> Refund:
    titles = tuple(rows.titles[key] for key in keys if key in rows.titles)
    return Refund(cents, reason, titles, keys, due_on, done_at, sentence, dict(parts), operation)


def _for_pieces(rows: OrderRows, keys: tuple[int, ...]) -> str:
    """` for the steel chronograph`; nothing where it is for the whole order, or for no piece."""
    if not keys or len(keys) >= len(rows.lines):
        return ""
    return f" for {', '.join(rows.titles[key] for key in keys)}"


def _refund_sentence(rows: OrderRows, operation: PaymentOperation, keys: tuple[int, ...]) -> str:
    amount, for_pieces = dollars(operation.amount_cents), _for_pieces(rows, keys)
    if operation.failed:
        return (
            f"A refund of {amount}{for_pieces} couldn't be sent to your card yet. A person here is"
            " working on it; you need do nothing."
        )
    if operation.done_at is not None:
        when = _on_day(rows, operation.done_at)
        return f"We refunded {amount}{for_pieces}{when}; your bank may take a few days to show it."
    by = f" by {day_label(operation.due_on)} at the latest" if operation.due_on else ""
    return f"We're refunding {amount}{for_pieces}{by}."


def _refunds_to_approve(rows: OrderRows) -> list[Refund]:
    """Refunds that the shopper has been told of, and that a second person hasn't approved. What
    staff have only decided isn't told before.
    """
    payment = rows.payment
    assert payment is not None
    refunds = []
    for approval in rows.approvals:
        if not _was_told(rows, approval) or _was_refunded_since(rows, approval):
            continue
        keys = _lines_of(rows, payment, f"{payment.key}.refund.{approval.key}")
        amount, for_pieces = dollars(approval.amount_cents), _for_pieces(rows, keys)
        sentence = (
            f"A person here is looking into the refund of {amount}{for_pieces}, and writes to you."
        )
        if approval.decided_at is None:
            sentence = (
                f"{amount}{for_pieces} goes back to you. Because of the amount, a second person"
                " here must approve the refund first."
            )
        refunds.append(
            _build_refund(
                rows,
                approval.amount_cents,
                approval.reason,
                keys,
                None,
                None,
                approval.parts,
                sentence,
            )
        )
    return refunds


def _was_told(rows: OrderRows, approval: Approval) -> bool:
    """Whether a letter has told of this refund: it follows from a rule, or from a request that has
    ended.
    """
    cause, about = [*approval.key.split("."), ""][:2]
    if cause in approving.OWED_BY_RULE:
        return True
    ended = {request.key for request in rows.requests if request.state == DONE}
    return about in ended


def _was_refunded_since(rows: OrderRows, approval: Approval) -> bool:
    if approval.decided_at is None:
        return False
    return any(
        operation.kind == PaymentOperation.REFUND
        and operation.asked_at >= approval.decided_at
        and not operation.failed
        for operation in rows.operations
    )


def _refunds_after_charge(rows: OrderRows, payment: Payment) -> list[Refund]:
    """What was paid for cancelled pieces while the charge itself is still under way."""
    if payment.state != AUTHORIZED:
        return []
    refunds = []
    for off in rows.of_kind(EventKind.ORDER_PARTLY_CANCELLED):
        keys, cents = tuple(off.facts["lines"]), sum(off.facts["parts"].values())
        sentence = (
            f"We refund {dollars(cents)}{_for_pieces(rows, keys)} as soon as the charge has gone"
            " through."
        )
        refunds.append(
            _build_refund(
                rows, cents, off.facts["reason"], keys, None, None, off.facts["parts"], sentence
            )
        )
    return refunds


def _blocked_refunds(rows: OrderRows) -> list[Refund]:
    """What is owed, and comes back through the shopper's own bank, which disputes the payment."""
    ended = {
        event.facts.get("dispute"): event.facts.get("status")
        for event in rows.of_kind(EventKind.PAYMENT_DISPUTE_CLOSED)
    }
    refunds = []
    for event in rows.of_kind(EventKind.REFUND_BLOCKED):
        status, facts = ended.get(event.facts["dispute"], ""), event.facts
        amount = dollars(facts["amount_cents"])
        if status and status != "lost":
            continue  # it was refunded since
        text = (
            "Your bank disputed this payment, and has returned the money to you."
            if status
            else f"Your bank is disputing this payment, so we can't refund {amount} ourselves while"
            " that is open: it comes back through your bank, or from us once the dispute has"
            " ended."
        )
        refunds.append(
            _build_refund(rows, facts["amount_cents"], "", (), None, None, facts["parts"], text)
        )
    return refunds


def _lines_of(rows: OrderRows, payment: Payment, key: str) -> tuple[int, ...]:
    """The pieces that a refund is for, by the key under which it was asked for."""
    cause, _, about = key.removeprefix(f"{payment.key}.refund.").partition(".")
    if cause == "all":
        return tuple(line.pk for line in rows.lines)
    if cause == "part":
        off = next(
            (
                event
                for event in rows.of_kind(EventKind.ORDER_PARTLY_CANCELLED)
                if str(event.pk) == about
            ),
            None,
        )
        return tuple(off.facts["lines"]) if off is not None else ()
    request = next(
        (request for request in rows.requests if request.key == about.split(".")[0]), None
    )
    if request is None:
        return ()
    if cause == "cancel":
        return tuple(line.pk for line in rows.lines)
    if cause == "claim":
        shipped = rows.about_number(request.about, EventKind.PARCEL_SHIPPED)
        return tuple(shipped[-1].facts.get("lines") or ()) if shipped else ()
    return (int(request.about),) if request.about.isdigit() else ()
