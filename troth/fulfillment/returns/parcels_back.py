"""A piece that a buyer sent in, and that stays theirs, goes back to them by a parcel of its own:
packed, labelled, signed for, tracked, ended. Clauses `authenticity_refund`, `care`, `signature`.

It goes to the address that the order was sent to, by the carrier that the policy's rule chooses,
and asks for a signature. What the buyer's first parcel was promised, and can be claimed for, is
untouched.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from troth.event_kinds import EventKind
from troth.fulfillment.models import ParcelBack, Return, ReturnedPiece
from troth.fulfillment.outbox import PARCEL_BACK_LABELS
from troth.fulfillment.return_models import MISSING
from troth.fulfillment.returns.checking_in import PHOTO, check_photos_for_viruses, store_photos
from troth.fulfillment.warehouse import tags
from troth.fulfillment.warehouse.queue import FulfillmentRefused
from troth.orders.actions import record_event
from troth.orders.models import Order, QueueEntry
from troth.policy.addresses.places import is_po_box, place_of
from troth.policy.dates.hours import end_of_next_business_day
from troth.policy.dates.promise import local_time
from troth.policy.results import Refusal
from troth.policy.shipping.carriers import choose_route, tracking_url
from troth.roles import WAREHOUSE
from troth.scanning.actions import UploadContext
from troth.worklist.actions import close_task, close_tasks, open_task

OPENED, SHIPPED, DELIVERED, UNSIGNED, RETURNING, RETURNED, LOST, ELSEWHERE = (
    EventKind.PARCEL_BACK_OPENED,
    EventKind.PARCEL_BACK_SHIPPED,
    EventKind.PARCEL_BACK_DELIVERED,
    EventKind.PARCEL_BACK_DELIVERED_UNSIGNED,
    EventKind.PARCEL_BACK_RETURNING,
    EventKind.PARCEL_BACK_RETURNED,
    EventKind.PARCEL_BACK_LOST,
    EventKind.PARCEL_BACK_MISDELIVERED,
)
CLAUSE = "authenticity_refund"
MOST_GRAMS, MOST_MM = 68_038, 2_740
LONGEST_WHY = 300


@transaction.atomic
def open_parcel(*, returned: Return, now: datetime, by: str) -> ParcelBack:
    """What came back stays its buyer's: a parcel is to take it to them, and the warehouse is asked
    to pack it. While one is open, it is that one.

    Raises `FulfillmentRefused` before the return is checked in, for a piece that was refunded, and
    once a parcel has delivered it.
    """
    QueueEntry.objects.select_for_update().get(order=returned.order_id)
    stored = Return.objects.select_related("order__policy").get(pk=returned.pk)
    if existing := stored.parcels_back.filter(ended_at=None).first():
        return existing
    _check_may_send_back(stored)
    number = stored.parcels_back.count() + 1
    parcel = ParcelBack.objects.create(
        returned=stored, key=f"{stored.key}.B{number}", opened_at=now, opened_by=by[:100]
    )
    close_task(key=f"returned.{stored.key}.late", now=now, by=by, outcome="It is sent back.")
    open_task(
        key=pack_task_key(parcel),
        kind="return_to_customer",
        role=WAREHOUSE,
        title=f"Pack what came with {stored.key}, to go back to the customer",
        due_at=end_of_next_business_day(stored.order.policy.terms, now),
        now=now,
        order=stored.order,
        link=f"/desk/returns/{stored.key}",
    )
    record_event(order=stored.order, kind=OPENED, now=now, by=by, facts=facts_of(parcel))
    return parcel


def _check_may_send_back(returned: Return) -> None:
    if returned.parcel_id is not None or returned.received_at is None:
        raise FulfillmentRefused(CLAUSE, "It isn't checked in here: there is nothing to send back.")
    if returned.ended_at is None or returned.ended_how == "refunded":
        raise FulfillmentRefused(
            CLAUSE, "It is undecided, or was refunded: it doesn't go back to its buyer."
        )
    if returned.parcels_back.filter(ended_how=ParcelBack.DELIVERED).exists():
        raise FulfillmentRefused(CLAUSE, "Its buyer has it already.")
    if returned.parcels_back.filter(ended_how=ParcelBack.LOST).exists():
        raise FulfillmentRefused(CLAUSE, "The carrier lost it: care decides what its buyer gets.")


def pack_parcel(
    *,
    parcel: ParcelBack,
    tag: str,
    grams: int,
    size_mm: tuple[int, int, int],
    photos: Sequence[Any],
    now: datetime,
    by: str,
) -> ParcelBack:
    """It is packed: the carrier is chosen by the policy's rule, and its label is asked for. Once.

    Raises `FulfillmentRefused` for a tag that isn't the piece's, without a photo of the box, for a
    weight below the piece's or an impossible size, and where no carrier goes.
    """
    belongs = UploadContext(PHOTO, parcel.key, by, parcel.returned.order.number)
    scanned = check_photos_for_viruses(photos, belongs, now)
    return _pack_parcel(parcel, tag, grams, size_mm, scanned, belongs, now)


@transaction.atomic
def _pack_parcel(
    parcel: ParcelBack,
    tag: str,
    grams: int,
    size_mm: tuple[int, int, int],
    photos: Sequence[tuple[Any, bool]],
    belongs: UploadContext,
    now: datetime,
) -> ParcelBack:
    stored = locked_parcel(parcel)
    if stored.packed_at is not None:
        return stored
    check_open(stored)
    piece = stored.returned.pieces.select_related("line").get()
    _check_box(piece, tag, grams, size_mm)
    way = _route_of(stored.returned.order, grams, now)
    store_photos(stored.returned, photos, belongs, now, parcel_back=stored)
    length, width, height = size_mm
    ParcelBack.objects.filter(pk=stored.pk).update(
        grams=grams,
        length_mm=length,
        width_mm=width,
        height_mm=height,
        packed_at=now,
        packed_by=belongs.by[:100],
        carrier=way.carrier,
        carrier_reason=way.carrier_reason,
        label=ParcelBack.ASKED,
        not_before=now,
    )
    PARCEL_BACK_LABELS.nudge(stored.pk)
    return fresh_parcel(stored)


def _check_box(piece: ReturnedPiece, tag: str, grams: int, size_mm: tuple[int, int, int]) -> None:
    """Raises `FulfillmentRefused`, naming the field, where this isn't a box of this piece."""
    if piece.condition != MISSING and tags.item_of(tag) != piece.line.item_id:
        raise FulfillmentRefused(
            CLAUSE, f"Tag: {tag.strip()[:40]!r} isn't that of {piece.line.title}."
        )
    least = piece.line.weight_grams if piece.condition != MISSING else 1
    if not least <= grams <= MOST_GRAMS:
        raise FulfillmentRefused(
            CLAUSE, f"Weight: from {least:,} g, the piece alone, to {MOST_GRAMS:,} g."
        )
    if not all(0 < side <= MOST_MM for side in size_mm):
        raise FulfillmentRefused(CLAUSE, f"Size: each side is from 1 to {MOST_MM:,} mm.")


def _route_of(order: Order, grams: int, now: datetime) -> Any:
    terms, recipient = order.policy.terms, order.recipient
    if not recipient.street:
        raise FulfillmentRefused(
            CLAUSE, "The buyer's address is erased: care must write to the buyer first."
        )
    way = choose_route(
        terms,
        place=place_of(order.ship_to_zip),
        on=local_time(terms, now).date(),
        method=order.method,
        po_box=is_po_box(recipient.street, recipient.street2),
        grams=grams,
    )
    if isinstance(way, Refusal):
        raise FulfillmentRefused(way.clause, f"{way.sentence} Care must speak with the buyer.")
    return way


@transaction.atomic
def hand_over(*, parcel: ParcelBack, to: str, now: datetime, by: str) -> ParcelBack:
    """The carrier's person signed for it: it is on its way, and its buyer is told. The same press
    twice is one. Raises `FulfillmentRefused` without a label, and without that person's name.
    """
    stored = locked_parcel(parcel)
    if stored.left_at is not None:
        return stored
    check_open(stored)
    if stored.label != ParcelBack.BOUGHT:
        raise FulfillmentRefused("signature", "It has no label yet that asks for a signature.")
    if not to.strip():
        raise FulfillmentRefused("signature", "Signed by: name who of the carrier signed for it.")
    leave_with_carrier(
        stored, how=f"handed over, signed for by {to.strip()[:100]}", at=now, now=now, by=by
    )
    return fresh_parcel(stored)


@transaction.atomic
def end_with_nothing(*, parcel: ParcelBack, why: str, now: datetime, by: str) -> ParcelBack:
    """The box that came in was empty, so that nothing goes back. Raises `FulfillmentRefused` where
    the piece was in it, and without a reason.
    """
    stored = locked_parcel(parcel)
    if stored.ended_at is not None:
        return stored
    if not 0 < len(why.strip()) <= LONGEST_WHY:
        raise FulfillmentRefused(CLAUSE, f"Reason: say why, in at most {LONGEST_WHY} characters.")
    if stored.packed_at is not None or stored.returned.pieces.exclude(condition=MISSING).exists():
        raise FulfillmentRefused(CLAUSE, "The piece is here: it goes back to its buyer.")
    end_parcel(stored, ParcelBack.NOTHING, now, by, note=why.strip())
    return fresh_parcel(stored)


def leave_with_carrier(
    parcel: ParcelBack, *, how: str, at: datetime, now: datetime, by: str
) -> None:
    """The carrier has it: its buyer is told, and what was to be done for it is done."""
    ParcelBack.objects.filter(pk=parcel.pk).update(left_at=at, left_how=how[:200])
    for prefix in (pack_task_key(parcel), label_task_prefix(parcel)):
        close_tasks(prefix=prefix, now=now, by=by, outcome="It has left.")
    record_event(order=parcel.returned.order, kind=SHIPPED, now=now, by=by, facts=facts_of(parcel))


def end_parcel(parcel: ParcelBack, how: str, now: datetime, by: str, note: str = "") -> None:
    """It has ended, in one of the ways that the model names; its tasks are closed."""
    ParcelBack.objects.filter(pk=parcel.pk).update(ended_at=now, ended_how=how, ended_sentence=note)
    for prefix in (pack_task_key(parcel), label_task_prefix(parcel)):
        close_tasks(prefix=prefix, now=now, by=by, outcome=note or "It has ended.")
    if how == ParcelBack.DELIVERED:
        prefix = f"parcel_back.{parcel.returned.key}.B"
        close_tasks(prefix=prefix, now=now, by=by, outcome="It was delivered and signed for.")


def facts_of(parcel: ParcelBack) -> dict[str, Any]:
    """What the timeline and the letters say of it. Its number is `back_number`: the claims of the
    buyer's first parcel go by `number`.
    """
    order = parcel.returned.order
    terms = order.policy.terms
    facts: dict[str, Any] = {
        "parcel": parcel.key,
        "request": parcel.returned.request_key,
        "title": parcel.returned.pieces.select_related("line").get().line.title,
    }
    if parcel.number:
        facts |= {
            "carrier": parcel.carrier,
            "carrier_name": terms.file.carriers[parcel.carrier].name,
            "back_number": parcel.number,
            "url": tracking_url(terms, carrier=parcel.carrier, number=parcel.number),
        }
    return facts


def locked_parcel(parcel: ParcelBack) -> ParcelBack:
    """The parcel as it is stored, for the one who may now change it; others wait."""
    QueueEntry.objects.select_for_update().get(order=parcel.returned.order_id)
    return fresh_parcel(parcel)


def fresh_parcel(parcel: ParcelBack) -> ParcelBack:
    """The parcel as it is stored now."""
    rows = ParcelBack.objects.select_related("returned__order__policy")
    return rows.select_related("returned__order__recipient").get(pk=parcel.pk)


def check_open(parcel: ParcelBack) -> None:
    """Raises `FulfillmentRefused` for one that has left, or ended."""
    if parcel.ended_at is not None or parcel.left_at is not None:
        raise FulfillmentRefused(CLAUSE, "It has left, or ended, already.")


def pack_task_key(parcel: ParcelBack) -> str:
    """The key of the task to pack it."""
    return f"returned.{parcel.key}.send_back"


def label_task_prefix(parcel: ParcelBack) -> str:
    """What the keys of the tasks about its label begin with."""
    return f"label_back.{parcel.key}."
