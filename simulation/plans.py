"""What may happen in a life, and how often: each plan makes storylines from its own dice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

from simulation.plans_deskwork import card_traits, desk_traits, plan_deskwork
from simulation.plans_shoppers import (
    answer_traits,
    place_traits,
    plan_visitors,
    wish_traits,
)
from simulation.plans_warehouse import (
    fulfillment_traits,
    plan_machines,
    plan_packers,
    plan_weather,
)
from simulation.script import ORDERS, Storyline, random_instant

Plan = Callable[[Random, datetime, int, str], list[Storyline]]

NAMES = (
    "Ann Lee", "Ben Ortiz", "Cleo Marsh", "Dev Patel", "Eva Stone", "Finn O'Hara", "Gail Wu",
    "Hugo Brandt", "Ida Novak", "Jack Reyes", "Kara Nolan", "Liam Boyd", "Mina Cho", "Noah Quist",
)  # fmt: skip
# Street, second line, city, state, ZIP.
ADDRESSES = (
    ("12 Grand Street", "", "New York", "NY", "10013"),
    ("400 W Elm Street", "Unit 5", "Chicago", "IL", "60610"),
    ("1200 Vermont Ave", "", "Los Angeles", "CA", "90029"),
    ("77 Cedar Road", "", "Yonkers", "NY", "10705"),
    ("9 Orange Lane", "Apt 2B", "Miami", "FL", "33131"),
    ("310 Pike Street", "", "Seattle", "WA", "98101"),
    ("55 Beacon Street", "", "Boston", "MA", "02108"),
    ("18 Main Street", "", "Montclair", "NJ", "07042"),
)  # fmt: skip


def plan_orders(dice: Random, first: datetime, days: int, store: str) -> list[Storyline]:
    """Shoppers, each with one order and all that will be done about it."""
    lines = []
    for number in range(ORDERS):
        own = Random(f"order {dice.random()}")
        traits = order_traits(own, number)
        at = random_instant(own, first + timedelta(days=1), days * 0.62)
        lines.append(Storyline(f"order-{number:02}", "order", at, traits))
    return lines


def order_traits(dice: Random, number: int) -> dict[str, Any]:
    """All that is decided about one order beforehand."""
    traits: dict[str, Any] = {}
    for choose in TRAITS:
        traits |= choose(Random(f"{choose.__name__} {dice.random()}"), number)
    return traits


def purchase_traits(dice: Random, number: int) -> dict[str, Any]:
    """Who buys what, and what becomes of the confirmation."""
    name = dice.choice(NAMES)
    pieces = dice.choices((["us"], ["us", "us"], ["jp"], ["us", "jp"]), (60, 15, 14, 11))[0]
    return {
        "name": name,
        "email": f"{name.split()[0].lower()}.{number}@example.com",
        "address": list(dice.choice(ADDRESSES)),
        "pieces": pieces,
        "card": dice.choices(("visa", "declined_first"), (92, 8))[0],
        # What becomes of the confirmation: minutes until it is delivered, or how it fails.
        "mail": dice.choices(
            ("delivered", "late", "bounced", "refused", "silent"), (80, 7, 6, 3, 4)
        )[0],
        "mail_minutes": dice.choice((0, 0, 1, 3, 9, 240)),
    }


# What is decided about each order beforehand; each entry has dice of its own.
TRAITS: list[Callable[[Random, int], dict[str, Any]]] = [
    purchase_traits,
    card_traits,
    desk_traits,
    fulfillment_traits,
]
PLANS: list[Plan] = [plan_orders, plan_deskwork, plan_packers, plan_weather, plan_machines]
TRAITS += [wish_traits, answer_traits, place_traits]
PLANS += [plan_visitors]
