"""The limit to cancel is the policy's hours after the confirmation's receipt: after the mail
provider's report, or after the hand-over where there are no reports.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from tests.simulation.checks.common import documents, finding
from tests.simulation.findings import Check, Finding
from tests.simulation.told import letter_kind
from tests.simulation.transcript import Letter, MailReport, OrderStory, Transcript


def handed_over(story: OrderStory) -> list[Letter]:
    """Each time that a confirmation left: a crash may repeat the same message, and the hand-over
    that is on record then is the later one.
    """
    return [letter for letter in story.letters if letter_kind(letter) == "confirmation"]


def clock_starts(life: Transcript, story: OrderStory, known_at: datetime) -> list[datetime]:
    """The instants from which the window may count, by what was known at an instant."""
    letters = handed_over(story)
    ids = {letter.message_id for letter in letters}
    delivered = [
        report.at
        for report in life.of(MailReport)
        if report.message_id in ids and report.kind == "delivered" and report.at <= known_at
    ]
    pressed = [
        event.happened_at
        for event in story.events_of("confirmation.acknowledged")
        if event.at <= known_at
    ]
    if delivered or pressed:
        return delivered + pressed
    if not life.start.mail_reports:
        return [letter.at for letter in letters if letter.at <= known_at]
    bounced = {
        report.message_id
        for report in life.of(MailReport)
        if report.kind in ("bounced", "refused") and report.at <= known_at
    }
    letters = [letter for letter in letters if letter.message_id not in bounced]
    return [letter.at for letter in letters if letter.at + story.policy.report_wait <= known_at]


def run(life: Transcript) -> Iterator[Finding]:
    """Every limit that is told."""
    for story, document in documents(life):
        record = document.record
        starts = clock_starts(life, story, record.at)
        limits = [_minute(start + story.policy.cancel_window) for start in starts]
        if life.start.mail_reports:  # the hand-over stands beside a report that came too late
            letters = handed_over(story)
            limits += [
                _minute(letter.at + story.policy.cancel_window)
                for letter in letters
                if letter.at + story.policy.report_wait <= record.at
            ]
        for statement in document.of("cancel_until", "cancel_closed", "why_cancel_until"):
            if _minute(statement.instant) not in limits:
                due = ", ".join(f"{story.policy.local(limit):%b %d %H:%M}" for limit in limits)
                words = (
                    "Cancelling is told to end"
                    f" {story.policy.local(statement.instant):%b %d %H:%M};"
                    f" by the clause it ends {due or 'at no instant yet: no report has come'}"
                )
                kind = (
                    f"{statement.meaning} {'with' if life.start.mail_reports else 'without'}"
                    " reports"
                )
                yield finding("cancel_limit", story, record, words, statement.line, kind=kind)


def _minute(instant: datetime) -> datetime:
    return instant - timedelta(seconds=instant.second, microseconds=instant.microsecond)


CHECK = Check(
    "cancel_limit", "cancellation", "they would ask in time, and be told that it is too late", run
)
