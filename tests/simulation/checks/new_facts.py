"""No letter without a new fact: nobody is written the same again, and no old date as news."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.simulation.checks.common import finding, in_words, letters_of, read_letter
from tests.simulation.closures import closures_of
from tests.simulation.findings import Check, Finding, letter_evidence, shape_of
from tests.simulation.told import Document, letter_kind, says_no_date, sentence_of
from tests.simulation.transcript import Letter, OrderStory, Transcript

MOST_WITHOUT_FACT = (
    2  # the day first promised may fail, and the revised one too; then it is no news
)


def run(life: Transcript) -> Iterator[Finding]:
    """Repeated words, repeated dates, and letters that only time has written."""
    for story in life.orders.values():
        yield from _same_words(story)
        yield from _same_dates(story)
        yield from _drip(life, story)


def _same_words(story: OrderStory) -> Iterator[Finding]:
    before: dict[tuple[str, str], Letter] = {}
    for letter in story.letters:
        if letter_kind(letter) == "digest":  # a list of what is open, each business day
            continue
        key = (letter.to, _body(letter.text))
        earlier = before.get(key)
        before[key] = letter
        if earlier is None or earlier.message_id == letter.message_id:
            continue
        if letter.in_reply_to != earlier.in_reply_to:  # each answers a mail of its own
            continue
        if not story.facts_between(earlier.n, letter.n):
            words = (
                f"“{letter.subject}” says word for word what was sent {earlier.at:%Y-%m-%d %H:%M}"
            )
            evidence = (letter_evidence(earlier), letter_evidence(letter))
            yield finding(
                "new_facts", story, letter, words, *evidence, kind=f"same {letter.subject}"
            )


def _body(text: str) -> str:
    return " ".join(re.sub(r"https?://\S+", "", text).split())


def _same_dates(story: OrderStory) -> Iterator[Finding]:
    """A letter about new dates that names the dates that its reader had been told already."""
    last: dict[str, tuple[str, str, Letter]] = {}
    for letter in letters_of(
        story, "confirmation", "delay", "sooner", "shipping", "returned", "trouble"
    ):
        document = read_letter(story, letter)
        if says_no_date(letter.text):
            for title in document_pieces(story, document):
                last.pop(title, None)
            continue
        dates = _dates_in(document)
        if not dates:
            continue
        is_news = bool(re.search(r"late|new dates|new delivery date|sooner", letter.subject))
        pieces = document_pieces(story, document)
        ships = _ships_by(document)
        repeated = [
            title
            for title in pieces
            if title in last and last[title][0] == dates and ships in ("", last[title][1])
        ]
        if is_news and repeated:
            earlier = last[repeated[0]][2]
            words = (
                f"“{letter.subject}” tells dates as news that stood in the letter before: {dates}"
            )
            evidence = (letter_evidence(earlier, "arrive"), letter_evidence(letter, "arrive"))
            yield finding(
                "new_facts", story, letter, words, *evidence, kind=f"dates {letter.subject}"
            )
        last |= dict.fromkeys(pieces, (dates, ships, letter))


def document_pieces(story: OrderStory, document: Document) -> tuple[str, ...]:
    """The pieces that the letter's own dates are about."""
    named = [
        statement.pieces for statement in document.of("arrives", "missed_ship_by", "overdue_since")
    ]
    return named[0] if named else tuple(story.titles)


def _dates_in(document: Document) -> str:
    arrives = [
        statement for statement in document.promises("arrives") if statement.part != "to_come"
    ]
    return f"{arrives[0].first} to {arrives[0].last}" if arrives else ""


def _ships_by(document: Document) -> str:
    """The day by which it ships now: a new one is news, whatever it does to the arrival."""
    ships = document.promises("ships_by")
    return str(ships[0].last) if ships else ""


def _drip(life: Transcript, story: OrderStory) -> Iterator[Finding]:
    """One letter after another for the same reason, and nothing has happened between them."""
    run_of: list[Letter] = []
    for letter in letters_of(story, "delay", "overdue"):
        before = run_of[-1] if run_of else None
        if before is None or not _is_same_news(life, story, before, letter):
            run_of = []
        run_of.append(letter)
        if len(run_of) > MOST_WITHOUT_FACT:
            words = (
                f"The {len(run_of)}th letter in a row for the same reason, and nothing happened"
                f" since {run_of[0].at:%Y-%m-%d}: {in_words([letter.subject])}"
            )
            evidence = tuple(
                letter_evidence(earlier, "ship", "hear from") for earlier in run_of[-3:]
            )
            kind = f"drip {shape_of(letter.subject)}"
            yield finding("new_facts", story, letter, words, *evidence, kind=kind)


def _is_same_news(life: Transcript, story: OrderStory, before: Letter, letter: Letter) -> bool:
    why = sentence_of(before.text, "WHY")
    if why != sentence_of(letter.text, "WHY"):
        return False
    moved = [
        event
        for event in story.facts_between(before.n, letter.n)
        if not event.kind.startswith(("delay.", "payment.about", "parcel.overdue"))
    ]
    closed = [closure for closure in closures_of(life) if before.at < closure.at <= letter.at]
    return not moved and not closed


CHECK = Check(
    "new_facts", "delivery", "trust in the next letter, which may be the one that matters", run
)
