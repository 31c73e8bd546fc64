"""Run as a process of its own: several packers, each a process, take and pack orders at once, while
care holds some at random and releases them, and cancellation windows close meanwhile.

Prints one JSON object. Arguments: how many orders, how many packers, and `on` or `off` for the
guards.
"""

from __future__ import annotations

import json
import os
import random
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

WAITS = tempfile.TemporaryDirectory()
_slowest = 0.0
BOX = {"grams": 1200, "size_mm": (400, 300, 200), "seal": "S1"}


def main(count: int, packers: int, guards: str) -> None:
    import django

    django.setup()
    from django.db import connection

    from simulation.years.generator import make_open_orders

    began = datetime.now(UTC)
    windows = random.Random(5)
    # One in twenty is still in its window, which closes within the next seconds.
    ages = [
        (
            timedelta(hours=2) - timedelta(seconds=windows.uniform(0, 2))
            if windows.random() < 0.05
            else timedelta(hours=30) - timedelta(seconds=n)
        )
        for n in range(count)
    ]
    make_open_orders(count, placed_at=lambda n: began - ages[n], watched=False)
    if guards == "off":
        _take_guards_off()
    connection.close()
    children = [_child(_pack, f"packer-{n}", count, guards) for n in range(packers)]
    care = _child(_hold_some, count)
    for child in [*children, care]:
        _, status = os.waitpid(child, 0)
        assert status == 0, f"a packer failed: {status}"
    slowest = max(float(path.read_text()) for path in Path(WAITS.name).iterdir())
    print(
        json.dumps(
            _facts(began, guards, slowest)
            | {"seconds": round((datetime.now(UTC) - began).total_seconds(), 1)}
        )
    )


def _timed(verb: Any, **kwargs: Any) -> Any:
    """Does it now. What is written carries the instant at which it began; how long the slowest took
    is kept.
    """
    global _slowest
    now = datetime.now(UTC)
    try:
        return verb(now=now, **kwargs)
    finally:
        _slowest = max(_slowest, (datetime.now(UTC) - now).total_seconds())


def _child(work: Any, *arguments: Any) -> int:
    child = os.fork()
    if child == 0:
        try:
            work(*arguments)
            Path(WAITS.name, str(os.getpid())).write_text(str(_slowest))
            os._exit(0)
        except BaseException:
            import traceback

            traceback.print_exc()
            os._exit(1)
    return child


def _pack(by: str, count: int, guards: str) -> None:
    from troth.fulfillment.models import PackingPhoto
    from troth.fulfillment.warehouse import packing, queue, tags

    chance, idle = random.Random(by), 0
    while idle < 20:
        now = datetime.now(UTC)
        parcel = _timed(queue.claim_next_order, by=by) if guards == "on" else _naive(by, now)
        if parcel is None:
            idle += 1
            time.sleep(0.2)
            continue
        idle = 0
        if guards == "off":
            continue
        try:
            if chance.random() < 0.02:
                raise queue.FulfillmentRefused("queue", "no box of that size")
            for packed in parcel.packed.select_related("line"):
                _timed(packing.scan_tag, parcel=parcel, tag=tags.tag_of(packed.line.item_id))
            PackingPhoto.objects.create(parcel=parcel, file="x.jpg", digest="x", by=by, at=now)
            _timed(packing.close_parcel, parcel=parcel, by=by, **BOX)
        except queue.FulfillmentRefused as stopped:
            _timed(packing.set_aside, parcel=parcel, why=str(stopped)[:200], hold_it=False, by=by)


def _naive(by: str, now: datetime) -> Any:
    """A shop that looks first and then writes."""
    from django.db.models import F

    from troth.fulfillment.models import Parcel, ParcelLine
    from troth.orders.models import QueueEntry

    entry = QueueEntry.objects.ready_to_pack(now).first()
    if entry is None:
        return None
    time.sleep(0.002)
    Parcel.objects.filter(by=by, closed_at=None).update(closed_at=now)
    parcel = Parcel.objects.create(
        order=entry.order, key=f"{entry.order_id}-{by[-1]}-{now:%H%M%S%f}", by=by, taken_at=now
    )
    ParcelLine.objects.bulk_create(
        ParcelLine(parcel=parcel, line=line) for line in entry.order.lines.all()
    )
    QueueEntry.objects.filter(pk=entry.pk).update(claimed=True, ready_pieces=F("ready_pieces"))
    return parcel


def _take_guards_off() -> None:
    from django.db import connection

    from troth.database.installing import install_guards

    with connection.cursor() as cursor:
        for name in ("one_open_parcel_per_order", "one_open_parcel_per_packer", "line_in_one_box"):
            cursor.execute(f"DROP INDEX {name}")
    install_guards()  # SQLite's refuse a row by the unique keys that there are


def _hold_some(count: int) -> None:
    """Care: holds orders that wait, and releases them a little later."""
    from troth.orders.actions import hold_order, release_hold
    from troth.orders.models import QueueEntry

    chance, open_ones = random.Random(7), []
    for _ in range(max(count // 20, 5)):
        waiting = list(
            QueueEntry.objects.filter(ready_pieces__gt=0, claimed=False).order_by("placed_at")[:200]
        )
        if not waiting:
            break
        order = chance.choice(waiting).order
        open_ones.append(
            _timed(hold_order, order=order, why="A request is being looked at", by="care")
        )
        time.sleep(chance.uniform(0, 0.03))
        if len(open_ones) > 5:
            _timed(release_hold, hold=open_ones.pop(0), by="care")
    for left in open_ones:
        _timed(release_hold, hold=left, by="care")


def _facts(began: datetime, guards: str, slowest: float) -> dict[str, Any]:
    from troth.fulfillment.models import Parcel, ParcelLine
    from troth.fulfillment.warehouse.queue_audit import queue_report
    from troth.orders.models import QueueEntry

    boxes = Counter(ParcelLine.objects.filter(out=False).values_list("line", flat=True))
    entries = queue_report(
        since=began - timedelta(hours=1), until=datetime.now(UTC) + timedelta(hours=1)
    )
    return {
        "taken": Parcel.objects.count(),
        "set_aside": Parcel.objects.exclude(set_aside_at=None).count(),
        "picked_twice": sum(times > 1 for times in boxes.values()),
        "left": QueueEntry.objects.filter(ready_pieces__gt=0).count() if guards == "on" else 0,
        "overtaken": [[pair.taken, pair.earlier] for pair in entries.overtaken],
        "by_hand": _independent(timedelta(seconds=max(slowest, 1))),
        "slowest": round(slowest, 2),
        "packers": len(set(Parcel.objects.values_list("by", flat=True))),
    }


def _independent(settles: timedelta) -> list[list[str]]:
    """The same question asked another way: for each box, every earlier order, interval by interval.
    An instant that was written is that of its verb's beginning: it became true up to `settles`
    later, the slowest verb's time.
    """
    from troth.fulfillment.models import Parcel
    from troth.orders.models import Event, Order

    parcels = list(Parcel.objects.select_related("order").order_by("pk"))  # as they were written
    orders = list(
        Order.objects.order_by("placed_at", "pk").values_list("pk", "placed_at", "number")
    )
    taken: dict[int, list[tuple[int, datetime | None]]] = {}
    for parcel in parcels:
        taken.setdefault(parcel.order_id, []).append((parcel.pk, parcel.set_aside_at))
    free, holds = {}, {}
    for event in Event.objects.filter(
        kind__in=["confirmation.sent", "order.held", "order.released"]
    ).order_by("pk"):
        if event.kind == "confirmation.sent":
            free[event.order_id] = datetime.fromisoformat(event.facts["closes_at"])
        else:
            holds.setdefault(event.order_id, []).append((event.at, event.kind == "order.held"))
    overtaken = []
    for parcel in parcels:
        since, at = parcel.taken_at - settles, parcel.taken_at
        for pk, placed_at, number in orders:
            if (placed_at, pk) >= (parcel.order.placed_at, parcel.order_id):
                break
            if free[pk] > since or any(
                box < parcel.pk and (end is None or end > since) for box, end in taken.get(pk, [])
            ):
                continue
            moves = holds.get(pk, [])
            held = sum(1 if opens else -1 for moment, opens in moves if moment <= since) > 0
            if held or any(since < moment < at + settles for moment, _ in moves):
                continue
            overtaken.append([parcel.order.number, number])
            break
    return overtaken


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
