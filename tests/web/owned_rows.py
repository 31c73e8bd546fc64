"""Every row of the store, and whose it is: to see what a request has changed, and of whom."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from allauth.usersessions.models import UserSession
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, models

from troth.access_log.models import AccessRecord

# model's label, key: its values
Rows = dict[tuple[str, Any], tuple[Any, ...]]

# What every browser has of its own, and that staff looked (`troth.desk.looks`).
TRACES = (Session, UserSession, AccessRecord)
MODELS = [model for model in apps.get_models() if model not in TRACES]


def all_rows() -> Rows:
    """Every row, but for sessions and the record of access."""
    rows: Rows = {}
    with connection.cursor() as cursor:
        for model in MODELS:
            columns = [field.column for field in model._meta.concrete_fields]
            at, label = columns.index(model._meta.pk.column), model._meta.label
            cursor.execute(
                f"SELECT {', '.join(map(_quoted, columns))} FROM {_quoted(model._meta.db_table)}"
            )
            rows |= {(label, row[at]): row for row in cursor.fetchall()}
    return rows


_quoted = connection.ops.quote_name


@contextmanager
def watch_written_tables() -> Iterator[set[str]]:
    """The tables that are written to meanwhile, but for sessions, the record of access and what
    counts tries.
    """
    tables: set[str] = set()

    def look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if match := re.match(
            r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)', sql, re.IGNORECASE
        ):
            tables.add(match[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield tables
    tables -= {*(model._meta.db_table for model in TRACES), settings.CACHES["default"]["LOCATION"]}


def changed_rows(before: Rows, after: Rows) -> dict[tuple[str, Any], tuple[Any, ...]]:
    """Every row that is new, gone or different, as it is or was."""
    differ = {key for key, row in after.items() if before.get(key) != row} | (
        set(before) - set(after)
    )
    return {key: after.get(key) or before[key] for key in differ}


def rows_of_owner(roots: Iterable[models.Model]) -> set[tuple[str, Any]]:
    """These rows, and all that points at them, or at what does."""
    rows: set[tuple[str, Any]] = set()
    owed = {(type(root), root.pk) for root in roots}
    while owed:
        by_model: dict[type[models.Model], set[Any]] = {}
        for model, key in owed:
            by_model.setdefault(model, set()).add(key)
        rows |= {(model._meta.label, key) for model, key in owed}
        owed = {pair for model, keys in by_model.items() for pair in _pointing(model, keys)}
        owed = {(model, key) for model, key in owed if (model._meta.label, key) not in rows}
    return rows


def _pointing(
    model: type[models.Model], keys: set[Any]
) -> Iterable[tuple[type[models.Model], Any]]:
    for relation in model._meta.related_objects:
        if not relation.many_to_many:
            filters = {f"{relation.field.name}__in": keys}
            for key in relation.related_model._base_manager.filter(**filters).values_list(
                "pk", flat=True
            ):
                yield relation.related_model, key


def rows_touching_owner(rows: Rows, theirs: set[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Which of these rows are theirs, or point at what is."""
    return [key for key, row in rows.items() if key in theirs or _points_at(key[0], row, theirs)]


def _points_at(label: str, row: tuple[Any, ...], theirs: set[tuple[str, Any]]) -> bool:
    fields = apps.get_model(label)._meta.concrete_fields
    pairs = zip(fields, row, strict=True)
    return any(
        field.remote_field and (field.related_model._meta.label, value) in theirs
        for field, value in pairs
    )
