"""What the database itself refuses, written once for SQLite and PostgreSQL. Used by migrations only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

_REFUSE = """
CREATE OR REPLACE FUNCTION troth_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation'; END $$
"""


def append_only(table: str, *, keys: Sequence[str], says: str) -> Callable[[Any, Any], None]:
    """A migration step: rows of `table` can be added, and never updated, deleted, truncated or replaced.

    `keys` are its unique columns.
    """

    def forwards(_apps: Any, schema_editor: Any) -> None:
        for event in ("UPDATE", "DELETE"):
            _refuse(schema_editor, table=table, event=event, says=says)
        _refuse_truncate(schema_editor, table, says)
        _refuse_replace(schema_editor, table, " OR ".join(f"kept.{key} = NEW.{key}" for key in keys), says)

    return forwards


def only_may_change(
    table: str, *, columns: Sequence[str], fixed: Sequence[str], says: str
) -> Callable[[Any, Any], None]:
    """A migration step: of `table`, `columns` alone can be updated; `fixed` are all the others. No row is deleted."""

    def forwards(_apps: Any, schema_editor: Any) -> None:
        differs = "IS NOT" if schema_editor.connection.vendor == "sqlite" else "IS DISTINCT FROM"
        table_columns = {column.name for column in _columns(schema_editor, table)}
        if table_columns != {*columns, *fixed}:
            raise AssertionError(f"{table}: every column is fixed or may change: {table_columns ^ {*columns, *fixed}}")
        changed = " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in fixed)
        _refuse(schema_editor, table=table, event="UPDATE", says=says, when=changed)
        _refuse(schema_editor, table=table, event="DELETE", says=says)
        _refuse_truncate(schema_editor, table, says)
        _refuse_replace(schema_editor, table, "kept.id = NEW.id", says)

    return forwards


def one_live_line_replaces_none(_apps: Any, schema_editor: Any) -> None:
    """A migration step: on SQLite, a second live line doesn't push the first out by OR REPLACE either."""
    if schema_editor.connection.vendor == "sqlite":
        live = "<> 'cancelled'"
        other = "kept.item_id = NEW.item_id AND kept.id <> NEW.id"
        taken = f"EXISTS (SELECT 1 FROM orders_line kept WHERE {other} AND kept.state {live})"
        for event in ("INSERT", "UPDATE"):
            says, when = "one live line per item", f"NEW.state {live} AND {taken}"
            _refuse(schema_editor, table="orders_line", event=event, says=says, when=when, name="one_live")


def listing_needs_approval(_apps: Any, schema_editor: Any) -> None:
    """A migration step: an item is listed only while an approving evaluation of it exists."""
    says = "authentication: no item is listed before an expert evaluation has approved it"
    approved = "EXISTS (SELECT 1 FROM catalog_evaluation e WHERE e.item_id = NEW.id AND e.verdict = 'approved')"
    missing = f"NEW.listed_at IS NOT NULL AND NOT {approved}"
    if schema_editor.connection.vendor == "sqlite":
        for event in ("INSERT", "UPDATE"):
            _refuse(schema_editor, table="catalog_item", event=event, says=says, when=missing, name="listing")
        return
    schema_editor.execute(f"""
        CREATE OR REPLACE FUNCTION catalog_item_listing() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF {missing} THEN
                RAISE EXCEPTION '{says}' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NEW;
        END $$""")
    schema_editor.execute("""
        CREATE TRIGGER catalog_item_listing BEFORE INSERT OR UPDATE ON catalog_item
        FOR EACH ROW EXECUTE FUNCTION catalog_item_listing()""")


def _columns(schema_editor: Any, table: str) -> Any:
    with schema_editor.connection.cursor() as cursor:
        return schema_editor.connection.introspection.get_table_description(cursor, table)


def _refuse(schema_editor: Any, *, table: str, event: str, says: str, when: str = "", name: str = "guard") -> None:
    trigger, condition = f"{table}_{name}_{event.lower()}", f"WHEN ({when})" if when else ""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(
            f"CREATE TRIGGER {trigger} BEFORE {event} ON {table} FOR EACH ROW {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{says}'); END"
        )
        return
    schema_editor.execute(_REFUSE, params=None)  # the percent sign is the function's own
    schema_editor.execute(
        f"CREATE TRIGGER {trigger} BEFORE {event} ON {table} FOR EACH ROW {condition} "
        f"EXECUTE FUNCTION troth_refuse('{says}')"
    )


def _refuse_truncate(schema_editor: Any, table: str, says: str) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE TRIGGER {table}_guard_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT "
            f"EXECUTE FUNCTION troth_refuse('{says}')"
        )


def _refuse_replace(schema_editor: Any, table: str, same: str, says: str) -> None:
    """SQLite's OR REPLACE deletes the row in the way without asking its triggers, so the insert itself is refused."""
    if schema_editor.connection.vendor == "sqlite":
        kept = f"EXISTS (SELECT 1 FROM {table} kept WHERE {same})"
        _refuse(schema_editor, table=table, event="INSERT", says=says, when=kept, name="replace")
