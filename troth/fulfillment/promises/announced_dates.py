"""What a letter about one parcel tells of the rest of its order stands like any other date: when it
moves later, its shopper is told.
"""

from __future__ import annotations

from collections.abc import Mapping

from troth.fulfillment.models import PromiseStatus
from troth.orders.models import Order
from troth.policy.results import Window


def narrow_arrivals(order: Order, windows: Mapping[str, Window]) -> None:
    """The days on which the pieces still here should arrive, as a letter has narrowed them."""
    standings = PromiseStatus.objects.filter(
        order=order, shipped_at=None, ended_at=None, unknown_why=""
    )
    for warehouse, arrives in windows.items():
        narrower = standings.filter(warehouse=warehouse, arrives_by__gt=arrives.latest)
        narrower.update(arrives_from=arrives.earliest, arrives_by=arrives.latest)
