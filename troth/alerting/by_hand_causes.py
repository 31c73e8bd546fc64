"""What needs a person where a carrier has no account here: boxes for its counter, and parcels to
look up.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from troth.alerting.cause import Cause, Find, limited_to_order, page_of
from troth.fulfillment.models import Parcel
from troth.fulfillment.tracking import manual_tracking
from troth.orders.served import is_by_hand
from troth.policy.dates.hours import end_of_next_business_day, start_of_business
from troth.policy.lifecycle import LineState


def _boxes_for_the_counter(_now: datetime, order: int | None) -> Iterator[Cause]:
    """Closed boxes of a carrier without an account here: somebody takes them to its counter."""
    boxes = Parcel.objects.filter(
        closed_at__isnull=False,
        left_at=None,
        set_aside_at=None,
        packed__line__state=LineState.PROCESSED,
    )
    rows = limited_to_order(boxes, "order", order).select_related("order__policy").distinct()
    for box in rows:
        assert box.closed_at is not None
        if not is_by_hand(box.carrier):
            continue
        terms = box.order.policy.terms
        name = terms.file.carriers[box.carrier].name
        yield Cause(
            key=f"by_hand.{box.key}.{box.carrier}",
            due_at=end_of_next_business_day(terms, box.closed_at),
            link=f"/desk/packing/{box.key}",
            order=box.order,
            detail=f"{box.key}, {name}. Buy the signature service, and keep the receipt.",
        )


def _parcels_to_look_up(now: datetime, order: int | None) -> Iterator[Cause]:
    """From the morning of the day by whose end it is due."""
    parcels = limited_to_order(manual_tracking.parcels_to_look_up(), "order", order)
    for parcel, due_at in manual_tracking.due_lookups(parcels):
        terms = parcel.order.policy.terms
        if now < start_of_business(terms, due_at.date()):
            continue
        name = terms.file.carriers[parcel.carrier].name
        yield Cause(
            key=f"lookup.{parcel.key}.{due_at:%Y%m%d}",
            due_at=due_at,
            link=page_of(parcel.order),
            order=parcel.order,
            detail=f"{parcel.key}, on the site of {name}.",
        )


FIND_BY_HAND: dict[str, Find] = {
    "ship_by_hand": _boxes_for_the_counter,
    "parcel_lookup": _parcels_to_look_up,
}
