"""Puts the declared guards into a database, and finds what differs from them there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.utils.module_loading import module_has_submodule

from troth.database.guards import (
    GUARD_NAME,
    POSTGRESQL,
    SQLITE,
    Function,
    Guard,
    TableShape,
    Trigger,
    UndeclaredColumns,
    UniqueKey,
)
from troth.database.own_apps import own_apps


@dataclass(frozen=True)
class Installed:
    """A trigger as a database has it."""

    name: str
    table: str
    state: str  # all that the engine knows of it, as text
    mark: str = ""  # what `install_guards` has written on it
    function: str = ""


Triggers = dict[tuple[str, str], Trigger]


def install_on_migrate(*, using: str, **_: Any) -> None:
    """Installs the guards; a receiver of `post_migrate`."""
    install_guards(using)


def declared_guards() -> list[Guard]:
    """What the apps declare, in their order."""
    return [
        guard
        for config in own_apps()
        if module_has_submodule(config.module, "guards")
        for guard in getattr(import_module(f"{config.name}.guards"), "GUARDS", [])
    ]


def install_guards(using: str = DEFAULT_DB_ALIAS, guards: Sequence[Guard] | None = None) -> int:
    """Makes the database's guards those that are declared: what differs is made anew, and what
    nobody declares any more is dropped. Returns how many triggers were dropped or made; none the
    second time.

    Raises `UndeclaredColumns`.
    """
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        engine = connections[using].vendor
        wanted, undeclared = _declared_triggers(
            cursor, engine, declared_guards() if guards is None else guards
        )
        if undeclared:
            raise UndeclaredColumns("; ".join(undeclared.values()))
        existing = _installed_triggers(cursor, engine)
        stale = [
            trigger
            for key, trigger in existing.items()
            if not _is_same_trigger(wanted.get(key), trigger)
        ]
        fresh = [
            trigger
            for key, trigger in wanted.items()
            if not _is_same_trigger(trigger, existing.get(key))
        ]
        for installed in stale:
            _drop_trigger(
                cursor, engine, installed, keep_function=(installed.table, installed.name) in wanted
            )
        for function in {trigger.function for trigger in fresh if trigger.function}:
            _make_function(cursor, function)
        for trigger in fresh:
            cursor.execute(trigger.sql)
        if engine == POSTGRESQL and fresh:
            _write_marks(cursor, fresh)
    return len(stale) + len(fresh)


def guard_faults(using: str = DEFAULT_DB_ALIAS, guards: Sequence[Guard] | None = None) -> list[str]:
    """Each trigger that is missing, that differs from its declaration, or that nobody declares; and
    each table with columns that its guard doesn't know. Tables that aren't there yet have none.
    """
    with connections[using].cursor() as cursor:
        engine = connections[using].vendor
        wanted, undeclared = _declared_triggers(
            cursor, engine, declared_guards() if guards is None else guards
        )
        existing = _installed_triggers(cursor, engine)
    faults = [*undeclared.values()]
    for (table, name), trigger in wanted.items():
        if (table, name) not in existing:
            faults.append(f"{name} on {table} is missing")
        elif not _is_same_trigger(trigger, existing[table, name]):
            faults.append(f"{name} on {table} is not what is declared")
    return faults + [
        f"{name} on {table} is declared by nobody"
        for table, name in existing
        if (table, name) not in wanted and table not in undeclared
    ]


def lift_guards(_apps: Any, schema_editor: Any) -> None:
    """A migration step, for `RunPython`, before one that alters a table which a guard is on, or
    reads: neither engine alters what a trigger hangs on. All are back when `migrate` has ended.
    """
    with schema_editor.connection.cursor() as cursor:
        engine = schema_editor.connection.vendor
        for installed in _installed_triggers(cursor, engine).values():
            _drop_trigger(cursor, engine, installed, keep_function=False)


def _declared_triggers(
    cursor: Any, engine: str, guards: Iterable[Guard]
) -> tuple[Triggers, dict[str, str]]:
    """The triggers that the guards become in this database; and, by table, what is wrong with a
    guard that doesn't know its columns.
    """
    shapes = _table_shapes(cursor, engine, {guard.table for guard in guards})
    wanted: Triggers = {}
    undeclared: dict[str, str] = {}
    for guard in guards:
        if guard.table not in shapes:
            continue
        try:
            triggers = guard.triggers(engine, shapes[guard.table])
        except UndeclaredColumns as unknown:
            undeclared[guard.table] = str(unknown)
            continue
        wanted |= {(trigger.table, trigger.name): trigger for trigger in triggers}
    return wanted, undeclared


def _make_function(cursor: Any, function: Function) -> None:
    """A function looks for its tables in the schema that they are in, and last among temporary
    tables: else who may make one of those puts it before the real one.
    """
    cursor.execute(function.sql)
    cursor.execute("SELECT quote_ident(current_schema())")
    [schema] = cursor.fetchone()
    cursor.execute(f"ALTER FUNCTION {function.name}() SET search_path = {schema}, pg_temp")


def _table_shapes(cursor: Any, engine: str, tables: Iterable[str]) -> Mapping[str, TableShape]:
    """Those of these tables that there are, with their columns in their order."""
    if engine == SQLITE:
        shapes = {table: _sqlite_shape(cursor, table) for table in tables}
        return {table: shape for table, shape in shapes.items() if shape.columns}
    columns: dict[str, list[str]] = {}
    cursor.execute(
        "SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
        " WHERE c.relname = ANY(%s) AND pg_table_is_visible(c.oid) AND a.attnum > 0"
        " AND NOT a.attisdropped ORDER BY c.relname, a.attnum",
        [list(tables)],
    )
    for table, name in cursor.fetchall():
        columns.setdefault(table, []).append(name)
    return {table: TableShape(names) for table, names in columns.items()}


def _sqlite_shape(cursor: Any, table: str) -> TableShape:
    """The table's columns, and every key by which OR REPLACE could push another row out."""
    cursor.execute("SELECT name, pk FROM pragma_table_info(%s) ORDER BY cid", [table])
    rows = cursor.fetchall()
    primary = tuple(name for name, place in sorted(rows, key=lambda row: row[1]) if place)
    keys = [UniqueKey(primary)] if primary else []
    cursor.execute(
        "SELECT l.name, group_concat(i.name), m.sql"
        " FROM pragma_index_list(%s) l JOIN pragma_index_info(l.name) i"
        " LEFT JOIN sqlite_master m ON m.type = 'index' AND m.name = l.name"
        ' WHERE l."unique" GROUP BY l.name ORDER BY l.name',
        [table],
    )
    for _, names, sql in cursor.fetchall():
        _, _, condition = (sql or "").partition(" WHERE ")
        keys.append(UniqueKey(tuple(names.split(",")), condition.strip()))
    return TableShape([name for name, _ in rows], tuple(dict.fromkeys(keys)))


def _installed_triggers(cursor: Any, engine: str) -> dict[tuple[str, str], Installed]:
    if engine == SQLITE:
        cursor.execute("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
    else:
        cursor.execute(
            "SELECT t.tgname, c.relname,"
            " concat_ws(E'\\n', t.tgenabled, pg_get_triggerdef(t.oid), p.proname, p.prosrc,"
            " array_to_string(p.proconfig, ' '), CASE WHEN p.prosecdef THEN 'definer' END),"
            " coalesce(obj_description(t.oid, 'pg_trigger'), ''), p.proname"
            " FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE NOT t.tgisinternal AND pg_table_is_visible(c.oid)"
        )
    rows = [Installed(*row) for row in cursor.fetchall()]
    return {
        (trigger.table, trigger.name): trigger
        for trigger in rows
        if GUARD_NAME.fullmatch(trigger.name)
    }


def _is_same_trigger(wanted: Trigger | None, installed: Installed | None) -> bool:
    if wanted is None or installed is None:
        return False
    if wanted.function is None:  # SQLite keeps the statement as it was given
        return wanted.sql == installed.state
    return installed.mark == _mark_of(wanted, installed)


def _mark_of(wanted: Trigger, installed: Installed) -> str:
    """PostgreSQL rewrites what it is told: so a trigger carries the digest of its declaration, and
    that of what became of it.
    """
    declaration = f"{wanted.sql}\n{wanted.function.sql if wanted.function else ''}"
    digests = [sha256(text.encode()).hexdigest()[:32] for text in (declaration, installed.state)]
    return f"guard {' '.join(digests)}"


def _write_marks(cursor: Any, fresh: Iterable[Trigger]) -> None:
    installed = _installed_triggers(cursor, POSTGRESQL)
    for trigger in fresh:
        mark = _mark_of(trigger, installed[trigger.table, trigger.name])
        cursor.execute(f"COMMENT ON TRIGGER {trigger.name} ON {trigger.table} IS '{mark}'")


def _drop_trigger(cursor: Any, engine: str, installed: Installed, *, keep_function: bool) -> None:
    """Drops a trigger; and its function, unless `keep_function` (the next trigger needs it)."""
    name = f'"{installed.name}"'
    if engine == SQLITE:
        cursor.execute(f"DROP TRIGGER {name}")
        return
    cursor.execute(f'DROP TRIGGER {name} ON "{installed.table}"')
    if installed.function == installed.name and not keep_function:
        cursor.execute(f"DROP FUNCTION {name}()")
