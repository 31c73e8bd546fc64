"""What a shopper is told before they have said all: the total by ZIP code, and when a piece may be
free again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from troth import clock
from troth.catalog.models import Item
from troth.checkout import quoting
from troth.checkout.quoting import Address, Quote
from troth.orders.formatting import format_plain_instant
from troth.orders.policy_versions import terms_at
from troth.policy.addresses.places import UnknownZip, place_of
from troth.policy.results import Refusal


@dataclass(frozen=True, slots=True)
class EarlyTotal:
    """The total as far as it is known: with shipping and tax once there is a ZIP code that is
    served.
    """

    items_cents: int
    offer: Quote | None = None
    refusal: str = ""


def early_total(items: Sequence[Item], zip_code: str, now: datetime) -> EarlyTotal:
    cents = sum(item.price_cents for item in items if item.is_for_sale)
    for_sale = [item for item in items if item.is_for_sale]
    try:
        place = place_of(zip_code.strip())
        to = Address("", "", "", "", place.city, place.state, place.zip_code)
        offer = quoting.quote(terms=terms_at(now), items=for_sale, address=to, method=None, now=now)
    except (UnknownZip, quoting.UnableToPlace):
        return EarlyTotal(cents)
    return (
        EarlyTotal(cents, refusal=offer.sentence)
        if isinstance(offer, Refusal)
        else EarlyTotal(cents, offer)
    )


def other_methods(offer: Quote, now: datetime) -> list[tuple[str, str, Quote | Refusal]]:
    """Every other method that the policy has, by key and name, with its quote or the reason against
    it.
    """
    quotes = quoting.quotes_by_method(
        terms=offer.terms, items=offer.items, address=offer.address, now=now
    )
    return [(key, name, quoted) for key, name, quoted in quotes if key != offer.route.method.key]


def available_again_text(until: datetime) -> str:
    """`It may be back Mon Nov 23, 3:42 pm ET.`"""
    return f"It may be back {format_plain_instant(until, terms_at(clock.now()))}."
