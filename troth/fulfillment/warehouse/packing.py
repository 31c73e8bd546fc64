"""Packing: the right pieces, proof of them, and a box that nobody closes once its order must
wait.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from troth.catalog.pictures import BadPicture, Picture, clean_picture
from troth.event_kinds import EventKind
from troth.fulfillment.models import PackingPhoto, Parcel, ParcelLine
from troth.fulfillment.shipping_labels import labels
from troth.fulfillment.warehouse import queue, tags
from troth.fulfillment.warehouse.queue import FulfillmentRefused
from troth.orders.actions import hold_order, record_event
from troth.orders.models import Order, QueueEntry
from troth.orders.served import is_by_hand, served_carriers
from troth.policy.addresses.places import is_po_box, place_of
from troth.policy.dates.promise import local_time
from troth.policy.lifecycle import LineState
from troth.policy.results import Refusal
from troth.policy.shipping.carriers import Route, choose_route
from troth.scanning.actions import (
    InfectedUpload,
    TooManyHeld,
    UploadContext,
    held_uploads,
    hold_upload,
    is_clean,
)
from troth.scanning.models import HeldUpload

PHOTO = "packing_photo"  # as `scanning.purposes` names it
MOST_PHOTOS = 12
MOST_GRAMS, MOST_MM = 68_038, 2_740  # what any carrier takes: 150 lb, 108 in


def stop_reason(parcel: Parcel, *, now: datetime) -> str | None:
    """Why the packer must stop at once; None while they may go on."""
    order = queue.load_queued_order(parcel.order_id)
    if gone := [line for line in order.lines.all() if line.state == LineState.CANCELLED]:
        return f"The order is cancelled: put {gone[0].title} back. It is for sale again."
    return queue.waiting_reason(order, now=now)


def lock_packable_order(parcel: Parcel, *, now: datetime) -> Order:
    """The order, locked against holds and cancellations for the rest of the transaction. Raises
    `FulfillmentRefused`.
    """
    QueueEntry.objects.select_for_update().get(order=parcel.order_id)
    if why := stop_reason(parcel, now=now):
        raise FulfillmentRefused("cancellation", f"Stop. {why} Set the box aside.")
    return queue.load_queued_order(parcel.order_id)


def scan_tag(*, parcel: Parcel, tag: str, now: datetime) -> ParcelLine:
    """A piece's tag was scanned into the box. Raises `FulfillmentRefused` for a piece that doesn't
    belong in it.
    """
    _check_open(parcel)
    check_stop(parcel, now)
    key = tags.item_of(tag)
    if key is None:
        raise FulfillmentRefused(
            "processing", f"{tag.strip()[:40]!r} is no tag of ours. Scan it again."
        )
    packed = parcel.packed.select_related("line__item").filter(line__item=key).first()
    if packed is None:
        wanted = "; ".join(
            unscanned.line.title
            for unscanned in parcel.packed.filter(scanned_at=None).select_related("line")
        )
        raise FulfillmentRefused(
            "processing",
            f"Wrong piece: this tag is not of {parcel.order}. It wants {wanted or 'nothing more'}.",
        )
    ParcelLine.objects.filter(pk=packed.pk, scanned_at=None).update(scanned_at=now)
    return packed


def check_stop(parcel: Parcel, now: datetime) -> None:
    """Raises `FulfillmentRefused` once the order must wait."""
    if why := stop_reason(parcel, now=now):
        raise FulfillmentRefused("cancellation", f"Stop. {why} Set the box aside.")


def add_photos(*, parcel: Parcel, files: Sequence[Any], now: datetime, by: str) -> list[str]:
    """Keeps each upload that is a picture. Returns, for every other, why not. One that the virus
    scanner can't look at now is held: it counts as taken, and is shown when it has been scanned.
    """
    _check_open(parcel)
    belongs = UploadContext(PHOTO, parcel.key, by, parcel.order.number)
    refused = []
    for file in files:
        try:
            clean_now = is_clean(file, name=file.name, belongs=belongs, now=now)
            picture = clean_picture(file, name=file.name, size=file.size, scanned=True)
            if parcel.photos.count() + held_uploads(PHOTO, parcel.key).count() >= MOST_PHOTOS:
                refused.append(f"{file.name[:80]}: a box has at most {MOST_PHOTOS} photos")
            elif clean_now:
                _store_photo(parcel, picture, at=now, by=by)
            else:
                hold_upload(file, name=file.name, belongs=belongs, now=now)
        except (BadPicture, InfectedUpload, TooManyHeld) as bad:
            refused.append(str(bad))
    return refused


def complete_held_photo(held: HeldUpload, content: bytes, *, now: datetime) -> str:  # noqa: ARG001 - as purposes say
    """Keeps a photo that waited for the virus scan, as of when it was taken. Returns why it can't;
    empty where it could.
    """
    parcel = Parcel.objects.filter(key=held.subject).first()
    if parcel is None:
        return "There is no such box."
    try:
        picture = clean_picture(BytesIO(content), name=held.name, size=len(content), scanned=True)
    except BadPicture as bad:
        return str(bad)
    _store_photo(parcel, picture, at=held.at, by=held.by)
    return ""


def _store_photo(parcel: Parcel, picture: Picture, *, at: datetime, by: str) -> None:
    photo = PackingPhoto(parcel=parcel, digest=picture.digest, by=by, at=at)
    photo.file.save(f"{secrets.token_hex(12)}.jpg", ContentFile(picture.content), save=False)
    try:
        with transaction.atomic():
            photo.save()
    except IntegrityError:  # sent twice: the first is kept
        photo.file.storage.delete(str(photo.file.name))


@transaction.atomic
def close_parcel(
    *, parcel: Parcel, grams: int, size_mm: tuple[int, int, int], seal: str, now: datetime, by: str
) -> Parcel:
    """Closes the box: its pieces are processed, its carrier is chosen, and its label is asked for,
    unless it is bought at the carrier's counter.

    Raises `FulfillmentRefused` while a tag is unscanned or no photo was taken, for a weight below
    the pieces', and once the order must wait.
    """
    order = lock_packable_order(parcel, now=now)
    stored = Parcel.objects.select_for_update().get(pk=parcel.pk)
    _check_open(stored)
    lines = [packed.line for packed in stored.packed.select_related("line")]
    _check_evidence(stored, sum(line.weight_grams for line in lines), grams, size_mm, seal)
    way = _route_of(order, grams, now)
    if isinstance(way, Refusal):
        raise FulfillmentRefused(
            way.clause, f"{way.sentence} Set it aside: care must speak with the shopper."
        )
    for line in lines:
        record_event(
            order=order,
            line=line,
            kind=EventKind.LINE_PROCESSED,
            now=now,
            by=by,
            facts={"parcel": stored.key},
        )
    stored.grams, (stored.length_mm, stored.width_mm, stored.height_mm) = grams, size_mm
    stored.seal, stored.closed_at, stored.carrier, stored.carrier_reason = (
        seal,
        now,
        way.carrier,
        way.carrier_reason,
    )
    stored.save()
    QueueEntry.objects.filter(order=order).update(claimed=False)
    if not is_by_hand(way.carrier):
        labels.request_label(parcel=stored, now=now, by=by)
    return stored


def goes_to_po_box(order: Order) -> bool:
    """Whether the order's address is a PO box."""
    return is_po_box(order.recipient.street, order.recipient.street2)


def _route_of(order: Order, grams: int, now: datetime) -> Route | Refusal:
    """The carrier by the rules: the first that the store can ship with. Where a box that was sold
    goes by none of them any more, the rule's own, so that a person decides.
    """
    terms = order.policy.terms
    criteria: dict[str, Any] = {
        "place": place_of(order.ship_to_zip),
        "on": local_time(terms, now).date(),
        "method": order.method,
        "po_box": goes_to_po_box(order),
        "grams": grams,
    }
    way = choose_route(terms, **criteria, carriers=served_carriers())
    return choose_route(terms, **criteria) if isinstance(way, Refusal) else way


def _check_evidence(
    parcel: Parcel, least: int, grams: int, size_mm: tuple[int, int, int], seal: str
) -> None:
    if unscanned := parcel.packed.filter(scanned_at=None).select_related("line").first():
        raise FulfillmentRefused(
            "processing", f"The tag of {unscanned.line.title} isn't scanned yet."
        )
    if not parcel.photos.exists() and not held_uploads(PHOTO, parcel.key).exists():
        raise FulfillmentRefused(
            "processing", "Take a photo of the open box first: it is what proves its contents."
        )
    if not least <= grams <= MOST_GRAMS:
        raise FulfillmentRefused(
            "processing", f"{grams:,} g can't be right: the pieces alone weigh {least:,} g."
        )
    if not all(0 < side <= MOST_MM for side in size_mm):
        raise FulfillmentRefused("processing", f"Each side is from 1 to {MOST_MM:,} mm.")
    if not seal.strip():
        raise FulfillmentRefused("processing", "The seal's number is missing.")


@transaction.atomic
def set_aside(*, parcel: Parcel, why: str, hold_it: bool, now: datetime, by: str) -> None:
    """The packer stops: the order goes back to its own place, or is held there for a person.
    Once.
    """
    QueueEntry.objects.select_for_update().get(order=parcel.order_id)
    open_one = Parcel.objects.filter(pk=parcel.pk, closed_at=None, set_aside_at=None)
    if not open_one.update(set_aside_at=now, set_aside_why=why[:500]):
        return
    parcel.packed.update(out=True)
    QueueEntry.objects.filter(order=parcel.order_id).update(claimed=False)
    if hold_it:
        hold_order(order=parcel.order, why=why or "The packer set it aside.", now=now, by=by)


def _check_open(parcel: Parcel) -> None:
    if parcel.closed_at is not None or parcel.set_aside_at is not None:
        ended = "closed" if parcel.closed_at else "set aside"
        raise FulfillmentRefused("processing", f"{parcel.key} is {ended} already.")
