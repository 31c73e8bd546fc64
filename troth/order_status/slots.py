"""What a calendar file has entries for: one slot a parcel, and one for what a warehouse still has.

A slot keeps its key from the promise to the delivery, so that a calendar replaces what it has.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from troth.event_kinds import EventKind
from troth.order_status.model import Dates, Parcel, Slot, ToCome
from troth.order_status.rows import OrderRows
from troth.policy.results import Window

# Every change of a slot comes with an event of one of these families.
_CHANGES = ("promise.", "line.", "parcel.", "claim.", "cancellation.", "transfer.", "order.")


class Revision(NamedTuple):
    """How often something happened that can change a slot, and when the last time was."""

    number: int
    at: datetime


def revision_of(rows: OrderRows) -> Revision:
    """Grows with each event that can move, end or name a slot; 0 while nothing has happened since
    the order was placed.
    """
    placed = [event.pk for event in rows.of_kind(EventKind.ORDER_PLACED)]
    since = placed[0] if placed else 0
    changes = [e for e in rows.events if e.kind.startswith(_CHANGES) and e.pk > since]
    return Revision(len(changes), max((e.at for e in changes), default=rows.order.placed_at))


def slots_of(
    rows: OrderRows, parcels: Sequence[Parcel], to_come: Sequence[ToCome]
) -> tuple[Slot, ...]:
    """The slots of every warehouse that the order was promised from."""
    slots: list[Slot] = []
    for warehouse, _ in rows.order.promised:
        of_warehouse = list(_of_warehouse(rows, warehouse, parcels, to_come))
        for number, slot in enumerate(of_warehouse, start=1):
            key = warehouse if number == 1 else f"{warehouse}-{number}"
            slots.append(Slot(key, slot.titles, slot.state, slot.first_on, slot.last_on))
    return tuple(slots)


def _of_warehouse(
    rows: OrderRows, warehouse: str, parcels: Sequence[Parcel], to_come: Sequence[ToCome]
) -> Iterator[Slot]:
    has_pieces = False
    for parcel in parcels:
        if parcel.warehouse == warehouse:
            has_pieces = True
            yield _of_parcel(rows, parcel)
    for group in to_come:
        if group.warehouse == warehouse:
            has_pieces = True
            state = "coming" if group.dates.arrives is not None else "off"
            yield _build_slot(group.titles, state, _window_of(group.dates))
    if not has_pieces:  # all of it was cancelled
        titles = tuple(line.title for line in rows.lines if line.warehouse == warehouse)
        promised = rows.order.promises[warehouse]["arrives"]
        yield _build_slot(titles, "off", Window(*_dates_in(promised)))


def _dates_in(window: dict[str, str]) -> tuple[date, date]:
    return date.fromisoformat(window["earliest"]), date.fromisoformat(window["latest"])


def _of_parcel(rows: OrderRows, parcel: Parcel) -> Slot:
    if parcel.is_delivered and parcel.delivered_at is not None:
        on = rows.day_of(parcel.delivered_at)
        return _build_slot(parcel.titles, "delivered", Window(on, on))
    state = "coming" if parcel.is_coming else "off"
    return _build_slot(parcel.titles, state, _window_of(parcel.dates))


def _window_of(dates: Dates) -> Window:
    return dates.arrives if dates.arrives is not None else dates.promised


def _build_slot(titles: tuple[str, ...], state: str, days: Window) -> Slot:
    return Slot("", titles, state, days.earliest, days.latest)
