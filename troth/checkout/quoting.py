"""The quote: what these items, sent there, cost and when they arrive. It is all that the shopper
agrees to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, cast

from django.conf import settings
from django.core import signing
from django.utils.module_loading import import_string

from troth.catalog.models import Item
from troth.errors import ActionRefused
from troth.orders.served import served_carriers
from troth.policy.addresses.places import Place, is_po_box, place_of
from troth.policy.agreement import (
    authenticity_rule,
    cancellation_rule,
    charged_when,
    claim_rule,
    damage_rule,
)
from troth.policy.dates.calendars import BeyondCalendar
from troth.policy.dates.outlook import Closure, with_closures
from troth.policy.dates.promise import Promise, UnderWay, Warehouse, local_time, promise
from troth.policy.money import dollars
from troth.policy.results import Refusal
from troth.policy.sales_tax.tax import Category, NoRates, Tax, Taxed
from troth.policy.shipping.carriers import Route, UnknownMethod
from troth.policy.terms import Terms

MOST_ITEMS = 10
_SALT = "troth.quote"


class UnableToPlace(ActionRefused):
    """The order can't be placed; the text tells the shopper why and what they can do."""


class ItemGone(UnableToPlace):
    """Somebody else bought it first, or it left the store."""


class QuoteChanged(UnableToPlace):
    """What the shopper agreed to is no longer what would be charged or promised: they must look
    again.
    """


@dataclass(frozen=True, slots=True)
class Address:
    """Who and where; shapes are checked by the door. `hold_at` is the key of the carrier's location
    at this address, with its name and hours.
    """

    email: str
    name: str
    street: str
    street2: str
    city: str
    state: str
    zip_code: str
    phone: str = ""
    hold_at: str = ""
    hold_name: str = ""
    hold_hours: str = ""

    @property
    def place(self) -> Place:
        return place_of(self.zip_code)

    @property
    def po_box(self) -> bool:
        return is_po_box(self.street, self.street2)


@dataclass(frozen=True, slots=True)
class Quote:
    """The items at their prices, the promise by warehouse, the tax, the total."""

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

    def shown(self) -> dict[str, Any]:
        """What was on the page, as data: it changes with a price, tax, date, the address or the
        policy.
        """
        return {
            "policy": self.terms.digest,
            "items": [[item.pk, item.price_cents] for item in self.items],
            "method": self.route.method.key,
            "to": sha256(repr(self.address).encode()).hexdigest(),
            "bill": [[name, cents] for name, cents in self.bill()],
            "total": self.total_cents,
            "arrives": {
                warehouse: promised.arrives.data() for warehouse, promised in self.promises.items()
            },
        }

    def signed_token(self) -> str:
        """Stands in the form for what was shown."""
        return signing.dumps(self.shown(), salt=_SALT, compress=True)

    def bill(self) -> list[tuple[str, int]]:
        """The lines of the total."""
        place = f", {self.tax.jurisdiction}" if self.tax.jurisdiction else ""
        return [
            *((item.title, item.price_cents) for item in self.items),
            (f"{self.route.method.name} shipping", self.shipping_cents),
            (f"Sales tax{place}", self.tax.cents),
        ]


def token_matches_quote(offer: Quote, agreed: str) -> bool:
    """Whether the form stands for this very quote."""
    try:
        return bool(
            signing.loads(agreed, salt=_SALT) == signing.loads(offer.signed_token(), salt=_SALT)
        )
    except signing.BadSignature:
        return False


def quote(
    *, terms: Terms, items: Sequence[Item], address: Address, method: str | None, now: datetime
) -> Quote | Refusal:
    """What these items, sent there, cost and when they arrive; a `Refusal` where no method serves
    the address.

    Raises `UnableToPlace` for an empty bag, `ItemGone` for an item that is no longer for sale.
    """
    _check_items(items, terms)
    try:
        promises = _promises_by_warehouse(terms, items, address, method, now)
        if isinstance(promises, Refusal):
            return promises
        route = next(iter(promises.values())).route
        owed = _tax_owed(terms, items, address, route, now)
    except UnknownMethod as unknown_method:
        raise UnableToPlace(
            "That way of shipping is offered no more. Please choose again."
        ) from unknown_method
    except (BeyondCalendar, NoRates) as unknown:
        care = terms.file.store.care_email
        raise UnableToPlace(
            f"We can't date or tax this order now ({unknown}). Please write to {care}."
        ) from unknown
    cents = sum(item.price_cents for item in items)
    return Quote(
        terms, address, tuple(items), route, promises, owed, cents, route.method.price_cents
    )


def _check_items(items: Sequence[Item], terms: Terms) -> None:
    """Raises `UnableToPlace` for a bag of the wrong size or a piece without a date, and `ItemGone`
    for a piece that is no longer for sale.
    """
    if not 1 <= len(items) <= MOST_ITEMS:
        raise UnableToPlace(f"An order has 1 to {MOST_ITEMS} items; this bag has {len(items)}.")
    if gone := [item for item in items if not item.is_for_sale]:
        became = "has just been sold" if gone[0].sold_at else "has left the store"
        raise ItemGone(f"{gone[0].title} {became}. Nothing was charged.")
    if undated := [item for item in items if item.crossing_undated]:
        raise UnableToPlace(undated_message(undated[0], terms))


def _tax_owed(
    terms: Terms, items: Sequence[Item], address: Address, route: Route, now: datetime
) -> Tax:
    """The sales tax by the store's provider; raises `NoRates`."""
    owed: Tax = import_string(settings.TAX_PROVIDER)().tax(
        terms,
        place=address.place,
        city=address.city,
        on=local_time(terms, now).date(),
        items=[
            Taxed(str(item.pk), item.price_cents, cast(Category, item.tax_category))
            for item in items
        ],
        shipping_cents=route.method.price_cents,
    )
    return owed


def quotes_by_method(
    *, terms: Terms, items: Sequence[Item], address: Address, now: datetime
) -> list[tuple[str, str, Quote | Refusal]]:
    """Every method of the policy, by key and name, with its own quote or the reason against it."""
    return [
        (key, method.name, quote(terms=terms, items=items, address=address, method=key, now=now))
        for key, method in terms.methods.items()
    ]


def undated_message(item: Item, terms: Terms) -> str:
    """Why a piece can't be ordered now: nobody can say when it comes from abroad."""
    why = f" ({item.crossing_late_why})" if item.crossing_late_why else ""
    there = terms.warehouse_name(item.warehouse)
    return (
        f"{item.title} is on its way from {there}, and nobody can say yet when it reaches us{why}."
        " It can be ordered once there is a date."
    )


def promise_from(
    terms: Terms,
    *,
    warehouse: str,
    under_way: UnderWay | None,
    place: Place,
    now: datetime,
    method: str | None = None,
    po_box: bool = False,
    grams: int = 0,
    closures: tuple[Closure, ...] | None = None,
) -> Promise | Refusal:
    """What is promised of pieces in one warehouse, by all that is known now: the crossing that they
    are on, the carriers that are set up, and the closures that have been entered (read here, unless
    they are given).
    """
    lies_in = cast(Warehouse, warehouse)
    promised = promise(
        terms,
        placed_at=now,
        place=place,
        warehouse=lies_in,
        method=method,
        po_box=po_box,
        grams=grams,
        under_way=under_way,
        carriers=served_carriers(),
    )
    if isinstance(promised, Refusal):
        return promised
    closed = entered_closures() if closures is None else closures
    return with_closures(terms, promised, closed, warehouse=lies_in, under_way=under_way)


def entered_closures() -> tuple[Closure, ...]:
    """Every closure that is known now."""
    entered: tuple[Closure, ...] = import_string(settings.CLOSURES)()
    return entered


def _promises_by_warehouse(
    terms: Terms, items: Sequence[Item], address: Address, method: str | None, now: datetime
) -> dict[str, Promise] | Refusal:
    """The promise of each warehouse, ours here first."""
    promises: dict[str, Promise] = {}
    closures = entered_closures()
    for warehouse in sorted({item.warehouse for item in items}, reverse=True):
        from_there = [item for item in items if item.warehouse == warehouse]
        promised = _joint_promise(terms, from_there, address, method, now, closures)
        if isinstance(promised, Refusal):
            return promised
        promises[warehouse] = promised
    return promises


def _joint_promise(
    terms: Terms,
    items: Sequence[Item],
    address: Address,
    method: str | None,
    now: datetime,
    closures: tuple[Closure, ...],
) -> Promise | Refusal:
    """What one warehouse sends is promised together: by the piece that comes last."""
    promises: list[Promise] = []
    for under_way in dict.fromkeys(item.under_way for item in items):
        promised = promise_from(
            terms,
            warehouse=items[0].warehouse,
            under_way=under_way,
            place=address.place,
            now=now,
            method=method,
            po_box=address.po_box,
            grams=sum(item.weight_grams for item in items),
            closures=closures,
        )
        if isinstance(promised, Refusal):
            return promised
        promises.append(promised)
    return max(promises, key=lambda promised: (promised.arrives.latest, promised.arrives.earliest))


def payment_conditions(offer: Quote) -> list[str]:
    """What is said before payment, in the words that the order keeps."""
    terms = offer.terms
    sentences = [
        (
            f"The total, {dollars(offer.total_cents)}, is authorized on your card now and charged"
            f" {charged_when(terms, offer.promises)}."
        ),
        f"Final sale. {cancellation_rule(terms)}",
        claim_rule(terms),
        authenticity_rule(),
        damage_rule(terms),
    ]
    return (
        [offer.route.signature_sentence, *sentences]
        if offer.route.signature_sentence
        else sentences
    )
