"""What several checks need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from tests.simulation.findings import Finding
from tests.simulation.told import Document, letter_kind, read_document
from tests.simulation.transcript import Deed, Letter, OrderStory, Page, Record, Transcript

READ_PAGES = ("order", "print")
COMES_BACK_EVENTS = ("parcel.returning", "parcel.returned", "parcel.checked_in")
ENDS_PARCEL_DATE = (*COMES_BACK_EVENTS, "parcel.lost", "parcel.missing", "claim.filed")


def documents(life: Transcript) -> Iterator[tuple[OrderStory, Document]]:
    """Every letter and page of every order, read."""
    for story in life.orders.values():
        for letter in story.letters:
            yield story, read_document(story, letter)
        for page in story.pages(*READ_PAGES):
            yield story, read_document(story, page)


def letters_of(story: OrderStory, *kinds: str) -> list[Letter]:
    """The order's letters of these kinds, each message once."""
    seen: set[str] = set()
    letters = []
    for letter in story.letters:
        if letter.message_id and letter.message_id in seen:
            continue
        seen.add(letter.message_id)
        if letter_kind(letter) in kinds:
            letters.append(letter)
    return letters


def read_letter(story: OrderStory, letter: Letter) -> Document:
    """A letter, read."""
    return read_document(story, letter)


def finding(
    check: str, story: OrderStory, record: Record, words: str, *evidence: str, kind: str = ""
) -> Finding:
    """A finding about an order at a record."""
    return Finding(check, story.number, record.at, words, evidence, kind)


def local_day(story: OrderStory, record: Record) -> date:
    """The store's day on which something was written."""
    return story.policy.day_of(record.at)


def in_words(pieces: Iterable[str]) -> str:
    """Pieces, for a story."""
    return ", ".join(pieces)


def next_reading(story: OrderStory, page: Page) -> datetime:
    """When the page was next read and said something else; the end of the life otherwise."""
    later = story.next_page(page)
    return later.at if later else story.life.ends_at


_OUTAGES = {"worker.stands": "worker.works", "mail.down": "mail.up"}


def no_letter_leaves(life: Transcript, n: int) -> bool:
    """Whether the worker stands still, or the mail provider is down, at this line."""
    missing: set[str] = set()  # what must work again
    for deed in life.of(Deed):
        if deed.n < n and deed.what in _OUTAGES:
            missing.add(_OUTAGES[deed.what])
        elif deed.n < n:
            missing.discard(deed.what)
    return bool(missing)


def is_over(story: OrderStory, n: int) -> bool:
    """Whether nothing is left to come at this line of the transcript."""
    states = set(story.replay.states_at(n).values())
    return bool(states) and states <= {"delivered", "cancelled", "lost", "returned", "restocked"}
