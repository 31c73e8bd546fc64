"""Runs a command of the store by its name, with Django ready before its module is loaded."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
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
    if name == "run":
        return run_until_stopped(lambda: load_command(name), arguments)
    return load_command(name).run_with(name, arguments)


def run_until_stopped(load: Callable[[], StoreCommand], arguments: Sequence[str]) -> int:
    """The exit code of `run`, or of a command like it: stop signals are taken from before it is
    loaded. Raises `WrongInput` as `run_command` does.
    """
    with StopSignals() as stop_signals:
        with stop_signals.ends_at_once():  # while the store is prepared, too
            command = load()
            command.read_options("run", arguments)
            command.prepare()
        command.stop_signals = stop_signals
        return command.perform() or 0


def load_command(name: str) -> StoreCommand:
    """The command, with Django made ready."""
    set_up_django()
    return cast("StoreCommand", load_command_class("troth.commands", module_of(name)))


def set_up_django() -> None:
    """Raises `WrongInput` for an environment that the settings refuse."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "troth.config.settings")
    try:
        django.setup()
    except ImproperlyConfigured as wrong:
        raise WrongInput(str(wrong)) from wrong
