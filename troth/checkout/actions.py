"""How a bag becomes an order: the quote that is shown, and the one press that places it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.core import signing
from django.db import IntegrityError, transaction

from troth.catalog import actions as catalog
from troth.catalog.models import Item
from troth.orders.actions import keep_policy, record
from troth.orders.models import Line, Order, Recipient
from troth.payments.provider import Authorization, BuiltInProvider
from troth.policy.answers import Refusal
from troth.policy.calendars import BeyondCalendar
from troth.policy.carriers import Route
from troth.policy.lifecycle import next_state
from troth.policy.places import Place, is_po_box, place_of
from troth.policy.promise import Promise, local_time, promise
from troth.policy.tax import NoRates, Tax, Taxed, tax
from troth.policy.terms import Terms

MOST_ITEMS = 10
# What the shopper read of a piece, kept on its line as it was.
FROZEN = (
    "slug", "brand", "line", "model", "reference", "category", "sub_category", "condition", "grades", "defects",
    "material", "species", "needs_papers", "color", "color_name", "hardware", "size", "measures", "year_from",
    "year_to", "accessories", "service", "alterations", "description",
)  # fmt: skip


class UnableToPlace(Exception):
    """The order can't be placed; the text tells the shopper why and what they can do."""


class ItemGone(UnableToPlace):
    """Somebody else bought it first, or it left the store."""


class QuoteChanged(UnableToPlace):
    """What the shopper agreed to is no longer what would be charged or promised: they must look again."""


@dataclass(frozen=True, slots=True)
class Address:
    """Who and where; shapes are checked by the door."""

    email: str
    name: str
    street: str
    street2: str
    city: str
    state: str
    zip_code: str
    phone: str = ""

    @property
    def place(self) -> Place:
        return place_of(self.zip_code)

    @property
    def po_box(self) -> bool:
        return is_po_box(self.street) or is_po_box(self.street2)


@dataclass(frozen=True, slots=True)
class Quote:
    """All that the shopper agrees to: the items at their prices, the promise by warehouse, the tax, the total."""

    terms: Terms
    address: Address
    items: tuple[Item, ...]
    route: Route
    promises: dict[str, Promise]
    tax: Tax
    items_cents: int
    shipping_cents: int

    @property
    def total_cents(self) -> int:
        return self.items_cents + self.shipping_cents + self.tax.cents

    def agreed(self) -> str:
        """Stands in the form for what was shown: it changes with a price, tax, date, the address or the policy."""
        shown: dict[str, Any] = {
            "policy": self.terms.digest,
            "items": [[item.pk, item.price_cents] for item in self.items],
            "method": self.route.method.key,
            "to": sha256(repr(self.address).encode()).hexdigest(),
            "total": self.total_cents,
            "arrives": {warehouse: made.arrives.data() for warehouse, made in self.promises.items()},
        }
        return signing.dumps(shown, salt="troth.quote", compress=True)


def quote(
    *, terms: Terms, items: Sequence[Item], address: Address, method: str | None, now: datetime
) -> Quote | Refusal:
    """What these items, sent there, cost and when they arrive; a `Refusal` where no method serves the address.

    Raises `UnableToPlace` for an empty bag, `ItemGone` for an item that is no longer for sale.
    """
    if not 1 <= len(items) <= MOST_ITEMS:
        raise UnableToPlace(f"An order has 1 to {MOST_ITEMS} items; this bag has {len(items)}.")
    if gone := [item for item in items if not item.is_for_sale]:
        became = "has just been sold" if gone[0].sold_at else "has left the store"
        raise ItemGone(f"{gone[0].title} {became}. Nothing was charged.")
    try:
        promises = _promises(terms, items, address, method, now)
        if isinstance(promises, Refusal):
            return promises
        route = next(iter(promises.values())).route
        owed = tax(
            terms, place=address.place, city=address.city, on=local_time(terms, now).date(),
            items=[Taxed(str(item.pk), item.price_cents, item.tax_category) for item in items],
            shipping_cents=route.method.price_cents,
        )  # fmt: skip
    except (BeyondCalendar, NoRates) as unknown:
        care = terms.file.store.care_email
        raise UnableToPlace(f"We can't date or tax this order now ({unknown}). Please write to {care}.") from unknown
    cents = sum(item.price_cents for item in items)
    return Quote(terms, address, tuple(items), route, promises, owed, cents, route.method.price_cents)


def _promises(
    terms: Terms, items: Sequence[Item], address: Address, method: str | None, now: datetime
) -> dict[str, Promise] | Refusal:
    """The promise of each warehouse, ours here first."""
    promises: dict[str, Promise] = {}
    for warehouse in sorted({item.warehouse for item in items}, reverse=True):
        grams = sum(item.weight_grams for item in items if item.warehouse == warehouse)
        made = promise(
            terms, placed_at=now, place=address.place, warehouse=warehouse, method=method,
            po_box=address.po_box, grams=grams,
        )  # fmt: skip
        if isinstance(made, Refusal):
            return made
        promises[warehouse] = made
    return promises


def place(
    *,
    terms: Terms,
    items: Sequence[Item],
    address: Address,
    method: str | None,
    agreed: str,
    card: str,
    key: str,
    now: datetime,
    provider: BuiltInProvider,
) -> Order:
    """Places the order once: the same `key` always gives the same order, however often it is sent.

    Raises `QuoteChanged` if the quote at `now` isn't the one `agreed` to, `Declined` by the card, `ItemGone` if another
    buyer was first, `UnableToPlace` where nothing serves the address. Then nothing is charged and nothing written.
    """
    if placed := placed_with(key=key):
        return placed
    try:
        offer = quote(terms=terms, items=items, address=address, method=method, now=now)
        if isinstance(offer, Refusal):
            raise UnableToPlace(offer.says)
        if not _same(offer, agreed):
            raise QuoteChanged("Something changed since you looked: please look at the totals and dates once more.")
        authorization = provider.authorize(amount_cents=offer.total_cents, card=card, key=key)
        return _write(offer, authorization, key, now)
    except catalog.ItemChanged as changed:
        raise QuoteChanged(f"{changed}: please look at the totals and dates once more.") from changed
    except (ItemGone, IntegrityError) as refused:
        # The database has decided who was first, and it may have been this shopper's other press.
        if placed := placed_with(key=key):
            return placed
        taken = Line.objects.live().filter(item__in=items).first()
        if taken is None:
            raise
        raise ItemGone(f"{taken.title} has just been sold to somebody else. Nothing was charged.") from refused


def placed_with(*, key: str) -> Order | None:
    """The order that the press with this key has already placed."""
    return Order.objects.filter(checkout_key=key).first()


def _same(offer: Quote, agreed: str) -> bool:
    try:
        return signing.loads(agreed, salt="troth.quote") == signing.loads(offer.agreed(), salt="troth.quote")
    except signing.BadSignature:
        return False


@transaction.atomic
def _write(offer: Quote, authorization: Authorization, key: str, now: datetime) -> Order:
    address = offer.address
    order = Order.objects.create(
        checkout_key=key,
        placed_at=now,
        policy=keep_policy(offer.terms),
        method=offer.route.method.key,
        carrier=offer.route.carrier,
        ship_to_state=address.place.state,
        ship_to_zip=address.place.zip_code,
        promises={warehouse: made.data() for warehouse, made in offer.promises.items()},
        tax={"review": offer.tax.review, "lines": [line.data() for line in offer.tax.lines]},
        items_cents=offer.items_cents,
        shipping_cents=offer.shipping_cents,
        tax_cents=offer.tax.cents,
        total_cents=offer.total_cents,
    )
    person = {field: value for field, value in asdict(address).items() if field not in ("state", "zip_code")}
    Recipient.objects.create(order=order, **person)
    by = "shopper"
    record(order=order, kind="payment.authorized", now=now, by=by, facts=_paid(authorization))
    # In one order for everybody: two bags with the same pieces then wait for each other, and never in a ring.
    for item in sorted(offer.items, key=lambda each: each.pk):
        _write_line(order, item, offer.tax, now)
        catalog.mark_sold(item=item, now=now)
    record(order=order, kind="order.placed", now=now, by=by, facts={"policy": offer.terms.identity})
    return order


def _paid(authorization: Authorization) -> dict[str, Any]:
    return {
        "provider": BuiltInProvider.name,
        "reference": authorization.reference,
        "amount_cents": authorization.amount_cents,
    }


def _write_line(order: Order, item: Item, owed: Tax, now: datetime) -> None:
    kind = "line.placed_in_japan" if item.warehouse == "jp" else "line.placed"
    line = Line.objects.create(
        order=order,
        item=item,
        title=item.title,
        listing={field: getattr(item, field) for field in FROZEN},
        warehouse=item.warehouse,
        weight_grams=item.weight_grams,
        price_cents=item.price_cents,
        tax_cents=sum(taxed.cents for taxed in owed.lines if taxed.key == str(item.pk)),
        state=next_state(kind, None),
    )
    record(order=order, line=line, kind=kind, now=now, by="shopper")
