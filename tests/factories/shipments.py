"""Shipments as the store asks carriers to take them."""

from __future__ import annotations

import random
from datetime import date

from troth.fulfillment.carriers.interface import Address, ShipmentRequest

SENDER = Address(
    name="Fathom & Reed",
    company="Fathom & Reed",
    street=("214 Lantern Row, Floor 3",),
    city="New York",
    state="NY",
    zip="10013",
    phone="212-555-0100",
    residential=False,
)
NAMES = [
    "Ann Lee",
    "José Núñez",
    "Ben",
    "Maximiliane Wolkenstein-Trostburg de la Fontaine",
    "Zoë Ågren",
    "O'Hara, P.",
]
STREETS = [
    ("12 Grand Street",),
    ("400 W Elm Street", "Unit 5"),
    ("PO Box 77",),
    ("1 Ünter den Linden Way",),
]
PLACES = [
    ("New York", "NY", "10013"),
    ("Chicago", "IL", "60610"),
    ("Juneau", "WI", "53039"),
    ("Miami", "FL", "33101"),
]


def random_shipments(count: int) -> list[ShipmentRequest]:
    chance, to_send = random.Random(16), []
    for nth in range(count):
        city, state, zip_code = chance.choice(PLACES)
        to = Address(
            name=chance.choice(NAMES),
            street=chance.choice(STREETS),
            city=city,
            state=state,
            zip=zip_code,
            residential=chance.random() < 0.7,
            phone=chance.choice(["", "(312) 555-0199"]),
            company=chance.choice(["", "A Company"]),
        )
        to_send.append(
            ShipmentRequest(
                reference=f"T-AAAAA-{nth:05d}-1.1",
                sender=SENDER,
                recipient=to,
                grams=chance.randrange(40, 30_000),
                length_mm=chance.randrange(50, 900),
                width_mm=chance.randrange(50, 600),
                height_mm=chance.randrange(20, 500),
                declared_cents=chance.randrange(100, 9_500_001),
                ship_on=date(2026, 11, 24 + nth % 3),
                signature=chance.choice(["direct", "direct", "adult"]),
            )
        )
    return to_send
