"""What a database itself refuses: guards, declared as data by each app, and the triggers that they
become on SQLite and on PostgreSQL. `installing` puts them into a database.

An app declares its own as `GUARDS`, a list in its module `guards`. Every table has an entry there:
`AppendOnly`, `OnlyMayChange`, or `Free` with the reason why nothing of it needs a guard.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

SQLITE, POSTGRESQL = "sqlite", "postgresql"

# A guard's trigger is known by its name, so that one that nobody declares any more can be found;
# what other triggers an operator has made is left alone.
GUARD_NAME = re.compile(
    r".+_(guard_(update|delete|truncate)|replace_(insert|update)|one_live(_insert|_update)?"
    r"|listing(_insert|_update)?|listed(_insert)?|refuse_\w+)"
)


@dataclass(frozen=True)
class Function:
    """What a trigger of PostgreSQL calls."""

    name: str
    body: str

    @property
    def sql(self) -> str:
        return (
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS"
            f" $${self.body}$$"
        )


@dataclass(frozen=True)
class Trigger:
    """One trigger of one engine, and the statement that makes it."""

    name: str
    table: str
    sql: str
    function: Function | None = None


@dataclass(frozen=True)
class UniqueKey:
    """Columns of which a table takes each combination once; with a `condition`, of the rows that
    meet it, in SQL with its columns in double quotes.
    """

    columns: tuple[str, ...]
    condition: str = ""


@dataclass(frozen=True)
class TableShape:
    """What a guard must know of its table as it is in the database. SQLite's unique keys are
    needed; PostgreSQL's are not, and left out.
    """

    columns: Sequence[str]
    unique_keys: Sequence[UniqueKey] = ()


class UndeclaredColumns(Exception):
    """A table has other columns than its guard was declared with."""


class Guard(Protocol):
    """What an app declares of one of its tables."""

    @property
    def table(self) -> str:
        """The table that it guards."""

    def triggers(self, engine: str, shape: TableShape) -> list[Trigger]:
        """What it becomes on this engine, where its table has this shape.

        Raises `UndeclaredColumns`.
        """


@dataclass(frozen=True)
class Free:
    """Rows of `table` may be changed and deleted. `why` says what makes that harmless."""

    table: str
    why: str

    def triggers(self, engine: str, shape: TableShape) -> list[Trigger]:  # noqa: ARG002
        return []


@dataclass(frozen=True)
class AppendOnly:
    """Rows of `table` can be added, and never updated, deleted, truncated or replaced.

    `keys` are its unique columns. The one update that it takes empties all the `erasable` columns,
    and no others; and only where `may_erase` is true, in SQL, of the row `NEW`.
    """

    table: str
    keys: Sequence[str]
    message: str
    erasable: Sequence[str] = ()
    may_erase: str = ""

    def triggers(self, engine: str, shape: TableShape) -> list[Trigger]:
        when = ""
        if self.erasable:
            changed = _changed_sql(engine, shape.columns, self.erasable)
            when = f"{changed} OR {_not_emptied_sql(self.erasable)}"
        return [
            *_refuse_changes(engine, self.table, message=self.message, update=when),
            *_refuse_delete(engine, self.table, message=self.message),
            *_refuse_erasing(engine, self),
            *_refuse_replacing(engine, self.table, shape, message=self.message, own=self.keys),
        ]


@dataclass(frozen=True)
class OnlyMayChange:
    """Of `table`, `columns` can be updated; those `once` are filled once and never change after
    that; `fixed` are all the others. No row is deleted, unless `may_delete` is true of the row
    `OLD`, in SQL.

    Of `fixed` and `once`, the `erasable` ones may be emptied, all at once, where `may_erase` is
    true of the row `NEW`.
    """

    table: str
    columns: Sequence[str]
    fixed: Sequence[str]
    message: str
    erasable: Sequence[str] = ()
    once: Sequence[str] = ()
    may_erase: str = ""
    may_delete: str = ""

    def triggers(self, engine: str, shape: TableShape) -> list[Trigger]:
        self._check_columns(shape)
        changes = [_changed_sql(engine, self.fixed, self.erasable, of=self.once)]
        changes += [
            _refilled_sql(engine, column) for column in self.once if column not in self.erasable
        ]
        changing = [column for column in shape.columns if column not in self.fixed]
        return [
            *_refuse_changes(
                engine,
                self.table,
                message=self.message,
                update=" OR ".join(filter(None, changes)),
            ),
            *_refuse_delete(engine, self.table, message=self.message, unless=self.may_delete),
            *_refuse_erasing(engine, self),
            *_refuse_replacing(engine, self.table, shape, message=self.message, changing=changing),
        ]

    def _check_columns(self, shape: TableShape) -> None:
        declared = [*self.columns, *self.once, *self.fixed]
        missing = sorted({*shape.columns} - {*declared})
        gone = sorted({*declared} - {*shape.columns})
        twice = sorted({column for column in declared if declared.count(column) > 1})
        faults = [
            f"add {missing} to `columns` (may change), `once` (filled once) or `fixed`",
            f"remove {gone}, which the table doesn't have",
            f"name {twice} once",
        ]
        problems = [
            fault for fault, names in zip(faults, (missing, gone, twice), strict=True) if names
        ]
        if problems:
            raise UndeclaredColumns(
                f"{self.table}: every column is fixed or may change; in the guard of"
                f" {self.table} (`guards.py` of its app) {'; '.join(problems)}"
            )


@dataclass(frozen=True)
class KeptFor:
    """Rows of `table` can be added, and never updated, truncated or replaced; one is deleted only
    once it is `days` old, by its column `at` and the database's own clock.

    `keys` are its unique columns.
    """

    table: str
    keys: Sequence[str]
    at: str
    days: int
    message: str

    def triggers(self, engine: str, shape: TableShape) -> list[Trigger]:
        limit = (
            f"datetime('now', '-{self.days} days')"
            if engine == SQLITE
            else f"now() - interval '{self.days} days'"
        )
        old = f"OLD.{self.at} <= {limit}"
        return [
            *_refuse_changes(engine, self.table, message=self.message, update=""),
            *_refuse_delete(engine, self.table, message=self.message, unless=old),
            *_refuse_replacing(engine, self.table, shape, message=self.message, own=self.keys),
        ]


@dataclass(frozen=True)
class RefuseRows:
    """No row of `table` is written, on one of these `events`, while `when` is true of it, in SQL.

    `only_if` narrows it by the row alone. PostgreSQL then locks the rows that `locks` names, as in
    `orders_order o WHERE o.id = NEW.order_id`, before it looks at `when`; SQLite has one writer
    anyway. `name` tells two guards of one table apart, and begins with `refuse_`.
    """

    table: str
    name: str
    events: Sequence[str]
    when: str
    message: str
    only_if: str = ""
    locks: str = ""
    engines: Sequence[str] = (SQLITE, POSTGRESQL)

    def __post_init__(self) -> None:
        """Raises ValueError for a name by which its trigger would not be known again."""
        if not GUARD_NAME.fullmatch(f"{self.table}_{self.name}"):
            raise ValueError(f"{self.name}: the name of a guard begins with refuse_")

    def triggers(self, engine: str, shape: TableShape) -> list[Trigger]:  # noqa: ARG002
        if engine not in self.engines:
            return []
        if engine == SQLITE:
            when = f"({self.only_if}) AND ({self.when})" if self.only_if else self.when
            return [
                _refuse_trigger(
                    SQLITE,
                    self.table,
                    event,
                    message=self.message,
                    when=when,
                    name=self.name,
                )
                for event in self.events
            ]
        name = f"{self.table}_{self.name}"
        row = "OLD" if "DELETE" in self.events else "NEW"
        return [
            Trigger(
                name,
                self.table,
                f"CREATE TRIGGER {name} BEFORE {' OR '.join(self.events)} ON {self.table} FOR EACH"
                f" ROW EXECUTE FUNCTION {name}()",
                Function(name, f" BEGIN {self._body()} RETURN {row}; END "),
            )
        ]

    def _body(self) -> str:
        body = (
            f"IF {self.when} THEN RAISE EXCEPTION {_quote_text(self.message)} USING ERRCODE ="
            " 'integrity_constraint_violation'; END IF;"
        )
        if self.locks:
            body = f"PERFORM 1 FROM {self.locks} FOR UPDATE; {body}"
        return f"IF {self.only_if} THEN {body} END IF;" if self.only_if else body


# Two people publish terms; one may, until the first piece was ever put on sale.
SOMETHING_WAS_LISTED = "EXISTS (SELECT 1 FROM catalog_itemevent WHERE kind = 'item.listed')"


def two_people(
    table: str, *, first: str, second: str, message: str, only_if: str = ""
) -> RefuseRows:
    """The person in column `second` is another one than in `first`, while `only_if` is true of the
    row, or of the database.
    """
    also = f" AND {only_if}" if only_if else ""
    return RefuseRows(
        table,
        name="refuse_one_person",
        events=("INSERT", "UPDATE"),
        when=f"{_new_column(second)} <> '' AND {_new_column(second)} = {_new_column(first)}{also}",
        message=message,
    )


REFUSE = Function(
    "troth_refuse",
    "\nBEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';"
    " END ",
)


def _refuse_changes(engine: str, table: str, *, message: str, update: str) -> list[Trigger]:
    """No row is updated where `update` is true of it, and none is truncated."""
    triggers = [_refuse_trigger(engine, table, "UPDATE", message=message, when=update)]
    if engine == POSTGRESQL:
        triggers.append(
            _refuse_trigger(engine, table, "TRUNCATE", message=message, level="STATEMENT")
        )
    return triggers


def _refuse_delete(engine: str, table: str, *, message: str, unless: str = "") -> list[Trigger]:
    if not unless:
        return [_refuse_trigger(engine, table, "DELETE", message=message)]
    guard = RefuseRows(
        table,
        name="refuse_deleting",
        events=("DELETE",),
        when=f"NOT ({unless})",
        message=message,
    )
    return guard.triggers(engine, TableShape(()))


def _refuse_erasing(engine: str, guard: AppendOnly | OnlyMayChange) -> list[Trigger]:
    """What may be emptied is emptied only where `may_erase` is true. PostgreSQL takes no subquery
    in a trigger's own condition, so a function asks.
    """
    if not guard.may_erase:
        return []
    emptied = " OR ".join(
        f"({_as_text_sql(_new_column(column))} = '' AND {_as_text_sql(_old_column(column))} <> '')"
        for column in guard.erasable
    )
    return RefuseRows(
        guard.table,
        name="refuse_erasing",
        events=("UPDATE",),
        only_if=emptied,
        when=f"NOT ({guard.may_erase})",
        message=f"{guard.message}; it is emptied only for who asked to be forgotten",
    ).triggers(engine, TableShape(()))


def _refuse_replacing(
    engine: str,
    table: str,
    shape: TableShape,
    *,
    message: str,
    own: Sequence[str] = ("id",),
    changing: Sequence[str] = (),
) -> list[Trigger]:
    """SQLite's OR REPLACE deletes the row in the way without asking its triggers, so the insert or
    update itself is refused: where another row has one of the table's unique keys.
    """
    if engine == POSTGRESQL:
        return []
    keys = dict.fromkeys([*(UniqueKey((column,)) for column in own), *shape.unique_keys])
    usable_keys = [key for key in keys if {*key.columns} <= {*shape.columns}]
    in_the_way = " OR ".join(_key_taken_sql(table, key) for key in usable_keys)
    triggers = [
        _refuse_trigger(SQLITE, table, "INSERT", message=message, when=in_the_way, name="replace")
    ]
    moving = [key for key in usable_keys if _columns_of(key) & {*changing}]
    if moving:
        event = f"UPDATE OF {', '.join(_quoted_names(moving))}"
        taken = " OR ".join(
            _key_taken_sql(table, key, but="kept.rowid <> OLD.rowid") for key in moving
        )
        triggers.append(
            _refuse_trigger(SQLITE, table, event, message=message, when=taken, name="replace")
        )
    return triggers


def _quoted_names(keys: Iterable[UniqueKey]) -> list[str]:
    return [f'"{name}"' for name in sorted(set().union(*map(_columns_of, keys)))]


def _columns_of(key: UniqueKey) -> set[str]:
    return {*key.columns, *_QUOTED.findall(key.condition)}


_QUOTED = re.compile(r'"(\w+)"')


def _key_taken_sql(table: str, key: UniqueKey, but: str = "") -> str:
    """True in SQL where a row of the table has the new row's values in this key."""
    terms = [f'kept."{column}" = {_new_column(column)}' for column in key.columns]
    terms += [but] if but else []
    meets = ""
    if key.condition:
        terms.append(_condition_of("kept", key))
        meets = f"{_condition_of('NEW', key)} AND "
    return f"({meets}EXISTS (SELECT 1 FROM {table} kept WHERE {' AND '.join(terms)}))"


def _condition_of(row: str, key: UniqueKey) -> str:
    condition = _QUOTED.sub(rf'{row}."\1"', key.condition)
    return f"({condition})"


def _refuse_trigger(
    engine: str,
    table: str,
    event: str,
    *,
    message: str,
    when: str = "",
    name: str = "guard",
    level: str = "ROW",
) -> Trigger:
    trigger = f"{table}_{name}_{event.split()[0].lower()}"
    begins = f"CREATE TRIGGER {trigger} BEFORE {event} ON {table} FOR EACH {level}"
    condition = f" WHEN ({when})" if when else ""
    if engine == SQLITE:
        sql = f"{begins}{condition} BEGIN SELECT RAISE(ABORT, {_quote_text(message)}); END"
        return Trigger(trigger, table, sql)
    sql = f"{begins}{condition} EXECUTE FUNCTION {REFUSE.name}({_quote_text(message)})"
    return Trigger(trigger, table, sql, REFUSE)


def _changed_sql(
    engine: str, fixed: Iterable[str], erasable: Sequence[str], of: Iterable[str] = ()
) -> str:
    """True in SQL where an update changes what is `fixed`, and isn't the erasing of all that is
    erasable. What of the erasable ones is filled once is named in `of`.
    """
    differs = _differs_operator(engine)
    changed = " OR ".join(
        f"{_new_column(column)} {differs} {_old_column(column)}"
        for column in fixed
        if column not in erasable
    )
    if not erasable:
        return changed
    touched = " OR ".join(
        _refilled_sql(engine, column)
        if column in of
        else f"{_new_column(column)} {differs} {_old_column(column)}"
        for column in erasable
    )
    return " OR ".join(filter(None, [changed, f"(({touched}) AND {_not_emptied_sql(erasable)})"]))


def _refilled_sql(engine: str, column: str) -> str:
    """True in SQL where an update changes what is filled already."""
    filled = f"{_as_text_sql(_old_column(column))} NOT IN ('', '0', 'false')"
    return f"({filled} AND {_new_column(column)} {_differs_operator(engine)} {_old_column(column)})"


def _new_column(column: str) -> str:
    return f'NEW."{column}"'


def _old_column(column: str) -> str:
    return f'OLD."{column}"'


def _as_text_sql(value: str) -> str:
    """A value as text, and nothing as an empty one, on both engines."""
    return f"COALESCE(CAST({value} AS text), '')"


def _differs_operator(engine: str) -> str:
    return "IS NOT" if engine == SQLITE else "IS DISTINCT FROM"


def _not_emptied_sql(erasable: Sequence[str]) -> str:
    """True in SQL where something erasable isn't empty."""
    return "(" + " OR ".join(f"{_new_column(column)} <> ''" for column in erasable) + ")"


def _quote_text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
