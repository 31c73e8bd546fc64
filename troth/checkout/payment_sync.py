"""What the provider tells, by webhook or when it is asked: read as a hint, settled from what it
says now.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from troth.actors import Actor
from troth.catalog import reservations
from troth.checkout import actions, placement, repayment
from troth.checkout.models import Checkout
from troth.checkout.quoting import UnableToPlace
from troth.payments import actions as payments
from troth.payments import disputes, external_changes
from troth.payments.models import (
    AUTHORIZED,
    CAPTURED,
    LAPSED,
    RELEASING,
    STARTED,
    VOIDED,
    Payment,
    PaymentOperation,
    WebhookEvent,
)
from troth.payments.outbox import WEBHOOKS
from troth.payments.provider import PaymentSnapshot, Provider, ProviderRefused, ProviderUnreachable
from troth.policy.terms import Terms

# What happens to a payment without our asking, or that nobody may come back to tell. Let the
# provider send these.
FOLLOWED = (
    "checkout.session.completed",
    "checkout.session.expired",
    "payment_intent.payment_failed",
    "payment_intent.canceled",
    "payment_intent.succeeded",
    "charge.refunded",
    "refund.failed",
    "refund.updated",
    "charge.refund.updated",
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.closed",
)
# A refund that failed is told by one of three names, by the version of the provider's API: the
# older two tell every change of a refund, and its status says which.
_UPDATED = ("refund.updated", "charge.refund.updated")
_NOT_GIVEN_BACK = ("failed", "canceled")
MOST_ATTEMPTS = 30
AT_THEIR_DESK = "taken at the provider's own desk"


@transaction.atomic
def store_webhook(*, message: dict[str, Any], now: datetime) -> WebhookEvent | None:
    """Keeps a verified message once, however often it comes. None where it was here before, or is
    not followed.
    """
    key, kind, data = (message.get(name) for name in ("id", "type", "data"))
    about = _subject_id(data.get("object")) if isinstance(data, dict) else ""
    if not isinstance(data, dict) or not about or not isinstance(key, str) or kind not in FOLLOWED:
        return None
    # What is said of a person stays with the provider: a message is a hint, and the names in it are
    # enough.
    payload = {
        name: value
        for name, value in data["object"].items()
        if name in ("id", "object", "payment_intent") or (name == "status" and kind in _UPDATED)
    }
    defaults = {
        "kind": kind,
        "about": about,
        "payload": payload,
        "received_at": now,
        "not_before": now,
    }
    received, new = WebhookEvent.objects.get_or_create(provider_id=key[:255], defaults=defaults)
    return received if new else None


def _subject_id(data: Any) -> str:
    """The session or the intent that a message is about."""
    if not isinstance(data, dict):
        return ""
    own = data.get("object") in ("checkout.session", "payment_intent")
    about = data.get("id") if own else data.get("payment_intent")
    return about[:255] if isinstance(about, str) else ""


def process_webhook(
    *, received_id: int, terms: Terms, clock: Callable[[], datetime], provider: Provider
) -> bool:
    """Settles what a message is about, once. False where there was nothing to do, or it must be
    tried again.
    """
    now = clock()
    if not WEBHOOKS.lease_row(received_id, now=now):
        return False
    received = WebhookEvent.objects.get(pk=received_id)
    problem = ""
    try:
        _apply_webhook(received, terms, clock, provider)
    except ProviderRefused as refused:
        problem = str(refused)
    except Exception as broken:
        if not isinstance(broken, ProviderUnreachable):
            logging.getLogger(__name__).exception(
                "The message %s can't be settled", received.provider_id
            )
        if received.attempts < MOST_ATTEMPTS:
            attempts = received.attempts
            WEBHOOKS.postpone(received_id, attempts=attempts, problem=repr(broken), now=clock())
            return False
        problem = repr(broken)
    WebhookEvent.objects.filter(pk=received_id).update(handled_at=clock(), problem=problem[:1000])
    return True


def _apply_webhook(
    received: WebhookEvent, terms: Terms, clock: Callable[[], datetime], provider: Provider
) -> None:
    payment = payment_about(received.about, provider)
    if payment is None:
        return  # not this store's
    about_it = str(received.payload.get("id"))
    if received.kind.startswith("charge.dispute."):
        disputes.record_dispute(payment=payment, dispute=provider.dispute(about_it), now=clock())
    if received.kind == "refund.failed" or received.kind in _UPDATED:
        if received.payload.get("status", "failed") not in _NOT_GIVEN_BACK:
            return
        external_changes.record_failed_refund(payment=payment, reference=about_it, now=clock())
        return
    if received.kind == "payment_intent.payment_failed":
        ends = clock() + timedelta(minutes=terms.file.hold.minutes_after_decline)
        reservations.shorten_reservations(key=payment.key, until=ends)
    if received.kind == "checkout.session.completed" and payment.order_id is not None:
        return  # the shopper came back first
    page = received.about if received.about.startswith("cs_") else ""
    sync_payment(payment=payment, terms=terms, now=clock(), provider=provider, session_id=page)


def payment_about(about: str, provider: Provider) -> Payment | None:
    """The payment of a session's or an intent's id. Of one not seen here yet, the provider tells
    the key.
    """
    payment = Payment.objects.filter(Q(session_id=about) | Q(intent_id=about)).first()
    if payment is not None:
        return payment
    key = (provider.session(about) if about.startswith("cs_") else provider.intent(about)).key
    return Payment.objects.filter(key=key).first() if key else None


def sync_payment(
    *, payment: Payment, terms: Terms, now: datetime, provider: Provider, session_id: str = ""
) -> None:
    """Brings our rows to what the provider says now: an order for what was paid, or what happened
    to it since.
    """
    if payment.order_id is not None:
        if payment.intent_id:
            sync_order_payment(
                payment=payment, snapshot=provider.intent(payment.intent_id), now=now
            )
        return
    if payment.was_for_id is not None:
        return  # another payment took its place: nothing can come of it any more
    if payment.request_id is not None:
        repayment.sync_repayment(payment=payment, now=now, provider=provider, session_id=session_id)
        return
    page = payment.session_id or session_id
    if not page:
        return
    snapshot = provider.session(page)
    if payment.state == STARTED:
        place_if_paid(payment=payment, snapshot=snapshot, terms=terms, now=now)
    elif (
        payment.state == VOIDED and snapshot.reserved
    ):  # it was paid on a page that opened after it was released
        provider.cancel(snapshot.intent_id, key=f"{payment.key}.void-again")


def place_if_paid(
    *, payment: Payment, snapshot: PaymentSnapshot, terms: Terms, now: datetime
) -> None:
    checkout = Checkout.objects.select_related("payment__order", "policy").get(payment=payment)
    try:
        placement.place_order(checkout=checkout, snapshot=snapshot, terms=terms, now=now)
    except placement.NotPaid:
        return
    except placement.DatesChanged:
        # Nobody agreed to the new dates in time.
        if reservations.reserved_until(key=checkout.key, now=now) is None:
            actions.end_checkout(
                checkout=checkout,
                why="The dates had changed, and nobody agreed to them.",
                now=now,
                by=Actor.STORE,
            )
    except UnableToPlace:
        return  # ended, and released: the shopper is told by the page


@transaction.atomic
def sync_order_payment(*, payment: Payment, snapshot: PaymentSnapshot, now: datetime) -> None:
    """What happened to an order's money at the provider without our asking, or before our record of
    it.
    """
    stored = (
        Payment.objects.select_for_update(of=("self",))
        .select_related("order__policy")
        .get(pk=payment.pk)
    )
    if snapshot.intent == "canceled" and stored.state == AUTHORIZED:
        external_changes.record_lapsed_authorization(payment=stored, now=now)
    if snapshot.intent != "succeeded":
        return
    if stored.state == RELEASING:
        external_changes.record_capture_during_void(payment=stored, snapshot=snapshot, now=now)
    elif stored.state in (AUTHORIZED, LAPSED):
        _record_capture(stored, snapshot, now)
    elif stored.state == CAPTURED and snapshot.refunded_cents > stored.refunded_cents:
        external_changes.record_external_refund(
            payment=stored, refunded_cents=snapshot.refunded_cents, now=now
        )


def _record_capture(payment: Payment, snapshot: PaymentSnapshot, now: datetime) -> None:
    """It was taken: by a capture of ours that isn't recorded yet, or at the provider's own desk."""
    operation = None
    if payment.state == AUTHORIZED:
        assert payment.order is not None
        operation = payments.request_capture(
            order=payment.order, now=now, by=Actor.PAYMENT_PROVIDER, reason=AT_THEIR_DESK
        )
    capture = operation or payment.operations.filter(kind=PaymentOperation.CAPTURE).first()
    if capture is not None:
        payments.mark_operation_done(
            operation=capture, snapshot=snapshot, reference=snapshot.charge_id, now=now
        )


def sync_abandoned_checkouts(*, terms: Terms, now: datetime, provider: Provider) -> int:
    """Asks the provider about every checkout that nobody came back from. Returns how many. One that
    can't be settled stops no other.
    """
    count = 0
    for checkout in placement.unsettled_checkouts(now=now):
        if not placement.claim_next_check(checkout, now=now):
            continue
        count += 1
        try:
            _sync_checkout(checkout, terms, now, provider)
        except ProviderUnreachable:
            break  # who was not leased is asked in a minute
        except ProviderRefused as unknown:
            actions.end_checkout(
                checkout=checkout, why=str(unknown), now=now, by=Actor.PAYMENT_PROVIDER
            )
        except Exception:
            logging.getLogger(__name__).exception("The checkout %s can't be settled", checkout.pk)
    placement.clean_up_checkouts(now=now)
    return count


def _sync_checkout(checkout: Checkout, terms: Terms, now: datetime, provider: Provider) -> None:
    payment = checkout.payment
    assert payment is not None
    if payment.session_id is not None:
        place_if_paid(
            payment=payment, snapshot=provider.session(payment.session_id), terms=terms, now=now
        )
    elif payment.closes_at <= now:  # nobody ever got the address of its page
        actions.end_checkout(
            checkout=checkout, why="Its page was never opened.", now=now, by=Actor.STORE
        )
