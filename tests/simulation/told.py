"""What a letter or a page tells about an order: each statement with the pieces and the parcel that
it is about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING

from tests.simulation import older_words
from tests.simulation.words import Mention, Reader, ReadLine

if TYPE_CHECKING:
    from tests.simulation.transcript import Letter, OrderStory, Page

# Kinds of letters, by their subjects.
_SUBJECTS = (
    ("confirmation", r"order \S+ is confirmed|: we have it$"),
    ("shipping", r"on its way with"),
    ("overdue", r"hasn't arrived yet"),
    ("sooner", r"sooner than we had told you"),
    ("delay", r"is late: |a new delivery date|: (?:the )?new dates|can't ship"),
    ("delivered", r"was delivered"),
    ("cancelled", r"order \S+ is cancelled|is called off"),
    ("partly_cancelled", r"Part of your order \S+ is cancelled"),
    ("refunded", r"^We refunded|on its way back to you$"),
    ("returned", r"Your (?:returned )?parcel is|We will send your parcel again"),
    ("trouble", r"can't locate your parcel|was damaged on its way"),
    ("waiting", r"is ready to pick up|found nobody to sign"),
    ("pay_again", r"Please pay again"),
    ("paid_again", r"is paid again"),
    ("released", r"no order was placed"),
    ("return", r"[Pp]repaid return label|Please send it back"),
    ("parcel_back", r"^Your piece "),
    ("digest", r"open tasks? at "),
    ("search", r"^New: |Confirm your saved search"),
    ("request", r"^Order \S+: "),
)  # fmt: skip
# An explanation's steps: on a page they end with the name of their clause, in a letter they begin
# with a dash.
_STEP = re.compile(
    r"^- |^An email to you came back"
    r"|\.\)? (?:Orders in turn|Daily cut-off|Processing|Weekends and holidays|Delivery"
    r"|Shipping methods|Items from Japan|Carrier|Customer care|Order confirmation|Cancellation"
    r"|Cancellation on closed days|Cancellation by email|Signature|Parcel not received"
    r"|Claim deadline|Sales tax|No changes|Authentication|Authenticity refund)$"
)

# The parts of an order's page, by their headings.
_PARTS = {
    "Your parcel is coming back to us": "returned",
    "Your parcel is back with us": "returned",
    "Your cancellation": "request",
    "A parcel that hasn't come": "request",
    "A piece that may not be authentic": "request",
    "Damaged, or not as described": "request",
    "To be forgotten": "request",
    "Your question": "request",
    "When it comes": "arrival",
    "What you can do": "asks",
    "What you ordered": "pieces",
    "What happened": "happened",
    "Dates promised when it was ordered": "promised",
    "WHEN IT COMES": "arrival",
    "TO CANCEL": "cancel",
    "WHAT YOU ORDERED": "pieces",
    "WHY THESE DATES": "why",
    "STILL TO COME": "to_come",
    "IF IT DOESN'T ARRIVE": "claim",
    "THE REST OF YOUR ORDER": "to_come",
    "IN THIS PARCEL": "parcel",
    "YOUR MONEY": "money",
}
HISTORY = ("happened", "promised", "why")
NO_DATE = (
    "Nobody can say yet when",
    "don't know yet when",
    "no longer apply",
    "can't say when",
    "no date yet",
    "can't locate your parcel",
)


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement: its meaning, its days, its pieces (all, where none is named), its parcel."""

    mention: Mention
    part: str
    pieces: tuple[str, ...]
    number: str = ""

    @property
    def meaning(self) -> str:
        """What the sentence says of its date."""
        return self.mention.meaning

    @property
    def first(self) -> date:
        """The first day."""
        return self.mention.first

    @property
    def last(self) -> date:
        """The last day."""
        return self.mention.last

    @property
    def instant(self) -> datetime:
        """The instant."""
        return self.mention.instant

    @property
    def line(self) -> str:
        """The sentence."""
        return self.mention.line


@dataclass(slots=True)
class Document:
    """A letter or a page, read."""

    record: Letter | Page
    lines: list[ReadLine] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)

    def of(self, *meanings: str, parts: tuple[str, ...] = ()) -> list[Statement]:
        """The statements with these meanings, in these parts where some are given."""
        return [
            statement
            for statement in self.statements
            if statement.meaning in meanings and (not parts or statement.part in parts)
        ]

    def promises(self, *meanings: str) -> list[Statement]:
        """The statements that promise something now: not the history, nor what stood once."""
        return [statement for statement in self.of(*meanings) if statement.part not in HISTORY]


def letter_kind(letter: Letter) -> str:
    """What kind of letter it is; "other" for an answer that a person wrote."""
    return _kind_of(letter.subject)


@cache
def _kind_of(subject: str) -> str:
    if subject.startswith(("Re:", "Fwd:")):
        return "other"
    subjects = (*older_words.SUBJECTS, *_SUBJECTS)
    return next((kind for kind, words in subjects if re.search(words, subject)), "other")


def read_document(story: OrderStory, record: Letter | Page) -> Document:
    """A letter or a page of an order, read once."""
    documents: dict[int, Document] = story.life.__dict__.setdefault("_documents", {})
    if record.n not in documents:
        documents[record.n] = _read(story, record)
    return documents[record.n]


def _read(story: OrderStory, record: Letter | Page) -> Document:
    reader = Reader(story.policy, record.at)
    document = Document(record, reader.read_lines(record.text))
    part, pieces, number = "", tuple(story.titles), ""
    group: list[Statement] = []
    for line in document.lines:
        new_part = _PARTS.get(line.text)
        named = _titles_in(story, line.text)
        if new_part or (named and _is_heading(line.text, named)):
            _close(document, group, number)
            number = ""
            pieces = tuple(named) or tuple(story.titles)
        part = new_part or part
        about = tuple(named) if named and line.mentions else pieces
        said_in = "why" if _STEP.search(line.text) else part
        own = next((token.text for token in line.tokens if token.kind == "parcel"), "")
        if own and not number:  # what was said above it is about the first parcel
            _close(document, group, own)
        number = own or number
        group += [Statement(mention, said_in, about, number) for mention in line.mentions]
    _close(document, group, number)
    if hasattr(record, "subject"):
        document.statements = _of_letter(story, record, document)
    return document


def _close(document: Document, group: list[Statement], number: str) -> None:
    """What was said up to here is about the parcel that was named with it."""
    document.statements += [
        replace(statement, number=statement.number or number) for statement in group
    ]
    group.clear()


def _titles_in(story: OrderStory, text: str) -> list[str]:
    return [title for title in story.titles if title in text]


def _is_heading(text: str, named: list[str]) -> bool:
    """A line of nothing but pieces: their names, or `From New York: ` and their names."""
    rest = text
    for title in named:
        rest = rest.replace(title, "")
    rest = re.sub(r"^From [\w ]+:|: (?:delayed|sooner than we had told you)$", "", rest)
    return not rest.strip(" ,;:.")


def _of_letter(story: OrderStory, letter: Letter, document: Document) -> list[Statement]:
    """A letter about one parcel, or a part of the order, names its pieces elsewhere."""
    kind = letter_kind(letter)
    text = letter.text
    number = _number_in(document)
    if kind == "shipping":
        inside = text.partition("IN THIS PARCEL")[2].partition("\n\n")[0]
        pieces = tuple(_titles_in(story, inside)) or tuple(story.titles)
        return [
            statement
            if statement.part == "to_come"
            else replace(statement, pieces=pieces, number=number)
            for statement in document.statements
        ]
    if kind in ("delay", "sooner", "overdue"):
        head = text.partition("\nWHY")[0]
        named = tuple(_titles_in(story, head)) or tuple(story.titles)
        parcel = number if "Your parcel" in head else ""
        if parcel:
            named = _in_parcel(story, letter, parcel)
        return [
            replace(statement, pieces=named, number=parcel) for statement in document.statements
        ]
    if kind in ("returned", "trouble") and number:
        inside = _in_parcel(story, letter, number)
        return [
            replace(statement, pieces=inside, number=number) for statement in document.statements
        ]
    return [
        replace(statement, number=statement.number or number) for statement in document.statements
    ]


def _in_parcel(story: OrderStory, letter: Letter, number: str) -> tuple[str, ...]:
    """The pieces of the parcel that a letter is about: those that it names, or that the shipping
    notice of this number named; all, where neither does.
    """
    match = re.search(r"^In the parcel: (.+)$", letter.text, re.MULTILINE)
    named = _titles_in(story, match[1]) if match else []
    if not named:
        for earlier in story.letters:
            if letter_kind(earlier) == "shipping" and number in earlier.text:
                inside = earlier.text.partition("IN THIS PARCEL")[2].partition("\n\n")[0]
                named = _titles_in(story, inside)
    return tuple(named) or tuple(story.titles)


def _number_in(document: Document) -> str:
    for line in document.lines:
        for token in line.tokens:
            if token.kind == "parcel":
                return token.text
    return ""


def says_no_date(text: str) -> bool:
    """Whether a text says that there is no date now."""
    return any(words in text for words in NO_DATE)


def sentence_of(text: str, start: str) -> str:
    """The paragraph after a heading, such as `WHY`."""
    after = re.search(rf"(?:^|\n){re.escape(start)}\n(.+?)(?:\n\n|\Z)", text, re.DOTALL)
    return " ".join(after[1].split()) if after else ""
