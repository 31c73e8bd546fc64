"""The tag on a piece: what a scanner reads, and where the piece lies."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import transaction

from troth.catalog.models import Item
from troth.catalog.numbers import has_mod10_check, item_number
from troth.fulfillment.models import ShelfLocation
from troth.fulfillment.warehouse.queue import FulfillmentRefused

_TAG = re.compile(r"TAG(\d{8,12})")
_SHELF = re.compile(r"[A-Z0-9][A-Z0-9-]{0,19}")


def tag_of(item: int) -> str:
    """`TAG000000424`: the item's number, as its tag says it."""
    return item_number(item)


def item_of(typed: str) -> int | None:
    """The item whose tag was scanned or typed; None where it is no tag of ours."""
    match = _TAG.fullmatch(re.sub(r"[\s-]", "", typed).upper())
    return int(match[1][:-1]) if match and has_mod10_check(match[1]) else None


@transaction.atomic
def shelve_item(*, shelf: str, tag: str, now: datetime, by: str) -> ShelfLocation:
    """The piece lies on that shelf from now on. Raises `FulfillmentRefused` for what is no shelf or
    no tag of ours.
    """
    shelf = shelf.strip().upper()
    if not _SHELF.fullmatch(shelf):
        raise FulfillmentRefused(
            "processing", "A shelf has at most 20 letters, digits and hyphens, such as B-04-2."
        )
    key = item_of(tag)
    item = Item.objects.filter(pk=key).first() if key is not None else None
    if item is None:
        raise FulfillmentRefused(
            "processing", f"{tag.strip()[:40]!r} is no tag of ours. Scan it again."
        )
    shelved, _ = ShelfLocation.objects.update_or_create(
        item=item, defaults={"shelf": shelf, "at": now, "by": by}
    )
    return shelved
