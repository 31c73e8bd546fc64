"""One payment, one order: what the provider says was paid becomes an order, checked once more from
the inside.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import prefetch_related_objects

from troth.actors import Actor
from troth.catalog import actions as catalog
from troth.catalog import reservations
from troth.catalog.models import Item, Reservation
from troth.checkout.actions import AlreadyPlaced, CheckoutEnded, current_quote, end_checkout
from troth.checkout.models import Checkout
from troth.checkout.quoting import (
    ItemGone,
    Quote,
    QuoteChanged,
    UnableToPlace,
    payment_conditions,
    token_matches_quote,
)
from troth.event_kinds import EventKind
from troth.orders.actions import create_order, store_policy
from troth.orders.links import hash_of, token_for
from troth.orders.models import Event, Line, Order, Recipient, new_number
from troth.payments import actions as payments
from troth.payments import reviewing
from troth.payments.models import STARTED, Payment
from troth.payments.provider import PaymentSnapshot
from troth.policy.sales_tax.tax import Tax
from troth.policy.terms import Terms

# What the shopper read of a piece, kept on its line as it was (with `_shown_of`).
FROZEN = (
    "slug", "brand", "line", "model", "reference", "category", "sub_category", "condition",
    "grades", "defects", "material", "species", "needs_papers", "color", "color_name", "hardware",
    "size", "measures", "year_from", "year_to", "accessories", "service", "alterations",
    "description",
)  # fmt: skip
LONGEST_PAUSE = timedelta(minutes=30)


class DatesChanged(QuoteChanged):
    """The same total, other dates or terms: the money stays reserved until the shopper has looked,
    or the hold ends.
    """


class NotPaid(UnableToPlace):
    """Nothing is reserved yet; the shopper may go on paying."""


def checkout_of(*, session_id: str) -> Checkout | None:
    """The checkout that is paid on this page of the provider's."""
    checkouts = Checkout.objects.select_related("payment", "policy").defer("policy__source")
    return checkouts.filter(payment__session_id=session_id).first()


def place_order(
    *, checkout: Checkout, snapshot: PaymentSnapshot, terms: Terms, now: datetime
) -> Order:
    """The order of a checkout whose payment the provider reports as `snapshot`, however often it is
    asked.

    Raises `NotPaid`; `DatesChanged` where the shopper must agree to other dates or terms first; and
    `ItemGone`, `QuoteChanged` or `CheckoutEnded` where it can't become one: then what was reserved
    is being released.
    """
    if checkout.payment is None or not (snapshot.reserved or snapshot.intent == "succeeded"):
        return _handle_unpaid(checkout, snapshot, now)
    try:
        return _create_order_rows(
            checkout, _revalidate_quote(checkout, snapshot, terms, now), snapshot, now
        )
    except AlreadyPlaced as placed:
        return placed.order
    except DatesChanged:
        raise
    except (ItemGone, catalog.ItemChanged, IntegrityError) as refused:
        return _handle_lost_race(checkout, refused, now)
    except UnableToPlace as unable:
        end_checkout(checkout=checkout, why=str(unable), now=now, by=Actor.STORE)
        raise


def _revalidate_quote(
    checkout: Checkout, snapshot: PaymentSnapshot, terms: Terms, now: datetime
) -> Quote:
    """The quote as it is now, if it is the one that was agreed to and paid."""
    offer = current_quote(checkout=checkout, terms=terms, now=now)
    if snapshot.amount_cents != offer.total_cents:
        raise QuoteChanged(
            "The price has changed since you looked. Nothing was charged; look at it once more."
        )
    if checkout.agreed["shown"] != offer.shown():
        Checkout.objects.filter(pk=checkout.pk).update(asks_again=True)
        raise DatesChanged(
            "The dates or terms have changed while you paid. Please look once more; nothing is"
            " charged until you do."
        )
    return offer


def accept_new_dates(
    *, checkout: Checkout, agreed: str, snapshot: PaymentSnapshot, terms: Terms, now: datetime
) -> Order:
    """The shopper agrees to the dates as they are now, with the money that is reserved already."""
    try:
        offer = current_quote(checkout=checkout, terms=terms, now=now)
    except AlreadyPlaced as placed:
        return placed.order
    if not token_matches_quote(offer, agreed):
        raise QuoteChanged("The dates have changed again: please look once more.")
    checkout.policy = store_policy(terms)
    checkout.agreed |= {
        "shown": offer.shown(),
        "said": payment_conditions(offer),
        "again_at": now.isoformat(),
    }
    Checkout.objects.filter(pk=checkout.pk).update(
        agreed=checkout.agreed, policy=checkout.policy, asks_again=False
    )
    return place_order(checkout=checkout, snapshot=snapshot, terms=terms, now=now)


def order_placed_with(*, key: str) -> Order | None:
    """The order that the press with this key has placed."""
    return Order.objects.filter(checkout_key=key).first()


def _handle_unpaid(checkout: Checkout, snapshot: PaymentSnapshot, now: datetime) -> Order:
    if placed := order_placed_with(key=checkout.key):
        return placed
    if snapshot.session == "open":
        raise NotPaid("Nothing is paid yet.")
    if snapshot.session == "complete" and snapshot.intent not in ("canceled", ""):
        raise NotPaid("The payment is not through yet; this page will know in a moment.")
    end_checkout(
        checkout=checkout, why="The time to pay has ended.", now=now, by=Actor.PAYMENT_PROVIDER
    )
    raise CheckoutEnded(
        "The time to pay has ended. Nothing was charged; the piece may still be there."
    )


def _handle_lost_race(checkout: Checkout, refused: Exception, now: datetime) -> Order:
    """The database has decided who was first, and it may have been this shopper's other press."""
    if placed := order_placed_with(key=checkout.key):
        return placed
    if (
        isinstance(refused, IntegrityError)
        and not Line.objects.live().filter(item__in=checkout.items).exists()
    ):
        raise refused
    return _refuse_sold_item(checkout, refused, now)


def _refuse_sold_item(checkout: Checkout, why: Exception, now: datetime) -> Order:
    """Another shopper was first, or the piece has changed. Their own other checkout may have been
    the first.
    """
    first = Line.objects.live().filter(item__in=checkout.items).select_related("order").first()
    if (
        first is not None
        and Checkout.objects.filter(key=first.order.checkout_key, session=checkout.session).exists()
    ):
        bought = f"You have bought it already: {first.order.number}."
        end_checkout(checkout=checkout, why=bought, now=now, by=Actor.STORE)
        return first.order
    reason = _refusal_reason(checkout, first, why, now)
    end_checkout(checkout=checkout, why=reason, now=now, by=Actor.STORE)
    raise ItemGone(
        f"{reason} Nothing was charged: what was reserved on your card is being released."
    ) from why


def _refusal_reason(checkout: Checkout, sold: Line | None, why: Exception, now: datetime) -> str:
    """Who was first: who has bought a piece, or who is buying it; else what was refused."""
    if sold is not None:
        return f"{sold.title} has just been sold to somebody else."
    reserved = Reservation.objects.filter(item__in=checkout.items, until__gt=now)
    if other := reserved.exclude(key=checkout.key).first():
        return (
            f"The time it was kept for you had ended, and {other.item.title} is being bought by"
            " somebody else."
        )
    return f"{str(why).removesuffix(' Nothing was charged.').removesuffix('.')}."


@transaction.atomic
def _create_order_rows(
    checkout: Checkout, offer: Quote, snapshot: PaymentSnapshot, now: datetime
) -> Order:
    payment = checkout.payment
    assert payment is not None
    order = _build_order(checkout, offer, now)
    person = {
        field: value
        for field, value in asdict(offer.address).items()
        if field not in ("state", "zip_code")
    }
    paid = Event(kind=EventKind.PAYMENT_AUTHORIZED, facts=_payment_facts(payment, snapshot))
    risky = reviewing.review_opening_events(
        offer.terms, snapshot.checks, lapses_at=payments.lapses_at(payment, snapshot), now=now
    )
    # Always by key, to avoid deadlocks between two bags with the same pieces.
    items = sorted(offer.items, key=lambda item: item.pk)
    prefetch_related_objects(items, "photos")
    create_order(
        order=order,
        recipient=Recipient(**person),
        lines=[_build_line(item, offer.tax) for item in items],
        before=[paid, *risky],
        now=now,
        by=Actor.SHOPPER,
    )
    if not payments.attach_to_order(payment=payment, order=order, snapshot=snapshot):
        raise CheckoutEnded("This payment was released meanwhile. Nothing was charged.")
    catalog.mark_sold(items=items, key=checkout.key, now=now)
    return order


def _build_order(checkout: Checkout, offer: Quote, now: datetime) -> Order:
    number, place = new_number(checkout.key), offer.address.place
    return Order(
        number=number,
        link_hash=hash_of(token_for(number)),
        checkout_key=checkout.key,
        placed_at=now,
        policy=checkout.policy,
        method=offer.route.method.key,
        carrier=offer.route.carrier,
        ship_to_state=place.state,
        ship_to_zip=place.zip_code,
        promises={warehouse: promise.data() for warehouse, promise in offer.promises.items()},
        tax=_tax_data(offer.tax),
        agreed=checkout.agreed,
        items_cents=offer.items_cents,
        shipping_cents=offer.shipping_cents,
        tax_cents=offer.tax.cents,
        total_cents=offer.total_cents,
    )


def _tax_data(owed: Tax) -> dict[str, Any]:
    return {
        "review": owed.review,
        "review_sentence": owed.review_sentence,
        "jurisdiction": owed.jurisdiction,
        "lines": [line.data() for line in owed.lines],
        "steps": [step.data() for step in owed.steps],
    }


def _payment_facts(payment: Payment, snapshot: PaymentSnapshot) -> dict[str, Any]:
    return {
        "amount_cents": payment.amount_cents,
        "reference": snapshot.intent_id,
        "checks": snapshot.checks,
    }


def _build_line(item: Any, owed: Tax) -> Line:
    return Line(
        item=item,
        title=item.title,
        listing={field: getattr(item, field) for field in FROZEN} | _shown_of(item),
        warehouse=item.warehouse,
        weight_grams=item.weight_grams,
        price_cents=item.price_cents,
        tax_cents=sum(taxed.cents for taxed in owed.lines if taxed.key == str(item.pk)),
    )


def _shown_of(item: Item) -> dict[str, Any]:
    """What the page said of its condition, and the photos it showed. (A photo's file is never used
    for another, and stays once the piece was sold.)
    """
    photos = [
        {"file": str(photo.file.name), "alt": photo.alt, "sizes": photo.sizes}
        for photo in item.photos.all()
    ]
    return {"condition_means": item.grade.means if item.grade else "", "photos": photos}


def unsettled_checkouts(*, now: datetime, limit: int = 200) -> list[Checkout]:
    """Checkouts of which the provider must be asked what became of them: nobody came back to
    tell.
    """
    open_ones = Checkout.objects.filter(
        ended_at=None, check_at__lte=now, payment__state=STARTED, payment__order=None
    )
    return list(open_ones.select_related("payment", "policy").order_by("check_at")[:limit])


def claim_next_check(checkout: Checkout, *, now: datetime) -> bool:
    """Whether this asks about it now; the longer it is open, the later it is asked about again."""
    pause = min(max(now - checkout.started_at, timedelta(minutes=1)), LONGEST_PAUSE)
    due = Checkout.objects.filter(pk=checkout.pk, check_at=checkout.check_at)
    return bool(due.update(check_at=now + pause))


def clean_up_checkouts(*, now: datetime) -> None:
    """Ends what was left without paying or became an order, and erases the addresses of what is
    over.
    """
    Checkout.objects.filter(ended_at=None, payment__order__isnull=False).update(
        ended_at=now, ended_why="placed"
    )
    left = Checkout.objects.filter(
        ended_at=None, payment=None, held_until__lte=now - timedelta(hours=1)
    )
    for checkout in left[:500]:
        end_checkout(checkout=checkout, why="It was left without paying.", now=now, by=Actor.STORE)
    a_day_ago = now - timedelta(days=1)
    over = Checkout.objects.filter(started_at__lte=a_day_ago).exclude(address={})
    over.filter(ended_at__lte=a_day_ago).update(address={})
    over.filter(payment__order__placed_at__lte=a_day_ago).update(address={})
    reservations.delete_old_starts(before=a_day_ago)
