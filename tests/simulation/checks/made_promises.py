"""The dates promised at placing are those of the clauses, less the closures that were known: on the
item's page, and in the confirmation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from tests.simulation.calendar_oracle import Policy
from tests.simulation.checks.common import finding, letters_of, read_letter
from tests.simulation.closures import dates_of, promised_windows
from tests.simulation.findings import Check, Finding, letter_evidence
from tests.simulation.transcript import Letter, OrderStory, Page, Transcript
from tests.simulation.words import Reader, mentions_of


def run(life: Transcript) -> Iterator[Finding]:
    """Confirmations and item pages."""
    for story in life.orders.values():
        for letter in letters_of(story, "confirmation")[:1]:
            yield from _confirmation(life, story, letter)
    for page in life.of(Page):
        if page.page == "item" and page.status == 200:
            yield from _item(life, page)


def _confirmation(life: Transcript, story: OrderStory, letter: Letter) -> Iterator[Finding]:
    abroad = {event.line for event in story.events_of("line.placed_in_japan")}
    method = _method_in(letter.text)
    document = read_letter(story, letter)
    for meaning in ("arrives", "processed", "transfer"):
        for statement in document.of(meaning, parts=("arrival",)):
            from_abroad = bool(set(statement.pieces) & abroad)
            if from_abroad and (set(statement.pieces) - abroad or _already_left(letter.text)):
                continue
            windows = promised_windows(
                life, story.policy, story.placed_at, meaning, method, abroad=from_abroad
            )
            if windows and (statement.first, statement.last) not in windows:
                words = (
                    f"The confirmation says {meaning} {statement.first} to {statement.last}; by"
                    f" the clauses, placed {_moment(story.policy, story.placed_at)}, it is"
                    f" {dates_of(windows)}"
                )
                evidence = letter_evidence(letter, statement.line)
                kind = f"confirmation {meaning} {'abroad' if from_abroad else 'here'}"
                yield finding("made_promises", story, letter, words, evidence, kind=kind)


def _method_in(text: str) -> str:
    match = re.search(r"^(\w[\w ]*) shipping by ", text, re.MULTILINE)
    return match[1] if match else ""


def _already_left(text: str) -> bool:
    """Whether the promise counts from a leg that is under way, or done."""
    return bool(re.search(r"It left \w+|It was checked in|under way|on its way from", text))


def _item(life: Transcript, page: Page) -> Iterator[Finding]:
    policy = life.policy_from(life.policy.day_of(page.at))
    lines = Reader(policy, page.at).read_lines(page.text)
    arrives = [mention for mention in mentions_of(lines, "arrives") if "Order " in mention.line]
    if not arrives or _already_left(page.text):
        return
    mention, from_abroad = arrives[0], "It is in Japan now" in page.text
    serves = re.search(r"^(\w[\w ]*?) serves ", page.text, re.MULTILINE)
    method = serves[1] if serves else ""
    windows = promised_windows(life, policy, page.at, "arrives", method, abroad=from_abroad)
    if windows and (mention.first, mention.last) not in windows:
        words = (
            f"The item's page says {mention.first} to {mention.last}; by the clauses, at"
            f" {_moment(policy, page.at)}, it is {dates_of(windows)}"
        )
        kind = f"item arrives {'abroad' if from_abroad else 'here'}"
        yield Finding("made_promises", "", page.at, words, (page.url, mention.line), kind)


def _moment(policy: Policy, instant: datetime) -> str:
    return f"{policy.local(instant):%a %Y-%m-%d %H:%M:%S}"


CHECK = Check(
    "made_promises", "cut_off, processing, closed_days, delivery, transfer",
    "they would buy by dates that the store's own rules don't give", run,
)  # fmt: skip
