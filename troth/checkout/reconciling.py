"""After a restore: what the payment provider knows, and the restored database does not, is made
good.

A payment whose order was lost becomes the same order again: with its number, its link, its dates
and its place in the queue. Where that can't be, the money goes back and the shopper is told. Safe
to repeat.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F

from troth.catalog.models import Item
from troth.checkout import actions, paying_again, placing, settling
from troth.checkout.models import Checkout
from troth.checkout.quoting import Address, Quote, UnableToPlace, conditions, quote
from troth.orders.actions import keep_policy
from troth.payments import actions as payments
from troth.payments import reported
from troth.payments.models import CAPTURED, RELEASING, STARTED, VOIDED, Movement, Payment
from troth.payments.provider import Found, Provider
from troth.payments.tieout import BACK
from troth.policy.money import dollars
from troth.policy.places import UnknownZip
from troth.policy.terms import Terms

LOST = (
    "The store has lost what it had written down of it, and the piece can't be sent to you any"
    " more."
)
PLACED, GIVEN_BACK, FOLLOWED, STRANGE = "placed again", "given back", "followed", "not this store's"


@dataclass(frozen=True, slots=True)
class Case:
    """One payment: what became of it, and of whom. `says` is for a person."""

    intent_id: str
    what: str
    says: str
    order: str = ""


def reconcile(
    *,
    since: datetime,
    now: datetime,
    terms_at: Callable[[datetime], Terms],
    provider: Provider,
) -> Iterator[Case]:
    """Brings a database of `since` to what the provider knows `now`, payment by payment, in the
    order in which they were paid; tells of each that was changed. No worker may run meanwhile: it
    would do again what is done already.

    `terms_at` says which terms were in force at an instant: a lost order is placed again under
    those of the instant at which it was paid.

    Raises the provider's `Unreachable`; begin again then.
    """
    until = now.replace(microsecond=0) + settling.LEASE
    _refunds_done_since(provider.refunds_by_key(since=since, until=until), now)
    found = {
        each.intent_id: each for each in provider.every_payment(since=since - BACK, until=until)
    }
    for intent_id in set(provider.refunded_payments(since=since, until=until)) - set(found):
        found[intent_id] = provider.intent(intent_id)
    for each in sorted(found.values(), key=lambda one: (one.paid_at or now, one.intent_id)):
        case = _made_good(each, now, terms_at(each.paid_at or now), provider)
        if case is not None:
            yield case


def _refunds_done_since(made: dict[str, str], now: datetime) -> None:
    """A refund that is still owed here, and was made: it must not be asked for again."""
    for movement in Movement.objects.filter(kind=Movement.REFUND, done_at=None, key__in=list(made)):
        payments.done(movement=movement, found=None, reference=made[movement.key], now=now)


def _made_good(found: Found, now: datetime, terms: Terms, provider: Provider) -> Case | None:
    known = Payment.objects.select_related("order", "request__order").filter(key=found.key)
    payment = known.first() if found.key else None
    if payment is None:
        return _of_unknown(found, now, terms, provider)
    if payment.order_id is not None:
        return _followed(payment, found, now)
    if payment.state == STARTED and _is_paid(found):
        return _of_started(payment, found, now, terms, provider)
    if payment.state in (RELEASING, VOIDED) and found.reserved:
        provider.cancel(found.intent_id, key=f"{payment.key}.void-restored")
        return Case(found.intent_id, GIVEN_BACK, "It had been left before, and was still reserved.")
    return None


def _is_paid(found: Found) -> bool:
    return bool(found.reserved or found.received_cents - found.refunded_cents)


def _of_unknown(found: Found, now: datetime, terms: Terms, provider: Provider) -> Case | None:
    """A payment of which nothing is known here any more."""
    if not _is_paid(found):
        return None
    if found.notes.get("store") != settings.SITE_URL:
        cents = found.received_cents - found.refunded_cents or found.amount_cents
        return Case(found.intent_id, STRANGE, f"{dollars(cents)}: left as it is.")
    if found.notes.get("order"):
        return _of_lost_request(found, provider)
    return _of_checkout(_rebuilt(found, terms, now, provider), found, now, terms)


def _of_started(
    payment: Payment, found: Found, now: datetime, terms: Terms, provider: Provider
) -> Case | None:
    """It was begun here, and that it was paid is lost."""
    if not payment.session_id:
        Payment.objects.filter(pk=payment.pk).update(
            session_id=provider.page_of(found.intent_id) or None
        )
    if payment.request is not None:
        if not paying_again.conclude(payment=payment, found=found, now=now):
            return Case(found.intent_id, GIVEN_BACK, "Paid again too late: it is released.")
        return Case(found.intent_id, PLACED, "paid again", payment.request.order.number)
    checkout = Checkout.objects.select_related("payment__order", "policy").get(payment=payment)
    return _of_checkout(checkout, found, now, terms)


def _of_lost_request(found: Found, provider: Provider) -> Case:
    """An order was paid again, and that it was asked for is lost. What is only reserved is
    released: the shopper can be asked once more. What was taken, a person settles.
    """
    number = found.notes["order"]
    if not found.reserved:
        says = f"{dollars(found.received_cents)} was taken for it again: settle it by hand."
        return Case(found.intent_id, STRANGE, says, number)
    provider.cancel(found.intent_id, key=f"{found.key}.void-restored")
    return Case(found.intent_id, GIVEN_BACK, "Paid again; the request for it is lost.", number)


def _followed(payment: Payment, found: Found, now: datetime) -> Case | None:
    """An order that is still here: what happened to its money since."""
    before = (payment.state, payment.captured_cents, payment.refunded_cents)
    settling.follow(payment=payment, found=found, now=now)
    payment.refresh_from_db()
    if before == (payment.state, payment.captured_cents, payment.refunded_cents):
        return None
    number = payment.order.number if payment.order else ""
    says = (
        f"{before[0]} became {payment.state}; taken {dollars(payment.captured_cents)}, given back "
    )
    return Case(found.intent_id, FOLLOWED, says + dollars(payment.refunded_cents), number)


def _rebuilt(found: Found, terms: Terms, now: datetime, provider: Provider) -> Checkout:
    """The checkout of a payment of which nothing is left here, from what went along with it."""
    notes, to = found.notes, found.ship_to
    street: dict[str, Any] = to.get("address") or {}
    address = Address(
        email=found.email,
        name=to.get("name") or "",
        street=street.get("line1") or "",
        street2=street.get("line2") or "",
        city=street.get("city") or "",
        state=street.get("state") or "",
        zip_code=street.get("postal_code") or "",
        phone=to.get("phone") or "",
        hold_at=notes.get("hold_at", ""),
    )
    paid_at = found.paid_at or now
    items = [int(pk) for pk in notes.get("items", "").split(",") if pk.isdigit()]
    with transaction.atomic():
        payment = payments.start(key=found.key, amount_cents=found.amount_cents, now=paid_at)
        page = provider.page_of(found.intent_id)
        Payment.objects.filter(pk=payment.pk).update(session_id=page or None)
        payment.refresh_from_db()
        told = {
            "session": "restored",
            "address": asdict(address),
            "items": items,
            "method": notes.get("method", ""),
            "policy": keep_policy(terms),
            "started_at": paid_at,
            "held_until": paid_at,
            "check_at": now,
            "payment": payment,
            "ended_at": None,
        }
        return Checkout.objects.update_or_create(key=found.key, defaults=told)[0]


def _of_checkout(checkout: Checkout, found: Found, now: datetime, terms: Terms) -> Case:
    """The order as it was, at the moment when it was paid; or the money back."""
    paid_at = found.paid_at or now
    try:
        with (
            transaction.atomic()
        ):  # what fails leaves nothing: the money's way back is chosen below
            if not checkout.agreed:
                _agree(checkout, paid_at, terms)
            order = placing.conclude(checkout=checkout, found=found, terms=terms, now=paid_at)
    except (UnableToPlace, UnknownZip) as unable:
        return _given_back(checkout, found, str(unable), now)
    if found.intent == "succeeded":  # taken since
        settling.follow(payment=Payment.objects.get(order=order), found=found, now=now)
    return Case(
        found.intent_id, PLACED, f"paid {paid_at.isoformat(timespec='seconds')}", order.number
    )


def _agree(checkout: Checkout, paid_at: datetime, terms: Terms) -> None:
    """What its page must have shown. Raises `UnableToPlace` where that isn't sure: the total
    tells.
    """
    known = {item.pk: item for item in Item.objects.filter(pk__in=checkout.items)}
    items = [known[pk] for pk in checkout.items if pk in known]
    if len(items) < len(checkout.items):
        raise UnableToPlace("A piece of it is not among what was restored.")
    to = Address(**checkout.address)
    offer = quote(terms=terms, items=items, address=to, method=checkout.method, now=paid_at)
    if not isinstance(offer, Quote):
        raise UnableToPlace(offer.says)
    checkout.agreed = {
        "shown": offer.shown(),
        "at": paid_at.isoformat(),
        "said": conditions(offer),
        "until": paid_at.isoformat(),
        "restored": True,
    }
    checkout.save()


def _given_back(checkout: Checkout, found: Found, why: str, now: datetime) -> Case:
    if found.reserved:
        actions.end(checkout=checkout, why=LOST, now=now, by="restore")
    else:
        _refund(checkout, found, now)
    return Case(found.intent_id, GIVEN_BACK, f"{dollars(found.amount_cents)}: {why}")


@transaction.atomic
def _refund(checkout: Checkout, found: Found, now: datetime) -> None:
    """It was taken: what is left of it is refunded."""
    assert checkout.payment_id is not None
    mine = Payment.objects.filter(pk=checkout.payment_id)
    mine.update(
        state=CAPTURED,
        captured_cents=found.received_cents,
        intent_id=found.intent_id,
        charge_id=found.charge_id,
    )
    payment = mine.get()
    if found.refunded_cents:
        reported.refunded_there(payment=payment, refunded_cents=found.refunded_cents, now=now)
    left = mine.filter(captured_cents__gt=F("refunded_cents")).first()
    if left is not None:
        cents = left.captured_cents - left.refunded_cents
        payments.owe_refund(
            payment=left,
            amount_cents=cents,
            key="restored",
            now=now,
            by="restore",
            reason=LOST,
            parts={},
        )
    Checkout.objects.filter(pk=checkout.pk).update(ended_at=now, ended_why=LOST)
