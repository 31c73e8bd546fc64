"""From Japan to New York: what crosses together, its papers, each leg as it happens: clause
`transfer`.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from troth.actors import Actor
from troth.catalog import crossing as catalog
from troth.event_kinds import EventKind
from troth.fulfillment.models import Crossing, CrossingCheck, Transfer
from troth.fulfillment.shipping_labels.tracking_numbers import is_valid_number, normalize_number
from troth.fulfillment.warehouse import queue, tags
from troth.fulfillment.warehouse.queue import FulfillmentRefused
from troth.orders import queue_entries
from troth.orders.actions import record_event
from troth.orders.models import Line, Order
from troth.orders.policy_versions import terms_at
from troth.policy.dates.promise import day_at
from troth.policy.lifecycle import LineState
from troth.policy.texts import shorten_text
from troth.worklist.actions import close_tasks

MOST_PIECES = 200
LEGS = ("dispatched", "at_customs", "cleared", "landed")
CORRECTED = EventKind.TRANSFER_CORRECTED
LEG_EVENTS = {
    "at_customs": EventKind.TRANSFER_REACHED_CUSTOMS,
    "cleared": EventKind.TRANSFER_CLEARED_CUSTOMS,
    "landed": EventKind.TRANSFER_REACHED_WAREHOUSE,
}
CARRIERS = {
    "fedex": "FedEx",
    "dhl": "DHL Express",
    "japanpost": "Japan Post EMS",
    "yamato": "Yamato",
}


def lines_awaiting_transfer() -> list[Line]:
    """Sold pieces that lie in Japan and are in no transfer yet, in the order received."""
    rows = Line.objects.filter(
        state=LineState.IN_JAPAN, crossing=None, item__left_japan_on=None
    ).select_related("order__policy", "item__shelved")
    return list(rows.order_by("order__placed_at", "order_id", "pk")[:MOST_PIECES])


@transaction.atomic
def create_transfer(*, lines: Collection[int], now: datetime, by: str) -> Transfer:
    """A batch of pieces that will cross together. Raises `FulfillmentRefused` for pieces that don't
    wait in Japan.
    """
    stored_lines = list(
        Line.objects.select_for_update()
        .filter(pk__in=lines, state=LineState.IN_JAPAN)
        .order_by("pk")
    )
    if not lines or len(stored_lines) != len(set(lines)) or len(stored_lines) > MOST_PIECES:
        raise FulfillmentRefused(
            "transfer", f"Choose from 1 to {MOST_PIECES} pieces that wait abroad."
        )
    if taken := Crossing.objects.filter(line__in=stored_lines).select_related("transfer").first():
        raise FulfillmentRefused("transfer", f"{taken} is in transfer {taken.transfer} already.")
    transfer = Transfer.objects.create(
        key=f"X{now:%y%m%d}-{secrets.token_hex(3).upper()}", made_at=now, by=by
    )
    Crossing.objects.bulk_create(
        Crossing(transfer=transfer, line=line, value_cents=line.price_cents)
        for line in stored_lines
    )
    return transfer


@transaction.atomic
def record_papers(*, crossing: Crossing, value_cents: int, permit: str) -> None:
    """The customs value, and the permit of a protected species. Raises `FulfillmentRefused` once it
    has left.
    """
    if crossing.transfer.dispatched_at is not None:
        raise FulfillmentRefused("transfer", "It has left: its papers went with it.")
    if value_cents <= 0:
        raise FulfillmentRefused("transfer", "The customs value is more than $0.00.")
    Crossing.objects.filter(pk=crossing.pk).update(
        value_cents=value_cents, permit=permit.strip()[:60]
    )


def missing_papers(transfer: Transfer) -> list[str]:
    """What the transfer lacks before it may leave, in words."""
    lacks = []
    for crossing in transfer.crossings.select_related("line__item").order_by("pk"):
        if not crossing.value_cents:
            lacks.append(f"{crossing.line.title}: no customs value")
        if crossing.line.item.needs_papers and not crossing.permit:
            lacks.append(
                f"{crossing.line.title}: {crossing.line.item.species or 'a protected species'}"
                " needs a permit"
            )
    return lacks


@transaction.atomic
def dispatch_transfer(
    *,
    transfer: Transfer,
    carrier: str,
    number: str,
    tags_scanned: Collection[str],
    now: datetime,
    by: str,
    rest_stays: bool = False,
) -> None:
    """It leaves Japan, with a carrier and a number: the pieces whose tags were scanned into the
    box, and no others.

    A piece whose order must wait stays, and goes with a later transfer; so does what wasn't scanned
    where `rest_stays` says so. Raises `FulfillmentRefused`, naming the field, for a number that
    isn't the carrier's, a tag of another piece, a piece that must stay, and one that wasn't
    scanned.
    """
    stored = Transfer.objects.select_for_update().get(pk=transfer.pk)
    number = normalize_number(number)
    _check_may_dispatch(stored, carrier, number)
    # One may be cancelled at this moment.
    queue_entries.lock_orders(stored.crossings.values_list("line__order", flat=True))
    crossings = list(stored.crossings.select_related("line__item").order_by("pk"))
    going = _scanned_crossings(crossings, tags_scanned, rest_stays=rest_stays)
    for crossing in crossings:
        if crossing not in going:
            crossing.delete()
            continue
        Crossing.objects.filter(pk=crossing.pk).update(scanned_at=now, scanned_by=by)
        facts = {"transfer": stored.key, "carrier_name": CARRIERS[carrier], "number": number}
        record_event(
            order=crossing.line.order,
            line=crossing.line,
            kind=EventKind.LINE_DISPATCHED,
            now=now,
            by=by,
            facts=facts,
        )
    stored.carrier, stored.number, stored.dispatched_at = carrier, number, now
    stored.save()
    # Each piece crosses whatever becomes of its order: sold again, it is promised from this leg.
    items = [crossing.line.item for crossing in going]
    left_on = day_at(terms_at(now), now, going[0].line.warehouse)
    catalog.leave_japan(items=items, on=left_on, now=now, by=by)


def _check_may_dispatch(transfer: Transfer, carrier: str, number: str) -> None:
    if transfer.dispatched_at is not None:
        raise FulfillmentRefused("transfer", f"{transfer} has left already.")
    if carrier not in CARRIERS or not is_valid_number(carrier=carrier, number=number):
        raise FulfillmentRefused(
            "transfer",
            f"Tracking number: {number[:40] or 'nothing'} is not a number of"
            f" {CARRIERS.get(carrier, 'theirs')}.",
        )
    if lacks := missing_papers(transfer):
        raise FulfillmentRefused("transfer", f"Papers are missing. {'; '.join(lacks[:5])}.")


def _scanned_crossings(
    crossings: Sequence[Crossing], tags_scanned: Collection[str], *, rest_stays: bool
) -> list[Crossing]:
    """The crossings whose tags were scanned. Raises `FulfillmentRefused` where the box isn't what
    may go.
    """
    scanned = _scanned_items(crossings, tags_scanned)
    going, forgotten = [], []
    for crossing in crossings:
        stays = crossing.line.state != LineState.IN_JAPAN or _is_kept_in_japan(crossing.line)
        if crossing.line.item_id in scanned:
            if stays:
                raise FulfillmentRefused(
                    "transfer",
                    f"Tags: {crossing.line.title} must stay: its order is cancelled or waits. Take"
                    " it out of the box.",
                )
            going.append(crossing)
        elif not stays:
            forgotten.append(crossing.line.title)
    if forgotten and not rest_stays:
        raise FulfillmentRefused(
            "transfer",
            f"Tags: not scanned: {'; '.join(forgotten[:5])}. Scan what is in the box, or say that"
            " the rest stays there.",
        )
    if not going:
        raise FulfillmentRefused(
            "transfer", "Every piece of it must wait, or is cancelled: nothing leaves."
        )
    return going


def _scanned_items(crossings: Sequence[Crossing], tags_scanned: Collection[str]) -> set[int]:
    """The items of these tags; raises `FulfillmentRefused` for the tag of another piece."""
    scanned = set()
    for tag in tags_scanned:
        item = tags.item_of(tag)
        if item is None or all(crossing.line.item_id != item for crossing in crossings):
            raise FulfillmentRefused(
                "transfer",
                f"Tags: {tag.strip()[:40]!r} is not the tag of a piece of this transfer.",
            )
        scanned.add(item)
    return scanned


@transaction.atomic
def join_crossing(*, line: Line, now: datetime, by: str) -> Crossing | None:
    """A piece that crosses already was sold again on its way: its new line goes on with that
    crossing, its papers and its dates. None where it lies in Japan, or has come.
    """
    candidate = (
        Crossing.objects.filter(line__item=line.item_id, checked_at=None)
        .exclude(transfer__dispatched_at=None)
        .order_by("-pk")
        .first()
    )
    if candidate is None:
        return None
    transfer = Transfer.objects.select_for_update().get(pk=candidate.transfer_id)
    queue_entries.lock_orders([line.order_id])
    stored = Line.objects.select_related("order", "item").get(pk=line.pk)
    crossing = Crossing.objects.select_related("line").get(pk=candidate.pk)
    if (
        stored.state != LineState.IN_JAPAN
        or crossing.checked_at
        or crossing.line.state != LineState.CANCELLED
    ):
        return None
    Crossing.objects.filter(pk=crossing.pk).update(line=stored)
    facts = {
        "transfer": transfer.key,
        "carrier_name": CARRIERS.get(transfer.carrier, transfer.carrier),
        "number": transfer.number,
    }
    record_event(
        order=stored.order, line=stored, kind=EventKind.LINE_DISPATCHED, now=now, by=by, facts=facts
    )
    return Crossing.objects.get(pk=crossing.pk)


def join_crossings(*, order: Order | None = None, now: datetime, limit: int = 200) -> int:
    """Lines, of one order or of any, whose piece crosses already. Returns how many went on with
    their crossing.
    """
    rows = Line.objects.filter(
        state=LineState.IN_JAPAN, crossing=None, item__left_japan_on__isnull=False
    ).select_related("item")
    if order is not None:
        rows = rows.filter(order=order)
    lines = list(rows.order_by("pk")[:limit])
    return sum(join_crossing(line=line, now=now, by=Actor.POLICY) is not None for line in lines)


def _is_kept_in_japan(line: Line) -> bool:
    """A hold or a payment in doubt keeps a piece in Japan; an open cancellation window doesn't."""
    order = queue.load_queued_order(line.order_id)
    return bool(order.doubted() or queue.payment_waiting_reason(order) or queue.holds_of(order))


@transaction.atomic
def record_leg(*, transfer: Transfer, leg: str, now: datetime, by: str) -> None:
    """`at_customs`, `cleared` or `landed`, in this order, once each."""
    legs = LEGS
    stored = Transfer.objects.select_for_update().get(pk=transfer.pk)
    if leg not in legs[1:]:
        raise FulfillmentRefused(
            "transfer", "A transfer reaches customs, is cleared, and lands here."
        )
    done = [name for name in legs if getattr(stored, f"{name}_at") is not None]
    if leg in done:
        return
    if "dispatched" not in done or legs.index(leg) < max(legs.index(name) for name in done):
        raise FulfillmentRefused(
            "transfer", f"{stored} can't be there now: {done[-1] if done else 'it has not left'}."
        )
    setattr(stored, f"{leg}_at", now)
    if leg in ("cleared", "landed"):
        stored.unknown = False
    stored.save()
    for order in orders_of(stored):
        facts = {"transfer": stored.key}
        record_event(order=order, kind=LEG_EVENTS[leg], now=now, by=by, facts=facts)


@transaction.atomic
def undo_leg(*, transfer: Transfer, leg: str, why: str, now: datetime, by: str) -> None:
    """A leg that was entered by mistake didn't happen: the correction is added to each order's
    timeline, and its page says again where the pieces are.

    Only the last leg, and only while no piece has been checked. Raises `FulfillmentRefused`
    otherwise, and without a reason.
    """
    stored = Transfer.objects.select_for_update().get(pk=transfer.pk)
    done = [name for name in LEGS if getattr(stored, f"{name}_at") is not None]
    if leg not in LEGS[1:] or leg not in done:
        raise FulfillmentRefused("transfer", f"{stored} has no such step to take back.")
    if leg != done[-1]:
        raise FulfillmentRefused("transfer", "A later step is on record: take that one back first.")
    if stored.crossings.filter(Q(checked_at__isnull=False) | Q(checks__isnull=False)).exists():
        raise FulfillmentRefused("transfer", "A piece has been checked in here: it has landed.")
    if not why.strip():
        raise FulfillmentRefused("transfer", "Reason: say why this step is taken back.")
    setattr(stored, f"{leg}_at", None)
    if leg != "at_customs" and stored.cleared_at is None:  # what was said of it counts again
        stored.unknown = bool(stored.late_why) and stored.expected_on is None
    stored.save()
    facts = {"transfer": stored.key, "leg": leg, "reason": shorten_text(why.strip(), 200)}
    for order in orders_of(stored):
        record_event(order=order, kind=CORRECTED, now=now, by=by, facts=facts)


@transaction.atomic
def check_in_piece(*, crossing: Crossing, now: datetime, by: str) -> None:
    """A piece has arrived and was checked, by its tag: from now on it waits its turn here. Once.

    Raises `FulfillmentRefused` for one that was found damaged: an expert looks at it first.
    """
    stored = lock_landed_transfer(crossing)
    last = last_check(crossing)
    if last is not None and last.outcome == CrossingCheck.DAMAGED:
        raise FulfillmentRefused(
            "transfer", f"{crossing} was found damaged: an expert decides about it."
        )
    accept_piece(crossing=crossing, transfer=stored, now=now, by=by)


def lock_landed_transfer(crossing: Crossing) -> Transfer:
    """The crossing's transfer, locked. Raises `FulfillmentRefused` before it has landed."""
    stored = Transfer.objects.select_for_update().get(pk=crossing.transfer_id)
    if stored.landed_at is None:
        raise FulfillmentRefused("transfer", f"{stored} hasn't landed yet.")
    return stored


def last_check(crossing: Crossing) -> CrossingCheck | None:
    """What was found of the piece last."""
    return crossing.checks.order_by("-pk").first()


def accept_piece(*, crossing: Crossing, transfer: Transfer, now: datetime, by: str) -> None:
    """The piece is here and right, and goes on. Once."""
    if not Crossing.objects.filter(pk=crossing.pk, checked_at=None).update(
        checked_at=now, checked_by=by
    ):
        return
    line = _line_sold_now(transfer, crossing, now)
    CrossingCheck.objects.create(
        crossing=crossing, line=line, outcome=CrossingCheck.RIGHT, at=now, by=by
    )
    catalog.clear_set_aside(item=line.item, now=now, by=by)
    catalog.record_arrival(item=line.item, now=now, by=by)
    if line.state == LineState.IN_TRANSFER:
        record_event(
            order=line.order,
            line=line,
            kind=EventKind.LINE_ARRIVED,
            now=now,
            by=by,
            facts={"transfer": transfer.key},
        )
    close_tasks(prefix=f"arrival.{crossing.pk}.", now=now, by=by, outcome="It is here, and right.")
    end_if_settled(transfer, now)


def end_if_settled(transfer: Transfer, now: datetime) -> None:
    """A transfer is over once every piece of it is here, or is written off."""
    unsettled = transfer.crossings.filter(checked_at=None)
    if not unsettled.exists():
        Transfer.objects.filter(pk=transfer.pk, ended_at=None).update(ended_at=now)


def _line_sold_now(transfer: Transfer, crossing: Crossing, now: datetime) -> Line:
    """The line that the piece which has come belongs to: sold again on its way, it is the new
    one.
    """
    lines = Line.objects.select_related("order", "item")
    first = lines.get(pk=Crossing.objects.values_list("line", flat=True).get(pk=crossing.pk))
    again = lines.filter(item=first.item_id, state=LineState.IN_JAPAN).first()
    line = again if first.state == LineState.CANCELLED and again is not None else first
    queue_entries.lock_orders([line.order_id])
    line = lines.get(pk=line.pk)
    if line.state != LineState.IN_JAPAN:
        return line
    Crossing.objects.filter(pk=crossing.pk).update(line=line)
    record_event(
        order=line.order,
        line=line,
        kind=EventKind.LINE_DISPATCHED,
        now=now,
        by=Actor.POLICY,
        facts={"transfer": transfer.key},
    )
    return lines.get(pk=line.pk)


def orders_of(transfer: Transfer) -> list[Order]:
    """Whose pieces cross, in the order received."""
    rows = Order.objects.filter(
        lines__crossing__transfer=transfer, lines__state=LineState.IN_TRANSFER
    ).select_related("policy")
    return list(rows.distinct().in_turn())
