"""On PostgreSQL a store has two roles: one owns the tables and migrates; as the other the
application runs, and can change no guard. docs/operations.md has the SQL that makes them.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import dj_database_url
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connections

from troth.config.stores import database_of
from troth.database.guards import POSTGRESQL, Free, KeptFor, OnlyMayChange
from troth.database.installing import declared_guards

READ_ONLY = ("django_migrations",)
_WHO = ("USER", "PASSWORD", "HOST", "PORT", "OPTIONS")
# What each says of the application's role where it is true.
_FAULTS = {
    "SELECT rolsuper FROM pg_roles WHERE rolname = current_user": "is a superuser",
    "SELECT rolcreaterole FROM pg_roles WHERE rolname = current_user": "may create roles",
    "SELECT rolreplication FROM pg_roles WHERE rolname = current_user": "may replicate",
    "SELECT EXISTS (SELECT 1 FROM pg_class c WHERE c.relnamespace ="
    " current_schema()::regnamespace AND c.relkind IN ('r', 'p')"
    " AND pg_has_role(current_user, c.relowner, 'MEMBER'))": "owns the tables",
    "SELECT EXISTS (SELECT 1 FROM pg_proc p WHERE p.pronamespace ="
    " current_schema()::regnamespace"
    " AND pg_has_role(current_user, p.proowner, 'MEMBER'))": "owns the guards' functions",
    "SELECT has_schema_privilege(current_schema(), 'CREATE')": "may create in the schema",
    "SELECT has_database_privilege(current_database(), 'CREATE')": "may create schemas",
    "SELECT has_database_privilege(current_database(), 'TEMPORARY')": "may make temporary tables",
    "SELECT EXISTS (SELECT 1 FROM pg_class c WHERE c.relnamespace ="
    " current_schema()::regnamespace AND c.relkind IN ('r', 'p')"
    " AND has_table_privilege(c.oid, 'TRUNCATE, TRIGGER'))": "may truncate or add triggers",
    "SELECT EXISTS (SELECT 1 FROM pg_roles r WHERE r.rolname IN ('pg_execute_server_program',"
    " 'pg_write_server_files') AND pg_has_role(current_user, r.oid, 'MEMBER'))": (
        "may write the server's files"
    ),
}


@contextlib.contextmanager
def as_owner(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Inside, the connection is that of DATABASE_OWNER_URL, where it is set; outside, the
    application's own.

    Raises `ImproperlyConfigured` for another database's.
    """
    connection = connections[using]
    if connection.vendor != POSTGRESQL or not settings.DATABASE_OWNER_URL:
        yield
        return
    owner = database_of(settings.DATABASE_OWNER_URL, development=settings.DEVELOPMENT)
    if owner["NAME"] != connection.settings_dict["NAME"]:
        raise ImproperlyConfigured("DATABASE_OWNER_URL names another database than DATABASE_URL")
    before = {part: connection.settings_dict.get(part) for part in _WHO}
    connection.close()
    connection.settings_dict.update(before | {part: owner.get(part, "") for part in _WHO[:-1]})
    connection.settings_dict["OPTIONS"] = owner.get("OPTIONS", {})
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


def app_role() -> str:
    """The application's role, where another one owns the tables; else empty."""
    if not settings.DATABASE_OWNER_URL:
        return ""
    role, owner = (
        str(dj_database_url.parse(url).get("USER", ""))
        for url in (settings.DATABASE_URL, settings.DATABASE_OWNER_URL)
    )
    return role if role != owner else ""


def grant_to(cursor: Any, role: str) -> None:
    """Gives the role what the application needs of the tables that there are, and takes all else
    away: it adds and updates, as far as the guards agree, and deletes only what they leave free.
    Repeatable; to be run as the owner, in a transaction.
    """
    cursor.execute(
        "SELECT c.relname FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace"
        " AND c.relkind IN ('r', 'p') ORDER BY c.relname"
    )
    tables = [name for (name,) in cursor.fetchall()]
    cursor.execute("SELECT quote_ident(current_schema()), quote_ident(%s)", [role])
    schema, named = cursor.fetchone()
    cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {named}")
    cursor.execute(f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA {schema} FROM {named}")
    cursor.execute(f"GRANT USAGE ON SCHEMA {schema} TO {named}")
    cursor.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {named}")
    cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {named}")
    written = [table for table in tables if table not in READ_ONLY]
    deleted = [table for table in written if table in _deletable_tables()]
    for privileges, names in (("INSERT, UPDATE", written), ("DELETE", deleted)):
        if names:
            quoted = ", ".join(f'"{name}"' for name in names)
            cursor.execute(f"GRANT {privileges} ON {quoted} TO {named}")


def _deletable_tables() -> set[str]:
    """Tables of which a guard lets rows go."""
    return {
        guard.table
        for guard in declared_guards()
        if isinstance(guard, Free | KeptFor)
        or (isinstance(guard, OnlyMayChange) and guard.may_delete)
    }


def role_faults(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """By what the connection's role could change a guard, in a few words each. None on SQLite:
    there, whoever can write the file can do everything.
    """
    connection: Any = connections[using]
    if connection.vendor != POSTGRESQL:
        return []
    faults = []
    with connection.cursor() as cursor:
        for question, fault in _FAULTS.items():
            cursor.execute(question)
            if cursor.fetchone()[0]:
                faults.append(fault)
        if connection.pg_version >= 150_000:
            cursor.execute("SELECT has_parameter_privilege('session_replication_role', 'SET')")
            if cursor.fetchone()[0] and "is a superuser" not in faults:
                faults.append("may set session_replication_role")
    return faults
