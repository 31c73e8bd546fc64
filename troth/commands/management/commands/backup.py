"""`troth backup`: the whole store in a new folder."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import CommandParser
from django.db import Error

from troth.commands.base import StoreCommand, record_shell_access
from troth.commands.errors import WrongInput
from troth.commands.names import HELP
from troth.commands.progress import report_progress
from troth.operations import backup


class Command(StoreCommand):
    """The store works on meanwhile; the export is recorded."""

    help = HELP["backup"]

    def add_arguments(self, parser: CommandParser) -> None:
        """The folder."""
        parser.add_argument("folder", metavar="DIR", type=Path)

    def perform(self) -> None:
        """Prints what is in it, and what isn't."""
        folder: Path = self.options.folder
        record_shell_access("exported", about="a backup", detail=str(folder))
        try:
            manifest = backup.make_backup(folder, report=report_progress)
        except (backup.UnableToBackUp, OSError, Error) as unable:
            raise WrongInput(f"DIR: {unable}") from unable
        size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
        print(
            f"{manifest['counts']['orders_order']:,} orders,"
            f" {sum(manifest['counts'].values()):,} rows"
            f" and {len(manifest['files']):,} files, {size / 1e6:,.1f} MB, of"
            f" {manifest['began_at']}: {folder}"
        )
        for alias in manifest["elsewhere"]:
            print(f"Not in it: the bucket of {alias!r} files; it has copies of its own.")
