"""The confirmation is a full copy: what the first printed page says is in it, with years."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.simulation.checks.common import finding, letters_of, read_letter
from tests.simulation.findings import Check, Finding
from tests.simulation.transcript import Letter, OrderStory, Page, Transcript
from tests.simulation.words import Reader


def run(life: Transcript) -> Iterator[Finding]:
    """Each order's first confirmation beside its first pages."""
    for story in life.orders.values():
        letters = letters_of(story, "confirmation")
        if letters:
            yield from _without_year(story, letters[0])
            yield from _missing_rows(story, letters[0])


def _without_year(story: OrderStory, letter: Letter) -> Iterator[Finding]:
    for line in read_letter(story, letter).lines:
        for token in line.tokens:
            is_date = token.kind in ("day", "span", "instant", "deadline")
            if is_date and not re.search(r"\b20\d\d\b", token.text):
                words = f"The confirmation names {token.text} without a year"
                yield finding(
                    "full_copy", story, letter, words, line.text, kind="date without a year"
                )


def _missing_rows(story: OrderStory, letter: Letter) -> Iterator[Finding]:
    for page in (*story.pages("order")[:1], *story.pages("print")[:1]):
        for what, fact in _facts_of(story, page):
            if fact not in " ".join(letter.text.split()):
                words = f"The {page.page} page says {what} {fact!r}, and the confirmation doesn't"
                yield finding("full_copy", story, letter, words, kind=f"{page.page} {what}")


def _facts_of(story: OrderStory, page: Page) -> Iterator[tuple[str, str]]:
    """Titles, sums and the lines of the address."""
    for title in story.titles:
        yield "the piece", title
    lines = page.text.splitlines()
    for line in lines:
        if " | $" in line:
            yield "the sum", line.rpartition(" | ")[2]
    for line in _block(lines, "Ships to", "Pick up at"):
        yield "the address", line
    if page.page == "print":
        yield from _facts_on_paper(story, page, lines)


def _facts_on_paper(story: OrderStory, page: Page, lines: list[str]) -> Iterator[tuple[str, str]]:
    """The item's number and condition, what was agreed, and the dates promised."""
    for line in lines:
        number = re.search(r"Item no\. (\w+)", line)
        if number:
            yield "the item's number", number[1]
        if line.startswith(("Condition:", "Defects:")):
            yield line.partition(":")[0].lower(), line.partition(": ")[2]
    for line in _block(lines, "What was agreed to"):
        yield "what was agreed", line
    reader = Reader(story.policy, page.at)
    for line in _block(lines, "Dates promised when it was ordered", "Why these dates"):
        for token in reader.read_line(line).tokens:
            if token.kind in ("day", "span", "instant"):
                yield "the date", token.text


def _block(lines: list[str], *headings: str) -> Iterator[str]:
    """The lines under a heading, up to the next one."""
    all_headings = {
        "What was ordered", "Price", "Ships to", "Pick up at", "Cancellation", "What was agreed to",
        "Dates promised when it was ordered", "If something goes wrong", "Why these dates",
    }  # fmt: skip
    inside = False
    for line in lines:
        if line in all_headings:
            inside = line in headings
        elif inside and not line.startswith("This order is judged"):
            yield line


CHECK = Check(
    "full_copy", "confirmation, copy",
    "their only paper of what they bought would lack what a dispute or an insurer asks for", run,
)  # fmt: skip
