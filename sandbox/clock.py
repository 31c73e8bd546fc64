"""The clock of the servers: the machine's, moved as the store's clock is moved."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path


def is_paused(file: Path | None) -> bool:
    """Whether time stands still for what is on record: another process makes its past, and the
    file is there for as long.
    """
    return file is not None and file.exists()


def read_clock(file: Path | None) -> float:
    """The Unix time, moved by the seconds that the file holds, if there is one."""
    ahead = 0.0
    if file is not None:
        with contextlib.suppress(OSError, ValueError):
            ahead = float(file.read_text(encoding="ascii"))
    return time.time() + ahead
