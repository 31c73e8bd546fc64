"""Boxes that their carrier should have collected by now: it is asked once more before anybody is
told that it hasn't come.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q

from troth.fulfillment.models import Label, Parcel
from troth.orders.models import Order
from troth.policy.dates.promise import local_time, work_ends_on
from troth.policy.terms import Terms

LONGEST_WAIT = timedelta(hours=1)  # a carrier that doesn't answer keeps no letter back for longer


def day_ended_at(terms: Terms, now: datetime) -> datetime:
    """When the work of the last day was over, today's where it is."""
    local = local_time(terms, now)
    for day in (local.date(), local.date() - timedelta(days=1)):
        ended_at = datetime.combine(day, work_ends_on(terms, day), terms.zone)
        if ended_at < local:
            break
    return ended_at


def awaits_final_check(order: Order, warehouse: str, now: datetime) -> bool:
    """Whether the carrier of a packed box hasn't been asked about it since the day ended."""
    ended_at = day_ended_at(order.policy.terms, now)
    if now > ended_at + LONGEST_WAIT:
        return False
    boxes = Parcel.objects.filter(
        Q(asked_at=None) | Q(asked_at__lte=ended_at),
        order=order,
        packed__line__warehouse=warehouse,
        packed__out=False,
        closed_at__isnull=False,
        left_at=None,
        set_aside_at=None,
        labels__state=Label.BOUGHT,
        labels__carrier__in=list(settings.CARRIERS),
    )
    return boxes.exists()
