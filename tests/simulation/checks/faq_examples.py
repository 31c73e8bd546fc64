"""The examples and the closed days of the FAQ are those of the policy, less the closures that are
known when it is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime

from tests.simulation.calendar_oracle import Policy
from tests.simulation.closures import closed_days, dates_of, promised_windows
from tests.simulation.findings import Check, Finding
from tests.simulation.transcript import Page, Transcript
from tests.simulation.words import Mention, Reader, ReadLine


def run(life: Transcript) -> Iterator[Finding]:
    """Every reading of the FAQ."""
    for page in life.of(Page):
        if page.page == "faq" and page.status == 200:
            policy = life.policy_from(life.policy.day_of(page.at))
            lines = Reader(policy, page.at).read_lines(page.text)
            for wrong, line in _wrong_lines(life, page, policy, lines):
                yield Finding("faq_examples", "", page.at, wrong, (line.text,), line.shape)


def _wrong_lines(
    life: Transcript, page: Page, policy: Policy, lines: list[ReadLine]
) -> Iterator[tuple[str, ReadLine]]:
    ordered: datetime | None = None
    method = ""
    shipped: date | None = None
    for line in lines:
        by_meaning = {mention.meaning: mention for mention in line.mentions}
        if "example_ordered" in by_meaning:
            ordered = by_meaning["example_ordered"].instant
            named = re.search(r", by (.+?) to ", line.text)
            method = named[1] if named else ""
        elif "example_shipped" in by_meaning:
            shipped = by_meaning["example_shipped"].first
        elif "closed_on" in by_meaning and not _is_closed(
            life, page, policy, by_meaning["closed_on"]
        ):
            yield f"The FAQ lists {by_meaning['closed_on'].first} as closed, and it isn't", line
        elif ordered is not None and {"example_starts", "example_ready", "example_arrives"} & {
            *by_meaning
        }:
            yield from _promise(life, page, policy, ordered, method, by_meaning, line)
        elif shipped is not None and "example_claim_opens" in by_meaning:
            days = policy.claim_days(shipped)
            opens = policy.day_of(policy.end_of(days[0]))
            stated_claim = (
                by_meaning["example_claim_opens"].first,
                by_meaning["example_claim_closes"].last,
            )
            if stated_claim != (opens, days[1]):
                yield f"Shipped {shipped}, claims are {opens} to {days[1]}", line


def _is_closed(life: Transcript, page: Page, policy: Policy, mention: Mention) -> bool:
    if mention.first in closed_days(life, page.at, certain=False):
        return True
    places = (policy.store_days, policy.japan_days)
    return any(not place.is_open(mention.first) for place in places)


def _promise(
    life: Transcript,
    page: Page,
    policy: Policy,
    ordered: datetime,
    method: str,
    by_meaning: dict[str, Mention],
    line: ReadLine,
) -> Iterator[tuple[str, ReadLine]]:
    if "example_starts" in by_meaning:
        start = policy.start_day(ordered)
        if by_meaning["example_starts"].first != start:
            yield f"Ordered {policy.local(ordered)}, it starts on {start}", line
    names = (
        ("example_ready", "processed"),
        ("example_arrives", "arrives"),
        ("example_here", "transfer"),
    )
    abroad = "example_here" in by_meaning
    for meaning, name in names:
        dates = by_meaning.get(meaning)
        if dates is None:
            continue
        windows = promised_windows(
            life, policy, ordered, name, method, abroad=abroad, known_at=page.at
        )
        if windows and (dates.first, dates.last) not in windows:
            yield f"Ordered {policy.local(ordered)}, {name} is {dates_of(windows)}", line


CHECK = Check(
    "faq_examples", "all", "the one page from which they learn the rules would be wrong", run
)
