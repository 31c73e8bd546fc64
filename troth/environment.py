"""Reading one variable of the environment; `troth.settings` says which there are, and
docs/operations.md what for.
"""

from __future__ import annotations

import json
import os
from typing import Any

from django.core.exceptions import ImproperlyConfigured


def env(name: str, default: str | None = None) -> str:
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"{name} must be set in the environment outside development")
    return value


def env_number(name: str, default: str) -> int:
    value = env(name, default)
    if not value.isascii() or not value.isdigit() or not 0 < int(value) < 65536:
        raise ImproperlyConfigured(f"{name} is {value!r}; it is a number from 1 to 65535")
    return int(value)


def env_under(prefix: str) -> dict[str, Any]:
    """Every variable whose name begins so, without the prefix. An object or a list is JSON."""
    return {
        name.removeprefix(prefix): _value(name, value)
        for name, value in os.environ.items()
        if name.startswith(prefix)
    }


def _value(name: str, value: str) -> Any:
    try:
        return json.loads(value) if value[:1] in ("{", "[") else value
    except ValueError as wrong:
        raise ImproperlyConfigured(f"{name} is no JSON: {wrong}") from wrong
