"""What may happen to a line, as one table. Whatever isn't in it can't happen."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from troth.errors import ActionRefused
from troth.event_kinds import EventKind


class LineState(StrEnum):
    """Where one piece of an order is, as `orders.Line.state`: a past participle, seen from here.

    A line in Japan begins `in_japan`, one here `placed`. `record_event` alone moves it, by `MOVES`;
    the order keeps its place in the queue all the while.
    """

    PLACED = "placed"  # here, and waiting to be packed
    IN_JAPAN = "in_japan"
    IN_TRANSFER = "in_transfer"  # on its way from Japan
    PROCESSED = "processed"  # checked and packed
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"  # the item is free to be sold again
    LOST = "lost"
    RETURNED = "returned"  # with us again: undelivered, sent back, or found after a claim
    RESTOCKED = "restocked"  # the item is free to be sold again


class Move(NamedTuple):
    """From any of these states (None: the line doesn't exist yet) to that one, for a reason."""

    sources: tuple[LineState | None, ...]
    target: LineState
    label: str


MOVES: dict[str, Move] = {
    EventKind.LINE_PLACED: Move((None,), LineState.PLACED, "Ordered"),
    EventKind.LINE_PLACED_IN_JAPAN: Move(
        (None,), LineState.IN_JAPAN, "Ordered; the item is in our {there} warehouse"
    ),
    EventKind.LINE_DISPATCHED: Move(
        (LineState.IN_JAPAN,), LineState.IN_TRANSFER, "Left {there} for our {here} warehouse"
    ),
    EventKind.LINE_ARRIVED: Move(
        (LineState.IN_TRANSFER,), LineState.PLACED, "Arrived in our {here} warehouse and checked"
    ),
    EventKind.LINE_PROCESSED: Move(
        (LineState.PLACED,), LineState.PROCESSED, "Processed: checked and packed"
    ),
    EventKind.LINE_SHIPPED: Move((LineState.PROCESSED,), LineState.SHIPPED, "Shipped"),
    EventKind.LINE_DELIVERED: Move(
        (LineState.SHIPPED,), LineState.DELIVERED, "Delivered and signed for"
    ),
    EventKind.LINE_CANCELLED: Move(
        (LineState.PLACED, LineState.IN_JAPAN, LineState.IN_TRANSFER, LineState.PROCESSED),
        LineState.CANCELLED,
        "Cancelled",
    ),
    EventKind.LINE_LOST: Move((LineState.SHIPPED,), LineState.LOST, "Not received: claim accepted"),
    EventKind.LINE_FOUND: Move((LineState.LOST,), LineState.SHIPPED, "Found again"),
    # In the house again: brought back by the carrier, sent back by the shopper, or found after a
    # claim.
    EventKind.LINE_RETURNED: Move(
        (LineState.SHIPPED, LineState.DELIVERED, LineState.LOST), LineState.RETURNED, "Returned"
    ),
    EventKind.LINE_REQUEUED: Move(
        (LineState.RETURNED,), LineState.PLACED, "Back with us, to be sent again"
    ),
    EventKind.LINE_RETURNED_TO_BUYER: Move(
        (LineState.RETURNED,), LineState.DELIVERED, "Sent back to you, delivered and signed for"
    ),
    EventKind.LINE_RESTOCKED: Move((LineState.RETURNED,), LineState.RESTOCKED, "Back in our stock"),
}

STATES = tuple(dict.fromkeys(move.target for move in MOVES.values()))
ENDED = (LineState.CANCELLED, LineState.RESTOCKED)  # the item is free to be sold again
UNSHIPPED = (LineState.PLACED, LineState.IN_JAPAN, LineState.IN_TRANSFER, LineState.PROCESSED)
STILL_TO_COME = (*UNSHIPPED, LineState.SHIPPED)
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
