"""What the clauses leave to two people isn't done by one: refunds that people decide above the
policy's limit, and a refund of a claim that came after its last day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from tests.simulation.checks.common import finding
from tests.simulation.findings import Check, Finding
from tests.simulation.transcript import Event, OrderStory, Transcript, as_instant


def run(life: Transcript) -> Iterator[Finding]:
    """Each order's refunds and claims."""
    for story in life.orders.values():
        yield from _above_the_limit(story)
        yield from _late_claims(story)


def _people(event: Event) -> set[str]:
    """Members of the staff who decided it; none for what a rule or the shopper decided too."""
    names = {name.strip() for name in event.by.split(",") if name.strip()}
    return names if all(name.startswith("staff:") for name in names) else set()


def _above_the_limit(story: OrderStory) -> Iterator[Finding]:
    """The limit counts the order: what people have given back of it before, too."""
    limit = story.policy.get("care", "second_person_above_cents")
    in_all = 0
    for event in story.events_of("refund.owed"):
        people = _people(event)
        in_all += int(event.facts.get("amount_cents") or 0) if people else 0
        if limit is not None and len(people) == 1 and in_all > int(limit):
            words = (
                f"{', '.join(people)} alone gave back {event.facts['amount_cents'] / 100:,.2f}, in"
                f" all {in_all / 100:,.2f}; above {int(limit) / 100:,.2f} it takes two people"
            )
            yield finding("two_people", story, event, words, kind="refund above the limit")
            return


def _late_claims(story: OrderStory) -> Iterator[Finding]:
    for settled in story.events_of("claim.accepted"):
        late = _reported_late(story, settled)
        people = _people(settled)
        if late is None or not people or len(people) > 1:
            continue
        words = (
            f"{', '.join(people)} alone accepted a claim of {late:%Y-%m-%d %H:%M} UTC, after its"
            " last day: that is an exception, which two people record"
        )
        yield finding("two_people", story, settled, words, kind="late claim by one person")


def _reported_late(story: OrderStory, settled: Event) -> datetime | None:
    """When its parcel was first reported, where that was after the last day and the carrier hadn't
    confirmed the loss before.
    """
    number = settled.facts.get("number")
    about = [event for event in story.events if event.facts.get("number") == number]
    closes = [
        as_instant(str(event.facts["claim_closes_at"]))
        for event in about
        if event.kind == "parcel.shipped" and event.facts.get("claim_closes_at")
    ]
    first = [
        event
        for event in about
        if event.n < settled.n
        and event.kind in ("claim.reported", "claim.filed", "claim.refused", "parcel.lost")
    ]
    if not closes or not first:
        return None
    # A mail counts from when it came, and not from when staff filed it.
    asked_at = str(first[0].facts.get("asked_at") or "")
    reported_at = as_instant(asked_at) if asked_at else first[0].happened_at
    return reported_at if reported_at >= closes[-1] else None


CHECK = Check(
    "two_people",
    "claim_deadline",
    "one shopper would be paid what the letters call impossible, and the next one not",
    run,
)
