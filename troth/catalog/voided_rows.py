"""Voided and stolen serials as rows of a CSV file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from troth.catalog import serials
from troth.catalog.tables import BadRow, Columns, Row, Table
from troth.policy.cells import check_not_reformatted
from troth.policy.texts import check_text

# Each column, how `void_serial` calls it, and how long it may be.
COLUMNS = {
    "designer": ("brand", 80),
    "serial": ("serial", serials.LONGEST),
    "reason": ("reason", 200),
}


def serials_table(path: Path) -> Table:
    """The file opened as a list of serials. Raises `BadFile` like `Table`."""
    return Table(path, Columns(tuple(COLUMNS)))


def rows_of_serials(table: Table) -> Iterator[Row | BadRow]:
    """What `void_serial` is given for each row; or the lines that can't be listed, and why."""
    for row in table:
        try:
            yield row if isinstance(row, BadRow) else Row(row.line, _checked_values(row.values))
        except ValueError as wrong:
            yield BadRow(row.line, str(wrong))


def _checked_values(values: dict[str, str]) -> dict[str, str]:
    checked = {}
    for column, (name, longest) in COLUMNS.items():
        value = values[column]
        if not value:
            raise ValueError(f"{column} is empty")
        check_text(column, value)
        if len(value) > longest:
            raise ValueError(f"{column} has {len(value)} characters; at most {longest}")
        checked[name] = value
    check_not_reformatted("serial", values["serial"])
    if not serials.normalize_serial(values["serial"]):
        raise ValueError("serial: has no letter or digit")
    return checked
