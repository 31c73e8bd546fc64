"""A life's transcript: JSON lines read into small records, with an index by order.

Unknown types and unknown fields are left alone, so that an older or newer life can be read too.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from tests.simulation.calendar_oracle import Policy

# Kinds of events that only say that a letter went out: no news of the order itself.
LETTER_EVENTS = (
    "confirmation.sent",
    "confirmation.resent",
    "shipping_notice.sent",
    "delay_notice.sent",
    "delay_notice.superseded",
    "care.answered",
    "letter.bounced",
    "letter.complained",
)


_NEVER = datetime.min.replace(tzinfo=UTC)
SAME_STOP = timedelta(minutes=2)


@dataclass(slots=True)
class Record:
    """What every line has."""

    type_: ClassVar[str] = ""
    n: int = 0
    at: datetime = _NEVER
    more: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Start(Record):
    """How the life began."""

    type_: ClassVar[str] = "start"
    seed: int = 0
    store: str = ""
    policy: str = ""
    mail_reports: bool = False
    engine: str = ""
    source: str = ""


@dataclass(slots=True)
class Deed(Record):
    """What somebody did."""

    type_: ClassVar[str] = "deed"
    who: str = ""
    what: str = ""
    order: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    ok: bool = True
    answer: str = ""
    words: str = ""


@dataclass(slots=True)
class Letter(Record):
    """A letter as its reader gets it."""

    type_: ClassVar[str] = "letter"
    to: str = ""
    subject: str = ""
    text: str = ""
    html: str = ""
    message_id: str = ""
    order: str = ""
    attachments: list[dict[str, Any]] = field(default_factory=list)
    in_reply_to: str = ""


@dataclass(slots=True)
class MailReport(Record):
    """What the mail provider told the store of a letter."""

    type_: ClassVar[str] = "mail_report"
    message_id: str = ""
    to: str = ""
    kind: str = ""


@dataclass(slots=True)
class Page(Record):
    """A page that was read, where it differs from its last reading."""

    type_: ClassVar[str] = "page"
    page: str = ""
    about: str = ""
    viewer: str = ""
    status: int = 200
    text: str = ""
    url: str = ""


@dataclass(slots=True)
class Read(Record):
    """How many pages were read at a stop."""

    type_: ClassVar[str] = "read"
    pages: int = 0


@dataclass(slots=True)
class Event(Record):
    """A row of an order's timeline. `event_at` is the instant that the row itself carries."""

    type_: ClassVar[str] = "event"
    order: str = ""
    line: str = ""
    kind: str = ""
    by: str = ""
    event_at: str = ""
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def happened_at(self) -> datetime:
        """The row's own instant, or that of the line where it has none."""
        return as_instant(self.event_at) if self.event_at else self.at


@dataclass(slots=True)
class State(Record):
    """The state of an order's pieces."""

    type_: ClassVar[str] = "state"
    order: str = ""
    lines: list[dict[str, Any]] = field(default_factory=list)
    email: str = ""
    placed_at: str = ""
    total_cents: int = 0


@dataclass(slots=True)
class Money(Record):
    """The provider's own account of a payment."""

    type_: ClassVar[str] = "money"
    order: str = ""
    authorized_cents: int = 0
    captured_cents: int = 0
    refunded_cents: int = 0
    voided: bool = False
    status: str = ""
    disputed: bool = False


@dataclass(slots=True)
class Task(Record):
    """A task at the desk, opened or closed."""

    type_: ClassVar[str] = "task"
    key: str = ""
    role: str = ""
    title: str = ""
    due_at: str = ""
    closed_at: str = ""
    order: str = ""


@dataclass(slots=True)
class Fault(Record):
    """A page that answered 500, or work in the background that raised."""

    type_: ClassVar[str] = "error"
    where: str = ""
    text: str = ""


@dataclass(slots=True)
class LeftOut(Record):
    """An action that this source doesn't have."""

    type_: ClassVar[str] = "left_out"
    what: str = ""


@dataclass(slots=True)
class End(Record):
    """The life is over."""

    type_: ClassVar[str] = "end"
    counts: dict[str, Any] = field(default_factory=dict)


RECORDS: dict[str, type[Record]] = {
    record.type_: record
    for record in (
        Start, Deed, Letter, MailReport, Page, Read, Event, State, Money, Task, Fault, LeftOut, End
    )
}  # fmt: skip
AnyRecord = TypeVar("AnyRecord", bound=Record)


def as_instant(text: str) -> datetime:
    """An ISO 8601 instant, in UTC; one without an offset is read as UTC."""
    instant = datetime.fromisoformat(text)
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


def record_of(line: dict[str, Any]) -> Record | None:
    """One line as its record; None for a type that nobody here knows."""
    kind = RECORDS.get(str(line.get("type")))
    if kind is None:
        return None
    names = {record_field.name for record_field in fields(kind)} - {"n", "at", "more"}
    values = {name: line[name] for name in names if line.get(name) is not None}
    more = {name: value for name, value in line.items() if name not in {*names, "n", "at", "type"}}
    return kind(n=line["n"], at=as_instant(line["at"]), more=more, **values)


class Transcript:
    """All lines of one life."""

    def __init__(self, records: Iterable[Record]) -> None:
        self.records = sorted(records, key=lambda record: record.n)
        self._by_type: dict[str, list[Record]] = {}
        for record in self.records:
            self._by_type.setdefault(record.type_, []).append(record)
        starts = self.of(Start)
        self.start = starts[0] if starts else Start()
        self.policy = Policy(self.start.policy)
        self.ends_at = self.records[-1].at if self.records else self.start.at

    def of(self, kind: type[AnyRecord]) -> list[AnyRecord]:
        """All records of one type, in their order."""
        return self._by_type.get(kind.type_, [])  # type: ignore[return-value]

    @cached_property
    def orders(self) -> dict[str, OrderStory]:
        """The story of every order, by its number."""
        numbers = dict.fromkeys(
            record.order for record in self.of(Event) if record.kind == "order.placed"
        )
        stories = {number: OrderStory(self, number) for number in numbers if number}
        for record in self.records:
            number = getattr(record, "order", "") or getattr(record, "about", "")
            if number in stories:
                stories[number].add(record)
        return stories

    @cached_property
    def _versions(self) -> list[tuple[date, Policy]]:
        """The versions of the terms that came into force, each from its day on."""
        changes: dict[date, dict[str, Any]] = {}
        agreements = [
            deed.n
            for deed in self.of(Deed)
            if deed.what == "policy.agree"
            and deed.ok  # else the store refused: its day was over
            and deed.details.get("decision", "agree") == "agree"
        ]
        for deed in self.of(Deed):
            details = deed.details
            if deed.what == "policy.propose" and {"field", "after", "on"} <= {*details}:
                day = date.fromisoformat(str(details["on"])[:10])
                if not any(deed.n < agreed for agreed in agreements):
                    continue
                changes.setdefault(day, {})[str(details["field"])] = details["after"]
        versions = [(date.min, self.policy)]
        for day in sorted(changes):
            versions.append((day, versions[-1][1].with_changes(changes[day])))
        return versions

    def policy_from(self, day: date) -> Policy:
        """The version that is in force from this day on, or on it."""
        return [policy for begins, policy in self._versions if begins <= day][-1]


class OrderStory:
    """Everything of one order, in the order in which it happened."""

    def __init__(self, life: Transcript, number: str) -> None:
        self.life, self.number = life, number
        self.records: list[Record] = []

    def add(self, record: Record) -> None:
        """One more of its records."""
        self.records.append(record)

    def of(self, kind: type[AnyRecord]) -> list[AnyRecord]:
        """Its records of one type."""
        return [record for record in self.records if isinstance(record, kind)]

    @cached_property
    def events(self) -> list[Event]:
        """Its timeline."""
        return self.of(Event)

    @cached_property
    def letters(self) -> list[Letter]:
        """All letters about it."""
        return self.of(Letter)

    def events_of(self, *kinds: str) -> list[Event]:
        """The events of these kinds; a kind that ends with a dot stands for its family."""
        return [
            event
            for event in self.events
            if any(event.kind == kind or (kind[-1] == "." and event.kind.startswith(kind))
                   for kind in kinds)
        ]  # fmt: skip

    def first_event(self, *kinds: str) -> Event | None:
        """The first event of these kinds."""
        return next(iter(self.events_of(*kinds)), None)

    def last_event(self, *kinds: str, before: int | None = None) -> Event | None:
        """The last event of these kinds, before a line of the transcript where one is given."""
        events = [event for event in self.events_of(*kinds) if before is None or event.n < before]
        return events[-1] if events else None

    def pages(self, *kinds: str) -> list[Page]:
        """Its pages of these kinds that could be read."""
        return [page for page in self.of(Page) if page.page in kinds and page.status == 200]

    @cached_property
    def placed_at(self) -> datetime:
        """When it was placed."""
        placed = self.first_event("order.placed")
        return placed.happened_at if placed else self.records[0].at

    @cached_property
    def policy(self) -> Policy:
        """The terms by which it is judged for ever: those in force when it was placed."""
        placed = self.first_event("order.placed")
        terms = (placed.facts.get("policy") or {}) if placed else {}
        effective_on = str(terms.get("effective_on") or "")
        if not effective_on:
            return self.life.policy
        return self.life.policy_from(date.fromisoformat(effective_on))

    @cached_property
    def titles(self) -> list[str]:
        """The titles of its pieces."""
        lines = self.events_of("line.placed", "line.placed_in_japan")
        states = self.of(State)
        named = [event.line for event in lines if event.line]
        named += [line["title"] for line in (states[0].lines if states else [])]
        return list(dict.fromkeys(named))

    @cached_property
    def replay(self) -> Replay:
        """The states of its pieces over time."""
        return Replay(self.events)

    def page_at_stop(self, letter: Record, kind: str = "order") -> Page | None:
        """The page as it was read at the end of this record's stop; None where nobody surely read
        it then. (What stands unchanged isn't written again.)
        """
        stop = self._reading_after(letter)
        pages = [page for page in self.pages(kind) if stop and page.n < stop.n]
        if stop is None or not pages:
            return None
        touched = any(letter.at <= event.at and event.n < stop.n for event in self.events)
        return pages[-1] if touched or pages[-1].n > letter.n else None

    def _reading_after(self, record: Record) -> Read | None:
        """The reading that ends the stop in which this was written."""
        reads = self.life.of(Read)
        place = bisect_right(reads, record.n, key=lambda read: read.n)
        if place < len(reads) and reads[place].at - record.at <= SAME_STOP:
            return reads[place]
        return None

    def next_page(self, page: Page) -> Page | None:
        """The next different reading of the same page."""
        later = [
            reading for reading in self.of(Page) if reading.n > page.n and reading.page == page.page
        ]
        return next((reading for reading in later if reading.viewer == page.viewer), None)

    def states_with(self, record: Record) -> dict[str, str]:
        """The states of its pieces when a letter was written: what had happened at that instant is
        written down after it.
        """
        same = [event.n for event in self.events if event.at <= record.at]
        return self.replay.states_at(max([record.n, *same]))

    def facts_between(self, first: int, last: int) -> list[Event]:
        """Events between two lines that are news of the order, and not of a letter."""
        return [
            event
            for event in self.events
            if first < event.n < last
            and event.kind not in LETTER_EVENTS
            and not event.kind.startswith("promise.")
        ]


# What moves a piece, by docs/ and the clauses: from which states, and where to.
_MOVES: dict[str, tuple[tuple[str, ...], str]] = {
    "line.placed": (("",), "placed"),
    "line.placed_in_japan": (("",), "in_japan"),
    "line.dispatched": (("in_japan",), "in_transfer"),
    "line.arrived": (("in_transfer",), "placed"),
    "line.processed": (("placed",), "processed"),
    "line.shipped": (("processed",), "shipped"),
    "line.delivered": (("shipped",), "delivered"),
    "line.cancelled": (("placed", "in_japan", "in_transfer", "processed"), "cancelled"),
    "line.lost": (("shipped",), "lost"),
    "line.found": (("lost",), "shipped"),
    "line.returned": (("shipped", "delivered", "lost"), "returned"),
    "line.requeued": (("returned",), "placed"),
    "line.returned_to_buyer": (("returned",), "delivered"),
    "line.restocked": (("returned",), "restocked"),
}
ENDED_STATES = ("delivered", "cancelled", "lost", "returned", "restocked")
UNSHIPPED_STATES = ("placed", "in_japan", "in_transfer", "processed")


@dataclass(slots=True)
class BadMove:
    """An event that can't follow from what was so before."""

    event: Event
    state: str


class Replay:
    """The states of an order's pieces, worked out from its events alone."""

    def __init__(self, events: Iterable[Event]) -> None:
        self.steps: list[tuple[int, str, str]] = []  # line number, title, state after it
        self.bad_moves: list[BadMove] = []
        current: dict[str, str] = {}
        for event in events:
            move = _MOVES.get(event.kind)
            if move is None:
                continue
            state = current.get(event.line, "")
            if state not in move[0]:
                self.bad_moves.append(BadMove(event, state))
            current[event.line] = move[1]
            self.steps.append((event.n, event.line, move[1]))

    def states_at(self, n: int) -> dict[str, str]:
        """The state of each piece just after line `n` of the transcript."""
        return {title: state for step, title, state in self.steps if step <= n}

    def changes(self, title: str) -> Iterator[tuple[int, str]]:
        """When a piece took which state."""
        return ((n, state) for n, name, state in self.steps if name == title)


def load_lines(lines: Iterable[str]) -> Transcript:
    """A transcript from its lines."""
    records = (record_of(json.loads(line)) for line in lines if line.strip())
    return Transcript(record for record in records if record is not None)


def load_file(path: Path) -> Transcript:
    """A transcript from its file."""
    with path.open(encoding="utf-8") as file:
        return load_lines(file)
