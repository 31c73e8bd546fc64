"""Paying for an order once more, on the provider's own page: opened by the shopper from the order's
page, settled from what the provider says, ended where nobody has paid in time.
"""

from __future__ import annotations

import contextlib
import logging
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from troth.absolute_urls import absolute_url
from troth.actors import Actor
from troth.errors import ActionRefused
from troth.orders.actions import record_event
from troth.orders.models import Order, QueueEntry
from troth.payments import actions as payments
from troth.payments import reviewing
from troth.payments.models import LAPSED, STARTED, VOIDED, Payment, PaymentRequest
from troth.payments.payment_requests import PAID_AGAIN, open_request, unpaid_reason
from troth.payments.provider import (
    Bill,
    PaymentSnapshot,
    Provider,
    ProviderRefused,
    ProviderUnreachable,
    shipping_fields,
)
from troth.policy.dates.hours import deadline_label
from troth.policy.lifecycle import TransitionRefused

# A page that is about to close is not shown again: who types a card must have the time to.
LEAST_TIME_ON_PAGE = timedelta(minutes=10)
DECLINED = "you chose not to pay again"


class UnableToPay(ActionRefused):
    """The order can't be paid again; the text says why, and what stands."""


def open_page(*, order: Order, now: datetime, provider: Provider) -> str:
    """The address of the provider's page on which the order is paid again. Pressed in two tabs, it
    is one page and one payment.

    Raises `UnableToPay`, and `ProviderUnreachable`: then pressing again goes on.
    """
    payment = _prepare_payment(order, now)
    if payment.session_url:
        return payment.session_url
    try:
        _void_former_payment(order, provider)
        snapshot = _create_session(order, payment, provider)
    except ProviderRefused as refused:
        raise UnableToPay(
            f"The payment provider can't take this payment ({refused}). Nothing was charged. Please"
            f" write to {order.policy.terms.file.store.care_email}."
        ) from refused
    if not payments.save_session(payment=payment, snapshot=snapshot):
        with contextlib.suppress(ProviderRefused, ProviderUnreachable):
            provider.expire(snapshot.session_id)
        raise UnableToPay("The order was cancelled in the meantime. Nothing was charged.")
    return snapshot.url


@transaction.atomic
def _prepare_payment(order: Order, now: datetime) -> Payment:
    """The payment of the shopper's press, written down before the provider hears of it. The latest
    one, while its page is open; a page that has closed gives way to a new one.
    """
    QueueEntry.objects.select_for_update().get(order=order.pk)
    request = open_request(order)
    if request is None or request.pay_by <= now:
        raise UnableToPay("This order can't be paid again. The page shows how it stands.")
    latest = Payment.objects.filter(request=request, state=STARTED).order_by("-pk").first()
    if latest is not None and latest.closes_at - now > LEAST_TIME_ON_PAGE:
        return latest
    if latest is not None:
        payments.request_void(
            payment=latest, now=now, by=Actor.SHOPPER, reason="its page was opened anew"
        )
    return payments.create_payment(
        key=secrets.token_urlsafe(24), amount_cents=order.total_cents, now=now, request=request
    )


def _void_former_payment(order: Order, provider: Provider) -> None:
    """Makes sure that nothing can be taken from the payment that another one is to replace."""
    former = Payment.objects.get(order=order)
    if not former.intent_id:
        return
    snapshot = provider.intent(former.intent_id)
    if snapshot.intent == "succeeded":
        raise UnableToPay("Your first payment went through after all: there is nothing to pay.")
    if snapshot.intent != "canceled":
        provider.cancel(former.intent_id, key=f"{former.key}.void-replaced")


def _create_session(order: Order, payment: Payment, provider: Provider) -> PaymentSnapshot:
    """The same arguments each time: the provider takes the same key for nothing else."""
    to, terms = order.recipient, order.policy.terms
    assert payment.request is not None
    return provider.open(
        key=payment.key,
        bill=[
            *(Bill(line.title, line.price_cents) for line in order.lines.order_by("pk")),
            Bill(f"{terms.methods[order.method].name} shipping", order.shipping_cents),
            Bill("Sales tax", order.tax_cents),
        ],
        email=to.email,
        ship_to=shipping_fields(
            name=to.name,
            street=to.street,
            street2=to.street2,
            city=to.city,
            state=order.ship_to_state,
            zip_code=order.ship_to_zip,
            phone=to.phone,
        ),
        sentence=(
            f"For order {order.number}, by {deadline_label(terms, payment.request.pay_by)}. The"
            " amount is reserved now, and taken later."
        ),
        back=absolute_url("order", order.number),
        done=f"{absolute_url('paid_again', order.number)}?session={{CHECKOUT_SESSION_ID}}",
        closes_at=payment.closes_at,
        notes={"store": settings.SITE_URL, "order": order.number},
    )


@transaction.atomic
def apply_new_payment(*, payment: Payment, snapshot: PaymentSnapshot, now: datetime) -> bool:
    """Makes what the provider reports as paid the order's payment, however often it is asked. True
    where it is. What comes too late is released.
    """
    assert payment.request is not None
    order_id = payment.request.order_id
    QueueEntry.objects.select_for_update().get(order=order_id)
    order = Order.objects.select_related("policy").get(pk=order_id)
    stored = Payment.objects.select_for_update().get(pk=payment.pk)
    if stored.order_id is not None:
        return True
    if stored.state != STARTED or not (snapshot.reserved or snapshot.intent == "succeeded"):
        return False
    former = Payment.objects.select_for_update().get(order=order)
    request = open_request(order)
    fits = snapshot.amount_cents == order.total_cents and former.state in (LAPSED, VOIDED)
    if request is None or request.pk != stored.request_id or not fits:
        payments.request_void(payment=stored, now=now, by=Actor.STORE, reason="it came too late")
        return False
    _replace_payment(order, former, stored, snapshot, now)
    return True


def _replace_payment(
    order: Order, former: Payment, payment: Payment, snapshot: PaymentSnapshot, now: datetime
) -> None:
    """The new payment takes the place of the former one, which keeps the order's name."""
    Payment.objects.filter(pk=former.pk).update(order=None, was_for=order)
    payments.attach_to_order(payment=payment, order=order, snapshot=snapshot)
    payments.close_payment_request(
        order=order, outcome=PaymentRequest.PAID, reason="it was paid", now=now, by=Actor.SHOPPER
    )
    facts = {
        "amount_cents": payment.amount_cents,
        "reference": snapshot.intent_id,
        "checks": snapshot.checks,
        "request": payment.request_id,
    }
    record_event(order=order, kind=PAID_AGAIN, now=now, by=Actor.SHOPPER, facts=facts)
    lapses_at = payments.lapses_at(payment, snapshot)
    terms = order.policy.terms
    for review in reviewing.review_opening_events(
        terms, snapshot.checks, lapses_at=lapses_at, now=now
    ):
        record_event(order=order, kind=review.kind, now=now, by=review.by, facts=review.facts)


def sync_repayment(
    *, payment: Payment, now: datetime, provider: Provider, session_id: str = ""
) -> bool:
    """Asks the provider what became of a page on which an order could be paid again. True where the
    order is paid by it.
    """
    page = payment.session_id or session_id
    if not page:
        return False
    snapshot = provider.session(page)
    # Paid on a page that opened after its release.
    if payment.state == VOIDED and snapshot.reserved:
        provider.cancel(snapshot.intent_id, key=f"{payment.key}.void-again")
    return apply_new_payment(payment=payment, snapshot=snapshot, now=now)


def sync_open_repayments(*, now: datetime, provider: Provider, limit: int = 50) -> int:
    """Asks about the pages that nobody has come back from, and closes those whose time is over.
    Returns how many were asked about.
    """
    count = 0
    pages = Payment.objects.filter(request__isnull=False, state=STARTED, session_id__isnull=False)
    for payment in pages.order_by("pk")[:limit]:
        try:
            paid = sync_repayment(payment=payment, now=now, provider=provider)
        except ProviderUnreachable:
            break
        except ProviderRefused:
            logging.getLogger(__name__).exception("The page of %s can't be settled", payment)
            paid = False
        count += 1
        if not paid and payment.closes_at <= now:
            payments.request_void(
                payment=payment, now=now, by=Actor.STORE, reason="its page has closed"
            )
    return count


@transaction.atomic
def decline_to_pay_again(*, order: Order, now: datetime, by: str) -> None:
    """The shopper doesn't want to pay again: the order is cancelled now. Raises `UnableToPay` where
    they aren't asked to.
    """
    QueueEntry.objects.select_for_update().get(order=order.pk)
    stored = Order.objects.select_related("policy").get(pk=order.pk)
    if open_request(stored) is None:
        raise UnableToPay("Nobody asks you to pay again. The page shows how the order stands.")
    payments.cancel_order(order=stored, reason=DECLINED, now=now, by=by, requested=True)


def cancel_overdue_orders(*, now: datetime, provider: Provider, limit: int = 100) -> int:
    """Cancels the orders that nobody has paid again in time, and tells their shoppers. Returns how
    many. A page that is open is asked first: who paid in time has paid.
    """
    over = PaymentRequest.objects.filter(ended_at=None, pay_by__lte=now)
    ended = 0
    for request in over.select_related("order__policy").order_by("pay_by", "pk")[:limit]:
        try:
            ended += _sync_or_cancel(request, now, provider)
        except ProviderUnreachable:
            break  # asked again in a minute: nobody is cancelled whose payment is unknown
        except (payments.PaymentActionRefused, TransitionRefused, ProviderRefused):
            logging.getLogger(__name__).exception("%s could not be cancelled", request.order)
    return ended


def _sync_or_cancel(request: PaymentRequest, now: datetime, provider: Provider) -> bool:
    for payment in Payment.objects.filter(request=request, state=STARTED):
        if sync_repayment(payment=payment, now=now, provider=provider):
            return False
    return _cancel_unpaid(request, now)


@transaction.atomic
def _cancel_unpaid(request: PaymentRequest, now: datetime) -> bool:
    QueueEntry.objects.select_for_update().get(order=request.order_id)
    if not PaymentRequest.objects.filter(pk=request.pk, ended_at=None).exists():
        return False  # paid or cancelled at this moment
    order = Order.objects.select_related("policy").get(pk=request.order_id)
    reason = unpaid_reason(request)
    payments.close_payment_request(
        order=order, outcome=PaymentRequest.EXPIRED, reason=reason, now=now, by=Actor.TIME_LIMIT
    )
    payments.cancel_order(order=order, reason=reason, now=now, by=Actor.TIME_LIMIT)
    return True
