"""What happened is told to each follower; one that fails keeps nothing from the others."""

from __future__ import annotations

import pytest

from troth.orders import tasks

RECEIVED: list[tuple[str, int]] = []


def follow_first(event_id: int) -> None:
    RECEIVED.append(("first", event_id))


def fail(event_id: int) -> None:
    raise LookupError(f"no event {event_id}")


def follow_last(event_id: int) -> None:
    RECEIVED.append(("last", event_id))


@pytest.fixture(autouse=True)
def _followers(settings):
    RECEIVED.clear()
    names = ("follow_first", "fail", "follow_last")
    settings.FOLLOWERS = [f"{__name__}.{name}" for name in names]


def test_many_events_reach_each_follower(caplog):
    tasks.dispatch_events.func([1, 2])
    assert RECEIVED == [("first", 1), ("last", 1), ("first", 2), ("last", 2)]
    assert [record.getMessage() for record in caplog.records] == [
        "A follower failed on event 1",
        "A follower failed on event 2",
    ]


def test_one_event_is_tried_again_where_a_follower_fails():
    with pytest.raises(LookupError, match="no event 1"):
        tasks.dispatch_event.func(1)
    assert RECEIVED == [("first", 1)]
