"""The body of a webhook, read so that nothing in it can break what follows: not its depth, not its
numbers, not a character that no database keeps.
"""

from __future__ import annotations

import json
import math
from typing import Any

MOST_DEPTH = 60


class JunkBody(ValueError):
    """It isn't JSON that a provider would send; the text says why."""


def read_json_object(body: bytes) -> dict[str, Any]:
    """The JSON object in a body. Raises `JunkBody` for everything else: another type, nesting
    deeper than any message, a number without an end, a NUL, half a character.
    """
    try:
        text = body.decode()
        if "\\u0000" in text or "\0" in text:
            raise JunkBody("it holds a null character")
        payload = json.loads(text, parse_constant=_refuse_constant, parse_float=_finite_number)
        if not isinstance(payload, dict):
            raise JunkBody("it isn't a JSON object")
        _check_depth(payload)
        json.dumps(payload, ensure_ascii=False).encode()  # half a character can't be written
    except RecursionError:
        raise JunkBody("it is nested too deep") from None
    except JunkBody:
        raise
    except ValueError as unread:
        raise JunkBody("it isn't JSON") from unread
    return payload


def storable_text(text: object) -> str:
    """A provider's words as any database keeps them: no NUL, no half of a character."""
    return str(text).replace("\0", "").encode("utf-8", "replace").decode()


def _refuse_constant(name: str) -> Any:
    raise JunkBody(f"{name} isn't JSON")


def _finite_number(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise JunkBody("a number is out of range")
    return number


def _check_depth(payload: object) -> None:
    waiting = [(payload, 1)]
    while waiting:
        value, depth = waiting.pop()
        inside = (
            list(value.values())
            if isinstance(value, dict)
            else value
            if isinstance(value, list)
            else []
        )
        if inside and depth >= MOST_DEPTH:
            raise JunkBody("it is nested too deep")
        waiting += [(child, depth + 1) for child in inside]
