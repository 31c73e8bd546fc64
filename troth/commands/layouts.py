"""What is said of how a file was read."""

from __future__ import annotations

import sys

from troth.catalog.tables import Table


def print_layout(table: Table) -> None:
    """How the file was read, where that had to be guessed, and what of it isn't read."""
    layout = table.layout
    if not layout.is_plain:
        print(
            f"{table.path}: read as {layout.encoding}, columns separated by {layout.delimiter}.",
            file=sys.stderr,
        )
    if layout.unread:
        print(f"{table.path}: columns not read: {', '.join(layout.unread)}.", file=sys.stderr)


def in_lines(rows: int, lines: int) -> str:
    """Where rows took more lines than they are, how many lines they took."""
    return f" ({lines:,} lines)" if lines > rows else ""
