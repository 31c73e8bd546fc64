"""`troth restore`: the store of a backup, in an empty place, and reconciled."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import CommandParser
from django.db import Error

from troth.commands.base import StoreCommand, refuse_other_databases
from troth.commands.errors import WrongInput
from troth.commands.progress import report_progress
from troth.commands.reconciling import reconcile_since
from troth.operations import restoring


class Command(StoreCommand):
    """The store must not run meanwhile. Ends with what `troth reconcile` does."""

    help = "The store must not run meanwhile. Ends with what `troth reconcile` does."
    needs_database = False

    def add_arguments(self, parser: CommandParser) -> None:
        """The folder."""
        parser.add_argument("folder", metavar="DIR", type=Path)

    def perform(self) -> int:
        """Exit code 1 where money still differs."""
        try:
            since = restoring.restore_store(self.options.folder, report=report_progress)
        except (restoring.UnableToRestore, OSError, Error) as unable:
            raise WrongInput(f"DIR: {unable}") from unable
        print(f"Restored as of {since.isoformat(timespec='seconds')}.")
        refuse_other_databases()
        return reconcile_since(since)
