"""What the database refuses of what keeps the store alive."""

from __future__ import annotations

from troth.database.guards import Free

GUARDS = [Free("operations_heartbeat", why="who is at work now")]
