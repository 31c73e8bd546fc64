"""What a carrier's event codes and words mean to us: one table a carrier, in the TOML files beside
this one, each row with its source. What no row fits is unknown: nothing is guessed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from troth.policy.shipping.tracking import NOT_A_STATE, STATUSES, UNKNOWN

CARRIERS = ("fedex", "ups", "usps")
DERIVED = "derived"  # the kind of a status that a carrier works out itself: only such rows fit
_KEYS = {"status", "kind", "codes", "details", "begins", "words", "means", "source"}


@dataclass(frozen=True, slots=True)
class EventRow:
    """One row. What it leaves empty isn't asked; `details` may hold an empty text: told without."""

    status: str
    kind: str
    codes: frozenset[str]
    details: frozenset[str]
    begins: tuple[str, ...]
    words: tuple[str, ...]
    means: str
    source: str

    def fits(self, kind: str, code: str, detail: str, description: str) -> bool:
        """Whether everything that this row asks is so of an event."""
        return (
            (self.kind == kind if kind == DERIVED else self.kind in ("", kind))
            and (not self.codes or code in self.codes)
            and (not self.details or detail in self.details)
            and (not self.begins or description.startswith(self.begins))
            and (not self.words or any(_has_word(word, description) for word in self.words))
        )


@dataclass(frozen=True, slots=True)
class EventTable:
    """A carrier's table: the first row that fits an event counts."""

    carrier: str
    sources: Mapping[str, str]
    rows: tuple[EventRow, ...]

    def status_of(
        self, *, kind: str = "", code: str = "", detail: str = "", sentence: str = ""
    ) -> str:
        """Our status of an event: one of `policy.tracking.STATUSES`, or of `NOT_A_STATE`."""
        description = " ".join(sentence.lower().split())
        for row in self.rows:
            if row.fits(kind, code, detail, description):
                return row.status
        return UNKNOWN


def _has_word(word: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}", text) is not None


@cache
def table_of(carrier: str) -> EventTable:
    """The table of one of `CARRIERS`. Raises `ValueError` for a file that isn't as it must be."""
    path = Path(__file__).with_name(f"events_{carrier}.toml")
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    sources: dict[str, str] = data["sources"]
    rows = tuple(_parse_row(event, sources, path.name) for event in data["event"])
    return EventTable(data["carrier"], sources, rows)


def _parse_row(event: dict[str, Any], sources: Mapping[str, str], name: str) -> EventRow:
    row = EventRow(
        status=event["status"],
        kind=event.get("kind", ""),
        codes=frozenset(event.get("codes", ())),
        details=frozenset(event.get("details", ())),
        begins=tuple(event.get("begins", ())),
        words=tuple(event.get("words", ())),
        means=event["means"],
        source=event["source"],
    )
    if row.status not in (*STATUSES, *NOT_A_STATE):
        raise ValueError(f"{name}: {row.status} is no status")
    if row.source not in sources:
        raise ValueError(f"{name}: no source is called {row.source}")
    if more := event.keys() - _KEYS:
        raise ValueError(f"{name}: {', '.join(sorted(more))}: no such key")
    return row
