"""Money in and out: what a shopper reserved, and every operation on it that is pending or done."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from troth.event_kinds import EventKind
from troth.orders.models import Order
from troth.outbox import PendingWork


class PaymentState(StrEnum):
    """How far one payment at the provider is, as `Payment.state`. The desk shows it as it is."""

    STARTED = "started"  # its page is open, and nothing is authorized
    AUTHORIZED = "authorized"
    CAPTURED = "captured"  # refunds are counted in `refunded_cents`
    RELEASING = "releasing"  # a void is to be done
    VOIDED = "voided"
    LAPSED = "lapsed"  # the authorization expired


STARTED, AUTHORIZED, CAPTURED = (
    PaymentState.STARTED,
    PaymentState.AUTHORIZED,
    PaymentState.CAPTURED,
)
RELEASING, VOIDED, LAPSED = PaymentState.RELEASING, PaymentState.VOIDED, PaymentState.LAPSED


class PaymentRequest(models.Model):
    """A shopper is asked to pay for an order once more: its authorization is gone. It ends once."""

    PAID, EXPIRED, CANCELLED = "paid", "expired", "cancelled"

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="payment_requests")
    reason = models.CharField(max_length=300)  # the shopper reads it
    by = models.CharField(max_length=100)
    asked_at = models.DateTimeField()
    pay_by = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=Q(ended_at=None), name="one_open_payment_request"
            )
        ]
        indexes = [
            models.Index(fields=["pay_by"], condition=Q(ended_at=None), name="payment_request_open")
        ]

    def __str__(self) -> str:
        return f"{self.order_id} by {self.pay_by.isoformat()}"


class Payment(models.Model):
    """One payment at the provider: a checkout's, or one that a shopper was asked for again. Its key
    makes it one there too, however often it is asked for.
    """

    key = models.CharField(max_length=64, unique=True)  # the provider's idempotency key
    order = models.OneToOneField(Order, on_delete=models.PROTECT, null=True, related_name="payment")
    # Of a payment that was made again: which request asked for it.
    request = models.ForeignKey(
        PaymentRequest, on_delete=models.PROTECT, null=True, related_name="payments"
    )
    # The order that this was the payment of, until another one took its place.
    was_for = models.ForeignKey(
        Order, on_delete=models.PROTECT, null=True, related_name="former_payments"
    )
    amount_cents = models.PositiveBigIntegerField()
    made_at = models.DateTimeField()
    closes_at = models.DateTimeField()  # the provider's page takes no payment after it
    session_id = models.CharField(max_length=255, unique=True, null=True)
    session_url = models.TextField(blank=True)
    intent_id = models.CharField(max_length=255, unique=True, null=True)
    charge_id = models.CharField(max_length=255, blank=True)
    state = models.CharField(max_length=20, default=STARTED)
    capture_before = models.DateTimeField(null=True)  # the reservation lapses then
    # What the issuer and the provider said: address, code, risk, the card.
    checks = models.JSONField(default=dict)
    captured_cents = models.PositiveBigIntegerField(default=0)
    # Asked for, done or not: never above what was captured.
    refunded_cents = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[str(state) for state in PaymentState]),
                name="payment_state_known",
            ),
            models.CheckConstraint(
                condition=Q(captured_cents__lte=F("amount_cents")), name="payment_captured_once"
            ),
            models.CheckConstraint(
                condition=Q(refunded_cents__lte=F("captured_cents")),
                name="payment_refunds_within_what_was_captured",
            ),
        ]
        indexes = [
            models.Index(
                fields=["capture_before"], condition=Q(state=AUTHORIZED), name="payment_reserved"
            ),
            models.Index(fields=["made_at"], name="payment_by_time"),
        ]

    def __str__(self) -> str:
        return self.key


class PaymentOperationQuerySet(models.QuerySet["PaymentOperation"]):
    def pending(self) -> Self:
        """Not done yet; one that failed for good counts as done."""
        return self.filter(done_at=None)


class OperationKind(StrEnum):
    """What an operation does at the provider, as `PaymentOperation.kind`."""

    CAPTURE = "capture"
    VOID = "void"  # the authorization is released
    REFUND = "refund"


class PaymentOperation(PendingWork):
    """Money that must move: asked for once, under one idempotency key, and tried until it is done
    or can't be.
    """

    CAPTURE, VOID, REFUND = OperationKind.CAPTURE, OperationKind.VOID, OperationKind.REFUND
    DONE_EVENTS: ClassVar[dict[str, str]] = {
        CAPTURE: EventKind.PAYMENT_CAPTURED,
        VOID: EventKind.PAYMENT_VOIDED,
        REFUND: EventKind.PAYMENT_REFUNDED,
    }

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="operations")
    kind = models.CharField(max_length=10)
    amount_cents = models.PositiveBigIntegerField()
    # The provider's idempotency key, stored before the first try.
    key = models.CharField(max_length=100, unique=True)
    reason = models.CharField(max_length=200)
    # Of a refund: item, shipping and tax cents, the tax by code.
    parts = models.JSONField(default=dict)
    by = models.CharField(max_length=100)
    asked_at = models.DateTimeField()
    due_on = models.DateField(null=True)  # of a refund: the law's last day
    done_at = models.DateTimeField(null=True)
    # Done in the sense that it can't be done; a person must look.
    failed = models.BooleanField(default=False)
    reference = models.CharField(max_length=255, blank=True)  # the provider's name for it

    objects = PaymentOperationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["capture", "void", "refund"]), name="operation_kind_known"
            ),
            models.UniqueConstraint(
                fields=["payment", "kind"], condition=~Q(kind="refund"), name="operation_once"
            ),
        ]
        indexes = [
            models.Index(fields=["not_before"], condition=Q(done_at=None), name="operation_owed")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount_cents}"


class Approval(models.Model):
    """A refund that one person decided and a second one must agree to."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="approvals")
    key = models.CharField(max_length=60)
    parts = models.JSONField()
    amount_cents = models.PositiveBigIntegerField()
    reason = models.CharField(max_length=200)
    by = models.CharField(max_length=100)
    asked_at = models.DateTimeField()
    decided_by = models.CharField(max_length=100, blank=True)
    decided_at = models.DateTimeField(null=True)
    agreed = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["payment", "key"], name="approval_once"),
            models.CheckConstraint(condition=~Q(by=F("decided_by")), name="approval_by_another"),
        ]


class Dispute(models.Model):
    """A shopper's bank asks for the money back."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="disputes")
    provider_id = models.CharField(max_length=255, unique=True)
    amount_cents = models.PositiveBigIntegerField()
    reason = models.CharField(max_length=60)
    status = models.CharField(max_length=40)
    answer_by = models.DateTimeField(null=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)


class WebhookEvent(PendingWork):
    """The inbox: what the provider told us, kept once under its own id, and read as a hint only."""

    provider_id = models.CharField(max_length=255, unique=True)
    kind = models.CharField(max_length=100)
    about = models.CharField(max_length=255)  # the id of a session, an intent, a charge's intent
    payload = models.JSONField()
    received_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["not_before"], condition=Q(handled_at=None), name="received_unhandled"
            )
        ]


class Reconciliation(models.Model):
    """One comparison of our rows with the provider's, and every cent that differs."""

    made_at = models.DateTimeField()
    since = models.DateTimeField()
    until = models.DateTimeField()
    payments = models.PositiveIntegerField()
    differences = models.JSONField()  # [{about, says, ours_cents, theirs_cents}]
