"""One SQLite file behind one lock, in which a server keeps what it must not forget."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_DELIVERIES = """
CREATE TABLE IF NOT EXISTS deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL, state TEXT NOT NULL,
    tries INTEGER NOT NULL, born REAL NOT NULL, next REAL NOT NULL, payload BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS deliveries_waiting ON deliveries (next, id) WHERE state = 'waiting';
"""


class Storage:
    """One connection behind one lock: a transaction is alone, and what it wrote survives a
    restart. Holds the messages to deliver, beside the tables that it is given.
    """

    def __init__(self, file: Path, tables: str) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._db = sqlite3.connect(
            file, check_same_thread=False, isolation_level=None, cached_statements=256
        )
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.executescript(tables + _DELIVERIES)

    def close(self) -> None:
        with self._lock:
            self._db.close()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it or nothing; one inside another joins it."""
        with self._lock:
            if self._db.in_transaction:
                yield
                return
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    def queue(self, event: str, payload: bytes, at: float) -> None:
        """One message to deliver, as soon as its transaction is written."""
        sql = (
            "INSERT INTO deliveries (event, state, tries, born, next, payload) VALUES (?,"
            " 'waiting', 0, ?, ?, ?)"
        )
        self.rows(sql, event, at, at, payload)
