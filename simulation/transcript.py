"""What a life leaves behind: JSON lines, one for each thing that happened or was read.

Every line has `n` (its number), `at` (UTC, ISO 8601) and `type`:

- `start`: `seed`, `store`, `policy` (the TOML), `mail_reports`, `engine`, `source`, `script`.
- `deed`: `who` did `what` about `order`, with `details`; `ok`, the `answer` that came back, and
  `words`, a sentence for the story.
- `letter`: `to`, `subject`, `text`, `html`, `message_id`, `in_reply_to`, `order`, `attachments`.
- `mail_report`: `message_id`, `to`, `kind`: what the mail provider told the store.
- `page`: `page`, `about`, `viewer`, `url`, `status`, `text`; only when it differs from the last
  reading of the same page.
- `read`: `pages`, how many were read at this stop, those that had not changed included.
- `event`: a row of an order's timeline: `order`, `line`, `kind`, `by`, `facts`.
- `state`: `order`, `email`, `placed_at`, `total_cents`, `lines`; when it changed.
- `money`: the provider's account of a payment, when it changed.
- `task`: a task at the desk, opened or closed.
- `error`: an answer 500, or a task or sweep that raised. `left_out`: what this source doesn't have.
- `end`: counts.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO


class Transcript:
    """Written as the life goes on."""

    def __init__(self, file: TextIO, now: Callable[[], datetime]) -> None:
        self._file, self._now, self._next = file, now, 1
        self._latest: dict[tuple[str, ...], str] = {}
        self.counts: Counter[str] = Counter()

    def write(self, type_: str, /, **fields: Any) -> None:
        """One line, at the instant at which the clock stands."""
        line = {"n": self._next, "at": self._now().isoformat(timespec="microseconds")}
        self._file.write(json.dumps(line | {"type": type_} | fields, ensure_ascii=False) + "\n")
        self._next += 1
        self.counts[type_] += 1

    def write_changed(self, type_: str, key: tuple[str, ...], /, **fields: Any) -> bool:
        """One line, unless the last of this key said the same. Returns whether it was written."""
        content = json.dumps(fields, sort_keys=True)
        if self._latest.get((type_, *key)) == content:
            return False
        self._latest[type_, *key] = content
        self.write(type_, **fields)
        return True

    def deed(
        self,
        who: str,
        what: str,
        words: str,
        *,
        order: str = "",
        ok: bool = True,
        answer: str = "",
        **details: Any,
    ) -> None:
        """What somebody did, or what happened in the world."""
        self.write(
            "deed",
            who=who,
            what=what,
            order=order,
            details=details,
            ok=ok,
            answer=answer[:4000],
            words=words,
        )


def read_lines(file: Path) -> list[dict[str, Any]]:
    """All lines of a transcript."""
    with file.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]
