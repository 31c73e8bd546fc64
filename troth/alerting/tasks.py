"""Background work: tasks follow the timeline at once, and the sweep finds what no event tells."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime

from django.conf import settings

from troth import clock
from troth.alerting import actions, digest
from troth.alerting.causes import FIND
from troth.event_kinds import EventKind
from troth.orders.models import Event

_PAYMENT = ("payment_review", "payment_lapsing", "payment_lapsed")
# The kinds of task whose cause an event may begin or end, by what the event's kind begins with.
FOLLOWED: dict[str, tuple[str, ...]] = {
    EventKind.ORDER_PLACED: ("payment_review", "tax_place"),
    EventKind.ORDER_CANCELLED: (*_PAYMENT, "sold_in_doubt", "confirmation_bounced"),
    EventKind.ORDER_PARTLY_CANCELLED: (*_PAYMENT, "sold_in_doubt"),
    "payment.review_": ("payment_review",),
    EventKind.PAYMENT_AUTHORIZATION_EXPIRING: ("payment_lapsing",),
    EventKind.PAYMENT_AUTHORIZATION_EXPIRED: ("payment_lapsing", "payment_lapsed"),
    EventKind.PAYMENT_REQUESTED_AGAIN: ("payment_lapsed",),
    EventKind.PAYMENT_AUTHORIZED_AGAIN: (*_PAYMENT, "money_failed"),
    EventKind.PAYMENT_CAPTURED: ("payment_lapsing", "money_failed"),
    EventKind.PAYMENT_VOIDED: ("payment_lapsing", "money_failed"),
    EventKind.PAYMENT_OPERATION_FAILED: ("payment_lapsing", "money_failed", "refund_due"),
    EventKind.PAYMENT_REFUNDED: ("money_failed", "refund_due"),
    "payment.dispute": ("dispute",),
    "refund.": ("refund_approval", "refund_declined"),
    **dict.fromkeys(("claim.", "damage.", "cancellation."), ("refund_approval", "refund_declined")),
    EventKind.TAX_REVIEWED: ("tax_place",),
    "confirmation.": ("confirmation_bounced",),
    "letter.": ("letter_bounced",),
    "parcel.": (
        "parcel_astray",
        "parcel_trouble",
        "label_refused",
        "ship_by_hand",
        "parcel_lookup",
    ),
    EventKind.LINE_PROCESSED: ("ship_by_hand",),
}


def on_event(event_id: int) -> None:
    """Brings the tasks of this event's order up to date."""
    event = Event.objects.only("kind", "order_id").get(pk=event_id)
    kinds = [
        kind
        for begins, named in FOLLOWED.items()
        if event.kind.startswith(begins)
        for kind in named
    ]
    if kinds:
        actions.bring_up_to_date(now=clock.now(), kinds=kinds, order=event.order_id)


def sweep_alerts() -> int:
    """Brings every task up to date, and writes the day's digests. Returns how many tasks opened."""
    now = clock.now()
    standing = actions.open_dues(list(FIND))
    opened = sum(_update_kind_safely(kind, now, standing[kind]) for kind in FIND)
    if settings.STAFF_DIGEST:
        digest.write_due_digests(now=now)
    return opened


def _update_kind_safely(kind: str, now: datetime, standing: Mapping[str, datetime]) -> int:
    """One kind. A row that can't be read keeps no other alarm from being raised."""
    try:
        return actions.bring_kind_up_to_date(kind, now, standing)
    except Exception:
        logging.getLogger(__name__).exception("Tasks of the kind %s can't be found", kind)
        return 0
