"""When a parcel that leaves should arrive, counted from the day it was actually processed: clause
`delivery`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import cast

from troth.fulfillment import watching
from troth.orders.models import Line, Order
from troth.policy import outlook as policy
from troth.policy.answers import Window
from troth.policy.delay import ship_by_on
from troth.policy.promise import Warehouse, local_time


def arrival_window(order: Order, lines: Sequence[Line], *, shipped_on: date) -> Window | None:
    """The window of a parcel that ships on `shipped_on` with these lines; None where no day of
    their processing is on record. One that is handed over late is counted from the day it ships:
    it can't arrive on the day it leaves. Raises `BeyondCalendar` as a promise does.
    """
    terms = order.policy.terms
    processed = order.events.filter(kind="line.processed", line__in=[line.pk for line in lines])
    days = [local_time(terms, at).date() for at in processed.values_list("at", flat=True)]
    if not days:
        return None
    warehouse, counted_from = lines[0].warehouse, max(days)
    if shipped_on > ship_by_on(terms, processed_by=counted_from):
        counted_from = shipped_on
    facts = policy.Facts(
        starts_on=date.fromisoformat(order.promises[warehouse]["starts_on"]),
        warehouse=cast(Warehouse, warehouse),
        method=order.method,
        today=shipped_on,
        processed_on=counted_from,
    )
    found = policy.outlook(terms, facts, watching.closures())
    return found.arrives if isinstance(found, policy.Outlook) else None
