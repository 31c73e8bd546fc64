"""A CSV file as rows with their lines, whatever program wrote it: its encoding and its delimiter
are found and named, its header is checked, and what can't be read is told by its lines.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from rapidfuzz import fuzz, process

from troth.catalog.encodings import UnknownEncoding, encoding_of
from troth.policy.cells import cell_text

MOST_BYTES = 500_000_000
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
# What other programs write into a cell that is empty.
EMPTY = {"nan", "null", "none", "n/a", "#n/a", "<na>", "nat", "\\n", "(null)", "\x1a"}
_KEPT_APART = re.compile(r"'+(.*)", re.DOTALL)
_SEPARATOR = re.compile(r'"?sep=(.)"?[\r\n]*\Z', re.IGNORECASE)
_LIKE = 84  # from here on, one name of a column is another misspelled


class BadFile(ValueError):
    """The file as a whole can't be read as the list that it should be."""


@dataclass(slots=True)
class Row:
    line: int
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class BadRow:
    """What can't be read as a row: its first line, the reason, and how many lines it took."""

    line: int
    reason: str
    lines: int = 1


@dataclass(frozen=True, slots=True)
class Columns:
    """What a list needs and may have; `aliases` are further names of columns."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    aliases: dict[str, str] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        return self.required + self.optional


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file was read: its encoding and delimiter, and the columns in it that nothing reads."""

    encoding: str
    delimiter: str
    unread: tuple[str, ...]

    @property
    def is_plain(self) -> bool:
        """As the export writes it: nothing had to be found out."""
        return self.encoding == "UTF-8" and self.delimiter == "commas"


class Table:
    """A file opened as a table. Iterating gives each row, or what couldn't be read as one.

    Raises `BadFile` where there is no such file, it is too large, its encoding isn't sure, or its
    header lacks a column, has one twice or misspells one.
    """

    def __init__(self, path: Path, columns: Columns) -> None:
        self.path, self.columns = path, columns
        try:
            if path.stat().st_size > MOST_BYTES:
                raise BadFile(f"a file of items has at most {MOST_BYTES:,} bytes")
            self._encoding = encoding_of(path)
            with self._opened() as file:
                lines = _Lines(file)
                delimiter, self._header = self._read_header(lines)
        except UnknownEncoding as unknown:
            raise BadFile(str(unknown)) from unknown
        except OSError as unreadable:
            raise BadFile(unreadable.strerror or str(unreadable)) from unreadable
        self._delimiter = delimiter
        unread = tuple(name for name in self._header if name and name not in columns.names)
        self.layout = Layout(
            self._encoding.name, DELIMITERS.get(delimiter, repr(delimiter)), unread
        )

    def __iter__(self) -> Iterator[Row | BadRow]:
        with self._opened() as file:
            lines = _Lines(file)
            self._read_header(lines)
            yield from self._rows(lines)

    def _opened(self) -> TextIO:
        # Bytes that are no UTF-8 spoil their own row, not the file.
        errors = "surrogateescape" if self._encoding.codec.startswith("utf-8") else "replace"
        return self.path.open(encoding=self._encoding.codec, errors=errors, newline="")

    def _read_header(self, lines: _Lines) -> tuple[str, list[str]]:
        first = next((line for line in lines if line.strip()), "")
        if match := _SEPARATOR.match(first):
            delimiter, first = match[1], next(lines, "")
        else:
            delimiter = max(DELIMITERS, key=lambda candidate: self._count_known(first, candidate))
        names = [self._named(name) for name in _split_line(first, delimiter)]
        self._check_header(names)
        return delimiter, names

    def _count_known(self, line: str, delimiter: str) -> int:
        return sum(self._named(name) in self.columns.names for name in _split_line(line, delimiter))

    def _named(self, name: str) -> str:
        """The name of a column as it is known, however it is spaced and cased."""
        folded = unicodedata.normalize("NFKC", name).strip("\ufeff \t\r\n'\"").casefold()
        plain = re.sub(r"[\s_-]+", "_", folded)
        return self.columns.aliases.get(plain, plain)

    def _check_header(self, names: list[str]) -> None:
        for at, name in enumerate(names):
            if name and name in names[:at]:
                first = names.index(name) + 1
                raise BadFile(
                    f"its header has the column {name[:40]!r} twice, as columns {first} and"
                    f" {at + 1}; keep one of them"
                )
        absent = [name for name in self.columns.names if name not in names]
        for name in names:
            meant = name and name not in self.columns.names and _nearest_name(name, absent)
            if meant:
                raise BadFile(f"its column {name[:40]!r} isn't known; is it {meant!r}?")
        if missing := [name for name in self.columns.required if name not in names]:
            here = ", ".join(name[:40] for name in names[:30] if name) or "nothing"
            raise BadFile(
                f"column {missing[0]!r} is missing; the columns are:"
                f" {', '.join(self.columns.names)}. Its first line has: {here}"
            )

    def _rows(self, lines: _Lines) -> Iterator[Row | BadRow]:
        reader = csv.reader(lines, delimiter=self._delimiter, strict=True)
        while True:
            lines.record = []
            first = lines.count + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as broken:
                yield _bad_row(
                    first, lines.record, _csv_error_text(broken, first, len(lines.record))
                )
                continue
            if any(not _is_empty(cell) for cell in cells):
                yield self._row(first, lines.record, cells)

    def _row(self, first: int, record: list[str], cells: list[str]) -> Row | BadRow:
        width = len(self._header)
        more = next((at for at, cell in enumerate(cells[width:], width) if cell.strip()), None)
        if any(self._looks_like_a_row(line) for line in record[1:]):
            return _bad_row(
                first,
                record,
                "a cell holds what looks like further rows: is a quotation mark missing?",
            )
        if more is not None or len(cells) < width:
            many = "more" if more is not None else "fewer"
            return _bad_row(first, record, f"has {many} fields than the header")
        values = {}
        for at, (name, cell) in enumerate(zip(self._header, cells, strict=False), 1):
            if name:
                values[name] = parse_cell(cell)
            elif not _is_empty(cell):
                problem = f"column {at} has no name in the header, and holds {cell.strip()[:40]!r}"
                return _bad_row(first, record, problem)
        return Row(first, values)

    def _looks_like_a_row(self, line: str) -> bool:
        """A whole row inside a cell: as many fields as the header, none begun with a space, as
        prose has it after a comma.
        """
        cells = _split_line(line, self._delimiter)
        return (
            len(cells) == len(self._header) > 2
            and bool(cells[0].strip())
            and not any(cell.startswith(" ") for cell in cells)
        )


class _Lines:
    """The lines of a file, counted; `record` has those that were taken since it was emptied."""

    def __init__(self, file: Iterable[str]) -> None:
        self._lines = iter(file)
        self.count = 0
        self.record: list[str] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.count += 1
        self.record.append(line)
        return line


def parse_cell(cell: str) -> str:
    """What a cell says: nothing where another program wrote that it is empty. `escape_cell` undoes
    it.
    """
    text = cell.strip()
    if _is_empty(text):
        return ""
    match = _KEPT_APART.fullmatch(text)
    return text[1:] if match and match[1].casefold() in EMPTY else cell_text(text)


def escape_cell(text: str) -> str:
    """The text as a cell that `parse_cell` reads back: `None` that isn't empty has an
    apostrophe."""
    return f"'{text}" if text.lstrip("'").casefold() in EMPTY else text


def _is_empty(cell: str) -> bool:
    return not cell.strip() or cell.strip().casefold() in EMPTY


def _split_line(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def _nearest_name(name: str, names: list[str]) -> str:
    match = process.extractOne(name, names, scorer=fuzz.ratio, score_cutoff=_LIKE)
    return match[0] if match else ""


def _bad_row(first: int, record: list[str], reason: str) -> BadRow:
    spanned = max(len(record), 1)
    where = f"lines {first} to {first + spanned - 1}: " if spanned > 1 else ""
    return BadRow(first, where + reason, spanned)


def _csv_error_text(broken: csv.Error, first: int, lines: int) -> str:
    text = str(broken)
    if "field larger" not in text and ("expected after" in text or "end of data" in text):
        text = "a quotation mark isn't doubled or isn't closed"
    if lines > 1:
        text += f"; the cell that opens in line {first} took in all that follows"
    return text
