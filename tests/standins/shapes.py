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


def compare(found: Any, kind: type) -> Report:
    report = Report()
    _object(found, kind, kind.__name__, report)
    return report


def _object(found: Any, kind: type, at: str, report: Report) -> None:
    if not isinstance(found, dict):
        report.wrong.append(f"{at}: not an object: {found!r}")
        return
    fields = _fields(kind)
    for name in found:
        if name not in fields:
            report.wrong.append(f"{at}.{name}: the type has no such field")
    for name, expected in fields.items():
        report.fields += 1
        if name not in found:
            if not _optional(expected):
                report.wrong.append(f"{at}.{name}: missing")
            continue
        _value(found[name], expected, f"{at}.{name}", report)


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
                each.__name__: each for each in vars(base).values() if isinstance(each, type)
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


def _value(found: Any, expected: Any, at: str, report: Report) -> None:
    problems = _problems(found, expected, at, report)
    report.wrong.extend(problems)


def _problems(found: Any, expected: Any, at: str, report: Report) -> list[str]:
    if expected is Any or isinstance(expected, typing.ForwardRef | str):
        return _of_a_named_class(found, expected, at, report)
    origin, inner = get_origin(expected), get_args(expected)
    if origin is typing.Union:
        return _one_of(found, inner, at, report)
    if origin is typing.Literal:
        return [] if found in inner else [f"{at}: {found!r} is none of {inner[:8]}"]
    if origin in (list, collections.abc.Sequence):
        if not isinstance(found, list):
            return [f"{at}: not a list: {found!r}"]
        return [
            wrong
            for nth, each in enumerate(found)
            for wrong in _problems(each, inner[0], f"{at}[{nth}]", report)
        ]
    if origin is dict or (isinstance(origin, type) and issubclass(origin, stripe.StripeObject)):
        return [] if isinstance(found, dict) else [f"{at}: not an object: {found!r}"]
    if isinstance(expected, type) and issubclass(expected, stripe.StripeObject):
        nested = Report()
        _object(found, expected, at, nested)
        report.fields += nested.fields
        return nested.wrong
    if expected in (int, str, bool, float):
        good = isinstance(found, expected) and (expected is not int or not isinstance(found, bool))
        return [] if good else [f"{at}: {found!r} is no {expected.__name__}"]
    return []


def _of_a_named_class(found: Any, expected: Any, at: str, report: Report) -> list[str]:
    name = expected if isinstance(expected, str) else getattr(expected, "__forward_arg__", "")
    kind = getattr(stripe, name, None)
    return _problems(found, kind, at, report) if kind else []


def _one_of(found: Any, inner: tuple[Any, ...], at: str, report: Report) -> list[str]:
    """Null where it may be null. Where Stripe says `Literal[...] or str`, what the literal lists is
    what it sends today: a word outside of it is a mistake of ours.
    """
    if found is None:
        return [] if type(None) in inner else [f"{at}: null"]
    choices = [each for each in inner if each is not type(None)]
    if any(get_origin(each) is typing.Literal for each in choices):
        choices = [each for each in choices if each is not _ANY_TEXT]
    tried = [_problems(found, each, at, report) for each in choices]
    return min(tried, key=len) if tried else []
