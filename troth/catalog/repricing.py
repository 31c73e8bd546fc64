"""Changing a price: by one person within the policy's percentages, else by two."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from troth.actors import people_in
from troth.catalog.actions import (
    ItemActionRefused,
    ItemChanged,
    NotApproved,
    record_item_events,
    store_listing_rule,
)
from troth.catalog.models import Item, ListingRule
from troth.catalog.pricing import PriceChange, price_change
from troth.event_kinds import ItemEventKind
from troth.policy.money import dollars
from troth.policy.terms import Terms

MOST_CENTS = 10_000_000_00


class PriceNotConfirmed(ItemActionRefused):
    """The price moves so far that a person must confirm it."""

    def __init__(self, change: PriceChange) -> None:
        super().__init__(
            f"The price would move by {change.percent}. Confirm it, if that is what you mean."
        )
        self.change = change


class PriceNeedsSecondPerson(ItemActionRefused):
    """The price moves so far that a second person must agree."""

    def __init__(self, change: PriceChange) -> None:
        super().__init__(
            f"The price would move by {change.compared_percent} from"
            f" {dollars(change.compared_with_cents)}: a second person must agree."
        )
        self.change = change


@transaction.atomic
def reprice_item(
    *,
    item: Item,
    price_cents: int,
    terms: Terms,
    now: datetime,
    by: str,
    confirmed: bool = False,
) -> None:
    """Changes the price; the old one stays on the timeline.

    Raises `ItemChanged` if the price is no longer what it was read with or the item is sold, and
    `NotApproved` where the new price of a listed item needs a second expert. By the policy's
    percentages, `PriceNotConfirmed` for a large change that isn't `confirmed`, and
    `PriceNeedsSecondPerson` for a very large one, unless `by` names two people.
    """
    store_listing_rule(terms=terms, now=now)
    stored = _lock_for_repricing(item, price_cents)
    change = price_change(stored, price_cents, rules=terms.file.pricing, now=now)
    two_people = len(people_in(by)) >= 2
    if change.needs_second_person and not two_people:
        raise PriceNeedsSecondPerson(change)
    if change.needs_confirmation and not (confirmed or two_people):
        raise PriceNotConfirmed(change)
    _set_price(stored, price_cents, now=now, by=by)


@transaction.atomic
def set_approved_price(
    *, item: Item, price_cents: int, reason: str, now: datetime, by: str
) -> None:
    """Sets the price that `by`, two people, agreed to. Raises `ItemChanged` and `NotApproved` as
    `reprice_item` does, and `ItemActionRefused` for one person.
    """
    if len(people_in(by)) < 2:
        raise ItemActionRefused("This price takes two people.")
    _set_price(_lock_for_repricing(item, price_cents), price_cents, now=now, by=by, reason=reason)


def _lock_for_repricing(item: Item, price_cents: int) -> Item:
    """The item as stored, locked, where it can have this price."""
    if not 0 < price_cents <= MOST_CENTS:
        raise ItemActionRefused(f"A price is more than $0 and at most ${MOST_CENTS // 100:,}.")
    stored = Item.objects.select_for_update().get(pk=item.pk)
    if stored.sold_at or stored.price_cents != item.price_cents:
        raise ItemChanged(f"{item.title} has changed or was sold meanwhile. Look at it again.")
    counted: Any = Item.objects.filter(pk=item.pk).with_experts().get()
    rule = ListingRule.objects.order_by("-pk").first()
    above = rule.second_expert_above_cents if rule else None
    needed = 2 if above is not None and price_cents > above else 1
    if stored.listed_at and counted.experts < needed:
        raise NotApproved(f"At this price a second expert must approve {item.title} first.")
    return stored


def _set_price(item: Item, price_cents: int, *, now: datetime, by: str, reason: str = "") -> None:
    facts: dict[str, Any] = {"from_cents": item.price_cents, "price_cents": price_cents}
    facts |= {"two_people": True} if len(people_in(by)) >= 2 else {}
    facts |= {"reason": reason} if reason else {}
    Item.objects.filter(pk=item.pk).update(price_cents=price_cents)
    record_item_events([item], ItemEventKind.PRICE_CHANGED, now=now, by=by[:100], facts=facts)
