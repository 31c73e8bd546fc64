"""A store doesn't begin on a database that it can't work on: one of an older Troth, or one that
lacks a guard.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from contextlib import contextmanager

import pytest

from tests.e2e.stores import Store, database
from tests.engine import ENGINE
from troth.operations.backup import digest_of

COMMANDS = [
    ("run",),
    ("work",),
    ("manage", "migrate"),
    ("manage", "check", "--database", "default"),
    ("staff",),
    ("tie-out",),
    ("scorecard",),
    ("reconcile", "2026-11-25T10:00:00+00:00"),
]
DROP = "DROP TRIGGER orders_order_guard_delete" + " ON orders_order" * (ENGINE == "postgres")

# As a migration would do it: the table is guarded itself, and read by the guard of listing.
ALTER = """
from django.db import connection, models
from troth.catalog.models import ListingRule
from troth.database.installing import guard_faults, lift_guards
before, after = ListingRule._meta.get_field("policy_digest"), models.CharField(max_length=65)
after.set_attributes_from_name("policy_digest")
with connection.schema_editor() as editor:
    lift_guards(None, editor)
    editor.alter_field(ListingRule, before, after)
print(len(guard_faults()))
"""


@contextmanager
def nothing_changes(store: Store):
    before = content(store)
    yield
    assert content(store) == before


def content(store: Store) -> tuple:
    """What tells that a database was touched."""
    triggers = "sqlite_master WHERE type = 'trigger'" if ENGINE == "sqlite" else "pg_trigger"
    with database(store.database_url) as connection:
        return tuple(
            connection.execute(f"SELECT count(*) FROM {what}").fetchone()
            for what in ("django_migrations", "auth_user", "orders_publishedpolicy", triggers)
        )


@pytest.fixture
def older(tmp_path):
    """The database of a store before 0.7.0, as its migrations tell."""
    store = Store(tmp_path)
    store.sql(
        "INSERT INTO django_migrations (app, name, applied) VALUES"
        " ('orders', '0002_guards', '2026-11-01 12:00:00+00')"
    )
    return store


def test_an_older_database_is_refused_by_every_command(older, tmp_path):
    for command in [*COMMANDS, ("backup", str(tmp_path / "backup"))]:
        with nothing_changes(older):
            ran = older.troth(*command)
        assert (ran.returncode, ran.stdout) == (2, ""), command
        assert ran.stderr.count("\n") == 1, command
        assert ran.stderr.startswith("troth: the database "), command
        assert (
            " was made by a Troth older than 0.7.0, which this version cannot upgrade" in ran.stderr
        )
    assert older.troth("clock").returncode == 0


def test_neither_is_the_backup_of_one_restored(older, tmp_path):
    backup = tmp_path / "backup"
    backup.mkdir()
    if ENGINE == "sqlite":
        file = shutil.copyfile(older.database_url.removeprefix("sqlite:///"), backup / "dumped")
    else:
        file = backup / "dumped"
        dump = ["pg_dump", "--format=custom", f"--file={file}", older.database_url]
        subprocess.run(dump, env=older.environment, check=True)
    manifest = {
        "engine": "sqlite" if ENGINE == "sqlite" else "postgresql",
        "began_at": "2026-11-25T10:00:00+00:00",
        "database": file.name,
        "counts": {},
        "files": {file.name: digest_of(file)},
    }
    (backup / "manifest.json").write_text(json.dumps(manifest))
    empty = Store(tmp_path / "empty", migrated=False)
    ran = empty.troth("restore", str(backup))
    assert ran.returncode == 2
    assert ran.stderr.splitlines()[-1] == (
        "troth: DIR: it was made by a Troth older than 0.7.0, which this version cannot upgrade"
    )
    if ENGINE == "sqlite":
        assert not (empty.var / "troth.sqlite3").exists()
    else:
        assert empty.sql("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(0,)]


def test_one_whose_events_had_other_kinds_is_refused_by_its_first_migration(tmp_path):
    store = Store(tmp_path)
    store.sql(
        "UPDATE django_migrations SET name = '0001_initial'"
        " WHERE app = 'orders' AND name = '0001_initial_0_7'"
    )
    with nothing_changes(store):
        ran = store.troth("manage", "migrate")
    assert ran.returncode == 2
    assert " was made by a Troth older than 0.7.0, which this version cannot upgrade" in ran.stderr


def test_a_database_of_a_newer_one_is_refused_too(older):
    older.sql("UPDATE django_migrations SET name = '0002_of_tomorrow' WHERE name = '0002_guards'")
    ran = older.troth("manage", "migrate")
    assert ran.returncode == 2
    assert " was made by a newer Troth than this one; start a new one" in ran.stderr


def test_a_database_without_a_guard_is_not_worked_on_and_migrate_puts_it_back(tmp_path):
    store = Store(tmp_path, TROTH_ENV="development")
    store.sql(DROP)
    ran = store.troth("work")
    assert (ran.returncode, ran.stderr.count("\n")) == (2, 1)
    assert "orders_order_guard_delete on orders_order is missing" in ran.stderr
    assert "troth manage migrate" in ran.stderr
    ran = store.troth("manage", "check", "--database", "default")
    assert (ran.returncode, "troth.E001" in ran.stderr) == (1, True)
    assert store.troth("manage", "migrate").returncode == 0
    assert store.troth("manage", "check", "--database", "default").returncode == 0


def test_a_migration_may_alter_a_guarded_table_and_its_guards_are_back_after_it(tmp_path):
    store = Store(tmp_path)
    before = content(store)
    ran = store.troth("manage", "shell", "--no-imports", "-c", ALTER)
    assert (ran.stderr, int(ran.stdout) > 60) == ("", True)
    assert store.troth("work").returncode == 2
    assert store.troth("manage", "migrate").returncode == 0
    assert store.troth("manage", "check", "--database", "default").returncode == 0
    assert content(store) == before
