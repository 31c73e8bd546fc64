"""What the provider remembers: objects, and answers by idempotency key."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.http.storage import Storage

Doc = dict[str, Any]
_TABLES = """
CREATE TABLE IF NOT EXISTS objects (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, object TEXT NOT NULL, id TEXT NOT NULL UNIQUE,
    created INTEGER NOT NULL,
    payment_intent TEXT, charge TEXT, type TEXT, status TEXT, due INTEGER,
    doc TEXT NOT NULL, kept TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS objects_listed ON objects (object, seq);
CREATE INDEX IF NOT EXISTS objects_created ON objects (object, created);
CREATE INDEX IF NOT EXISTS objects_of_intent ON objects (payment_intent, object)
    WHERE payment_intent IS NOT NULL;
CREATE INDEX IF NOT EXISTS objects_of_charge ON objects (charge, object) WHERE charge IS NOT NULL;
CREATE INDEX IF NOT EXISTS objects_due ON objects (due) WHERE due IS NOT NULL;
CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY, asked TEXT NOT NULL, status INTEGER, body BLOB) WITHOUT ROWID;
"""
_COMPARED = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


@dataclass(slots=True)
class StoredObject:
    """An object as the wire shows it, and what only the provider knows of it."""

    doc: Doc
    own: Doc


class StripeStorage(Storage):
    """Objects by kind and id, and answers by idempotency key."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / "payments.sqlite3", _TABLES)

    def put(self, doc: Doc, own: Doc, *, due: int | None = None) -> None:
        """Writes an object, new or changed. `due` is when it expires by itself."""
        values = (
            doc["object"],
            doc["id"],
            doc["created"],
            doc.get("payment_intent"),
            doc.get("charge"),
            doc.get("type"),
            doc.get("status"),
            due,
            _to_json(doc),
            _to_json(own),
        )
        self.rows(
            "INSERT INTO objects (object, id, created, payment_intent, charge, type, status, due,"
            " doc, kept) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
            " payment_intent = excluded.payment_intent, status = excluded.status, due ="
            " excluded.due, doc = excluded.doc, kept = excluded.kept",
            *values,
        )

    def get(self, kind: str, key: str) -> StoredObject | None:
        rows = self.rows("SELECT doc, kept FROM objects WHERE id = ? AND object = ?", key, kind)
        return StoredObject(json.loads(rows[0][0]), json.loads(rows[0][1])) if rows else None

    def every(self, kind: str, **where: str) -> list[StoredObject]:
        """All objects of a kind, oldest first."""
        conditions = "".join(f" AND {column} = ?" for column in where)
        rows = self.rows(
            f"SELECT doc, kept FROM objects WHERE object = ?{conditions} ORDER BY seq",
            kind,
            *where.values(),
        )
        return [StoredObject(json.loads(doc), json.loads(own)) for doc, own in rows]

    def due(self, now: int) -> list[tuple[str, str]]:
        """The kind and id of what has expired by now."""
        return self.rows(
            "SELECT object, id FROM objects WHERE due <= ? ORDER BY due LIMIT 500", now
        )

    def page(
        self,
        kind: str,
        *,
        where: Mapping[str, str],
        span: Mapping[str, int],
        limit: int,
        after: str,
        before: str,
    ) -> tuple[list[Doc], bool]:
        """The newest objects of a kind, and whether there are more. Raises KeyError for an unknown
        cursor.
        """
        conditions = ["object = ?"]
        values: list[str | int] = [kind]
        for column, value in where.items():
            conditions.append(f"{column} = ?")
            values.append(value)
        for word, moment in span.items():
            conditions.append(f"created {_COMPARED[word]} ?")
            values.append(moment)
        for cursor, sign in ((after, "<"), (before, ">")):
            if cursor:
                conditions.append(f"seq {sign} ?")
                values.append(self._seq(kind, cursor))
        order = "ASC" if before else "DESC"
        sql = (
            f"SELECT doc FROM objects WHERE {' AND '.join(conditions)} ORDER BY seq {order} LIMIT ?"
        )
        docs = [json.loads(row[0]) for row in self.rows(sql, *values, limit + 1)]
        shown = docs[:limit]
        return (shown[::-1] if before else shown), len(docs) > limit

    def _seq(self, kind: str, key: str) -> int:
        rows = self.rows("SELECT seq FROM objects WHERE id = ? AND object = ?", key, kind)
        if not rows:
            raise KeyError(key)
        return int(rows[0][0])

    def answered(self, key: str) -> tuple[str, int, bytes] | None:
        """What was asked under this key, and the answer."""
        rows = self.rows("SELECT asked, status, body FROM answers WHERE key = ?", key)
        return rows[0] if rows else None

    def keep_answer(self, key: str, fingerprint: str, status: int, body: bytes) -> None:
        self.rows("INSERT INTO answers VALUES (?, ?, ?, ?)", key, fingerprint, status, body)


def _to_json(value: Doc) -> str:
    return json.dumps(value, separators=(",", ":"))
