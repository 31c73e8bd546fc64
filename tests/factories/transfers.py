"""What Japan's staff and the New York warehouse do about a transfer."""

from __future__ import annotations

from datetime import datetime

from tests.factories.moments import NOON
from troth.fulfillment.from_japan import transfers
from troth.fulfillment.models import Transfer
from troth.fulfillment.warehouse.tags import tag_of
from troth.orders.models import Order


def send_from_japan(order: Order, *, now: datetime = NOON) -> Transfer:
    """The Japan staff's part: what waits there leaves, in a transfer of its own."""
    waiting = [line.pk for line in order.lines.filter(state="in_japan")]
    transfer = transfers.create_transfer(lines=waiting, now=now, by="kenji")
    transfers.dispatch_transfer(
        transfer=transfer,
        carrier="yamato",
        number="123456789013",
        tags_scanned=tags_in(transfer),
        now=now,
        by="kenji",
    )
    return transfer


def tags_in(transfer: Transfer) -> list[str]:
    """The tags of all pieces of a transfer, as a scanner reads them."""
    return [tag_of(item) for item in transfer.crossings.values_list("line__item", flat=True)]


def check_in_transfer(transfer: Transfer, *, now: datetime = NOON) -> None:
    """It lands in New York, and each piece is checked."""
    transfers.record_leg(transfer=transfer, leg="landed", now=now, by="pat")
    for crossing in transfer.crossings.all():
        transfers.check_in_piece(crossing=crossing, now=now, by="pat")
