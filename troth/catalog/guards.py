"""What the database itself refuses, written once for SQLite and PostgreSQL. Used by migrations
only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

_REFUSE = """
CREATE OR REPLACE FUNCTION troth_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation'; END $$
"""

LISTING = "authentication: no item is listed before an expert evaluation has approved it"


def append_only(
    table: str, *, keys: Sequence[str], says: str, erasable: Sequence[str] = ()
) -> Callable[[Any, Any], None]:
    """A migration step: rows of `table` can be added, and never updated, deleted, truncated or
    replaced.

    `keys` are its unique columns. The one update that it takes empties all the `erasable` columns,
    and no others.
    """

    def forwards(_apps: Any, schema_editor: Any) -> None:
        fixed = [column.name for column in _columns(schema_editor, table)]
        _refuse(
            schema_editor,
            table=table,
            event="UPDATE",
            says=says,
            when=(
                f"{_changed(schema_editor, fixed, erasable)} OR {_left(erasable)}"
                if erasable
                else ""
            ),
        )
        _refuse(schema_editor, table=table, event="DELETE", says=says)
        _refuse_truncate(schema_editor, table, says)
        _refuse_replace(
            schema_editor, table, " OR ".join(f"kept.{key} = NEW.{key}" for key in keys), says
        )

    return forwards


def only_may_change(
    table: str,
    *,
    columns: Sequence[str],
    fixed: Sequence[str],
    says: str,
    erasable: Sequence[str] = (),
) -> Callable[[Any, Any], None]:
    """A migration step: of `table`, `columns` alone can be updated; `fixed` are all the others. No
    row is deleted.

    Of `fixed`, the `erasable` ones may be emptied, all at once.
    """

    def forwards(_apps: Any, schema_editor: Any) -> None:
        table_columns = {column.name for column in _columns(schema_editor, table)}
        if table_columns != {*columns, *fixed}:
            raise AssertionError(
                f"{table}: every column is fixed or may change:"
                f" {table_columns ^ {*columns, *fixed}}"
            )
        changed = _changed(schema_editor, fixed, erasable)
        _refuse(schema_editor, table=table, event="UPDATE", says=says, when=changed)
        _refuse(schema_editor, table=table, event="DELETE", says=says)
        _refuse_truncate(schema_editor, table, says)
        _refuse_replace(schema_editor, table, "kept.id = NEW.id", says)

    return forwards


def one_live_line_replaces_none(_apps: Any, schema_editor: Any) -> None:
    """A migration step: on SQLite, a second live line doesn't push the first out by OR REPLACE
    either.
    """
    if schema_editor.connection.vendor == "sqlite":
        live = "<> 'cancelled'"
        other = "kept.item_id = NEW.item_id AND kept.id <> NEW.id"
        taken = f"EXISTS (SELECT 1 FROM orders_line kept WHERE {other} AND kept.state {live})"
        for event in ("INSERT", "UPDATE"):
            says, when = "one live line per item", f"NEW.state {live} AND {taken}"
            _refuse(
                schema_editor,
                table="orders_line",
                event=event,
                says=says,
                when=when,
                name="one_live",
            )


def listing_needs_approval(_apps: Any, schema_editor: Any) -> None:
    """A migration step: an item is listed only while an approving evaluation of it exists."""
    approved = (
        "EXISTS (SELECT 1 FROM catalog_evaluation e WHERE e.item_id = NEW.id AND e.verdict ="
        " 'approved')"
    )
    _listing(schema_editor, columns="", missing=f"NEW.listed_at IS NOT NULL AND NOT {approved}")


def listing_needs_standing_approvals(_apps: Any, schema_editor: Any) -> None:
    """A migration step: an item is listed, and its price set, only while enough approvals of it
    stand.

    Enough is two different experts above the value of the latest `ListingRule`, else one. No
    rejection may exist. What would take an approval from under a listed item is refused: it must
    leave the store first.
    """
    forget_listing_guard(_apps, schema_editor)
    stands = "NOT EXISTS (SELECT 1 FROM catalog_withdrawal w WHERE w.evaluation_id = e.id)"
    experts = (
        "(SELECT count(DISTINCT e.by_id) FROM catalog_evaluation e "
        f"WHERE e.item_id = NEW.id AND e.verdict = 'approved' AND {stands})"
    )
    above = (
        "(SELECT r.second_expert_above_cents FROM catalog_listingrule r ORDER BY r.id DESC LIMIT 1)"
    )
    needed = f"(CASE WHEN NEW.price_cents > {above} THEN 2 ELSE 1 END)"
    rejected = (
        "EXISTS (SELECT 1 FROM catalog_evaluation e WHERE e.item_id = NEW.id AND e.verdict ="
        " 'rejected')"
    )
    no_rule = "NOT EXISTS (SELECT 1 FROM catalog_listingrule)"
    missing = f"NEW.listed_at IS NOT NULL AND ({experts} < {needed} OR {rejected} OR {no_rule})"
    _listing(schema_editor, columns="OF id, listed_at, price_cents", missing=missing)
    item_of_evaluation = (
        "(SELECT e.item_id FROM catalog_evaluation e WHERE e.id = NEW.evaluation_id)"
    )
    _refuse_while_listed(schema_editor, "catalog_withdrawal", item=item_of_evaluation, when="")
    _refuse_while_listed(
        schema_editor, "catalog_evaluation", item="NEW.item_id", when="NEW.verdict = 'rejected'"
    )


def forget_listing_guard(_apps: Any, schema_editor: Any) -> None:
    """A migration step: before the item's table is altered, or its guard written anew."""
    if schema_editor.connection.vendor == "sqlite":
        for event in ("insert", "update"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS catalog_item_listing_{event}")
    else:
        schema_editor.execute("DROP TRIGGER IF EXISTS catalog_item_listing ON catalog_item")


def forget_append_only(table: str) -> Callable[[Any, Any], None]:
    """A migration step: before a table that only grows is altered. `append_only` must follow."""

    def forwards(_apps: Any, schema_editor: Any) -> None:
        on = "" if schema_editor.connection.vendor == "sqlite" else f" ON {table}"
        for name in ("guard_update", "guard_delete", "guard_truncate", "replace_insert"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_{name}{on}")

    return forwards


def _listing(schema_editor: Any, *, columns: str, missing: str) -> None:
    if schema_editor.connection.vendor == "sqlite":
        for event in ("INSERT", f"UPDATE {columns}".strip()):
            _refuse(
                schema_editor,
                table="catalog_item",
                event=event,
                says=LISTING,
                when=missing,
                name="listing",
            )
        return
    _function(schema_editor, "catalog_item_listing", f"IF {missing} THEN {_raise(LISTING)} END IF;")
    schema_editor.execute(
        f"CREATE TRIGGER catalog_item_listing BEFORE INSERT OR UPDATE {columns} ON catalog_item "
        "FOR EACH ROW EXECUTE FUNCTION catalog_item_listing()"
    )


def _refuse_while_listed(schema_editor: Any, table: str, *, item: str, when: str) -> None:
    """No row of `table` is added while `item` is listed. PostgreSQL holds the item until the end,
    so that nobody lists it meanwhile; SQLite has one writer anyway.
    """
    says = "authentication: the item must leave the store first"
    listed = (
        f"EXISTS (SELECT 1 FROM catalog_item i WHERE i.id = {item} AND i.listed_at IS NOT NULL)"
    )
    if schema_editor.connection.vendor == "sqlite":
        condition = f"{when} AND {listed}" if when else listed
        _refuse(
            schema_editor, table=table, event="INSERT", says=says, when=condition, name="listed"
        )
        return
    hold = f"PERFORM 1 FROM catalog_item i WHERE i.id = {item} FOR UPDATE;"
    body = f"{hold} IF {listed} THEN {_raise(says)} END IF;"
    _function(schema_editor, f"{table}_listed", f"IF {when} THEN {body} END IF;" if when else body)
    schema_editor.execute(
        f"CREATE TRIGGER {table}_listed BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION"
        f" {table}_listed()"
    )


def _changed(schema_editor: Any, fixed: Sequence[str], erasable: Sequence[str]) -> str:
    """True in SQL where an update changes what is fixed, and isn't the erasing of all that is
    erasable.
    """
    differs = "IS NOT" if schema_editor.connection.vendor == "sqlite" else "IS DISTINCT FROM"
    changed = " OR ".join(
        f"NEW.{column} {differs} OLD.{column}" for column in fixed if column not in erasable
    )
    if not erasable:
        return changed
    touched = " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in erasable)
    return f"{changed} OR (({touched}) AND {_left(erasable)})"


def _left(erasable: Sequence[str]) -> str:
    """True in SQL where something erasable isn't empty."""
    return "(" + " OR ".join(f"NEW.{column} <> ''" for column in erasable) + ")"


def _raise(says: str) -> str:
    return f"RAISE EXCEPTION '{says}' USING ERRCODE = 'integrity_constraint_violation';"


def _function(schema_editor: Any, name: str, body: str) -> None:
    schema_editor.execute(
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body}"
        " RETURN NEW; END $$"
    )


def _columns(schema_editor: Any, table: str) -> Any:
    with schema_editor.connection.cursor() as cursor:
        return schema_editor.connection.introspection.get_table_description(cursor, table)


def _refuse(
    schema_editor: Any, *, table: str, event: str, says: str, when: str = "", name: str = "guard"
) -> None:
    trigger, condition = (
        f"{table}_{name}_{event.split()[0].lower()}",
        (f"WHEN ({when})" if when else ""),
    )
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
    """SQLite's OR REPLACE deletes the row in the way without asking its triggers, so the insert
    itself is refused.
    """
    if schema_editor.connection.vendor == "sqlite":
        kept = f"EXISTS (SELECT 1 FROM {table} kept WHERE {same})"
        _refuse(schema_editor, table=table, event="INSERT", says=says, when=kept, name="replace")
