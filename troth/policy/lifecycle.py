"""What may happen to a line, as one table. Whatever isn't in it can't happen."""

from __future__ import annotations

from typing import NamedTuple

from troth.errors import ActionRefused
from troth.event_kinds import EventKind


class Move(NamedTuple):
    """From any of these states (None: the line doesn't exist yet) to that one, for a reason."""

    sources: tuple[str | None, ...]
    target: str
    says: str


# A line in Japan starts `in_japan`; one here starts `placed`. The order keeps its place in the
# queue all the while.
MOVES: dict[str, Move] = {
    EventKind.LINE_PLACED: Move((None,), "placed", "Ordered"),
    EventKind.LINE_PLACED_IN_JAPAN: Move(
        (None,), "in_japan", "Ordered; the item is in our {there} warehouse"
    ),
    EventKind.LINE_DISPATCHED: Move(
        ("in_japan",), "in_transfer", "Left {there} for our {here} warehouse"
    ),
    EventKind.LINE_ARRIVED: Move(
        ("in_transfer",), "placed", "Arrived in our {here} warehouse and checked"
    ),
    EventKind.LINE_PROCESSED: Move(("placed",), "processed", "Processed: checked and packed"),
    EventKind.LINE_SHIPPED: Move(("processed",), "shipped", "Shipped"),
    EventKind.LINE_DELIVERED: Move(("shipped",), "delivered", "Delivered and signed for"),
    EventKind.LINE_CANCELLED: Move(
        ("placed", "in_japan", "in_transfer", "processed"), "cancelled", "Cancelled"
    ),
    EventKind.LINE_LOST: Move(("shipped",), "lost", "Not received: claim accepted"),
    EventKind.LINE_FOUND: Move(("lost",), "shipped", "Found again"),
    # In the house again: brought back by the carrier, sent back by the shopper, or found after a
    # claim.
    EventKind.LINE_RETURNED: Move(("shipped", "delivered", "lost"), "returned", "Returned"),
    EventKind.LINE_REQUEUED: Move(("returned",), "placed", "Back with us, to be sent again"),
    EventKind.LINE_RETURNED_TO_BUYER: Move(
        ("returned",), "delivered", "Sent back to you, delivered and signed for"
    ),
    EventKind.LINE_RESTOCKED: Move(("returned",), "restocked", "Back in our stock"),
}

STATES = tuple(dict.fromkeys(move.target for move in MOVES.values()))
ENDED = ("cancelled", "restocked")  # the item is free to be sold again
STILL_TO_COME = ("placed", "in_japan", "in_transfer", "processed", "shipped")
LIVE = tuple(state for state in STATES if state not in ENDED)


class TransitionRefused(ActionRefused):
    """This can't happen to a line in that state."""

    def __init__(self, kind: str, state: str | None) -> None:
        may = [name for name, move in MOVES.items() if state in move.sources]
        super().__init__(
            f"{kind} can't happen to a line that is {state or 'not there yet'}; what can:"
            f" {', '.join(may) or 'nothing'}"
        )
        self.kind, self.state = kind, state


def next_state(kind: str, state: str | None) -> str:
    """The state after `kind` happened to a line in `state`. `TransitionRefused` where the table has
    no such move.
    """
    move = MOVES.get(kind)
    if move is None or state not in move.sources:
        raise TransitionRefused(kind, state)
    return move.target


def replay_events(kinds: list[str]) -> str | None:
    """The state that these events, oldest first, lead to. Events that move no line are passed
    over.
    """
    state: str | None = None
    for kind in kinds:
        if kind in MOVES:
            state = next_state(kind, state)
    return state
