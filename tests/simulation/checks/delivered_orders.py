"""Who has the order, or got the money back, isn't asked to wait for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from tests.simulation.checks.common import ENDS_PARCEL_DATE, finding, read_letter
from tests.simulation.findings import Check, Finding, letter_evidence
from tests.simulation.told import letter_kind
from tests.simulation.transcript import Letter, OrderStory, Transcript

WAITS = ("delay", "overdue", "sooner", "waiting", "trouble", "shipping")
DONE = ("delivered", "cancelled", "lost", "returned", "restocked")


def run(life: Transcript) -> Iterator[Finding]:
    """Letters about what is to come, after nothing is."""
    for story in life.orders.values():
        for letter in story.letters:
            kind = letter_kind(letter)
            if kind in WAITS:
                yield from _check(story, letter, kind)


def _check(story: OrderStory, letter: Letter, kind: str) -> Iterator[Finding]:
    states = story.replay.states_at(letter.n)
    earlier = {
        title: story.replay.states_at(_line_before(story, letter)).get(title, "")
        for title in states
    }
    if earlier and set(earlier.values()) <= {*DONE}:
        now = ", ".join(sorted(set(earlier.values())))
        words = f"“{letter.subject}” was sent when its pieces were {now}"
        evidence = letter_evidence(letter)
        yield finding(
            "delivered_orders", story, letter, words, evidence, kind=f"{kind} after the end"
        )
        return
    if kind in ("delay", "overdue") and "Your parcel" in letter.text:
        ended = [
            event
            for event in story.events_of(*ENDS_PARCEL_DATE)
            if event.n < letter.n and _number(event.facts) in ("", _first_number(story, letter))
        ]
        again = story.last_event(
            "parcel.shipped",
            "claim.redelivery_started",
            "claim.parcel_found",
            "parcel.delivered",
            before=letter.n,
        )
        if ended and (again is None or again.n < ended[-1].n):
            words = f"“{letter.subject}” asks to wait for a parcel after {ended[-1].kind}"
            evidence = letter_evidence(letter, "arrive")
            yield finding(
                "delivered_orders",
                story,
                letter,
                words,
                evidence,
                kind=f"{kind} after {ended[-1].kind}",
            )


def _line_before(story: OrderStory, letter: Letter) -> int:
    """What was so a minute before: an event of the same stop may stand after its letter."""
    before = [event.n for event in story.events if event.at <= letter.at - timedelta(minutes=2)]
    return max(before, default=0)


def _number(facts: dict[str, object]) -> str:
    return str(facts.get("number") or "")


def _first_number(story: OrderStory, letter: Letter) -> str:
    numbers = [
        statement.number for statement in read_letter(story, letter).statements if statement.number
    ]
    return numbers[0] if numbers else ""


CHECK = Check("delivered_orders", "delivery", "they would doubt what they hold in their hands", run)
