"""What Japan's staff and the New York warehouse do about a transfer."""

from __future__ import annotations

from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories.items import a_watch_in_japan
from tests.factories.moments import NOON, moment
from tests.factories.orders import order_of
from tests.factories.pictures import picture
from troth.fulfillment.from_japan import arrival_checks, transfers
from troth.fulfillment.from_japan.arrival_checks import Fault
from troth.fulfillment.models import Crossing, Transfer
from troth.fulfillment.promises import monitoring
from troth.fulfillment.warehouse.tags import tag_of
from troth.orders.actions import mark_confirmation_sent
from troth.orders.models import Order

LEFT_JAPAN = moment("Tue 2026-11-24 10:00")
LANDED = moment("Wed 2026-12-02 10:00")
FAULTS = {
    "damaged": ({}, "came damaged from Japan: the glass is cracked"),
    "wrong": ({"in_the_box": "a brown belt"}, "Another piece lay in the place of"),
    "missing": ({}, "wasn't in the box that came from Japan"),
}


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


def crossing_photo(seed=1):
    return SimpleUploadedFile("box.jpg", picture(seed=seed), "image/jpeg")


def place_in_japan(*items, now=NOON):
    order = order_of(*items or [a_watch_in_japan()], now=now)
    mark_confirmation_sent(
        order=order, message_id=f"<{order}@example.com>", now=now, by="notifications"
    )
    monitoring.start_watching([order])
    return order


def create_transfer_of(*orders):
    lines = [line.pk for order in orders for line in order.lines.filter(state="in_japan")]
    return transfers.create_transfer(lines=lines, now=LEFT_JAPAN, by="staff:kenji")


def dispatch(transfer, **changes):
    defaults = {"carrier": "yamato", "number": "123456789013", "tags_scanned": tags_in(transfer)}
    transfers.dispatch_transfer(
        transfer=transfer, **{**defaults, **changes}, now=LEFT_JAPAN, by="staff:kenji"
    )


def land_transfer(*orders):
    transfer = create_transfer_of(*orders)
    dispatch(transfer)
    transfers.record_leg(transfer=transfer, leg="landed", now=LANDED, by="staff:pat")
    return Transfer.objects.get(pk=transfer.pk)


def crossing_of(order):
    return Crossing.objects.select_related("line").get(line__order=order, line__warehouse="jp")


def report_fault(order, outcome, now=LANDED, by="staff:pat", **overrides):
    crossing = crossing_of(order)
    tag = tags_in(crossing.transfer)[0] if outcome == "damaged" else ""
    fields = {
        "tag": tag,
        "words": "the glass is cracked" if outcome == "damaged" else "",
    } | overrides
    photos = [] if outcome == "missing" else [crossing_photo()]
    return arrival_checks.record_fault(
        crossing=crossing, fault=Fault(outcome, **fields), photos=photos, now=now, by=by
    )
