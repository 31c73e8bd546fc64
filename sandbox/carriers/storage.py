"""What the carrier remembers: parcels, pickups, tokens, settings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sandbox.http.storage import Storage

Doc = dict[str, Any]
_TABLES = """
CREATE TABLE IF NOT EXISTS parcels (
    number TEXT PRIMARY KEY, reference TEXT NOT NULL, account TEXT NOT NULL,
    created INTEGER NOT NULL,
    ship_date TEXT NOT NULL, handed INTEGER, voided INTEGER NOT NULL, next INTEGER,
    doc TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS parcels_referenced ON parcels (reference);
CREATE INDEX IF NOT EXISTS parcels_due ON parcels (next) WHERE next IS NOT NULL;
CREATE INDEX IF NOT EXISTS parcels_waiting ON parcels (created) WHERE handed IS NULL AND voided = 0;
CREATE TABLE IF NOT EXISTS pickups (
    code TEXT PRIMARY KEY, at INTEGER NOT NULL, asked INTEGER NOT NULL, cancelled INTEGER NOT NULL,
    doc TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS tokens (token TEXT PRIMARY KEY, until REAL NOT NULL);
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


class CarrierStorage(Storage):
    """What a call has answered is kept, whatever then becomes of the process."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / "carrier.sqlite3", _TABLES)

    def parcel(self, number: str) -> Doc | None:
        rows = self.rows("SELECT doc FROM parcels WHERE number = ?", number)
        return json.loads(rows[0][0]) if rows else None

    def parcels(self, where: str = "1", *values: Any) -> list[Doc]:
        """Those for which a condition in SQL holds, oldest first."""
        rows = self.rows(f"SELECT doc FROM parcels WHERE {where} ORDER BY created, rowid", *values)
        return [json.loads(row[0]) for row in rows]

    def put_parcel(self, parcel: Doc, *, following: int | None) -> None:
        """New or changed; `following` is when next there is something to see of it that nobody was
        told.
        """
        self.rows(
            "INSERT INTO parcels VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (number) DO UPDATE"
            " SET handed = excluded.handed, voided = excluded.voided, next = excluded.next, doc ="
            " excluded.doc",
            parcel["number"],
            parcel["reference"],
            parcel["account"],
            parcel["created"],
            parcel["ship_date"],
            parcel["handed"],
            parcel["voided"],
            following,
            json.dumps(parcel, separators=(",", ":")),
        )

    def setting(self, name: str, default: Any) -> Any:
        rows = self.rows("SELECT value FROM settings WHERE name = ?", name)
        return json.loads(rows[0][0]) if rows else default

    def set(self, name: str, value: Any) -> None:
        self.rows("INSERT OR REPLACE INTO settings VALUES (?, ?)", name, json.dumps(value))

    def count(self, name: str) -> int:
        """1, 2, 3 and so on, never the same number twice."""
        with self.transaction():
            number = int(self.setting(name, 0)) + 1
            self.set(name, number)
        return number
