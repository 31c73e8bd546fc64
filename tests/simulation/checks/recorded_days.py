"""The day on which something is said to have happened is the store's own day of it: what happened
on a Monday evening is told as Monday on every page, in the calendar file and in every letter.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from tests.simulation.checks.common import documents, finding
from tests.simulation.findings import Check, Finding
from tests.simulation.told import Document, Statement, letter_kind
from tests.simulation.transcript import (
    SAME_STOP,
    Event,
    Letter,
    OrderStory,
    Page,
    Record,
    Transcript,
    as_instant,
)
from tests.simulation.words import calendar_days, ics_day

# What is said to have happened, and the events that it may be.
_EVENTS: dict[str, tuple[str, ...]] = {
    "cancelled_on": (
        "line.cancelled", "order.cancelled", "order.partly_cancelled", "parcel.cancel_chosen",
    ),
    "charged_on": ("payment.captured",),
    "delivered_at": (
        "parcel.delivered", "parcel.delivered_unsigned", "line.delivered", "confirmation.delivered",
    ),
    "filed_on": ("claim.filed", "claim.reported"),
    "refunded_on": ("payment.refunded",),
    "released_on": ("payment.voided",),
    "reported_on": (
        "claim.", "parcel.missing", "parcel.misdelivered", "parcel.lost", "damage.",
        "authenticity.",
    ),
}  # fmt: skip
_INSTANTS = ("at", "asked_at", "filed_at")  # facts that say when it really happened


def run(life: Transcript) -> Iterator[Finding]:
    """Letters, order pages, printed copies and calendar files."""
    for story, document in documents(life):
        yield from _document(story, document)
    for story in life.orders.values():
        for page in story.pages("calendar"):
            yield from _calendar(story, page)


def _document(story: OrderStory, document: Document) -> Iterator[Finding]:
    for meaning, kinds in _EVENTS.items():
        for statement in document.of(meaning):
            days = _days_of(story, document.record, kinds)
            if days and _day(story, statement) not in days:
                yield _wrong(
                    story, document.record, meaning, _day(story, statement), days, statement.line
                )


def _day(story: OrderStory, statement: Statement) -> date:
    instant = statement.mention.token.instant
    is_deadline = statement.mention.token.kind == "deadline"
    return statement.first if instant is None or is_deadline else story.policy.day_of(instant)


def _days_of(story: OrderStory, record: Record, kinds: tuple[str, ...]) -> set[date]:
    """The store's days of the events of these kinds up to this record's stop."""
    until = record.at + SAME_STOP
    events = [event for event in story.events_of(*kinds) if event.at <= until]
    return {story.policy.day_of(at) for event in events for at in _instants(event)}


def _instants(event: Event) -> Iterator[datetime]:
    yield event.happened_at
    for name in _INSTANTS:
        if event.facts.get(name):
            yield as_instant(str(event.facts[name]))


def _calendar(story: OrderStory, page: Page) -> Iterator[Finding]:
    days = _days_of(story, page, _EVENTS["delivered_at"])
    for entry in calendar_days(page.text):
        summary = entry.get("SUMMARY", "")
        if days and summary.startswith("Delivered") and ics_day(entry["DTSTART"]) not in days:
            day = ics_day(entry["DTSTART"])
            yield _wrong(story, page, "delivered_at", day, days, summary)


def _wrong(
    story: OrderStory, record: Record, meaning: str, day: date, days: set[date], line: str
) -> Finding:
    what = letter_kind(record) if isinstance(record, Letter) else getattr(record, "page", "")
    happened = ", ".join(map(str, sorted(days)))
    words = (
        f"It is told as {meaning.replace('_', ' ')} {day}; by the store's clock it was {happened}"
    )
    return finding("recorded_days", story, record, words, line, kind=f"{what} {meaning}")


CHECK = Check(
    "recorded_days",
    "explained",
    "a day of their own order would be another one on each paper they hold",
    run,
)
