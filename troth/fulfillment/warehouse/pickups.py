"""Collections that a carrier is asked for: by whom, for which day, and what it answered: clause
`carrier`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from troth.fulfillment.carriers.interface import Carrier, CarrierRefused, CarrierUnreachable
from troth.fulfillment.models import Label, Pickup
from troth.fulfillment.shipping_labels.sender import store_address
from troth.fulfillment.warehouse.queue import FulfillmentRefused
from troth.policy.dates.promise import local_time, work_ends_on
from troth.policy.terms import Terms


def _waiting_labels(carrier: str) -> QuerySet[Label]:
    return Label.objects.filter(
        carrier=carrier, state=Label.BOUGHT, parcel__left_at=None, parcel__set_aside_at=None
    )


def waiting_totals(carrier: str) -> tuple[int, int]:
    """How many labelled boxes wait for the carrier, and their grams."""
    grams = [
        weight or 0 for weight in _waiting_labels(carrier).values_list("parcel__grams", flat=True)
    ]
    return len(grams), sum(grams)


def _waiting_services(carrier: str) -> list[str]:
    """The service of each label that waits."""
    return list(_waiting_labels(carrier).order_by("pk").values_list("service", flat=True))


def next_pickup_day(terms: Terms, carrier: str, now: datetime) -> date:
    """Today, if the carrier works and the store's work isn't over; else the carrier's next day."""
    local, calendar = local_time(terms, now), terms.calendars[terms.file.carriers[carrier].calendar]
    if calendar.is_open(local.date()) and local.time() < work_ends_on(terms, local.date()):
        return local.date()
    return calendar.after(local.date(), 1)


def request_pickup(
    *, carrier: str, terms: Terms, carriers: Mapping[str, Carrier], now: datetime, by: str
) -> Pickup:
    """Asks the carrier to come; asked twice for one day it is one. The row is kept whatever the
    carrier answers.

    Raises `FulfillmentRefused` where nothing waits, where the carrier isn't set up, and with what
    the carrier said against it.
    """
    adapter, (parcels, grams) = carriers.get(carrier), waiting_totals(carrier)
    if adapter is None:
        raise FulfillmentRefused(
            "carrier", "That carrier isn't set up here: ask for it by telephone."
        )
    if not parcels:
        raise FulfillmentRefused("carrier", "No box with this carrier's label waits here.")
    on = next_pickup_day(terms, carrier, now)
    try:
        with transaction.atomic():
            pickup = Pickup.objects.create(
                carrier=carrier, on=on, parcels=parcels, by=by, asked_at=now
            )
    except IntegrityError:
        return Pickup.objects.get(carrier=carrier, on=on, ended_at=None)
    try:
        confirmation = adapter.pickup(
            on=on,
            parcels=parcels,
            grams=max(grams, 1),
            address=store_address(terms),
            services=_waiting_services(carrier),
        )
    except (CarrierUnreachable, CarrierRefused) as problem:
        after = _store_problem(pickup, problem, now)
        raise FulfillmentRefused("carrier", f"{problem} {after}.") from None
    Pickup.objects.filter(pk=pickup.pk).update(confirmation=confirmation[:60])
    pickup.confirmation = confirmation[:60]
    return pickup


def _store_problem(
    pickup: Pickup, problem: CarrierUnreachable | CarrierRefused, now: datetime
) -> str:
    """Stores what came of asking, and returns what to do next: it ends unless it may be booked."""
    unclear = isinstance(problem, CarrierUnreachable) and problem.sent
    Pickup.objects.filter(pk=pickup.pk).update(
        problem=str(problem)[:500], ended_at=None if unclear else now
    )
    if unclear:
        return "It may be booked: ask by telephone first"
    return "Nothing is booked: try again, or telephone"


def cancel_pickup(*, pickup: Pickup, carriers: Mapping[str, Carrier], now: datetime) -> None:
    """Takes a collection back. Again is no error. Raises `FulfillmentRefused` with what the carrier
    said against it.
    """
    if pickup.ended_at is not None:
        return
    adapter = carriers.get(pickup.carrier)
    try:
        if adapter is not None and pickup.confirmation:
            adapter.cancel_pickup(pickup.confirmation, on=pickup.on)
    except (CarrierUnreachable, CarrierRefused) as problem:
        raise FulfillmentRefused(
            "carrier", f"{problem} It may still come: ask by telephone."
        ) from None
    Pickup.objects.filter(pk=pickup.pk, ended_at=None).update(ended_at=now)
