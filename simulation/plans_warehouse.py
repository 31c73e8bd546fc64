"""What may happen in the warehouses, at the carriers, in the weather and to the machines."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

from simulation.script import Storyline, random_instant

PO_BOXES = (
    ("PO Box 231", "", "Ithaca", "NY", "14850"),
    ("PO Box 77", "", "Boston", "MA", "02108"),
)
PACKING = {
    "on_time": 58,
    "forgotten": 8,
    "set_aside": 6,
    "not_handed_over": 8,
    "two_people": 12,
    "only_scanned": 8,
}
LABEL = {"bought": 78, "refused_once": 8, "refused_days": 7, "no_answer": 7}
# What becomes of a parcel; `simulation.actors.carriers` has a deed for each.
PARCEL = {
    "on_time": 34,
    "first_scan_late": 4,
    "out_of_order": 4,
    "lost_silent": 5,
    "trace_started": 4,
    "loss_before_15": 4,
    "loss_15_to_18": 4,
    "nobody_home": 5,
    "nobody_home_returned": 5,
    "refused": 5,
    "wrong_address": 5,
    "damaged": 4,
    "weather": 4,
    "unsigned": 4,
    "held": 4,
    "late": 5,
    "elsewhere": 4,
    "redirected": 3,
    "unread": 3,
}
# Parcels that are lost, or sent back, show no more scans than their fate gives them.
UNSEEN = (
    "lost_silent",
    "trace_started",
    "loss_before_15",
    "loss_15_to_18",
    "wrong_address",
    "nobody_home_returned",
    "refused",
    "elsewhere",
)
TRANSFER = {
    "on_time": 34,
    "dispatched_late": 14,
    "customs_3": 12,
    "customs_12": 10,
    "customs_40": 7,
    "flight_late": 12,
    "never_entered": 11,
}
ARRIVAL = {"right": 70, "damaged": 12, "damaged_but_right": 6, "wrong": 6, "missing": 6}


def _choice(dice: Random, table: dict[str, int]) -> str:
    return dice.choices(list(table), list(table.values()))[0]


def fulfillment_traits(dice: Random, number: int) -> dict[str, Any]:
    """What staff, carriers and customs will make of an order."""
    traits: dict[str, Any] = {
        "packing": _choice(dice, PACKING),
        "packing_days": dice.choice((1, 2, 3, 5)),
        "holds_aside": dice.random() < 0.5,
        "label": _choice(dice, LABEL),
        "label_days": dice.choice((1, 2, 4)),
        "grams": dice.choices((1800, 5200, 9000, 24_500), (30, 45, 19, 6))[0],
        "parcels": [_choice(dice, PARCEL) for _ in range(3)],
        "parcel_dice": dice.randrange(10**9),
        "transfer": _choice(dice, TRANSFER),
        "transfer_entered": dice.choice(("same_day", "late", "late")),
        "arrival": _choice(dice, ARRIVAL),
        "back_days": dice.choice((0, 0, 1, 4)),
        "back_condition": dice.choices(("sound", "damaged", "missing"), (75, 15, 10))[0],
        "return_post_days": dice.choice((1, 3, 7)),
        "returned_condition": dice.choices(("sound", "damaged", "missing"), (80, 10, 10))[0],
    }
    po_box = dice.random() < 0.07
    address = list(dice.choice(PO_BOXES))
    return traits | ({"address": address} if po_box else {})


def plan_packers(dice: Random, first: datetime, days: int, store: str) -> list[Storyline]:
    """A week in which nobody packs; pickups that are booked, and some of them cancelled."""
    lines = []
    if dice.random() < 0.5:
        at = first + timedelta(days=days * dice.uniform(0.11, 0.6))
        lines.append(Storyline("packers-ill", "packers_ill", at, {"days": dice.choice((5, 7))}))
    for number in range(6):
        at = random_instant(dice, first + timedelta(days=3), days * 0.7).replace(hour=15)
        traits = {"cancelled": dice.random() < 0.4}
        lines.append(Storyline(f"pickup-{number}", "pickup", at, traits))
    return lines


def plan_weather(dice: Random, first: datetime, days: int, store: str) -> list[Storyline]:
    """Storms that close a place for days: when they are entered, and what becomes of the entry."""
    lines = []
    for number in range(dice.choice((1, 2, 2, 3))):
        at = (first + timedelta(days=days * dice.uniform(0.09, 0.75))).replace(hour=6)
        traits = {
            "place": dice.choices(("us", "carrier", "jp", "customs"), (50, 25, 15, 10))[0],
            "days": dice.choice((1, 2, 3, 6)),
            "entered": dice.choice(("on_the_day", "day_before", "three_days_late")),
            "then": dice.choice(("stands", "ended_early", "corrected", "overlapped", "withdrawn")),
        }
        lines.append(Storyline(f"storm-{number}", "storm", at, traits))
    return lines


def plan_machines(dice: Random, first: datetime, days: int, store: str) -> list[Storyline]:
    """Processes that die, a worker that stands still, and providers that are down."""
    lines = []
    for number in range(10):
        at = random_instant(dice, first + timedelta(days=2), days * 0.75)
        traits = {"where": dice.choice(("task", "task", "request")), "nth": dice.randrange(1, 60)}
        lines.append(Storyline(f"death-{number}", "process_dies", at, traits))
    outages = (
        ("worker", "worker_stands", (6, 48)),
        ("carrier-down", "carrier_down", (3, 30, 60)),
        ("mail-down", "mail_down", (24,)),
        ("payments-down", "payments_down", (4, 9)),
    )
    for key, kind, hours in outages:
        if dice.random() < 0.6:
            at = random_instant(dice, first + timedelta(days=5), days * 0.65)
            lines.append(Storyline(key, kind, at, {"hours": dice.choice(hours)}))
    return lines
