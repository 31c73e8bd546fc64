"""A policy file as a text that a person edits: where a field stands in it, and one value replaced
by another.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping
from typing import Any

import tomlkit
from tomlkit import TOMLDocument
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Integer, Trivia

from troth.policy.terms import Terms

_HEADER = re.compile(r"^\s*(\[\[?)\s*([\w.\"'-]+)\s*\]\]?\s*(?:#.*)?$", re.ASCII)
_KEY = re.compile(r"^\s*([\w.\"'-]+)\s*=", re.ASCII)


def line_of(source: str, field: str) -> int | None:
    """The line, from 1, at which a field stands, as a fault names it: `methods.0.states.3`. Where
    the field itself is missing, that of the innermost table that should hold it; None where there
    is none.
    """
    best: tuple[int, int] | None = None
    for number, name in _named_lines(source):
        if field == name or field.startswith(f"{name}."):
            best = max(best or (0, 0), (len(name), -number))
    return -best[1] if best else None


def with_value(source: str, field: str, value: str) -> str:
    """The text with another value, written as TOML, for a field with a single value; comments and
    layout stay. Raises KeyError where the text has no such field.
    """
    document = _parse_document(source, field)
    _put_value(document, field, value)
    return document.as_string()


def with_values(source: str, values: Mapping[str, str]) -> str:
    """As `with_value` for many fields at once; those that the text doesn't have stay out of it."""
    document = _parse_document(source, ", ".join(values))
    for field, value in values.items():
        with contextlib.suppress(KeyError):
            _put_value(document, field, value)
    return document.as_string()


def _parse_document(source: str, field: str) -> TOMLDocument:
    try:
        return tomlkit.parse(source)
    except TOMLKitError as broken:
        raise KeyError(field) from broken


def _put_value(document: TOMLDocument, field: str, value: str) -> None:
    *parts, key = field.split(".")
    table: Any = document
    try:
        for part in parts:
            table = table[int(part)] if isinstance(table, list) else table[part]
        current = table[key]
    except (LookupError, TypeError, ValueError) as missing:
        raise KeyError(field) from missing
    if isinstance(current, (dict, list)):
        raise KeyError(field)
    # Written as it comes: whether it can be is for the policy's own checks to say, with its line.
    table[key] = Integer(0, Trivia(), raw=value)


def _named_lines(source: str) -> Iterator[tuple[int, str]]:
    """Every table and key with its line: tables of an array by their place in it, as in
    `methods.0`.
    """
    table, counted = "", dict[str, int]()
    for number, line in enumerate(source.split("\n"), 1):
        if header := _HEADER.match(line):
            table = _numbered_path(header[2].replace('"', ""), header[1] == "[[", counted)
            yield number, table
        elif key := _KEY.match(line):
            name = key[1].strip("\"'")
            yield number, f"{table}.{name}" if table else name


def _numbered_path(name: str, is_array: bool, counted: dict[str, int]) -> str:
    """`methods.carrier_rules` as `methods.0.carrier_rules.2`, by the tables of arrays seen so
    far.
    """
    if is_array:
        counted[name] = counted.get(name, -1) + 1
        for inner in [table_name for table_name in counted if table_name.startswith(f"{name}.")]:
            del counted[inner]
    parts, path = name.split("."), []
    for at, part in enumerate(parts, 1):
        path.append(part)
        if (place := counted.get(".".join(parts[:at]))) is not None:
            path.append(str(place))
    return ".".join(path)


def term_differences(before: Terms, after: Terms) -> list[tuple[str, str, str]]:
    """Term by term what differs: the field, what it was and what it is; empty where there was or is
    none.
    """
    was, now = (
        dict(_flat_values(before.file.model_dump(mode="json"))),
        dict(_flat_values(after.file.model_dump(mode="json"))),
    )
    return [
        (name, was.get(name, ""), now.get(name, ""))
        for name in sorted({*was, *now})
        if was.get(name) != now.get(name)
    ]


def _flat_values(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    """Every single value by its dotted name; the tables of an array by their key, lists of plain
    values as one.
    """
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat_values(inner, f"{name}.{key}" if name else str(key))
    elif isinstance(value, list) and any(isinstance(element, dict) for element in value):
        for at, inner in enumerate(value):
            yield from _flat_values(inner, f"{name}.{inner.get('key', at)}")
    elif isinstance(value, list):
        yield name, ", ".join(str(element) for element in value)
    elif value is not None:
        yield name, ("yes" if value else "no") if isinstance(value, bool) else str(value)
