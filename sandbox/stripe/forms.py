"""Stripe's bracket notation read into nested values, and held against what a call takes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from sandbox.stripe.errors import Refusal, wrong_parameter

MOST_BYTES, MOST_PAIRS, DEEPEST = 1_000_000, 1_000, 8
_NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
Raw = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """What one parameter may be."""

    kind: str
    required: bool = False
    choices: tuple[str, ...] = ()
    fields: Mapping[str, Field] | None = None
    item: Field | None = None
    longest: int = 5_000
    least: int = 0

    @property
    def needed(self) -> Field:
        return replace(self, required=True)


TEXT, NUMBER, FLAG = Field("text"), Field("number"), Field("flag")
URL, EMAIL, METADATA = Field("url"), Field("email", longest=800), Field("metadata")
TEXTS = Field("list", item=TEXT)
SPAN = Field("span", fields=dict.fromkeys(("gt", "gte", "lt", "lte"), NUMBER))


def text_field(longest: int) -> Field:
    return Field("text", longest=longest)


def number_field(least: int) -> Field:
    return Field("number", least=least)


def choice_field(*choices: str) -> Field:
    return Field("choice", choices=choices)


def group_field(**fields: Field) -> Field:
    return Field("group", fields=fields)


def list_field(item: Field) -> Field:
    return Field("list", item=item)


def parse_form(encoded: str) -> Raw:
    """Nested dictionaries of strings. Raises `Refusal` for what is too much, too deep, or
    contradicts itself.
    """
    try:
        pairs = parse_qsl(
            encoded, keep_blank_values=True, max_num_fields=MOST_PAIRS, errors="strict"
        )
    except ValueError as unreadable:
        raise Refusal(
            "Invalid request: the body can't be read as a form.", remembered=False
        ) from unreadable
    params: Raw = {}
    for name, value in pairs:
        _put_value(params, name, value)
    return params


def _put_value(params: Raw, name: str, value: str) -> None:
    match = _NAME.fullmatch(name)
    inner = re.findall(r"\[([^\[\]]*)\]", match[2]) if match else []
    if match is None or len(inner) > DEEPEST or "\x00" in value:
        raise wrong_parameter(f"Invalid parameter: {name[:100]}", param=name[:100])
    at = params
    path = [match[1], *inner]
    for depth, step in enumerate(path):
        key = step or str(len(at))
        if depth == len(path) - 1:
            at[key] = value
            return
        at = at.setdefault(key, {})
        if not isinstance(at, dict):
            raise wrong_parameter(f"Invalid parameter: {name[:100]}", param=name[:100])


def check_parameters(fields: Mapping[str, Field], raw: Raw, under: str = "") -> dict[str, Any]:
    """The values that a call takes, typed. Raises `Refusal` naming the first parameter that is
    wrong.
    """
    for name in raw:
        if name not in fields:
            at = _path_of(under, name)
            raise wrong_parameter(
                f"Received unknown parameter: {at}", param=at, code="parameter_unknown"
            )
    read = {}
    for name, field in fields.items():
        at = _path_of(under, name)
        if name in raw:
            read[name] = _READ[field.kind](field, raw[name], at)
        elif field.required:
            raise wrong_parameter(
                f"Missing required param: {at}.", param=at, code="parameter_missing"
            )
    return read


def _path_of(under: str, name: str) -> str:
    return f"{under}[{name}]" if under else name


def _read_text(field: Field, value: Any, at: str) -> str:
    if not isinstance(value, str):
        raise wrong_parameter(f"Invalid string: {at}", param=at)
    if not value:
        message = (
            f"You passed an empty string for '{at}'. Provide a value, or leave the parameter out."
        )
        raise wrong_parameter(message, param=at, code="parameter_invalid_empty")
    if len(value) > field.longest:
        message = f"Invalid string: {value[:20]}...; must be at most {field.longest} characters"
        raise wrong_parameter(message, param=at, code="parameter_invalid_string_length")
    return value


def _read_number(field: Field, value: Any, at: str) -> int:
    if not isinstance(value, str) or not re.fullmatch(r"-?[0-9]{1,15}", value):
        raise wrong_parameter(
            f"Invalid integer: {str(value)[:40]}", param=at, code="parameter_invalid_integer"
        )
    if int(value) < field.least:
        message = f"This value must be greater than or equal to {field.least}."
        raise wrong_parameter(message, param=at, code="parameter_invalid_integer")
    return int(value)


def _read_flag(_field: Field, value: Any, at: str) -> bool:
    if value not in ("true", "false"):
        raise wrong_parameter(f"Invalid boolean: {str(value)[:40]}", param=at)
    return str(value) == "true"


def _read_choice(field: Field, value: Any, at: str) -> str:
    if value not in field.choices:
        raise wrong_parameter(f"Invalid {at}: must be one of {', '.join(field.choices)}", param=at)
    return str(value)


def _read_url(field: Field, value: Any, at: str) -> str:
    read = _read_text(field, value, at)
    try:
        parts = urlsplit(read)
        fine = (
            parts.scheme in ("http", "https")
            and bool(parts.hostname)
            and not re.search(r"[\s\x00-\x1f]", read)
        )
    except ValueError:
        fine = False
    if not fine:
        raise wrong_parameter("Not a valid URL", param=at, code="url_invalid")
    return read


def _read_email(field: Field, value: Any, at: str) -> str:
    read = _read_text(field, value, at)
    if not is_email_address(read):
        raise wrong_parameter(
            f"Invalid email address: {read[:100]}", param=at, code="email_invalid"
        )
    return read


def is_email_address(email: str) -> bool:
    return bool(_EMAIL.fullmatch(email)) and len(email) <= EMAIL.longest


def _read_group(field: Field, value: Any, at: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise wrong_parameter(f"Invalid object: {at}", param=at)
    return check_parameters(field.fields or {}, value, at)


def _read_list(field: Field, value: Any, at: str) -> list[Any]:
    if not isinstance(value, dict) or not all(re.fullmatch(r"[0-9]{1,4}", key) for key in value):
        raise wrong_parameter(f"Invalid array: {at}", param=at)
    item = field.item or TEXT
    return [_READ[item.kind](item, value[key], _path_of(at, key)) for key in sorted(value, key=int)]


def _read_metadata(_field: Field, value: Any, at: str) -> dict[str, str]:
    if value == "":
        return {}
    if not isinstance(value, dict) or len(value) > 50:
        raise wrong_parameter("Metadata is an object of at most 50 keys.", param=at)
    for key, metadata_value in value.items():
        if not isinstance(metadata_value, str) or len(key) > 40 or len(metadata_value) > 500:
            raise wrong_parameter(
                "A metadata key has at most 40 characters, and its value 500.",
                param=_path_of(at, key[:40]),
            )
    return {key: metadata_value for key, metadata_value in value.items() if metadata_value}


def _read_span(field: Field, value: Any, at: str) -> dict[str, int]:
    if isinstance(value, str):
        moment = _read_number(NUMBER, value, at)
        return {"gte": moment, "lte": moment}
    return _read_group(field, value, at)


_READ = {
    "text": _read_text,
    "number": _read_number,
    "flag": _read_flag,
    "choice": _read_choice,
    "url": _read_url,
    "email": _read_email,
    "group": _read_group,
    "list": _read_list,
    "metadata": _read_metadata,
    "span": _read_span,
}
