"""An explanation names the dates that it explains: the steps under a window end with its days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tests.simulation.checks.common import documents, finding
from tests.simulation.findings import Check, Finding
from tests.simulation.told import Document, Statement, letter_kind
from tests.simulation.transcript import Letter, OrderStory, Page, Transcript

# What is told, and the steps that say its first and its last day.
_PAIRS = (
    ("arrives", "why_arrives_first", "why_arrives_last"),
    ("processed", "why_processed_first", "why_processed_last"),
    ("transfer", "why_reaches_first", "why_reaches_last"),
)


def run(life: Transcript) -> Iterator[Finding]:
    """Every letter and page that gives its reasons."""
    for story, document in documents(life):
        yield from _windows(story, document)
        yield from _limits(story, document)
        yield from _processed(story, document)


def _processed(story: OrderStory, document: Document) -> Iterator[Finding]:
    """The day on which it was processed is the day on which a packer closed its box."""
    days = {story.policy.day_of(event.happened_at) for event in story.events_of("line.processed")}
    for statement in document.of("why_processed_on"):
        if days and statement.first not in days:
            packed = ", ".join(map(str, sorted(days)))
            words = f"It is told to have been processed {statement.first}; it was packed {packed}"
            kind = f"{_kind(document)} processed on"
            yield finding(
                "explained_dates", story, document.record, words, statement.line, kind=kind
            )


def _windows(story: OrderStory, document: Document) -> Iterator[Finding]:
    for meaning, first_step, last_step in _PAIRS:
        for statement in _explained(document, meaning):
            firsts = _days(document, first_step, statement)
            lasts = _days(document, last_step, statement)
            if statement.part == "to_come" or not (firsts and lasts):
                continue
            if statement.first not in firsts or statement.last not in lasts:
                words = (
                    f"It {meaning} {statement.first} to {statement.last}, and the steps beside it"
                    f" end with {', '.join(map(str, sorted(firsts | lasts)))}"
                )
                kind = f"{_kind(document)} {meaning}"
                yield finding(
                    "explained_dates", story, document.record, words, statement.line, kind=kind
                )


def _days(document: Document, step: str, window: Statement) -> set[date]:
    """The days that steps about the window's own pieces lead to."""
    return {
        statement.first
        for statement in document.of(step)
        if set(statement.pieces) & set(window.pieces)
    }


def _explained(document: Document, meaning: str) -> list[Statement]:
    """What the steps explain: on paper, the promise as it was made."""
    if isinstance(document.record, Page) and document.record.page == "print":
        return document.of(meaning, parts=("promised",))
    return document.promises(meaning)


def _limits(story: OrderStory, document: Document) -> Iterator[Finding]:
    """The day to ship by, and the limit to cancel."""
    for meaning, step in (("ships_by", "why_will_ship"), ("cancel_until", "why_cancel_until")):
        stated = {_value(statement) for statement in document.of(step)}
        for statement in document.promises(meaning):
            if stated and _value(statement) not in stated:
                words = (
                    f"{meaning} is told as {statement.mention.token.text}, and its steps say"
                    " otherwise"
                )
                kind = f"{_kind(document)} {meaning}"
                yield finding(
                    "explained_dates", story, document.record, words, statement.line, kind=kind
                )


def _value(statement: Statement) -> str:
    token = statement.mention.token
    return str(token.instant or token.last)


def _kind(document: Document) -> str:
    record = document.record
    return letter_kind(record) if isinstance(record, Letter) else record.page


CHECK = Check(
    "explained_dates", "explained", "the reason for their date would be the reason for another", run
)
