"""Every timeline replays: each event of a piece may follow from what was so, and ends in the state
that is stored.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.simulation.checks.common import finding
from tests.simulation.findings import Check, Finding
from tests.simulation.transcript import State, Transcript


def run(life: Transcript) -> Iterator[Finding]:
    """Moves that can't be, states that differ, and events that go back in time."""
    for story in life.orders.values():
        for bad in story.replay.bad_moves:
            words = (
                f"{bad.event.line}: {bad.event.kind} while it was {bad.state or 'not there yet'}"
            )
            kind = f"{bad.event.kind} while {bad.state}"
            yield finding("timelines", story, bad.event, words, kind=kind)
        for state in story.of(State):
            replayed_states = story.replay.states_at(state.n)
            for line in state.lines:
                stored, replayed = line["state"], replayed_states.get(line["title"], "")
                if stored != replayed:
                    words = f"{line['title']} is stored as {stored}, and its events say {replayed}"
                    kind = f"stored {stored} replayed {replayed}"
                    yield finding("timelines", story, state, words, kind=kind)


CHECK = Check("timelines", "no_changes", "nobody could prove what happened to their order", run)
