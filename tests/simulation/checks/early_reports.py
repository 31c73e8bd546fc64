"""An early report of a parcel gets its trace asked for, by the time that is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from tests.simulation.checks.common import finding
from tests.simulation.findings import Check, Finding
from tests.simulation.told import Statement, read_document
from tests.simulation.transcript import SAME_STOP, Event, OrderStory, Task, Transcript

SOON = timedelta(hours=3)


def run(life: Transcript) -> Iterator[Finding]:
    """Each report that came before the claim opened."""
    has_tasks = bool(life.of(Task))
    for story in life.orders.values():
        for event in story.events_of("claim.reported"):
            if not _is_early(story, event):
                continue
            yield from _promised(life, story, event)
            if has_tasks and life.ends_at - event.at > SOON:
                yield from _task(story, event)


def _is_early(story: OrderStory, event: Event) -> bool:
    shipped = story.last_event("parcel.shipped", before=event.n)
    opens = str(shipped.facts.get("claim_opens_at") or "") if shipped else ""
    delivered = story.last_event("parcel.delivered", "parcel.delivered_unsigned", before=event.n)
    return bool(opens) and event.happened_at.isoformat() < opens and delivered is None


def _promised(life: Transcript, story: OrderStory, event: Event) -> Iterator[Finding]:
    close, midnight = story.policy.trace_due(event.happened_at)
    every = _trace_by(story, event)
    if not every:
        words = "An early report was made, and its reporter isn't told by when a trace is asked for"
        yield finding("early_reports", story, event, words, kind="no time for the trace")
    misdated = next(
        (statement for statement in every if not close <= statement.instant <= midnight), None
    )
    if misdated is not None:
        words = (
            f"A trace is told for {story.policy.local(misdated.instant):%a %Y-%m-%d %H:%M};"
            f" reported {story.policy.local(event.happened_at):%a %Y-%m-%d %H:%M}, it is due"
            f" {story.policy.local(close):%a %Y-%m-%d %H:%M}"
        )
        yield finding(
            "early_reports", story, event, words, misdated.line, kind="trace at another time"
        )


def _trace_by(story: OrderStory, event: Event) -> list[Statement]:
    """By when a trace is asked for, in each letter and page that was read soon after."""
    statements: list[Statement] = []
    for record in [*story.letters, *story.pages("order")]:
        if event.at <= record.at <= event.at + SOON:
            statements += read_document(story, record).of("trace_by")
    return statements


def _task(story: OrderStory, event: Event) -> Iterator[Finding]:
    tasks = [task for task in story.of(Task) if "trace" in task.title.lower()]
    started = story.events_of("trace.started", "parcel.missing", "parcel.delivered", "parcel.lost")
    at_once = [start for start in started if start.at <= event.at + SAME_STOP]
    if not tasks and not at_once:  # a colleague who happens to look was asked by nobody
        words = "An early report was made, and nobody at the desk was asked for a trace"
        yield finding("early_reports", story, event, words, kind="no task for the trace")


CHECK = Check(
    "early_reports", "non_receipt", "the days in which a lost parcel can still be found", run
)
