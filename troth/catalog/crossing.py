"""Pieces that cross from Japan, whoever has bought them: what a promise counts from. `transfer`"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from troth.catalog.actions import record_item_events, unlist_items
from troth.catalog.models import Item
from troth.event_kinds import ItemEventKind
from troth.policy.texts import shorten_text


@transaction.atomic
def leave_japan(*, items: Sequence[Item], on: date, now: datetime, by: str) -> None:
    """They cross to New York, whoever has bought them: a promise counts from this leg now."""
    keys = [item.pk for item in items]
    Item.objects.filter(pk__in=keys).update(
        left_japan_on=on, expected_here_on=None, crossing_late_why="", crossing_undated=False
    )
    record_item_events(
        items, ItemEventKind.LEFT_JAPAN, now=now, by=by, facts={"on": on.isoformat()}
    )


def set_expected_arrival(*, items: Sequence[Item], on: date | None, why: str) -> None:
    """What the freight or customs say of pieces that cross; `on` is None where nobody can say."""
    crossing = Item.objects.filter(pk__in=[item.pk for item in items], left_japan_on__isnull=False)
    crossing.update(
        expected_here_on=on, crossing_late_why=shorten_text(why, 200), crossing_undated=on is None
    )


@transaction.atomic
def record_arrival(*, item: Item, now: datetime, by: str) -> None:
    """It was checked in in New York: a piece of this warehouse from now on. Once."""
    crossed = Item.objects.filter(pk=item.pk, left_japan_on__isnull=False)
    if crossed.update(
        warehouse="us",
        left_japan_on=None,
        expected_here_on=None,
        crossing_late_why="",
        crossing_undated=False,
    ):
        record_item_events([item], ItemEventKind.ARRIVED, now=now, by=by)


@transaction.atomic
def set_aside(*, item: Item, reason: str, now: datetime, by: str) -> None:
    """It arrived wrong, damaged or not at all: nobody can buy it until that is settled. Of a piece
    that is sold, its sale decides when it leaves the store: with the sale, not back onto the list.
    """
    record_item_events(
        [item], ItemEventKind.SET_ASIDE, now=now, by=by, facts={"reason": reason[:300]}
    )
    if not Item.objects.get(pk=item.pk).sold_at:
        unlist_items(items=[item], reason=reason, now=now, by=by)


def clear_set_aside(*, item: Item, now: datetime, by: str) -> None:
    """What it was set aside for is settled. Nothing happens to a piece that wasn't."""
    if Item.objects.filter(pk=item.pk).set_aside().exists():
        record_item_events([item], ItemEventKind.SET_ASIDE_CLEARED, now=now, by=by)
