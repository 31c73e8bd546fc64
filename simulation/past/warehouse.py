"""What the warehouses and their carriers do in the demo's past: pack, hand over, cross from Japan,
check in what comes back.
"""

from __future__ import annotations

import contextlib
import io
from datetime import datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from simulation.past.people import CARE, JAPAN, PACKER, PastOrder, business_days_between
from simulation.past.world import World
from troth.care.models import CareCase
from troth.errors import ActionRefused
from troth.event_kinds import EventKind
from troth.fulfillment.from_japan import late_transfers, transfers
from troth.fulfillment.models import Label, Parcel, Return, Transfer
from troth.fulfillment.returns import checking_in
from troth.fulfillment.warehouse import handover, packing, tags
from troth.fulfillment.warehouse.queue import FulfillmentRefused, claim_next_order, open_parcel
from troth.orders.actions import hold_order, release_hold

BOX = {"size_mm": (400, 300, 200), "seal": "S-1001"}
SENT_BACK_AFTER = timedelta(days=4)


@cache
def _picture(seed: int) -> bytes:
    """A plain picture of a box, in a few hundred bytes."""
    shades = Random(seed)
    image = Image.new("RGB", (9, 7))
    image.putdata([(*(shades.randrange(256) for _ in range(3)),) for _ in range(63)])
    written = io.BytesIO()
    image.resize((400, 320), Image.Resampling.BICUBIC).save(written, "JPEG")
    return written.getvalue()


def photo(key: str) -> SimpleUploadedFile:
    """A photo of a box, one of a few."""
    return SimpleUploadedFile("box.jpg", _picture(Random(key).randrange(8)), "image/jpeg")


def hold(past: PastOrder, now: datetime) -> None:
    """Care looks into an order before it is packed."""
    hours = past.story.hold_hours
    if hours is None or past.last(EventKind.ORDER_HELD) is not None:
        return
    if now >= past.order.placed_at + timedelta(hours=hours):
        why = "The address looks odd: I ask the customer."
        hold_order(order=past.order, why=why, now=now, by=CARE)


def release(past: PastOrder, now: datetime) -> None:
    """Its customer has answered: it can be packed at the next round."""
    held, days = past.last(EventKind.ORDER_HELD), past.story.release_days
    if held is None or days is None or past.last(EventKind.ORDER_RELEASED) is not None:
        return
    if past.days_since(EventKind.ORDER_HELD, now) >= days:
        release_hold(hold=held, now=now, by=CARE, why="The address is right.")


def pack(world: World, orders: dict[int, PastOrder], now: datetime) -> None:
    """The packer's round: whatever is free to go, in turn. It ends before an order that is to wait
    for the next one.
    """
    while parcel := (open_parcel(PACKER) or claim_next_order(now=now, by=PACKER)):
        past = orders.get(parcel.order_id)
        if past is not None and not past.story.is_packed:
            packing.set_aside(
                parcel=parcel, why="The next round packs it.", hold_it=False, now=now, by=PACKER
            )
            return
        try:
            _fill_and_close(parcel, now)
        except ActionRefused:  # it is stopped meanwhile
            packing.set_aside(
                parcel=parcel, why="It can't be packed now.", hold_it=True, now=now, by=PACKER
            )
        world.work()


def _fill_and_close(parcel: Parcel, now: datetime) -> None:
    for piece in parcel.packed.select_related("line"):
        packing.scan_tag(parcel=parcel, tag=tags.tag_of(piece.line.item_id), now=now)
    problems = packing.add_photos(parcel=parcel, files=[photo(parcel.key)], now=now, by=PACKER)
    if problems:
        raise FulfillmentRefused("queue", " ".join(problems))
    weights = parcel.packed.values_list("line__item__weight_grams", flat=True)
    grams = sum(weights) + Random(parcel.key).randrange(300, 900)  # with the box
    packing.close_parcel(parcel=parcel, grams=grams, now=now, by=PACKER, **BOX)  # type: ignore[arg-type]


def hand_over(world: World, orders: dict[int, PastOrder], now: datetime) -> None:
    """The driver comes: every box with a label leaves, unless its story lets it wait."""
    waiting = Parcel.objects.filter(
        closed_at__isnull=False, left_at=None, set_aside_at=None
    ).select_related("order__policy")
    for parcel in waiting.order_by("closed_at", "pk"):
        past = orders.get(parcel.order_id)
        label = parcel.labels.filter(state=Label.BOUGHT).first()
        if label is None or parcel.closed_at is None:
            continue
        if past is not None and _waits_for_another_driver(past, parcel.closed_at, now):
            continue
        if packing.stop_reason(parcel, now=now):
            continue
        # The carrier first: who is stopped between the two hears of it by the parcel's scans.
        world.control_carriers("/handed_over", number=label.number)
        handover.hand_over(parcel=parcel, to="J. Driver", now=now, by=PACKER)
        if past is not None and parcel.key.endswith("-1"):  # a second parcel has better luck
            _meet_trouble(world, past.story.trouble, label.number, now)


def _meet_trouble(world: World, trouble: str, number: str, now: datetime) -> None:
    at = now + timedelta(hours=18)  # before the quickest delivery
    if trouble:
        world.control_carriers("/exception", number=number, kind=trouble, at=int(at.timestamp()))


def _waits_for_another_driver(past: PastOrder, closed_at: datetime, now: datetime) -> bool:
    return business_days_between(past.terms, closed_at, now) < past.story.driver_days


def unpack_stopped(orders: dict[int, PastOrder], now: datetime) -> None:
    """Boxes whose order was cancelled are opened, and their pieces put back."""
    for parcel in handover.parcels_to_pull().filter(order__in=list(orders)):
        handover.unpack_parcel(parcel=parcel, now=now)


def send_from_japan(orders: dict[int, PastOrder], now: datetime) -> None:
    """Japan's staff send what waits there, all of a day in one transfer."""
    waiting = [
        line
        for line in transfers.lines_awaiting_transfer()
        if line.order_id in orders and now >= line.order.placed_at + timedelta(hours=30)
    ]
    if not waiting:
        return
    alone = [line for line in waiting if orders[line.order_id].story.customs]
    groups = [[line] for line in alone] + [[line for line in waiting if line not in alone]]
    for group in filter(None, groups):
        transfer = transfers.create_transfer(lines=[line.pk for line in group], now=now, by=JAPAN)
        for crossing in transfer.crossings.select_related("line"):
            transfers.record_papers(
                crossing=crossing, value_cents=crossing.line.price_cents, permit=""
            )
        transfers.dispatch_transfer(
            transfer=transfer,
            carrier="yamato",
            number=_yamato_number(transfer),
            tags_scanned=[tags.tag_of(line.item_id) for line in group],
            now=now,
            by=JAPAN,
        )


def _yamato_number(transfer: Transfer) -> str:
    """Eleven digits and Yamato's check digit: the number modulo 7."""
    eleven = f"4{Random(transfer.key).randrange(10**10):010}"
    return f"{eleven}{int(eleven) % 7}"


def bring_across(orders: dict[int, PastOrder], now: datetime) -> None:
    """Freight and customs: each leg a few days after the one before."""
    for transfer in Transfer.objects.filter(ended_at=None).exclude(dispatched_at=None):
        keys = transfer.crossings.values_list("line__order_id", flat=True)
        crossing = [orders[key] for key in keys if key in orders]
        if crossing:  # another one is of somebody at the desk
            customs = next((past.story.customs for past in crossing if past.story.customs), "")
            with contextlib.suppress(ActionRefused):
                _next_leg(transfer, customs, now)


def _next_leg(transfer: Transfer, customs: str, now: datetime) -> None:
    assert transfer.dispatched_at is not None
    if transfer.at_customs_at is None:
        if now >= transfer.dispatched_at + timedelta(days=3):
            transfers.record_leg(transfer=transfer, leg="at_customs", now=now, by=JAPAN)
    elif customs == "late" and not transfer.late_why:
        late_transfers.report_late(
            transfer=transfer,
            why="customs asks for papers",
            expected_on=None,
            now=now,
            by=JAPAN,
        )
    elif customs:
        return
    elif transfer.cleared_at is None:
        if now >= transfer.at_customs_at + timedelta(days=1):
            transfers.record_leg(transfer=transfer, leg="cleared", now=now, by=JAPAN)
    elif transfer.landed_at is None:
        if now >= transfer.cleared_at + timedelta(days=1):
            transfers.record_leg(transfer=transfer, leg="landed", now=now, by=PACKER)
    else:
        for crossing in transfer.crossings.filter(checked_at=None):
            transfers.check_in_piece(crossing=crossing, now=now, by=PACKER)


def receive_returns(world: World, orders: dict[int, PastOrder], now: datetime) -> None:
    """Shoppers send back what they are asked for, and the warehouse opens what has come."""
    for returned in Return.objects.filter(ended_at=None, received_at=None, order__in=list(orders)):
        if returned.parcel_id is None:
            _send_back(world, returned, now)
        if returned.arrived_at is not None:
            checking_in.check_in_return(
                returned=returned,
                findings=_sound_pieces(returned),
                photos=[photo(returned.key)],
                now=now,
                by=PACKER,
            )


def _send_back(world: World, returned: Return, now: datetime) -> None:
    """The shopper takes the parcel to the carrier, some days after care asked for it."""
    if now < returned.opened_at + SENT_BACK_AFTER or returned.shipped_at is not None:
        return
    request = CareCase.objects.filter(key=returned.request_key).first()
    label = returned.labels.filter(state=Label.BOUGHT).first()
    if request is not None and label is not None:
        world.control_carriers("/handed_over", number=label.number)


def _sound_pieces(returned: Return) -> dict[int, Any]:
    return {
        piece.pk: checking_in.PieceFinding(tags.tag_of(piece.line.item_id), "sound")
        for piece in returned.pieces.select_related("line")
    }
