"""What a check found: a short story, and a signature that stays the same for the same fault."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.simulation.transcript import Letter, Page, Transcript

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
_WEEKDAY = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*"


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken promise. `kind` names what it is about: a letter's subject, a kind of page."""

    check: str
    order: str
    at: datetime
    story: str
    evidence: tuple[str, ...] = ()
    kind: str = ""

    @property
    def signature(self) -> str:
        """The same for the same fault in another order, on another day."""
        return f"{self.check}: {shape_of(self.kind or self.story)}"

    def as_text(self) -> str:
        """For a reader of the report."""
        lines = [f"[{self.check}] {self.at:%Y-%m-%d %H:%M} UTC {self.order}".rstrip(), self.story]
        lines += [f"    {line}" for evidence in self.evidence for line in evidence.splitlines()]
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Check:
    """A check: its name, the clause that it reads, and what a person would lose without it."""

    name: str
    clause: str
    loses: str
    run: Callable[[Transcript], Iterator[Finding]] = field(repr=False)


def shape_of(words: str) -> str:
    """Words without numbers, names of orders, dates and sums."""
    text = re.sub(r"https?://\S+", "URL", words)
    text = re.sub(r"\bT-[0-9A-Z]{5}-[0-9A-Z]{5}(?:-\w+)?\b", "ORDER", text)
    text = re.sub(rf"(?:{_WEEKDAY},? )?{_MONTH} \d{{1,2}}(?:, \d{{4}})?", "DATE", text)
    text = re.sub(r"\d{4}-\d{2}-\d{2}(?:[T ][\d:.+]+)?", "DATE", text)
    text = re.sub(r"\$[\d,]+(?:\.\d\d)?", "SUM", text)
    text = re.sub(r"\b[\w.+-]+@[\w.-]+", "ADDRESS", text)
    text = re.sub(r"\b(?:UPS|USPS|FedEx)\b", "CARRIER", text)
    text = re.sub(r"\b\d[\d,.:]*\b", "#", text)
    text = re.sub(r", signed for by .*", ", signed for by NAME", text)
    text = re.sub(r"›", "", re.sub(r"‹(\w+):#›", r"‹\1", text))
    return re.sub(r"\s+", " ", text).strip()


def letter_evidence(letter: Letter, *needles: str) -> str:
    """The letter's head, and the lines of it that hold one of these words."""
    return "\n".join(
        [
            f"LETTER {letter.at:%Y-%m-%d %H:%M} UTC: {letter.subject}",
            *lines_with(letter.text, needles),
        ]
    )


def page_evidence(page: Page, *needles: str) -> str:
    """The page's head, and the lines of it that hold one of these words."""
    return "\n".join(
        [f"PAGE {page.page} {page.at:%Y-%m-%d %H:%M} UTC", *lines_with(page.text, needles)]
    )


def lines_with(text: str, needles: tuple[str, ...]) -> list[str]:
    """The lines of a text that hold one of these words, each once."""
    hits = [line.strip() for line in text.splitlines() if any(word in line for word in needles)]
    return [f"  {line[:300]}" for line in dict.fromkeys(hits)][:8]
