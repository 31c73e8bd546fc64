"""A parcel that came back is neither on its way nor missing: its buyer is asked what to do, and
within a bounded time it is sent again or refunded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from tests.simulation.checks.common import finding, read_letter
from tests.simulation.findings import Check, Finding, letter_evidence, page_evidence
from tests.simulation.told import letter_kind
from tests.simulation.transcript import Event, Letter, OrderStory, Page, Task, Transcript

WRITES_WITHIN = 3  # business days, until its buyer is asked
ENDS_WITHIN = 10 + 5  # business days after the letter, with some for the desk and the refund
ENDS = (
    "line.requeued", "line.cancelled", "line.restocked", "parcel.resend_started", "order.cancelled",
    "parcel.cancel_chosen", "parcel.resend_chosen", "payment.refunded", "refund.owed",
)  # fmt: skip
CHOICES = ("parcel.cancel_chosen", "parcel.resend_chosen")
CLAIM_WORDS = ("can be claimed", "file a claim", "could not find your parcel", "can file a claim")


def run(life: Transcript) -> Iterator[Finding]:
    """Each parcel that was brought back."""
    for story in life.orders.values():
        if len(story.events_of("parcel.shipped")) != 1:
            continue
        for back in story.events_of("parcel.returned")[:1]:
            again = story.first_event(
                "line.requeued", "parcel.resend_started", "line.returned_to_buyer"
            )
            until = again.n if again and again.n > back.n else 10**12
            yield from _letters(story, back, until)
            yield from _pages(story, back, until)
            yield from _dead_end(life, story, back)


def _letters(story: OrderStory, back: Event, until: int) -> Iterator[Finding]:
    for letter in story.letters:
        if not back.n < letter.n < until or letter.at <= back.at:
            continue
        arrives = read_letter(story, letter).promises("arrives")
        claims = [word for word in CLAIM_WORDS if word in letter.text]
        about = [
            statement
            for statement in arrives
            if statement.part != "to_come" and _is_of(story, back, statement.pieces)
        ]
        if letter_kind(letter) in ("delay", "overdue", "claim_opened", "request") and (
            about or claims
        ):
            what = "tells when it arrives" if about else f"says “{claims[0]}”"
            words = (
                f"“{letter.subject}” {what}; the parcel is back at the store since"
                f" {back.at:%Y-%m-%d}"
            )
            evidence = letter_evidence(letter, "arrive", "claim")
            kind = f"{letter_kind(letter)} {'arrives' if about else 'claim'} after the return"
            yield finding("after_return", story, letter, words, evidence, kind=kind)


def _is_of(story: OrderStory, back: Event, pieces: Iterable[str]) -> bool:
    """Whether a statement is about what came back, which is all that had left in its one parcel;
    one that names no piece is.
    """
    brought_back = {event.line for event in story.events_of("line.shipped") if event.n < back.n}
    return not pieces or not brought_back or bool(brought_back & set(pieces))


def _pages(story: OrderStory, back: Event, until: int) -> Iterator[Finding]:
    for page in story.pages("order"):
        if back.n < page.n < until and page.at > back.at and _says_coming(page):
            words = f"The page says “On its way”; the parcel is back since {back.at:%Y-%m-%d}"
            evidence = page_evidence(page, "way", "rrives", "Back")
            yield finding("after_return", story, page, words, evidence, kind="page on its way")
            return


def _says_coming(page: Page) -> bool:
    return "On its way" in page.text.splitlines()[:6]


def _is_asked_by_phone(story: OrderStory, back: Event, asks_by: datetime) -> bool:
    """Whether the letter that asks came back, and care was to reach them in another way."""
    came_back = any(
        event.facts.get("letter") == "returned" and back.at <= event.at <= asks_by
        for event in story.events_of("letter.bounced")
    )
    tasks = [task.title for task in story.of(Task) if back.at <= task.at <= asks_by]
    return came_back and any("reach them in another way" in title for title in tasks)


def _dead_end(life: Transcript, story: OrderStory, back: Event) -> Iterator[Finding]:
    days, policy = life.policy.store_days, life.policy
    day = policy.day_of(back.at)
    asks_by = policy.end_of(days.after(day, WRITES_WITHIN))
    wrote = [letter for letter in story.of(Letter) if back.at <= letter.at <= asks_by]
    questions = [
        letter
        for letter in wrote
        if letter_kind(letter) in ("returned", "other", "answer", "cancelled")
    ]
    ended = story.events_of(*ENDS)
    if any(event.n > back.n and event.at <= asks_by for event in ended):
        return
    if _is_given_back(story, back):
        return  # its buyer chose on the way, or asked in time: there is nothing left to ask
    chosen = story.last_event(*CHOICES, before=back.n)
    if _is_asked_by_phone(story, back, asks_by):
        return
    if not questions and chosen is None and asks_by < life.ends_at:
        words = f"It came back {day}, and nobody asked its buyer what to do by {asks_by:%Y-%m-%d}"
        yield finding("after_return", story, back, words, kind="nobody asks")
    ends_by = policy.end_of(days.after(day, WRITES_WITHIN + ENDS_WITHIN))
    if ends_by < life.ends_at and not any(back.n < event.n for event in ended):
        words = f"It came back {day}; by {ends_by:%Y-%m-%d} it was neither sent again nor refunded"
        yield finding("after_return", story, back, words, kind="no end after the return")


def _is_given_back(story: OrderStory, back: Event) -> bool:
    """Whether everything that was taken had been given back, or was owed, when it came back: by us,
    or by its buyer's bank, which has decided a dispute for them.
    """
    taken = _cents(story.events_of("payment.captured"))
    closed = story.events_of("payment.dispute_closed")
    owed = [event for event in story.events_of("refund.owed") if event.n < back.n]
    by_bank = [event for event in closed if event.facts.get("status") == "lost"]
    return 0 < taken <= _cents([*owed, *by_bank])


def _cents(events: Iterable[Event]) -> int:
    return sum(int(event.facts.get("amount_cents") or 0) for event in events)


CHECK = Check(
    "after_return", "delivery",
    "their piece or their money: they would wait for a parcel that lies at the store", run,
)  # fmt: skip
