"""The warehouse opens what came back: each piece by its tag, the box by photo, and the condition in
which it is.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from troth.catalog.pictures import BadPicture, Picture, clean_picture
from troth.event_kinds import EventKind
from troth.fulfillment.models import ParcelBack, Return, ReturnedPiece, ReturnPhoto
from troth.fulfillment.return_models import CONDITIONS, MISSING
from troth.fulfillment.returns import returned_parcels
from troth.fulfillment.warehouse import tags
from troth.fulfillment.warehouse.queue import FulfillmentRefused
from troth.orders.actions import record_event
from troth.orders.models import QueueEntry
from troth.policy.dates.hours import end_of_next_business_day
from troth.policy.lifecycle import LineState
from troth.roles import CARE
from troth.scanning.actions import InfectedUpload, UploadContext, hold_upload, is_clean
from troth.scanning.models import HeldUpload
from troth.worklist.actions import close_task, open_task

PARCEL, PIECE = EventKind.PARCEL_CHECKED_IN, EventKind.RETURN_CHECKED_IN
CLAUSE = "signature"
MOST_PHOTOS, LONGEST_NOTE = 12, 300
PHOTO = "return_photo"  # as `scanning.purposes` names it


@dataclass(frozen=True, slots=True)
class PieceFinding:
    """What the warehouse found of one piece: the tag as scanned, and its condition."""

    tag: str
    condition: str
    note: str = ""


def check_in_return(
    *,
    returned: Return,
    findings: Mapping[int, PieceFinding],
    photos: Sequence[Any],
    now: datetime,
    by: str,
) -> Return:
    """Records what came back, once: `findings` by the piece's key. The pieces are in the house from
    now on, and what was chosen or decided goes on. A photo that the virus scanner can't look at now
    is held, and shown when it has been scanned.

    Raises `FulfillmentRefused` without a photo, for one that is infected, and for a tag that isn't
    the piece's.
    """
    belongs = UploadContext(PHOTO, returned.key, by, returned.order.number)
    return _check_in_return(
        returned, findings, check_photos_for_viruses(photos, belongs, now), belongs, now
    )


@transaction.atomic
def _check_in_return(
    returned: Return,
    findings: Mapping[int, PieceFinding],
    photos: Sequence[tuple[Any, bool]],
    belongs: UploadContext,
    now: datetime,
) -> Return:
    by = belongs.by
    QueueEntry.objects.select_for_update().get(order=returned.order_id)
    rows = Return.objects.select_for_update(of=("self",)).select_related("order__policy", "parcel")
    stored = rows.get(pk=returned.pk)
    if stored.received_at is not None:
        return stored
    pieces = list(stored.pieces.select_related("line__item").order_by("pk"))
    for piece in pieces:
        _check_piece(piece, findings.get(piece.pk))
    store_photos(stored, photos, belongs, now)
    for piece in pieces:
        _record_piece(stored, piece, findings[piece.pk], now, by)
    Return.objects.filter(pk=stored.pk).update(received_at=now, received_by=by)
    close_task(key=f"returned.{stored.key}.check_in", now=now, by=by, outcome="Checked in.")
    record_event(
        order=stored.order,
        kind=PARCEL if stored.parcel_id else PIECE,
        now=now,
        by=by,
        facts=_check_in_facts(stored, pieces),
    )
    if stored.parcel_id:
        returned_parcels.apply_check_in(returned=stored, now=now, by=by)
    elif stored.ended_at is not None:
        _ask_about_late_one(stored, now)
    return Return.objects.get(pk=stored.pk)


def _ask_about_late_one(stored: Return, now: datetime) -> None:
    """It came after its report had ended: care decides what becomes of it."""
    open_task(
        key=f"returned.{stored.key}.late",
        kind="returned_parcel",
        role=CARE,
        title=f"{stored.key} came back after its report had ended: answer the customer",
        due_at=end_of_next_business_day(stored.order.policy.terms, now),
        now=now,
        order=stored.order,
        link=f"/desk/returns/{stored.key}",
    )


def _check_piece(piece: ReturnedPiece, finding: PieceFinding | None) -> None:
    title = piece.line.title
    if finding is None or finding.condition not in CONDITIONS:
        raise FulfillmentRefused(CLAUSE, f"Condition of {title}: choose one.")
    if len(finding.note) > LONGEST_NOTE:
        raise FulfillmentRefused(CLAUSE, f"Note on {title}: at most {LONGEST_NOTE} characters.")
    if finding.condition != MISSING and tags.item_of(finding.tag) != piece.line.item_id:
        raise FulfillmentRefused(
            CLAUSE,
            f"Tag of {title}: {finding.tag.strip()[:40]!r} isn't its tag. Scan it again, or say"
            " that the piece is missing.",
        )


def _picture_of(photo: Any) -> Picture:
    try:
        return clean_picture(photo, name=photo.name, size=photo.size, scanned=True)
    except BadPicture as bad:
        raise FulfillmentRefused(CLAUSE, f"Photos: {bad}") from bad


def check_photos_for_viruses(
    photos: Sequence[Any], belongs: UploadContext, now: datetime
) -> list[tuple[Any, bool]]:
    """Each photo with whether the virus scanner has found it clean now. To be asked before any row
    is locked: an infected one stays recorded, whatever becomes of the rest. Raises
    `FulfillmentRefused` for it.
    """
    try:
        scanned = [is_clean(photo, name=photo.name, belongs=belongs, now=now) for photo in photos]
    except InfectedUpload as infected:
        raise FulfillmentRefused(CLAUSE, f"Photos: {infected}") from infected
    return list(zip(photos, scanned, strict=True))


def store_photos(
    stored: Return,
    photos: Sequence[tuple[Any, bool]],
    belongs: UploadContext,
    now: datetime,
    parcel_back: ParcelBack | None = None,
) -> None:
    """Keeps photos of the opened box, as `check_photos_for_viruses` returns them; with
    `parcel_back`, of the box packed to go back. One that couldn't be scanned is held until it has
    been. Raises `FulfillmentRefused` without one, and for what is no picture.
    """
    if not photos:
        raise FulfillmentRefused(CLAUSE, "Photos: take at least one of the box.")
    if len(photos) > MOST_PHOTOS:
        raise FulfillmentRefused(CLAUSE, f"Photos: at most {MOST_PHOTOS}.")
    for photo, clean_now in photos:
        picture = _picture_of(photo)
        if clean_now:
            _store_photo(stored, picture, at=now, by=belongs.by, parcel_back=parcel_back)
        else:
            hold_upload(photo, name=photo.name, belongs=belongs, now=now)


def complete_held_photo(held: HeldUpload, content: bytes, *, now: datetime) -> str:  # noqa: ARG001 - as purposes say
    """Keeps a photo that waited for the virus scan, as of when it was taken. Returns why it can't;
    empty where it could.
    """
    parcel_back = ParcelBack.objects.filter(key=held.subject).first()
    returned = (
        parcel_back.returned if parcel_back else Return.objects.filter(key=held.subject).first()
    )
    if returned is None:
        return "There is no such return."
    try:
        picture = clean_picture(BytesIO(content), name=held.name, size=len(content), scanned=True)
    except BadPicture as bad:
        return str(bad)
    _store_photo(returned, picture, at=held.at, by=held.by, parcel_back=parcel_back)
    return ""


def _store_photo(
    stored: Return, picture: Picture, *, at: datetime, by: str, parcel_back: ParcelBack | None
) -> None:
    photo = ReturnPhoto(
        returned=stored, parcel_back=parcel_back, digest=picture.digest, by=by, at=at
    )
    photo.file.save(f"{secrets.token_hex(12)}.jpg", ContentFile(picture.content), save=False)
    try:
        with transaction.atomic():
            photo.save()
    except IntegrityError:  # the same picture twice
        photo.file.storage.delete(str(photo.file.name))


def _record_piece(
    stored: Return, piece: ReturnedPiece, finding: PieceFinding, now: datetime, by: str
) -> None:
    piece.condition, piece.note, piece.scanned_at = finding.condition, finding.note.strip(), now
    piece.save(update_fields=["condition", "note", "scanned_at"])
    if finding.condition == MISSING:
        return
    line = piece.line
    if line.state in (LineState.SHIPPED, LineState.DELIVERED, LineState.LOST):
        record_event(order=stored.order, line=line, kind=EventKind.LINE_RETURNED, now=now, by=by)


def _check_in_facts(stored: Return, pieces: Sequence[ReturnedPiece]) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "returned": stored.key,
        "pieces": [
            {
                "line": piece.line_id,
                "title": piece.line.title,
                "condition": piece.condition,
                "note": piece.note,
            }
            for piece in pieces
        ],
    }
    if stored.parcel_id:
        assert stored.parcel is not None
        return facts | {"parcel": stored.parcel.key}
    return facts | {"request": stored.request_key}
