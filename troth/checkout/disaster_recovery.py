"""After a restore: what the payment provider knows, and the restored database does not, is made
good.

A payment whose order was lost becomes the same order again: with its number, its link, its dates
and its place in the queue. Where that can't be, the money goes back and the shopper is told. Safe
to repeat.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F

from troth.actors import Actor
from troth.catalog.models import Item
from troth.checkout import actions, payment_sync, placement, repayment
from troth.checkout.models import Checkout
from troth.checkout.quoting import Address, Quote, UnableToPlace, payment_conditions, quote
from troth.orders.actions import store_policy
from troth.payments import actions as payments
from troth.payments import external_changes
from troth.payments.models import CAPTURED, RELEASING, STARTED, VOIDED, Payment, PaymentOperation
from troth.payments.provider import PaymentSnapshot, Provider
from troth.payments.reconciliation import BACK
from troth.policy.addresses.places import UnknownZip
from troth.policy.money import dollars
from troth.policy.terms import Terms

LOST = (
    "The store has lost what it had written down of it, and the piece can't be sent to you any"
    " more."
)
CLOCK_SKEW = timedelta(minutes=1)  # the provider's clock may be ahead of ours
PLACED, GIVEN_BACK, FOLLOWED, STRANGE = "placed again", "given back", "followed", "not this store's"


@dataclass(frozen=True, slots=True)
class ReconciledPayment:
    """One payment: what became of it, and of whom. `explanation` is for a person."""

    intent_id: str
    what: str
    explanation: str
    order: str = ""


def reconcile_after_restore(
    *,
    since: datetime,
    now: datetime,
    terms_at: Callable[[datetime], Terms],
    provider: Provider,
) -> Iterator[ReconciledPayment]:
    """Brings a database of `since` to what the provider knows `now`, payment by payment, in the
    order in which they were paid; tells of each that was changed. No worker may run meanwhile: it
    would do again what is done already.

    `terms_at` says which terms were in force at an instant: a lost order is placed again under
    those of the instant at which it was paid.

    Raises `ProviderUnreachable`; begin again then.
    """
    until = now.replace(microsecond=0) + CLOCK_SKEW
    _mark_refunds_done(provider.refunds_by_key(since=since, until=until), now)
    snapshots = {
        snapshot.intent_id: snapshot
        for snapshot in provider.every_payment(since=since - BACK, until=until)
    }
    for intent_id in set(provider.refunded_payments(since=since, until=until)) - set(snapshots):
        snapshots[intent_id] = provider.intent(intent_id)
    for snapshot in sorted(
        snapshots.values(), key=lambda payment: (payment.paid_at or now, payment.intent_id)
    ):
        case = _reconcile_payment(snapshot, now, terms_at(snapshot.paid_at or now), provider)
        if case is not None:
            yield case


def _mark_refunds_done(references: dict[str, str], now: datetime) -> None:
    """A refund that is still owed here, and was made: it must not be asked for again."""
    for operation in PaymentOperation.objects.filter(
        kind=PaymentOperation.REFUND, done_at=None, key__in=list(references)
    ):
        payments.mark_operation_done(
            operation=operation, snapshot=None, reference=references[operation.key], now=now
        )


def _reconcile_payment(
    snapshot: PaymentSnapshot, now: datetime, terms: Terms, provider: Provider
) -> ReconciledPayment | None:
    matches = Payment.objects.select_related("order", "request__order").filter(key=snapshot.key)
    payment = matches.first() if snapshot.key else None
    if payment is None:
        return _reconcile_unknown(snapshot, now, terms, provider)
    if payment.order_id is not None:
        return _reconcile_order_payment(payment, snapshot, now)
    if payment.state == STARTED and _is_paid(snapshot):
        return _reconcile_started(payment, snapshot, now, terms, provider)
    if payment.state in (RELEASING, VOIDED) and snapshot.reserved:
        provider.cancel(snapshot.intent_id, key=f"{payment.key}.void-restored")
        return ReconciledPayment(
            snapshot.intent_id, GIVEN_BACK, "It had been left before, and was still reserved."
        )
    return None


def _is_paid(snapshot: PaymentSnapshot) -> bool:
    return bool(snapshot.reserved or snapshot.received_cents - snapshot.refunded_cents)


def _reconcile_unknown(
    snapshot: PaymentSnapshot, now: datetime, terms: Terms, provider: Provider
) -> ReconciledPayment | None:
    """A payment of which nothing is known here any more."""
    if not _is_paid(snapshot):
        return None
    if snapshot.notes.get("store") != settings.SITE_URL:
        cents = snapshot.received_cents - snapshot.refunded_cents or snapshot.amount_cents
        return ReconciledPayment(snapshot.intent_id, STRANGE, f"{dollars(cents)}: left as it is.")
    if snapshot.notes.get("order"):
        return _reconcile_lost_request(snapshot, provider)
    return _place_or_return_money(
        _rebuild_checkout(snapshot, terms, now, provider), snapshot, now, terms
    )


def _reconcile_started(
    payment: Payment, snapshot: PaymentSnapshot, now: datetime, terms: Terms, provider: Provider
) -> ReconciledPayment | None:
    """It was begun here, and that it was paid is lost."""
    if not payment.session_id:
        Payment.objects.filter(pk=payment.pk).update(
            session_id=provider.page_of(snapshot.intent_id) or None
        )
    if payment.request is not None:
        if not repayment.apply_new_payment(payment=payment, snapshot=snapshot, now=now):
            return ReconciledPayment(
                snapshot.intent_id, GIVEN_BACK, "Paid again too late: it is released."
            )
        return ReconciledPayment(
            snapshot.intent_id, PLACED, "paid again", payment.request.order.number
        )
    checkout = Checkout.objects.select_related("payment__order", "policy").get(payment=payment)
    return _place_or_return_money(checkout, snapshot, now, terms)


def _reconcile_lost_request(snapshot: PaymentSnapshot, provider: Provider) -> ReconciledPayment:
    """An order was paid again, and that it was asked for is lost. What is only reserved is
    released: the shopper can be asked once more. What was taken, a person settles.
    """
    number = snapshot.notes["order"]
    if not snapshot.reserved:
        text = f"{dollars(snapshot.received_cents)} was taken for it again: settle it by hand."
        return ReconciledPayment(snapshot.intent_id, STRANGE, text, number)
    provider.cancel(snapshot.intent_id, key=f"{snapshot.key}.void-restored")
    return ReconciledPayment(
        snapshot.intent_id, GIVEN_BACK, "Paid again; the request for it is lost.", number
    )


def _reconcile_order_payment(
    payment: Payment, snapshot: PaymentSnapshot, now: datetime
) -> ReconciledPayment | None:
    """An order that is still here: what happened to its money since."""
    before = (payment.state, payment.captured_cents, payment.refunded_cents)
    payment_sync.sync_order_payment(payment=payment, snapshot=snapshot, now=now)
    payment.refresh_from_db()
    if before == (payment.state, payment.captured_cents, payment.refunded_cents):
        return None
    number = payment.order.number if payment.order else ""
    text = (
        f"{before[0]} became {payment.state}; taken {dollars(payment.captured_cents)}, given back "
    )
    return ReconciledPayment(
        snapshot.intent_id, FOLLOWED, text + dollars(payment.refunded_cents), number
    )


def _rebuild_checkout(
    snapshot: PaymentSnapshot, terms: Terms, now: datetime, provider: Provider
) -> Checkout:
    """The checkout of a payment of which nothing is left here, from what went along with it."""
    notes, paid_at = snapshot.notes, snapshot.paid_at or now
    items = [int(pk) for pk in notes.get("items", "").split(",") if pk.isdigit()]
    with transaction.atomic():
        payment = payments.create_payment(
            key=snapshot.key, amount_cents=snapshot.amount_cents, now=paid_at
        )
        page = provider.page_of(snapshot.intent_id)
        Payment.objects.filter(pk=payment.pk).update(session_id=page or None)
        payment.refresh_from_db()
        defaults = {
            "session": "restored",
            "address": asdict(_address_of(snapshot)),
            "items": items,
            "method": notes.get("method", ""),
            "policy": store_policy(terms),
            "started_at": paid_at,
            "held_until": paid_at,
            "check_at": now,
            "payment": payment,
            "ended_at": None,
        }
        return Checkout.objects.update_or_create(key=snapshot.key, defaults=defaults)[0]


def _address_of(snapshot: PaymentSnapshot) -> Address:
    to = snapshot.ship_to
    street: dict[str, Any] = to.get("address") or {}
    return Address(
        email=snapshot.email,
        name=to.get("name") or "",
        street=street.get("line1") or "",
        street2=street.get("line2") or "",
        city=street.get("city") or "",
        state=street.get("state") or "",
        zip_code=street.get("postal_code") or "",
        phone=to.get("phone") or "",
        hold_at=snapshot.notes.get("hold_at", ""),
    )


def _place_or_return_money(
    checkout: Checkout, snapshot: PaymentSnapshot, now: datetime, terms: Terms
) -> ReconciledPayment:
    """The order as it was, at the moment when it was paid; or the money back."""
    paid_at = snapshot.paid_at or now
    try:
        # What fails leaves nothing: the money's way back is chosen below.
        with transaction.atomic():
            if not checkout.agreed:
                _restore_agreement(checkout, paid_at, terms)
            order = placement.place_order(
                checkout=checkout, snapshot=snapshot, terms=terms, now=paid_at
            )
    except (UnableToPlace, UnknownZip) as unable:
        return _return_money(checkout, snapshot, str(unable), now)
    if snapshot.intent == "succeeded":  # taken since
        payment_sync.sync_order_payment(
            payment=Payment.objects.get(order=order), snapshot=snapshot, now=now
        )
    return ReconciledPayment(
        snapshot.intent_id, PLACED, f"paid {paid_at.isoformat(timespec='seconds')}", order.number
    )


def _restore_agreement(checkout: Checkout, paid_at: datetime, terms: Terms) -> None:
    """What its page must have shown. Raises `UnableToPlace` where that isn't sure: the total
    tells.
    """
    items_by_id = {item.pk: item for item in Item.objects.filter(pk__in=checkout.items)}
    items = [items_by_id[pk] for pk in checkout.items if pk in items_by_id]
    if len(items) < len(checkout.items):
        raise UnableToPlace("A piece of it is not among what was restored.")
    to = Address(**checkout.address)
    offer = quote(terms=terms, items=items, address=to, method=checkout.method, now=paid_at)
    if not isinstance(offer, Quote):
        raise UnableToPlace(offer.sentence)
    checkout.agreed = {
        "shown": offer.shown(),
        "at": paid_at.isoformat(),
        "said": payment_conditions(offer),
        "until": paid_at.isoformat(),
        "restored": True,
    }
    checkout.save()


def _return_money(
    checkout: Checkout, snapshot: PaymentSnapshot, why: str, now: datetime
) -> ReconciledPayment:
    if snapshot.reserved:
        actions.end_checkout(checkout=checkout, why=LOST, now=now, by=Actor.RESTORE)
    else:
        _refund_remainder(checkout, snapshot, now)
    return ReconciledPayment(
        snapshot.intent_id, GIVEN_BACK, f"{dollars(snapshot.amount_cents)}: {why}"
    )


@transaction.atomic
def _refund_remainder(checkout: Checkout, snapshot: PaymentSnapshot, now: datetime) -> None:
    """It was taken: what is left of it is refunded."""
    assert checkout.payment_id is not None
    mine = Payment.objects.filter(pk=checkout.payment_id)
    mine.update(
        state=CAPTURED,
        captured_cents=snapshot.received_cents,
        intent_id=snapshot.intent_id,
        charge_id=snapshot.charge_id,
    )
    payment = mine.get()
    if snapshot.refunded_cents:
        external_changes.record_external_refund(
            payment=payment, refunded_cents=snapshot.refunded_cents, now=now
        )
    left = mine.filter(captured_cents__gt=F("refunded_cents")).first()
    if left is not None:
        cents = left.captured_cents - left.refunded_cents
        payments.request_refund(
            payment=left,
            amount_cents=cents,
            key="restored",
            now=now,
            by=Actor.RESTORE,
            reason=LOST,
            parts={},
        )
    Checkout.objects.filter(pk=checkout.pk).update(ended_at=now, ended_why=LOST)
