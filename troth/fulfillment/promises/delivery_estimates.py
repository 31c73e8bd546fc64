"""The likely day beside the promise, from this store's own parcels on the same lane: clause
`delivery`.
"""

from __future__ import annotations

from collections import Counter
from datetime import date

from troth.fulfillment.models import Parcel
from troth.orders.models import Order
from troth.policy.addresses.places import UnknownZip, place_of
from troth.policy.dates.estimate import estimate_arrival
from troth.policy.dates.promise import local_time
from troth.policy.results import Window

LATEST = 500  # parcels of a lane that count


def lane_transit_days(*, carrier: str, state: str) -> Counter[int]:
    """How many store business days the latest parcels took, by their number."""
    done = Parcel.objects.filter(
        carrier=carrier, order__ship_to_state=state, transit_days__isnull=False
    )
    latest = done.order_by("-delivered_at").values_list("transit_days", flat=True)[:LATEST]
    return Counter(days for days in latest if days is not None)


def estimates_of(order: Order) -> list[str]:
    """A sentence for each box that is closed and not delivered; none where the data don't allow
    one.
    """
    terms, sentences = order.policy.terms, []
    for parcel in order.parcels.filter(
        closed_at__isnull=False, delivered_at=None, set_aside_at=None
    ):
        warehouse = parcel.packed.values_list("line__warehouse", flat=True).first()
        promised = order.promises[warehouse]["arrives"] if warehouse else None
        try:
            name = place_of(order.ship_to_zip).state_name
        except UnknownZip:
            continue
        if promised is None or parcel.closed_at is None:
            continue
        forecast = estimate_arrival(
            terms,
            processed_on=local_time(terms, parcel.closed_at).date(),
            days=lane_transit_days(carrier=parcel.carrier, state=order.ship_to_state),
            promised=Window(
                date.fromisoformat(promised["earliest"]), date.fromisoformat(promised["latest"])
            ),
            lane=name,
        )
        if forecast is not None:
            sentences.append(forecast.sentence)
    return sentences
