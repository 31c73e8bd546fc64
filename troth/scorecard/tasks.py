"""Background work of the scorecard: the timelines are read as they grow."""

from __future__ import annotations

from troth import clock
from troth.scorecard import actions

MOST_A_MINUTE = (
    5000  # orders, so that a first reading of a whole store leaves the worker time for the rest
)


def catch_up_scorecard() -> int:
    """Judges what has happened since the last minute. Returns how many orders were judged."""
    return actions.catch_up(now=clock.now(), most=MOST_A_MINUTE)
