"""What is stored of orders beside their timelines, compared with what the timelines say: who writes
a state past the store's own functions is seen here.
"""

from __future__ import annotations

from collections.abc import Iterator

from troth.orders.models import Event, Line, Order, QueueEntry
from troth.orders.queue_entries import replay_turn
from troth.policy.lifecycle import LineState, TransitionRefused, replay_events

CHUNK = 500


def timeline_differences() -> Iterator[str]:
    """Each line and each place in the queue that isn't what its order's timeline says, in words."""
    orders = Order.objects.order_by("pk").select_related("queue_entry")
    for order in orders.prefetch_related("lines", "events").iterator(chunk_size=CHUNK):
        events = sorted(order.events.all(), key=lambda event: event.pk)
        lines = sorted(order.lines.all(), key=lambda line: line.pk)
        for line in lines:
            if difference := _line_difference(line, events):
                yield f"{order.number}, {line.title}: {difference}"
        yield from (
            f"{order.number}: {difference}"
            for difference in _turn_differences(order, lines, events)
        )


def _line_difference(line: Line, events: list[Event]) -> str:
    kinds = [event.kind for event in events if event.line_id == line.pk]
    try:
        state = replay_events(kinds)
    except TransitionRefused as impossible:
        return f"its timeline is impossible: {impossible}"
    return "" if state == line.state else f"is {line.state}, and its timeline says {state}"


def _turn_differences(order: Order, lines: list[Line], events: list[Event]) -> Iterator[str]:
    entry: QueueEntry | None = getattr(order, "queue_entry", None)
    if entry is None:
        yield "it has no place in the queue"
        return
    holds, cancellable_until = replay_turn(events)
    if entry.placed_at != order.placed_at:
        yield "its place in the queue is not when it was placed"
    if entry.holds != holds:
        yield f"{entry.holds} holds are kept, and its timeline says {holds}"
    if entry.cancellable_until != cancellable_until:
        yield f"may go after {entry.cancellable_until}, and its timeline says {cancellable_until}"
    waiting = sum(line.state == LineState.PLACED for line in lines)
    if entry.ready_pieces != waiting:
        yield f"{entry.ready_pieces} pieces are said to wait here, and {waiting} do"
