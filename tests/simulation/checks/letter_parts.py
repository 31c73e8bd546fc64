"""The two versions of a letter, plain text and HTML, say the same dates and sums."""

from __future__ import annotations

from collections.abc import Iterator

from tests.simulation.checks.common import finding
from tests.simulation.findings import Check, Finding
from tests.simulation.transcript import Letter, OrderStory, Transcript
from tests.simulation.words import DATED, Reader, words_of_html


def run(life: Transcript) -> Iterator[Finding]:
    """Every letter that has both versions."""
    for story in life.orders.values():
        for letter in story.letters:
            if letter.html and letter.text:
                yield from _compare(story, letter)


def _compare(story: OrderStory, letter: Letter) -> Iterator[Finding]:
    text, page = (
        _values(story, letter, letter.text),
        _values(story, letter, words_of_html(letter.html)),
    )
    for label, missing in (("HTML", text - page), ("plain text", page - text)):
        if missing:
            named = ", ".join(sorted(f"{kind} {value}" for kind, value in missing)[:4])
            yield finding(
                "letter_parts",
                story,
                letter,
                f"The {label} version of “{letter.subject}” lacks {named}",
                kind=f"{letter.subject} {label} lacks {min(kind for kind, _ in missing)}",
            )


def _values(story: OrderStory, letter: Letter, text: str) -> set[tuple[str, str]]:
    values: set[tuple[str, str]] = set()
    for line in Reader(story.policy, letter.at).read_lines(text):
        for token in line.tokens:
            if token.kind in DATED and token.first is not None:
                values |= {("day", str(token.first)), ("day", str(token.last))}
            elif token.kind == "money":
                values.add(("sum", str(token.cents)))
            elif token.kind == "parcel":
                values.add(("parcel", token.text))
    return values


CHECK = Check(
    "letter_parts", "explained", "which date is theirs would hang on the mail program they use", run
)
