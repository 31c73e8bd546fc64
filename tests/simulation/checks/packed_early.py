"""Nothing is packed or shipped while its buyer may still cancel."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from tests.simulation.checks.cancel_limit import clock_starts
from tests.simulation.checks.common import finding, letters_of
from tests.simulation.findings import Check, Finding
from tests.simulation.transcript import OrderStory, Transcript

LEAVES = ("line.processed", "line.shipped", "parcel.shipped", "line.dispatched")


def window_closes(life: Transcript, story: OrderStory, known_at: datetime) -> datetime | None:
    """When the order was first free to go, by what was known at an instant; None while it waits
    for the mail provider.
    """
    starts = clock_starts(life, story, known_at)
    return min(starts) + story.policy.cancel_window if starts else None


def run(life: Transcript) -> Iterator[Finding]:
    """Every piece that was packed, or left."""
    for story in life.orders.values():
        if not letters_of(story, "confirmation"):
            continue
        for event in story.events_of(*LEAVES):
            if event.kind == "line.dispatched":
                continue  # a move between the store's own warehouses ships nothing to anybody
            closes = window_closes(life, story, event.at)
            if closes is None or event.at < closes:
                until = (
                    f"until {closes:%Y-%m-%d %H:%M:%S} UTC" if closes else "without a report yet"
                )
                words = f"{event.kind} while the window to cancel was open, {until}"
                yield finding("packed_early", story, event, words, kind=event.kind)


CHECK = Check(
    "packed_early", "cancellation", "the hours in which they may still change their mind", run
)
