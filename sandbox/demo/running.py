"""Starts the demo store: Django is made ready under stop signals that are taken already."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from django.utils.module_loading import import_string

from troth.commands.entry import run_until_stopped, set_up_django
from troth.commands.errors import WrongInput

if TYPE_CHECKING:
    from troth.commands.base import StoreCommand


def run_demo_store(arguments: Sequence[str]) -> int:
    """The exit code: 0 when a person stopped it; 2 for wrong input, which is one line on stderr."""
    try:
        return run_until_stopped(_load_command, arguments)
    except WrongInput as wrong:
        print(f"troth: {' '.join(str(wrong).split())}", file=sys.stderr)
        return 2


def _load_command() -> StoreCommand:
    set_up_django()
    return cast("StoreCommand", import_string("sandbox.demo.store.Command")())
