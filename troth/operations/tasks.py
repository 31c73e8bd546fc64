"""Background work of running the store: its own health is looked at, and an owner hears of it."""

from __future__ import annotations

from troth import clock
from troth.operations import alarms, health


def sweep_health() -> int:
    """Looks at what only an owner can mend. Returns how much of it is wrong."""
    return alarms.update_alarms(health.run_checks(alarms.WATCHED), now=clock.now())
