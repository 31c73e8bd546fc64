"""Roles, pages, and somebody else's objects: every cell of who asks, which address, whose object,
GET and POST.

What comes is what the table says; no page tells what isn't theirs; and no press changes what is
another's. `make doors` asks every cell, on each engine; the suite leaves out those that another one
shows too.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.db import models, transaction

from tests.factories.items import a_bag
from tests.factories.marked_shopper import Shopper
from tests.factories.orders import order_of
from tests.factories.pages import QuickBrowser
from tests.factories.people import ola
from tests.factories.store_of_two import open_store_of_two
from tests.web.form_fields import KEEPS_NOTHING
from tests.web.owned_rows import (
    all_rows,
    changed_rows,
    rows_of_owner,
    rows_touching_owner,
    watch_written_tables,
)
from tests.web.page_table import PageRow, page_rows, walk_urls
from tests.web.visitors import Cell, Visitor, all_visitors, cells_of
from troth import clock
from troth.config import urls
from troth.orders.links import token_for


@pytest.fixture
def both(house, monkeypatch) -> Iterator[tuple[Shopper, Shopper]]:
    yield from open_store_of_two(house, monkeypatch)


class Looker:
    """Looks into answers for what isn't the asker's to read."""

    def __init__(self, both: tuple[Shopper, Shopper]) -> None:
        self.both = both
        self.named = {shopper.name: self._signs(shopper) for shopper in both}
        secrets = [
            str(value)
            for shopper in both
            for name, value in shopper.at.items()
            if name.endswith("_token")
        ]
        self.links = re.compile("|".join(map(re.escape, secrets)).encode())

    @staticmethod
    def _signs(shopper: Shopper) -> re.Pattern[bytes]:
        named = ("_request", "claim", "fake", "search")
        keys = [str(value) for name, value in shopper.at.items() if name.endswith(named)]
        signs = [shopper.sign, shopper.hidden, *(order.number for order in shopper.orders), *keys]
        return re.compile("|".join(map(re.escape, signs)).encode(), re.IGNORECASE)

    def leaks(self, cell: Cell, answer: Any) -> Iterator[str]:
        text = answer.body + str(answer.headers).encode()
        if self.links.search(answer.body):
            yield "a link"
        for shopper in self.both:
            if shopper.serial.encode() in text and not (
                cell.door.page == "desk_serial" and cell.opens and shopper in cell.owners
            ):
                yield f"{shopper.name}'s serial"
            if not cell.asker.staff and shopper.hidden.encode() in text:
                yield f"what staff say of {shopper.name}"
            if not cell.may_tell_of(shopper) and self._tells(cell, answer, text, shopper):
                yield f"what is {shopper.name}'s"

    def _tells(self, cell: Cell, answer: Any, text: bytes, shopper: Shopper) -> bool:
        """Staff who may open a page see numbers there; nobody's name, and no file."""
        others = set().union(
            *(owner.files for owner in self.both if cell.may_tell_of(owner)), set()
        )
        if answer.body in shopper.files - others:
            return True
        if cell.door.kind == "desk" and cell.opens:
            return shopper.sign.encode() in text.lower()
        match = self.named[shopper.name].search(text.replace(cell.path.encode(), b""))
        return match is not None


def test_every_address_is_in_the_table_and_nothing_else_is():
    assert {route for route, _ in walk_urls()} == set(page_rows()), (
        "say in tests/web/page_table.py who may open it"
    )


def test_every_cell(both, caplog):
    caplog.set_level("CRITICAL", "django.request")
    askers = all_visitors(both)
    tried = Trial(both)
    for asker in askers:
        for cell in cells_of(both, asker):
            tried.of(cell)
    evidence_names = list(evidence())
    assert (len(evidence_names) > 20, media_shows(evidence_names)) == (True, [])
    idle = {
        door.page for door in page_rows().values() if "P" in door.methods and door.kind != "mine"
    } - tried.done
    print(f"{tried.cells:,} cells of {len(page_rows())} addresses")
    assert tried.wrong == [], f"{len(tried.wrong)}\n" + "\n".join(
        fault[:400] for fault in tried.wrong[:150]
    )
    assert (
        idle == KEEPS_NOTHING
    )  # all others do what they are for, for who may: so a refusal means something


class Trial:
    """Asks, compares, and puts everything back as it was."""

    def __init__(self, both: tuple[Shopper, Shopper]) -> None:
        self.both, self.looker = both, Looker(both)
        self.theirs = {
            shopper.name: rows_of_owner([*shopper.orders, *shopper.items, *shopper.roots])
            for shopper in both
        }
        self.before = all_rows()
        self.cells, self.wrong, self.done = 0, [], set()

    def of(self, cell: Cell) -> None:
        self.cells += 1
        with transaction.atomic() if cell.method == "POST" and cell.may_change else nullcontext():
            with watch_written_tables() as tables:
                answer = cell.asker.ask(cell.method, cell.path, cell.form())
            wrong = [f"tells {leak}" for leak in self.looker.leaks(cell, answer)]
            if answer.status_code not in cell.expected():
                wrong.append(f"{answer.status_code}, not {cell.expected()}")
            wrong += self._changes(cell) if tables else []
            if cell.method == "POST" and cell.may_change:
                transaction.set_rollback(True)
        self.wrong += [f"{cell}: {fault}" for fault in wrong]

    def _changes(self, cell: Cell) -> Iterator[str]:
        rows = changed_rows(self.before, all_rows())
        if rows and (cell.method == "GET" or not cell.may_change):
            yield f"changes {list(rows)}"
        self.done |= {cell.door.page} if rows else set()
        for shopper in self.both if cell.door.holds else ():
            if shopper not in (cell.owners[-1], cell.asker.owns) and (
                hurt := rows_touching_owner(rows, self.theirs[shopper.name])
            ):
                yield f"changes {shopper.name}'s {hurt}"


def evidence() -> Iterator[str]:
    """The name of every file that lies in the evidence store."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.FileField) and field.storage is not default_storage:
                yield from model._base_manager.exclude(**{field.name: ""}).values_list(
                    field.name, flat=True
                )


def media_shows(names: list[str]) -> list[str]:
    """Which of these files the address of public photos gives to a stranger, however it is
    written.
    """
    stranger = Visitor("stranger", QuickBrowser())
    ways = ("{}", "../evidence/{}", "%2e%2e/evidence/{}", "..%2fevidence%2f{}", "evidence/{}")
    paths = [f"/media/{way.format(name)}" for name in names for way in ways]
    return [path for path in paths if stranger.ask("GET", path, {}).status_code != 404]


TAKE_NO_TOKEN = {
    "end_search",
    "carrier_webhook",
    "payment_webhook",
}  # a mail program's own button, and machines


def test_without_the_forms_own_token_no_press_counts(house, caplog):
    caplog.set_level("CRITICAL", "django.security.csrf")
    bag = a_bag()
    placed, browser = order_of(bag, now=clock.now()), QuickBrowser(enforce_csrf_checks=True)
    browser.get(f"/o/{token_for(placed.number)}")
    browser.force_login(ola())
    names = {
        "number": placed.number,
        "slug": bag.slug,
        "section": "items",
        "path": "x.jpg",
        "token": "x",
    }
    before = all_rows()

    def path(door: PageRow) -> str:
        route = door.route.replace("<front>", "")
        return "/" + re.sub(
            r"<(\w+):(\w+)>|<(\w+)>", lambda kind: names.get(kind[2] or kind[3], "1"), route
        )

    taken = {
        door.page
        for door in page_rows().values()
        if browser.post(path(door), {}).status_code != 403
    }
    assert taken == TAKE_NO_TOKEN
    assert changed_rows(before, all_rows()) == {}


def test_production_has_no_page_of_development(house):
    house.DEVELOPMENT = False
    spec = importlib.util.spec_from_file_location("production_urls", urls.__file__)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert {route for route, _ in walk_urls(module.urlpatterns)} == {
        door.route for door in page_rows().values() if door.kind != "dev"
    }
