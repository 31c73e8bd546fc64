"""How long work shows that it goes on, on stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from tqdm import tqdm

CHUNK = 1 << 20  # bytes
Row = TypeVar("Row")


def report_progress(text: str) -> None:
    """A line."""
    print(text, file=sys.stderr)


def rows_with_progress(rows: Iterable[Row], file: Path) -> Iterable[Row]:
    """The rows of a file, with a bar that knows how many lines there are."""
    try:
        with file.open("rb") as opened:
            chunks = iter(lambda: opened.read(CHUNK), b"")
            total: int | None = max(sum(chunk.count(b"\n") for chunk in chunks) - 1, 0)
    except OSError:
        total = None
    bar: Iterable[Row] = tqdm(rows, total=total, unit=" items", desc="Importing", file=sys.stderr)
    return bar
