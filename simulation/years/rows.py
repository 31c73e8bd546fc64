"""Timelines as rows of the store's database, in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.contrib.auth.models import User
from django.core.management.color import no_style
from django.db import connection
from django.db.models import Max

from simulation.years.line_states import first_state, move_lines
from simulation.years.order_year import OrderYear
from simulation.years.timeline import PlannedEvent, PlannedOrder
from troth.catalog.models import Evaluation, Item, ListingRule
from troth.event_kinds import EventKind
from troth.notifications.actions import LETTERS
from troth.orders.actions import store_policy
from troth.orders.links import hash_of
from troth.orders.models import Event, Line, Order, PublishedPolicy, QueueEntry, Recipient
from troth.orders.queue_entries import replay_turn
from troth.policy.addresses.places import place_of
from troth.policy.terms import shipped_terms

PIECE_CENTS, SHIPPING_CENTS = 120_000, 1_500


def write_orders(years: Sequence[OrderYear]) -> list[Order]:
    """Orders with their items, timelines and turns, in the given order."""
    plans = [year.order for year in years]
    terms_by_digest = {plan.terms.digest: plan.terms for plan in plans}
    policies = {digest: store_policy(terms) for digest, terms in terms_by_digest.items()}
    orders = Order.objects.bulk_create(
        _order_of(plan, policies[plan.terms.digest]) for plan in plans
    )
    Recipient.objects.bulk_create(map(_recipient_of, plans, orders))
    lines = _write_lines(plans, orders)
    events = _write_events(years, orders, lines)
    _write_turns(orders, years, events)
    move_lines(
        {
            line.pk: state
            for year, order_lines in zip(years, lines, strict=True)
            for line, state in zip(order_lines, year.states, strict=True)
            if state is not None
        }
    )
    return orders


def _order_of(plan: PlannedOrder, policy: PublishedPolicy) -> Order:
    _, _, _, state, zip_code = plan.traits["address"]
    route = next(iter(plan.promises.values())).route
    items_cents = PIECE_CENTS * len(plan.pieces)
    return Order(
        link_hash=hash_of(plan.key),
        checkout_key=plan.key,
        placed_at=plan.placed_at,
        policy=policy,
        method=route.method.key,
        carrier=route.carrier,
        ship_to_state=state,
        ship_to_zip=place_of(zip_code).zip_code,
        promises={warehouse: promised.data() for warehouse, promised in plan.promises.items()},
        tax={"lines": [], "review": False, "jurisdiction": ""},
        items_cents=items_cents,
        shipping_cents=SHIPPING_CENTS,
        tax_cents=0,
        total_cents=items_cents + SHIPPING_CENTS,
    )


def _recipient_of(plan: PlannedOrder, order: Order) -> Recipient:
    street, street2, city, _, _ = plan.traits["address"]
    return Recipient(
        order=order,
        email=plan.traits["email"],
        name=plan.traits["name"],
        street=street,
        street2=street2,
        city=city,
    )


def _write_lines(plans: Sequence[PlannedOrder], orders: Sequence[Order]) -> list[list[Line]]:
    items = iter(_write_items(plans))
    lines = [
        [_line_of(order, next(items), warehouse) for warehouse in plan.pieces]
        for plan, order in zip(plans, orders, strict=True)
    ]
    Line.objects.bulk_create(line for order_lines in lines for line in order_lines)
    return lines


def _line_of(order: Order, item: Item, warehouse: str) -> Line:
    line = Line(
        order=order,
        item=item,
        title=item.title,
        listing={},
        warehouse=warehouse,
        weight_grams=item.weight_grams,
        price_cents=item.price_cents,
        tax_cents=0,
    )
    line.state = first_state(line)
    return line


def _write_items(plans: Sequence[PlannedOrder]) -> list[Item]:
    """Listed and sold, each with an expert's approval behind it."""
    first = min(plan.placed_at for plan in plans)
    expert, _ = User.objects.get_or_create(
        username="years@example.com", defaults={"is_staff": True}
    )
    _ensure_listing_rule(first)
    items = Item.objects.bulk_create(
        Item(
            slug=f"{plan.key}-{number}",
            source="years",
            source_id=f"{plan.key}-{number}",
            title=f"A bag, number {plan.key}",
            brand="Maison Orlède",
            category="bags",
            condition="very good",
            price_cents=PIECE_CENTS,
            weight_grams=plan.grams,
            tax_category="general",
            warehouse=warehouse,
            created_at=first,
            sold_at=plan.placed_at,
        )
        for plan in plans
        for number, warehouse in enumerate(plan.pieces)
    )
    Evaluation.objects.bulk_create(
        Evaluation(item=item, number=1, verdict="approved", by=expert, at=first, evidence={})
        for item in items
    )
    Item.objects.filter(pk__in=[item.pk for item in items]).update(listed_at=first)
    return items


def _ensure_listing_rule(now: datetime) -> None:
    if not ListingRule.objects.exists():
        terms = shipped_terms()
        ListingRule.objects.create(
            policy_digest=terms.digest,
            second_expert_above_cents=terms.file.authentication.second_expert_above_cents,
            at=now,
        )


def _write_events(
    years: Sequence[OrderYear], orders: Sequence[Order], lines: Sequence[Sequence[Line]]
) -> list[Event]:
    """As they happened, one after the other."""
    timeline = sorted(
        (event.at, place, number, event)
        for place, year in enumerate(years)
        for number, event in enumerate(year.events)
    )
    first = (Event.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
    for pk, (*_, event) in enumerate(timeline, first):
        event.pk = pk
    events = [
        Event(
            pk=event.pk,
            order=orders[place],
            line=None if event.line is None else lines[place][event.line],
            kind=event.kind,
            at=event.at,
            by=event.by,
            facts=_facts_of(event, lines[place]),
        )
        for _, place, _, event in timeline
    ]
    Event.objects.bulk_create(events, batch_size=2000)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Event]):
            cursor.execute(statement)
    return events


def _facts_of(event: PlannedEvent, lines: Sequence[Line]) -> dict[str, object]:
    facts = dict(event.facts)
    if event.about is not None:
        facts["hold" if event.kind == EventKind.ORDER_RELEASED else "event"] = event.about.pk
    if "lines" in facts:
        facts["lines"] = [lines[place].pk for place in facts["lines"]]
    if event.kind in LETTERS:
        facts["no_letter"] = True  # a running store would write all of them now
    return facts


def _write_turns(
    orders: Sequence[Order], years: Sequence[OrderYear], events: Iterable[Event]
) -> None:
    """Each order's place in the queue, by its timeline alone."""
    by_order: dict[int, list[Event]] = {order.pk: [] for order in orders}
    for event in events:
        by_order[event.order_id].append(event)
    entries = []
    for order, year in zip(orders, years, strict=True):
        holds, cancellable_until = replay_turn(by_order[order.pk])
        entries.append(
            QueueEntry(
                order=order,
                placed_at=order.placed_at,
                holds=holds,
                cancellable_until=cancellable_until,
                ready_pieces=year.states.count("placed"),
            )
        )
    QueueEntry.objects.bulk_create(entries)
