"""What care is told: a piece that somebody has bought is no longer believed in; money that does not
tie out.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from troth.catalog.models import ItemEvent
from troth.notices import actions
from troth.orders.in_force import terms_at
from troth.orders.models import Line
from troth.payments.models import TieOut

KIND = "doubted"
MOST = 200


def write_owed(*, now: datetime) -> int:
    """Writes to care about every piece that left the store after it was sold. Returns how many."""
    live = Line.objects.live().values("item")
    doubts = ItemEvent.objects.filter(kind=ItemEvent.DOUBTED, notices=None, item__in=live)
    written = 0
    for event in doubts.select_related("item").order_by("pk")[:MOST]:
        line = Line.objects.live().filter(item=event.item).select_related("order").first()
        if line is None:
            continue
        store = terms_at(now).file.store
        context = {
            "item": event.item,
            "event": event,
            "line": line,
            "order": line.order,
            "store": store,
            "desk_url": f"{settings.SITE_URL}/desk/orders/{line.order.number}",
            "item_url": f"{settings.SITE_URL}/desk/items/{event.item.slug}",
        }
        cause = {"item_event": event, "kind": KIND}
        actions.keep(
            cause=cause, context=context, to=store.care_email, name=line.order.number, now=now
        )
        written += 1
    return written


def write_tie_outs(*, now: datetime) -> int:
    """Writes to care about every tie-out of the last days in which something differs. Returns how
    many.
    """
    written = 0
    for made in TieOut.objects.filter(made_at__gt=now - timedelta(days=3)).exclude(differences=[]):
        store = terms_at(now).file.store
        context = {"made": made, "store": store, "desk_url": f"{settings.SITE_URL}/desk/money/"}
        cause = {
            "kind": "tie_out",
            "about": str(made.pk),
            "event": None,
            "item_event": None,
            "search": None,
        }
        actions.keep(
            cause=cause, context=context, to=store.care_email, name=f"tie-out-{made.pk}", now=now
        )
        written += 1
    return written
