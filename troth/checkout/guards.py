"""What the database refuses of checkouts."""

from __future__ import annotations

from troth.database.guards import Free

GUARDS = [
    Free(
        "checkout_checkout",
        why="a checkout under way: what was agreed to is on the order; the address is forgotten",
    )
]
