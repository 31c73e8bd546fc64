"""Every outbox of the store, found in the modules that declare them."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import Any

import troth
from troth.outbox import Outbox


def every_outbox() -> dict[str, Outbox[Any]]:
    """Outboxes by module and name."""
    modules = [
        import_module(module.name)
        for module in pkgutil.walk_packages(troth.__path__, "troth.")
        if module.name.endswith(".outbox")
    ]
    return {
        f"{module.__name__}.{name}": value
        for module in modules
        for name, value in vars(module).items()
        if isinstance(value, Outbox)
    }


OUTBOXES = every_outbox()
