"""An object from the wire held against the types of the `stripe` package, field by field.

Their annotations are the published description of the API: `Optional` may be null or absent,
everything else must be there; a `Literal` lists what may stand there; a class of its own is held
against the object inside.
"""

from __future__ import annotations

import collections.abc
import sys
import typing
from typing import Any, get_args, get_origin

import stripe

_ANY_TEXT = str


class Report:
    """What differs, and how many fields were compared."""

    def __init__(self) -> None:
        self.wrong: list[str] = []
        self.fields = 0


def compare(value: Any, kind: type) -> Report:
    report = Report()
    _object(value, kind, kind.__name__, report)
    return report


def _object(value: Any, kind: type, at: str, report: Report) -> None:
    if not isinstance(value, dict):
        report.wrong.append(f"{at}: not an object: {value!r}")
        return
    fields = _fields(kind)
    for name in value:
        if name not in fields:
            report.wrong.append(f"{at}.{name}: the type has no such field")
    for name, expected in fields.items():
        report.fields += 1
        if name not in value:
            if not _optional(expected):
                report.wrong.append(f"{at}.{name}: missing")
            continue
        _value(value[name], expected, f"{at}.{name}", report)


def _fields(kind: type) -> dict[str, Any]:
    """The annotated fields of a class of the package, by the name that they have on the wire."""
    fields: dict[str, Any] = {}
    names = dict(vars(sys.modules[kind.__module__])) | vars(stripe) | vars(typing)
    for base in reversed(kind.__mro__):
        if base.__module__.startswith("stripe") and base.__name__ not in (
            "StripeObject",
            "UntypedStripeObject",
        ):
            inner = names | {
                nested.__name__: nested
                for nested in vars(base).values()
                if isinstance(nested, type)
            }
            for name, annotation in vars(base).get("__annotations__", {}).items():
                if "ClassVar" in str(annotation) or name.startswith("_"):
                    continue
                fields[name] = _resolved(annotation, inner, base)
    renamed = {"bank_from": "from"}
    return {renamed.get(name, name): expected for name, expected in fields.items()}


def _resolved(annotation: Any, names: dict[str, Any], base: type) -> Any:
    if isinstance(annotation, str):
        try:
            return eval(annotation, names, dict(vars(base)))
        except NameError:
            return Any
    return annotation


def _optional(expected: Any) -> bool:
    return type(None) in get_args(expected) and get_origin(expected) is typing.Union


def _value(value: Any, expected: Any, at: str, report: Report) -> None:
    problems = _problems(value, expected, at, report)
    report.wrong.extend(problems)


def _problems(value: Any, expected: Any, at: str, report: Report) -> list[str]:
    if expected is Any or isinstance(expected, typing.ForwardRef | str):
        return _of_a_named_class(value, expected, at, report)
    origin, inner = get_origin(expected), get_args(expected)
    if origin is typing.Union:
        return _one_of(value, inner, at, report)
    if origin is typing.Literal:
        return [] if value in inner else [f"{at}: {value!r} is none of {inner[:8]}"]
    if origin in (list, collections.abc.Sequence):
        if not isinstance(value, list):
            return [f"{at}: not a list: {value!r}"]
        return [
            wrong
            for nth, element in enumerate(value)
            for wrong in _problems(element, inner[0], f"{at}[{nth}]", report)
        ]
    if origin is dict or (isinstance(origin, type) and issubclass(origin, stripe.StripeObject)):
        return [] if isinstance(value, dict) else [f"{at}: not an object: {value!r}"]
    if isinstance(expected, type) and issubclass(expected, stripe.StripeObject):
        nested = Report()
        _object(value, expected, at, nested)
        report.fields += nested.fields
        return nested.wrong
    if expected in (int, str, bool, float):
        good = isinstance(value, expected) and (expected is not int or not isinstance(value, bool))
        return [] if good else [f"{at}: {value!r} is no {expected.__name__}"]
    return []


def _of_a_named_class(value: Any, expected: Any, at: str, report: Report) -> list[str]:
    name = expected if isinstance(expected, str) else getattr(expected, "__forward_arg__", "")
    kind = getattr(stripe, name, None)
    return _problems(value, kind, at, report) if kind else []


def _one_of(value: Any, inner: tuple[Any, ...], at: str, report: Report) -> list[str]:
    """Null where it may be null. Where Stripe says `Literal[...] or str`, what the literal lists is
    what it sends today: a word outside of it is a mistake of ours.
    """
    if value is None:
        return [] if type(None) in inner else [f"{at}: null"]
    choices = [choice for choice in inner if choice is not type(None)]
    if any(get_origin(choice) is typing.Literal for choice in choices):
        choices = [choice for choice in choices if choice is not _ANY_TEXT]
    tried = [_problems(value, choice, at, report) for choice in choices]
    return min(tried, key=len) if tried else []
