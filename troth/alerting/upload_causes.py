"""What needs a person because an upload was infected, or can't be scanned."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from troth.actors import usernames_in
from troth.alerting.cause import Cause, Find, page_of
from troth.orders.models import Order
from troth.orders.policy_versions import terms_at
from troth.policy.dates.hours import end_of_business_day, end_of_next_business_day
from troth.scanning.models import INFECTED, HeldUpload
from troth.scanning.purposes import PURPOSES

# A scanner that starts again is no task.
WAITS_FOR = timedelta(minutes=15)
# Older ones were dealt with, or never will be.
LOOKS_BACK = timedelta(days=60)


def _infected_uploads(now: datetime, order: int | None) -> Iterator[Cause]:
    rows = HeldUpload.objects.filter(state=INFECTED, ended_at__gt=now - LOOKS_BACK)
    orders = {
        order_row.number: order_row
        for order_row in Order.objects.filter(number__in=rows.values("order_number"))
    }
    for held in rows.order_by("pk"):
        upload_order = orders.get(held.order_number)
        if order is not None and (upload_order is None or upload_order.pk != order):
            continue
        purpose = PURPOSES[held.purpose]
        yield Cause(
            key=f"infected.{held.pk}",
            due_at=end_of_next_business_day(terms_at(held.at), held.at),
            link=purpose.page.format(subject=held.subject)
            if held.subject
            else page_of(upload_order),
            order=upload_order,
            detail=f"{purpose.name}, sent by {usernames_in(held.by)}: {held.outcome}",
        )


def _waiting_uploads(now: datetime, order: int | None) -> Iterator[Cause]:
    if order is not None:
        return
    waiting = HeldUpload.objects.waiting().filter(at__lte=now - WAITS_FOR).order_by("pk")
    oldest = waiting.first()
    if oldest is None:
        return
    yield Cause(
        key=f"unscanned.{oldest.pk}",
        due_at=end_of_business_day(terms_at(now), oldest.at),
        link=PURPOSES[oldest.purpose].page.format(subject=oldest.subject),
        detail=f"{waiting.count():,} wait. {oldest.problem}".strip(),
    )


FIND_UPLOADS: dict[str, Find] = {
    "upload_infected": _infected_uploads,
    "uploads_waiting": _waiting_uploads,
}
