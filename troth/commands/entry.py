"""Runs a command of the store by its name, with Django ready before its module is loaded."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import load_command_class

from troth.commands.errors import WrongInput
from troth.commands.names import module_of
from troth.stopping import StopSignals

if TYPE_CHECKING:
    from troth.commands.base import StoreCommand


def run_command(name: str, arguments: Sequence[str]) -> int:
    """The command's exit code. Raises `WrongInput` for a wrong option or environment."""
    if name != "run":
        return load_command(name).run_with(name, arguments)
    with StopSignals() as stop_signals:
        with stop_signals.ends_at_once():  # while the store is prepared, too
            command = load_command(name)
            command.read_options(name, arguments)
            command.prepare()
        command.stop_signals = stop_signals
        return command.perform() or 0


def load_command(name: str) -> StoreCommand:
    """The command, with Django made ready."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "troth.settings")
    try:
        django.setup()
    except ImproperlyConfigured as wrong:
        raise WrongInput(str(wrong)) from wrong
    return cast("StoreCommand", load_command_class("troth.commands", module_of(name)))
