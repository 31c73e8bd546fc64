"""A `migrate` that is killed while it works goes on with the next one."""

from __future__ import annotations

import pytest

from tests.e2e.stores import Store
from tests.engine import ENGINE, on_one_engine

# Ends the process, as a kill would, where it is about to record a migration: after all that the
# migration has made, in whatever transaction that is.
KILLED = """
import os
from django.core.management import call_command
from django.db import connection

records = 0

def kill(execute, sql, params, many, context):
    global records
    records += "INSERT INTO" in sql and "django_migrations" in sql
    if records == {nth}:
        os._exit(9)
    return execute(sql, params, many, context)

with connection.execute_wrapper(kill):
    call_command("migrate", verbosity=0, interactive=False)
"""
SCHEMA = {
    "sqlite": "SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY 1, 2",
    "postgres": "SELECT relkind::text, relname FROM pg_class"
    " JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = 'public' ORDER BY 1, 2",
}


@on_one_engine("sqlite", "Django records a migration the same way")
@pytest.mark.parametrize("nth", [1, 12])
def test_the_next_one_goes_on(tmp_path, nth):
    store, whole = Store(tmp_path / "killed", migrated=False), Store(tmp_path / "whole")
    killed = store.troth("manage", "shell", "--no-imports", "-c", KILLED.format(nth=nth))
    assert killed.returncode == 9, killed.stderr
    assert len(store.sql("SELECT * FROM django_migrations")) == nth - 1
    ran = store.troth("manage", "migrate")
    assert ran.returncode == 0, ran.stderr
    assert store.sql(SCHEMA[ENGINE]) == whole.sql(SCHEMA[ENGINE])
