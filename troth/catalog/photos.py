"""An item's photos: added, ordered, described, removed; and made into the sizes that phones and
desktops need.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from io import BytesIO
from typing import Any

from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import Max

from troth.actors import staff_actor
from troth.catalog.actions import ItemActionRefused, record_item_events
from troth.catalog.models import MOST_PHOTOS, EvidencePhoto, Item, Photo
from troth.catalog.pictures import WIDTHS, BadPicture, Picture, clean_picture, resize_to_webp
from troth.event_kinds import ItemEventKind
from troth.outbox import enqueue_task
from troth.scanning.actions import InfectedUpload, TooManyHeld, UploadContext, hold_upload, is_clean
from troth.scanning.models import HeldUpload

MOST_EVIDENCE = 40
PHOTO, EVIDENCE = "item_photo", "evidence_photo"  # as `scanning.purposes` names them


def add_photos(
    *, item: Item, files: Sequence[Any], now: datetime, by: str
) -> tuple[list[Photo], list[str]]:
    """Adds each upload that is a picture, at the end. Returns the photos and, for every other
    upload, why not. One that the virus scanner can't look at now is held, and added when it has
    been scanned.
    """
    belongs = UploadContext(PHOTO, item.slug, by)
    added, refused = [], []
    for file in files:
        try:
            clean_now = is_clean(file, name=file.name, belongs=belongs, now=now)
            picture = clean_picture(file, name=file.name, size=file.size, scanned=True)
            if clean_now:
                added.append(_add_photo(item, picture, file.name, now, by))
            else:
                hold_upload(file, name=file.name, belongs=belongs, now=now)
        except (BadPicture, ItemActionRefused, InfectedUpload, TooManyHeld) as bad:
            refused.append(str(bad))
    return added, refused


def complete_held_photo(held: HeldUpload, content: bytes, *, now: datetime) -> str:
    """Adds a photo that waited for the virus scan. Returns why it can't; empty where it could."""
    item = Item.objects.filter(slug=held.subject).first()
    if item is None:
        return "There is no such item."
    try:
        picture = clean_picture(BytesIO(content), name=held.name, size=len(content), scanned=True)
        _add_photo(item, picture, held.name, now, held.by)
    except (BadPicture, ItemActionRefused) as bad:
        return str(bad)
    return ""


def _add_photo(item: Item, picture: Picture, name: str, now: datetime, by: str) -> Photo:
    photo = Photo(item=item, width=picture.width, height=picture.height, digest=picture.digest)
    photo.file.save(f"{secrets.token_hex(12)}.jpg", ContentFile(picture.content), save=False)
    try:
        with transaction.atomic():
            Item.objects.select_for_update().get(pk=item.pk)
            photos = Photo.objects.filter(item=item)
            if photos.filter(digest=picture.digest).exists():
                raise ItemActionRefused(f"{name[:80]}: is here already")
            if photos.count() >= MOST_PHOTOS:
                raise ItemActionRefused(
                    f"{name[:80]}: an item has at most {MOST_PHOTOS} photos; remove one first"
                )
            last = photos.aggregate(last=Max("position"))["last"]
            photo.position = 0 if last is None else last + 1
            photo.alt = (item.title if last is None else f"{item.title}, another view")[:200]
            photo.save()
            record_item_events(
                [item],
                ItemEventKind.PHOTOS_CHANGED,
                now=now,
                by=by,
                facts={"added": photo.file.name},
            )
            enqueue_task("troth.catalog.tasks.make_photo_sizes", photo.pk)
    except (ItemActionRefused, IntegrityError):
        photo.file.storage.delete(str(photo.file.name))
        raise
    return photo


def add_evidence(
    *, item: Item, files: Sequence[Any], now: datetime, by: User
) -> tuple[list[EvidencePhoto], list[str]]:
    """Keeps each upload that is a picture as evidence, for ever. Returns them and, for every other
    upload, why not. One that the virus scanner can't look at now is held: an approval waits for it.
    """
    belongs = UploadContext(EVIDENCE, item.slug, staff_actor(by.get_username()))
    added, refused = [], []
    for file in files:
        try:
            clean_now = is_clean(file, name=file.name, belongs=belongs, now=now)
            picture = clean_picture(file, name=file.name, size=file.size, scanned=True)
            if clean_now:
                added.append(_add_evidence(item, picture, file.name, now, by))
            else:
                hold_upload(file, name=file.name, belongs=belongs, now=now, by_user=by.pk)
        except (BadPicture, ItemActionRefused, InfectedUpload, TooManyHeld) as bad:
            refused.append(str(bad))
    return added, refused


def complete_held_evidence(held: HeldUpload, content: bytes, *, now: datetime) -> str:  # noqa: ARG001 - as purposes say
    """Keeps evidence that waited for the virus scan. Returns why it can't; empty where it could."""
    item = Item.objects.filter(slug=held.subject).first()
    by = User.objects.filter(pk=held.facts["by_user"]).first()
    if item is None or by is None:
        return "There is no such item, or no such expert."
    try:
        picture = clean_picture(BytesIO(content), name=held.name, size=len(content), scanned=True)
        _add_evidence(item, picture, held.name, held.at, by)
    except (BadPicture, ItemActionRefused) as bad:
        return str(bad)
    return ""


def _add_evidence(item: Item, picture: Picture, name: str, at: datetime, by: User) -> EvidencePhoto:
    if EvidencePhoto.objects.filter(item=item).count() >= MOST_EVIDENCE:
        raise ItemActionRefused(f"{name[:80]}: an item has at most {MOST_EVIDENCE} evidence photos")
    photo = EvidencePhoto(item=item, digest=picture.digest, by=by, at=at)
    photo.file.save(f"{secrets.token_hex(12)}.jpg", ContentFile(picture.content), save=False)
    try:
        with transaction.atomic():
            photo.save()
    except IntegrityError:  # sent twice: the first is kept
        photo.file.storage.delete(str(photo.file.name))
        return EvidencePhoto.objects.get(item=item, by=by, digest=picture.digest)
    return photo


@transaction.atomic
def describe_photo(*, photo: Photo, alt: str, now: datetime, by: str) -> None:
    """Changes the words that stand for the photo."""
    if Photo.objects.filter(pk=photo.pk).exclude(alt=alt).update(alt=alt):
        record_item_events(
            [photo.item],
            ItemEventKind.PHOTOS_CHANGED,
            now=now,
            by=by,
            facts={"described": photo.file.name},
        )


@transaction.atomic
def move_photo(*, photo: Photo, to: int, now: datetime, by: str) -> None:
    """Puts the photo at place `to`, counted from 0; the others keep their order."""
    item = Item.objects.select_for_update().get(pk=photo.item_id)
    photos = list(Photo.objects.filter(item=item).order_by("position"))
    order = [stored for stored in photos if stored.pk != photo.pk]
    order.insert(max(0, min(to, len(order))), photo)
    if [stored.pk for stored in order] == [stored.pk for stored in photos]:
        return
    beyond = max(stored.position for stored in photos) + 1
    for offset in (beyond, 0):  # two passes: no two photos share a place at any moment
        for place, stored in enumerate(order):
            Photo.objects.filter(pk=stored.pk).update(position=offset + place)
    record_item_events(
        [item], ItemEventKind.PHOTOS_CHANGED, now=now, by=by, facts={"moved": photo.file.name}
    )


@transaction.atomic
def remove_photo(*, photo: Photo, now: datetime, by: str) -> None:
    """Removes the photo, its sizes, and the pins set on it. Of a piece that was ever sold the files
    stay: the copies of its orders show them.
    """
    item = Item.objects.select_for_update().get(pk=photo.item_id)
    if not Photo.objects.filter(pk=photo.pk).delete()[0]:
        return
    pins = {"photo", "x", "y"}
    defects = [
        (
            {key: value for key, value in defect.items() if key not in pins}
            if defect.get("photo") == photo.digest
            else defect
        )
        for defect in item.defects
    ]
    Item.objects.filter(pk=item.pk).update(defects=defects)
    record_item_events(
        [item], ItemEventKind.PHOTOS_CHANGED, now=now, by=by, facts={"removed": photo.file.name}
    )
    if item.events.filter(kind=ItemEventKind.SOLD).exists():
        return
    names = [str(photo.file.name), *(photo.name_at(width) for width in photo.sizes)]
    for name in names:
        transaction.on_commit(partial(photo.file.storage.delete, name))


def render_sizes(photo: Photo) -> None:
    """Makes the sizes of a photo that are not made yet; safe to repeat."""
    storage = photo.file.storage
    with storage.open(str(photo.file.name)) as file:
        content = file.read()
    widths = [width for width in WIDTHS if width < photo.width] or [photo.width]
    for width in widths:
        name = photo.name_at(width)
        storage.delete(name)
        storage.save(name, ContentFile(resize_to_webp(content, width)))
    if not Photo.objects.filter(pk=photo.pk).update(sizes=widths):  # removed meanwhile
        for width in widths:
            storage.delete(photo.name_at(width))
