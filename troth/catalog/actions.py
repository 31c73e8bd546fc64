"""Taking items in, judging them, listing them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from troth.catalog.models import Evaluation, Item


class NotAnExpert(Exception):
    """Only an in-house expert judges an item."""


class NotApproved(Exception):
    """An item without a standing approval can't be listed (clause `authentication`)."""


class ItemChanged(Exception):
    """The item is no longer what it was when it was read."""


@transaction.atomic
def evaluate(*, items: Sequence[Item], verdict: str, evidence: dict[str, Any], now: datetime, by: User) -> None:
    """Records what the expert `by` found of each item. Raises `NotAnExpert` unless they are active staff."""
    if not (by.is_active and by.is_staff):
        raise NotAnExpert(f"{by.email or by.username} is not an active member of staff")
    Evaluation.objects.bulk_create(
        Evaluation(item=item, verdict=verdict, by=by, at=now, evidence=evidence) for item in items
    )


@transaction.atomic
def put_on_sale(*, items: Sequence[Item], now: datetime) -> None:
    """Lists the items. Raises `NotApproved` unless every one has an approval; then none is listed."""
    keys = [item.pk for item in items]
    approved = Evaluation.objects.filter(item__in=keys, verdict=Evaluation.APPROVED).values("item").distinct().count()
    if approved < len(keys):
        raise NotApproved(f"{len(keys) - approved} of {len(keys)} items have no approving evaluation")
    Item.objects.filter(pk__in=keys, listed_at__isnull=True).update(listed_at=now)


def mark_sold(*, item: Item, now: datetime) -> None:
    """Takes the item out of every list of what is for sale.

    Raises `ItemChanged` unless it is still listed, at the price it was read with. Who owns it is not decided here.
    """
    as_read = Item.objects.filter(pk=item.pk, price_cents=item.price_cents, listed_at__isnull=False)
    if not as_read.update(sold_at=now):
        raise ItemChanged(f"{item.title} has changed or left the store")
