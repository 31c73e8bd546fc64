"""A piece that is late on its way from abroad isn't promised sooner to its next buyer than staff
have entered; and one of which nobody can say when it arrives isn't promised by dates at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tests.simulation.checks.common import finding, letters_of, read_letter
from tests.simulation.findings import Check, Finding, letter_evidence, page_evidence
from tests.simulation.told import letter_kind, says_no_date
from tests.simulation.transcript import Deed, Event, Letter, OrderStory, Page, Record, Transcript
from tests.simulation.words import Mention, Reader, mentions_of

_TITLE_LINES = 8  # an item's page shows others beside it; its own title stands at the top


def run(life: Transcript) -> Iterator[Finding]:
    """Confirmations of pieces that somebody bought before, and pages of pieces that cross."""
    for story in life.orders.values():
        for letter in letters_of(story, "confirmation")[:1]:
            for title in story.titles:
                yield from _check(life, story, letter, title)
                mentions = [
                    statement.mention
                    for statement in read_letter(story, letter).of("transfer", "arrives")
                    if title in statement.pieces
                ]
                yield from _too_early(life, letter, title, mentions, story.number)
    crossing = {event.line for event in life.of(Event) if event.kind == "line.dispatched"}
    for page in life.of(Page) if crossing else ():
        if page.page == "item" and page.status == 200:
            yield from _item(life, page, crossing)


def _item(life: Transcript, page: Page, crossing: set[str]) -> Iterator[Finding]:
    head = "\n".join(page.text.splitlines()[:_TITLE_LINES])
    for title in sorted(piece for piece in crossing if piece in head):
        policy = life.policy_from(life.policy.day_of(page.at))
        lines = Reader(policy, page.at).read_lines(page.text)
        mentions = [
            mention for mention in mentions_of(lines, "arrives", "transfer") if _is_offer(mention)
        ]
        yield from _too_early(life, page, title, mentions, "")


def _is_offer(mention: Mention) -> bool:
    """Of this piece: the sentence with the order's limit, and the one that says where it is."""
    return "Order " in mention.line or "on its way from" in mention.line


def _too_early(
    life: Transcript, record: Letter | Page, title: str, mentions: list[Mention], order: str
) -> Iterator[Finding]:
    """The first day that is named lies before the day on which the freight expects it here."""
    entered = _entered(life, record, title)
    if entered is None:
        return
    for mention in mentions:
        if mention.first < entered:
            what = "confirmation" if isinstance(record, Letter) else f"{record.page} page"
            words = (
                f"The {what} says of {title}: “{mention.line[:120]}”; staff had entered that it"
                f" isn't here before {entered}"
            )
            if isinstance(record, Letter):
                evidence = letter_evidence(record, mention.line[:60])
            else:
                evidence = page_evidence(record, mention.line[:60])
            kind = f"{what} of a late piece"
            yield Finding("sold_while_crossing", order, record.at, words, (evidence,), kind)
            return


def _entered(life: Transcript, record: Record, title: str) -> date | None:
    """The day that staff have entered for the transfer that the piece is on; None where it has
    arrived, and where they have entered none.
    """
    legs = [
        event
        for event in life.of(Event)
        if event.line == title
        and event.kind in ("line.dispatched", "line.arrived")
        and event.at <= record.at
    ]
    if not legs or legs[-1].kind != "line.dispatched":
        return None
    entered = [
        str(deed.details.get("expected_on") or "")
        for deed in life.of(Deed)
        if deed.what == "transfer.late"
        and deed.ok
        and deed.n < record.n
        and deed.details.get("key") == legs[-1].facts.get("transfer")
    ]
    return date.fromisoformat(entered[-1]) if entered and entered[-1] else None


def _check(life: Transcript, story: OrderStory, letter: Letter, title: str) -> Iterator[Finding]:
    for earlier in life.orders.values():
        if earlier is story or title not in earlier.titles or earlier.placed_at > story.placed_at:
            continue
        crossing = _crossing(earlier, title, letter)
        undated = _last_delay(earlier, letter)
        statements = [
            statement
            for statement in read_letter(story, letter).of("arrives")
            if title in statement.pieces
        ]
        if crossing is None or undated is None or not statements:
            continue
        words = (
            f"{title} is promised {statements[0].first} to {statements[0].last}; it left"
            f" {crossing.at:%Y-%m-%d}"
            f" for {earlier.number}, and its buyer was told that nobody can say when it arrives"
        )
        evidence = (letter_evidence(undated, "Nobody can say"), letter_evidence(letter, "Arrives"))
        yield finding("sold_while_crossing", story, letter, words, *evidence, kind="undated piece")


def _crossing(earlier: OrderStory, title: str, letter: Letter) -> Event | None:
    """The event of its departure, where it hasn't arrived."""
    legs = [
        event
        for event in earlier.events_of(
            "line.dispatched", "line.arrived", "transfer.reached_warehouse"
        )
        if event.line in (title, "") and event.n < letter.n
    ]
    return legs[-1] if legs and legs[-1].kind == "line.dispatched" else None


def _last_delay(earlier: OrderStory, letter: Letter) -> Letter | None:
    """The last letter about its dates, where it says that there is none."""
    letters = [
        other
        for other in earlier.letters
        if other.n < letter.n and letter_kind(other) in ("delay", "sooner", "confirmation")
    ]
    is_undated = bool(letters) and says_no_date(letters[-1].subject + letters[-1].text)
    return letters[-1] if is_undated else None


CHECK = Check(
    "sold_while_crossing", "transfer", "they would buy by dates that the store had given up", run
)
