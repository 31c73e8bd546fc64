"""Guards are data: after a migrate the database has those that are declared, and no others."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import IntegrityError, connection, transaction

from troth.database.guards import AppendOnly, Free, KeptFor, OnlyMayChange, UndeclaredColumns
from troth.database.installing import (
    declared_guards,
    guard_faults,
    install_guards,
)

pytestmark = pytest.mark.django_db
Decision = AppendOnly | OnlyMayChange | KeptFor | Free
DECIDES = AppendOnly | KeptFor | OnlyMayChange | Free
ORDERS = AppendOnly("orders_order", keys=("id",), message="another word")


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def drop(trigger: str, table: str) -> None:
    on = "" if connection.vendor == "sqlite" else f" ON {table}"
    run(f"DROP TRIGGER {trigger}{on}")


def make(trigger: str, table: str, event: str = "DELETE") -> None:
    """A trigger that refuses nothing."""
    does = (
        "BEGIN SELECT 1; END" if connection.vendor == "sqlite" else "EXECUTE FUNCTION nothing('x')"
    )
    if connection.vendor == "postgresql":
        run(
            "CREATE OR REPLACE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RETURN OLD; END $$"
        )
    run(f"CREATE TRIGGER {trigger} BEFORE {event} ON {table} FOR EACH ROW {does}")


def check() -> None:
    call_command("check", databases=["default"])


def test_a_new_database_has_all_of_them(db):
    assert len(declared_guards()) > 20
    assert guard_faults() == []
    assert install_guards() == 0
    check()


def test_one_that_is_missing_is_named_and_put_back(db):
    drop("orders_order_guard_delete", "orders_order")
    assert guard_faults() == ["orders_order_guard_delete on orders_order is missing"]
    with pytest.raises(CommandError, match="guard orders_order_guard_delete on orders_order is mi"):
        check()
    assert install_guards() == 1
    assert (install_guards(), guard_faults()) == (0, [])


def test_one_that_was_altered_is_named_and_made_anew(db):
    drop("orders_event_guard_update", "orders_event")
    make("orders_event_guard_update", "orders_event", event="UPDATE")
    assert guard_faults() == ["orders_event_guard_update on orders_event is not what is declared"]
    with pytest.raises(CommandError, match="orders_event_guard_update on orders_event is not"):
        check()
    assert install_guards() == 2  # one dropped, one made
    assert (install_guards(), guard_faults()) == (0, [])


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE orders_order DISABLE TRIGGER orders_order_guard_update",
        (
            "CREATE OR REPLACE TRIGGER orders_order_guard_update BEFORE UPDATE ON orders_order"
            " FOR EACH ROW WHEN (NEW.id < 0) EXECUTE FUNCTION troth_refuse('x')"
        ),
        (
            "CREATE OR REPLACE FUNCTION troth_refuse() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RETURN NEW; END $$"
        ),
        (
            "CREATE OR REPLACE FUNCTION catalog_item_listing() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RETURN NEW; END $$"
        ),
    ],
    ids=["disabled", "replaced", "refuses nothing", "lists all"],
)
def test_what_only_postgresql_can_alter_is_seen_too(db, statement):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite keeps a trigger as it was written")
    run(statement)
    assert guard_faults()
    assert install_guards() > 0
    assert (install_guards(), guard_faults()) == (0, [])


def test_one_that_nobody_declares_is_named_and_dropped(db):
    make("catalog_photo_guard_delete", "catalog_photo")
    assert guard_faults() == ["catalog_photo_guard_delete on catalog_photo is declared by nobody"]
    with pytest.raises(CommandError, match="declared by nobody"):
        check()
    assert install_guards() == 1
    assert (install_guards(), guard_faults()) == (0, [])


def test_an_operators_own_trigger_is_left_alone(db):
    make("copy_to_the_warehouse", "catalog_item")
    assert (install_guards(), guard_faults()) == (0, [])
    drop("copy_to_the_warehouse", "catalog_item")  # it is still there


def test_a_guard_that_changes_replaces_the_old_one_and_one_that_goes_is_dropped(db):
    others = [guard for guard in declared_guards() if guard.table != "orders_order"]
    assert install_guards(guards=[*others, ORDERS]) > 0
    assert guard_faults(guards=[*others, ORDERS]) == []
    assert len(guard_faults()) >= 3
    assert install_guards(guards=others) > 0
    run("DELETE FROM orders_order")
    if connection.vendor == "postgresql":
        listed = [guard for guard in others if guard.table != "catalog_item"]
        install_guards(guards=listed)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_proc WHERE proname = 'catalog_item_listing'")
            assert cursor.fetchone() == (0,)
    install_guards()
    assert guard_faults() == []


def test_every_column_is_fixed_or_may_change(db):
    [proposal] = [
        guard
        for guard in declared_guards()
        if guard.table == "publishing_proposal" and isinstance(guard, OnlyMayChange)
    ]
    forgetful = replace(proposal, fixed=proposal.fixed[1:])
    with pytest.raises(
        UndeclaredColumns, match=r"publishing_proposal: .* add \['id'\] to `columns`"
    ):
        install_guards(guards=[forgetful])
    others = [guard for guard in declared_guards() if guard is not proposal]
    [fault] = guard_faults(guards=[*others, forgetful])
    assert "every column is fixed or may change" in fault
    more = replace(proposal, columns=("state", "mood"))
    with pytest.raises(UndeclaredColumns, match=r"remove \['mood'\]"):
        install_guards(guards=[more])
    twice = replace(proposal, columns=("state", "id"))
    with pytest.raises(UndeclaredColumns, match=r"name \['id'\] once"):
        install_guards(guards=[twice])


def test_after_a_flush_as_after_a_migrate_they_are_there(db):
    drop("orders_order_guard_delete", "orders_order")
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    assert guard_faults() == []
    call_command("migrate", verbosity=0)
    assert guard_faults() == []


def test_every_table_has_a_decision(db):
    """A new table is append-only, or only some columns of it may change, or it is free for a
    reason: its app says which, in its `guards.py`.
    """
    declared = declared_guards()
    tables = {table for table in connection.introspection.table_names() if table[:7] != "sqlite_"}
    decided = {guard.table for guard in declared if isinstance(guard, DECIDES)}
    assert tables - decided == set(), "declare each as AppendOnly, KeptFor, OnlyMayChange or Free"
    assert decided - tables == set(), "nobody has these tables any more"
    for table in decided:
        matching = [
            guard for guard in declared if guard.table == table and isinstance(guard, DECIDES)
        ]
        assert len(matching) == 1, f"{table} is decided {len(matching)} times"


def test_a_free_table_says_why():
    for guard in declared_guards():
        if isinstance(guard, Free):
            assert len(guard.why.split()) > 1, guard.table


@pytest.fixture
def sqlite():
    if connection.vendor != "sqlite":
        pytest.skip("whoever has SQLite's file can do this; on PostgreSQL only the owner")


def test_a_trigger_that_was_edited_in_the_schema_is_named(db, sqlite):
    run(
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = replace(sql, 'RAISE(ABORT', 'RAISE(IGNORE') WHERE name ="
        " 'orders_order_guard_update'",
        "PRAGMA writable_schema = OFF",
    )
    assert guard_faults() == ["orders_order_guard_update on orders_order is not what is declared"]


def test_a_table_that_was_swapped_for_a_copy_is_named(db, sqlite):
    run(
        "ALTER TABLE scorecard_publicscorecard RENAME TO old_showing",
        "CREATE TABLE scorecard_publicscorecard AS SELECT * FROM old_showing",
    )
    table = "scorecard_publicscorecard"
    assert f"{table}_guard_update on {table} is missing" in guard_faults()


def test_a_value_is_filled_once_and_emptied_only_where_it_may_be(db):
    """By a table of the test's own: what the declaration says, on each engine."""
    kinds = "id integer PRIMARY KEY, seal varchar(20), note varchar(20), at timestamp"
    run(
        f"CREATE TABLE test_boxes ({kinds})",
        "INSERT INTO test_boxes (id, seal, note) VALUES (1, '', ''), (2, '', '')",
    )
    boxes = OnlyMayChange(
        "test_boxes",
        columns=("at",),
        once=("seal", "note"),
        fixed=("id",),
        erasable=("note",),
        may_erase="NEW.id = 2",
        may_delete="OLD.seal = ''",
        message="kept",
    )
    install_guards(guards=[*declared_guards(), boxes])
    run("UPDATE test_boxes SET seal = 's', note = 'n', at = '2026-01-01'")
    run("UPDATE test_boxes SET seal = 's', at = '2026-01-02'")
    for statement in (
        "UPDATE test_boxes SET seal = 'other'",
        "UPDATE test_boxes SET seal = ''",
        "UPDATE test_boxes SET note = 'other'",
        "UPDATE test_boxes SET note = '' WHERE id = 1",
        "UPDATE test_boxes SET note = NULL WHERE id = 1",
        "UPDATE test_boxes SET id = id + 10",
        "DELETE FROM test_boxes",
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            run(statement)
    run("UPDATE test_boxes SET note = '' WHERE id = 2")
    run("INSERT INTO test_boxes (id, seal) VALUES (3, '')", "DELETE FROM test_boxes WHERE id = 3")


def test_sqlite_refuses_to_push_a_row_out_by_any_of_its_keys(db, sqlite):
    """A partial key counts among the rows that it is about, and among no others."""
    run(
        "CREATE TABLE test_keys (id integer PRIMARY KEY, one text UNIQUE, two text, three text,"
        " open bool)",
        "CREATE UNIQUE INDEX test_pair ON test_keys (two, three)",
        'CREATE UNIQUE INDEX test_open ON test_keys ("three") WHERE "open"',
        "INSERT INTO test_keys VALUES (1, 'a', 'b', 'c', true), (2, 'd', 'e', 'f', false)",
    )
    keys = OnlyMayChange(
        "test_keys", columns=("two", "three", "open"), fixed=("id", "one"), message="kept"
    )
    install_guards(guards=[*declared_guards(), keys])
    for statement in (
        "INSERT OR REPLACE INTO test_keys VALUES (1, 'x', 'x', 'x', false)",
        "INSERT OR REPLACE INTO test_keys VALUES (3, 'a', 'x', 'x', false)",
        "INSERT OR REPLACE INTO test_keys VALUES (3, 'x', 'b', 'c', false)",
        "INSERT OR REPLACE INTO test_keys VALUES (3, 'x', 'x', 'c', true)",
        "UPDATE OR REPLACE test_keys SET two = 'b', three = 'c' WHERE id = 2",
        "UPDATE OR REPLACE test_keys SET three = 'c', open = true WHERE id = 2",
    ):
        with pytest.raises(IntegrityError, match="kept"), transaction.atomic():
            run(statement)
    run("INSERT INTO test_keys VALUES (3, 'x', 'x', 'c', false)")  # not open: nobody's place
