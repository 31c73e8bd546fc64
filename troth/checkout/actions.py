"""From the address to the provider's page: the hold, the press that starts the payment, and
leaving.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from troth.absolute_urls import absolute_url
from troth.actors import Actor
from troth.catalog import reservations
from troth.catalog.models import Item
from troth.checkout.models import Checkout
from troth.checkout.quoting import (
    Address,
    Quote,
    QuoteChanged,
    UnableToPlace,
    payment_conditions,
    quote,
    token_matches_quote,
)
from troth.email_addresses import mailbox_of
from troth.orders.actions import store_policy
from troth.orders.models import Order
from troth.payments import actions as payments
from troth.payments.models import STARTED, Payment
from troth.payments.provider import (
    Bill,
    PaymentSnapshot,
    Provider,
    ProviderRefused,
    ProviderUnreachable,
    shipping_fields,
)
from troth.policy.dates.hours import deadline_label
from troth.policy.results import Refusal
from troth.policy.terms import Terms

FIRST_CHECK = timedelta(minutes=1)


class CheckoutEnded(UnableToPlace):
    """The checkout is over without an order; nothing was charged."""


class AlreadyPlaced(Exception):
    """The press has placed its order before."""

    def __init__(self, order: Order) -> None:
        super().__init__(order.number)
        self.order = order


@dataclass(frozen=True, slots=True)
class Shopper:
    """The browser that shops, as far as the limits need it: its session's secret and its network
    address.
    """

    session: str
    network: str

    @property
    def fingerprint(self) -> str:
        return _salted_fingerprint("session", self.session)

    def holder(self, *, key: str, email: str) -> reservations.Holder:
        return reservations.Holder(
            key,
            self.fingerprint,
            _salted_fingerprint("email", mailbox_of(email)),
            _salted_fingerprint("address", self.network),
        )


def _salted_fingerprint(purpose: str, value: str) -> str:
    return salted_hmac(f"troth.hold.{purpose}", value, algorithm="sha256").hexdigest()


def start_checkout(
    *,
    terms: Terms,
    items: Sequence[Item],
    address: Address,
    method: str | None,
    shopper: Shopper,
    key: str | None,
    now: datetime,
) -> Checkout | Refusal:
    """Keeps the items for the shopper and remembers where they go. `key` is that of the shopper's
    earlier checkout.

    A `Refusal` where no method serves the address. Raises `ItemGone`, `reservations.BeingBought`
    and `reservations.TooManyReserved`.
    """
    offer = quote(terms=terms, items=items, address=address, method=method, now=now)
    if isinstance(offer, Refusal):
        return offer
    policy = store_policy(terms)
    with transaction.atomic():
        earlier = Checkout.objects.select_for_update().filter(key=key or "-", ended_at=None).first()
        if earlier is not None and earlier.payment_id is None:
            checkout = earlier
        else:
            checkout = Checkout(key=secrets.token_urlsafe(24), started_at=now)
        until = reservations.reserve_items(
            items=items,
            by=shopper.holder(key=checkout.key, email=address.email),
            limits=terms.file.hold,
            now=now,
        )
        checkout.policy = policy
        checkout.session = shopper.fingerprint
        _store_offer(checkout, offer, until)
        reservations.release_items(key=checkout.key, now=now, but=items)
        if earlier is not None and earlier is not checkout:
            end_checkout(
                checkout=earlier, why="The checkout was begun anew.", now=now, by=Actor.SHOPPER
            )
    return checkout


def _store_offer(checkout: Checkout, offer: Quote, held_until: datetime) -> None:
    """What goes where and how, and until when it is held."""
    checkout.address = asdict(offer.address)
    checkout.items = [item.pk for item in offer.items]
    checkout.method = offer.route.method.key
    checkout.held_until = held_until
    checkout.check_at = held_until + FIRST_CHECK
    checkout.save()


def current_quote(*, checkout: Checkout, terms: Terms, now: datetime) -> Quote:
    """The quote of a checkout as it is now. Raises `UnableToPlace`, `CheckoutEnded`,
    `AlreadyPlaced`.
    """
    # Two look-ups only once it is placed.
    if checkout.payment is not None and checkout.payment.order is not None:
        raise AlreadyPlaced(checkout.payment.order)
    if checkout.ended_at or not checkout.address:
        raise CheckoutEnded(
            f"{checkout.ended_why or 'This checkout has ended.'} Nothing was charged."
        )
    items_by_id = {item.pk: item for item in Item.objects.filter(pk__in=checkout.items)}
    items = [items_by_id[pk] for pk in checkout.items if pk in items_by_id]
    offer = quote(
        terms=terms,
        items=items,
        address=Address(**checkout.address),
        method=checkout.method,
        now=now,
    )
    if isinstance(offer, Refusal):
        raise UnableToPlace(offer.sentence)
    return offer


def start_payment(
    *,
    checkout: Checkout,
    terms: Terms,
    agreed: str,
    shopper: Shopper,
    now: datetime,
    provider: Provider,
) -> Checkout:
    """One press: the checkout with its payment, whose `session_url` is the provider's page on which
    it is paid.

    Pressed again, it is the same payment and page. Only where the totals or dates were agreed to
    anew is it another.

    Raises `QuoteChanged` if the quote at `now` isn't the one `agreed` to, `AlreadyPlaced`,
    `CheckoutEnded`, `reservations.BeingBought`, and `ProviderUnreachable`: then pressing again goes
    on.
    """
    offer = current_quote(checkout=checkout, terms=terms, now=now)
    if not token_matches_quote(offer, agreed):
        raise QuoteChanged(
            "Something changed since you looked: please look at the totals and dates once more."
        )
    stored = _prepare_payment(checkout, offer, shopper, now)
    payment = stored.payment
    assert payment is not None
    if not payment.session_url:
        _open_payment_page(stored, payment, offer, now, provider)
    return stored


def _open_payment_page(
    checkout: Checkout, payment: Payment, offer: Quote, now: datetime, provider: Provider
) -> None:
    """Opens the provider's page. One that is left while it opens takes no payment."""
    try:
        snapshot = _create_session(checkout, payment, offer, provider)
    except ProviderRefused as refused:
        end_checkout(
            checkout=checkout,
            why="The payment provider can't take this payment.",
            now=now,
            by=Actor.PAYMENT_PROVIDER,
        )
        care = offer.terms.file.store.care_email
        raise CheckoutEnded(
            f"The payment provider can't take this payment ({refused}). Nothing was charged. Please"
            f" write to {care}."
        ) from refused
    if not payments.save_session(payment=payment, snapshot=snapshot):
        with contextlib.suppress(ProviderRefused, ProviderUnreachable):
            provider.expire(snapshot.session_id)
        raise CheckoutEnded("This checkout has been left meanwhile. Nothing was charged.")


@transaction.atomic
def _prepare_payment(checkout: Checkout, offer: Quote, shopper: Shopper, now: datetime) -> Checkout:
    """The press, written down before the provider hears of it. One for other totals begins the
    checkout anew.
    """
    stored = (
        Checkout.objects.select_for_update(of=("self",))
        .select_related("payment")
        .get(pk=checkout.pk)
    )
    payment = stored.payment
    if stored.ended_at is not None:
        raise CheckoutEnded(f"{stored.ended_why} Nothing was charged.")
    if payment is not None and (
        stored.agreed["shown"] != offer.shown() or payment.closes_at <= now
    ):
        _begin_anew(stored, now)
    elif payment is not None and payment.state != STARTED:
        raise CheckoutEnded("This checkout has ended. Nothing was charged.")
    by = shopper.holder(key=stored.key, email=offer.address.email)
    stored.held_until = reservations.reserve_items(
        items=offer.items, by=by, limits=offer.terms.file.hold, now=now
    )
    if stored.payment is None:
        _store_agreement(stored, offer, now)
    else:
        Checkout.objects.filter(pk=stored.pk).update(held_until=stored.held_until)
    return stored


def _begin_anew(checkout: Checkout, now: datetime) -> None:
    """Ends the checkout, and makes of it another that isn't stored yet."""
    end_checkout(checkout=checkout, why="The checkout was begun anew.", now=now, by=Actor.SHOPPER)
    checkout.pk, checkout.key, checkout.payment = None, secrets.token_urlsafe(24), None
    checkout.ended_at, checkout.ended_why, checkout.started_at = None, "", now
    checkout.asks_again = False


def _store_agreement(checkout: Checkout, offer: Quote, now: datetime) -> None:
    """What the shopper saw and agreed to, and the payment for it."""
    checkout.policy = store_policy(offer.terms)
    checkout.payment = payments.create_payment(
        key=checkout.key, amount_cents=offer.total_cents, now=now
    )
    checkout.agreed = {
        "shown": offer.shown(),
        "at": now.isoformat(),
        "said": payment_conditions(offer),
        "until": checkout.held_until.isoformat(),
    }
    checkout.check_at = now + FIRST_CHECK
    checkout.save()


def _create_session(
    checkout: Checkout, payment: Payment, offer: Quote, provider: Provider
) -> PaymentSnapshot:
    """The same arguments each time: the provider takes the same key for nothing else."""
    to = offer.address
    until = datetime.fromisoformat(checkout.agreed["until"])
    return provider.open(
        key=payment.key,
        bill=[Bill(name, cents) for name, cents in offer.bill()],
        email=to.email,
        ship_to=shipping_fields(
            name=to.name,
            street=to.street,
            street2=to.street2,
            city=to.city,
            state=to.state,
            zip_code=to.zip_code,
            phone=to.phone,
        ),
        sentence=(
            f"Kept for you until {deadline_label(offer.terms, until)}. The amount is reserved now,"
            " and taken later."
        ),
        back=absolute_url("review"),
        done=f"{absolute_url('paid')}?session={{CHECKOUT_SESSION_ID}}",
        closes_at=payment.closes_at,
        notes=recovery_notes(checkout),
    )


def recovery_notes(checkout: Checkout) -> dict[str, str]:
    """What goes along with the payment, so that its order can be made again by `reconciling` where
    the store has lost it. No personal word is in it: who and where the provider knows anyway.
    """
    items = ",".join(str(pk) for pk in checkout.items)
    return {
        "store": settings.SITE_URL,
        "items": items,
        "method": checkout.method,
        "hold_at": checkout.address.get("hold_at", ""),
    }


@transaction.atomic
def end_checkout(*, checkout: Checkout, why: str, now: datetime, by: str) -> bool:
    """The checkout is over without an order: its items are free, and whatever was reserved is
    released.

    False, and nothing happens, where it has an order or has ended.
    """
    # The checkout's row first, then the payment's: so does whoever presses, and nobody waits in a
    # ring.
    stored = Checkout.objects.select_for_update().get(pk=checkout.pk)
    if stored.ended_at is not None:
        return False
    if stored.payment_id is not None:
        payment = Payment.objects.select_for_update().get(pk=stored.payment_id)
        if payment.order_id is not None:
            return False
        payments.request_void(payment=payment, now=now, by=by, reason=why)
    Checkout.objects.filter(pk=stored.pk).update(ended_at=now, ended_why=why[:300])
    reservations.release_items(key=stored.key, now=now)
    return True
