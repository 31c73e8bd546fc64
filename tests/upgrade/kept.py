"""Databases of released versions, kept as SQL beside this module: how one is written, loaded and
compared.

A folder is a version. It holds the database as it was, for each engine, and the digests of the
migrations that made it: they are never edited again.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.e2e.stores import Store, database, postgres_programs
from tests.engine import ENGINE

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
DIGESTS = "migrations.json"
# Django's own, which each migrate brings up to date; their rows are compared by name.
REFERENCE = {
    "roles": "SELECT g.name FROM auth_group g",
    "permissions": "SELECT c.app_label, p.codename FROM auth_permission p"
    " JOIN django_content_type c ON c.id = p.content_type_id",
    "rights": "SELECT g.name, p.codename FROM auth_group_permissions x"
    " JOIN auth_group g ON g.id = x.group_id JOIN auth_permission p ON p.id = x.permission_id",
    "migrations": "SELECT app, name FROM django_migrations",
}
UPDATED = (
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "django_content_type",
    "django_migrations",
    "django_site",
    "sqlite_sequence",
)
_SCHEMA = {
    "sqlite": [
        "SELECT type, tbl_name, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'",
    ],
    "postgres": [
        (
            "SELECT 'column', table_name, column_name, concat_ws(' ', data_type,"
            " character_maximum_length, is_nullable, column_default, is_identity)"
            " FROM information_schema.columns WHERE table_schema = 'public'"
        ),
        (
            "SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)"
            " FROM pg_constraint WHERE connamespace = 'public'::regnamespace"
        ),
        (
            "SELECT 'index', tablename, indexname, indexdef FROM pg_indexes"
            " WHERE schemaname = 'public'"
        ),
        (
            "SELECT 'trigger', t.tgrelid::regclass::text, t.tgname,"
            " concat_ws(' ', pg_get_triggerdef(t.oid), p.prosrc, array_to_string(p.proconfig, ' '))"
            " FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal"
        ),
    ],
}
# PostgreSQL writes one condition in two ways, before and after a dump.
_CASTS = re.compile(r"::(?:character varying|text)(?:\[\])?|[()\s]")
Rows = dict[str, list[dict[str, Any]]]


def kept_versions() -> list[Path]:
    """The folder of each version, oldest first."""
    return sorted(path.parent for path in HERE.glob(f"*/{DIGESTS}"))


def dump_database(url: str, to: Path) -> None:
    """Writes a whole database, schema and rows, as SQL."""
    if ENGINE == "sqlite":
        with database(url) as connection:
            text = "\n".join(connection.iterdump())
    else:
        command = ["pg_dump", "--inserts", "--no-owner", "--no-privileges", url]
        text = _run_program(command)
        # A newer pg_dump writes a key of its own, new each time, that only psql understands.
        kept_lines = [line for line in text.splitlines() if not line.startswith("\\")]
        text = "\n".join(line for line in kept_lines if line and not line.startswith("--"))
    to.write_text(f"{text}\n", encoding="utf-8")


def load_database(url: str, text: str) -> None:
    """Makes an empty database the one that was written."""
    if ENGINE == "sqlite":
        with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
            connection.executescript(text)
        connection.close()
    else:
        _run_program(["psql", "--quiet", "--set=ON_ERROR_STOP=1", url], text)


def _run_program(command: list[str], given: str = "") -> str:
    environment = os.environ | {"PATH": f"{postgres_programs()}{os.environ['PATH']}"}
    ran = subprocess.run(
        command, env=environment, input=given, capture_output=True, text=True, check=True
    )
    return ran.stdout


def migration_digests(root: Path = ROOT) -> dict[str, str]:
    """Each migration of the store's apps, with the digest of its file."""
    files = sorted((root / "troth").glob("*/migrations/0*.py"))
    return {str(file.relative_to(root)): sha256(file.read_bytes()).hexdigest() for file in files}


def read_digests(folder: Path) -> dict[str, str]:
    digests: dict[str, str] = json.loads((folder / DIGESTS).read_text(encoding="utf-8"))
    return digests


def schema_of(store: Store) -> dict[tuple[str, ...], str]:
    """Tables, columns, constraints, indexes and guards, by name."""
    return {
        tuple(str(part) for part in names): _CASTS.sub("", sql or "")
        for statement in _SCHEMA[ENGINE]
        for *names, sql in store.sql(statement)
    }


def reference_rows(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Roles, rights and migrations, by name."""
    return {name: sorted(store.sql(statement)) for name, statement in REFERENCE.items()}


def stored_rows(store: Store) -> Rows:
    """The rows of each table that a migrate doesn't bring up to date by itself."""
    tables = sorted({table for _, table, *_ in schema_of(store) if table not in UPDATED})
    with database(store.database_url) as connection:
        return {table: _rows_of(connection, table) for table in tables}


def _rows_of(connection: Any, table: str) -> list[dict[str, Any]]:
    cursor = connection.execute(f'SELECT * FROM "{table}"')
    names = [column[0] for column in cursor.description]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return sorted(rows, key=lambda row: str(row.get("id", row)))


def differences(one: dict[Any, Any], other: dict[Any, Any]) -> list[str]:
    """What the two don't say alike, by name."""
    names = sorted({*one, *other}, key=str)
    return [f"{name}" for name in names if one.get(name) != other.get(name)]


def lost_rows(before: Rows, after: Rows) -> list[str]:
    """Each table whose rows aren't all there with the values that they had, of the columns that
    are still there.
    """
    return [table for table, rows in before.items() if _shared(rows, after.get(table)) != rows]


def _shared(
    rows: list[dict[str, Any]], after: Iterable[dict[str, Any]] | None
) -> list[dict[str, Any]]:
    names = set(rows[0]) if rows else set()
    return [{name: row.get(name) for name in names} for row in after or []]
