"""What still has to happen before an order leaves the house: for the queue, and for its page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db.models import Prefetch

from troth.actors import usernames_in
from troth.fulfillment.models import Crossing, Label, Parcel
from troth.fulfillment.warehouse.queue import waiting_reason
from troth.order_status.model import Outgoing, WaitsFor
from troth.orders.models import Line, Order, OrderQuerySet
from troth.orders.served import is_by_hand
from troth.policy.dates.calendars import day_label
from troth.policy.lifecycle import UNSHIPPED, LineState
from troth.policy.shipping.tracking import ParcelStatus


def with_outgoing(orders: OrderQuerySet) -> OrderQuerySet:
    """Orders with all that `outgoing_of` asks for, in a fixed number of queries."""
    boxes = Parcel.objects.filter(set_aside_at=None).order_by("pk")
    return orders.select_related("policy", "payment").prefetch_related(
        Prefetch("lines", Line.objects.select_related("item", "crossing__transfer")),
        "events",
        Prefetch("parcels", boxes.prefetch_related("labels", "packed")),
    )


def outgoing_of(order: Order, now: datetime) -> Outgoing:
    """What the order waits for, from its lines, boxes and crossings."""
    lines = sorted(order.lines.all(), key=lambda line: line.pk)
    unshipped = [line for line in lines if line.state in UNSHIPPED]
    if not unshipped:
        return Outgoing(may_ship=False, order_waits="", waits=())
    order_waits = waiting_reason(order, now=now) or ""
    placed = [line for line in unshipped if line.state == LineState.PLACED]
    boxes = [box for box in order.parcels.all() if box.set_aside_at is None]
    crossings = {line.pk: line.crossing for line in unshipped if hasattr(line, "crossing")}
    is_taken = any(box.closed_at is None for box in boxes)
    terms = order.policy.terms
    there = terms.warehouse_name(terms.abroad)
    return Outgoing(
        may_ship=bool(placed) and not is_taken and not order_waits,
        order_waits=order_waits,
        waits=(
            *_crossing_waits(unshipped, crossings, there),
            *_box_waits(unshipped, boxes),
            *_partly_gone_waits(lines, unshipped),
        ),
    )


def waits_of_box(box: Parcel) -> WaitsFor | None:
    """What a box waits for; None once the carrier has said where it is."""
    if box.set_aside_at is not None:
        return WaitsFor("set_aside")
    if box.closed_at is None:
        return WaitsFor("packing", {"by": usernames_in(box.by)})
    if box.left_at is not None:
        return _left_waits(box)
    return _still_here(box)


def _left_waits(box: Parcel) -> WaitsFor | None:
    if box.status not in (ParcelStatus.ANNOUNCED, ParcelStatus.CANCELLED):
        return None
    how = {"how": box.left_how, "carrier": _carrier_name(box, box.carrier)}
    return WaitsFor("left_by_hand" if is_by_hand(box.carrier) else "left", how)


def _still_here(box: Parcel) -> WaitsFor:
    labels = sorted(box.labels.all(), key=lambda label: label.pk)
    live = next(
        (label for label in labels if label.state in (Label.ASKED, Label.UNSURE, Label.BOUGHT)),
        None,
    )
    if live is not None:
        facts = {"carrier": _carrier_name(box, live.carrier)}
        if live.state == Label.BOUGHT:
            return WaitsFor("to_collect", facts | {"number": live.number})
        if live.problem:
            return WaitsFor("label_late", facts | {"problem": live.problem.rstrip(".")})
        return WaitsFor("label_asked", facts)
    if is_by_hand(box.carrier):
        return WaitsFor("by_hand", {"carrier": _carrier_name(box, box.carrier)})
    if labels and labels[-1].problem:
        return WaitsFor("label_refused", {"problem": labels[-1].problem.rstrip(".")})
    return WaitsFor("no_label")


def _carrier_name(box: Parcel, key: str) -> str:
    carrier = box.order.policy.terms.file.carriers.get(key)
    return carrier.name if carrier else key


def _joined_titles(lines: Iterable[Line]) -> str:
    return ", ".join(line.title for line in lines)


def _crossing_waits(
    unshipped: Sequence[Line], crossings: Mapping[int, Crossing], there: str
) -> list[WaitsFor]:
    """What waits abroad, or is on its way from there."""
    lines_by_place: dict[tuple[str, str], list[Line]] = {}
    for line in unshipped:
        if line.state == LineState.IN_JAPAN:
            lines_by_place.setdefault(("in_japan", ""), []).append(line)
        elif line.state == LineState.IN_TRANSFER:
            lines_by_place.setdefault(_crossing_state(crossings.get(line.pk)), []).append(line)
    return [
        WaitsFor(key, {"pieces": _joined_titles(lines), "day": day, "there": there})
        for (key, day), lines in lines_by_place.items()
    ]


def _crossing_state(crossing: Crossing | None) -> tuple[str, str]:
    if crossing is None:
        return "in_transfer_no_day", ""
    transfer = crossing.transfer
    if transfer.landed_at is not None:
        return "to_check_in", ""
    if transfer.unknown:
        return "in_transfer_undated", ""
    if transfer.expected_on is None:
        return "in_transfer_no_day", ""
    return "in_transfer", day_label(transfer.expected_on)


def _box_waits(unshipped: Sequence[Line], boxes: Sequence[Parcel]) -> list[WaitsFor]:
    """Open boxes, closed ones that are still here, and what is processed without one."""
    here = [box for box in boxes if box.left_at is None]
    packed = {packing.line_id for box in here for packing in box.packed.all() if not packing.out}
    stands = [waits for box in here if (waits := waits_of_box(box)) is not None]
    loose = [
        line for line in unshipped if line.state == LineState.PROCESSED and line.pk not in packed
    ]
    return [*stands, *([WaitsFor("no_box", {"pieces": _joined_titles(loose)})] if loose else [])]


def _partly_gone_waits(lines: Sequence[Line], unshipped: Sequence[Line]) -> list[WaitsFor]:
    live = [line for line in lines if line.state != LineState.CANCELLED]
    gone = len(live) - len(unshipped)
    if not gone:
        return []
    return [WaitsFor("partly_gone", {"count": str(gone), "total": str(len(live))})]
