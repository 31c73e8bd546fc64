"""The pieces that are sold in the demo's past, taken in before its first day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from random import Random
from typing import TYPE_CHECKING

from django.db import transaction

from sandbox.demo.loading import ITEMS
from sandbox.demo.loading import SOURCE as DEMO
from simulation.past.shoppers import SOURCE
from troth.care.authenticity_refunds.authenticators import put_on_list
from troth.catalog.intake import Intake
from troth.catalog.models import Item, Photo
from troth.catalog.rows import Row, rows_of
from troth.orders.policy_versions import terms_at
from troth.policy.dates.promise import local_time

if TYPE_CHECKING:
    from django.contrib.auth.models import User

AUTHENTICATOR = ("Ostrander & Vale", "https://ostrander-vale.example")
COPIES = 3  # of each piece of the demo, each of a year, in a condition and at a price of its own
YEARS = 5  # from which a copy may be
FIRST_YEAR = 2006
CONDITIONS = ("excellent", "very good", "good")
IN_JAPAN = 0.28


@transaction.atomic
def take_in_pieces(*, experts: tuple[User, User], now: datetime) -> int:
    """Takes in what the past will sell, once. Returns how many pieces there are."""
    if not Item.objects.filter(source=SOURCE).exists():
        intake = Intake(
            source=SOURCE,
            file_name="past.csv",
            expert=experts[0],
            second=experts[1],
            terms=terms_at(now),
            now=now,
            by="demo",
        )
        for row in _rows():
            intake.add(row)
        _share_photos(intake.flush())
        put_on_list(
            name=AUTHENTICATOR[0],
            site=AUTHENTICATOR[1],
            on=local_time(terms_at(now), now).date(),
            reason="Invented for the demo.",
            now=now,
            by="demo",
        )
    return Item.objects.filter(source=SOURCE).count()


def _rows() -> Iterator[Row]:
    rows = [row for row in rows_of(ITEMS) if isinstance(row, Row)]
    for copy in range(COPIES):
        for row in rows:
            dice = Random(f"piece {row.values['source_id']} {copy}")
            price = round(float(row.values["price"]) * dice.uniform(0.75, 1.1) / 5) * 5
            location = "japan" if dice.random() < IN_JAPAN else "united states"
            year = FIRST_YEAR + YEARS * copy + dice.randrange(YEARS)
            changes = {
                "title": f"{row.values['title']}, {year}",
                "source_id": f"past-{row.values['source_id']}-{copy}",
                "condition": dice.choice(CONDITIONS),
                "price": f"{max(price, 40):.2f}",
                "location": location,
                "listed_on": "",
            }
            yield replace(row, values=row.values | changes)


def _share_photos(items: list[Item]) -> None:
    """Each piece has the drawings of the demo's piece that it is like."""
    drawn: dict[str, list[Photo]] = {}
    for photo in Photo.objects.filter(item__source=DEMO).select_related("item"):
        drawn.setdefault(photo.item.title, []).append(photo)
    Photo.objects.bulk_create(
        Photo(
            item=item,
            position=photo.position,
            alt=photo.alt,
            width=photo.width,
            height=photo.height,
            file=photo.file.name,
        )
        for item in items
        for photo in drawn.get(item.title.rpartition(", ")[0], [])
    )
