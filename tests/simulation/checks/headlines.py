"""The heading of the order's page, and "delivered" in a letter, are true of all its pieces."""

from __future__ import annotations

from collections.abc import Iterator

from tests.simulation.checks.common import finding, letters_of
from tests.simulation.findings import Check, Finding, letter_evidence, page_evidence
from tests.simulation.transcript import OrderStory, Transcript

HERE = {"placed", "in_japan", "in_transfer", "processed"}
# What may be so of the pieces that aren't cancelled under which heading: states that all of them
# must be in, and states of which one at least must be there.
_HEADINGS: dict[str, tuple[set[str], set[str]]] = {
    "Cancelled": ({"returned", "restocked"}, set()),
    "Called off": ({"returned", "restocked"}, set()),
    "Delivered": ({"delivered"}, {"delivered"}),
    "Partly delivered": (set(), {"delivered"}),
    "Packed": ({"processed"}, {"processed"}),
    "Order confirmed": (HERE, HERE),
    "Delayed": (HERE, HERE),
    "On its way": ({"shipped", "lost", "returned", "restocked"}, {"shipped"}),
    "Partly shipped": (set(), {"shipped", "lost", "returned", "restocked"}),
    "Delayed on its way": ({"shipped", "lost", "returned", "restocked"}, {"shipped"}),
    "Ready for pickup": (set(), {"shipped"}),
    "Delivery attempted": (set(), {"shipped"}),
    "Returned": ({"returned", "restocked"}, {"returned", "restocked"}),
    "Returned and refunded": ({"returned", "restocked"}, {"returned", "restocked"}),
    "Lost in transit": ({"lost"}, {"lost"}),
    "Lost in transit, and refunded": ({"lost"}, {"lost"}),
}  # fmt: skip


def run(life: Transcript) -> Iterator[Finding]:
    """Headings of pages, and subjects of letters."""
    for story in life.orders.values():
        yield from _pages(story)
        yield from _letters(story)


def _pages(story: OrderStory) -> Iterator[Finding]:
    for page in story.pages("order"):
        lines = page.text.splitlines()
        heading = next((line for line in lines[:4] if line in _HEADINGS), "")
        states = set(story.replay.states_at(page.n).values()) - {"cancelled"}
        if not heading or not story.replay.states_at(page.n):
            continue
        allowed, needed = _HEADINGS[heading]
        is_wrong = bool(allowed and not states <= allowed) or bool(needed and not states & needed)
        if is_wrong:
            now = ", ".join(sorted(states)) or "cancelled"
            words = f"The page's heading is “{heading}”, and its pieces are {now}"
            evidence = page_evidence(page, *story.titles)
            yield finding("headlines", story, page, words, evidence, kind=f"{heading}: {now}")


def _letters(story: OrderStory) -> Iterator[Finding]:
    for letter in letters_of(story, "delivered"):
        states = set(story.states_with(letter).values()) - {"cancelled"}
        is_whole = letter.subject.startswith(("Your order", "Order"))
        names_pieces = any(title in letter.text for title in story.titles)
        if (is_whole or not names_pieces) and states & (HERE | {"shipped"}):
            now = ", ".join(sorted(states))
            words = f"“{letter.subject}” was sent when its pieces were {now}"
            yield finding("headlines", story, letter, words, letter_evidence(letter), kind=now)


CHECK = Check("headlines", "explained", "they would take for done what still has to come", run)
