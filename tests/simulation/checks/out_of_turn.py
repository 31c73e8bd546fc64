"""Among orders that all still wait for their windows, the later one isn't processed first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from tests.simulation.checks.common import finding
from tests.simulation.checks.packed_early import window_closes
from tests.simulation.checks.queue_order import is_held
from tests.simulation.findings import Check, Finding
from tests.simulation.transcript import Event, OrderStory, Transcript

RECENT = timedelta(days=10)


def run(life: Transcript) -> Iterator[Finding]:
    """Each piece that was processed while its own window was open."""
    for story in life.orders.values():
        for event in story.events_of("line.processed")[:1]:
            closes = window_closes(life, story, event.at)
            if closes is None or event.at < closes:
                yield from _overtaken(life, story, event)


def _overtaken(life: Transcript, story: OrderStory, event: Event) -> Iterator[Finding]:
    for other in life.orders.values():
        if not story.placed_at - RECENT < other.placed_at < story.placed_at:
            continue
        before = [earlier for earlier in other.events if earlier.n < event.n]
        states = other.replay.states_at(event.n)
        if is_held(before) or set(states.values()) != {"placed"}:
            continue
        words = (
            f"{story.number}, placed {story.placed_at:%Y-%m-%d %H:%M}, was processed"
            f" {event.at:%Y-%m-%d %H:%M} by {event.by} while its window was open; {other.number},"
            f" placed {other.placed_at:%Y-%m-%d %H:%M}, waited in the queue, and nothing held it"
        )
        yield finding("out_of_turn", story, event, words, kind="overtaken in the window")
        return


CHECK = Check("out_of_turn", "queue", "their place: somebody who came later is served first", run)
