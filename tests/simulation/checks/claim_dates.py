"""The claim dates are counted from the day on which the parcel shipped: 15 and 18 business days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from tests.simulation.checks.common import documents, finding, letters_of, read_letter
from tests.simulation.findings import Check, Finding, letter_evidence
from tests.simulation.told import Document, Statement
from tests.simulation.transcript import OrderStory, Transcript


def shipped_days(story: OrderStory) -> dict[str, date]:
    """The day on which each parcel shipped, by its tracking number."""
    return {
        str(event.facts["number"]): date.fromisoformat(event.facts["shipped_on"])
        for event in story.events_of("parcel.shipped")
        if event.facts.get("number") and event.facts.get("shipped_on")
    }


_CLAIM_DATES = (
    "claim_opens",
    "claim_closes",
    "claim_closed",
    "claim_files_itself",
    "why_claim_day",
)


_REPORTS = ("claim.reported", "claim.redelivery_started", "parcel.missing", "parcel.misdelivered")


def run(life: Transcript) -> Iterator[Finding]:
    """Every claim date that is told."""
    for story in life.orders.values():
        for letter in letters_of(story, "shipping"):
            document = read_letter(story, letter)
            if len(document.of("claim_opens", "claim_closes")) < 2:
                evidence = letter_evidence(letter, "claim")
                words = "The shipping notice doesn't tell both claim dates"
                yield finding("claim_dates", story, letter, words, evidence, kind="not both dates")
    for story, document in documents(life):
        yield from _told_dates(story, document)


def _told_dates(story: OrderStory, document: Document) -> Iterator[Finding]:
    days = shipped_days(story)
    explained: date | None = None
    for statement in document.statements:
        if statement.meaning == "why_shipped_on":
            explained = statement.first
        if statement.meaning not in _CLAIM_DATES:
            continue
        shipped = days.get(statement.number)
        if statement.meaning == "claim_files_itself" and len(days) > 1:
            shipped = _shipped_of_report(story, document, statement, days) or shipped
        if shipped is None and statement.meaning == "why_claim_day" and explained in days.values():
            shipped = explained
        if shipped is None and len(days) == 1:
            shipped = next(iter(days.values()))
        wrong = _wrong(story, statement, shipped) if shipped is not None else ""
        if wrong:
            kind = f"{statement.meaning} {type(document.record).__name__}"
            yield finding("claim_dates", story, document.record, wrong, statement.line, kind=kind)


def _shipped_of_report(
    story: OrderStory, document: Document, statement: Statement, days: dict[str, date]
) -> date | None:
    """The day of the parcel that was reported: of several, the one that the sentence fits."""
    reported = [
        days[str(event.facts["number"])]
        for event in story.events_of(*_REPORTS)
        if event.at <= document.record.at and event.facts.get("number") in days
    ]
    fits = [day for day in reported if not _wrong(story, statement, day)]
    return next(iter([*fits, *reported]), None)


def _wrong(story: OrderStory, statement: Statement, shipped: date) -> str:
    last_wait, last_claim = story.policy.claim_days(shipped)
    if statement.meaning == "why_claim_day":
        due = last_wait if f"day {_opens(story)} after" in statement.line else last_claim
        return _differs(statement.first != due, statement, due, shipped)
    if statement.meaning in ("claim_opens", "claim_files_itself"):
        opens = story.policy.end_of(last_wait)
        stated = statement.mention.token.instant or story.policy.midnight(statement.first)
        return _differs(stated != opens, statement, opens, shipped)
    return _differs(statement.last != last_claim, statement, last_claim, shipped)


def _opens(story: OrderStory) -> int:
    return int(story.policy.get("claim", "opens_after_days", default=15))


def _differs(is_wrong: bool, statement: Statement, due: date | datetime, shipped: date) -> str:
    if not is_wrong:
        return ""
    return (
        f"{statement.meaning} is told as {statement.mention.token.text}; shipped {shipped}, it is"
        f" {due}"
    )


CHECK = Check(
    "claim_dates", "non_receipt, claim_deadline",
    "the only days on which the store must give their money back", run,
)  # fmt: skip
