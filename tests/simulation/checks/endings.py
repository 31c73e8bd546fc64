"""Every order ends: delivered, cancelled and refunded, or decided, within a bounded time after the
last thing that happened to it.

The bound, from the clauses: a delay without a date ends 30 days after the day first promised
(`delay.consent_days`), a parcel that doesn't come is a claim after 18 business days (26 to 30
days), and who doesn't answer is cancelled 10 business days after the letter. So nothing may stand
still for longer than 45 days.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from tests.simulation.checks.common import finding
from tests.simulation.findings import Check, Finding, page_evidence
from tests.simulation.transcript import Event, OrderStory, Task, Transcript, as_instant

BOUND = timedelta(days=45)
REFUND_DAYS = 7  # business days, by 16 CFR 435.1(b) and as the letters say
OVER = ("delivered", "cancelled", "lost", "returned", "restocked")


def run(life: Transcript) -> Iterator[Finding]:
    """Orders that stand still, and refunds that don't come."""
    for story in life.orders.values():
        yield from _still_open(life, story)
        yield from _unpaid_refund(life, story)


def _facts(story: OrderStory) -> list[Event]:
    return story.facts_between(0, 10**12)


def _still_open(life: Transcript, story: OrderStory) -> Iterator[Finding]:
    states = set(story.replay.states_at(10**12).values())
    facts = _facts(story)
    if not states or states <= {*OVER} or not facts:
        return
    last = facts[-1]
    if last.kind == "delay.accepted" and last.by != "silence":
        return  # its buyer said to wait, without a date; what is left to do, people do
    if states <= {*OVER, "shipped"} and _is_decided(life, story):
        return
    if _is_left_by_staff(life, story):
        return
    if life.ends_at - last.at > BOUND:
        words = (
            f"Its pieces are {', '.join(sorted(states))}, and nothing has happened since"
            f" {last.at:%Y-%m-%d} ({last.kind})"
        )
        pages = story.pages("order")
        evidence = page_evidence(pages[-1], "\n", " ") if pages else ""
        kind = f"open {sorted(states)} since {last.kind}"
        yield finding("endings", story, last, words, evidence, kind=kind)


def _is_left_by_staff(life: Transcript, story: OrderStory) -> bool:
    """Staff were given the task to ask for another payment or to cancel, or to agree to a refund or
    decline it, and have left it open.
    """
    latest = {task.key: task for task in life.of(Task) if task.order == story.number}
    decisions = [task for key, task in latest.items() if key.startswith(("lapsed.", "approval."))]
    return any(not task.closed_at for task in decisions)


def _is_decided(life: Transcript, story: OrderStory) -> bool:
    """Clause 18: the last day to claim is over, and nobody reported the parcel; or two people have
    refused the claim, or a person found who has it, and its buyer said nothing more.
    """
    last = story.last_event(
        "claim.filed", "claim.refused", "claim.redelivery_started", "claim.parcel_found"
    )
    if last is not None and last.kind == "claim.refused":
        return True
    shipped = story.last_event("parcel.shipped")
    closes = str(shipped.facts.get("claim_closes_at") or "") if shipped else ""
    if last is not None and last.kind == "claim.parcel_found" and last.by.startswith("staff:"):
        return bool(closes) and as_instant(closes) < life.ends_at
    reports = story.events_of("claim.reported", "claim.filed", "parcel.returning", "parcel.lost")
    return bool(closes) and as_instant(closes) < life.ends_at and not reports


def _unpaid_refund(life: Transcript, story: OrderStory) -> Iterator[Finding]:
    owed = story.events_of("refund.owed")
    for event in owed:
        due = life.policy.end_of(
            life.policy.store_days.after(life.policy.day_of(event.at), REFUND_DAYS)
        )
        paid = [
            payment
            for payment in story.events_of(
                "payment.refunded", "payment.voided", "refund.blocked", "payment.operation_failed",
                "payment.disputed", "payment.authorization_expired",
            )
            if payment.n > event.n or payment.at >= event.at
        ]  # fmt: skip
        if not paid and life.ends_at > due:
            words = f"A refund was owed {event.at:%Y-%m-%d}, and nothing was paid by {due:%Y-%m-%d}"
            yield finding("endings", story, event, words, kind="refund not paid")


CHECK = Check("endings", "all", "an end: their piece, or their money", run)
