"""What a letter says is what the order's page says at the same stop, and no page moves a date later
than the letters have said.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from tests.simulation.checks.common import finding, letters_of, no_letter_leaves, read_letter
from tests.simulation.findings import Check, Finding, letter_evidence, page_evidence
from tests.simulation.told import Document, Statement, letter_kind, read_document, says_no_date
from tests.simulation.transcript import (
    SAME_STOP,
    Letter,
    OrderStory,
    Page,
    Record,
    Transcript,
)

SAME_ON_BOTH = (
    "claim_closes", "claim_opens", "cancel_if_silent", "keep_if_silent", "trace_by", "pay_by",
    "person_answers", "send_back_by", "claim_files_itself",
)  # fmt: skip
# The same limit in other words.
_ALSO = {"claim_opens": ("claim_opens", "claim_files_itself"), "claim_closes": ("claim_closes",)}


@dataclass(slots=True)
class Standing:
    """The dates of a piece as its buyer was last told of them."""

    letter: Letter | None = None
    arrives: tuple[date, date] | None = None
    history: list[tuple[date, date]] = field(default_factory=list)


def run(life: Transcript) -> Iterator[Finding]:
    """Each letter beside the page of its stop; each page beside the last letter."""
    for story in life.orders.values():
        yield from _letters(story)
        yield from _pages(story)
        yield from _overdue(story)


def _letters(story: OrderStory) -> Iterator[Finding]:
    letters = [letter for letter in story.letters if "@" in letter.to]
    for letter in letters:
        page = story.page_at_stop(letter)
        if page is None or letter_kind(letter) in ("digest", "search"):
            continue
        if _is_superseded(story, letter, page):
            continue
        read_page, read_mail = read_document(story, page), read_document(story, letter)
        yield from _arrival(story, letter, page, read_mail, read_page)
        for meaning in SAME_ON_BOTH:
            yield from _limits(story, letter, page, read_mail, read_page, meaning)


def _is_superseded(story: OrderStory, letter: Letter, page: Page) -> bool:
    """Whether more happened at the stop after what the letter is about."""
    later = [other for other in story.letters if letter.n < other.n and other.at <= page.at]
    return bool(later)


def _arrival(
    story: OrderStory, letter: Letter, page: Page, mail: Document, shown: Document
) -> Iterator[Finding]:
    for statement in mail.promises("arrives"):
        for title in statement.pieces:
            on_page = _arrives_of(shown, title)
            if _is_late_copy(story, letter) and all(last <= statement.last for _, last in on_page):
                continue
            if on_page and (statement.first, statement.last) not in on_page:
                dates = ", ".join(f"{first} to {last}" for first, last in on_page)
                words = (
                    f"“{letter.subject}” says that {title} arrives {statement.first} to"
                    f" {statement.last}; the page says {dates} at the same time"
                )
                evidence = (
                    letter_evidence(letter, statement.line[:60]),
                    page_evidence(page, "rrive"),
                )
                kind = f"arrives {letter_kind(letter)}"
                yield finding("letter_against_page", story, letter, words, *evidence, kind=kind)
                return
            if not on_page and _is_on_its_way(shown, story, letter, title):
                words = (
                    f"“{letter.subject}” says that {title} arrives {statement.first} to"
                    f" {statement.last}; the page names no date at the same time"
                )
                evidence = (
                    letter_evidence(letter, statement.line[:60]),
                    page_evidence(page, "date"),
                )
                kind = f"no date {letter_kind(letter)}"
                yield finding("letter_against_page", story, letter, words, *evidence, kind=kind)
                return


def _is_late_copy(story: OrderStory, letter: Letter) -> bool:
    """Whether it is the copy of the order as placed, which left only later: what has happened since
    may have narrowed the page, and never widened it.
    """
    is_late = letter.at - story.placed_at > SAME_STOP
    return letter_kind(letter) == "confirmation" and is_late


def _is_on_its_way(shown: Document, story: OrderStory, letter: Letter, title: str) -> bool:
    """Whether the page could name a date of this piece, and none that passed."""
    overdue = [statement for statement in shown.of("overdue_since") if title in statement.pieces]
    state = story.replay.states_at(shown.record.n).get(title, "")
    return not overdue and state not in ("delivered", "cancelled", "lost", "returned", "restocked")


def _arrives_of(document: Document, title: str) -> list[tuple[date, date]]:
    statements = document.promises("arrives")
    return [
        (statement.first, statement.last) for statement in statements if title in statement.pieces
    ]


def _limits(
    story: OrderStory, letter: Letter, page: Page, mail: Document, shown: Document, meaning: str
) -> Iterator[Finding]:
    on_page = {
        _value(story, statement) for statement in shown.promises(*_ALSO.get(meaning, (meaning,)))
    }
    for statement in mail.of(meaning):
        if on_page and _value(story, statement) not in on_page:
            words = (
                f"“{letter.subject}” says {meaning.replace('_', ' ')} {_value(story, statement)};"
                f" the page says {', '.join(sorted(on_page))} at the same time"
            )
            evidence = (
                letter_evidence(letter, statement.line[:60]),
                page_evidence(page, "laim", "until", "by "),
            )
            kind = f"{meaning} {letter_kind(letter)}"
            yield finding("letter_against_page", story, letter, words, *evidence, kind=kind)
            return


def _value(story: OrderStory, statement: Statement) -> str:
    instant = statement.mention.token.instant
    if instant is None and statement.meaning == "claim_opens":
        instant = story.policy.midnight(statement.first)
    return f"{instant:%Y-%m-%d %H:%M} UTC" if instant else f"{statement.first}"


def standings_before(story: OrderStory, record: Record) -> dict[str, Standing]:
    """What the buyer had been told of each piece by letters up to this record."""
    standings = {title: Standing() for title in story.titles}
    for letter in story.letters:
        if letter.n >= record.n and letter.at > record.at:
            break
        kind = letter_kind(letter)
        if kind in ("digest", "search", "refunded", "other", "request"):
            continue
        if _is_late_copy(story, letter) and any(standing.letter for standing in standings.values()):
            continue  # asked for once more: a copy of what was sent, and no new word
        document = read_letter(story, letter)
        promises = document.promises("arrives")
        for statement in promises:
            for title in statement.pieces:
                standings[title].letter = letter
                standings[title].arrives = (statement.first, statement.last)
                standings[title].history.append((statement.first, statement.last))
        if not promises and says_no_date(letter.subject + letter.text):
            for title in story.titles:
                standings[title].arrives = None
    return standings


def _pages(story: OrderStory) -> Iterator[Finding]:
    for page in story.pages("order"):
        if no_letter_leaves(story.life, page.n):
            continue
        document = read_document(story, page)
        standings = standings_before(story, page)
        for statement in document.promises("arrives"):
            if statement.part != "arrival":
                continue
            for title in statement.pieces:
                standing = standings[title]
                if standing.arrives and statement.last > standing.arrives[1]:
                    words = (
                        f"The page says that {title} arrives by {statement.last}; the last letter"
                        f" said by {standing.arrives[1]}, and none has told of a later day"
                    )
                    evidence = [page_evidence(page, statement.line[:60])]
                    if standing.letter is not None:
                        evidence.append(letter_evidence(standing.letter, "rrive"))
                    yield finding(
                        "letter_against_page", story, page, words, *evidence, kind="page is later"
                    )
                    return


def _overdue(story: OrderStory) -> Iterator[Finding]:
    """A letter, or a page, that says by when it should have arrived names the day last told."""
    for letter in letters_of(story, "overdue", "delay"):
        document = read_letter(story, letter)
        before = [earlier for earlier in story.letters if earlier.n < letter.n]
        if not before:
            continue
        standings = standings_before(story, before[-1])
        for statement in document.of("overdue_since"):
            for title in statement.pieces:
                standing = standings[title]
                if standing.arrives and statement.last != standing.arrives[1]:
                    words = (
                        f"“{letter.subject}” says that it should have arrived by {statement.last};"
                        f" the letter before had said by {standing.arrives[1]}"
                    )
                    evidence = [letter_evidence(letter, "should have arrived")]
                    if standing.letter is not None:
                        evidence.append(letter_evidence(standing.letter, "rrive"))
                    yield finding(
                        "letter_against_page", story, letter, words, *evidence, kind="overdue since"
                    )
                    break
    for first, second in pairwise(story.pages("order")):
        yield from _page_turned(story, first, second)


def _page_turned(story: OrderStory, first: Page, second: Page) -> Iterator[Finding]:
    before, after = read_document(story, first), read_document(story, second)
    for statement in after.of("overdue_since"):
        arrives = [
            arrival.last
            for arrival in before.promises("arrives")
            if set(arrival.pieces) & set(statement.pieces)
        ]
        if arrives and statement.last not in arrives:
            words = (
                f"The page said by {max(arrives)}, and now that it should have come by"
                f" {statement.last}"
            )
            evidence = (page_evidence(first, "rrive"), page_evidence(second, "rrive"))
            yield finding(
                "letter_against_page", story, second, words, *evidence, kind="page overdue"
            )


CHECK = Check(
    "letter_against_page", "explained",
    "they couldn't know which of two days to be at home for", run,
)  # fmt: skip
