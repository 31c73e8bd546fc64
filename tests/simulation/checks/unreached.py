"""Who can't be reached isn't left alone: a confirmation that was refused or came back holds the
order, and what the mail provider reports reaches the order at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from tests.simulation.checks.common import finding, letters_of
from tests.simulation.findings import Check, Finding
from tests.simulation.transcript import MailReport, OrderStory, Transcript

SOON = timedelta(hours=1)
ENDS_OF_PARCELS = ("line.shipped", "line.processed")
KNOWS_FAILURE = ("confirmation.bounced", "confirmation.refused", "order.held", "order.cancelled")
KNOWS_DELIVERY = ("confirmation.delivered",)


def run(life: Transcript) -> Iterator[Finding]:
    """Each report about a confirmation, beside the order's timeline."""
    for story in life.orders.values():
        ids = {letter.message_id for letter in letters_of(story, "confirmation")}
        for report in life.of(MailReport):
            is_first = report.more.get("order") == story.number and _is_first(story, report)
            if report.message_id in ids or is_first:
                yield from _reached(life, story, report)


def _is_first(story: OrderStory, report: MailReport) -> bool:
    """A refused confirmation never left, so that it is known by its order alone."""
    return report.kind == "refused" and report.at - story.placed_at < SOON


def _reached(life: Transcript, story: OrderStory, report: MailReport) -> Iterator[Finding]:
    failed = report.kind in ("bounced", "refused")
    recorded = story.events_of(*(KNOWS_FAILURE if failed else KNOWS_DELIVERY))
    if report.kind == "deferred" or life.ends_at - report.at < SOON:
        return
    if any(report.at <= event.at <= report.at + SOON for event in recorded):
        return
    if not failed and any(event.at < report.at for event in story.events_of("line.shipped")):
        return
    heard_later = any(report.at <= event.at for event in recorded)
    if _was_sent_again(story, report) and (not failed or heard_later):
        return  # the process died between sending and recording; the report of the copy counts
    words = (
        f"The mail provider said that the confirmation was {report.kind}, and the order never heard"
    )
    left = [event for event in story.events_of(*ENDS_OF_PARCELS) if event.n > report.n]
    heard = story.events_of("confirmation.acknowledged", "confirmation.delivered")
    if failed and left and not heard:
        words += (
            f"; it went on to {left[0].kind} {left[0].at:%Y-%m-%d %H:%M}, though nobody had"
            " received a confirmation"
        )
    yield finding("unreached", story, report, words, kind=f"confirmation {report.kind}")


def _was_sent_again(story: OrderStory, report: MailReport) -> bool:
    later = [letter for letter in story.letters if letter.n > report.n]
    return any(letter.message_id == report.message_id for letter in later)


CHECK = Check(
    "unreached", "confirmation, cancellation",
    "the two hours that begin with the confirmation, and an order that they don't know of",
    run,
)  # fmt: skip
