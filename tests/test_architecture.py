"""Rules over the import graph that import-linter has no contract for."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parent.parent
GRAPH = grimp.build_graph("troth")

# Where an instant enters the program: pages and webhooks, tasks, and commands.
EDGES = re.compile(r"\.(\w+_)?(views|tasks|webhooks|cli)$|\.templatetags\.\w+$")
MORE_EDGES = {
    "troth.children": "the stand-ins are told where the clock's file is",
    "troth.desk.access": "what the menu of every page of the desk offers now",
    "troth.desk.looks": "when a page of the desk was looked at",
    "troth.desk.sign_in": "the sign-in's own pages",
    "troth.desk.sign_in_records": "what the sign-in's library tells of its own pages",
    "troth.desk.staff": "the door of every page of the desk, which records whom it refuses",
    "troth.running": "the command that runs the store",
    "troth.storefront.context": "what every page of the store shows",
    "troth.storefront.machines": "pages for machines: sitemap, product feed",
    "troth.storefront.totals": "what pages show of a bag",
}
# Who asks the machine itself, and not the store's clock.
MACHINE_TIME = {
    "troth.clock": "the clock itself",
    "troth.desk.sign_in": "a session's proof is stamped by allauth with the machine's time",
    "troth.notices.folder": "the file name of a mail in development",
    "troth.notices.tasks": "a task's row is stamped by its library with the machine's time",
    "troth.operations.backup": "when a backup was made",
    "troth.operations.copying": "when a copy was made",
    "troth.operations.figures": "a task's row is stamped by its library with the machine's time",
    "troth.operations.health": "whether a worker was seen lately",
    "troth.running": "whether a worker was seen lately",
}
NOW_OF_THE_MACHINE = {"datetime.now", "datetime.utcnow", "timezone.now", "date.today", "time.time"}


def test_only_views_tasks_and_commands_read_the_clock():
    readers = GRAPH.find_modules_that_directly_import("troth.clock")
    assert readers >= MORE_EDGES.keys(), "an exception that is not needed any more"
    assert {name for name in readers if not EDGES.search(name)} == MORE_EDGES.keys()


def test_nobody_else_asks_the_machine_for_its_time():
    asking = {name for name in GRAPH.modules if asks_the_machine(source_of(name))}
    stand_ins = {name for name in asking if name.startswith("troth.standins.")}
    assert asking - stand_ins == MACHINE_TIME.keys()


# Who may ask for a refund without `approving`, which sees to the second person: rules alone.
REFUNDS_BY_RULE = {
    "troth.payments.actions": "an order that was called off, by a rule or by two people",
    "troth.payments.approving": "itself, once enough people have decided",
    "troth.checkout.reconciling": "money without an order, found after a restore",
}


def test_every_refund_that_people_decide_goes_by_way_of_the_second_person():
    asking = {name for name in GRAPH.modules if "owe_refund(" in source_of(name)}
    assert asking == REFUNDS_BY_RULE.keys()


def test_a_price_is_changed_in_one_place():
    changing = {name for name in GRAPH.modules if "update(price_cents" in source_of(name)}
    assert changing == {"troth.catalog.repricing"}


@pytest.mark.parametrize(
    ("source", "asks"),
    [
        ("from datetime import datetime\ndatetime.now(UTC)", True),
        ("from django.utils import timezone\ntimezone.now()", True),
        ("import datetime\ndatetime.date.today()", True),
        ("import datetime\ndatetime.datetime.now()", True),
        ("from troth import clock\nclock.now()", False),
    ],
)
def test_the_search_for_the_machines_time_finds_each_spelling(source, asks):
    assert asks_the_machine(source) is asks


def asks_the_machine(source: str) -> bool:
    """Whether a module calls a function that reads the machine's clock."""
    calls = (node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    names = (".".join(ast.unparse(call).split(".")[-2:]) for call in calls)
    return not NOW_OF_THE_MACHINE.isdisjoint(names)


def source_of(module: str) -> str:
    path = ROOT / module.replace(".", "/")
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return file.read_text("utf-8")
