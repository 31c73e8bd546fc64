"""What a database itself refuses: guards, declared as data by each app, and the triggers that they
become on SQLite and on PostgreSQL. `installing` puts them into a database.

An app declares its own as `GUARDS`, a list in its module `guards`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

SQLITE, POSTGRESQL = "sqlite", "postgresql"


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


class UndeclaredColumns(Exception):
    """A table has other columns than its guard was declared with."""


class Guard(Protocol):
    """What an app declares of one of its tables."""

    @property
    def table(self) -> str:
        """The table that it guards."""

    def triggers(self, engine: str, columns: Sequence[str]) -> list[Trigger]:
        """What it becomes on this engine, where its table has these columns.

        Raises `UndeclaredColumns`.
        """


@dataclass(frozen=True)
class AppendOnly:
    """Rows of `table` can be added, and never updated, deleted, truncated or replaced.

    `keys` are its unique columns. The one update that it takes empties all the `erasable` columns,
    and no others.
    """

    table: str
    keys: Sequence[str]
    says: str
    erasable: Sequence[str] = ()

    def triggers(self, engine: str, columns: Sequence[str]) -> list[Trigger]:
        when = ""
        if self.erasable:
            when = f"{_changed(engine, columns, self.erasable)} OR {_left(self.erasable)}"
        same = " OR ".join(f"kept.{key} = NEW.{key}" for key in self.keys)
        return _keeps_rows(engine, self.table, says=self.says, update=when, same=same)


@dataclass(frozen=True)
class OnlyMayChange:
    """Of `table`, `columns` alone can be updated; `fixed` are all the others. No row is deleted.

    Of `fixed`, the `erasable` ones may be emptied, all at once.
    """

    table: str
    columns: Sequence[str]
    fixed: Sequence[str]
    says: str
    erasable: Sequence[str] = ()

    def triggers(self, engine: str, columns: Sequence[str]) -> list[Trigger]:
        undeclared = {*columns} ^ {*self.columns, *self.fixed}
        if undeclared:
            raise UndeclaredColumns(
                f"{self.table}: every column is fixed or may change: {sorted(undeclared)}"
            )
        changed = _changed(engine, self.fixed, self.erasable)
        return _keeps_rows(
            engine, self.table, says=self.says, update=changed, same="kept.id = NEW.id"
        )


@dataclass(frozen=True)
class RefuseRows:
    """No row of `table` is written, on one of these `events`, while `when` is true of it, in SQL.

    `only_if` narrows it by the row alone. PostgreSQL then locks the rows that `locks` names, as in
    `orders_order o WHERE o.id = NEW.order_id`, before it looks at `when`; SQLite has one writer
    anyway. `name` tells two guards of one table apart.
    """

    table: str
    name: str
    events: Sequence[str]
    when: str
    says: str
    only_if: str = ""
    locks: str = ""
    engines: Sequence[str] = (SQLITE, POSTGRESQL)

    def triggers(self, engine: str, columns: Sequence[str]) -> list[Trigger]:  # noqa: ARG002
        if engine not in self.engines:
            return []
        if engine == SQLITE:
            when = f"{self.only_if} AND {self.when}" if self.only_if else self.when
            return [
                _refuse(SQLITE, self.table, event, says=self.says, when=when, name=self.name)
                for event in self.events
            ]
        name = f"{self.table}_{self.name}"
        return [
            Trigger(
                name,
                self.table,
                f"CREATE TRIGGER {name} BEFORE {' OR '.join(self.events)} ON {self.table} FOR EACH"
                f" ROW EXECUTE FUNCTION {name}()",
                Function(name, f" BEGIN {self._body()} RETURN NEW; END "),
            )
        ]

    def _body(self) -> str:
        body = (
            f"IF {self.when} THEN RAISE EXCEPTION {_quoted(self.says)} USING ERRCODE ="
            " 'integrity_constraint_violation'; END IF;"
        )
        if self.locks:
            body = f"PERFORM 1 FROM {self.locks} FOR UPDATE; {body}"
        return f"IF {self.only_if} THEN {body} END IF;" if self.only_if else body


REFUSE = Function(
    "troth_refuse",
    "\nBEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';"
    " END ",
)


def _keeps_rows(engine: str, table: str, *, says: str, update: str, same: str) -> list[Trigger]:
    """No row is deleted, in whatever way, or updated where `update` is true of it."""
    found = [
        _refuse(engine, table, "UPDATE", says=says, when=update),
        _refuse(engine, table, "DELETE", says=says),
    ]
    if engine == POSTGRESQL:
        return [*found, _refuse(engine, table, "TRUNCATE", says=says, each="STATEMENT")]
    # SQLite's OR REPLACE deletes the row in the way without asking its triggers, so the insert
    # itself is refused.
    kept = f"EXISTS (SELECT 1 FROM {table} kept WHERE {same})"
    return [*found, _refuse(engine, table, "INSERT", says=says, when=kept, name="replace")]


def _refuse(
    engine: str,
    table: str,
    event: str,
    *,
    says: str,
    when: str = "",
    name: str = "guard",
    each: str = "ROW",
) -> Trigger:
    trigger = f"{table}_{name}_{event.split()[0].lower()}"
    begins = f"CREATE TRIGGER {trigger} BEFORE {event} ON {table} FOR EACH {each}"
    condition = f" WHEN ({when})" if when else ""
    if engine == SQLITE:
        sql = f"{begins}{condition} BEGIN SELECT RAISE(ABORT, {_quoted(says)}); END"
        return Trigger(trigger, table, sql)
    sql = f"{begins}{condition} EXECUTE FUNCTION {REFUSE.name}({_quoted(says)})"
    return Trigger(trigger, table, sql, REFUSE)


def _changed(engine: str, fixed: Sequence[str], erasable: Sequence[str]) -> str:
    """True in SQL where an update changes what is fixed, and isn't the erasing of all that is
    erasable.
    """
    differs = "IS NOT" if engine == SQLITE else "IS DISTINCT FROM"
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


def _quoted(says: str) -> str:
    return "'" + says.replace("'", "''") + "'"
