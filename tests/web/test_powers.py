"""The table of powers names every way into the store, and a test for each of its cells."""

from __future__ import annotations

import argparse
import importlib
import pkgutil

from django.conf import settings
from django.urls import get_resolver
from django_tasks.base import Task

import troth
from tests import powers
from tests.web.page_table import page_rows
from troth.cli import _build_parser


def commands() -> set[str]:
    """Every command of `troth`."""
    parser = _build_parser()
    subparsers = next(
        action for action in parser._actions if isinstance(action, argparse._SubParsersAction)
    )
    return {f"troth {name}" for name in subparsers.choices}


def tasks() -> set[str]:
    """Every background task, sweep and follower of the timeline."""
    named = set(settings.SWEEPS) | set(settings.FOLLOWERS)
    for module in pkgutil.walk_packages(troth.__path__, "troth."):
        if module.name.endswith("tasks"):
            loaded = importlib.import_module(module.name)
            named |= {
                f"{module.name}.{name}"
                for name, value in vars(loaded).items()
                if isinstance(value, Task) and value.module_path.startswith(module.name)
            }
    return named


def pages() -> set[str]:
    """Every address that can be posted to, by its name, or by itself."""
    return {door.page or door.route for door in page_rows().values() if "P" in door.methods}


def test_every_way_in_has_a_row_or_a_reason() -> None:
    ways = commands() | tasks() | pages()
    listed = {way for row in powers.powers() for way in row.ways} | set(powers.harmless())
    assert ways - listed == set()


def test_every_row_is_of_a_way_that_there_is() -> None:
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    existing = commands() | tasks() | pages() | names | set(page_rows())
    others = ("SQL", "a shell", "make run", "troth manage ", "webhooks/mail")
    ways = [way for row in powers.powers() for way in row.ways] + list(powers.harmless())
    assert [way for way in ways if way not in existing and not way.startswith(others)] == []


def test_every_cell_has_its_test() -> None:
    missing = {
        f"{row.file}: {row.way}: {cell}: {test}"
        for row in powers.powers()
        for cell, test in row.tests.items()
        if not powers.test_exists(test)
    }
    assert missing == set()


def test_every_row_says_what_it_does() -> None:
    for row in powers.powers():
        assert row.does in powers.DOES, (row.file, row.way, row.does)
        assert all(row.cells[cell].strip() for cell in powers.CELLS), row.way


def test_the_page_is_printed_from_the_rows() -> None:
    assert powers.PAGE.read_text() == powers.page(), "make powers"
