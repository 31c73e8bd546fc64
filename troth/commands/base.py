"""What the commands of the store share: how options are read, and what must be so first."""

from __future__ import annotations

import getpass
import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import management
from django.core.management.base import BaseCommand, CommandError
from django.db.utils import OperationalError

from troth import clock
from troth.access_log.actions import record_access
from troth.catalog.production import is_production
from troth.commands.errors import WrongInput
from troth.database.app_role import role_faults
from troth.database.installing import guard_faults
from troth.database.older import OtherVersion, refuse_other_versions
from troth.operations.opening import demo_people
from troth.stopping import StopSignals


class StoreCommand(BaseCommand):
    """A command: `perform` does it, with `self.options`, and returns an exit code or None for 0."""

    requires_system_checks = ()
    suppressed_base_arguments = {
        "--version", "--verbosity", "--settings", "--pythonpath", "--traceback", "--no-color",
        "--force-color", "--skip-checks",
    }  # fmt: skip
    needs_database = True  # of this version
    migrates = False  # in development; production migrates when it is told to
    options: Namespace
    stop_signals: StopSignals  # of `troth run`, and of what runs the store likewise

    def run_with(self, name: str, arguments: Sequence[str]) -> int:
        """Reads the options, prepares, and performs; returns the exit code."""
        self.read_options(name, arguments)
        self.prepare()
        return self.perform() or 0

    def read_options(self, name: str, arguments: Sequence[str]) -> None:
        """Raises `WrongInput`, naming the option, where one is wrong."""
        try:
            self.options = self.create_parser("troth", name).parse_args(list(arguments))
        except CommandError as wrong:  # "Error: argument --days: ..."
            text = str(wrong).removeprefix("Error: ").removeprefix("argument ")
            raise WrongInput(text) from wrong

    def prepare(self) -> None:
        """Raises `WrongInput` for a database that the command can't work on."""
        if self.needs_database:
            refuse_other_databases()
        if self.migrates:
            migrate_in_development()

    def perform(self) -> int | None:
        """The command itself."""
        raise NotImplementedError

    def handle(self, *_arguments: Any, **options: Any) -> None:
        """As Django calls it, for `troth manage NAME`."""
        self.options = Namespace(**options)
        try:
            self.prepare()
            code = self.perform()
        except WrongInput as wrong:
            raise CommandError(str(wrong), returncode=2) from wrong
        if code:
            sys.exit(code)


def refuse_other_databases() -> None:
    """Raises `WrongInput` for the database of another version."""
    try:
        refuse_other_versions()
    except OtherVersion as other:
        raise WrongInput(str(other)) from other


def migrate_in_development() -> None:
    """In development, a database that is up to date."""
    if not settings.DEVELOPMENT:
        return
    Path(settings.VAR_DIR).mkdir(parents=True, exist_ok=True)
    try:
        management.call_command("migrate", verbosity=0, interactive=False)
    except OperationalError as unreachable:
        raise WrongInput(f"DATABASE_URL: {unreachable}") from unreachable


def require_guards() -> None:
    """Raises `WrongInput` where the database lacks a guard: it would take what must be refused. In
    production, also where its role could change one.
    """
    try:
        faults = guard_faults()
        role = [] if settings.DEVELOPMENT else role_faults()
    except OperationalError as unreachable:
        raise WrongInput(f"DATABASE_URL: {unreachable}") from unreachable
    if faults:
        raise WrongInput(
            f"the database is not guarded as it must be: {'; '.join(faults)}. To put every guard"
            " back: troth manage migrate"
        )
    if role:
        raise WrongInput(
            f"DATABASE_URL: its role {', '.join(role)}, and so could change what the database"
            " refuses. Let another role own the tables (docs/operations.md, PostgreSQL)"
        )
    if settings.DATABASE_OWNER_URL and not settings.DEVELOPMENT:
        raise WrongInput(
            "DATABASE_OWNER_URL: set it for migrate and restore alone; the store's own processes"
            " must not know it"
        )


def refuse_development_on_production() -> None:
    """Raises `WrongInput` where a process of development would serve, and give demo passwords to,
    the database of a store in production.
    """
    if settings.DEVELOPMENT and is_production():
        raise WrongInput(
            "TROTH_ENV: this database belongs to a store in production; set TROTH_ENV=production"
        )


def refuse_demo_people() -> None:
    """Raises `WrongInput` where somebody of the demo could sign in to a store in production."""
    if settings.DEVELOPMENT:
        return
    if people := demo_people():
        raise WrongInput(
            f"{people[0]} is a demo's account, and could sign in. Add your own owner, then take it"
            f" off the staff: troth staff {people[0]} --remove"
        )


def operator() -> str:
    """Who works in this shell, by the name that the machine knows them by."""
    return f"operator:{getpass.getuser()}"


def record_shell_access(kind: str, *, about: str, detail: str = "") -> None:
    """Records what somebody took out of the store, or in, from a shell."""
    record_access(kind=kind, who=operator(), about=about, detail=detail, now=clock.now())
