"""Guards are data: after a migrate the database has those that are declared, and no others."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection

from troth.database.guards import AppendOnly, OnlyMayChange, UndeclaredColumns
from troth.database.installing import (
    declared_guards,
    guard_faults,
    install_guards,
)

pytestmark = pytest.mark.django_db
ORDERS = AppendOnly("orders_order", keys=("id",), says="another word")


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
    [proposal] = [each for each in declared_guards() if each.table == "publishing_proposal"]
    assert isinstance(proposal, OnlyMayChange)
    forgetful = replace(proposal, fixed=proposal.fixed[1:])
    with pytest.raises(UndeclaredColumns, match=r"publishing_proposal: .*\['id'\]"):
        install_guards(guards=[forgetful])
    others = [guard for guard in declared_guards() if guard is not proposal]
    assert guard_faults(guards=[*others, forgetful]) == [
        "publishing_proposal: every column is fixed or may change: ['id']"
    ]


def test_after_a_flush_as_after_a_migrate_they_are_there(db):
    drop("orders_order_guard_delete", "orders_order")
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    assert guard_faults() == []
    call_command("migrate", verbosity=0)
    assert guard_faults() == []
