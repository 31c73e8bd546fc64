"""`troth import-serials`: serials that are stolen or voided, from a CSV file."""

from __future__ import annotations

import sys
from pathlib import Path

from django.core.management.base import CommandParser

from troth import clock
from troth.actors import Actor
from troth.catalog.actions import void_serial
from troth.catalog.tables import BadFile, BadRow
from troth.catalog.voided_rows import rows_of_serials, serials_table
from troth.commands.base import StoreCommand, record_shell_access
from troth.commands.errors import WrongInput
from troth.commands.layouts import in_lines, print_layout
from troth.commands.names import HELP


class Command(StoreCommand):
    """Exit code 1 where a row isn't on the list: a stolen piece could be sold."""

    help = HELP["import-serials"]
    migrates = True

    def add_arguments(self, parser: CommandParser) -> None:
        """The file."""
        parser.add_argument(
            "file",
            metavar="FILE.csv",
            type=Path,
            help="with the columns designer, serial and reason",
        )

    def perform(self) -> int:
        """Prints which pieces are taken off sale, and how many serials are on the list."""
        file: Path = self.options.file
        added = gone = left_out = lines = 0
        try:
            table = serials_table(file)
            print_layout(table)
            for row in rows_of_serials(table):
                if isinstance(row, BadRow):
                    left_out, lines = left_out + 1, lines + row.lines
                    print(f"{file}:{row.line}: {row.reason}", file=sys.stderr)
                    continue
                added += 1
                for item in void_serial(**row.values, now=clock.now(), by=Actor.IMPORT_SERIALS):
                    gone += 1
                    print(f"{item.source_id} {item.title}: bears the serial in line {row.line}")
        except BadFile as bad:
            raise WrongInput(f"FILE: {file}: {bad}") from bad
        record_shell_access("imported", about="serials", detail=str(file))
        print(
            f"{added:,} serials on the list; {gone:,} items bear one, and none of them is for sale."
        )
        if left_out:
            print(
                f"{left_out:,} rows{in_lines(left_out, lines)} are NOT on the list: mend them, and"
                " import the file again."
            )
        return 1 if left_out else 0
