"""Each piece of the order, and the pieces that haven't shipped yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from troth.event_kinds import EventKind
from troth.order_status.dates import can_be_kept, dates_of
from troth.order_status.model import Dates, Money, Parcel, Piece, ToCome
from troth.order_status.rows import OrderRows
from troth.orders.models import Event, Line
from troth.policy.dates.calendars import day_label
from troth.policy.lifecycle import UNSHIPPED, LineState
from troth.policy.terms import HOME

_CROSSING: dict[str, str] = {
    EventKind.TRANSFER_REACHED_CUSTOMS: "At US customs, on its way from {there}",
    EventKind.TRANSFER_CLEARED_CUSTOMS: "Cleared US customs, on its way to our {here} warehouse",
    EventKind.TRANSFER_REACHED_WAREHOUSE: "At our {here} warehouse, being checked in",
}
_LEG_EVENTS = dict(zip(("at_customs", "cleared", "landed"), _CROSSING, strict=True))
_FAULTS: dict[str, str] = {
    EventKind.TRANSFER_ITEM_DAMAGED: (
        "Arrived damaged from {there}; one of our experts is looking at it"
    ),
    EventKind.TRANSFER_ITEM_WRONG: (
        "Not in its box from {there}: another piece was; we're looking for yours"
    ),
    EventKind.TRANSFER_ITEM_MISSING: "Not in its box from {there}; we're looking for it",
}


def pieces_of(
    rows: OrderRows, parcels: Sequence[Parcel], to_come: Sequence[ToCome], money: Money | None
) -> tuple[Piece, ...]:
    """Every piece, in the order in which they were listed."""
    return tuple(_build_piece(rows, line, parcels, to_come, money) for line in rows.lines)


def _build_piece(
    rows: OrderRows,
    line: Line,
    parcels: Sequence[Parcel],
    to_come: Sequence[ToCome],
    money: Money | None,
) -> Piece:
    parcel = next((parcel for parcel in reversed(parcels) if line.pk in parcel.line_keys), None)
    group = next((group for group in to_come if line.pk in group.line_keys), None)
    refunds = money.refunds if money is not None else ()
    arrives = None
    if group is not None:
        arrives = group.dates.arrives
    elif parcel is not None and line.state == LineState.SHIPPED:
        arrives = parcel.dates.arrives
    return Piece(
        key=line.pk,
        title=line.title,
        price_cents=line.price_cents,
        warehouse=line.warehouse,
        ships_from=rows.terms.warehouse_name(line.warehouse),
        state=line.state,
        sentence=piece_sentence(rows, line, parcel),
        arrives=arrives,
        refunds=tuple(refund for refund in refunds if line.pk in refund.line_keys),
        parcel_number=parcel.number if parcel is not None else "",
    )


def piece_sentence(rows: OrderRows, line: Line, parcel: Parcel | None) -> str:
    """Where the piece is, in a few words."""
    state = line.state
    if state == LineState.SHIPPED and parcel is not None:
        return parcel.sentence
    if state == LineState.DELIVERED and parcel is not None and parcel.is_delivered:
        return parcel.sentence
    if state in (
        LineState.CANCELLED,
        LineState.LOST,
        LineState.RETURNED,
        LineState.RESTOCKED,
        LineState.DELIVERED,
    ):
        return _ended_sentence(rows, line)
    if state == LineState.PLACED and sent_again_at(rows, line) is not None:
        return "Back with us and checked; in the queue to be sent again"
    if state == LineState.IN_TRANSFER:
        return _crossing_sentence(rows, line)
    if state == LineState.PROCESSED:
        packed = _on_day_of(rows, _last_event(rows, line, EventKind.LINE_PROCESSED))
        return f"Packed{packed}, waiting for the carrier"
    if state == LineState.IN_JAPAN:
        return f"In our {rows.terms.warehouse_name(line.warehouse)} warehouse"
    if line.warehouse == HOME or _last_event(rows, line, EventKind.LINE_ARRIVED) is not None:
        return f"In our {rows.terms.warehouse_name(HOME)} warehouse"
    return "Confirmed"


def _crossing_sentence(rows: OrderRows, line: Line) -> str:
    """How far a piece from Japan has come, and what was found of it when its box was opened."""
    left = _last_event(rows, line, EventKind.LINE_DISPATCHED)
    fault = max(
        (event for kind in _FAULTS if (event := _last_event(rows, line, kind)) is not None),
        key=lambda event: event.pk,
        default=None,
    )
    if fault is not None and (left is None or fault.pk > left.pk):
        return rows.terms.named(_FAULTS[fault.kind])
    crossed: list[Event] = []
    for event in rows.of_kind(*_CROSSING, EventKind.TRANSFER_CORRECTED):
        if event.kind in _CROSSING:
            crossed.append(event)
        else:  # a step that was recorded by mistake
            undone = _LEG_EVENTS.get(event.facts.get("leg", ""))
            crossed = [step for step in crossed if step.kind != undone]
    if crossed and (left is None or crossed[-1].at >= left.at):
        return rows.terms.named(_CROSSING[crossed[-1].kind])
    there, here = rows.terms.warehouse_name(line.warehouse), rows.terms.warehouse_name(HOME)
    return f"On its way from {there} to {here}"


def _ended_sentence(rows: OrderRows, line: Line) -> str:
    kind = EventKind.LINE_RETURNED if line.state == LineState.RESTOCKED else f"line.{line.state}"
    when = _on_day_of(rows, _last_event(rows, line, kind))
    words = {
        "cancelled": "Cancelled",
        "lost": "Not received; your claim was accepted",
        "returned": "Returned to us",
        "restocked": "Returned to us",
        "delivered": "Delivered",
    }
    return words[line.state] + when


def _on_day_of(rows: OrderRows, event: Event | None) -> str:
    return f" {day_label(rows.day_of(event.at))}" if event is not None else ""


def _last_event(rows: OrderRows, line: Line, kind: str) -> Event | None:
    events = [event for event in rows.of_kind(kind) if event.line_id == line.pk]
    return events[-1] if events else None


def sent_again_at(rows: OrderRows, line: Line) -> datetime | None:
    """When a piece that came back began to be sent again; None for one that didn't."""
    again = _last_event(rows, line, EventKind.LINE_REQUEUED)
    return again.at if again is not None else None


def to_come_of(rows: OrderRows, *, no_dates_why: str) -> tuple[ToCome, ...]:
    """What hasn't shipped, by warehouse. `no_dates_why` where no date is promised any more."""
    groups = []
    for warehouse, _ in rows.order.promised:
        lines = [
            line for line in rows.lines if line.warehouse == warehouse and line.state in UNSHIPPED
        ]
        if lines:
            groups.append(_build_group(rows, warehouse, lines, no_dates_why))
    return tuple(groups)


def _build_group(rows: OrderRows, warehouse: str, lines: list[Line], no_dates_why: str) -> ToCome:
    back = [at for line in lines if (at := sent_again_at(rows, line)) is not None]
    dates = dates_of(rows, warehouse, lines, since=max(back, default=None))
    if not no_dates_why and rows.is_unreached and not can_be_kept(rows, warehouse, lines, dates):
        no_dates_why = "nothing ships before you have your order's details"
    if no_dates_why:
        dates = Dates(dates.promised, None, no_dates_why)
    words = list(dict.fromkeys(piece_sentence(rows, line, None) for line in lines))
    return ToCome(
        warehouse=warehouse,
        ships_from=rows.terms.warehouse_name(warehouse),
        titles=tuple(line.title for line in lines),
        line_keys=tuple(line.pk for line in lines),
        sentence="; ".join(words),
        dates=dates,
    )
