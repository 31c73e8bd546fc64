"""How far a price moves, and what that takes: a confirmation, or a second person.

A change is compared with every price that the piece had lately, so that small steps add up: since
two people approved one, else since it was first listed, within the days that the policy counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from troth.catalog.models import Item, ItemEvent
from troth.event_kinds import ItemEventKind
from troth.policy.schema import Pricing

PRICED, LISTED, TAKEN_IN = ItemEventKind.PRICE_CHANGED, ItemEventKind.LISTED, ItemEventKind.ADDED


@dataclass(frozen=True, slots=True)
class PriceChange:
    """A new price beside the old one, and beside the price from which it moves furthest."""

    old_cents: int
    new_cents: int
    compared_with_cents: int
    needs_confirmation: bool
    needs_second_person: bool

    @property
    def percent(self) -> str:
        """`-35.5 %` of the old price."""
        return _percent_label(self.new_cents, self.old_cents)

    @property
    def compared_percent(self) -> str:
        """The same, of the price that it is compared with."""
        return _percent_label(self.new_cents, self.compared_with_cents)


def price_change(item: Item, new_cents: int, *, rules: Pricing, now: datetime) -> PriceChange:
    """What a new price of an item takes now. A piece that was never listed needs no second person:
    nobody could buy it yet.
    """
    events = list(item.events.filter(kind__in=[PRICED, LISTED, TAKEN_IN]).order_by("pk"))
    was_listed = any(event.kind == LISTED for event in events)
    since = now - timedelta(days=rules.counted_days)
    lately = _prices_lately(events, since) if was_listed else set()
    prices = {item.price_cents, *lately}
    furthest = max(prices, key=lambda cents: abs(new_cents - cents) / cents)
    moved = abs(new_cents - furthest) * 100
    return PriceChange(
        old_cents=item.price_cents,
        new_cents=new_cents,
        compared_with_cents=furthest,
        needs_confirmation=moved > rules.confirm_above_percent * furthest,
        needs_second_person=was_listed and moved > rules.second_person_above_percent * furthest,
    )


def _prices_lately(events: Iterable[ItemEvent], since: datetime) -> set[int]:
    """Every price in force since an instant, or since the latest price that counts anew: the one at
    the first listing, or one that two people approved.
    """
    price: int | None = None
    prices: set[int] = set()
    listed = False
    for event in events:
        price = event.facts.get("price_cents", price)
        first_listed = event.kind == LISTED and not listed
        listed = listed or first_listed
        if first_listed or event.facts.get("two_people") or event.at < since:
            prices.clear()  # what was before it counts no more
        if price is not None:
            prices.add(price)
    return prices


def _percent_label(new_cents: int, old_cents: int) -> str:
    return f"{(new_cents - old_cents) * 100 / old_cents:+.1f} %"
