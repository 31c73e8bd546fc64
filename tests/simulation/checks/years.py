"""Every day that a letter names has its year: letters are kept, and read again years later.

A window has it once, at its end. What a person at the store wrote by hand is left alone. A last day
to act is told apart from other days, since somebody loses a right by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.simulation.checks.common import finding, read_letter
from tests.simulation.findings import Check, Finding
from tests.simulation.told import letter_kind
from tests.simulation.transcript import Letter, OrderStory, Transcript
from tests.simulation.words import DATED

_YEAR = re.compile(r"\b20\d\d\b")
_LAST_DAYS = (
    "cancel_until", "claim_opens", "claim_closes", "cancel_if_silent", "keep_if_silent", "pay_by",
    "send_back_by", "label_until", "hold_until", "pick_up_by", "claim_files_itself",
)  # fmt: skip


def run(life: Transcript) -> Iterator[Finding]:
    """Letters about orders, each kind of statement once a letter."""
    for story in life.orders.values():
        for letter in story.letters:
            if letter_kind(letter) != "other":
                yield from _without_year(story, letter)


def _without_year(story: OrderStory, letter: Letter) -> Iterator[Finding]:
    """Once for each last day, and once for all other days."""
    reported: set[str] = set()
    for line in read_letter(story, letter).lines:
        meanings = {id(mention.token): mention.meaning for mention in line.mentions}
        for token in line.tokens:
            if token.kind not in DATED or _YEAR.search(token.text):
                continue
            meaning = meanings.get(id(token), "")
            what = meaning if meaning in _LAST_DAYS else "a day"
            if what not in reported:
                reported.add(what)
                words = f"“{letter.subject}” names {token.text} without its year"
                kind = f"{letter_kind(letter)} {what}"
                yield finding("years", story, letter, words, line.text, kind=kind)


CHECK = Check(
    "years",
    "copy, shipping_notice",
    "a letter that is read next year would name a last day of the year before",
    run,
)
