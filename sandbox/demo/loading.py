"""The demo store: its own items, evaluated by two demo experts, with pictures drawn here."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.db import transaction

from sandbox.demo.pictures import draw_picture
from troth import roles
from troth.care.authenticity_refunds.authenticators import put_on_list
from troth.care.models import Authenticator
from troth.catalog.actions import ItemActionRefused
from troth.catalog.intake import Intake
from troth.catalog.models import Item, Photo
from troth.catalog.production import is_production
from troth.catalog.rows import Row, rows_of
from troth.orders.policy_versions import terms_at
from troth.policy.dates.promise import local_time

ITEMS = Path(__file__).with_name("items.csv")
SOURCE = "demo"
VIEWS = ("the whole piece", "a detail")
AUTHENTICATORS = (
    ("Halvorsen & Pike Authentication", "https://halvorsen-pike.example"),
    ("Maison Vérane Expertise", "https://verane-expertise.example"),
)


@transaction.atomic
def load_demo(*, expert_emails: tuple[str, str], now: datetime) -> None:
    """Takes the demo items in and lists them; does nothing where they are already. In development
    only: anywhere else it raises `ItemActionRefused`, and takes nothing in.
    """
    if is_production():
        raise ItemActionRefused("The demo is for development: its pieces were judged by nobody.")
    if Item.objects.filter(source=SOURCE).exists():
        return
    first, second = (_create_expert(email) for email in expert_emails)
    intake = Intake(
        source=SOURCE,
        file_name=ITEMS.name,
        expert=first,
        second=second,
        terms=terms_at(now),
        now=now,
        by="demo",
    )
    rows = [row for row in rows_of(ITEMS) if isinstance(row, Row)]
    for row in sorted(rows, key=lambda row: row.values["listed_on"]):
        intake.add(row)
    for item in intake.flush():
        _draw_photos(item)
    _list_authenticators(now)


def _list_authenticators(now: datetime) -> None:
    """Puts two invented authenticators on the public list."""
    today = local_time(terms_at(now), now).date()
    for name, site in AUTHENTICATORS:
        if not Authenticator.objects.filter(name=name).exists():
            put_on_list(
                name=name, site=site, on=today, reason="Invented for the demo.", now=now, by="demo"
            )


def _create_expert(email: str) -> User:
    expert, _ = User.objects.get_or_create(
        username=email, defaults={"email": email, "is_staff": True}
    )
    roles.set_roles(expert, {*roles.roles_of(expert), roles.AUTHENTICATOR})
    return expert


def _draw_photos(item: Item) -> None:
    for view, shows in enumerate(VIEWS):
        svg = draw_picture(
            sub_category=item.sub_category,
            colour=item.color,
            material=item.material,
            view=view,
            seed=item.source_id,
        )
        photo = Photo(item=item, position=view, alt=f"{item.title}: {shows}", width=800, height=800)
        photo.file.save(f"{item.source_id}-{view}.svg", ContentFile(svg.encode()))
