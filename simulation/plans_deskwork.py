"""What the desk decides about each order, and what happens to the store around it: weeks in which
care is away, what the payment provider does, disputes, and what owners and experts change.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

from simulation.script import Storyline

# Cards of the provider's published list, by what becomes of them.
RISKY, WRONG_ZIP, WRONG_CVC = "4000000000009235", "4000000000000036", "4000000000000101"
DISPUTED_FRAUD, DISPUTED_LOST = "4000000000000259", "4000000000002685"

HABITS = ("prompt", "last_day", "late", "absent")
TROUBLES = (
    "down", "hangs", "hooks_late", "hooks_doubled", "hooks_shuffled", "refund_fails",
    "capture_declined", "refund_refused",
)  # fmt: skip
POLICY_CHANGES = (
    {
        "field": "cut_off-at",
        "value": "14:00",
        "sentence": "Orders start by 2 pm: the driver is early.",
    },
    {"field": "claim-closes_after_days", "value": "20", "sentence": "Two more days to claim."},
    {"field": "cancellation-window_hours", "value": "3", "sentence": "Three hours to cancel."},
    {
        "field": "methods-0-latest_days",
        "value": "11",
        "sentence": "Ground takes up to 11 days now.",
    },
    {
        "field": "care-second_person_above_cents",
        "value": "20000",
        "sentence": "Fewer second persons.",
    },
    {"field": "payment-review_hours", "value": "18", "sentence": "Two days to look at a payment."},
)


def pick(dice: Random, **weights: int) -> str:
    """One of the names, by weight."""
    return dice.choices(list(weights), list(weights.values()))[0]


def card_traits(dice: Random, number: int) -> dict[str, Any]:
    """Some pay with a card that a person must look at, or that is disputed once it is charged."""
    card = pick(dice, fine=80, risky=7, zip=4, cvc=3, fraud=3, lost=3)
    numbers = {
        "risky": RISKY,
        "zip": WRONG_ZIP,
        "cvc": WRONG_CVC,
        "fraud": DISPUTED_FRAUD,
        "lost": DISPUTED_LOST,
    }
    return {"card_number": numbers[card]} if card in numbers else {}


def desk_traits(dice: Random, number: int) -> dict[str, Any]:
    """How the desk answers whatever this order brings it."""
    return {
        "desk": {
            "review": pick(dice, approve=55, decline=20, ignore=25),
            "cancel": pick(dice, accept=70, refuse=30),
            "trace": pick(dice, record=80, forget=20),
            "traced": pick(dice, found=30, lost=35, silent=35),
            "claim": pick(dice, refunded=50, refused=20, found=15, again=15),
            "damage": pick(dice, whole=30, part=25, **{"return": 25}, refused=20),
            "report": pick(dice, genuine=75, refuse=25),
            "piece": pick(dice, same=75, other=20, accept=5),
            "mail": pick(dice, reply=55, place=45),
            "second": pick(dice, approve=60, decline=20, late=10, never=10),
            "bounce": pick(dice, phone=75, nobody=25),
            "tax_place": pick(dice, same=50, other=50),
            "erase": pick(dice, wait=80, withdraw=20),
            "pay_again": pick(dice, ask=70, cancel=15, nothing=15),
            "dispute": pick(dice, won=40, lost=40, open=20),
            "dispute_days": dice.randint(2, 12),
            "trace_days": dice.randint(2, 6),
            "deeds": desk_deeds(dice),
        }
    }


def desk_deeds(dice: Random) -> list[dict[str, Any]]:
    """What care does about an order by itself, hours after it was placed."""
    deeds: list[dict[str, Any]] = []
    kind = pick(dice, none=62, hold=12, cancel=14, refund=12)
    hours = dice.choice((0.5, 1.5, 3, 20, 28, 50, 75))
    if kind == "hold":
        deeds = [{"do": "hold", "hours": hours}]
        if dice.random() < 0.8:
            deeds.append({"do": "release", "hours": hours + dice.choice((2, 26, 74, 200))})
    elif kind == "cancel":
        wish = pick(dice, customer=70, store=30)
        deeds = [{"do": "cancel", "hours": hours, "wish": wish}]
    elif kind == "refund":
        share = dice.choice((0.05, 0.1, 0.3, 1.0))
        deeds = [{"do": "refund", "hours": 24 * dice.randint(3, 20), "share": share}]
        if dice.random() < 0.4:
            after = deeds[0]["hours"] + 24 * dice.randint(1, 6)
            deeds.append({"do": "refund", "hours": after, "share": 0.1})
    return deeds


def plan_deskwork(dice: Random, first: datetime, days: int, store: str) -> list[Storyline]:
    """Weeks of care, the provider's surprises, and what owners and experts change."""
    lines = plan_weeks(Random(f"weeks {dice.random()}"), first, days)
    lines += plan_troubles(Random(f"troubles {dice.random()}"), first, days)
    lines += plan_changes(Random(f"changes {dice.random()}"), first, days)
    return lines


def plan_weeks(dice: Random, first: datetime, days: int) -> list[Storyline]:
    """How care works in each week."""
    lines = []
    for week in range(days // 7 + 1):
        habit = dice.choices(HABITS, (62, 18, 12, 8))[0]
        at = first + timedelta(days=7 * week)
        lines.append(Storyline(f"care-week-{week:02}", "care_week", at, {"habit": habit}))
    return lines


def plan_troubles(dice: Random, first: datetime, days: int) -> list[Storyline]:
    """What the payment provider does to the store."""
    lines = []
    for number, trouble in enumerate(dice.sample(TROUBLES, 5)):
        own = Random(f"trouble {dice.random()}")
        at = first + timedelta(days=own.uniform(2, days * 0.7))
        traits = {"trouble": trouble, "hours": own.choice((2, 5, 9, 26))}
        lines.append(Storyline(f"provider-{number}", "provider", at, traits))
    return lines


def plan_changes(dice: Random, first: datetime, days: int) -> list[Storyline]:
    """A policy of other numbers, prices, and the list of authenticators."""
    lines = []
    own = Random(f"policy {dice.random()}")
    change = dict(own.choice(POLICY_CHANGES)) | {"answer": pick(own, agree=80, no=10, never=10)}
    at = working_time(first + timedelta(days=own.uniform(15, days * 0.5)), own)
    lines.append(Storyline("policy-0", "policy_change", at, change))
    for number in range(4):
        own = Random(f"price {dice.random()}")
        at = working_time(first + timedelta(days=own.uniform(3, days * 0.6)), own)
        traits = {"factor": own.choice((0.95, 0.9, 1.05, 0.5, 1.8)), "second": second(own)}
        lines.append(Storyline(f"price-{number}", "price_change", at, traits))
    named = (("Second Look", "https://second-look.example"), ("Provenance", "https://prov.example"))
    for number, (name, site) in enumerate(named):
        own = Random(f"authenticator {dice.random()}")
        at = working_time(first + timedelta(days=own.uniform(1, 6)), own)
        traits = {"name": name, "site": site, "second": "approve" if not number else second(own)}
        lines.append(Storyline(f"listed-{number}", "authenticator_listed", at, traits))
    own = Random(f"ended {dice.random()}")
    at = working_time(first + timedelta(days=own.uniform(25, days * 0.8)), own)
    lines.append(Storyline("ended-0", "authenticator_ended", at, {"second": second(own)}))
    return lines


def second(dice: Random) -> str:
    """What a second person does when asked."""
    return pick(dice, approve=60, decline=20, late=10, never=10)


def working_time(at: datetime, dice: Random) -> datetime:
    """Some time of that day at which people are at work."""
    return at.replace(
        hour=dice.choice((10, 11, 13, 15)), minute=dice.randrange(60), second=0, microsecond=0
    )
