"""Reading one variable of the environment; the modules beside this one say which there are,
and docs/operations.md what for.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

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
        name.removeprefix(prefix): _parse_value(name, value)
        for name, value in os.environ.items()
        if name.startswith(prefix)
    }


def _parse_value(name: str, value: str) -> Any:
    try:
        return json.loads(value) if value[:1] in ("{", "[") else value
    except ValueError as wrong:
        raise ImproperlyConfigured(f"{name} is no JSON: {wrong}") from wrong


# Variables that the store no longer reads, and what to do instead. Ignoring one that protected data
# would be noticed only after a loss.
REMOVED_VARIABLES = {
    "COPY_DIR": (
        "the store no longer copies SQLite's log to a second disk. To have every commit on a second"
        " disk, use PostgreSQL with a synchronous standby (docs/operations.md, Backup and restore),"
        " or rely on backups; then unset COPY_DIR"
    ),
}


def refuse_removed_variables() -> None:
    """Raises `ImproperlyConfigured` for a variable that is set and no longer has an effect."""
    for name, instead in REMOVED_VARIABLES.items():
        if os.environ.get(name):
            raise ImproperlyConfigured(f"{name} is set, but {instead}")


# What makes a key long enough to resist guessing, as Django's own check counts it; and the keys of
# development and of Django's templates, which everybody knows.
KEY_LENGTH, KEY_VARIETY = 50, 10
KNOWN_KEYS = ("development-only-", "django-insecure-")
NEW_KEY = 'python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
# Names that belong to nobody (RFC 2606 and 6761): they stand in demos and in documents.
DEMO_ENDS = ("example", "test", "invalid", "localhost", "example.com", "example.net", "example.org")


def refuse_weak_keys(**named: Sequence[str]) -> None:
    """Raises `ImproperlyConfigured` for a key that can be guessed, and for one used twice."""
    used: dict[str, str] = {}
    for name, keys in named.items():
        for key in keys:
            if len(key) < KEY_LENGTH or len(set(key)) < KEY_VARIETY or key.startswith(KNOWN_KEYS):
                raise ImproperlyConfigured(
                    f"{name} can be guessed: a key has at least {KEY_LENGTH} random characters."
                    f" Make one with: {NEW_KEY}"
                )
            if used.setdefault(key, name) != name:
                raise ImproperlyConfigured(
                    f"{name} is the same key as {used[key]}: who learns one must not learn the"
                    f" other. Make another with: {NEW_KEY}"
                )


def refuse_demo_names(**named: Iterable[str]) -> None:
    """Raises `ImproperlyConfigured` for a host name of a demo, and for the wildcard."""
    for name, hosts in named.items():
        for host in hosts:
            if host == "*":
                raise ImproperlyConfigured(
                    f"{name} allows every host name: name those of your store, by commas"
                )
            if is_demo_name(host):
                raise ImproperlyConfigured(
                    f"{name} has the demo name {host!r}: put your own host name there"
                )


def is_demo_name(host: str) -> bool:
    """Whether a host's name is one of those that belong to nobody."""
    bare = host.strip().strip(".").lower()
    if is_this_machine(bare):
        return False
    return bare in DEMO_ENDS or bare.endswith(tuple(f".{end}" for end in DEMO_ENDS))


def refuse_plain_http(**named: str) -> None:
    """Raises `ImproperlyConfigured` for an address without TLS that isn't on this machine."""
    for name, address in named.items():
        parts = urlsplit(address)
        if address and parts.scheme != "https" and not is_this_machine(parts.hostname or ""):
            raise ImproperlyConfigured(
                f"{name} is {address!r}: outside this machine it must begin with https://"
            )


def is_this_machine(host: str) -> bool:
    """Whether a connection to this host stays on this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
