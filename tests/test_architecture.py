"""Rules over the import graph that import-linter has no contract for."""

from __future__ import annotations

import ast
import graphlib
import re
import subprocess
import sys
from pathlib import Path

import grimp
import pytest
from hatchling.builders.wheel import WheelBuilder

from tests.import_rules import (
    functions_of_the_store,
    imports_of_tests,
    is_collected,
    is_oracle,
    module_name,
)

ROOT = Path(__file__).parent.parent
GRAPH = grimp.build_graph("troth", exclude_type_checking_imports=True)

# Where an instant enters the program: pages and webhooks, tasks, and commands.
EDGES = re.compile(
    r"\.(\w+_)?(views|tasks|webhooks)$|\.templatetags\.\w+$|^troth\.commands\.[\w.]+$"
)
MORE_EDGES = {
    "troth.desk.access": "what the menu of every page of the desk offers now",
    "troth.desk.looks": "when a page of the desk was looked at",
    "troth.desk.auth.sign_in": "the sign-in's own pages",
    "troth.desk.auth.sign_in_records": "what the sign-in's library tells of its own pages",
    "troth.desk.staff": "the door of every page of the desk, which records whom it refuses",
    "troth.orders.formatting": "a day of this year is shown without the year",
    "troth.orders.labels": "the names of the warehouses, by the terms in force",
    "troth.running": "the command that runs the store",
    "troth.storefront.context": "what every page of the store shows",
    "troth.storefront.checkout.bag_totals": "what pages show of a bag",
}
# Who asks the machine itself, and not the store's clock.
MACHINE_TIME = {
    "troth.clock": "the clock itself",
    "troth.desk.sessions": "a session's proof is stamped by allauth with the machine's time",
    "troth.notifications.folder": "the file name of a mail in development",
    "troth.notifications.tasks": "a task's row is stamped by its library with the machine's time",
    "troth.operations.backup": "when a backup was made",
    "troth.operations.figures": "a task's row is stamped by its library with the machine's time",
    "troth.operations.health": "whether a worker was seen lately",
    "troth.running": "whether a worker was seen lately",
}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
NOW_OF_THE_MACHINE = {"datetime.now", "datetime.utcnow", "timezone.now", "date.today", "time.time"}


def test_only_views_tasks_and_commands_read_the_clock():
    readers = GRAPH.find_modules_that_directly_import("troth.clock")
    assert readers >= MORE_EDGES.keys(), "an exception that is not needed any more"
    assert {name for name in readers if not EDGES.search(name)} == MORE_EDGES.keys()


def test_nobody_else_asks_the_machine_for_its_time():
    asking = {name for name in GRAPH.modules if asks_the_machine(source_of(name))}
    assert asking == MACHINE_TIME.keys()


def test_no_modules_import_each_other_in_a_circle():
    imports = {name: GRAPH.find_modules_directly_imported_by(name) for name in GRAPH.modules}
    graphlib.TopologicalSorter(imports).prepare()  # raises `CycleError` with the circle


MOST_INNER_IMPORTS = 10  # of what is slow to load, and of apps that aren't ready before


def test_imports_stand_at_the_top_of_a_module():
    inner = [name for name in GRAPH.modules for _ in inner_imports(source_of(name))]
    assert len(inner) <= MOST_INNER_IMPORTS, sorted(inner)


def inner_imports(source: str) -> list[ast.stmt]:
    """Imports inside functions."""
    functions = (node for node in ast.walk(ast.parse(source)) if isinstance(node, FUNCTIONS))
    inner = (node for function in functions for node in ast.walk(function))
    return [node for node in inner if isinstance(node, ast.Import | ast.ImportFrom)]


def test_a_lease_is_taken_in_one_place():
    leasing = {name for name in GRAPH.modules if 'attempts=F("attempts")' in source_of(name)}
    assert leasing == {"troth.outbox"}


# Who may ask for a refund without `approving`, which sees to the second person: rules alone.
REFUNDS_BY_RULE = {
    "troth.payments.actions": "an order that was called off, by a rule or by two people",
    "troth.payments.approving": "itself, once enough people have decided",
    "troth.checkout.disaster_recovery": "money without an order, found after a restore",
}


def test_every_refund_that_people_decide_goes_by_way_of_the_second_person():
    asking = {name for name in GRAPH.modules if "request_refund(" in source_of(name)}
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


def test_only_the_demo_knows_both_the_store_and_its_sandbox():
    graph = grimp.build_graph("troth", "sandbox")
    importing = {
        (importer, package)
        for package in ("troth", "sandbox")
        for module in {package} | graph.find_descendants(package)
        for importer in graph.find_modules_that_directly_import(module)
        if importer.partition(".")[0] != package
    }
    assert {package for _, package in importing} == {"troth"}
    assert all(importer.startswith("sandbox.demo.") for importer, _ in importing), importing
    demo = {"sandbox.demo"} | graph.find_descendants("sandbox.demo")
    starting = {
        importer
        for module in demo
        for importer in graph.find_modules_that_directly_import(module)
        if importer not in demo
    }
    assert starting == {"sandbox.__main__"}


def test_the_wheel_holds_the_store_alone():
    files = WheelBuilder(str(ROOT)).recurse_included_files()
    assert {Path(file.distribution_path).parts[0] for file in files} == {"troth"}


def source_of(module: str) -> str:
    path = ROOT / module.replace(".", "/")
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return file.read_text("utf-8")


# Names that name anything. `says` is left: the sentence of a step, a case or a guard is a field.
FILLERS = frozenset(["told", "found", "kept", "asked", "said", "made", "known", "each"])
# Fields that are stored under these names, or counted with them.
STORED_FILLERS = {
    ("Case", "kept"),
    ("JudgedCase", "kept"),
    ("Tally", "kept"),
    ("SavedSearch", "asked"),
}


def fillers_in(source: str) -> list[tuple[str, int]]:
    """Variables, parameters and functions whose name is a filler, with their lines."""
    names: list[tuple[str, int]] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef):
            stored = {name for owner, name in STORED_FILLERS if owner == node.name}
            fields = [field for field in node.body if isinstance(field, ast.Assign | ast.AnnAssign)]
            for field in fields:
                for target in ast.walk(field):
                    if isinstance(target, ast.Name) and target.id in stored:
                        target.id = "stored"
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.append((node.id, node.lineno))
        elif isinstance(node, ast.arg):
            names.append((node.arg, node.lineno))
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ExceptHandler):
            names.append((node.name or "", node.lineno))
    return [(name, line) for name, line in names if name in FILLERS]


def test_no_variable_and_no_function_has_a_name_that_names_anything():
    folders = ("troth", "sandbox", "simulation", "tests", "bench")
    files = [file for folder in folders for file in sorted((ROOT / folder).rglob("*.py"))]
    fillers = [
        f"{file.relative_to(ROOT)}:{line} {name}"
        for file in files
        for name, line in fillers_in(file.read_text("utf-8"))
    ]
    assert fillers == []


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("found = 1", ["found"]),
        ("[each for each in rows]", ["each"]),
        ("def told(asked, *, kept): pass", ["told", "asked", "kept"]),
        ("try: pass\nexcept OSError as said: pass", ["said"]),
        ("class Case:\n    kept = 1", []),
        ("class Other:\n    kept = 1", ["kept"]),
        ("row.found = facts['told']", []),
    ],
)
def test_the_search_for_fillers(source, names):
    assert sorted(name for name, _ in fillers_in(source)) == sorted(names)


def module_level_functions(package: str) -> list[str]:
    """The names of the functions of a package, apart from methods and migrations."""
    return [
        node.name
        for file in sorted((ROOT / package).rglob("*.py"))
        if "migrations" not in file.parts
        for node in ast.parse(file.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def test_a_functions_name_has_its_noun():
    """At most one in twenty is one word, as where the module gives the noun: `promise.promise`."""
    names = module_level_functions("troth")
    one_word = [name for name in names if "_" not in name.strip("_")]
    assert len(names) > 2000
    assert len(one_word) <= len(names) / 20


MOST_LINES, COLUMNS = 50, 88


def test_no_function_is_long(tmp_path):
    folders = ("troth", "sandbox", "simulation", "bench")
    files = [path for folder in folders for path in python_of(folder)]
    written = [path for path in files if "migrations" not in path.parts]
    sources = {str(path.relative_to(ROOT)): path.read_text("utf-8") for path in written}
    long = [
        f"{name} {function} has {lines} lines"
        for name, functions in lines_of_functions(sources, tmp_path).items()
        for function, lines in functions
        if lines > MOST_LINES
    ]
    assert long == []


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("def first():\n    return 1\n", [("first", 2)]),
        ("class A:\n    async def first(self):\n        return 1\n", [("first", 2)]),
        ("def first():\n    return [1,\n      2]  # fmt: skip\n", [("first", 2)]),
        (f"def first():\n    return {'a' * 50}({'b' * 40})\n", [("first", 4)]),
    ],
)
def test_the_lines_of_a_function_are_counted_as_formatted(source, lines, tmp_path):
    assert lines_of_functions({"a.py": source}, tmp_path) == {"a.py": lines}


def lines_of_functions(sources: dict[str, str], folder: Path) -> dict[str, list[tuple[str, int]]]:
    """The functions of each file and their lines, all of it formatted anew: neither wide lines nor
    `fmt: skip` make one shorter.
    """
    for name, source in sources.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(re.sub(r"#\s*fmt:.*", "", source), "utf-8")
    formatter = [sys.executable, "-m", "ruff", "format", "--isolated", "--quiet", "--no-cache"]
    subprocess.run([*formatter, f"--line-length={COLUMNS}", folder], check=True)
    return {
        name: [
            (node.name, node.end_lineno - node.lineno + 1)
            for node in ast.walk(ast.parse((folder / name).read_text("utf-8")))
            if isinstance(node, FUNCTIONS)
        ]
        for name in sources
    }


def test_rows_that_are_counted_off_have_an_order():
    """PostgreSQL gives rows without an order as they happen to lie: the first of them, or the first
    ten, would be others from one run to the next.
    """
    ordering = names_that_order()
    assert {"order_by", "newest_first"} <= ordering
    files = [path for folder in ("troth", "tests", "simulation") for path in python_of(folder)]
    unordered = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in files
        for line in unordered_slices(path.read_text(encoding="utf-8"), ordering)
    ]
    assert unordered == []


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("Order.objects.all()[0]", [1]),
        ("rows.filter(a=1).select_related('b')[:limit]", [1]),
        ("Order.objects.order_by('pk')[0]", []),
        ("rows = Order.objects.order_by('pk')\nrows.filter(a=1)[:9]", []),
        ("Order.objects.filter(a=1).delete()[0]", []),
        ("names.split()[0]", []),
    ],
)
def test_the_search_for_rows_without_an_order(source, lines):
    assert unordered_slices(source, {"order_by"}) == lines


SELECTS = {"objects", "filter", "exclude", "all", "select_related"}
NO_ROWS = {"aggregate", "delete", "get_or_create", "update_or_create"}


def unordered_slices(source: str, ordering: set[str]) -> list[int]:
    """The lines on which rows of the database are indexed or sliced, and nothing orders them."""
    nodes = [*ast.walk(ast.parse(source))]
    ordered = {
        target.id
        for node in nodes
        if isinstance(node, ast.Assign) and ordering & {*names_in_chain(node.value)}
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    return [
        node.lineno
        for node in nodes
        if isinstance(node, ast.Subscript)
        and isinstance(node.value, ast.Call)
        and SELECTS & {*(names := names_in_chain(node.value))}
        and names[0] not in NO_ROWS
        and not (ordering | ordered) & {*names}
    ]


def names_in_chain(node: ast.expr) -> list[str]:
    """The names of a chain of calls and attributes, the last first."""
    names = []
    while isinstance(node, ast.Call | ast.Attribute | ast.Subscript):
        if isinstance(node, ast.Attribute):
            names.append(node.attr)
        node = node.func if isinstance(node, ast.Call) else node.value
    return [*names, node.id] if isinstance(node, ast.Name) else names


def names_that_order() -> set[str]:
    """`order_by`, and each method of a queryset of ours that calls it."""
    names = {"order_by"}
    for path in python_of("troth"):
        if path.name != "models.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and "order_by" in ast.unparse(node):
                names.add(node.name)
    return names


# What oracles call of the store, and why: types, constants and models are free.
ORACLES_CALL = {
    "tests.domain.what_if_oracle": {  # checks `troth.publishing`; the policy has other oracles
        "is_po_box",
        "place_of",
        "promise",
        "cancellation_verdict",
        "claim_verdict",
    },
    "tests.e2e.cancel_oracle": {  # checks what races leave: replays, lists, and the provider's view
        "configured_provider",
        "holds_of",
        "parcels_to_pull",
        "replay_events",
        "replay_turn",
    },
}
# What an oracle shares with what plays the situation that it judges.
ORACLES_SHARE = {
    "tests.e2e.cancel_oracle": {"tests.e2e.cancel_scenes", "tests.e2e.cancel_settling"},
}


def test_no_module_imports_a_test_module_or_a_conftest():
    importing = [
        f"{path.relative_to(ROOT)}: {module}"
        for folder in ("tests", "bench", "simulation", "sandbox", "troth")
        for path in python_of(folder)
        for module, _ in imports_of_tests(path.read_text("utf-8"))
        if is_collected(module)
    ]
    assert importing == []


def test_an_oracle_calls_nothing_that_it_checks():
    sources = {module_name(path): path.read_text("utf-8") for path in python_of("tests")}
    oracles = {module: source for module, source in sources.items() if is_oracle(module)}
    assert ORACLES_CALL.keys() <= oracles.keys()
    assert len(oracles) >= 10
    for oracle, source in oracles.items():
        assert functions_of_the_store(source) == ORACLES_CALL.get(oracle, set()), oracle
        shared = {module for module, _ in imports_of_tests(source) if not is_oracle(module)}
        assert shared == ORACLES_SHARE.get(oracle, set()), oracle


@pytest.mark.parametrize(
    ("source", "modules"),
    [
        ("from tests.web.test_bag import page", ["tests.web.test_bag"]),
        ("from tests.web import test_bag", ["tests.web.test_bag"]),
        ("def f():\n    from tests.web.conftest import page", ["tests.web.conftest"]),
        ("import tests.e2e.conftest", ["tests.e2e.conftest"]),
        ("from tests.factories.items import a_bag", []),
        ("from troth.care import test_bag", []),
    ],
)
def test_the_search_for_imports_of_test_modules(source, modules):
    assert [module for module, _ in imports_of_tests(source) if is_collected(module)] == modules


@pytest.mark.parametrize(
    ("source", "functions"),
    [
        ("from troth.orders.models import OPEN, Order", set()),
        ("from troth.policy.dates.promise import promise", {"promise"}),
        ("from troth.care import cases\ncases.close_request()", {"close_request"}),
        ("from troth.care import cases\nassert cases.OPEN", set()),
        ("import troth.clock", {"troth.clock"}),
    ],
)
def test_the_search_for_what_an_oracle_calls(source, functions):
    assert functions_of_the_store(source) == functions


def python_of(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))
