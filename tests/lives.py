"""Orders with whole lives behind them, as the real verbs would have left them, written in bulk:
some late, some called off, some never received. The same seed gives the same lives.
"""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction

from tests.line_states import first_state, move_lines
from troth.catalog.models import Item
from troth.orders.actions import store_policy
from troth.orders.links import hash_of
from troth.orders.models import Event, Line, Order, Recipient
from troth.policy.places import place_of
from troth.policy.promise import promise
from troth.policy.results import Refusal
from troth.policy.terms import Terms, shipped_terms
from troth.policy.windows import (
    cancellation_limit,
    cancellation_verdict,
    claim_dates,
    claim_verdict,
)

ZIPS = (
    "10013",
    "60610",
    "94103",
    "33101",
    "98101",
    "02108",
    "75201",
    "80202",
    "97201",
    "30301",
    "85001",
    "44101",
)
_ids = itertools.count(1)


@dataclass
class Life:
    order: Order
    lines: list[Line]
    events: list[Event] = field(default_factory=list)

    def tell(self, kind: str, when: datetime, line: Line | None = None, **facts) -> None:
        self.events.append(
            Event(order=self.order, line=line, kind=kind, at=when, by="lives", facts=facts)
        )


def lived(
    count: int,
    *,
    terms: Terms | None = None,
    first: date = date(2025, 2, 3),
    days: int = 600,
    seed: int = 1,
    bunch: int = 2000,
    progress=lambda _: None,
) -> list[int]:
    """So many orders under these terms, placed over so many days from the first. Their keys."""
    terms, luck, keys = terms or shipped_terms(), random.Random(seed), []
    for start in range(0, count, bunch):
        lives = [_life(terms, first, days, luck) for _ in range(min(bunch, count - start))]
        with transaction.atomic():
            keys += _kept(lives, terms)
        progress(len(lives))
    return keys


def _life(terms: Terms, first: date, days: int, luck: random.Random) -> Life:
    nth = next(_ids)
    day = first + timedelta(days=luck.randrange(days))
    placed_at = datetime.combine(
        day, time(luck.randrange(24), luck.randrange(60), luck.randrange(60)), terms.zone
    )
    if luck.random() < 0.05:  # on the cut-off itself, or a microsecond after it
        placed_at = datetime.combine(day, time(16), terms.zone) + timedelta(
            microseconds=luck.randrange(2)
        )
    place, po_box = place_of(luck.choice(ZIPS)), luck.random() < 0.04
    lanes = luck.choices((["us"], ["jp"], ["us", "jp"]), (70, 25, 5))[0]
    grams = {lane: luck.choice((350, 900, 1400, 2600, 8000, 24_000)) for lane in lanes}
    promises = {
        lane: promise(
            terms,
            placed_at=placed_at,
            place=place,
            warehouse=lane,
            po_box=po_box,
            grams=grams[lane],
        )
        for lane in lanes
    }
    assert not any(isinstance(promised, Refusal) for promised in promises.values())
    order = Order(
        link_hash=hash_of(f"life-{nth}"),
        checkout_key=f"life-{nth}",
        placed_at=placed_at.astimezone(UTC),
        policy_id=terms.digest,
        method=promises[lanes[0]].route.method.key,
        carrier=promises[lanes[0]].route.carrier,
        ship_to_state=place.state,
        ship_to_zip=place.zip_code,
        promises={lane: promised.data() for lane, promised in promises.items()},
        tax={"lines": [], "review": False, "jurisdiction": ""},
        items_cents=120_000 * len(lanes),
        shipping_cents=1_500,
        tax_cents=0,
        total_cents=120_000 * len(lanes) + 1_500,
    )
    order.street = f"PO Box {nth}" if po_box else f"{nth} Main Street"
    lines = [
        Line(
            title=f"A bag, {nth}",
            listing={},
            warehouse=lane,
            weight_grams=grams[lane],
            price_cents=120_000,
            tax_cents=0,
            state="delivered",
        )
        for lane in lanes
    ]
    life = Life(order, lines)
    _live(life, terms, promises, luck, placed_at)
    life.events.sort(key=lambda event: event.at)
    return life


def _live(
    life: Life, terms: Terms, promises: dict, luck: random.Random, placed_at: datetime
) -> None:
    for line in life.lines:
        life.tell(
            "line.placed_in_japan" if line.warehouse == "jp" else "line.placed", placed_at, line
        )
    confirmed_at = placed_at.astimezone(UTC) + timedelta(seconds=luck.randrange(2, 4000))
    limit = cancellation_limit(terms, confirmed_at=confirmed_at)
    life.tell(
        "confirmation.sent",
        confirmed_at,
        closes_at=limit.closes_at.isoformat(),
        steps=[step.data() for step in limit.steps],
    )
    asks_at = None
    if luck.random() < 0.1:
        near = timedelta(
            seconds=luck.choice((-1, 0, 1, luck.randrange(-7000, 7000), luck.randrange(400_000)))
        )
        asks_at = max(limit.closes_at.astimezone(UTC) + near, placed_at.astimezone(UTC))
        evaluation = cancellation_verdict(terms, asked_at=asks_at, confirmed_at=confirmed_at)
        if evaluation.verdict in ("accepted", "held") or (
            evaluation.verdict == "best_effort" and luck.random() < 0.5
        ):
            life.tell(
                "cancellation.asked",
                asks_at,
                asked_at=asks_at.isoformat(),
                how="page",
                **evaluation.data(),
            )
            for line in life.lines:
                line.state = "cancelled"
                life.tell("line.cancelled", asks_at + timedelta(seconds=1), line)
            return
    left = [
        _leaves(life, terms, line, promises[line.warehouse], luck, limit.closes_at)
        for line in life.lines
    ]
    if asks_at is not None:
        gone = min(left) if min(left) <= asks_at else None
        evaluation = cancellation_verdict(
            terms, asked_at=asks_at, confirmed_at=confirmed_at, shipped_at=gone
        )
        life.tell(
            "cancellation.asked",
            asks_at,
            asked_at=asks_at.isoformat(),
            how="page",
            **evaluation.data(),
        )


def _leaves(
    life: Life, terms: Terms, line: Line, promised, luck: random.Random, not_before: datetime
) -> datetime:
    """Processed, shipped, and as a rule delivered; when it left."""
    store = terms.store_days
    late = luck.choice((0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 5))
    last = store.index(promised.processed.latest) + late - luck.randrange(2)
    processed = store.days[max(last, store.index(promised.processed.earliest))]
    processed_at = max(_on(processed, terms, luck), not_before + timedelta(minutes=5))
    if line.warehouse == "jp":
        life.tell("line.dispatched", processed_at - timedelta(minutes=2), line)
        life.tell("line.arrived", processed_at - timedelta(minutes=1), line)
    life.tell("line.processed", processed_at, line)
    shipped_on = processed if luck.random() < 0.5 else store.after(processed, 1)
    left_at = max(processed_at + timedelta(minutes=5), _on(shipped_on, terms, luck))
    shipped_on, number = left_at.astimezone(terms.zone).date(), f"{next(_ids):012}"
    dates = claim_dates(terms, shipped_on=shipped_on)
    life.tell("line.shipped", left_at, line)
    life.tell(
        "parcel.shipped",
        left_at,
        carrier=life.order.carrier,
        carrier_name="FedEx",
        number=number,
        url=f"https://example.com/{number}",
        shipped_on=shipped_on.isoformat(),
        signature=True,
        claim_opens_at=dates.opens_at.isoformat(),
        claim_closes_at=dates.closes_at.isoformat(),
        claim_last_on=dates.last_on.isoformat(),
        claim_steps=[step.data() for step in dates.steps],
    )
    came_at = None
    if luck.random() < 0.97:
        came_at = _on(store.after(shipped_on, luck.randrange(3, 13)), terms, luck)
        heard_at = came_at + timedelta(minutes=luck.randrange(300))
        life.tell("line.delivered", heard_at, line, number=number, at=came_at.isoformat())
        life.tell("parcel.delivered", heard_at, number=number, at=came_at.isoformat())
    else:
        line.state = "shipped"
    if came_at is None or luck.random() < 0.02:
        _reports(life, terms, number, shipped_on, came_at, dates, luck)
    return left_at.astimezone(UTC)


def _reports(
    life: Life, terms: Terms, number: str, shipped_on: date, came_at, dates, luck: random.Random
) -> None:
    edge = luck.choice((dates.opens_at, dates.closes_at)).astimezone(UTC)
    asks_at = edge + timedelta(seconds=luck.choice((-1, 0, 1, luck.randrange(-700_000, 700_000))))
    deliveries = [
        event for event in life.events if event.kind == "parcel.delivered" and event.at <= asks_at
    ]
    came = came_at if deliveries and deliveries[-1].facts["number"] == number else None
    evaluation = claim_verdict(terms, shipped_on=shipped_on, asked_at=asks_at, delivered_at=came)
    kind = {"early": "claim.reported", "closed": "claim.refused"}.get(
        evaluation.verdict, "claim.filed"
    )
    life.tell(kind, asks_at, number=number, asked_at=asks_at.isoformat(), **evaluation.data())


def _on(day: date, terms: Terms, luck: random.Random) -> datetime:
    at = time(luck.choice((9, 14, 18, 23)), luck.randrange(60), luck.randrange(60))
    return datetime.combine(day, at, terms.zone).astimezone(UTC)


def _kept(lives: list[Life], terms: Terms) -> list[int]:
    store_policy(terms)
    items = Item.objects.bulk_create(
        Item(
            slug=f"life-{next(_ids)}",
            source="lives",
            source_id=str(next(_ids)),
            title=line.title,
            brand="Orlède",
            category="bags",
            condition="very good",
            price_cents=120_000,
            weight_grams=line.weight_grams,
            tax_category="general",
            warehouse=line.warehouse,
            created_at=life.order.placed_at,
            sold_at=life.order.placed_at,
        )
        for life in lives
        for line in life.lines
    )
    orders = Order.objects.bulk_create(life.order for life in lives)
    Recipient.objects.bulk_create(
        Recipient(
            order=order, email="life@example.com", name="A Buyer", street=order.street, city="Town"
        )
        for order in orders
    )
    lines = [line for life in lives for line in life.lines]
    for life in lives:
        for line in life.lines:
            line.order = life.order
    for line, item in zip(lines, items, strict=True):
        line.item = item
    ended = [line.state for line in lines]
    for line in lines:
        line.state = first_state(line)
    Line.objects.bulk_create(lines)
    move_lines({line.pk: state for line, state in zip(lines, ended, strict=True)})
    events = [event for life in lives for event in life.events]
    for event in events:
        event.order, event.line = event.order, event.line  # their keys are known now
    Event.objects.bulk_create(events, batch_size=5000)
    return [order.pk for order in orders]
