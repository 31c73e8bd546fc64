"""Nobody is overtaken: among those who are free to go, the order that was placed first is packed
first.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from tests.simulation.checks.common import finding
from tests.simulation.checks.packed_early import window_closes
from tests.simulation.findings import Check, Finding
from tests.simulation.transcript import Deed, Event, OrderStory, Transcript

SETTLES = timedelta(hours=2)  # whoever took a box earlier may close it later
# What keeps an order waiting in its place, and what lets it go again.
_HOLDS = (
    (("order.held",), ("order.released",)),
    (
        ("cancellation.requested", "cancellation.held"),
        ("cancellation.refused", "cancellation.withdrawn"),
    ),
    (("payment.review_opened",), ("payment.review_approved",)),
    (("payment.authorization_expired", "payment.requested_again"), ("payment.authorized_again",)),
    (("payment.disputed",), ("payment.dispute_closed",)),
    (("confirmation.bounced",), ("confirmation.delivered", "confirmation.acknowledged")),
    (("order.cancelled", "order.partly_cancelled"), ()),
)  # fmt: skip


def run(life: Transcript) -> Iterator[Finding]:
    """Each packed piece, beside every order that was placed before it and was free to go."""
    packed = sorted(
        (
            (event, story)
            for story in life.orders.values()
            for event in story.events_of("line.processed")[:1]
        ),
        key=lambda pair: pair[0].n,
    )
    for event, story in packed:
        begun = _begun(story, event)
        for other in life.orders.values():
            if other.placed_at < story.placed_at and _was_free(life, other, begun):
                words = (
                    f"It was packed before {other.number}, which was placed"
                    f" {other.placed_at:%Y-%m-%d %H:%M:%S} UTC, earlier than this one"
                    f" ({story.placed_at:%Y-%m-%d %H:%M:%S} UTC), and was free to go"
                )
                yield finding("queue_order", story, event, words, kind="overtaken")
                break


def _begun(story: OrderStory, packed: Event) -> Deed | Event:
    """When its turn came: a packer took its box, who may have closed it days later."""
    deeds = [deed for deed in story.of(Deed) if deed.n < packed.n and deed.what == "box.take"]
    return deeds[-1] if deeds else packed


def _was_free(life: Transcript, story: OrderStory, begun: Deed | Event) -> bool:
    """Whether it could have been packed for a while, and wasn't begun."""
    since = begun.at - SETTLES
    closes = window_closes(life, story, since)
    if closes is None or closes > since:
        return False
    before = [event for event in story.events if event.n < begun.n]
    if any(event.kind == "line.processed" for event in before) or _was_begun(story, begun):
        return False
    if is_held(before) or any(event.at > since and _may_hold(event) for event in before):
        return False
    states = story.replay.states_at(_line_before(life, since))
    return bool(states) and "placed" in states.values() and _has_all_of_a_warehouse(states)


def _was_begun(story: OrderStory, begun: Deed | Event) -> bool:
    """Whether a packer had taken it by then, whatever became of the box."""
    deeds = [deed for deed in story.of(Deed) if deed.n < begun.n]
    return any(deed.what.startswith(("box.", "pack")) for deed in deeds)


def _has_all_of_a_warehouse(states: dict[str, str]) -> bool:
    """A piece from abroad may be waited for, so that one box holds all."""
    return all(state not in ("in_japan", "in_transfer") for state in states.values())


def is_held(events: list[Event]) -> bool:
    for begins, ends in _HOLDS:
        last = [event for event in events if event.kind in (*begins, *ends)]
        if last and last[-1].kind in begins:
            return True
    return False


def _may_hold(event: Event) -> bool:
    return any(event.kind in (*begins, *ends) for begins, ends in _HOLDS)


def _line_before(life: Transcript, instant: datetime) -> int:
    return max((record.n for record in life.records if record.at <= instant), default=0)


CHECK = Check("queue_order", "queue", "their place: somebody who came later is served first", run)
