"""A parcel that the carrier can't locate, or has lost, isn't shown as on its way, and no day is
named for it, until the carrier has found it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.simulation.checks.common import READ_PAGES, finding
from tests.simulation.findings import Check, Finding, page_evidence
from tests.simulation.told import read_document
from tests.simulation.transcript import Deed, OrderStory, Page, Transcript

GONE = ("parcel.missing", "parcel.lost")
# What ends a parcel's journey, and what says that it goes on after all.
ENDED = (
    "parcel.delivered", "parcel.delivered_unsigned", "parcel.returning", "parcel.returned",
    "parcel.checked_in",
)  # fmt: skip
MOVES = (
    "parcel.delayed",
    "parcel.delivery_attempted",
    "parcel.held_for_pickup",
    "claim.parcel_found",
    "claim.redelivery_started",
)
_ON_ITS_WAY = re.compile(r"^(?:On its way(?! back)|Out for delivery)", re.MULTILINE)


def run(life: Transcript) -> Iterator[Finding]:
    """Order pages and printed copies."""
    for story in life.orders.values():
        if not story.events_of(*GONE):
            continue
        for kind in READ_PAGES:
            yield from _first_wrong(story, kind)


def _first_wrong(story: OrderStory, kind: str) -> Iterator[Finding]:
    for page in story.pages(kind):
        phrase = _says_coming(story, page) if _all_gone(story, page.n) else ""
        if phrase:
            words = f"The carrier can't find the parcel, and the {page.page} page says “{phrase}”"
            evidence = page_evidence(page, phrase[:60], "locate", "ost")
            yield finding(
                "lost_parcels", story, page, words, evidence, kind=f"{page.page} on its way"
            )
            return


def _says_coming(story: OrderStory, page: Page) -> str:
    """The words that let it come; empty where there are none."""
    arrives = read_document(story, page).promises("arrives")
    if arrives:
        return arrives[0].line
    current = page.text.partition("\nWhat happened")[0]
    match = _ON_ITS_WAY.search(current)
    return current[match.start() :].partition("\n")[0] if match else ""


def _all_gone(story: OrderStory, n: int) -> bool:
    """Whether no piece waits here, and every parcel under way is one that can't be found."""
    states = set(story.replay.states_at(n).values())
    if states & {"placed", "in_japan", "in_transfer", "processed"}:
        return False
    numbers = {_number(event) for event in story.events_of("parcel.shipped") if event.n < n}
    under_way = {number for number in numbers if not _mark_if_gone(story, number, n)}
    return bool(under_way) and all(_is_gone(story, number, n) for number in under_way)


def _mark_if_gone(story: OrderStory, number: str, n: int) -> bool:
    return any(_number(event) == number and event.n < n for event in story.events_of(*ENDED))


def _is_gone(story: OrderStory, number: str, n: int) -> bool:
    gone = [event.n for event in story.events_of(*GONE) if event.n < n and _number(event) == number]
    if not gone:
        return False
    again = [event.n for event in story.events_of(*MOVES) if _number(event) == number]
    again += [deed.n for deed in story.of(Deed) if _moves(deed, number)]
    return not any(gone[-1] < moved_n < n for moved_n in again)


def _moves(deed: Deed, number: str) -> bool:
    """The carrier's own doing that brings it back under way."""
    knows = str(deed.details.get("carrier_knows") or "")
    return deed.details.get("number") == number and knows in ("moving", "accepted", "delivered")


def _number(record: object) -> str:
    return str(getattr(record, "facts", {}).get("number") or "")


CHECK = Check(
    "lost_parcels",
    "non_receipt",
    "they would wait at home for a parcel that the carrier has lost",
    run,
)
