"""What waits for a person waits for business hours, and nobody is named who decided nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time

from tests.simulation.checks.common import documents, finding
from tests.simulation.closures import closed_days
from tests.simulation.findings import Check, Finding, letter_evidence, page_evidence
from tests.simulation.told import HISTORY, Document, Statement
from tests.simulation.transcript import Event, Letter, OrderStory, Transcript

LIMITS = ("review_by", "person_answers", "trace_by", "care_answers_by")
# Events that say that a person looked; whoever they name must be one.
_BY_A_PERSON = ("payment.review_declined", "payment.review_approved", "care.answered")
_PEOPLE = ("staff", "care", "finance", "owner")


def run(life: Transcript) -> Iterator[Finding]:
    """Limits of letters and pages, and events that name a person."""
    for story, document in documents(life):
        for statement in document.of(*LIMITS):
            if statement.part not in HISTORY and not _in_business_hours(life, statement):
                yield _late_limit(life, story, document, statement)
                break
    for story in life.orders.values():
        for event in story.events_of(*_BY_A_PERSON):
            if not event.by.startswith(_PEOPLE):
                yield _nobody(story, event)


def _in_business_hours(life: Transcript, statement: Statement) -> bool:
    instant = statement.mention.token.instant
    if instant is None:
        return True
    local = life.policy.local(instant)
    opens = _clock(str(life.policy.get("care", "opens_at", default="09:00")))
    closes = _clock(str(life.policy.get("care", "closes_at", default="18:00")))
    return life.policy.store_days.is_open(local.date()) and opens <= local.time() <= closes


def _clock(text: str) -> time:
    return time.fromisoformat(text)


def _late_limit(
    life: Transcript, story: OrderStory, document: Document, statement: Statement
) -> Finding:
    limit: datetime = life.policy.local(statement.instant)
    meaning = statement.meaning.replace("_", " ")
    words = f"A person is to act by {limit:%a %Y-%m-%d %H:%M} ({meaning}); nobody works then"
    record = document.record
    if isinstance(record, Letter):
        evidence = letter_evidence(record, statement.line[:60])
    else:
        evidence = page_evidence(record, statement.line[:60])
    where = "closed day" if not life.policy.store_days.is_open(limit.date()) else "closed hour"
    if limit.date() in closed_days(life, record.at):
        where = "closure"
    kind = f"{statement.meaning} on a {where}"
    return finding("people_decide", story, record, words, evidence, kind=kind)


def _nobody(story: OrderStory, event: Event) -> Finding:
    words = (
        f"The timeline says {event.kind.replace('_', ' ')}, as if a person had looked; it was done"
        f" by “{event.by}”"
    )
    pages = [page for page in story.pages("order") if page.n > event.n]
    evidence = page_evidence(pages[0], "looked at", "review") if pages else ""
    return finding("people_decide", story, event, words, evidence, kind=f"{event.kind} by nobody")


CHECK = Check(
    "people_decide", "care",
    "a decision that somebody was to make, and nobody was there to make", run,
)  # fmt: skip
