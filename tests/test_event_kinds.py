"""Every kind of event that something names is one that can be stored, and has its words."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from pathlib import Path

import pytest

from troth.actors import Actor, decided_by_people, is_staff, people_in, staff_actor, usernames_in
from troth.alerting.tasks import FOLLOWED
from troth.desk.templatetags.policies import _EVENTS
from troth.event_kinds import EventKind, ItemEventKind, PolicyEventKind
from troth.notifications.actions import LETTERS
from troth.orders.models import Event
from troth.policy import wording
from troth.policy.lifecycle import MOVES
from troth.scorecard.measures import KINDS

ROOT = Path(__file__).parent.parent
ENUMS = (EventKind, ItemEventKind, PolicyEventKind)
ALL = {str(kind) for enum in ENUMS for kind in enum}
SUBJECTS = {kind.partition(".")[0] for kind in ALL}
IN_TEMPLATES = re.compile(r"\bkind (?:==|!=|in) [\"']([^\"']+)[\"']")
SPELLED = re.compile(r"[a-z_]+(\.[a-z_]+)+")


def test_each_kind_says_what_happened_to_what():
    for kind in ALL:
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*", kind), kind
    for kind in EventKind:
        assert kind.name == kind.value.replace(".", "_").upper()
    for kind in ItemEventKind:
        assert kind.value == f"item.{kind.name.lower()}"
    longest = Event._meta.get_field("kind").max_length
    assert longest is not None
    assert max(map(len, ALL)) <= longest


def test_a_member_is_the_text_that_is_stored():
    kind = EventKind.ORDER_CANCELLED
    assert (str(kind), f"{kind}", json.dumps({"kind": kind})) == (
        "order.cancelled", "order.cancelled", '{"kind": "order.cancelled"}',
    )  # fmt: skip
    assert {"order.cancelled": 1}[kind] == 1


def test_each_has_its_words():
    assert {*wording.EVENTS, *MOVES} == set(EventKind)
    assert not {*wording.EVENTS} & {*MOVES}
    assert set(wording.ITEM_EVENTS) == set(ItemEventKind)
    assert set(_EVENTS) == set(PolicyEventKind)


def test_what_tables_name_can_happen():
    assert set(LETTERS) <= set(EventKind)
    assert set(wording.STAFF_ONLY) <= set(EventKind)
    assert set(KINDS) <= set(EventKind)
    unreached = tomllib.loads((ROOT / "simulation/unreached.toml").read_text(encoding="utf-8"))
    assert set(unreached["event"]) <= set(EventKind)
    for prefix in FOLLOWED:
        assert any(kind.startswith(prefix) for kind in EventKind), prefix


def test_what_templates_compare_with_can_happen():
    named = {
        name: path
        for path in (ROOT / "troth").rglob("templates/**/*.*")
        for name in IN_TEMPLATES.findall(path.read_text(encoding="utf-8"))
        if SPELLED.fullmatch(name) and name.partition(".")[0] in SUBJECTS
    }
    assert len(named) > 5
    assert {name: path for name, path in named.items() if name not in ALL} == {}


@pytest.mark.parametrize("folder", ["troth", "simulation/years", "bench", "sandbox"])
def test_code_names_members(folder):
    """No bare string of a kind; what is of another kind of table has a name of its own."""
    others = {ROOT / "troth/event_kinds.py"}
    bare = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.value}"
        for path in sorted((ROOT / folder).rglob("*.py"))
        if path not in others and "migrations" not in path.parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in ALL
    ]
    assert bare == []


def test_an_actor_is_a_person_of_the_staff_or_not():
    ann, two = staff_actor("ann"), "staff:ann, staff:ben"
    assert (ann, is_staff(ann), usernames_in(two)) == ("staff:ann", True, "ann, ben")
    assert (people_in(two), decided_by_people(two)) == ({"staff:ann", "staff:ben"}, True)
    assert (people_in(Actor.SILENCE), decided_by_people(f"{ann}, {Actor.POLICY}")) == (set(), False)
    assert not any(is_staff(actor) for actor in Actor)
    assert len(staff_actor("a" * 200)) == 100
