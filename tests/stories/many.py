"""Many orders at once, as the real verbs would have left them, written in bulk: for stories that
need thousands.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction

from troth.catalog.models import Evaluation, Item, ListingRule
from troth.fulfillment import monitoring
from troth.orders.actions import store_policy
from troth.orders.links import hash_of
from troth.orders.models import Event, Line, Order, QueueEntry, Recipient
from troth.policy.places import place_of
from troth.policy.promise import promise
from troth.policy.terms import shipped_terms
from troth.policy.windows import cancellation_limit

ZIPS = ("10013", "60610", "94103", "33101", "98101", "02108")
_ids = itertools.count(1)


def make(
    count: int,
    *,
    placed_at: Callable[[int], datetime],
    confirmed: bool = True,
    watched: bool = True,
    bunch: int = 2000,
) -> list[int]:
    """So many confirmed, unpaid-for-good orders of one bag each; the nth placed at `placed_at(n)`.
    Their keys.
    """
    keys: list[int] = []
    for start in range(0, count, bunch):
        with transaction.atomic():
            keys += _bunch(
                [placed_at(n) for n in range(start, min(start + bunch, count))], confirmed, watched
            )
    return keys


def _bunch(moments: list[datetime], confirmed: bool, watched: bool) -> list[int]:
    terms = shipped_terms()
    policy = store_policy(terms)
    items = _items(len(moments), moments[0])
    orders, people, lines = [], [], []
    for moment in moments:
        nth = next(_ids)
        zip_code = ZIPS[nth % len(ZIPS)]
        promised = promise(terms, placed_at=moment, place=place_of(zip_code))
        order = Order(
            link_hash=hash_of(f"many-{nth}-{moment}"),
            checkout_key=f"many-{nth}-{moment.timestamp()}",
            placed_at=moment,
            policy=policy,
            method="ground",
            carrier="fedex",
            ship_to_state=place_of(zip_code).state,
            ship_to_zip=zip_code,
            promises={"us": promised.data()},
            tax={"lines": [], "review": False, "jurisdiction": ""},
            items_cents=120_000,
            shipping_cents=1_500,
            tax_cents=0,
            total_cents=121_500,
        )
        orders.append(order)
    Order.objects.bulk_create(orders)
    for order, item in zip(orders, items, strict=True):
        people.append(
            Recipient(
                order=order,
                email="many@example.com",
                name="A Buyer",
                street="1 Main Street",
                city="Town",
            )
        )
        lines.append(
            Line(
                order=order,
                item=item,
                title=item.title,
                listing={},
                warehouse="us",
                weight_grams=900,
                price_cents=120_000,
                tax_cents=0,
                state="placed",
            )
        )
    Recipient.objects.bulk_create(people)
    Line.objects.bulk_create(lines)
    _write_timelines(orders, lines, confirmed)
    if watched:
        monitoring.start_watching(orders)
    return [order.pk for order in orders]


def _write_timelines(orders: list[Order], lines: list[Line], confirmed: bool) -> None:
    """Their timelines, and their places in the queue."""
    events, entries = [], []
    for order, line in zip(orders, lines, strict=True):
        at = order.placed_at
        events.append(Event(order=order, line=line, kind="line.placed", at=at, by="shopper"))
        events.append(Event(order=order, kind="order.placed", at=at, by="shopper"))
        cancellable_until = None
        if confirmed:
            limit = cancellation_limit(
                order.policy.terms, confirmed_at=at + timedelta(seconds=1)
            ).closes_at
            cancellable_until = limit
            facts = {"closes_at": limit.isoformat(), "steps": []}
            events.append(
                Event(order=order, kind="confirmation.sent", at=at, by="notices", facts=facts)
            )
        entries.append(
            QueueEntry(
                order=order, placed_at=at, cancellable_until=cancellable_until, ready_pieces=1
            )
        )
    Event.objects.bulk_create(events)
    QueueEntry.objects.bulk_create(entries)


def _items(count: int, now: datetime) -> list[Item]:
    """Listed and sold, each with an expert's approval behind it."""
    expert, _ = User.objects.get_or_create(username="many@example.com", defaults={"is_staff": True})
    if not ListingRule.objects.exists():
        above = shipped_terms().file.authentication.second_expert_above_cents
        ListingRule.objects.create(
            policy_digest=shipped_terms().digest, second_expert_above_cents=above, at=now
        )
    items = []
    for _ in range(count):
        nth = next(_ids)
        items.append(
            Item(
                slug=f"many-{nth}-{now.timestamp():.0f}",
                source="many",
                source_id=f"{nth}-{now.timestamp():.0f}",
                title=f"A bag, number {nth}",
                brand="Maison Orlède",
                category="bags",
                condition="very good",
                price_cents=120_000,
                weight_grams=900,
                tax_category="general",
                warehouse="us",
                created_at=now,
                sold_at=now,
            )
        )
    Item.objects.bulk_create(items)
    Evaluation.objects.bulk_create(
        Evaluation(item=item, number=1, verdict="approved", by=expert, at=now, evidence={})
        for item in items
    )
    Item.objects.filter(pk__in=[item.pk for item in items]).update(listed_at=now)
    return items
