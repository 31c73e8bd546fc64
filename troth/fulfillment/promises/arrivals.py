"""When a parcel that leaves should arrive, counted from the day it was actually processed: clause
`delivery`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import cast

from troth.event_kinds import EventKind
from troth.fulfillment.promises import monitoring
from troth.orders.models import Line, Order
from troth.policy.dates import outlook as policy
from troth.policy.dates.promise import Warehouse, local_time


def arrival_outlook(
    order: Order, lines: Sequence[Line], *, shipped_on: date
) -> policy.Outlook | None:
    """The dates of a parcel that ships on `shipped_on` with these lines; None where no day of their
    processing is on record. Raises `BeyondCalendar` as a promise does.
    """
    terms = order.policy.terms
    processed = order.events.filter(
        kind=EventKind.LINE_PROCESSED, line__in=[line.pk for line in lines]
    )
    days = [local_time(terms, at).date() for at in processed.values_list("at", flat=True)]
    if not days:
        return None
    warehouse = lines[0].warehouse
    facts = policy.Facts(
        starts_on=date.fromisoformat(order.promises[warehouse]["starts_on"]),
        warehouse=cast(Warehouse, warehouse),
        method=order.method,
        today=shipped_on,
        processed_on=max(days),
        handed_over_on=shipped_on,
    )
    outlook = policy.outlook(terms, facts, monitoring.current_closures())
    return outlook if isinstance(outlook, policy.Outlook) else None
