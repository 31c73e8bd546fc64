"""Placing an order sends one confirmation; a second copy only after the first came back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from tests.simulation.checks.common import finding, letters_of
from tests.simulation.findings import Check, Finding
from tests.simulation.transcript import MailReport, OrderStory, Transcript

SOON = timedelta(hours=2)  # the minute's sweep sends it; a mail server may be down for a while
FAILED = ("bounced", "refused", "deferred")


def run(life: Transcript) -> Iterator[Finding]:
    """Missing ones, and ones too many."""
    for story in life.orders.values():
        yield from _check(life, story)


def _check(life: Transcript, story: OrderStory) -> Iterator[Finding]:
    letters = letters_of(story, "confirmation")
    reports = [report for report in life.of(MailReport) if report.kind in FAILED]
    asked_again = story.events_of("confirmation.resent", "confirmation.bounced")
    if not letters and life.ends_at - story.placed_at > SOON and not _is_excused(story):
        record = story.events[0]
        yield finding(
            "confirmations", story, record, "No confirmation was sent", kind="no confirmation"
        )
    for before, letter in pairwise(letters):
        failed = [report for report in reports if report.message_id == before.message_id]
        if not failed and not any(before.n <= event.n for event in asked_again):
            words = (
                f"The confirmation was sent again, as {letter.message_id}, and nothing asked for it"
            )
            yield finding("confirmations", story, letter, words, kind="second confirmation")


def _is_excused(story: OrderStory) -> bool:
    """A letter that the mail server refused never left."""
    reasons = ("confirmation.bounced", "confirmation.refused", "order.cancelled", "order.held")
    return bool(story.events_of(*reasons, "payment.review_opened"))


CHECK = Check(
    "confirmations", "confirmation",
    "they would have no copy of their order, or two that may differ", run,
)  # fmt: skip
