"""What may happen to a line: the table, and nothing beside it."""

from __future__ import annotations

import pytest

from troth.policy.lifecycle import (
    ENDED,
    LIVE,
    MOVES,
    STATES,
    TransitionRefused,
    next_state,
    replay_events,
)
from troth.policy.wording import STATES as WORDS

ALL = [(kind, state) for kind in MOVES for state in (None, *STATES)]


@pytest.mark.parametrize(("kind", "state"), ALL)
def test_a_move_is_in_the_table_or_refused(kind, state):
    if state in MOVES[kind].sources:
        assert next_state(kind, state) == MOVES[kind].target
    else:
        with pytest.raises(TransitionRefused, match=kind):
            next_state(kind, state)


def test_what_is_not_in_the_table_cannot_happen():
    with pytest.raises(TransitionRefused):
        next_state("line.edited", "placed")


def test_every_state_can_be_reached_and_has_a_word():
    reached, todo = set(), {None}
    while todo:
        state = todo.pop()
        targets = {move.target for move in MOVES.values() if state in move.sources}
        todo |= targets - reached
        reached |= targets
    assert reached == set(STATES) == set(WORDS)


def test_only_the_cancelled_and_the_restocked_are_free_again():
    assert set(LIVE) | set(ENDED) == set(STATES)
    assert ENDED == ("cancelled", "restocked")


def test_nothing_shipped_is_cancelled():
    assert {"shipped", "delivered"}.isdisjoint(MOVES["line.cancelled"].sources)


def test_replay_passes_over_what_moves_no_line():
    kinds = [
        "line.placed_in_japan",
        "confirmation.sent",
        "line.dispatched",
        "line.arrived",
        "line.processed",
    ]
    assert replay_events(kinds) == "processed"
    with pytest.raises(TransitionRefused):
        replay_events(["line.placed", "line.shipped"])
