"""Makes the past: from stop to stop of its clock, until it has caught up with the store's."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path

from django.contrib.auth.models import User
from django.db import connection

from simulation.past import care, finishing, shoppers, warehouse
from simulation.past.people import PastOrder
from simulation.past.pieces import take_in_pieces
from simulation.past.plan import DAYS, Plan, PlannedOrder
from simulation.past.world import World
from troth.errors import ActionRefused
from troth.files import replace_text
from troth.orders.models import Order
from troth.orders.policy_versions import terms_at
from troth.policy.dates.promise import local_time
from troth.policy.terms import Terms

# When people work and the worker looks, on the store's clock.
NIGHT, MORNING, PACKING, PACKING_TOO, DRIVER, EVENING = (
    time(0, 5),
    time(9, 15),
    time(10, 0),
    time(14, 30),
    time(15, 45),
    time(20, 30),
)
WORKING = (NIGHT, MORNING, PACKING, PACKING_TOO, DRIVER, EVENING)
RESTING = (NIGHT, EVENING)  # on days on which the store is closed
WATCHED = timedelta(days=60)  # how long after it was placed anything new happens to an order

Progress = Callable[[datetime, float], bool]
Happening = Callable[[datetime], None]


@dataclass(frozen=True)
class Position:
    """How far the past is made, which begins on a day, and was first made until an instant."""

    begins_on: date
    first_made_until: datetime
    lived_until: datetime
    database: str  # of which it is the past
    is_made: bool = False  # once, at least

    @classmethod
    def first(cls, terms: Terms, until: datetime, days: int) -> Position:
        """Before a past of so many days that ends at an instant."""
        begins_on = local_time(terms, until).date() - timedelta(days=days)
        begins_at = datetime.combine(begins_on, time(6), terms.zone)
        return cls(begins_on, until, begins_at, name_of_database())

    @classmethod
    def load(cls, file: Path) -> Position | None:
        """The position that was saved; None before the first, and of another database."""
        try:
            saved = json.loads(file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        if saved["database"] != name_of_database():
            return None
        return cls(
            date.fromisoformat(saved["begins_on"]),
            datetime.fromisoformat(saved["first_made_until"]),
            datetime.fromisoformat(saved["lived_until"]),
            saved["database"],
            saved["is_made"],
        )

    def save(self, file: Path) -> None:
        """Replaces the saved position at once."""
        replace_text(file, json.dumps(asdict(self), default=str))


def name_of_database() -> str:
    """Where the store's records are, without a password: a past belongs to one database."""
    settings = connection.settings_dict
    return f"{settings['HOST']}:{settings['PORT']}/{settings['NAME']}"


class Making:
    """The past being made, from `position` to `until`."""

    def __init__(
        self,
        world: World,
        plan: Plan,
        experts: tuple[User, User],
        *,
        begins_on: date,
        until: datetime,
    ) -> None:
        self.world, self.plan, self.experts, self.until = world, plan, experts, until
        self.plan.remember(begins_on, local_time(plan.terms, until).date())

    def live(self, since: datetime) -> Iterator[datetime]:
        """Stops at each instant from `since` on; yields it when everything there is done."""
        for at, happens in self._stops(since):
            self.world.clock.move_to(at)
            self.world.pass_time()
            self.world.work()  # what ended by itself is known before anybody does anything
            happens(at)
            self.world.work()
            yield at

    def _stops(self, since: datetime) -> Iterator[tuple[datetime, Happening]]:
        day, last = (local_time(self.plan.terms, at).date() for at in (since, self.until))
        while day <= last:
            stops = [*self._stops_of_people(day), *self._stops_of_orders(day)]
            yield from sorted(
                (stop for stop in stops if since < stop[0] <= self.until), key=lambda stop: stop[0]
            )
            day += timedelta(days=1)

    def _stops_of_people(self, day: date) -> Iterator[tuple[datetime, Happening]]:
        for hour in WORKING if self._is_open(day) else RESTING:
            yield datetime.combine(day, hour, self.plan.terms.zone), self._stop

    def _stops_of_orders(self, day: date) -> Iterator[tuple[datetime, Happening]]:
        """When one is placed, and when its shopper asks to cancel it that day or the next."""
        for before in (timedelta(days=2), timedelta(days=1), timedelta(0)):
            for planned in self.plan.orders_of(day - before):
                if not before:
                    yield planned.at, partial(self._place, planned)
                if planned.story.cancel_hours is not None:
                    asks_at = planned.at + timedelta(hours=planned.story.cancel_hours)
                    if asks_at.date() == day:
                        yield asks_at, partial(self._ask_to_cancel, planned)

    def _place(self, planned: PlannedOrder, _at: datetime) -> None:
        if not Order.objects.filter(recipient__email=planned.email).exists():
            shoppers.place_order(self.world, planned)

    def _ask_to_cancel(self, planned: PlannedOrder, at: datetime) -> None:
        order = Order.objects.filter(recipient__email=planned.email).first()
        if order is not None:
            past = PastOrder(order, planned, planned.story, self.world)
            self._attempt(shoppers.ask_to_cancel, past, at)

    def _is_open(self, day: date) -> bool:
        return self.plan.terms.store_days.is_open(day)

    def _stop(self, at: datetime) -> None:
        """Everybody does their part at this hour, and the worker what follows from it."""
        local = local_time(self.plan.terms, at)
        hour, is_open = local.time().replace(microsecond=0), self._is_open(local.date())
        if hour in (NIGHT, MORNING, EVENING):
            self.world.sweep(everything=hour == EVENING)
        orders = self._orders(at)
        if hour == EVENING:
            self.world.index()
            for past in orders.values():
                if past.story.needs_a_shopper:
                    self._attempt(shoppers.act, past, at)
        if is_open:
            self._work(hour, orders, at)

    def _work(self, hour: time, orders: dict[int, PastOrder], at: datetime) -> None:
        """The staff's part at an hour of a business day."""
        if hour == MORNING:
            warehouse.send_from_japan(orders, at)
            warehouse.bring_across(orders, at)
            warehouse.receive_returns(self.world, orders, at)
            care.decide_requests(at)
            for past in orders.values():
                self._attempt(warehouse.release, past, at)
        elif hour in (PACKING, PACKING_TOO):
            for past in orders.values():
                self._attempt(warehouse.hold, past, at)
            self.world.work()
            warehouse.pack(self.world, orders, at)
            care.decide_payments(orders, at)
            care.check_tax_places(orders, at)
            if hour == PACKING_TOO:
                care.answer_cases(orders, self.experts, at)
        elif hour == DRIVER:
            warehouse.unpack_stopped(orders, at)
            warehouse.hand_over(self.world, orders, at)
            for past in orders.values():
                self._attempt(care.give_back, past, at)

    def _attempt(
        self, deed: Callable[[PastOrder, datetime], None], past: PastOrder, at: datetime
    ) -> None:
        """What the store refuses is left: a person at the desk may have decided otherwise."""
        with contextlib.suppress(ActionRefused):
            deed(past, at)

    def _orders(self, at: datetime) -> dict[int, PastOrder]:
        """The orders of the past that something may still happen to, the earliest first."""
        rows = Order.objects.filter(placed_at__gte=at - WATCHED, placed_at__lte=at)
        rows = rows.select_related("policy", "recipient")
        is_over = local_time(self.plan.terms, at).date() > self.plan.ends_on
        orders = {}
        for order in rows.order_by("placed_at", "pk"):
            planned = self.plan.order_of(order.recipient.email)
            if planned is not None:
                story = planned.story.without_open_ends() if is_over else planned.story
                orders[order.pk] = PastOrder(order, planned, story, self.world)
        return orders


def make_past(
    world: World,
    *,
    experts: tuple[User, User],
    file: Path,
    until: datetime,
    days: int = DAYS,
    progress: Progress = lambda _at, _share: True,
) -> bool:
    """Makes what is missing of the past until an instant, saving how far it is after each stop:
    whoever stops it goes on there. The first time it begins so many days before. `progress` is told
    the instant of each stop and the share that is made, and ends it with False. Returns whether all
    of it is made.
    """
    terms = terms_at(until)
    position = Position.load(file) or Position.first(terms, until, days)
    if position.lived_until >= until:
        return True
    world.clock.move_to(position.lived_until)
    take_in_pieces(experts=experts, now=position.lived_until)
    world.index()
    since, plan = position.lived_until, Plan(terms, position.first_made_until)
    making = Making(world, plan, experts, begins_on=position.begins_on, until=until)
    for at in making.live(since):
        position = replace(position, lived_until=at)
        position.save(file)
        if not progress(at, (at - since) / (until - since)):
            return False
    world.clock.move_to(until)
    finishing.leave_on_the_desk(world)
    world.leave_boxes_to_the_next_driver()
    replace(position, lived_until=until, is_made=True).save(file)
    return True
