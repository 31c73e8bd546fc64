"""No promise is earlier than what the store already knew when it made it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tests.simulation.checks.common import finding, letters_of, local_day, read_letter
from tests.simulation.checks.new_facts import document_pieces
from tests.simulation.closures import closed_days
from tests.simulation.findings import Check, Finding, letter_evidence
from tests.simulation.told import Document, letter_kind, read_document
from tests.simulation.transcript import Letter, OrderStory, Page, Transcript

PROMISES = (
    "confirmation",
    "delay",
    "sooner",
    "shipping",
    "returned",
    "partly_cancelled",
    "delivered",
)


def run(life: Transcript) -> Iterator[Finding]:
    """Every letter and page that promises a day."""
    for story in life.orders.values():
        for letter in letters_of(story, *PROMISES):
            document = read_letter(story, letter)
            yield from _past_days(story, document)
            yield from _ships_after_arriving(story, letter, document)
            if letter_kind(letter) in ("delay", "sooner", "returned"):
                yield from _too_early(story, letter, document)
        for page in story.pages("order"):
            yield from _past_days(story, read_document(story, page))


def _past_days(story: OrderStory, document: Document) -> Iterator[Finding]:
    """A day that is over can't be promised."""
    today = local_day(story, document.record)
    is_page = isinstance(document.record, Page)
    for statement in document.promises("arrives", "ships_by", "ships_window"):
        if statement.last < today and statement.part not in ("pieces", "why"):
            words = (
                f"On {today} it is told that it {statement.meaning.replace('_', ' ')}"
                f" {statement.last}"
            )
            where = "page" if is_page else letter_kind(document.record)  # type: ignore[arg-type]
            kind = f"{where} {statement.meaning} in the past"
            yield finding("known_then", story, document.record, words, statement.line, kind=kind)
            return


def _ships_after_arriving(
    story: OrderStory, letter: Letter, document: Document
) -> Iterator[Finding]:
    for statement in document.of("ships_by", "ships_window"):
        arrives = [arrival for arrival in document.of("arrives") if arrival.line == statement.line]
        for arrival in arrives:
            if arrival.last <= statement.last or arrival.first <= statement.first:
                words = (
                    f"“{letter.subject}” lets it arrive {arrival.first} to {arrival.last}, and"
                    f" leave {statement.first} to {statement.last}"
                )
                yield finding(
                    "known_then",
                    story,
                    letter,
                    words,
                    statement.line,
                    kind="arrives before it ships",
                )


def _too_early(story: OrderStory, letter: Letter, document: Document) -> Iterator[Finding]:
    arrives = [
        statement for statement in document.promises("arrives") if statement.part != "to_come"
    ]
    if not arrives:
        return
    statement = arrives[0]
    states = story.states_with(letter)
    pieces = document_pieces(story, document)
    waiting = [states.get(title, "") for title in pieces]
    if not waiting or not set(waiting) <= {"placed", "in_japan", "in_transfer", "processed"}:
        return
    earliest = _earliest_arrival(story, letter, set(waiting))
    if statement.first < earliest:
        words = (
            f"“{letter.subject}” promises {statement.first} to {statement.last}; what was known on"
            f" {local_day(story, letter)} (pieces {', '.join(sorted(set(waiting)))}) lets nothing"
            f" arrive before {earliest}"
        )
        evidence = letter_evidence(letter, "arrive", "WHY")
        kind = f"too early {letter_kind(letter)} {sorted(set(waiting))}"
        yield finding("known_then", story, letter, words, evidence, kind=kind)


def _earliest_arrival(story: OrderStory, letter: Letter, states: set[str]) -> date:
    """The first day by the clauses' least numbers, from what still has to be done."""
    policy, life, today = story.policy, story.life, local_day(story, letter)
    here = policy.store_days.without(closed_days(life, letter.at, "us"))
    ready = here.on_or_after(today)
    rules = policy.get("transfer", default={})
    if "in_japan" in states:
        abroad = policy.japan_days.without(closed_days(life, letter.at, "jp"))
        flight = policy.store_days.without(closed_days(life, letter.at, "customs"))
        left = abroad.on_or_after(today)
        ready = flight.after(left, int(rules.get("arrival_earliest_days", 4)))
        ready = here.after(ready, int(policy.get("processing", "earliest_days", default=1)))
    if states == {"processed"}:
        packed = [event.at for event in story.events_of("line.processed") if event.at <= letter.at]
        ready = policy.day_of(max(packed)) if packed else ready  # on a closed day, too
    carrier = policy.store_days.without(closed_days(life, letter.at, "carrier"))
    return carrier.after(ready, int(policy.method().get("earliest_days", 5)))


CHECK = Check(
    "known_then", "transfer, delivery",
    "they would wait for a day that the store knew could not be kept", run,
)  # fmt: skip
